//! The log: what the prompt tells the page, newest first.

use std::collections::VecDeque;

use js_sys::{Date, JSON};
use leptos::prelude::*;
use preview::events::{self, Detail};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CustomEvent;

/// How many entries are kept.
const KEPT: usize = 60;

#[derive(Clone)]
struct Entry {
    key: u32,
    time: String,
    event: &'static str,
    line: String,
    json: String,
}

/// The entries, and whether a prompt stands open according to them.
#[derive(Clone, Copy)]
pub(crate) struct Journal {
    entries: RwSignal<VecDeque<Entry>>,
    written: StoredValue<u32>,
    shown: StoredValue<u32>,
    open: StoredValue<bool>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self {
            entries: RwSignal::new(VecDeque::new()),
            written: StoredValue::new(0),
            shown: StoredValue::new(0),
            open: StoredValue::new(false),
        }
    }

    /// Whether a prompt was shown and neither answered nor dismissed since.
    pub(crate) fn is_open(self) -> bool {
        self.open.get_value()
    }

    /// Runs what runs now again when something is written.
    pub(crate) fn track(self) {
        self.entries.track();
    }

    /// How many prompts were shown.
    pub(crate) fn shown(self) -> u32 {
        self.shown.get_value()
    }

    /// Writes down something that the prompt does not tell.
    pub(crate) fn note(self, event: &'static str, line: String, detail: &JsValue) {
        self.write(event, line, pretty(detail));
    }

    /// Writes down an event of the prompt.
    pub(crate) fn hear(self, event: &'static str, detail: &JsValue) {
        match event {
            "shown" => {
                self.shown.update_value(|shown| *shown += 1);
                self.open.set_value(true);
            }
            "answered" | "dismissed" => self.open.set_value(false),
            _ => {}
        }
        let line = serde_wasm_bindgen::from_value::<Detail>(detail.clone())
            .map(|detail| detail.line())
            .unwrap_or_default();
        self.write(event, line, pretty(detail));
    }

    fn write(self, event: &'static str, line: String, json: String) {
        self.written.update_value(|written| *written += 1);
        let entry = Entry {
            key: self.written.get_value(),
            time: String::from(Date::new_0().to_locale_time_string("en-GB")),
            event,
            line,
            json,
        };
        self.entries.update(|entries| {
            entries.push_front(entry);
            entries.truncate(KEPT);
        });
    }
}

/// JSON that a person can read; empty for what has none.
fn pretty(value: &JsValue) -> String {
    JSON::stringify_with_replacer_and_space(value, &JsValue::NULL, &2.into())
        .ok()
        .and_then(|json| json.as_string())
        .unwrap_or_default()
}

/// Listens to the prompt for as long as the page lives.
pub(crate) fn listen(journal: Journal) {
    for event in events::NAMES {
        let hear = Closure::<dyn Fn(CustomEvent)>::new(move |heard: CustomEvent| {
            journal.hear(event, &heard.detail());
        });
        let _ = document().add_event_listener_with_callback(
            &format!("afterword:{event}"),
            hear.into_js_value().unchecked_ref(),
        );
    }
}

#[component]
pub(crate) fn Log(journal: Journal) -> impl IntoView {
    let entries = journal.entries;
    view! {
        <ol class="log" data-test="log">
            <For each=move || entries.get() key=|entry| entry.key let:entry>
                <LogLine entry/>
            </For>
        </ol>
        <Show when=move || entries.with(VecDeque::is_empty)>
            <p class="quiet">"Nothing yet. Place an order, and watch."</p>
        </Show>
    }
}

#[component]
fn LogLine(entry: Entry) -> impl IntoView {
    let head = view! {
        <time>{entry.time}</time>
        <b>{entry.event}</b>
        <span>{entry.line}</span>
    };
    let body = if entry.json.is_empty() {
        view! { <p>{head}</p> }.into_any()
    } else {
        view! {
            <details>
                <summary>{head}</summary>
                <pre>{entry.json}</pre>
            </details>
        }
        .into_any()
    };
    view! { <li data-event=entry.event>{body}</li> }
}

//! Why the survey is asked, or is not: what every gate says, as it changes.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use preview::why::{Explanation, Gate};
use web_sys::HtmlDetailsElement;

use super::{browser, demo};

/// What changes together is looked at together.
const PAUSE: Duration = Duration::from_millis(300);

/// What was said last. Nobody who does not look is sent what says it.
#[derive(Clone, Copy)]
struct Why {
    open: RwSignal<bool>,
    said: RwSignal<Vec<Explanation>>,
    /// Whether it is about to be asked again.
    due: StoredValue<bool>,
}

impl Why {
    fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            said: RwSignal::new(Vec::new()),
            due: StoredValue::new(false),
        }
    }

    /// Asks again, soon.
    fn refresh(self) {
        if !self.open.get_untracked() || self.due.get_value() {
            return;
        }
        self.due.set_value(true);
        spawn_local(async move {
            browser::pause(PAUSE).await;
            self.due.set_value(false);
            let said = browser::ask_afterword("explain").await;
            let said = said.and_then(|said| serde_wasm_bindgen::from_value(said).ok());
            self.said.set(said.unwrap_or_default());
        });
    }
}

#[component]
pub(crate) fn Why() -> impl IntoView {
    let demo = demo();
    let why = Why::new();
    Effect::new(move |_| {
        why.open.track();
        demo.installed.track();
        demo.journal.track();
        why.refresh();
    });
    // An order may be ruled out, of which the page is told nothing.
    window_event_listener(leptos::ev::click, move |_| why.refresh());
    let toggle = move |event: leptos::ev::Event| {
        let details: HtmlDetailsElement = event_target(&event);
        why.open.set(details.open());
    };
    let forget = move |_| {
        spawn_local(async move {
            browser::ask_afterword("forget").await;
            demo.announce("What this browser remembered is forgotten.".to_owned());
            why.refresh();
        });
    };
    view! {
        <section aria-labelledby="why-title">
            <div class="heading">
                <h3 id="why-title">"Why"</h3>
                <button type="button" class="small" data-test="forget" on:click=forget>
                    "Forget"
                </button>
            </div>
            <details class="why" data-test="why" on:toggle=toggle>
                <summary>"Why it is asked, or is not"</summary>
                {move || why.said.get().into_iter().map(table).collect_view()}
            </details>
        </section>
    }
}

/// A row for each gate. What is laid out otherwise than as a table is still told as one.
fn table(said: Explanation) -> impl IntoView {
    let summary = said.summary();
    view! {
        <table role="table">
            <caption><b>{said.survey}</b>" "<span>{summary}</span></caption>
            <thead class="unseen" role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">"Gate"</th>
                    <th scope="col" role="columnheader">"Now"</th>
                    <th scope="col" role="columnheader">"Wants"</th>
                    <th scope="col" role="columnheader">"Remedy"</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{said.gates.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn row(gate: Gate) -> impl IntoView {
    let state = gate.state();
    view! {
        <tr role="row" data-gate=gate.name.clone() data-state=state.name()>
            <th scope="row" role="rowheader">
                <span class="sign" aria-hidden="true">{state.sign()}</span>
                {gate.name.clone()}
                <span class="unseen">" "{state.name()}</span>
            </th>
            <td role="cell" class="now">{gate.now}</td>
            <td role="cell" class="wants">{gate.wants}</td>
            <td role="cell" class="remedy">{gate.remedy}</td>
        </tr>
    }
}

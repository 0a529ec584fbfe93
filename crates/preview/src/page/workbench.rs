//! The workbench: what the prompt is, what it does, and what comes of it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use preview::settings::{
    Choice, Direction, Language, Metric, Position, Preset, Quiet, Sample, Settings, Theme,
};
use preview::tag::{Piece, Tag};

use super::journal::Log;
use super::meter::Meter;
use super::why::Why;
use super::{browser, demo};

#[component]
pub(crate) fn Workbench() -> impl IntoView {
    let demo = demo();
    view! {
        <aside id="workbench" class="workbench" aria-labelledby="workbench-title" lang="en" dir="ltr" tabindex="-1">
            <header>
                <p class="wordmark">"Afterword"</p>
                <h2 id="workbench-title">"Workbench"</h2>
                <p class="lead">
                    "Buy something in the shop. The tag below asks how it went; the answer is stored and scored here."
                </p>
            </header>
            <Meter/>
            <Controls/>
            <TagBox/>
            <Why/>
            <section aria-labelledby="log-title">
                <h3 id="log-title">"Events"</h3>
                <Log journal=demo.journal/>
            </section>
        </aside>
    }
}

#[component]
fn Controls() -> impl IntoView {
    let settings = demo().settings;
    let ready = move || demo().tag().is_some();
    view! {
        <section aria-labelledby="prompt-title">
            <h3 id="prompt-title">"Prompt"</h3>
            <div class="controls">
                <Pick legend="Survey" settings read=|s| s.survey write=Settings::run/>
                <Pick legend="Prompt’s language" settings read=|s| s.language write=|s, language: Language| s.language = language/>
                <Choose legend="Asks" settings read=|s| s.metric write=|s, metric: Metric| s.metric = metric/>
                <Choose legend="Page" settings read=|s| s.direction write=|s, direction: Direction| s.direction = direction/>
                <Choose legend="Theme" settings read=|s| s.theme write=|s, theme: Theme| s.theme = theme/>
                <Choose legend="Preset" settings read=|s| s.preset write=|s, preset: Preset| s.preset = preset/>
                <Choose legend="Position" settings read=|s| s.position write=|s, position: Position| s.position = position/>
                <Choose legend="Quiet afterwards" settings read=|s| s.quiet write=|s, quiet: Quiet| s.quiet = quiet/>
                <Choose legend="Asks of visitors" settings read=|s| s.sample write=|s, sample: Sample| s.sample = sample/>
                <button
                    type="button"
                    data-test="show"
                    disabled=move || !ready()
                    on:click=|_| {
                        browser::call_afterword("show");
                    }
                >
                    "Show it now"
                </button>
            </div>
        </section>
    }
}

/// One setting as a group of radio buttons.
#[component]
fn Choose<C: Choice + Send + Sync>(
    legend: &'static str,
    settings: RwSignal<Settings>,
    read: fn(&Settings) -> C,
    write: fn(&mut Settings, C),
) -> impl IntoView {
    let option = move |choice: C| {
        view! {
            <label>
                <input
                    type="radio"
                    name=C::NAME
                    value=choice.value()
                    prop:checked=move || settings.with(read) == choice
                    on:change=move |_| settings.update(|settings| write(settings, choice))
                />
                <span>{choice.label()}</span>
            </label>
        }
    };
    view! {
        <fieldset class=C::NAME>
            <legend>{legend}</legend>
            <div class="options">{C::all().into_iter().map(option).collect_view()}</div>
        </fieldset>
    }
}

/// One setting of many values as a list.
#[component]
fn Pick<C: Choice + Send + Sync>(
    legend: &'static str,
    settings: RwSignal<Settings>,
    read: fn(&Settings) -> C,
    write: fn(&mut Settings, C),
) -> impl IntoView {
    let option = move |choice: C| {
        view! {
            <option value=choice.value() prop:selected=move || settings.with(read) == choice>
                {choice.label()}
            </option>
        }
    };
    let pick = move |event| {
        if let Some(choice) = C::from_value(&event_target_value(&event)) {
            settings.update(|settings| write(settings, choice));
        }
    };
    view! {
        <label class="pick">
            {legend}
            <select name=C::NAME on:change=pick>
                {C::all().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}

/// What the button says until it is pressed.
const COPY: &str = "Copy";

#[component]
fn TagBox() -> impl IntoView {
    let demo = demo();
    let tag = Memo::new(move |_| demo.tag());
    let label = RwSignal::new(COPY);
    let copy = move |_| {
        let Some(tag) = tag.get_untracked() else {
            return;
        };
        spawn_local(async move {
            let (said, announced) = if browser::copy(&tag.to_string()).await {
                ("Copied", "The tag is copied.")
            } else {
                (
                    "Refused",
                    "The browser does not allow copying. Select the tag instead.",
                )
            };
            label.set(said);
            demo.announce(announced.to_owned());
            set_timeout(move || label.set(COPY), Duration::from_secs(2));
        });
    };
    view! {
        <section aria-labelledby="tag-title">
            <div class="heading">
                <h3 id="tag-title">"The tag"</h3>
                <button type="button" class="small" data-test="copy" on:click=copy>
                    {label}
                </button>
            </div>
            <pre class="tag"><code data-test="tag">
                {move || tag.with(|tag| tag.as_ref().map(printed))}
            </code></pre>
            <p class="quiet">
                "With the preset Classic, colours and font are the page’s own, by custom properties such as "
                <code>"--afterword-accent"</code>"."
            </p>
        </section>
    }
}

/// The tag's text, each kind of piece in its own element.
fn printed(tag: &Tag) -> impl IntoView + use<> {
    tag.pieces()
        .map(|piece| {
            let text = piece.to_string();
            match piece {
                Piece::Markup(_) => text.into_any(),
                Piece::Name(_) => view! { <span class="name">{text}</span> }.into_any(),
                Piece::Value(_) => {
                    view! { <span class="value">{breakable(&text)}</span> }.into_any()
                }
            }
        })
        .collect_view()
}

/// An address may go on in the next line after each of its slashes.
fn breakable(text: &str) -> impl IntoView + use<> {
    text.split_inclusive('/')
        .map(|part| view! { {part.to_owned()}<wbr/> })
        .collect_view()
}

//! What every question stands in: how far the visitor is, the way back, what may be wrong with an
//! answer, and the buttons that go on.

use leptos::prelude::*;
use survey::run::{Asking, Input, Progress};
use survey::words::{Word, Words, digits};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The form of a question, with an empty place for what it is answered with.
///
/// It is one type for all kinds of question: what differs is drawn into its place.
pub(crate) fn form(asking: &Asking, words: &Words) -> impl IntoView + use<> {
    let say = |word| words.say(word).to_owned();
    let mut buttons = Vec::new();
    let rests = matches!(asking.input, Input::Rating { rating: None, .. });
    if !rests {
        let go_on = if asking.last { Word::Send } else { Word::Next };
        buttons.push(button("send", "submit", say(go_on)));
    }
    if !asking.required && asking.input != Input::Statement {
        buttons.push(button("skip", "button", say(Word::Skip)));
    }
    let mut back = Vec::new();
    if asking.back {
        back.push(button("back", "button", say(Word::Back)));
    }
    let errors = errors(asking);
    let errors = errors.iter().map(|(id, word)| error(id, say(*word)));
    view! {
        <form novalidate=true>
            {asking.progress.map(|progress| bar(progress, words))}
            {back}
            <div class=ANSWER></div>
            {errors.collect::<Vec<_>>()}
            <div class="buttons">{buttons}</div>
        </form>
    }
}

const ANSWER: &str = "answer";

/// Where a drawn [`form`] is answered.
pub(crate) fn answered_by(place: &HtmlElement) -> Option<HtmlElement> {
    let answer = place.query_selector(".answer").ok()??;
    Some(answer.unchecked_into())
}

fn button(part: &'static str, kind: &'static str, label: String) -> impl IntoView {
    view! {
        <button part=part type=kind>
            {label}
        </button>
    }
}

/// A thin line; its name says the numbers.
fn bar(progress: Progress, words: &Words) -> impl IntoView + use<> {
    let [number, of] = [progress.number, progress.of].map(|number| digits(number as i32));
    let name = words.progress(progress.number, progress.of);
    view! { <progress part="progress" value=number max=of aria-label=name></progress> }
}

/// What may be wrong with the answer, by the ids of the sentences.
fn errors(asking: &Asking) -> &'static [(&'static str, Word)] {
    match (&asking.input, asking.required) {
        (Input::Comment { .. }, true) => &[(MISSING, Word::ErrorWrite)],
        #[cfg(feature = "everything")]
        (Input::Choice { .. }, true) => &[(MISSING, Word::ErrorChoose)],
        #[cfg(feature = "everything")]
        (Input::Contact { .. }, _) => &[
            (MISSING, Word::ErrorWrite),
            (INCOMPLETE, Word::ErrorEmail),
            (REFUSED, Word::ErrorConsent),
        ],
        _ => &[],
    }
}

/// The error of an answer that has to be given.
pub(crate) const MISSING: &str = "missing";
/// The error of an e-mail address.
#[cfg(feature = "everything")]
pub(crate) const INCOMPLETE: &str = "incomplete";
/// The error of a contact without consent.
#[cfg(feature = "everything")]
pub(crate) const REFUSED: &str = "refused";

/// A sentence that is hidden until it is true.
fn error(id: &'static str, sentence: String) -> impl IntoView {
    view! {
        <p part="error" id=id role="alert" hidden=true>
            {sentence}
        </p>
    }
}

/// Something that is said, and not asked.
#[cfg(feature = "everything")]
pub(crate) fn statement(text: survey::definition::Text) -> impl IntoView {
    view! { <p part="question">{crate::own(text)}</p> }
}

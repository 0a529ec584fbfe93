//! What every question stands in: how far the visitor is, the way back, what may be wrong with an
//! answer, and the buttons that go on.

use survey::run::{Asking, Input, Progress};
use survey::words::{Word, Words, digits};

use crate::piece::{Piece, button};

/// The form of a question, around what it is answered with.
pub(crate) fn form(asking: &Asking, words: &Words, answer: Piece) -> Piece {
    let mut form = Piece::new("form", &[("novalidate", "")]);
    if let Some(progress) = asking.progress {
        form = form.hold(bar(progress, words));
    }
    if asking.back {
        form = form.hold(button("back", "button", words.say(Word::Back)));
    }
    form = form.hold(answer);
    for (id, word) in errors(asking) {
        form = form.hold(error(id, words.say(*word)));
    }
    let mut buttons = Piece::new("div", &[("class", "buttons")]);
    let rests = matches!(asking.input, Input::Rating { rating: None, .. });
    if !rests {
        let go_on = if asking.last { Word::Send } else { Word::Next };
        buttons = buttons.hold(button("send", "submit", words.say(go_on)));
    }
    if !asking.required {
        buttons = buttons.hold(button("skip", "button", words.say(Word::Skip)));
    }
    form.hold(buttons)
}

/// A thin line; its name says the numbers.
fn bar(progress: Progress, words: &Words) -> Piece {
    let Progress { number, of } = progress;
    Piece::new("progress", &[("part", "progress")])
        .with("value", &digits(number as i32))
        .with("max", &digits(of as i32))
        .with("aria-label", &words.progress(number, of))
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
fn error(id: &str, sentence: &str) -> Piece {
    Piece::new(
        "p",
        &[
            ("part", "error"),
            ("id", id),
            ("role", "alert"),
            ("hidden", ""),
        ],
    )
    .say(sentence)
}

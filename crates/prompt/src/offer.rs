//! What an owner may offer at the end: a code to copy, and a link.

use survey::definition::{Link, Text};
use survey::words::{Word, Words};

use crate::piece::{Piece, button};

/// The thanks, with what is offered.
pub(crate) fn with_offer(
    thanks: Piece,
    code: Option<&Text>,
    link: Option<&Link>,
    words: &Words,
) -> Piece {
    thanks
        .hold_any(code.map(|code| copied(code, words)))
        .hold_any(link.map(led))
}

fn copied(code: &Text, words: &Words) -> Piece {
    let name = Piece::new("span", &[("id", "code")]).say(words.say(Word::Code));
    let code = Piece::new("code", &[("part", "code"), ("dir", "ltr")]).say(&code.text);
    let copy = button("copy", "button", words.say(Word::Copy));
    Piece::new("p", &[("class", "code")])
        .hold(name)
        .hold(code)
        .hold(copy.with("aria-describedby", "code"))
}

/// A link opens beside the host page, which the visitor may not be done with.
fn led(link: &Link) -> Piece {
    Piece::new(
        "a",
        &[("part", "link"), ("target", "_blank"), ("rel", "noopener")],
    )
    .with("href", &link.href)
    .own(&link.label)
}

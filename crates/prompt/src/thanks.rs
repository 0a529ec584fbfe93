//! The end: thanks, a code to copy, a link, and where the score stands.

use survey::definition::{Link, Text};
use survey::run::Standing;
use survey::words::{Word, Words};

use crate::piece::{Piece, button};

pub(crate) fn thanks(
    text: &Text,
    code: Option<&Text>,
    link: Option<&Link>,
    standing: Option<&Standing>,
    words: &Words,
) -> Piece {
    let standing = standing.map_or_else(String::new, |standing| words.standing(standing));
    // The texts are read out by the card's status; a second reading would be one too many.
    let said = Piece::new("p", &[("aria-hidden", "true")]).own(text);
    let stands = Piece::new("p", &[("class", "standing"), ("aria-hidden", "true")]).say(&standing);
    Piece::new("div", &[("part", "thanks")])
        .hold(said)
        .hold(stands)
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

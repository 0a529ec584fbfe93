//! The end: thanks, and where the score stands.

use survey::definition::Text;
use survey::run::Standing;
use survey::words::{Word, Words};

use crate::piece::Piece;

pub(crate) fn thanks(text: &Text, standing: Option<&Standing>, words: &Words) -> Piece {
    let standing = standing.map_or_else(String::new, |standing| words.standing(standing));
    // The texts are read out by the card's status; a second reading would be one too many.
    let said = Piece::new("p", &[("aria-hidden", "true")]).own(text);
    let stands = Piece::new("p", &[("class", "standing"), ("aria-hidden", "true")]).say(&standing);
    // Which of the two is true is for whoever keeps and sends the answers.
    let fate = [
        ("class", "standing"),
        ("aria-live", "polite"),
        ("data-saved", words.say(Word::Saved)),
        ("data-sent", words.say(Word::Sent)),
    ];
    Piece::new("div", &[("part", "thanks")])
        .hold(said)
        .hold(stands)
        .hold(Piece::new("p", &fate))
}

//! A comment to write.

use survey::definition::Text;
use survey::response::LONGEST_COMMENT;
use survey::words::digits;

use crate::piece::Piece;

/// Draws into a place; `required` is the hint that says so.
pub(crate) fn comment(
    place: Piece,
    ask: &Text,
    required: Option<&str>,
    rows: i32,
    text: &str,
) -> Piece {
    let label = Piece::new("label", &[("part", "question"), ("for", "comment")])
        .with_any("data-required", required)
        .own(ask);
    let field = Piece::new("textarea", &[("part", "comment"), ("id", "comment")])
        .with("rows", &digits(rows))
        .with("maxlength", &digits(LONGEST_COMMENT as i32))
        .with_any("required", required.map(|_| ""))
        .say(text);
    place.hold(label).hold(field)
}

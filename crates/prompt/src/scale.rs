//! A scale to rate on: native radios in a group.

use score::Metric;
use survey::definition::Text;
use survey::words::digits;

use crate::piece::Piece;

/// A rating to ask for.
pub(crate) struct Rated<'a> {
    pub(crate) metric: Metric,
    pub(crate) ask: &'a Text,
    pub(crate) required: bool,
    pub(crate) low: &'a Text,
    pub(crate) high: &'a Text,
    /// The one that is preselected.
    pub(crate) rating: Option<i32>,
}

impl Rated<'_> {
    /// The question, its ratings as they look, and what the ends of the scale mean.
    ///
    /// `show` is told each rating, with its label and its radio, and says what the label holds.
    pub(crate) fn group(
        &self,
        look: &'static str,
        show: &dyn Fn(i32, Piece, Piece) -> Piece,
    ) -> Piece {
        let scale = self.metric.scale();
        let mut ratings = Piece::new("div", &[("part", "scale"), ("class", look)]);
        for rating in scale.ratings() {
            ratings = ratings.hold(show(rating, label(rating), self.radio(rating)));
        }
        let ends = Piece::new("div", &[("class", "ends")])
            .hold(end("low", self.low))
            .hold(end("high", self.high));
        grouped(Some("radiogroup"), self.required)
            .hold(legend(self.ask))
            .hold(ratings)
            .hold(ends)
    }

    fn radio(&self, rating: i32) -> Piece {
        let scale = self.metric.scale();
        // The end of the scale that a rating is, whose label describes it.
        let end = match rating {
            _ if rating == scale.min() => Some("low"),
            _ if rating == scale.max() => Some("high"),
            _ => None,
        };
        choosing(
            "radio",
            "rating",
            &digits(rating),
            self.rating == Some(rating),
        )
        .with_any("aria-describedby", end)
    }
}

/// A scale that shows the number of each rating.
pub(crate) fn numbers(rated: &Rated<'_>) -> Piece {
    rated.group("numbers", &|rating, label, radio| {
        label.hold(radio).say(&digits(rating))
    })
}

fn label(rating: i32) -> Piece {
    Piece::new(
        "label",
        &[("part", "rating"), ("data-rating", &digits(rating))],
    )
}

fn end(part: &'static str, text: &Text) -> Piece {
    Piece::new("span", &[("part", part), ("id", part)]).own(text)
}

/// A radio or a checkbox.
pub(crate) fn choosing(kind: &str, name: &str, value: &str, checked: bool) -> Piece {
    Piece::new("input", &[("type", kind), ("name", name), ("value", value)])
        .with_any("checked", checked.then_some(""))
}

/// A group that is named by its question.
pub(crate) fn grouped(role: Option<&str>, required: bool) -> Piece {
    Piece::new("fieldset", &[("aria-labelledby", "ask")])
        .with_any("role", role)
        .with_any("aria-required", required.then_some("true"))
}

/// The question of a group.
pub(crate) fn legend(ask: &Text) -> Piece {
    Piece::new("legend", &[("part", "question"), ("id", "ask")]).own(ask)
}

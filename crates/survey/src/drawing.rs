//! Ratings that are drawn: the shapes of stars, faces and thumbs, and what those who do not see them
//! are told.

use score::{Metric, Scale};

use crate::definition::{RatingLook, Text};
use crate::words::{Word, Words, digits};

/// The strokes of a rating's shape, as the path of an SVG on 240 × 240. A thumb is drawn up, also for
/// 0: the style turns it down.
#[must_use]
pub fn path(look: RatingLook, scale: Scale, rating: i32) -> String {
    match look {
        RatingLook::Faces => face(scale, rating),
        RatingLook::Thumbs => THUMB.to_owned(),
        RatingLook::Stars | RatingLook::Numbers => STAR.to_owned(),
    }
}

/// What a shape is called by those who do not see it.
#[derive(Clone, Copy, Debug)]
pub struct Names<'w> {
    look: RatingLook,
    /// Whether the ratings are the five steps of satisfaction, which have names of their own.
    steps: bool,
    words: &'w Words,
}

impl<'w> Names<'w> {
    /// The names on a scale whose ends are labelled so, the lowest first.
    #[must_use]
    pub fn new(metric: Metric, look: RatingLook, ends: [&Text; 2], words: &'w Words) -> Self {
        let [low, high] = ends;
        let steps = matches!(metric, Metric::Csat { scale, .. } if scale == Scale::FIVE)
            && low.text == words.say(Word::Csat1)
            && high.text == words.say(Word::Csat5);
        Names { look, steps, words }
    }

    /// The name of a rating.
    #[must_use]
    pub fn of(&self, rating: i32) -> String {
        let between = match (self.look, rating) {
            (RatingLook::Stars, _) => return self.words.stars(rating),
            (RatingLook::Thumbs, 0) => Word::ThumbDown,
            (RatingLook::Thumbs, _) => Word::ThumbUp,
            // The ends are described by their labels already.
            (_, 2) if self.steps => Word::Csat2,
            (_, 3) if self.steps => Word::Csat3,
            (_, 4) if self.steps => Word::Csat4,
            _ => return digits(rating),
        };
        let word = self.words.say(between);
        if self.look == RatingLook::Thumbs {
            return word.to_owned();
        }
        [&digits(rating), ", ", word].concat()
    }
}

const STAR: &str = "M120 28l28 58 63 9-46 44 11 63-56-30-56 30 11-63-46-44 63-9z";
const THUMB: &str = "M76 112v92H44a12 12 0 0 1-12-12v-68a12 12 0 0 1 12-12zl40-80a28 28 0 0 1 26 34l-8 30\
                     h54a20 20 0 0 1 20 24l-12 66a20 20 0 0 1-20 18H76";

/// A face whose mouth bends with the rating: a frown at the lowest, a smile at the highest.
fn face(scale: Scale, rating: i32) -> String {
    let span = (scale.max() - scale.min()).max(1);
    let bend = (2 * (rating - scale.min()) - span) * 36 / span;
    let (corners, middle) = (digits(156 - bend / 2), digits(156 + bend));
    [
        "M120 24a96 96 0 1 0 0 192a96 96 0 1 0 0-192zM88 88v16M152 88v16M76 ",
        &corners,
        "Q120 ",
        &middle,
        " 164 ",
        &corners,
    ]
    .concat()
}

//! Scales that are drawn: stars, faces and thumbs. Each rating is a radio whose name says what its
//! shape shows.

use leptos::prelude::*;
use score::{Metric, Scale};
use survey::definition::RatingLook;
use survey::words::{Word, Words, digits};

use crate::piece::Piece;
use crate::scale::Rated;

/// A scale that shows a shape for each rating.
pub(crate) fn shapes(rated: &Rated<'_>, look: RatingLook, words: &Words) -> Piece {
    let scale = rated.metric.scale();
    let named = Named::new(rated, look, words);
    let class = match look {
        RatingLook::Faces => "faces",
        RatingLook::Thumbs => "thumbs",
        RatingLook::Stars | RatingLook::Numbers => "stars",
    };
    rated.group(class, &|rating, label, radio| {
        let path = match look {
            RatingLook::Faces => face(scale, rating),
            RatingLook::Thumbs => THUMB.to_owned(),
            RatingLook::Stars | RatingLook::Numbers => STAR.to_owned(),
        };
        label
            .hold(radio.with("aria-label", &named.name(rating)))
            .view(view! {
                <svg viewBox="0 0 240 240" aria-hidden="true">
                    <path d=path></path>
                </svg>
            })
    })
}

/// What a shape is called by those who do not see it.
struct Named<'w> {
    look: RatingLook,
    /// Whether the ratings are the five steps of satisfaction, which have names of their own.
    steps: bool,
    words: &'w Words,
}

impl<'w> Named<'w> {
    fn new(rated: &Rated<'_>, look: RatingLook, words: &'w Words) -> Self {
        let steps = matches!(rated.metric, Metric::Csat { scale, .. } if scale == Scale::FIVE)
            && rated.low.text == words.say(Word::Csat1)
            && rated.high.text == words.say(Word::Csat5);
        Named { look, steps, words }
    }

    fn name(&self, rating: i32) -> String {
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

// Paths of strokes, on 240 × 240.

const STAR: &str = "M120 28l28 58 63 9-46 44 11 63-56-30-56 30 11-63-46-44 63-9z";
/// A thumb up; the style turns it down for 0.
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

//! Scales that are drawn: stars, faces and thumbs. Each rating is a radio whose name says what its
//! shape shows.

use leptos::prelude::*;
use survey::definition::RatingLook;
use survey::drawing::{Names, path};
use survey::words::Words;

use crate::piece::Piece;
use crate::scale::Rated;

/// A scale that shows a shape for each rating.
pub(crate) fn shapes(rated: &Rated<'_>, look: RatingLook, words: &Words) -> Piece {
    let scale = rated.metric.scale();
    let names = Names::new(rated.metric, look, [rated.low, rated.high], words);
    let class = match look {
        RatingLook::Faces => "faces",
        RatingLook::Thumbs => "thumbs",
        RatingLook::Stars | RatingLook::Numbers => "stars",
    };
    rated.group(class, &|rating, label, radio| {
        let path = path(look, scale, rating);
        label
            .hold(radio.with("aria-label", &names.of(rating)))
            .view(view! {
                <svg viewBox="0 0 240 240" aria-hidden="true">
                    <path d=path></path>
                </svg>
            })
    })
}

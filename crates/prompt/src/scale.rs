//! A scale to rate on: native radios in a group.

use leptos::prelude::*;
use score::Metric;
use survey::definition::Text;
use survey::words::digits;

use crate::own;

/// A rating to ask for.
pub(crate) struct Rated {
    pub(crate) metric: Metric,
    pub(crate) ask: Text,
    pub(crate) required: bool,
    pub(crate) low: Text,
    pub(crate) high: Text,
    /// The one that is preselected.
    pub(crate) rating: Option<i32>,
}

impl Rated {
    /// The end of the scale that a rating is, whose label describes it.
    pub(crate) fn end(&self, rating: i32) -> Option<&'static str> {
        let scale = self.metric.scale();
        match rating {
            _ if rating == scale.min() => Some("low"),
            _ if rating == scale.max() => Some("high"),
            _ => None,
        }
    }
}

/// A scale that shows the number of each rating.
pub(crate) fn numbers(rated: Rated) -> impl IntoView {
    let ratings = rated.metric.scale().ratings().map(|rating| {
        let end = rated.end(rating);
        let checked = rated.rating == Some(rating);
        let rating = digits(rating);
        view! {
            <label part="rating" data-rating=rating.clone()>
                <input
                    type="radio"
                    name="rating"
                    value=rating.clone()
                    checked=checked
                    aria-describedby=end
                />
                {rating.clone()}
            </label>
        }
    });
    let ratings = ratings.collect::<Vec<_>>();
    group(rated, "numbers", ratings)
}

/// The question, its ratings, and what the ends of the scale mean.
pub(crate) fn group(rated: Rated, look: &'static str, ratings: impl IntoView) -> impl IntoView {
    view! {
        <fieldset role="radiogroup" aria-labelledby="ask" aria-required=required(rated.required)>
            <legend part="question" id="ask">
                {own(rated.ask)}
            </legend>
            <div part="scale" class=look>
                {ratings}
            </div>
            <div class="ends">
                <span part="low" id="low">
                    {own(rated.low)}
                </span>
                <span part="high" id="high">
                    {own(rated.high)}
                </span>
            </div>
        </fieldset>
    }
}

/// The value of `aria-required`.
pub(crate) fn required(required: bool) -> Option<&'static str> {
    required.then_some("true")
}

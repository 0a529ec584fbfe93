//! What the host page is told.

use score::{Class, Metric};

use crate::json::Writer;

/// What the host page is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// The prompt appeared.
    Shown,
    /// A rating was given.
    Rated {
        /// The question's id.
        question: String,
        /// Its metric.
        metric: Metric,
        /// The rating.
        rating: i32,
        /// Its class, if the metric has classes.
        class: Option<Class>,
    },
    /// The survey was answered to its end: the [record](crate::response::Response::to_json).
    Answered(String),
    /// The finished response is in the outbox.
    Saved,
    /// The prompt was closed before its end.
    Dismissed,
}

impl Signal {
    /// The name of the host page's event, without its prefix, and the event's detail as JSON.
    ///
    /// Each detail says `survey` and `id`, a rating also `question`, `metric`, `rating` and, where
    /// there is one, `class`. The detail of `answered` is the record itself.
    #[must_use]
    pub fn to_json(&self, survey: &str, id: &str) -> (&'static str, String) {
        let name = match self {
            Signal::Answered(record) => return ("answered", record.clone()),
            Signal::Shown => "shown",
            Signal::Rated { .. } => "rated",
            Signal::Saved => "saved",
            Signal::Dismissed => "dismissed",
        };
        let mut detail = String::new();
        Writer::object(&mut detail, |json| {
            json.text("survey", survey);
            json.text("id", id);
            if let Signal::Rated {
                question,
                metric,
                rating,
                class,
            } = self
            {
                json.text("question", question);
                json.text("metric", metric.name());
                json.whole("rating", *rating);
                json.optional("class", class.map(Class::name));
            }
        });
        (name, detail)
    }
}

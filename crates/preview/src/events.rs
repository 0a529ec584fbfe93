//! The events that the page hears from the prompt, and one line about each.

use serde::Deserialize;

/// The names, as they follow `afterword:`.
pub const NAMES: [&str; 8] = [
    "ready",
    "shown",
    "rated",
    "answered",
    "saved",
    "delivered",
    "dismissed",
    "failed",
];

/// What the log picks out of an event's detail.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// The id of the response.
    pub id: Option<String>,
    /// The name of the metric that was rated.
    pub metric: Option<String>,
    /// The rating.
    pub rating: Option<f64>,
    /// Its class.
    pub class: Option<String>,
    /// Why something failed.
    pub reason: Option<String>,
    /// What the prompt says about it.
    pub message: Option<String>,
}

impl Detail {
    /// One short line: a rating with its class, a reason, or whose response it is.
    #[must_use]
    pub fn line(&self) -> String {
        if let Some(rating) = self.rating {
            let metric = self.metric.as_deref().unwrap_or("rating");
            return match &self.class {
                Some(class) => format!("{metric} {rating}, {class}"),
                None => format!("{metric} {rating}"),
            };
        }
        if let Some(reason) = &self.reason {
            return match &self.message {
                Some(message) => format!("{reason}: {message}"),
                None => reason.clone(),
            };
        }
        match &self.id {
            // Of a UUIDv7 the head is time: responses of one minute differ only in the tail.
            Some(id) => format!("…{}", &id[tail(id)..]),
            None => String::new(),
        }
    }
}

/// Where the last eight characters of a text begin, in bytes.
fn tail(text: &str) -> usize {
    text.char_indices().nth_back(7).map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: serde_json::Value) -> String {
        serde_json::from_value::<Detail>(json).unwrap().line()
    }

    #[test]
    fn each_event_has_its_line() {
        let id = "01981e2c-7d6f-7a10-9c3e-1f2e3d4c5b6a";
        let cases = [
            (serde_json::json!({}), ""),
            (
                serde_json::json!({"survey": "post-purchase", "id": id}),
                "…3d4c5b6a",
            ),
            (
                serde_json::json!({"id": id, "metric": "nps", "rating": 9, "class": "promoter"}),
                "nps 9, promoter",
            ),
            (serde_json::json!({"rating": 4}), "rating 4"),
            (
                serde_json::json!({"reason": "network", "message": "gave up"}),
                "network: gave up",
            ),
            (serde_json::json!({"reason": "wasm"}), "wasm"),
            (serde_json::json!({"id": "é"}), "…é"),
        ];
        for (detail, expected) in cases {
            assert_eq!(line(detail.clone()), expected, "{detail}");
        }
    }
}

//! What is told of a response, and to whom.

use score::Class;
use serde_json::{Value, json};
use survey::response::{AnswerValue, Response};
use survey::time::Timestamp;

use super::KIND;
use crate::config::{Event, WebhookTable};
use crate::store::{Incoming, Message};

/// The messages that a response causes. Tests cause none, nor does what is set aside.
pub(crate) fn messages(hooks: &[WebhookTable], item: &Incoming, now: Timestamp) -> Vec<Message> {
    if item.response.test || item.set_aside.is_some() {
        return Vec::new();
    }
    let wanted = |hook: &WebhookTable| {
        let events = hook.events.iter().copied();
        let events = events.filter(|event| happens(*event, &item.response));
        events
            .map(|event| message(hook, event, &data(item), now))
            .collect::<Vec<_>>()
    };
    hooks.iter().flat_map(wanted).collect()
}

/// The messages to all who want to hear of an event.
pub(crate) fn all_of(
    hooks: &[WebhookTable],
    event: Event,
    data: &Value,
    now: Timestamp,
) -> Vec<Message> {
    let wanting = hooks.iter().filter(|hook| hook.events.contains(&event));
    wanting
        .map(|hook| message(hook, event, data, now))
        .collect()
}

fn message(hook: &WebhookTable, event: Event, data: &Value, now: Timestamp) -> Message {
    let body = json!({"type": event.name(), "timestamp": now.to_text(), "data": data});
    Message {
        kind: KIND.to_owned(),
        to: hook.url.as_str().to_owned(),
        body: body.to_string(),
    }
}

fn happens(event: Event, response: &Response) -> bool {
    match event {
        Event::Stored => response.seq == 1,
        Event::Updated => response.seq > 1,
        Event::DetractorCommented => is_detractor(response) && comments(response),
        // Told by whoever watches the scores: no response causes it.
        Event::ScoreDeclined => false,
    }
}

/// Whether any rating is a detractor's.
fn is_detractor(response: &Response) -> bool {
    response.answers.iter().any(|answer| match answer.value {
        AnswerValue::Rating { metric, rating } => metric.class(rating) == Some(Class::Detractor),
        _ => false,
    })
}

fn comments(response: &Response) -> bool {
    let mut answers = response.answers.iter();
    answers.any(|answer| matches!(&answer.value, AnswerValue::Text(text) if !text.is_empty()))
}

/// The response as it is kept, and whether its site's server vouches for it.
fn data(item: &Incoming) -> Value {
    let mut data: Value = serde_json::from_str(&item.json).unwrap_or_default();
    data["verified"] = Value::from(item.verified.name());
    data
}

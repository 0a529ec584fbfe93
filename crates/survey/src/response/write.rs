//! Writing a response, in the order in which its fields are documented.

use score::Metric;

use super::{AnswerValue, Response, Scalar};
use crate::json::{Writer, push_text};

pub(super) fn response(response: &Response, answers: &[(&str, &AnswerValue)]) -> String {
    let mut text = String::with_capacity(512);
    Writer::object(&mut text, |json| {
        json.whole("v", 1);
        json.text("id", response.id.as_str());
        json.whole("seq", response.seq);
        json.text("site", &response.site);
        json.text("survey", &response.survey);
        if let Some(revision) = response.revision {
            json.whole("revision", revision);
        }
        json.text("outcome", response.outcome.name());
        json.list("answers", answers, |text, (question, value)| {
            answer(text, question, value);
        });
        if let Some(shown_at) = response.shown_at {
            json.time("shown_at", shown_at);
        }
        json.time("answered_at", response.answered_at);
        json.optional("language", response.language.as_deref());
        json.optional("touchpoint", response.touchpoint.as_deref());
        json.optional("stage", response.stage.as_deref());
        if !response.context.is_empty() {
            json.nested("context", |json| {
                for (key, value) in &response.context {
                    scalar(json, key, value);
                }
            });
        }
        json.optional("respondent", response.respondent.as_deref());
        json.optional("signed", response.signed.as_deref());
        if let Some(url) = &response.page {
            json.nested("page", |json| json.text("url", url));
        }
        if let Some(rate) = &response.sampling_rate {
            json.nested("sampling", |json| json.literal("rate", rate.as_str()));
        }
        if response.test {
            json.literal("test", "true");
        }
        json.optional("widget", response.widget.as_deref());
    });
    text
}

fn answer(text: &mut String, question: &str, value: &AnswerValue) {
    Writer::object(text, |json| {
        json.text("question", question);
        match value {
            AnswerValue::Rating { metric, rating } => {
                json.text("metric", metric.name());
                json.whole("rating", *rating);
                json.scale("scale", metric.scale());
                match metric {
                    Metric::Csat { top, .. } => {
                        json.whole("top", i32::try_from(*top).unwrap_or(i32::MAX));
                    }
                    Metric::Ces { direction, .. } => json.text("direction", direction.name()),
                    Metric::Nps | Metric::Rating { .. } => {}
                }
            }
            AnswerValue::Text(comment) => json.text("text", comment),
            AnswerValue::Choices { chosen, other, .. } => {
                json.list("choices", chosen, |text, id| push_text(text, id));
                json.optional("other", other.as_deref());
            }
            AnswerValue::Contact {
                fields,
                consent,
                at,
                ..
            } => {
                json.nested("contact", |json| {
                    for (key, value) in fields {
                        json.text(key, value);
                    }
                });
                json.nested("consent", |json| {
                    json.text("text", consent);
                    json.time("at", *at);
                });
            }
            AnswerValue::Skipped => json.literal("skipped", "true"),
        }
    });
}

fn scalar(json: &mut Writer<'_>, key: &str, value: &Scalar) {
    match value {
        Scalar::Text(text) => json.text(key, text),
        Scalar::Number(number) => json.literal(key, number.as_str()),
        Scalar::Flag(true) => json.literal(key, "true"),
        Scalar::Flag(false) => json.literal(key, "false"),
    }
}

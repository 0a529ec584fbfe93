//! Reading a response strictly, unknown fields aside.

use super::{Answer, AnswerValue, Decimal, Outcome, Response, Scalar};
use crate::definition::parse::{metric, version};
use crate::definition::{KINDS, STAGES};
use crate::id::ResponseId;
use crate::node::{Kind, Node};
use crate::problem::Code;
use crate::read::{Object, Reader, id_fault};
use crate::time::Timestamp;

/// Characters in a comment.
pub const LONGEST_COMMENT: usize = 4000;
/// Characters in a name, a value of the context, a respondent.
pub(crate) const LONGEST_VALUE: usize = 500;
/// Characters in an address or a signature.
pub(crate) const LONGEST_URL: usize = 4000;
const MOST_ANSWERS: usize = 100;
const MOST_CHOICES: usize = 100;
pub(crate) const MOST_VALUES: usize = 32;
/// The kinds of answer; an answer carries exactly one.
const ANSWERS: [&str; 5] = ["rating", "text", "choices", "contact", "skipped"];

pub(super) fn response<N: Node>(reader: &mut Reader, node: &N) -> Option<Response> {
    let fields = reader.open_object(node)?;
    version(reader, &fields);
    let id = fields.needed(reader, "id", uuid);
    let seq = fields.needed(reader, "seq", |reader, node| {
        reader.whole(node, 1, i32::MAX)
    });
    let site = fields.optional(reader, "site", Reader::id);
    let survey = fields.needed(reader, "survey", Reader::id);
    let revision = fields.optional(reader, "revision", |reader, node| {
        reader.whole(node, 1, i32::MAX)
    });
    let outcome = fields.needed(reader, "outcome", |reader, node| {
        Outcome::from_name(reader.name(node, Outcome::NAMES)?)
    });
    let answers = answers(reader, &fields, outcome);
    let shown_at = fields.optional(reader, "shown_at", time);
    let answered_at = fields.needed(reader, "answered_at", time);
    let language = fields.optional(reader, "language", Reader::id);
    let touchpoint = fields.optional(reader, "touchpoint", Reader::id);
    let stage = fields.optional(reader, "stage", |reader, node| reader.name(node, STAGES));
    let context = fields.optional(reader, "context", context);
    let respondent = fields.optional(reader, "respondent", value);
    let signed = fields.optional(reader, "signed", |reader, node| {
        reader.text(node, LONGEST_URL)
    });
    let page = fields.optional(reader, "page", |reader, node| {
        let page = reader.open_object(node)?;
        page.optional(reader, "url", |reader, node| reader.text(node, LONGEST_URL))
    });
    let sampling_rate = fields.optional(reader, "sampling", |reader, node| {
        let sampling = reader.open_object(node)?;
        sampling.needed(reader, "rate", |reader, node| {
            reader.number(node, f64::MIN_POSITIVE, 1.0)?;
            Decimal::of(node)
        })
    });
    let test = fields.optional(reader, "test", Reader::flag);
    let widget = fields.optional(reader, "widget", value);
    Some(Response {
        id: id?,
        seq: seq?,
        site: site.unwrap_or_else(|| "default".into()),
        survey: survey?,
        revision,
        outcome: outcome?,
        answers: answers?,
        shown_at,
        answered_at: answered_at?,
        language,
        touchpoint,
        stage: stage.map(str::to_owned),
        context: context.unwrap_or_default(),
        respondent,
        signed,
        page,
        sampling_rate,
        test: test.unwrap_or(false),
        widget,
    })
}

fn answers<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    outcome: Option<Outcome>,
) -> Option<Vec<Answer>> {
    let counts = match outcome {
        Some(Outcome::Dismissed | Outcome::Displayed) => (0, 0),
        Some(Outcome::Complete | Outcome::Partial) => (1, MOST_ANSWERS),
        None => (0, MOST_ANSWERS),
    };
    let mut questions = Vec::new();
    fields.needed(reader, "answers", |reader, node| {
        reader.list(node, counts, |reader, node| {
            let answer = answer(reader, node)?;
            if questions.contains(&answer.question) {
                return reader.report_at("question", Code::DuplicateId);
            }
            questions.push(answer.question.clone());
            Some(answer)
        })
    })
}

fn answer<N: Node>(reader: &mut Reader, node: &N) -> Option<Answer> {
    let fields = reader.open_object(node)?;
    let question = fields.needed(reader, "question", Reader::id);
    let mut given = ANSWERS.iter().filter(|key| fields.has(key));
    let value = match (given.next(), given.next()) {
        (Some(_), Some(_)) => return reader.report(Code::Ambiguous),
        (Some(&"rating"), _) => rating(reader, &fields),
        (Some(&"text"), _) => fields
            .needed(reader, "text", |reader, node| {
                reader.text(node, LONGEST_COMMENT)
            })
            .map(AnswerValue::Text),
        (Some(&"choices"), _) => choices(reader, &fields),
        (Some(&"contact"), _) => contact(reader, &fields),
        (Some(_), _) => fields.needed(reader, "skipped", |reader, node| {
            match reader.flag(node)? {
                true => Some(AnswerValue::Skipped),
                false => reader.report(Code::NoAnswer),
            }
        }),
        (None, _) => return reader.report(Code::NoAnswer),
    };
    Some(Answer {
        question: question?,
        value: value?,
    })
}

fn rating<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Option<AnswerValue> {
    let kind = fields.needed(reader, "metric", |reader, node| {
        reader.name(
            node,
            KINDS.split_last().map_or(KINDS, |(_text, ratings)| ratings),
        )
    })?;
    // Without its scale a rating on any other scale than the usual one would be misread.
    fields.needed(reader, "scale", |_, _| Some(()))?;
    let metric = metric(reader, fields, kind)?;
    let scale = metric.scale();
    let rating = fields.needed(reader, "rating", |reader, node| {
        reader.whole(node, scale.min(), scale.max())
    })?;
    Some(AnswerValue::Rating { metric, rating })
}

fn choices<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Option<AnswerValue> {
    let mut chosen: Vec<String> = Vec::new();
    let mut none = false;
    fields.needed(reader, "choices", |reader, node| {
        none = node.items().is_empty();
        reader.list(node, (0, MOST_CHOICES), |reader, node| {
            let id = reader.id(node)?;
            if chosen.contains(&id) {
                return reader.report(Code::DuplicateId);
            }
            chosen.push(id);
            Some(())
        })
    })?;
    let other = fields.optional(reader, "other", |reader, node| {
        reader.text(node, LONGEST_COMMENT)
    });
    if none && !fields.has("other") {
        return reader.report(Code::NoAnswer);
    }
    Some(AnswerValue::Choices { chosen, other })
}

fn contact<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Option<AnswerValue> {
    let values = fields.needed(reader, "contact", |reader, node| {
        if node.kind() == Kind::Object && node.keys().is_empty() {
            return reader.report(Code::NoAnswer);
        }
        members(reader, node, value)
    });
    let consent = fields.needed(reader, "consent", |reader, node| {
        let consent = reader.open_object(node)?;
        let text = consent.needed(reader, "text", |reader, node| {
            reader.text(node, LONGEST_COMMENT)
        });
        Some((text?, consent.needed(reader, "at", time)?))
    });
    let (consent, at) = consent?;
    Some(AnswerValue::Contact {
        fields: values?,
        consent,
        at,
    })
}

fn context<N: Node>(reader: &mut Reader, node: &N) -> Option<Vec<(String, Scalar)>> {
    members(reader, node, |reader, node| match node.kind() {
        Kind::Text => reader.any_text(node, LONGEST_VALUE).map(Scalar::Text),
        Kind::Number => Decimal::of(node).map(Scalar::Number),
        Kind::Flag => node.flag().map(Scalar::Flag),
        _ => reader.report(Code::WrongType("a text, a number, true or false")),
    })
}

/// The members of an object whose keys the sender chose.
fn members<N: Node, T>(
    reader: &mut Reader,
    node: &N,
    mut read: impl FnMut(&mut Reader, &N) -> Option<T>,
) -> Option<Vec<(String, T)>> {
    let fields = reader.open_object(node)?;
    let keys = node.keys();
    if keys.len() > MOST_VALUES {
        return reader.report(Code::WrongCount(0, MOST_VALUES));
    }
    let mut values = Vec::with_capacity(keys.len());
    for key in keys {
        if let Some(code) = id_fault(&key) {
            reader.report_at::<()>(&key, code);
            continue;
        }
        let value = fields.needed(reader, &key, &mut read);
        values.extend(value.map(|value| (key, value)));
    }
    Some(values)
}

fn value<N: Node>(reader: &mut Reader, node: &N) -> Option<String> {
    reader.text(node, LONGEST_VALUE)
}

fn uuid<N: Node>(reader: &mut Reader, node: &N) -> Option<ResponseId> {
    let Some(text) = node.text() else {
        return reader.report(Code::WrongType("a text"));
    };
    ResponseId::parse(&text).or_else(|| reader.report(Code::BadUuid))
}

fn time<N: Node>(reader: &mut Reader, node: &N) -> Option<Timestamp> {
    let Some(text) = node.text() else {
        return reader.report(Code::WrongType("a text"));
    };
    Timestamp::parse(&text).or_else(|| reader.report(Code::BadTime))
}

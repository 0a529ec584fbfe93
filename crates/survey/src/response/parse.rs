//! Reading a response strictly, unknown fields aside.

use super::{Answer, AnswerValue, Decimal, Outcome, Response, Scalar};
use crate::definition::metric::{metric, version};
use crate::definition::{KINDS, Own, RATINGS, STAGES, usual_metric};
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
pub(crate) const MOST_CHOICES: usize = 100;
pub(crate) const MOST_VALUES: usize = 32;
/// The kinds of answer; an answer carries exactly one.
const ANSWERS: [&str; 5] = ["rating", "text", "choices", "contact", "skipped"];

pub(super) fn response<N: Node>(reader: &mut Reader, node: &N) -> Option<Response> {
    let fields = reader.open_object(node)?;
    fields.needs(
        reader,
        &[
            "v",
            "id",
            "seq",
            "survey",
            "outcome",
            "answers",
            "answered_at",
        ],
    );
    version(reader, &fields);
    let id = fields.read(reader, "id", uuid);
    let seq = fields.whole(reader, "seq", 1, i32::MAX);
    let site = fields.id(reader, "site");
    let survey = fields.id(reader, "survey");
    let outcome = fields
        .name(reader, "outcome", Outcome::NAMES)
        .and_then(Outcome::from_name);
    let answers = answers(reader, &fields, outcome);
    let answered_at = fields.read(reader, "answered_at", time);
    let response = Response {
        revision: fields.whole(reader, "revision", 1, i32::MAX),
        shown_at: fields.read(reader, "shown_at", time),
        language: fields.id(reader, "language"),
        touchpoint: fields.id(reader, "touchpoint"),
        stage: fields.name(reader, "stage", STAGES).map(str::to_owned),
        context: fields.read(reader, "context", context).unwrap_or_default(),
        respondent: fields.text(reader, "respondent", LONGEST_VALUE),
        signed: fields.text(reader, "signed", LONGEST_URL),
        page: fields.read(reader, "page", |reader, node| {
            let page = reader.open_object(node)?;
            page.text(reader, "url", LONGEST_URL)
        }),
        sampling_rate: fields.read(reader, "sampling", sampling_rate),
        test: fields.flag(reader, "test").unwrap_or(false),
        widget: fields.text(reader, "widget", LONGEST_VALUE),
        id: id?,
        seq: seq?,
        site: site.unwrap_or_else(|| "default".into()),
        survey: survey?,
        outcome: outcome?,
        answers,
        answered_at: answered_at?,
    };
    Some(response)
}

fn sampling_rate<N: Node>(reader: &mut Reader, node: &N) -> Option<Decimal> {
    let sampling = reader.open_object(node)?;
    sampling.needs(reader, &["rate"]);
    sampling.read(reader, "rate", |reader, node| {
        reader.number(node, f64::MIN_POSITIVE, 1.0)?;
        Decimal::of(node)
    })
}

fn answers<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    outcome: Option<Outcome>,
) -> Vec<Answer> {
    let counts = match outcome {
        Some(Outcome::Dismissed | Outcome::Displayed) => (0, 0),
        Some(Outcome::Complete | Outcome::Partial) => (1, MOST_ANSWERS),
        None => (0, MOST_ANSWERS),
    };
    let mut answers: Vec<Answer> = Vec::new();
    fields.read(reader, "answers", |reader, node| {
        reader.each(node, counts, &mut |reader, node| {
            let Some(answer) = answer(reader, node) else {
                return;
            };
            if answers
                .iter()
                .any(|earlier| earlier.question == answer.question)
            {
                reader.report_at("question", Code::DuplicateId);
            }
            answers.push(answer);
        })
    });
    answers
}

fn answer<N: Node>(reader: &mut Reader, node: &N) -> Option<Answer> {
    let fields = reader.open_object(node)?;
    fields.needs(reader, &["question"]);
    let question = fields.id(reader, "question");
    let mut given = ANSWERS.iter().filter(|key| fields.has(key));
    let value = match (given.next(), given.next()) {
        (Some(_), Some(_)) => return reader.report(Code::Ambiguous),
        (Some(&"rating"), _) => rating(reader, &fields),
        (Some(&"text"), _) => fields
            .text(reader, "text", LONGEST_COMMENT)
            .map(AnswerValue::Text),
        (Some(&"choices"), _) => choices(reader, &fields),
        (Some(&"contact"), _) => contact(reader, &fields),
        (Some(_), _) => fields.read(reader, "skipped", |reader, node| {
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
    // Without its scale a rating on any other scale than the usual one would be misread.
    fields.needs(reader, &["metric", "scale"]);
    let kind = fields.name(reader, "metric", KINDS.get(..RATINGS)?)?;
    if !fields.has("scale") {
        return None;
    }
    let metric = metric(reader, fields, usual_metric(kind)?)?;
    let scale = metric.scale();
    let rating = fields.whole(reader, "rating", scale.min(), scale.max())?;
    Some(AnswerValue::Rating { metric, rating })
}

fn choices<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Option<AnswerValue> {
    let mut chosen: Vec<String> = Vec::new();
    let mut none = false;
    fields.read(reader, "choices", |reader, node| {
        none = node.items().is_empty();
        reader.each(
            node,
            (0, MOST_CHOICES),
            &mut |reader, node| match reader.id(node) {
                Some(id) if chosen.contains(&id) => {
                    reader.report::<()>(Code::DuplicateId);
                }
                id => chosen.extend(id),
            },
        )
    })?;
    let other = fields.text(reader, "other", LONGEST_COMMENT);
    if none && !fields.has("other") {
        return reader.report(Code::NoAnswer);
    }
    Some(AnswerValue::Choices {
        chosen,
        other,
        own: Own::here()?,
    })
}

fn contact<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Option<AnswerValue> {
    fields.needs(reader, &["consent"]);
    let values = fields.read(reader, "contact", |reader, node| {
        if node.kind() == Kind::Object && node.keys().is_empty() {
            return reader.report(Code::NoAnswer);
        }
        members(reader, node, |reader, node| {
            reader.text(node, LONGEST_VALUE)
        })
    });
    let consent = fields.read(reader, "consent", |reader, node| {
        let consent = reader.open_object(node)?;
        consent.needs(reader, &["text", "at"]);
        let text = consent.text(reader, "text", LONGEST_COMMENT);
        Some((text?, consent.read(reader, "at", time)?))
    });
    let (consent, at) = consent?;
    Some(AnswerValue::Contact {
        fields: values?,
        consent,
        at,
        own: Own::here()?,
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
            reader.report_at(&key, code);
            continue;
        }
        let value = fields.read(reader, &key, &mut read);
        values.extend(value.map(|value| (key, value)));
    }
    Some(values)
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

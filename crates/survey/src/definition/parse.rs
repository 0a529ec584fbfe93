//! Reading a definition strictly.

use score::{Band, Class, Direction, Metric, Scale};

use super::{
    Asked, ClassText, Definition, KINDS, Look, POSITIONS, Question, STAGES, THEMES, Trigger,
    usual_metric,
};
use crate::duration::Duration;
use crate::node::{Kind, Node};
use crate::problem::Code;
use crate::read::{Object, Reader};
use crate::wording;

const FIELDS: &[&str] = &[
    "v",
    "id",
    "revision",
    "site",
    "touchpoint",
    "stage",
    "language",
    "questions",
    "thanks",
    "ask_when",
    "look",
];
const QUESTION_FIELDS: &[&str] = &[
    "id",
    "kind",
    "ask",
    "low",
    "high",
    "scale",
    "top",
    "direction",
    "about",
    "required",
];
const CLASSES: &[&str] = &[
    "promoter",
    "passive",
    "detractor",
    "satisfied",
    "neutral",
    "dissatisfied",
    "easy",
    "hard",
];
const DIRECTIONS: &[&str] = &["higher_is_easier", "lower_is_easier"];
const TRIGGERS: &[&str] = &["any", "event", "delay", "load", "manual"];

/// Characters in a question, a label or a text of the prompt.
const LONGEST_TEXT: usize = 500;
const MOST_QUESTIONS: usize = 50;
const MOST_TRIGGERS: usize = 20;

pub(super) fn definition<N: Node>(reader: &mut Reader, node: &N) -> Option<Definition> {
    let fields = reader.object(node, FIELDS)?;
    version(reader, &fields);
    let id = fields.needed(reader, "id", Reader::id);
    let revision = fields.optional(reader, "revision", |reader, node| {
        reader.whole(node, 1, i32::MAX)
    });
    let site = fields.optional(reader, "site", Reader::id);
    let touchpoint = fields.optional(reader, "touchpoint", Reader::id);
    let stage = fields.optional(reader, "stage", |reader, node| reader.name(node, STAGES));
    let language = fields.optional(reader, "language", Reader::id);
    let mut questions: Vec<Question> = Vec::new();
    fields.needed(reader, "questions", |reader, node| {
        reader.list(node, (1, MOST_QUESTIONS), |reader, node| {
            let question = question(reader, node, &questions)?;
            questions.push(question);
            Some(())
        })
    });
    let thanks = fields.optional(reader, "thanks", |reader, node| {
        let thanks = reader.object(node, &["text"])?;
        thanks.needed(reader, "text", |reader, node| {
            class_text(reader, node, None)
        })
    });
    let ask_when = fields.optional(reader, "ask_when", triggers);
    let look = fields.optional(reader, "look", look);
    Some(Definition {
        id: id?,
        revision: revision.unwrap_or(1),
        site,
        touchpoint,
        stage: stage.map(str::to_owned),
        language,
        questions,
        thanks: thanks.unwrap_or_default(),
        ask_when: ask_when.unwrap_or_default(),
        look: look.unwrap_or_default(),
    })
}

/// The format's version: 1.
pub(crate) fn version<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) {
    fields.needed(reader, "v", |reader, node| match node.number() {
        Some(1.0) => Some(()),
        Some(_) => reader.report(Code::Version),
        None => reader.report(Code::WrongType("a number")),
    });
}

fn question<N: Node>(reader: &mut Reader, node: &N, earlier: &[Question]) -> Option<Question> {
    let fields = reader.object(node, QUESTION_FIELDS)?;
    let id = fields.needed(reader, "id", Reader::id);
    if id
        .as_ref()
        .is_some_and(|id| earlier.iter().any(|question| question.id == *id))
    {
        return reader.report_at("id", Code::DuplicateId);
    }
    let kind = fields.needed(reader, "kind", |reader, node| reader.name(node, KINDS))?;
    let kind = if kind == "text" {
        comment(reader, &fields, earlier)?
    } else {
        rating(reader, &fields, kind)?
    };
    Some(Question { id: id?, kind })
}

fn rating<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    kind: &'static str,
) -> Option<Asked> {
    refuse(reader, fields, &["about", "required"]);
    let metric = metric(reader, fields, kind)?;
    let standard = wording::of(metric);
    let mut label = |key, standard: &str| {
        fields
            .optional(reader, key, |reader, node| reader.text(node, LONGEST_TEXT))
            .unwrap_or_else(|| standard.into())
    };
    Some(Asked::Rating {
        metric,
        ask: label("ask", standard.ask),
        low: label("low", standard.low),
        high: label("high", standard.high),
    })
}

/// A metric from the fields `scale`, `top` and `direction` of an object; those left out are as usual.
pub(crate) fn metric<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    kind: &str,
) -> Option<Metric> {
    let usual = usual_metric(kind)?;
    let scale = fields
        .optional(reader, "scale", scale)
        .unwrap_or(usual.scale());
    let top = fields.optional(reader, "top", |reader, node| {
        let most = i32::try_from(scale.points()).unwrap_or(i32::MAX) - 1;
        reader.whole(node, 1, most)
    });
    let direction = fields.optional(reader, "direction", |reader, node| {
        Direction::from_name(reader.name(node, DIRECTIONS)?)
    });
    let (meaningless, metric): (&[&str], _) = match usual {
        Metric::Nps => {
            if scale != Scale::NPS {
                return reader.report_at("scale", Code::BadScale);
            }
            (&["top", "direction"], usual)
        }
        Metric::Csat { .. } => (
            &["direction"],
            match top {
                Some(top) => Metric::Csat {
                    scale,
                    top: top.unsigned_abs(),
                },
                None => Metric::csat(scale),
            },
        ),
        Metric::Ces {
            direction: usual, ..
        } => (
            &["top"],
            Metric::Ces {
                scale,
                direction: direction.unwrap_or(usual),
            },
        ),
        Metric::Rating { .. } => (&["top", "direction"], Metric::Rating { scale }),
    };
    refuse(reader, fields, meaningless);
    Some(metric)
}

fn scale<N: Node>(reader: &mut Reader, node: &N) -> Option<Scale> {
    let bounds = reader.list(node, (2, 2), |reader, node| {
        reader.whole(node, -Scale::MAX_BOUND, Scale::MAX_BOUND)
    })?;
    match bounds.as_slice() {
        [min, max] => match Scale::new(*min, *max) {
            None => reader.report(Code::BadScale),
            scale => scale,
        },
        _ => None, // a bound that was reported already
    }
}

fn comment<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    earlier: &[Question],
) -> Option<Asked> {
    refuse(
        reader,
        fields,
        &["scale", "top", "direction", "low", "high"],
    );
    let classed = |question: &Question| {
        question
            .metric()
            .is_some_and(|metric| !matches!(metric, Metric::Rating { .. }))
    };
    let about = if fields.has("about") {
        fields.needed(reader, "about", |reader, node| {
            let id = reader.id(node)?;
            let found = earlier
                .iter()
                .position(|question| question.id == id && classed(question));
            found.or_else(|| reader.report(Code::NotEarlier))
        })
    } else {
        earlier.iter().rposition(classed)
    };
    let metric = about
        .and_then(|index| earlier.get(index))
        .and_then(Question::metric);
    let ask = fields.optional(reader, "ask", |reader, node| {
        if node.kind() == Kind::Object && metric.is_none() {
            return reader.report(Code::NotEarlier);
        }
        class_text(reader, node, metric)
    });
    let required = fields.optional(reader, "required", Reader::flag);
    Some(Asked::Text {
        ask: ask.unwrap_or_default(),
        about,
        required: required.unwrap_or(false),
    })
}

/// One text, or one for each class: for all classes of `metric` where one is given.
fn class_text<N: Node>(reader: &mut Reader, node: &N, metric: Option<Metric>) -> Option<ClassText> {
    if node.kind() != Kind::Object {
        return reader.text(node, LONGEST_TEXT).map(ClassText::Same);
    }
    let fields = reader.object(node, CLASSES)?;
    let mut texts = Vec::new();
    for class in Class::ALL {
        let text = fields.optional(reader, class.name(), |reader, node| {
            reader.text(node, LONGEST_TEXT)
        });
        texts.extend(text.map(|text| (class, text)));
    }
    if let Some(metric) = metric {
        for class in classes(metric) {
            if !fields.has(class.name()) {
                reader.report::<()>(Code::MissingClass(class.name()));
            }
        }
    }
    Some(ClassText::Each(texts))
}

/// The classes that ratings of a metric fall into, best first.
fn classes(metric: Metric) -> impl Iterator<Item = Class> {
    [Band::High, Band::Middle, Band::Low]
        .into_iter()
        .filter_map(move |band| {
            metric
                .scale()
                .ratings()
                .filter_map(|rating| metric.class(rating))
                .find(|class| class.band() == band)
        })
}

fn triggers<N: Node>(reader: &mut Reader, node: &N) -> Option<Vec<Trigger>> {
    let fields = reader.object(node, TRIGGERS)?;
    if fields.has("any") {
        refuse(reader, &fields, &["event", "delay", "load", "manual"]);
        return fields.needed(reader, "any", |reader, node| {
            reader.list(node, (1, MOST_TRIGGERS), trigger)
        });
    }
    trigger(reader, node).map(|trigger| vec![trigger])
}

fn trigger<N: Node>(reader: &mut Reader, node: &N) -> Option<Trigger> {
    let fields = reader.object(node, TRIGGERS)?;
    if node.keys().len() != 1 {
        return reader.report(Code::WrongCount(1, 1));
    }
    let event = fields.optional(reader, "event", |reader, node| {
        reader.text(node, 64).map(Trigger::Event)
    });
    let delay = fields.optional(reader, "delay", |reader, node| {
        let Some(text) = node.text() else {
            return reader.report(Code::WrongType("a text"));
        };
        match Duration::parse(&text) {
            Some(duration) => Some(Trigger::Delay(duration)),
            None => reader.report(Code::BadDuration),
        }
    });
    let mut bare = |key, trigger| {
        fields.optional(reader, key, |reader, node| match reader.flag(node)? {
            true => Some(trigger),
            false => reader.report(Code::WrongType("true")),
        })
    };
    let load = bare("load", Trigger::Load);
    event.or(delay).or(load).or(bare("manual", Trigger::Manual))
}

fn look<N: Node>(reader: &mut Reader, node: &N) -> Option<Look> {
    let fields = reader.object(node, &["position", "theme"])?;
    Some(Look {
        position: fields.optional(reader, "position", |reader, node| {
            reader.name(node, POSITIONS)
        }),
        theme: fields.optional(reader, "theme", |reader, node| reader.name(node, THEMES)),
    })
}

/// Reports fields that would have no effect here.
fn refuse<N: Node>(reader: &mut Reader, fields: &Object<'_, N>, meaningless: &[&str]) {
    for key in meaningless {
        if fields.has(key) {
            reader.report_at::<()>(key, Code::NotForKind);
        }
    }
}

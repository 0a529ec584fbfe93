//! Reading a definition strictly.

use score::{Class, Direction, Metric, Scale};

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
const TRIGGERS: &[&str] = &["event", "delay", "load", "manual"];

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
    let mut questions: Vec<Option<Question>> = Vec::new();
    let listed = fields.needed(reader, "questions", |reader, node| {
        reader.list(node, (1, MOST_QUESTIONS), |reader, node| {
            let question = question(reader, node, &questions);
            questions.push(question);
            Some(())
        })
    });
    if listed.is_none() {
        questions.push(None);
    }
    let thanks = fields.optional(reader, "thanks", |reader, node| {
        let thanks = reader.object(node, &["text"])?;
        thanks.needed(reader, "text", |reader, node| {
            let first = questions.iter().flatten().find_map(classed);
            let basis = Basis::of(first, &questions);
            class_text(reader, node, basis, Needed::One)
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
        questions: questions.into_iter().collect::<Option<_>>()?,
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

/// `earlier` has a gap for each question that could not be read.
fn question<N: Node>(
    reader: &mut Reader,
    node: &N,
    earlier: &[Option<Question>],
) -> Option<Question> {
    let fields = reader.object(node, QUESTION_FIELDS)?;
    let id = fields.needed(reader, "id", Reader::id);
    let mut ids = earlier.iter().flatten().map(|question| &question.id);
    if ids.any(|earlier| Some(earlier) == id.as_ref()) {
        reader.report_at::<()>("id", Code::DuplicateId);
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
    let scale = if fields.has("scale") {
        // Without it nothing can be said about the numbers that lie on it.
        fields.needed(reader, "scale", scale)?
    } else {
        usual.scale()
    };
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
                return reader.report_at("scale", Code::NpsScale);
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
    earlier: &[Option<Question>],
) -> Option<Asked> {
    refuse(
        reader,
        fields,
        &["scale", "top", "direction", "low", "high"],
    );
    let about = if fields.has("about") {
        fields.needed(reader, "about", |reader, node| about(reader, node, earlier))?
    } else {
        earlier
            .iter()
            .rposition(|question| question.as_ref().and_then(classed).is_some())
    };
    let metric = about.and_then(|index| classed(earlier.get(index)?.as_ref()?));
    let basis = Basis::of(metric, earlier);
    let ask = fields.optional(reader, "ask", |reader, node| {
        class_text(reader, node, basis, Needed::All)
    });
    if earlier.iter().all(is_comment) && !fields.has("ask") {
        // The standard wording asks for the reason of a rating.
        return reader.report_at("ask", Code::Missing);
    }
    let required = fields.optional(reader, "required", Reader::flag);
    Some(Asked::Text {
        ask: ask.unwrap_or_default(),
        about,
        required: required.unwrap_or(false),
    })
}

/// The index of the question that a comment is about. It may be one that could not be read.
fn about<N: Node>(
    reader: &mut Reader,
    node: &N,
    earlier: &[Option<Question>],
) -> Option<Option<usize>> {
    let id = reader.id(node)?;
    let found = earlier
        .iter()
        .flatten()
        .position(|question| question.id == id && classed(question).is_some());
    if found.is_none() && earlier.iter().all(Option::is_some) {
        return reader.report(Code::NotEarlier);
    }
    Some(found)
}

/// The metric of a question whose ratings have classes.
fn classed(question: &Question) -> Option<Metric> {
    question
        .metric()
        .filter(|metric| !matches!(metric, Metric::Rating { .. }))
}

fn is_comment(question: &Option<Question>) -> bool {
    question
        .as_ref()
        .is_some_and(|question| question.metric().is_none())
}

/// What a text may depend on.
#[derive(Clone, Copy)]
enum Basis {
    /// The classes of this metric.
    Metric(Metric),
    /// No class.
    Nothing,
    /// Perhaps the classes of a question that could not be read.
    Unknown,
}

impl Basis {
    fn of(metric: Option<Metric>, questions: &[Option<Question>]) -> Self {
        if questions.iter().any(Option::is_none) {
            return Basis::Unknown;
        }
        metric.map_or(Basis::Nothing, Basis::Metric)
    }
}

/// How many classes need a text.
#[derive(Clone, Copy, PartialEq)]
enum Needed {
    /// At least one.
    One,
    /// Every one.
    All,
}

/// One text, or one for each class.
fn class_text<N: Node>(
    reader: &mut Reader,
    node: &N,
    basis: Basis,
    needed: Needed,
) -> Option<ClassText> {
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
    match basis {
        Basis::Unknown => {}
        Basis::Nothing => return reader.report(Code::NotEarlier),
        Basis::Metric(metric) => {
            for class in Class::ALL {
                let (there, possible) = (fields.has(class.name()), has_class(metric, class));
                if there && !possible {
                    reader.report_at::<()>(class.name(), Code::NotForKind);
                } else if possible && !there && needed == Needed::All {
                    reader.report::<()>(Code::MissingClass(class.name()));
                }
            }
        }
    }
    if needed == Needed::One && node.keys().is_empty() {
        return reader.report(Code::WrongCount(1, CLASSES.len()));
    }
    Some(ClassText::Each(texts))
}

/// Whether any rating of the metric is of this class.
fn has_class(metric: Metric, class: Class) -> bool {
    let mut ratings = metric.scale().ratings();
    ratings.any(|rating| metric.class(rating) == Some(class))
}

fn triggers<N: Node>(reader: &mut Reader, node: &N) -> Option<Vec<Trigger>> {
    if reader.open_object(node)?.has("any") {
        let fields = reader.object(node, &["any"])?;
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

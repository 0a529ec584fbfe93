//! Reading a definition strictly.

use score::{Class, Direction, Metric, Scale};

use super::{
    Asked, ClassText, Definition, KINDS, Look, POSITIONS, Question, RATINGS, RatingLook, STAGES,
    THEMES, Text, Thanks, Trigger, usual_metric,
};
use crate::duration::Duration;
use crate::node::{Kind, Node};
use crate::problem::Code;
use crate::read::{Object, Reader};

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
    fields.needs(reader, &["v", "id", "questions"]);
    version(reader, &fields);
    let questions = questions(reader, &fields);
    let definition = Definition {
        id: fields.id(reader, "id").unwrap_or_default(),
        revision: fields.whole(reader, "revision", 1, i32::MAX).unwrap_or(1),
        site: fields.id(reader, "site"),
        touchpoint: fields.id(reader, "touchpoint"),
        stage: fields.name(reader, "stage", STAGES).map(str::to_owned),
        language: fields.id(reader, "language"),
        thanks: fields
            .read(reader, "thanks", |reader, node| {
                thanks(reader, node, &questions)
            })
            .unwrap_or_default(),
        ask_when: fields
            .read(reader, "ask_when", triggers)
            .unwrap_or_default(),
        look: fields.read(reader, "look", look).unwrap_or_default(),
        hidden: Vec::new(),
        questions: questions.read,
    };
    Some(definition)
}

/// The format's version: 1.
#[inline(never)]
pub(crate) fn version<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) {
    fields.read(reader, "v", |reader, node| match node.number() {
        Some(1.0) => Some(()),
        Some(_) => reader.report(Code::Version),
        None => reader.report(Code::WrongType("a number")),
    });
}

/// The questions that could be read so far.
struct Questions {
    read: Vec<Question>,
    /// Whether there is one that could not be read: then nothing is certain about the others.
    gap: bool,
}

fn questions<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Questions {
    let mut earlier = Questions {
        read: Vec::new(),
        gap: false,
    };
    let listed = fields.read(reader, "questions", |reader, node| {
        reader.each(
            node,
            (1, MOST_QUESTIONS),
            &mut |reader, node| match question(reader, node, &earlier) {
                Some(question) => earlier.read.push(question),
                None => earlier.gap = true,
            },
        )
    });
    earlier.gap |= listed.is_none();
    earlier
}

fn question<N: Node>(reader: &mut Reader, node: &N, earlier: &Questions) -> Option<Question> {
    let fields = reader.object(node, QUESTION_FIELDS)?;
    fields.needs(reader, &["id", "kind"]);
    let id = fields.id(reader, "id");
    let mut ids = earlier.read.iter().map(|question| &question.id);
    if ids.any(|earlier| Some(earlier) == id.as_ref()) {
        reader.report_at("id", Code::DuplicateId);
    }
    let question = match fields.name(reader, "kind", KINDS.get(..RATINGS + 1)?)? {
        "text" => comment(reader, &fields, earlier)?,
        kind => rating(reader, &fields, kind)?,
    };
    Some(Question {
        id: id?,
        ..question
    })
}

fn rating<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    kind: &'static str,
) -> Option<Question> {
    refuse(reader, fields, &["about", "required"]);
    let metric = metric(reader, fields, kind)?;
    let mut own = |key| {
        let text = fields.text(reader, key, LONGEST_TEXT)?;
        Some(Text {
            text,
            language: None,
        })
    };
    Some(Question {
        ask: own("ask").map(ClassText::Same).unwrap_or_default(),
        kind: Asked::Rating {
            metric,
            look: RatingLook::Numbers,
            low: own("low"),
            high: own("high"),
        },
        ..Question::rating(metric)
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
        fields.read(reader, "scale", scale)?
    } else {
        usual.scale()
    };
    let most = scale.max() - scale.min();
    let top = fields.whole(reader, "top", 1, most);
    let direction = match fields.name(reader, "direction", DIRECTIONS) {
        Some("lower_is_easier") => Direction::LowerIsEasier,
        _ => Direction::default(),
    };
    let (meaningless, metric): (&[&str], _) = match usual {
        Metric::Nps => {
            if scale != Scale::NPS {
                reader.report_at("scale", Code::NpsScale);
                return None;
            }
            (&["top", "direction"], usual)
        }
        Metric::Csat { .. } => {
            let top = top.map_or(Metric::default_top(scale), i32::unsigned_abs);
            (&["direction"], Metric::Csat { scale, top })
        }
        Metric::Ces { .. } => (&["top"], Metric::Ces { scale, direction }),
        Metric::Rating { .. } => (&["top", "direction"], Metric::Rating { scale }),
    };
    refuse(reader, fields, meaningless);
    Some(metric)
}

fn scale<N: Node>(reader: &mut Reader, node: &N) -> Option<Scale> {
    let mut ends = Vec::new();
    reader.each(node, (2, 2), &mut |reader, node| {
        ends.extend(reader.whole(node, -Scale::MAX_BOUND, Scale::MAX_BOUND));
    })?;
    match ends.as_slice() {
        [min, max] => Scale::new(*min, *max).or_else(|| reader.report(Code::BadScale)),
        _ => None, // an end that was reported already
    }
}

fn comment<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    earlier: &Questions,
) -> Option<Question> {
    refuse(
        reader,
        fields,
        &["scale", "top", "direction", "low", "high"],
    );
    let about = if fields.has("about") {
        fields.read(reader, "about", |reader, node| about(reader, node, earlier))?
    } else {
        let mut questions = earlier.read.iter();
        questions.rposition(|question| classed(question).is_some())
    };
    let metric = about.and_then(|index| classed(earlier.read.get(index)?));
    let basis = Basis::of(metric, earlier);
    let ask = fields.read(reader, "ask", |reader, node| {
        class_text(reader, node, basis, Needed::All)
    });
    if earlier.are_comments() && !fields.has("ask") {
        // The standard wording asks for the reason of a rating.
        reader.report_at("ask", Code::Missing);
    }
    let required = fields.flag(reader, "required");
    Some(Question {
        id: String::new(),
        ask: ask.unwrap_or_default(),
        about,
        when: None,
        required: required.unwrap_or(false),
        kind: Asked::Text { rows: 3 },
    })
}

/// The index of the question that a comment is about. It may be one that could not be read.
fn about<N: Node>(reader: &mut Reader, node: &N, earlier: &Questions) -> Option<Option<usize>> {
    let id = reader.id(node)?;
    let mut questions = earlier.read.iter();
    let found = questions.position(|question| question.id == id && classed(question).is_some());
    if found.is_none() && !earlier.gap {
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

impl Questions {
    fn are_comments(&self) -> bool {
        let mut questions = self.read.iter();
        !self.gap && questions.all(|question| question.metric().is_none())
    }
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
    fn of(metric: Option<Metric>, questions: &Questions) -> Self {
        if questions.gap {
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

fn thanks<N: Node>(reader: &mut Reader, node: &N, questions: &Questions) -> Option<Thanks> {
    let fields = reader.object(node, &["text"])?;
    fields.needs(reader, &["text"]);
    let first = questions.read.iter().find_map(classed);
    let basis = Basis::of(first, questions);
    let text = fields.read(reader, "text", |reader, node| {
        class_text(reader, node, basis, Needed::One)
    });
    Some(Thanks {
        text: text?,
        ..Thanks::default()
    })
}

/// One text, or one for each class.
#[inline(never)]
fn class_text<N: Node>(
    reader: &mut Reader,
    node: &N,
    basis: Basis,
    needed: Needed,
) -> Option<ClassText> {
    if node.kind() != Kind::Object {
        let text = reader.text(node, LONGEST_TEXT)?;
        return Some(ClassText::Same(Text {
            text,
            language: None,
        }));
    }
    let fields = reader.object(node, CLASSES)?;
    let mut texts = Vec::new();
    for class in &Class::ALL {
        let text = fields.text(reader, class.name(), LONGEST_TEXT);
        let language = None;
        texts.extend(text.map(|text| (*class, Text { text, language })));
    }
    match basis {
        Basis::Unknown => {}
        Basis::Nothing => return reader.report(Code::NotEarlier),
        Basis::Metric(metric) => fit(reader, &fields, metric, needed),
    }
    if needed == Needed::One && node.keys().is_empty() {
        return reader.report(Code::WrongCount(1, CLASSES.len()));
    }
    Some(ClassText::Each(texts))
}

/// Reports texts for classes that the metric does not have, and classes without a text.
fn fit<N: Node>(reader: &mut Reader, fields: &Object<'_, N>, metric: Metric, needed: Needed) {
    for class in &Class::ALL {
        let name = class.name();
        match (fields.has(name), has_class(metric, *class)) {
            (true, false) => reader.report_at(name, Code::NotForKind),
            (false, true) if needed == Needed::All => {
                reader.report::<()>(Code::MissingClass(name));
            }
            _ => {}
        }
    }
}

/// Whether any rating of the metric is of this class.
fn has_class(metric: Metric, class: Class) -> bool {
    let mut ratings = metric.scale().ratings();
    ratings.any(|rating| metric.class(rating) == Some(class))
}

fn triggers<N: Node>(reader: &mut Reader, node: &N) -> Option<Vec<Trigger>> {
    let mut triggers = Vec::new();
    if reader.open_object(node)?.has("any") {
        let fields = reader.object(node, &["any"])?;
        fields.read(reader, "any", |reader, node| {
            reader.each(node, (1, MOST_TRIGGERS), &mut |reader, node| {
                trigger(reader, node, &mut triggers);
            })
        });
    } else {
        trigger(reader, node, &mut triggers);
    }
    Some(triggers)
}

#[inline(never)]
fn trigger<N: Node>(reader: &mut Reader, node: &N, triggers: &mut Vec<Trigger>) -> Option<()> {
    let fields = reader.object(node, TRIGGERS)?;
    if node.keys().len() != 1 {
        return reader.report(Code::WrongCount(1, 1));
    }
    let event = fields.text(reader, "event", 64).map(Trigger::Event);
    let delay = fields.read(reader, "delay", delay).map(Trigger::Delay);
    let load = fields.truth(reader, "load").map(|()| Trigger::Load);
    let manual = fields.truth(reader, "manual").map(|()| Trigger::Manual);
    triggers.push(event.or(delay).or(load).or(manual)?);
    Some(())
}

fn delay<N: Node>(reader: &mut Reader, node: &N) -> Option<Duration> {
    let Some(text) = node.text() else {
        return reader.report(Code::WrongType("a text"));
    };
    Duration::parse(&text).or_else(|| reader.report(Code::BadDuration))
}

fn look<N: Node>(reader: &mut Reader, node: &N) -> Option<Look> {
    let fields = reader.object(node, &["position", "theme"])?;
    Some(Look {
        position: fields.name(reader, "position", POSITIONS),
        theme: fields.name(reader, "theme", THEMES),
        ..Look::default()
    })
}

/// Reports fields that would have no effect here.
#[inline(never)]
fn refuse<N: Node>(reader: &mut Reader, fields: &Object<'_, N>, meaningless: &[&str]) {
    for key in meaningless {
        if fields.has(key) {
            reader.report_at(key, Code::NotForKind);
        }
    }
}

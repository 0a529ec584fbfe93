//! Reading the questions of a definition.

use score::{Direction, Metric, Scale};

use super::condition::condition;
use super::metric::{metric, refuse};
use super::text::{Basis, Needed, class_text, own_text};
use super::{
    Asked, CONTACT_FIELDS, ChoiceOption, ClassText, KINDS, Own, Question, RATINGS, RatingLook,
    USUAL_ROWS, usual_metric,
};
use crate::node::{Kind, Node};
use crate::problem::Code;
use crate::read::{Object, Reader};
use crate::words::Topic;

const FIELDS: &[&str] = &[
    "id",
    "kind",
    "ask",
    "about",
    "when",
    "required",
    "low",
    "high",
    "scale",
    "top",
    "direction",
    "topic",
    "look",
    "rows",
    "options",
    "other",
    "shuffle",
    "fields",
    "consent",
];

/// The fields that not all kinds have: each from the one to the other kind, by their places in
/// [`KINDS`].
const OF_KINDS: &[(&str, usize, usize)] = &[
    ("required", NPS, CONTACT),
    ("low", NPS, RATINGS - 1),
    ("high", NPS, RATINGS - 1),
    ("scale", NPS, RATINGS - 1),
    ("top", NPS, RATINGS - 1),
    ("direction", NPS, RATINGS - 1),
    ("topic", NPS, RATINGS - 1),
    ("look", NPS, RATINGS - 1),
    ("rows", TEXT, TEXT),
    ("options", CHOICE, CHOICES),
    ("other", CHOICE, CHOICES),
    ("shuffle", CHOICE, CHOICES),
    ("fields", CONTACT, CONTACT),
    ("consent", CONTACT, CONTACT),
];
const NPS: usize = 0;
const TEXT: usize = RATINGS;
const CHOICE: usize = 5;
const CHOICES: usize = 6;
const CONTACT: usize = 7;

pub(super) const MOST_QUESTIONS: usize = 50;
const MOST_OPTIONS: usize = 50;
pub(super) const MOST_ROWS: i32 = 10;

/// The questions that could be read so far.
pub(super) struct Questions {
    pub(super) read: Vec<Question>,
    /// Whether there is one that could not be read: then nothing is certain about the others.
    pub(super) gap: bool,
    /// The ids of all questions, also of those to come.
    pub(super) ids: Vec<String>,
    /// The place of the one that is being read.
    here: usize,
}

impl Questions {
    /// The ids of the questions that are not answered yet.
    pub(super) fn ahead(&self) -> &[String] {
        self.ids.get(self.here..).unwrap_or_default()
    }

    /// What texts may depend on: the class of this question, of those that were read.
    pub(super) fn basis(&self, about: Option<usize>) -> Basis {
        if self.gap {
            return Basis::Unknown;
        }
        let metric = about.and_then(|index| classed(self.read.get(index)?));
        metric.map_or(Basis::Nothing, Basis::Metric)
    }

    /// The first question whose ratings have classes.
    pub(super) fn primary(&self) -> Option<usize> {
        self.read
            .iter()
            .position(|question| classed(question).is_some())
    }

    /// The index of an earlier question. It may be one that could not be read.
    pub(super) fn find<N: Node>(
        &self,
        reader: &mut Reader,
        node: &N,
        fits: fn(&Question) -> bool,
        fault: Code,
    ) -> Option<Option<usize>> {
        let id = reader.id(node)?;
        let mut questions = self.read.iter();
        let found = questions.position(|question| question.id == id && fits(question));
        if found.is_none() && !self.gap {
            return reader.report(fault);
        }
        Some(found)
    }

    fn are_comments(&self) -> bool {
        let mut questions = self.read.iter();
        !self.gap && questions.all(|question| question.metric().is_none())
    }
}

/// The metric of a question whose ratings have classes.
pub(super) fn classed(question: &Question) -> Option<Metric> {
    question
        .metric()
        .filter(|metric| !matches!(metric, Metric::Rating { .. }))
}

pub(super) fn questions<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Questions {
    let mut earlier = Questions {
        read: Vec::new(),
        gap: false,
        ids: Vec::new(),
        here: 0,
    };
    let listed = fields.read(reader, "questions", |reader, node| {
        for node in node.items() {
            let id = node.member("id").and_then(|id| id.text());
            earlier.ids.push(id.unwrap_or_default());
        }
        reader.each(node, (1, MOST_QUESTIONS), &mut |reader, node| {
            match question(reader, node, &earlier) {
                Some(question) => earlier.read.push(question),
                None => earlier.gap = true,
            }
            earlier.here += 1;
        })
    });
    earlier.gap |= listed.is_none();
    earlier
}

fn question<N: Node>(reader: &mut Reader, node: &N, earlier: &Questions) -> Option<Question> {
    let fields = reader.object(node, FIELDS)?;
    fields.needs(reader, &["id", "kind"]);
    let id = fields.id(reader, "id");
    let mut ids = earlier.read.iter().map(|question| &question.id);
    if ids.any(|earlier| Some(earlier) == id.as_ref()) {
        reader.report_at("id", Code::DuplicateId);
    }
    let name = fields.name(reader, "kind", KINDS)?;
    let place = KINDS.iter().position(|kind| *kind == name)?;
    for (field, first, last) in OF_KINDS {
        if !(*first..=*last).contains(&place) {
            refuse(reader, &fields, &[field]);
        }
    }
    let kind = match place {
        ..RATINGS => rating(reader, &fields, name, earlier),
        TEXT => Some(Asked::Text {
            rows: fields
                .whole(reader, "rows", 1, MOST_ROWS)
                .unwrap_or(USUAL_ROWS),
        }),
        CHOICE | CHOICES => choice(reader, &fields, place == CHOICES, earlier),
        CONTACT => contact(reader, &fields, earlier),
        _ => Own::here().map(Asked::Statement),
    };
    let when = fields.read(reader, "when", |reader, node| {
        condition(reader, node, earlier, 1)
    });
    let required = fields.flag(reader, "required");
    let (about, ask) = ask(reader, &fields, place, earlier)?;
    Some(Question {
        id: id?,
        ask,
        about,
        when: when.zip(Own::here()),
        // A statement is read; there is nothing to skip.
        required: required.unwrap_or(!matches!(place, TEXT | CONTACT)),
        kind: kind?,
    })
}

/// The question's own words, and the earlier question whose class they depend on.
fn ask<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    kind: usize,
    earlier: &Questions,
) -> Option<(Option<usize>, ClassText)> {
    let by_class = fields.is("ask", Kind::Object);
    let about = if kind != TEXT && !by_class {
        refuse(reader, fields, &["about"]);
        None
    } else if fields.has("about") {
        fields.read(reader, "about", |reader, node| {
            let fits = |question: &Question| classed(question).is_some();
            earlier.find(reader, node, fits, Code::NotEarlier)
        })?
    } else {
        let mut questions = earlier.read.iter();
        questions.rposition(|question| classed(question).is_some())
    };
    let basis = earlier.basis(about);
    let ask = fields.read(reader, "ask", |reader, node| {
        class_text(reader, node, basis, Needed::All, earlier.ahead())
    });
    let rating = about.and_then(|index| earlier.read.get(index));
    let always = rating.is_none_or(|rating| rating.required && rating.when.is_none());
    if kind > TEXT && by_class && !always {
        reader.report_at("ask", Code::MayBeSkipped);
    }
    // The standard wording of a comment asks for the reason of a rating; other kinds have none.
    if kind > TEXT || (kind == TEXT && earlier.are_comments()) {
        fields.needs(reader, &["ask"]);
    }
    Some((about, ask.unwrap_or_default()))
}

fn rating<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    kind: &'static str,
    earlier: &Questions,
) -> Option<Asked> {
    let look = fields.name(reader, "look", RatingLook::NAMES);
    let mut looks = RatingLook::ALL.into_iter().zip(RatingLook::NAMES);
    let look = looks.find(|(_, name)| look == Some(*name));
    let look = look.map_or(RatingLook::Numbers, |(look, _)| look);
    let usual = match (usual_metric(kind)?, look) {
        (Metric::Csat { .. }, RatingLook::Thumbs) => Metric::csat(Scale::new(0, 1)?),
        (Metric::Rating { .. }, RatingLook::Thumbs) => Metric::Rating {
            scale: Scale::new(0, 1)?,
        },
        (usual, _) => usual,
    };
    let topic = fields.name(reader, "topic", Topic::names_for(kind));
    let metric = metric(reader, fields, usual)?;
    match metric {
        Metric::Nps | Metric::Ces { .. } if look != RatingLook::Numbers => {
            reader.report_at("look", Code::NumbersOnly);
        }
        _ if !fits(look, metric.scale()) => reader.report_at("look", Code::LookScale),
        Metric::Ces {
            direction: Direction::LowerIsEasier,
            ..
        } => refuse(reader, fields, &["topic"]),
        _ => {}
    }
    let mut label = |key| {
        fields.read(reader, key, |reader, node| {
            own_text(reader, node, earlier.ahead())
        })
    };
    Some(Asked::Rating {
        metric,
        topic: topic.and_then(Topic::from_name),
        look,
        low: label("low"),
        high: label("high"),
    })
}

/// Whether a scale can be drawn so.
fn fits(look: RatingLook, scale: Scale) -> bool {
    match look {
        RatingLook::Numbers => true,
        RatingLook::Stars => scale.min() == 1 && scale.max() <= 10,
        RatingLook::Faces => scale.points() <= 7,
        RatingLook::Thumbs => (scale.min(), scale.max()) == (0, 1),
    }
}

fn choice<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    several: bool,
    earlier: &Questions,
) -> Option<Asked> {
    fields.needs(reader, &["options"]);
    let fewest = if several { 1 } else { 2 };
    let mut options = Vec::new();
    let mut gap = false;
    let other = fields.flag(reader, "other");
    let shuffle = fields.flag(reader, "shuffle");
    fields.read(reader, "options", |reader, node| {
        reader.each(
            node,
            (fewest, MOST_OPTIONS),
            &mut |reader, node| match option(reader, node, &options, earlier) {
                Some(option) => options.push(option),
                None => gap = true,
            },
        )
    })?;
    // Without one of its options nothing can be said about what includes it.
    (!gap).then_some(Asked::Choice {
        several,
        options,
        other: other.unwrap_or(false),
        shuffle: shuffle.unwrap_or(false),
        own: Own::here()?,
    })
}

fn option<N: Node>(
    reader: &mut Reader,
    node: &N,
    options: &[ChoiceOption],
    earlier: &Questions,
) -> Option<ChoiceOption> {
    let fields = reader.object(node, &["id", "label"])?;
    fields.needs(reader, &["id", "label"]);
    let id = fields.id(reader, "id");
    if options.iter().any(|option| Some(&option.id) == id.as_ref()) {
        reader.report_at("id", Code::DuplicateId);
    }
    let label = fields.read(reader, "label", |reader, node| {
        own_text(reader, node, earlier.ahead())
    });
    Some(ChoiceOption {
        id: id?,
        label: label?,
    })
}

fn contact<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    earlier: &Questions,
) -> Option<Asked> {
    let mut names = Vec::new();
    fields.read(reader, "fields", |reader, node| {
        reader.each(node, (1, CONTACT_FIELDS.len()), &mut |reader, node| {
            if let Some(name) = reader.name(node, CONTACT_FIELDS) {
                if names.contains(&name) {
                    reader.report::<()>(Code::DuplicateId);
                }
                names.push(name);
            }
        })
    });
    if names.is_empty() {
        names.extend(["name", "email"]);
    }
    let consent = fields.read(reader, "consent", |reader, node| {
        own_text(reader, node, earlier.ahead())
    });
    let fields = names;
    let own = Own::here()?;
    Some(Asked::Contact {
        fields,
        consent,
        own,
    })
}

//! Reading the texts of a definition: plain, perhaps by class, with places for values.

use score::{Class, Metric};

use super::{ClassText, Text};
use crate::node::{Kind, Node};
use crate::problem::Code;
use crate::read::{Object, Reader, cut, id_fault, is_bidi_control, text_fault};

pub(super) const CLASSES: &[&str] = &[
    "promoter",
    "passive",
    "detractor",
    "satisfied",
    "neutral",
    "dissatisfied",
    "easy",
    "hard",
];

/// Characters in a question, a label or a text of the prompt.
pub(super) const LONGEST_TEXT: usize = 500;

/// A text in the place of a standard one. It names no value of the questions `ahead`.
#[inline(never)]
pub(super) fn own_text<N: Node>(reader: &mut Reader, node: &N, ahead: &[String]) -> Option<Text> {
    let text = reader.checked_text(node, own_text_fault, LONGEST_TEXT)?;
    let mut rest = text.as_str();
    while let Some((_, place)) = cut(rest, "{{") {
        let key = place.split('|').next();
        if ahead.iter().any(|id| key == Some(id)) {
            return reader.report(Code::LaterValue);
        }
        rest = place;
    }
    let language = None;
    Some(Text { text, language })
}

/// What a text may depend on.
#[derive(Clone, Copy)]
pub(super) enum Basis {
    /// The classes of this metric.
    Metric(Metric),
    /// No class.
    Nothing,
    /// Perhaps the classes of a question that could not be read.
    Unknown,
}

/// How many classes need a text.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Needed {
    /// At least one.
    One,
    /// Every one.
    All,
}

/// One text, or one for each class.
#[inline(never)]
pub(super) fn class_text<N: Node>(
    reader: &mut Reader,
    node: &N,
    basis: Basis,
    needed: Needed,
    ahead: &[String],
) -> Option<ClassText> {
    if node.kind() != Kind::Object {
        return own_text(reader, node, ahead).map(ClassText::Same);
    }
    let fields = reader.object(node, CLASSES)?;
    let mut texts = Vec::new();
    for class in Class::ALL {
        let text = fields.read(reader, class.name(), |reader, node| {
            own_text(reader, node, ahead)
        });
        texts.extend(text.map(|text| (class, text)));
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
pub(super) fn has_class(metric: Metric, class: Class) -> bool {
    let mut ratings = metric.scale().ratings();
    ratings.any(|rating| metric.class(rating) == Some(class))
}

/// What is wrong with a text of at most `max` characters that visitors read.
fn own_text_fault(text: &str, max: usize) -> Option<Code> {
    text_fault(text, max)
        .or_else(|| text.contains(is_bidi_control).then_some(Code::BidiControl))
        .or_else(|| is_markup(text).then_some(Code::Markup))
        .or_else(|| place_fault(text))
}

/// Whether somebody takes the text for HTML: a tag, a comment or a character by its name.
fn is_markup(text: &str) -> bool {
    let tag = |after: &str| {
        let first = after.bytes().next().unwrap_or(b' ');
        first.is_ascii_alphabetic() || matches!(first, b'/' | b'!' | b'?')
    };
    let entity = |after: &str| {
        let known = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        let name = after.bytes().take_while(known).count();
        name > 0 && after.as_bytes().get(name) == Some(&b';')
    };
    text.split('<').skip(1).any(tag) || text.split('&').skip(1).any(entity)
}

/// What is wrong with the places for values in a text.
fn place_fault(mut text: &str) -> Option<Code> {
    while let Some((before, rest)) = cut(text, "{{") {
        let Some((inside, after)) = cut(rest, "}}") else {
            return Some(Code::BadPlace);
        };
        let Some((key, fallback)) = inside.split_once('|') else {
            return Some(Code::NoFallback);
        };
        if id_fault(key).is_some() || fallback.contains(['{', '}']) || has_end(before) {
            return Some(Code::BadPlace);
        }
        text = after;
    }
    has_end(text).then_some(Code::BadPlace)
}

/// Whether there is the end of a place that has no beginning.
fn has_end(text: &str) -> bool {
    cut(text, "}}").is_some()
}

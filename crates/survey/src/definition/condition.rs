//! Reading when a question is asked.

use std::slice;

use score::{Class, Metric};

use super::metric::refuse;
use super::question::{Questions, classed};
use super::text::{CLASSES, has_class};
use super::{Asked, ChoiceOption, Condition, Test};
use crate::node::Node;
use crate::problem::Code;
use crate::read::Reader;

const GROUPS: [&str; 3] = ["any", "all", "not"];
const FIELDS: &[&str] = &[
    "question", "class", "is", "at_least", "at_most", "includes", "answered", "any", "all", "not",
];
type OfNumber = fn(i32) -> Test;
/// How the numbers of a scale are tested.
const NUMBERS: [(&str, OfNumber); 3] = [
    ("is", Test::Is),
    ("at_least", Test::AtLeast),
    ("at_most", Test::AtMost),
];

/// Groups within groups beyond this help nobody.
const DEEPEST: usize = 5;
const MOST_CONDITIONS: usize = 20;

/// A condition on the answers to earlier questions; `depth` counts from 1.
#[inline(never)]
pub(super) fn condition<N: Node>(
    reader: &mut Reader,
    node: &N,
    earlier: &Questions,
    depth: usize,
) -> Option<Condition> {
    let fields = reader.open_object(node)?;
    if depth > DEEPEST {
        return reader.report(Code::TooDeep);
    }
    let Some(group) = GROUPS.iter().find(|group| fields.has(group)) else {
        return tests(reader, node, earlier);
    };
    reader.object(node, slice::from_ref(group));
    let mut members = Vec::new();
    fields.read(reader, group, |reader, node| {
        let mut member = |reader: &mut Reader, node: &N| {
            members.extend(condition(reader, node, earlier, depth + 1));
        };
        if *group == "not" {
            member(reader, node);
            return Some(());
        }
        reader.each(node, (1, MOST_CONDITIONS), &mut member)
    })?;
    Some(match *group {
        "any" => Condition::Any(members),
        "all" => Condition::All(members),
        _ => Condition::Not(Box::new(members.pop()?)),
    })
}

/// One or more tests of one answer, all of which must hold.
fn tests<N: Node>(reader: &mut Reader, node: &N, earlier: &Questions) -> Option<Condition> {
    let fields = reader.object(node, FIELDS)?;
    fields.needs(reader, &["question"]);
    let index = fields.read(reader, "question", |reader, node| {
        earlier.find(reader, node, |_| true, Code::UnknownQuestion)
    })??;
    let question = earlier.read.get(index)?;
    let mut tests = Vec::new();
    let meaningless: &[&str] = match &question.kind {
        Asked::Rating { metric, .. } => {
            let scale = metric.scale();
            for (key, test) in NUMBERS {
                let number = fields.whole(reader, key, scale.min(), scale.max());
                tests.extend(number.map(test));
            }
            match classed(question) {
                Some(metric) => {
                    let class =
                        fields.read(reader, "class", |reader, node| class(reader, node, metric));
                    tests.extend(class.map(Test::Class));
                    &["includes"]
                }
                None => &["class", "includes"],
            }
        }
        Asked::Choice { options, .. } => {
            let included = fields.read(reader, "includes", |reader, node| {
                included(reader, node, options)
            });
            tests.extend(included.map(Test::Includes));
            &["class", "is", "at_least", "at_most"]
        }
        Asked::Text { .. } | Asked::Contact { .. } => {
            &["class", "is", "at_least", "at_most", "includes"]
        }
        Asked::Statement(_) => FIELDS.get(1..7).unwrap_or_default(),
    };
    refuse(reader, &fields, meaningless);
    tests.extend(fields.flag(reader, "answered").map(Test::Answered));
    if node.keys().len() < 2 {
        return reader.report(Code::NoTest);
    }
    let of = |test| Condition::Of(index, test);
    Some(if tests.len() == 1 {
        of(tests.pop()?)
    } else {
        Condition::All(tests.into_iter().map(of).collect())
    })
}

fn class<N: Node>(reader: &mut Reader, node: &N, metric: Metric) -> Option<Class> {
    let class = reader.name(node, CLASSES).and_then(Class::from_name)?;
    if has_class(metric, class) {
        return Some(class);
    }
    reader.report(Code::NotForKind)
}

fn included<N: Node>(reader: &mut Reader, node: &N, options: &[ChoiceOption]) -> Option<String> {
    let id = reader.id(node)?;
    if options.iter().any(|option| option.id == id) {
        return Some(id);
    }
    reader.report(Code::UnknownOption)
}

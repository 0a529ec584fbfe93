//! Reading a definition strictly: the document around its questions.

use super::metric::{refuse, version};
use super::question::{Questions, questions};
use super::rules::rules;
use super::target::target;
use super::thanks::thanks;
use super::trigger::triggers;
use super::{Definition, Look, POSITIONS, PRESETS, STAGES, THEMES, languages};
use crate::node::Node;
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
    "cancel_on",
    "pages",
    "people",
    "quiet",
    "sample",
    "target",
    "priority",
    "look",
    "hidden",
    "languages",
];

pub(super) const LONGEST_EVENT: usize = 64;
pub(super) const LONGEST_SELECTOR: usize = 200;
pub(super) const MOST_TRIGGERS: usize = 20;
const MOST_HIDDEN: usize = 20;

pub(super) fn definition<N: Node>(
    reader: &mut Reader,
    node: &N,
    language: Option<&str>,
) -> Option<Definition> {
    let fields = reader.object(node, FIELDS)?;
    fields.needs(reader, &["v", "id", "questions"]);
    version(reader, &fields);
    let mut questions = questions(reader, &fields);
    let mut definition = Definition {
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
        look: fields.read(reader, "look", look).unwrap_or_default(),
        hidden: hidden(reader, &fields, &questions),
        questions: std::mem::take(&mut questions.read),
    };
    triggers(reader, &fields);
    rules(reader, &fields);
    target(reader, &fields);
    languages::translate(reader, &fields, language, &mut definition, &questions);
    Some(definition)
}

fn look<N: Node>(reader: &mut Reader, node: &N) -> Option<Look> {
    let fields = reader.object(node, &["position", "theme", "preset", "target"])?;
    let look = Look {
        position: fields.name(reader, "position", POSITIONS),
        theme: fields.name(reader, "theme", THEMES),
        preset: fields.name(reader, "preset", PRESETS),
        target: fields.text(reader, "target", LONGEST_SELECTOR),
    };
    if !matches!(look.position, None | Some("inline")) {
        refuse(reader, &fields, &["target"]);
    }
    Some(look)
}

/// Keys of the context that travel unseen. The address names questions as it names these, so no key
/// is a question's id.
fn hidden<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    questions: &Questions,
) -> Vec<String> {
    let mut keys = Vec::new();
    fields.read(reader, "hidden", |reader, node| {
        reader.each(node, (1, MOST_HIDDEN), &mut |reader, node| {
            if let Some(key) = reader.id(node) {
                if keys.contains(&key) || questions.ids.contains(&key) {
                    reader.report::<()>(Code::DuplicateId);
                }
                keys.push(key);
            }
        })
    });
    keys
}

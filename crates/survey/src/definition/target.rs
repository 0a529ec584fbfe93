//! Reading how many responses a survey is to bring.

use crate::node::Node;
use crate::pace::{Per, Target};
use crate::read::{Object, Reader};

const TARGET: &[&str] = &["responses", "per"];
const MOST_RESPONSES: i32 = 1_000_000;

impl Target {
    /// What a definition says of how many responses it is to bring. What is wrong with it is told by
    /// [`Definition::parse`](super::Definition::parse).
    #[must_use]
    pub fn of<N: Node>(definition: &N) -> Option<Self> {
        let mut reader = Reader::default();
        let fields = reader.open_object(definition)?;
        target(&mut reader, &fields)
    }
}

/// The target, if the definition has one. Nothing of a run depends on it.
pub(super) fn target<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Option<Target> {
    fields.read(reader, "target", |reader, node| {
        let fields = reader.object(node, TARGET)?;
        fields.needs(reader, TARGET);
        let responses = fields.whole(reader, "responses", 1, MOST_RESPONSES);
        let per = fields.name(reader, "per", Per::NAMES);
        Some(Target {
            responses: responses?.unsigned_abs(),
            per: per.and_then(Per::from_name)?,
        })
    })
}

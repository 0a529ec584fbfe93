//! Reading what is said at the end.

use super::question::Questions;
use super::text::{CLASSES, Needed, class_text, own_text};
use super::{Link, Thanks};
use crate::node::Node;
use crate::problem::Code;
use crate::read::{Reader, is_bidi_control, is_space, text_fault};

const FIELDS: &[&str] = &["text", "code", "link"];
const LONGEST_ADDRESS: usize = 2000;

pub(super) fn thanks<N: Node>(
    reader: &mut Reader,
    node: &N,
    questions: &Questions,
) -> Option<Thanks> {
    let fields = reader.object(node, FIELDS)?;
    let basis = questions.basis(questions.primary());
    let mut by_class = |key| {
        let text = fields.read(reader, key, |reader, node| {
            class_text(reader, node, basis, Needed::One, &[])
        });
        text.unwrap_or_default()
    };
    let thanks = Thanks {
        text: by_class("text"),
        code: by_class("code"),
        link: fields.read(reader, "link", link),
    };
    if node.keys().is_empty() {
        return reader.report(Code::WrongCount(1, FIELDS.len()));
    }
    Some(thanks)
}

fn link<N: Node>(reader: &mut Reader, node: &N) -> Option<Link> {
    same_for_all(reader, node)?;
    let fields = reader.object(node, &["label", "href"])?;
    fields.needs(reader, &["label", "href"]);
    let label = fields.read(reader, "label", |reader, node| {
        same_for_all(reader, node)?;
        own_text(reader, node, &[])
    });
    let href = fields.read(reader, "href", |reader, node| {
        same_for_all(reader, node)?;
        reader.checked_text(node, address_fault, LONGEST_ADDRESS)
    });
    Some(Link {
        label: label?,
        href: href?,
    })
}

/// Refuses what leads some visitors elsewhere than others.
fn same_for_all<N: Node>(reader: &mut Reader, node: &N) -> Option<()> {
    let keys = node.keys();
    let routes = |key: &String| key == "when" || CLASSES.contains(&key.as_str());
    if keys.iter().any(routes) {
        return reader.report(Code::RoutedLink);
    }
    Some(())
}

/// What is wrong with an address that a link leads to.
fn address_fault(address: &str, max: usize) -> Option<Code> {
    let fault = text_fault(address, max);
    fault.or_else(|| (!is_address(address)).then_some(Code::BadLink))
}

fn is_address(address: &str) -> bool {
    let foreign = |character| {
        is_space(character)
            || is_bidi_control(character)
            || matches!(
                character,
                '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'
            )
    };
    let after = |start| address.strip_prefix(start);
    let leads = if let Some(host) = after("https://").or(after("http://")) {
        !host.is_empty() && !host.starts_with(['/', '?', '#', ':'])
    } else if let Some(path) = after("/") {
        !path.starts_with('/')
    } else {
        let person = after("mailto:").or(after("tel:"));
        person.is_some_and(|person| !person.is_empty())
    };
    leads && !address.contains(foreign)
}

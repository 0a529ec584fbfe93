//! Reading what is worth no error: what is not understood is left out.

use crate::node::{Kind, Node};
use crate::response::{Decimal, Scalar};

/// A member that is a text.
#[inline(never)]
pub(crate) fn text<N: Node>(node: &N, key: &str) -> Option<String> {
    node.member(key)?.text()
}

/// Puts a member that is a text in its place; without one, what stands there stays.
#[inline(never)]
pub(crate) fn put<N: Node>(node: &N, key: &str, place: &mut String) {
    if let Some(text) = text(node, key) {
        *place = text;
    }
}

/// Puts a member in its place, if it is a text.
#[inline(never)]
pub(crate) fn put_some<N: Node>(node: &N, key: &str, place: &mut Option<String>) {
    *place = text(node, key);
}

/// Whether a member is this text.
#[inline(never)]
pub(crate) fn says<N: Node>(node: &N, key: &str, expected: &str) -> bool {
    text(node, key).is_some_and(|text| text == expected)
}

/// A member that is one of these names.
#[inline(never)]
pub(crate) fn one_of<N: Node>(names: &[&'static str], node: &N, key: &str) -> Option<&'static str> {
    let asked = text(node, key)?;
    names.iter().copied().find(|name| *name == asked)
}

/// A member that is a number; of one that is not whole, the whole part.
#[inline(never)]
pub(crate) fn whole<N: Node>(node: &N, key: &str) -> Option<i32> {
    Some(node.member(key)?.number()? as i32)
}

/// What of a member's own members is a text.
pub(crate) fn texts<N: Node>(node: &N, key: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    each_member(node, key, &mut |key, member| {
        if let Some(text) = member.text() {
            texts.push((key, text));
        }
    });
    texts
}

/// What of a member's own members is a single value, in the order in which they were said.
#[inline(never)]
pub(crate) fn scalars<N: Node>(node: &N, key: &str) -> Vec<(String, Scalar)> {
    let mut scalars = Vec::new();
    each_member(node, key, &mut |key, member| {
        if let Some(scalar) = scalar(&member) {
            scalars.push((key, scalar));
        }
    });
    scalars
}

/// Goes through a member's own members.
#[inline(never)]
pub(crate) fn each_member<N: Node>(node: &N, key: &str, take: &mut dyn FnMut(String, N)) {
    let Some(object) = node.member(key) else {
        return;
    };
    for key in object.keys() {
        if let Some(member) = object.member(&key) {
            take(key, member);
        }
    }
}

/// A single value of the context.
fn scalar<N: Node>(node: &N) -> Option<Scalar> {
    match node.kind() {
        Kind::Text => node.text().map(Scalar::Text),
        Kind::Number => Decimal::of(node).map(Scalar::Number),
        Kind::Flag => node.flag().map(Scalar::Flag),
        Kind::Null | Kind::List | Kind::Object => None,
    }
}

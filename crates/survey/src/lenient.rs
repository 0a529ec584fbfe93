//! Reading what is worth no error: what is not understood is left out.

use crate::node::{Kind, Node};
use crate::response::{Decimal, Scalar};

/// A member that is a text.
#[inline(never)]
pub(crate) fn text<N: Node>(node: &N, key: &str) -> Option<String> {
    node.member(key)?.text()
}

/// A member that is a number; of one that is not whole, the whole part.
#[inline(never)]
pub(crate) fn whole<N: Node>(node: &N, key: &str) -> Option<i32> {
    Some(node.member(key)?.number()? as i32)
}

/// The members that are texts.
pub(crate) fn texts<N: Node>(node: &N) -> Vec<(String, String)> {
    members(node, node.keys(), Node::text)
}

/// The members of these keys that `read` understands.
#[inline(never)]
pub(crate) fn members<N: Node, T>(
    node: &N,
    keys: Vec<String>,
    read: fn(&N) -> Option<T>,
) -> Vec<(String, T)> {
    let mut members = Vec::new();
    for key in keys {
        if let Some(value) = node.member(&key).as_ref().and_then(read) {
            members.push((key, value));
        }
    }
    members
}

/// A single value of the context.
pub(crate) fn scalar<N: Node>(node: &N) -> Option<Scalar> {
    match node.kind() {
        Kind::Text => node.text().map(Scalar::Text),
        Kind::Number => Decimal::of(node).map(Scalar::Number),
        Kind::Flag => node.flag().map(Scalar::Flag),
        Kind::Null | Kind::List | Kind::Object => None,
    }
}

//! Reading what is tested of a value of the context, or of a property of an event.

use crate::eligibility::{Property, PropertyTest};
use crate::node::{Kind, Node};
use crate::problem::Code;
use crate::read::Reader;
use crate::response::LONGEST_VALUE;

const TESTS: &[&str] = &["is", "at_least", "at_most", "given"];
const MOST_PROPERTIES: usize = 20;

/// Tests of the values of an object, by their keys; `fault` is what is wrong with a key.
pub(super) fn property_tests<N: Node>(
    reader: &mut Reader,
    node: &N,
    fault: fn(&str) -> Option<Code>,
) -> Option<Vec<(String, PropertyTest)>> {
    let fields = reader.open_object(node)?;
    let keys = node.keys();
    if !(1..=MOST_PROPERTIES).contains(&keys.len()) {
        return reader.report(Code::WrongCount(1, MOST_PROPERTIES));
    }
    let mut tests = Vec::new();
    for key in keys {
        if let Some(fault) = fault(&key) {
            reader.report_at(&key, fault);
        }
        let of_key = fields.read(reader, &key, property_test).unwrap_or_default();
        tests.extend(of_key.into_iter().map(|test| (key.clone(), test)));
    }
    Some(tests)
}

/// What one value is tested for.
fn property_test<N: Node>(reader: &mut Reader, node: &N) -> Option<Vec<PropertyTest>> {
    let fields = reader.object(node, TESTS)?;
    if node.keys().is_empty() {
        return reader.report(Code::EmptyTest);
    }
    let number = |reader: &mut Reader, node: &N| reader.number(node, f64::MIN, f64::MAX);
    let is = fields.read(reader, "is", property);
    let least = fields.read(reader, "at_least", number);
    let most = fields.read(reader, "at_most", number);
    let given = fields.flag(reader, "given");
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        return reader.report(Code::Never);
    }
    if given.is_some() && node.keys().len() > 1 {
        // What passes another test is given.
        reader.report_at("given", Code::NotForKind);
    }
    let tests = [
        is.map(PropertyTest::Is),
        least.map(PropertyTest::AtLeast),
        most.map(PropertyTest::AtMost),
        given.map(PropertyTest::Given),
    ];
    Some(tests.into_iter().flatten().collect())
}

fn property<N: Node>(reader: &mut Reader, node: &N) -> Option<Property> {
    match node.kind() {
        Kind::Text => reader.any_text(node, LONGEST_VALUE).map(Property::Text),
        _ => Property::of(node)
            .or_else(|| reader.report(Code::WrongType("a text, a number, `true` or `false`"))),
    }
}

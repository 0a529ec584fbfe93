//! A way to reach the visitor, which needs consent.

use serde_json::{Value, json};
use survey::run::{Event, Input};

use crate::story::{Story, survey};

const AGREED: &str = "I agree to be contacted about my feedback.";

fn asked(more: &Value) -> Story {
    let mut question = json!({"id": "call", "kind": "contact", "ask": "May we call?", "fields": ["name", "email"]});
    for (key, value) in more.as_object().unwrap() {
        question[key] = value.clone();
    }
    Story::of(survey(&json!([question, {"id": "nps", "kind": "nps"}])))
}

fn reached(fields: &[(&str, &str)], consented: bool) -> Event {
    let fields = fields
        .iter()
        .map(|(key, value)| ((*key).into(), (*value).into()));
    Event::Reached {
        fields: fields.collect(),
        consented,
    }
}

#[test]
fn what_was_agreed_to_is_recorded_as_it_was_shown_and_when() {
    let mut visitor = asked(&json!({}));
    visitor.reaches(
        &[
            ("email", " ada@example.org\u{0} "),
            ("name", " "),
            ("phone", "1"),
            ("shoe", "42"),
        ],
        true,
    );
    assert_eq!(
        visitor.answers(),
        json!([{"question": "call", "contact": {"email": "ada@example.org"},
                "consent": {"text": AGREED, "at": "1970-01-01T00:00:01.000Z"}}])
    );
    let mut visitor = asked(&json!({"consent": "Call me."}));
    visitor.reaches(&[("name", "Ada")], true);
    assert_eq!(visitor.answers()[0]["consent"]["text"], "Call me.");
}

#[test]
fn without_consent_nothing_is_recorded() {
    for required in [true, false] {
        let visitor = asked(&json!({"required": required}));
        visitor.ignores(&reached(&[("email", "ada@example.org")], false));
    }
}

#[test]
fn empty_fields_are_a_skip_whether_the_visitor_agrees_or_not() {
    for consented in [true, false] {
        let nothing = reached(&[("email", " "), ("phone", "1")], consented);
        asked(&json!({"required": true})).ignores(&nothing);
        let mut visitor = asked(&json!({}));
        visitor.on(nothing);
        assert_eq!(
            visitor.answers(),
            json!([{"question": "call", "skipped": true}])
        );
    }
}

#[test]
fn what_was_filled_in_is_shown_again_and_consent_is_not_presumed() {
    let mut visitor = asked(&json!({}));
    visitor.reaches(&[("email", "ada@example.org")], true);
    visitor.returns();
    let Input::Contact { fields, consent } = &visitor.asking().input else {
        panic!("no contact");
    };
    let expected = [("name", String::new()), ("email", "ada@example.org".into())];
    assert_eq!(fields, &expected);
    assert_eq!(consent.text, AGREED);
    visitor.ignores(&reached(&[("email", "ada@example.org")], false));
}

#[test]
fn a_field_is_bounded_as_the_record_s_values_are() {
    let mut visitor = asked(&json!({}));
    visitor.reaches(&[("name", &"é".repeat(501))], true);
    assert_eq!(visitor.answers()[0]["contact"]["name"], "é".repeat(500));
}

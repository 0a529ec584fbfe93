//! What the page's address says to the survey.

use serde_json::{Value, json};
use survey::definition::Definition;
use survey::response::Scalar;
use survey::run::{Event, Input, Visit};

use crate::story::{Story, definition, survey};

fn visit(prefill: &[(&str, &str)]) -> Visit {
    let prefill = prefill
        .iter()
        .map(|(key, value)| ((*key).into(), (*value).into()));
    Visit {
        prefill: prefill.collect(),
        ..Visit::default()
    }
}

/// What is preselected in a lone question.
fn preselected(question: &Value, text: &str) -> Input {
    let definition = survey(&json!([question]));
    let visitor = Story::visited(definition, visit(&[("q", text)]));
    visitor.ignores(&Event::Left);
    visitor.asking().input.clone()
}

#[test]
fn a_rating_of_the_scale_is_preselected() {
    for (text, expected) in [
        ("9", Some(9)),
        ("0", Some(0)),
        ("10", Some(10)),
        ("11", None),
        ("-1", None),
        ("", None),
        ("9.0", None),
        ("09", None),
        ("+9", None),
        ("nine", None),
        ("99999999999", None),
    ] {
        let input = preselected(&json!({"id": "q", "kind": "nps"}), text);
        assert!(
            matches!(input, Input::Rating { rating, .. } if rating == expected),
            "{text}"
        );
    }
    let input = preselected(
        &json!({"id": "q", "kind": "rating", "scale": [-3, 3]}),
        "-2",
    );
    assert!(matches!(
        input,
        Input::Rating {
            rating: Some(-2),
            ..
        }
    ));
}

#[test]
fn a_comment_is_begun() {
    let input = preselected(
        &json!({"id": "q", "kind": "text", "ask": "?"}),
        "\u{0} Quick ",
    );
    assert!(matches!(input, Input::Comment { text, .. } if text == "Quick"));
}

#[test]
fn known_options_are_preselected() {
    let options = ["price", "staff"].map(|id| json!({"id": id, "label": id}));
    for (kind, text, expected) in [
        ("choices", "staff,moon,price", vec!["price", "staff"]),
        ("choices", "moon", vec![]),
        ("choices", "", vec![]),
        ("choice", "staff", vec!["staff"]),
    ] {
        let question = json!({"id": "q", "kind": kind, "ask": "?", "options": options});
        let Input::Choice { chosen, .. } = preselected(&question, text) else {
            panic!("no choice");
        };
        assert_eq!(chosen, expected, "{kind} {text}");
    }
}

#[test]
fn nothing_is_kept_of_it_before_the_visitor_acts() {
    let mut visitor = Story::visited(
        survey(
            &json!([{"id": "nps", "kind": "nps", "required": false}, {"id": "sat", "kind": "csat"}]),
        ),
        visit(&[("nps", "9"), ("sat", "5")]),
    );
    assert_eq!(visitor.leaves(), [""; 0]);
    visitor.skips();
    assert_eq!(
        visitor.answers(),
        json!([{"question": "nps", "skipped": true}])
    );
    assert!(matches!(
        visitor.asking().input,
        Input::Rating {
            rating: Some(5),
            ..
        }
    ));
    visitor.returns();
    let given = &visitor.asking().input;
    assert!(
        matches!(given, Input::Rating { rating: None, .. }),
        "it was skipped"
    );
}

#[test]
fn the_visitor_s_own_answer_goes_before_it() {
    let mut visitor = Story::visited(
        survey(&json!([{"id": "nps", "kind": "nps"}, {"id": "why", "kind": "text"}])),
        visit(&[("nps", "9")]),
    );
    visitor.rates(2);
    assert_eq!(visitor.answers()[0]["rating"], 2);
    visitor.returns();
    assert!(matches!(
        visitor.asking().input,
        Input::Rating {
            rating: Some(2),
            ..
        }
    ));
}

fn hiding(hidden: &[&str]) -> Definition {
    definition(&json!({"v": 1, "id": "s", "hidden": hidden,
        "questions": [{"id": "nps", "kind": "nps"},
                      {"id": "why", "kind": "text", "ask": "On {{plan|no plan}}?"}]}))
}

fn context(mut visitor: Story) -> Value {
    visitor.rates(9);
    let record: Value = serde_json::from_str(&visitor.response().to_json()).unwrap();
    record["context"].clone()
}

#[test]
fn hidden_keys_travel_and_others_do_not() {
    let visit = || Visit {
        context: vec![("order".into(), Scalar::Text("A-1".into()))],
        unsent: vec![
            ("plan".into(), Scalar::Text("pro".into())),
            ("name".into(), Scalar::Text("Ada".into())),
        ],
        ..visit(&[("plan", "free"), ("campaign", "june"), ("ghost", "boo")])
    };
    let visited = |hidden: &[&str]| context(Story::visited(hiding(hidden), visit()));
    assert_eq!(
        visited(&["plan"]),
        json!({"order": "A-1", "plan": "pro"}),
        "the page knows better"
    );
    assert_eq!(
        visited(&["campaign", "order"]),
        json!({"order": "A-1", "campaign": "june"})
    );
    assert_eq!(visited(&["name"]), json!({"order": "A-1", "name": "Ada"}));
    assert_eq!(
        context(Story::visited(hiding(&["none"]), visit())),
        json!({"order": "A-1"})
    );
}

#[test]
fn a_hidden_value_of_the_address_can_be_named() {
    let mut visitor = Story::visited(hiding(&["plan"]), visit(&[("plan", "pro")]));
    visitor.rates(9);
    assert_eq!(visitor.ask(), "On \u{2068}pro\u{2069}?");
    let mut visitor = Story::visited(hiding(&["campaign"]), visit(&[("plan", "pro")]));
    visitor.rates(9);
    assert_eq!(
        visitor.ask(),
        "On no plan?",
        "an address says nothing that nobody asked for"
    );
}

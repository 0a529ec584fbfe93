//! What is made of each kind of question, of conditions, and of the end.

use score::{Class, Metric, Scale};
use serde_json::{Value, json};
use survey::definition::{
    Asked, ChoiceOption, ClassText, Condition, Definition, Link, Look, Own, Question, RatingLook,
    Test,
};
use survey::words::Topic;

const OWN: Own = Own::here().unwrap();

fn parse(json: &Value) -> Definition {
    Definition::parse(&json).unwrap()
}

fn of(questions: &Value) -> Vec<Question> {
    parse(&json!({"v": 1, "id": "s", "questions": questions})).questions
}

fn only(question: Value) -> Question {
    of(&Value::Array(vec![question])).remove(0)
}

fn options() -> Vec<ChoiceOption> {
    let option = |id: &str, label: &str| ChoiceOption {
        id: id.into(),
        label: label.into(),
    };
    vec![option("price", "Price"), option("range", "Range")]
}

fn options_json() -> Value {
    json!([{"id": "price", "label": "Price"}, {"id": "range", "label": "Range"}])
}

#[test]
fn ratings_are_drawn_as_they_say() {
    for (look, expected) in [
        ("numbers", RatingLook::Numbers),
        ("stars", RatingLook::Stars),
        ("faces", RatingLook::Faces),
        ("thumbs", RatingLook::Thumbs),
    ] {
        let question = only(json!({"id": "q", "kind": "rating", "look": look}));
        let Asked::Rating { metric, look, .. } = question.kind else {
            panic!("{question:?}");
        };
        assert_eq!(look, expected);
        let usual = (1, 5);
        let scale = if look == RatingLook::Thumbs {
            (0, 1)
        } else {
            usual
        };
        assert_eq!((metric.scale().min(), metric.scale().max()), scale);
    }
}

#[test]
fn thumbs_of_satisfaction_have_one_thumb_on_top() {
    let question = only(json!({"id": "q", "kind": "csat", "look": "thumbs"}));
    let scale = Scale::new(0, 1).unwrap();
    assert_eq!(question.metric(), Some(Metric::Csat { scale, top: 1 }));
}

#[test]
fn topics_are_kept() {
    for (kind, name, topic) in [
        ("nps", "work", Topic::Work),
        ("csat", "checkout", Topic::Checkout),
        ("ces", "onboarding", Topic::Onboarding),
        ("rating", "knowing", Topic::Knowing),
    ] {
        let question = only(json!({"id": "q", "kind": kind, "topic": name}));
        let Asked::Rating { topic: found, .. } = question.kind else {
            panic!("{question:?}");
        };
        assert_eq!(found, Some(topic));
    }
}

#[test]
fn what_cannot_be_skipped_unless_it_says() {
    let ask = |kind: &str| json!({"id": kind, "kind": kind, "ask": "Well?"});
    for (kind, required) in [
        ("nps", true),
        ("csat", true),
        ("ces", true),
        ("rating", true),
        ("text", false),
        ("choice", true),
        ("choices", true),
        ("contact", false),
        ("statement", true),
    ] {
        let mut question = ask(kind);
        if kind.starts_with("choice") {
            question["options"] = options_json();
        }
        assert_eq!(only(question.clone()).required, required, "{kind}");
        if kind != "statement" {
            question["required"] = json!(!required);
            assert_eq!(only(question).required, !required, "{kind}");
        }
    }
}

#[test]
fn choices_keep_their_options_in_order() {
    let question = |kind: &str, more: bool| {
        let question = json!({"id": "q", "kind": kind, "ask": "Well?", "options": options_json(),
            "other": more, "shuffle": more});
        only(question).kind
    };
    let expected = |several, more| Asked::Choice {
        several,
        options: options(),
        other: more,
        shuffle: more,
        own: OWN,
    };
    assert_eq!(question("choice", false), expected(false, false));
    assert_eq!(question("choices", true), expected(true, true));
}

#[test]
fn comments_have_three_rows_unless_they_say() {
    let rows = |question| match only(question).kind {
        Asked::Text { rows } => rows,
        other => panic!("{other:?}"),
    };
    assert_eq!(rows(json!({"id": "q", "kind": "text", "ask": "x"})), 3);
    let long = json!({"id": "q", "kind": "text", "ask": "x", "rows": 10});
    assert_eq!(rows(long), 10);
}

#[test]
fn a_contact_is_a_name_and_an_address_unless_it_says() {
    let usual = only(json!({"id": "q", "kind": "contact", "ask": "x"}));
    let fields = vec!["name", "email"];
    let consent = None;
    assert_eq!(
        usual.kind,
        Asked::Contact {
            fields,
            consent,
            own: OWN
        }
    );
    let own = json!({"id": "q", "kind": "contact", "ask": "x", "fields": ["phone"], "consent": "Call me."});
    let (fields, consent) = (vec!["phone"], Some("Call me.".into()));
    assert_eq!(
        only(own).kind,
        Asked::Contact {
            fields,
            consent,
            own: OWN
        }
    );
}

#[test]
fn any_question_after_a_rating_may_be_worded_by_its_class() {
    let questions = of(&json!([
        {"id": "nps", "kind": "nps"},
        {"id": "sat", "kind": "csat"},
        {"id": "near", "kind": "statement", "ask": {"satisfied": "a", "neutral": "b", "dissatisfied": "c"}},
        {"id": "far", "kind": "ces", "about": "nps", "ask": {"promoter": "a", "passive": "b", "detractor": "c"}},
        {"id": "same", "kind": "statement", "ask": "Well."},
    ]));
    let abouts: Vec<_> = questions.iter().map(|question| question.about).collect();
    assert_eq!(abouts, [None, None, Some(1), Some(0), None]);
    assert_eq!(questions[2].kind, Asked::Statement(OWN));
    assert_eq!(questions[3].ask.of(Some(Class::Passive)), Some(&"b".into()));
}

#[test]
fn conditions_name_questions_by_their_place() {
    let questions = of(&json!([
        {"id": "nps", "kind": "nps"},
        {"id": "what", "kind": "choices", "ask": "What?", "options": options_json()},
        {"id": "a", "kind": "ces", "when": {"question": "nps", "class": "detractor"}},
        {"id": "b", "kind": "ces", "when": {"question": "nps", "at_least": 2, "at_most": 5}},
        {"id": "c", "kind": "ces", "when": {"any": [
            {"question": "what", "includes": "range"},
            {"not": {"all": [{"question": "a", "answered": false}, {"question": "nps", "is": 0}]}},
        ]}},
    ]));
    use Condition::{All, Any, Not, Of};
    assert_eq!(questions[1].when, None);
    assert_eq!(
        questions[2].when,
        Some((Of(0, Test::Class(Class::Detractor)), OWN))
    );
    let between = vec![Of(0, Test::AtLeast(2)), Of(0, Test::AtMost(5))];
    assert_eq!(questions[3].when, Some((All(between), OWN)));
    let neither = All(vec![Of(2, Test::Answered(false)), Of(0, Test::Is(0))]);
    let any = vec![
        Of(1, Test::Includes("range".into())),
        Not(Box::new(neither)),
    ];
    assert_eq!(questions[4].when, Some((Any(any), OWN)));
}

#[test]
fn the_end_has_a_code_by_class_and_one_link() {
    let json = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}], "thanks": {
        "code": {"detractor": "SORRY10"},
        "link": {"label": "Invoice", "href": "/invoice"},
    }});
    let thanks = parse(&json).thanks;
    assert_eq!(thanks.text, ClassText::Standard);
    assert_eq!(
        thanks.code,
        ClassText::Each(vec![(Class::Detractor, "SORRY10".into())])
    );
    let (label, href) = ("Invoice".into(), "/invoice".into());
    assert_eq!(thanks.link, Some(Link { label, href }));
}

#[test]
fn what_stands_where_and_what_travels_unseen_is_kept() {
    let json = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}],
        "look": {"position": "inline", "preset": "night", "target": "#here"},
        "hidden": ["plan", "campaign"]});
    let definition = parse(&json);
    let look = Look {
        position: Some("inline"),
        preset: Some("night"),
        target: Some("#here".into()),
        ..Look::default()
    };
    assert_eq!(definition.look, look);
    assert_eq!(definition.hidden, ["plan", "campaign"]);
}

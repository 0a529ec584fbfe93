//! Going on after the page was loaded again.

use serde_json::{Value, json};
use survey::definition::Definition;
use survey::response::Scalar;
use survey::run::{Input, Run, Visit};

use crate::story::{Story, at, branching, survey, words};

fn reloaded(visitor: &Story) -> Story {
    let story = visitor.reloads(branching(), Visit::default());
    story.expect("something to go on with")
}

#[test]
fn the_visitor_goes_on_where_they_were() {
    let mut visitor = Story::of(branching());
    visitor.rates(2);
    let mut again = reloaded(&visitor);
    assert_eq!(
        again.lines(),
        ["show comment, more to come: What went wrong?", "tell shown"]
    );
    assert_eq!(again.run.id(), visitor.run.id());
    assert_eq!(again.comments("The queue")[1], "keep partial 2");
    let mut again = reloaded(&again);
    assert_eq!(again.rates(3)[0], "keep complete 3");
    assert_eq!(again.answers().as_array().unwrap().len(), 3);
    assert_eq!(again.kept(), ["post", "tell saved", crate::story::THANKS]);
}

#[test]
fn earlier_answers_can_still_be_changed() {
    let mut visitor = Story::of(branching());
    visitor.rates(2);
    let mut again = reloaded(&visitor);
    again.returns();
    assert!(matches!(
        again.asking().input,
        Input::Rating {
            rating: Some(2),
            ..
        }
    ));
    assert_eq!(again.rates(9)[0], "show comment: What was best?");
}

#[test]
fn a_statement_that_was_perhaps_not_read_is_shown() {
    let definition = survey(&json!([
        {"id": "nps", "kind": "nps"},
        {"id": "note", "kind": "statement", "ask": "A note."},
        {"id": "why", "kind": "text"},
        {"id": "bye", "kind": "statement", "ask": "Bye."},
    ]));
    let mut visitor = Story::of(definition.clone());
    visitor.rates(9);
    let again = |visitor: &Story| {
        visitor
            .reloads(definition.clone(), Visit::default())
            .unwrap()
    };
    assert_eq!(again(&visitor).ask(), "A note.");
    visitor.reads();
    visitor.comments("Quick");
    assert_eq!(again(&visitor).ask(), "Bye.");
}

#[test]
fn where_all_is_answered_the_last_question_is_shown() {
    let definition = survey(&json!([
        {"id": "a", "kind": "csat"},
        {"id": "b", "kind": "csat"},
        {"id": "c", "kind": "csat", "when": {"question": "a", "at_most": 3}},
    ]));
    let mut visitor = Story::of(definition.clone());
    for rating in [1, 2] {
        visitor.rates(rating);
    }
    visitor.returns();
    visitor.returns();
    visitor.rates(5);
    let again = visitor.reloads(definition, Visit::default()).unwrap();
    assert!(matches!(
        again.asking().input,
        Input::Rating {
            rating: Some(2),
            ..
        }
    ));
    assert!(again.asking().last);
}

#[test]
fn what_was_said_of_the_occasion_stays_said() {
    let first = Visit {
        site: Some("shop-1".into()),
        context: vec![("order".into(), Scalar::Text("A-1001".into()))],
        respondent: Some("u-17".into()),
        signed: Some("v1.abc".into()),
        page: Some("https://shop.example/done".into()),
        test: true,
        widget: Some("0.1.0".into()),
        ..Visit::default()
    };
    let elsewhere = Visit {
        context: vec![("order".into(), Scalar::Text("B-2".into()))],
        page: Some("https://shop.example/".into()),
        widget: Some("0.2.0".into()),
        ..Visit::default()
    };
    let mut visitor = Story::visited(branching(), first);
    visitor.rates(2);
    let before: Value = serde_json::from_str(&visitor.response().to_json()).unwrap();
    let mut again = visitor.reloads(branching(), elsewhere).unwrap();
    again.comments("The queue");
    let mut after: Value = serde_json::from_str(&again.response().to_json()).unwrap();
    assert_eq!(after["widget"], "0.2.0");
    for field in ["seq", "answers", "answered_at", "widget"] {
        after[field] = before[field].clone();
    }
    assert_eq!(after, before);
}

/// What goes on with a record, if anything does.
fn resumed(definition: Definition, saved: &Value) -> Option<Run> {
    let resumed = Run::resume(definition, Visit::default(), words(), &saved, at(9));
    resumed.map(|(run, _)| run)
}

#[test]
fn a_record_that_does_not_belong_is_left_alone() {
    let mut visitor = Story::of(branching());
    visitor.rates(2);
    let saved: Value = serde_json::from_str(&visitor.response().to_json()).unwrap();
    assert!(resumed(branching(), &saved).is_some());
    for (field, value) in [
        ("survey", json!("other")),
        ("revision", json!(2)),
        ("outcome", json!("complete")),
        ("id", json!("7")),
        ("v", json!(2)),
        ("answers", json!([{"question": "gone", "text": "?"}])),
        ("answers", json!([{"question": "nps", "text": "Nine"}])),
        (
            "answers",
            json!([{"question": "nps", "metric": "csat", "rating": 2, "scale": [0, 10]}]),
        ),
        ("answers", json!([{"question": "nps", "skipped": true}])),
    ] {
        let mut changed = saved.clone();
        changed[field] = value.clone();
        assert_eq!(resumed(branching(), &changed), None, "{field} {value}");
    }
    for nonsense in [json!(null), json!([]), json!("partial"), json!({})] {
        assert_eq!(resumed(branching(), &nonsense), None, "{nonsense}");
    }
}

#[test]
fn what_does_not_fit_is_dropped_and_the_rest_stays() {
    let definition = survey(&json!([
        {"id": "nps", "kind": "nps"},
        {"id": "what", "kind": "choices", "ask": "?", "options": [{"id": "a", "label": "A"}]},
        {"id": "call", "kind": "contact", "ask": "?", "fields": ["email"]},
        {"id": "why", "kind": "text"},
    ]));
    let agreed = json!({"text": "Then.", "at": "2026-01-31T12:00:00.000Z"});
    let mut saved: Value = {
        let mut visitor = Story::of(definition.clone());
        visitor.rates(9);
        serde_json::from_str(&visitor.response().to_json()).unwrap()
    };
    saved["answers"] = json!([
        saved["answers"][0],
        {"question": "what", "choices": ["a", "gone"], "other": "not offered"},
        {"question": "call", "contact": {"email": "ada@example.org", "fax": "1"}, "consent": agreed},
        {"question": "gone", "text": "?"},
    ]);
    let (run, effects) =
        Run::resume(definition, Visit::default(), words(), &&saved, at(9)).unwrap();
    let mut visitor = Story::started(run, effects);
    visitor.comments("Quick");
    assert_eq!(
        visitor.answers(),
        json!([
            saved["answers"][0],
            {"question": "what", "choices": ["a"]},
            {"question": "call", "contact": {"email": "ada@example.org"}, "consent": agreed},
            {"question": "why", "text": "Quick"},
        ])
    );
}

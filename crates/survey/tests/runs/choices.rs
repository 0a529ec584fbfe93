//! Choosing among options.

use serde_json::{Value, json};
use survey::id::ResponseId;
use survey::response::LONGEST_COMMENT;
use survey::run::{Event, Input, Run, Visit};

use crate::story::{Story, at, survey, words};

fn question(kind: &str, more: &Value) -> Value {
    let options = ["price", "staff", "shop"].map(|id| json!({"id": id, "label": id}));
    let mut question =
        json!({"id": "what", "kind": kind, "ask": "What?", "options": options, "other": true});
    for (key, value) in more.as_object().unwrap() {
        question[key] = value.clone();
    }
    question
}

fn asked(kind: &str, more: &Value) -> Story {
    Story::of(survey(&json!([question(kind, more)])))
}

/// What is recorded when these are chosen.
fn recorded(kind: &str, chosen: &[&str], other: &str) -> Value {
    let mut visitor = asked(kind, &json!({}));
    visitor.chooses(chosen, other);
    visitor.answers()[0].take()
}

#[test]
fn what_is_chosen_is_recorded_in_the_survey_s_order() {
    let several = json!({"question": "what", "choices": ["price", "shop"]});
    assert_eq!(
        recorded("choices", &["shop", "price", "shop", "moon", ""], " \n"),
        several
    );
    let with_other = json!({"question": "what", "choices": ["staff"], "other": "The\ncolour"});
    assert_eq!(
        recorded("choices", &["staff"], " \u{0}The\ncolour "),
        with_other
    );
}

#[test]
fn of_a_choice_one_is_recorded() {
    let one = json!({"question": "what", "choices": ["price"]});
    assert_eq!(recorded("choice", &["staff", "price"], "The colour"), one);
    let other = json!({"question": "what", "choices": [], "other": "The colour"});
    assert_eq!(recorded("choice", &["moon"], "The colour"), other);
}

#[test]
fn what_is_written_is_bounded() {
    let written = recorded("choice", &[], &"é".repeat(LONGEST_COMMENT + 1));
    assert_eq!(written["other"], "é".repeat(LONGEST_COMMENT));
}

#[test]
fn something_else_is_taken_only_where_it_is_offered() {
    let visitor = asked("choices", &json!({"other": false}));
    visitor.ignores(&Event::Chose {
        chosen: vec![],
        other: "The colour".into(),
    });
    assert!(matches!(
        &visitor.asking().input,
        Input::Choice { other: None, .. }
    ));
}

#[test]
fn nothing_chosen_is_waited_for_or_skipped() {
    for kind in ["choice", "choices"] {
        let nothing = Event::Chose {
            chosen: vec!["moon".into()],
            other: " ".into(),
        };
        asked(kind, &json!({})).ignores(&nothing);
        let mut visitor = asked(kind, &json!({"required": false}));
        visitor.on(nothing);
        assert_eq!(
            visitor.answers(),
            json!([{"question": "what", "skipped": true}])
        );
    }
}

#[test]
fn what_was_chosen_is_shown_when_the_visitor_comes_back() {
    let then = json!({"id": "nps", "kind": "nps"});
    let mut visitor = Story::of(survey(&json!([question("choices", &json!({})), then])));
    visitor.chooses(&["shop"], "The colour");
    visitor.returns();
    let Input::Choice { chosen, other, .. } = &visitor.asking().input else {
        panic!("no choice");
    };
    assert_eq!(
        (chosen.as_slice(), other.as_deref()),
        (&["shop".into()][..], Some("The colour"))
    );
}

/// The order in which the visitor sees the options.
fn order(visitor: &Story) -> Vec<&str> {
    match &visitor.asking().input {
        Input::Choice { options, .. } => options.iter().map(|option| option.id.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn options_are_shuffled_by_visitor_and_stay_so() {
    let shuffled = json!([
        {"id": "nps", "kind": "nps"},
        question("choices", &json!({"shuffle": true})),
        question("choice", &json!({"shuffle": true, "id": "again"})),
        {"id": "sat", "kind": "csat"},
    ]);
    let mut orders = std::collections::BTreeSet::new();
    let mut differ = false;
    for chance in 0..40 {
        let id = ResponseId::mint(at(0), [chance; 10]);
        let definition = survey(&shuffled);
        let (run, effects) = Run::start(definition, Visit::default(), words(), id, at(0));
        let mut visitor = Story::started(run, effects);
        visitor.rates(9);
        let first: Vec<String> = order(&visitor).into_iter().map(str::to_owned).collect();
        let mut reloaded = visitor
            .reloads(survey(&shuffled), Visit::default())
            .unwrap();
        assert_eq!(order(&reloaded), first, "after the page is loaded again");
        visitor.chooses(&["price"], "");
        differ |= order(&visitor) != first;
        visitor.returns();
        assert_eq!(order(&visitor), first, "after going back");
        reloaded.chooses(&["price"], "");
        orders.insert(first);
    }
    assert_eq!(orders.len(), 6, "every order occurs");
    assert!(differ, "two questions are shuffled by themselves");
}

#[test]
fn without_being_asked_to_nothing_is_shuffled() {
    assert_eq!(
        order(&asked("choices", &json!({}))),
        ["price", "staff", "shop"]
    );
}

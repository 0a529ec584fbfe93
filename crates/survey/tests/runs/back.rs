//! Going back, and changing an answer.

use serde_json::json;
use survey::run::{Effect, Event, Input};

use crate::story::{Story, branching, survey};

#[test]
fn there_is_no_way_back_from_the_first_question_nor_from_the_end() {
    let mut visitor = Story::of(branching());
    assert!(!visitor.asking().back);
    visitor.ignores(&Event::Returned);
    visitor.rates(9);
    assert!(visitor.asking().back);
    visitor.comments("The staff");
    visitor.ignores(&Event::Returned);
    visitor.kept();
    visitor.kept();
    visitor.ignores(&Event::Returned);
}

#[test]
fn an_earlier_answer_is_preselected_and_still_stands() {
    let mut visitor = Story::of(branching());
    visitor.rates(2);
    visitor.comments("The queue");
    let lines = visitor.returns();
    assert_eq!(lines, ["show comment, more to come: What went wrong?"]);
    assert!(matches!(&visitor.asking().input, Input::Comment { text, .. } if text == "The queue"));
    visitor.returns();
    assert!(matches!(
        visitor.asking().input,
        Input::Rating {
            rating: Some(2),
            ..
        }
    ));
    assert_eq!(
        visitor.leaves(),
        ["post"],
        "what was answered is still there to be sent"
    );
}

#[test]
fn a_changed_answer_takes_what_is_not_asked_any_more_out_of_the_record() {
    let mut visitor = Story::of(branching());
    visitor.rates(2);
    visitor.comments("The queue");
    visitor.returns();
    visitor.returns();
    assert_eq!(
        visitor.rates(9),
        [
            "show comment: What was best?",
            "keep partial 3",
            "tell rated nps 9 promoter",
        ]
    );
    let promoter = json!({"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]});
    assert_eq!(visitor.answers(), json!([promoter]));
    visitor.comments("The staff");
    let praise = json!({"question": "praise", "text": "The staff"});
    assert_eq!(visitor.answers(), json!([promoter, praise]));
}

#[test]
fn what_left_the_path_is_remembered() {
    let mut visitor = Story::of(branching());
    visitor.rates(2);
    visitor.comments("The queue");
    visitor.returns();
    visitor.returns();
    visitor.rates(9);
    visitor.returns();
    visitor.rates(3);
    assert!(matches!(&visitor.asking().input, Input::Comment { text, .. } if text == "The queue"));
    let rating = json!({"question": "nps", "metric": "nps", "rating": 3, "scale": [0, 10]});
    let comment = json!({"question": "wrong", "text": "The queue"});
    assert_eq!(
        visitor.answers(),
        json!([rating, comment]),
        "it was answered, and is asked again"
    );
}

#[test]
fn answers_keep_the_survey_s_order() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "a", "kind": "csat"}, {"id": "b", "kind": "csat"}, {"id": "c", "kind": "csat"}])));
    visitor.rates(1);
    visitor.rates(2);
    visitor.returns();
    visitor.returns();
    visitor.rates(5);
    let answers = visitor.answers();
    let ratings = answers.as_array().unwrap().iter();
    let ratings: Vec<_> = ratings
        .map(|answer| (&answer["question"], &answer["rating"]))
        .collect();
    assert_eq!(
        ratings,
        [(&json!("a"), &json!(5)), (&json!("b"), &json!(2))]
    );
}

#[test]
fn a_statement_is_gone_back_to_as_well() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "hello", "kind": "statement", "ask": "Hello"}, {"id": "nps", "kind": "nps"}])));
    visitor.reads();
    assert_eq!(visitor.returns(), ["show statement, more to come: Hello"]);
}

#[test]
fn the_tally_is_that_of_the_question_that_the_survey_is_about_now() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "stars", "kind": "rating"},
        {"id": "nps", "kind": "nps", "when": {"question": "stars", "at_least": 4}},
        {"id": "sat", "kind": "csat"},
        {"id": "why", "kind": "text"},
    ])));
    let fetches = |visitor: &Story| {
        let fetched = visitor.effects.iter().find_map(|effect| match effect {
            Effect::FetchTally { question, .. } => Some(question.clone()),
            _ => None,
        });
        fetched.unwrap_or_default()
    };
    visitor.rates(5);
    assert_eq!(fetches(&visitor), "", "stars have no class");
    visitor.rates(9);
    assert_eq!(fetches(&visitor), "nps");
    visitor.rates(3);
    assert_eq!(fetches(&visitor), "", "once is enough");
    visitor.returns();
    visitor.returns();
    visitor.returns();
    visitor.rates(1);
    assert_eq!(fetches(&visitor), "sat");
}

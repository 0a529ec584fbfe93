//! Which questions follow which, and what can be left out.

use serde_json::{Value, json};
use survey::run::{Event, Progress, View};

use crate::story::{Story, THANKS, branching, definition, survey};

#[test]
fn each_class_is_asked_its_own_question() {
    for (rating, ask) in [(9, "What was best?"), (6, "What went wrong?")] {
        let mut visitor = Story::of(branching());
        visitor.rates(rating);
        assert_eq!(visitor.ask(), ask);
    }
    let mut passive = Story::of(branching());
    assert_eq!(
        passive.rates(7)[0],
        "keep complete 1",
        "nobody asks a passive"
    );
}

#[test]
fn a_skipped_question_is_not_answered() {
    let mut visitor = Story::of(branching());
    visitor.rates(0);
    assert_eq!(visitor.skips(), ["keep complete 2", "tell answered 2"]);
    let mut visitor = Story::of(branching());
    visitor.rates(0);
    assert_eq!(visitor.comments("The queue")[1], "keep partial 2");
    visitor.rates(3);
    let answered = [json!("nps"), json!("wrong"), json!("ease")];
    let answers = visitor.answers();
    let questions = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| answer["question"].clone());
    assert!(questions.eq(answered));
}

/// Whether the second question is asked after this rating, given what it waits for.
fn is_asked(when: &Value, rating: i32) -> bool {
    let mut visitor = Story::of(survey(&json!([
        {"id": "r", "kind": "csat", "scale": [1, 5]},
        {"id": "t", "kind": "text", "when": when},
    ])));
    visitor.rates(rating)[0].starts_with("show")
}

#[test]
fn conditions_mean_what_they_say() {
    let r = |test: &str, value: Value| json!({"question": "r", test: value});
    for (when, asked) in [
        (r("is", json!(3)), [false, false, true, false, false]),
        (r("at_least", json!(4)), [false, false, false, true, true]),
        (r("at_most", json!(2)), [true, true, false, false, false]),
        (
            r("class", json!("satisfied")),
            [false, false, false, true, true],
        ),
        (
            json!({"not": r("is", json!(3))}),
            [true, true, false, true, true],
        ),
        (
            json!({"any": [r("is", json!(1)), r("is", json!(5))]}),
            [true, false, false, false, true],
        ),
        (
            json!({"all": [r("at_least", json!(2)), r("at_most", json!(4))]}),
            [false, true, true, true, false],
        ),
        (
            json!({"not": {"any": [r("is", json!(1)), {"not": r("at_most", json!(3))}]}}),
            [false, true, true, false, false],
        ),
    ] {
        let found: Vec<bool> = (1..=5).map(|rating| is_asked(&when, rating)).collect();
        assert_eq!(found, asked, "{when}");
    }
}

#[test]
fn what_must_be_answered_is_waited_for() {
    let visitor = Story::of(survey(&json!([
        {"id": "nps", "kind": "nps"}, {"id": "why", "kind": "text"}])));
    visitor.ignores(&Event::Skipped);
    let mut willing = Story::of(survey(&json!([
        {"id": "nps", "kind": "nps", "required": false}, {"id": "why", "kind": "text"}])));
    assert!(!willing.asking().required);
    willing.skips();
    assert_eq!(
        willing.answers(),
        json!([{"question": "nps", "skipped": true}])
    );
    assert_eq!(willing.ask(), "What is the main reason for your rating?");
}

#[test]
fn a_statement_is_read_and_not_answered() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "hello", "kind": "statement", "ask": "Two questions."},
        {"id": "nps", "kind": "nps"},
        {"id": "bye", "kind": "statement", "ask": "That was all."},
    ])));
    assert_eq!(
        visitor.lines()[0],
        "show statement, more to come: Two questions."
    );
    visitor.ignores(&Event::Skipped);
    visitor.ignores(&Event::Commented("Hello".into()));
    visitor.reads();
    visitor.ignores(&Event::Read);
    assert_eq!(
        visitor.rates(9)[..2],
        ["show statement: That was all.", "keep partial 1"]
    );
    assert_eq!(visitor.reads(), ["keep complete 2", "tell answered 2"]);
    assert_eq!(visitor.answers().as_array().unwrap().len(), 1);
    visitor.kept();
    assert_eq!(visitor.kept(), ["post", "tell saved", THANKS]);
}

#[test]
fn where_nothing_was_asked_nothing_is_kept() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "hello", "kind": "statement", "ask": "Hello"},
        {"id": "bye", "kind": "statement", "ask": "Bye"},
    ])));
    visitor.reads();
    assert_eq!(visitor.reads(), [THANKS]);
    assert_eq!(visitor.dismisses(), ["close"]);
    assert!(visitor.run.is_over());
}

#[test]
fn the_last_question_is_one_that_none_can_follow() {
    let mut visitor = Story::of(branching());
    assert!(!visitor.asking().last);
    visitor.rates(9);
    assert!(visitor.asking().last, "nothing follows praise");
    visitor.returns();
    visitor.rates(2);
    assert!(!visitor.asking().last, "a comment would be followed up");
    visitor.comments("The queue");
    assert!(visitor.asking().last);
}

#[test]
fn a_condition_that_no_answer_meets_does_not_make_a_question_possible() {
    let visitor = Story::of(survey(&json!([
        {"id": "nps", "kind": "nps"},
        {"id": "never", "kind": "text", "when": {"all": [
            {"question": "nps", "at_least": 5}, {"question": "nps", "at_most": 3}]}},
    ])));
    assert!(visitor.asking().last);
}

fn progress(visitor: &Story) -> Option<(usize, usize)> {
    let progress = visitor.asking().progress;
    progress.map(|Progress { number, of }| (number, of))
}

#[test]
fn progress_counts_what_may_still_be_asked() {
    let mut visitor = Story::of(branching());
    assert_eq!(
        progress(&visitor),
        Some((1, 3)),
        "praise and complaint exclude each other"
    );
    visitor.rates(2);
    assert_eq!(progress(&visitor), Some((2, 3)));
    visitor.comments("The queue");
    assert_eq!(progress(&visitor), Some((3, 3)));
    visitor.returns();
    visitor.returns();
    visitor.rates(9);
    assert_eq!(progress(&visitor), Some((2, 2)));
}

#[test]
fn options_of_which_one_is_chosen_exclude_each_other() {
    let topics = ["price", "staff", "shop"];
    let options = topics.map(|id| json!({"id": id, "label": id}));
    let mut questions =
        vec![json!({"id": "what", "kind": "choice", "ask": "?", "options": options})];
    questions.extend(topics.map(|id| {
        json!({"id": id, "kind": "text", "ask": "?", "when": {"question": "what", "includes": id}})
    }));
    questions.push(json!({"id": "nps", "kind": "nps"}));
    assert_eq!(
        progress(&Story::of(survey(&Value::from(questions.clone())))),
        Some((1, 3))
    );
    questions[0]["kind"] = json!("choices");
    assert_eq!(
        progress(&Story::of(survey(&Value::from(questions)))),
        Some((1, 5))
    );
}

#[test]
fn statements_and_surveys_of_two_questions_have_no_progress() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "hello", "kind": "statement", "ask": "Hello"},
        {"id": "nps", "kind": "nps"}, {"id": "sat", "kind": "csat"}, {"id": "why", "kind": "text"},
    ])));
    assert_eq!(progress(&visitor), None);
    visitor.reads();
    assert_eq!(progress(&visitor), Some((1, 3)));
    let mut short = Story::of(survey(&json!([
        {"id": "hello", "kind": "statement", "ask": "Hello"},
        {"id": "nps", "kind": "nps"}, {"id": "sat", "kind": "csat"},
    ])));
    short.reads();
    assert_eq!(progress(&short), None);
}

#[test]
fn thanks_with_a_code_by_class_and_a_link_for_everybody() {
    let survey = definition(&json!({"v": 1, "id": "s",
        "questions": [{"id": "nps", "kind": "nps"}],
        "thanks": {"text": {"detractor": "Sorry."}, "code": {"detractor": "SORRY10"},
                   "link": {"label": "Your invoice", "href": "https://shop.example/invoice"}}}));
    for (rating, said, copied) in [
        (3, "Sorry.", Some("SORRY10")),
        (9, "Thank you for your feedback.", None),
    ] {
        let mut visitor = Story::of(survey.clone());
        visitor.rates(rating);
        visitor.kept();
        let View::Thanks {
            text, code, link, ..
        } = visitor.view()
        else {
            panic!("no thanks");
        };
        assert_eq!(text.text, said);
        assert_eq!(code.as_ref().map(|code| code.text.as_str()), copied);
        let link = link.as_ref().unwrap();
        assert_eq!(
            (link.label.text.as_str(), link.href.as_str()),
            ("Your invoice", "https://shop.example/invoice")
        );
    }
}

#[test]
fn after_several_ratings_a_comment_is_asked_for_in_other_words() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "a", "kind": "rating"}, {"id": "b", "kind": "rating"}, {"id": "why", "kind": "text"}])));
    visitor.rates(1);
    visitor.rates(5);
    assert_eq!(visitor.ask(), "What could we do better?");
}

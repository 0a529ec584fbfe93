//! A run that is opened anew for each question.

use serde_json::json;
use survey::definition::Definition;
use survey::run::{Effect, Event, Input, Run, View, Visit, step};

use crate::story::{Story, at, branching, survey, words};

/// The run of a server that has nothing but the record.
fn opened(definition: Definition, record: &str) -> Option<Run> {
    let record: serde_json::Value = serde_json::from_str(record).unwrap();
    Run::open(definition, Visit::default(), words(), &&record, at(9))
}

fn record(effects: &[Effect]) -> String {
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::Keep { body, .. } => Some(body.clone()),
        _ => None,
    });
    kept.expect("an answer is kept")
}

#[test]
fn each_answer_is_a_step_of_a_run_opened_from_the_record() {
    let mut run = Story::of(branching()).run;
    let mut last = String::new();
    for (question, event) in [
        ("nps", Event::Rated(2)),
        ("wrong", Event::Commented("The queue".into())),
        ("ease", Event::Rated(3)),
    ] {
        assert!(run.turn_to(question), "{question}");
        assert_eq!(run.asking(), Some(question));
        let (_, effects) = step(run, event, at(5));
        last = record(&effects);
        run = opened(branching(), &last).unwrap();
    }
    let last: serde_json::Value = serde_json::from_str(&last).unwrap();
    assert_eq!(
        (&last["seq"], &last["outcome"]),
        (&json!(3), &json!("complete"))
    );
    assert!(matches!(run.view(), Some(View::Thanks { .. })));
    assert_eq!(run.asking(), None);
    assert!(!run.turn_to("nps"), "there is no way back");
}

#[test]
fn an_earlier_question_is_turned_to_with_its_answer_and_a_later_one_is_not() {
    let (_, effects) = step(Story::of(branching()).run, Event::Rated(2), at(5));
    let mut run = opened(branching(), &record(&effects)).unwrap();
    assert_eq!((run.asking(), run.before()), (Some("wrong"), Some("nps")));
    assert!(!run.turn_to("ease"), "the comment was not answered yet");
    assert!(
        !run.turn_to("praise"),
        "it is not on the way of this answer"
    );
    assert!(!run.turn_to("nothing"));
    assert_eq!(run.asking(), Some("wrong"), "it stays where it was");
    assert!(run.turn_to("nps"));
    assert_eq!(run.before(), None);
    let Some(View::Question(asking)) = run.view() else {
        panic!("a question is shown");
    };
    assert!(matches!(
        asking.input,
        Input::Rating {
            rating: Some(2),
            ..
        }
    ));
}

#[test]
fn statements_are_passed_without_a_record() {
    let definition = survey(&json!([
        {"id": "hello", "kind": "statement", "ask": "Hello."},
        {"id": "nps", "kind": "nps"},
    ]));
    let mut run = Story::of(definition).run;
    assert_eq!(run.asking(), Some("hello"));
    assert!(run.turn_to("nps"));
    assert_eq!(run.before(), Some("hello"));
}

#[test]
fn when_it_was_shown_stays_said() {
    let story = Story::of(branching());
    let (_, effects) = step(story.run, Event::Rated(2), at(5));
    let first: serde_json::Value = serde_json::from_str(&record(&effects)).unwrap();
    let run = opened(branching(), &record(&effects)).unwrap();
    let (_, effects) = step(run, Event::Commented("x".into()), at(8));
    let second: serde_json::Value = serde_json::from_str(&record(&effects)).unwrap();
    assert_eq!(first["shown_at"], second["shown_at"]);
}

#[test]
fn a_record_of_another_survey_or_revision_opens_nothing() {
    let (_, effects) = step(Story::of(branching()).run, Event::Rated(2), at(5));
    let record = record(&effects);
    let other = survey(&json!([{"id": "csat", "kind": "csat"}]));
    let renamed = Definition {
        id: "another".into(),
        ..branching()
    };
    let revised = Definition {
        revision: 99,
        ..branching()
    };
    assert!(opened(other, &record).is_none(), "no answer fits");
    assert!(opened(renamed, &record).is_none());
    assert!(opened(revised, &record).is_none());
}

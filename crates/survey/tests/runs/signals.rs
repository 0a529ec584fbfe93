//! What the host page is told, as it is told.

use serde_json::{Value, json};
use survey::run::Effect;

use crate::story::{Story, id, nps, survey};

/// The signals of the last event: names and details.
fn told(visitor: &Story) -> Vec<(&'static str, Value)> {
    let signals = visitor.effects.iter().filter_map(|effect| match effect {
        Effect::Tell(signal) => Some(signal.to_json(visitor.run.survey(), id().as_str())),
        _ => None,
    });
    signals
        .map(|(name, detail)| (name, serde_json::from_str(&detail).unwrap()))
        .collect()
}

#[test]
fn each_signal_says_which_survey_and_response_it_is_about() {
    let about = json!({"survey": "nps", "id": id().as_str()});
    let mut visitor = nps();
    assert_eq!(told(&visitor), [("shown", about.clone())]);
    visitor.rates(9);
    visitor.kept();
    visitor.comments("");
    visitor.kept();
    assert_eq!(told(&visitor), [("saved", about.clone())]);
    let mut visitor = nps();
    visitor.dismisses();
    assert_eq!(told(&visitor), [("dismissed", about)]);
}

#[test]
fn a_rating_is_told_with_what_is_needed_to_read_it() {
    let mut visitor = nps();
    visitor.rates(9);
    let rated = json!({
        "survey": "nps", "id": id().as_str(),
        "question": "nps", "metric": "nps", "rating": 9, "class": "promoter",
    });
    assert_eq!(told(&visitor), [("rated", rated)]);
}

#[test]
fn a_rating_without_classes_is_told_without_one() {
    let stars =
        json!([{"id": "stars", "kind": "rating", "scale": [-3, 3]}, {"id": "nps", "kind": "nps"}]);
    let mut visitor = Story::of(survey(&stars));
    visitor.rates(-2);
    let rated = json!({
        "survey": "s", "id": id().as_str(), "question": "stars", "metric": "rating", "rating": -2,
    });
    assert_eq!(told(&visitor), [("rated", rated)]);
}

#[test]
fn a_finished_survey_is_told_as_the_record_that_is_kept() {
    let mut visitor = nps();
    visitor.rates(3);
    visitor.comments("Slow \"queue\"");
    let record = serde_json::from_str(&visitor.response().to_json()).unwrap();
    assert_eq!(told(&visitor), [("answered", record)]);
}

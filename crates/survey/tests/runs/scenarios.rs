//! What a visitor does, event by event.

use score::{Scale, Tally};
use serde_json::json;
use survey::response::AnswerValue;
use survey::run::Event;

use crate::story::{Story, THANKS, WOULD_YOU, definition, nps, others, survey, template};

#[test]
fn a_promoter_rates_comments_and_is_thanked_with_the_score() {
    let mut visitor = nps();
    assert_eq!(visitor.lines(), [WOULD_YOU, "tell shown"]);
    assert_eq!(
        visitor.rates(9),
        [
            "show comment: What did we do well?",
            "keep partial 1",
            "tell rated nps 9 promoter",
            "fetch the nps of nps",
        ]
    );
    assert_eq!(visitor.kept(), [""; 0]);
    assert_eq!(visitor.tallied(&others()), [""; 0]);
    assert_eq!(
        visitor.comments("The helpful staff"),
        ["keep complete 2", "tell answered 2"]
    );
    assert_eq!(
        visitor.kept(),
        [
            "post",
            "tell saved",
            "show Thank you for your feedback. You are one of 128. The score is now 53 (40\u{a0}to\u{a0}64).",
        ]
    );
    assert!(!visitor.run.is_over());
    assert_eq!(visitor.dismisses(), ["close"]);
    assert!(visitor.run.is_over());
}

#[test]
fn the_follow_up_depends_on_the_class() {
    for (rating, words) in [
        (10, "What did we do well?"),
        (9, "What did we do well?"),
        (8, "What would make it better?"),
        (7, "What would make it better?"),
        (6, "What went wrong?"),
        (0, "What went wrong?"),
    ] {
        let lines = nps().rates(rating);
        assert_eq!(lines[0], format!("show comment: {words}"), "{rating}");
    }
}

#[test]
fn follow_up_and_thanks_in_the_owner_s_words() {
    let survey = definition(&json!({"v": 1, "id": "s",
        "questions": [
            {"id": "ease", "kind": "ces", "scale": [1, 5], "direction": "lower_is_easier"},
            {"id": "why", "kind": "text", "ask": {"easy": "Nice!", "neutral": "And?", "hard": "Oh?"}}],
        "thanks": {"text": {"hard": "Sorry. Someone will read this today."}}}));
    let mut struggled = Story::of(survey.clone());
    assert_eq!(struggled.rates(5)[0], "show comment: Oh?");
    struggled.kept();
    struggled.comments("The form");
    assert_eq!(
        struggled.kept().last().unwrap(),
        "show Sorry. Someone will read this today."
    );
    let mut breezed = Story::of(survey);
    assert_eq!(breezed.rates(1)[0], "show comment: Nice!");
    breezed.kept();
    breezed.comments("");
    assert_eq!(breezed.kept().last().unwrap(), THANKS);
}

#[test]
fn an_empty_comment_is_recorded_as_skipped() {
    for empty in ["", "  \n\t", "\u{0}\u{8}"] {
        let mut visitor = nps();
        visitor.rates(3);
        assert_eq!(
            visitor.comments(empty),
            ["keep complete 2", "tell answered 2"]
        );
        let answers = &visitor.response().answers;
        assert_eq!(answers[1].value, AnswerValue::Skipped, "{empty:?}");
    }
}

#[test]
fn a_required_comment_is_waited_for() {
    let mut visitor = Story::of(survey(
        &json!([{"id": "what", "kind": "text", "ask": "What?", "required": true}]),
    ));
    assert_eq!(
        visitor.lines(),
        ["show comment, required: What?", "tell shown"]
    );
    visitor.ignores(&Event::Commented(" ".into()));
    visitor.ignores(&Event::Commented("\u{7}".into()));
    assert_eq!(
        visitor.comments("This"),
        ["keep complete 1", "tell answered 1"]
    );
    assert_eq!(visitor.kept(), ["post", "tell saved", THANKS]);
}

#[test]
fn dismissed_before_an_answer_nothing_is_kept_or_sent() {
    let mut visitor = nps();
    assert_eq!(visitor.dismisses(), ["close", "tell dismissed"]);
    assert!(visitor.run.is_over());
}

#[test]
fn dismissed_after_an_answer_that_answer_is_sent() {
    let mut visitor = nps();
    visitor.rates(2);
    visitor.kept();
    assert_eq!(visitor.dismisses(), ["post", "close", "tell dismissed"]);
    assert!(visitor.run.is_over());
}

#[test]
fn closed_while_the_response_is_being_kept_it_is_still_sent_and_nobody_is_thanked() {
    let mut visitor = nps();
    visitor.rates(9);
    visitor.kept();
    visitor.comments("");
    assert_eq!(visitor.dismisses(), ["close"]);
    assert!(!visitor.run.is_over(), "its response is awaited");
    visitor.ignores(&Event::Dismissed);
    visitor.ignores(&Event::Rated(9));
    assert_eq!(visitor.tallied(&others()), [""; 0]);
    assert_eq!(visitor.kept(), ["post", "tell saved"]);
    assert!(visitor.run.is_over());
}

#[test]
fn what_was_answered_is_sent_when_the_page_is_left() {
    let mut visitor = nps();
    visitor.ignores(&Event::Left);
    visitor.rates(9);
    visitor.kept();
    assert_eq!(visitor.leaves(), ["post"]);
    // The page was only hidden: the visitor comes back and goes on.
    assert_eq!(
        visitor.comments("Hello"),
        ["keep complete 2", "tell answered 2"]
    );
    assert_eq!(visitor.kept(), ["post", "tell saved", THANKS]);
    visitor.ignores(&Event::Left);
    visitor.dismisses();
    visitor.ignores(&Event::Left);
}

#[test]
fn an_earlier_answer_reaching_the_outbox_is_not_taken_for_the_last_one() {
    let mut visitor = nps();
    visitor.rates(9);
    visitor.comments("Quick");
    assert_eq!(visitor.kept(), [""; 0], "that was the rating alone");
    assert_eq!(visitor.kept(), ["post", "tell saved", THANKS]);
    visitor.ignores(&Event::Kept);
}

#[test]
fn what_nothing_keeps_is_sent_and_thanked_for_but_not_said_to_be_saved() {
    let mut visitor = nps();
    visitor.rates(9);
    visitor.unkept();
    visitor.comments("Quick");
    assert_eq!(visitor.unkept(), ["post", THANKS]);
}

#[test]
fn events_in_the_wrong_state_change_nothing() {
    let everything = || {
        let rated = [-1, 0, 9, 10, 11].map(Event::Rated);
        let commented = ["", "Hello"].map(|comment| Event::Commented(comment.into()));
        rated
            .into_iter()
            .chain(commented)
            .chain([Event::Left, Event::Kept, Event::Unkept])
    };

    let mut visitor = nps();
    for event in [Event::Commented("Hello".into()), Event::Left, Event::Kept] {
        visitor.ignores(&event);
    }
    visitor.rates(9);
    visitor.kept();
    for event in [Event::Rated(9), Event::Rated(0), Event::Kept] {
        visitor.ignores(&event);
    }
    visitor.comments("");
    let confirms = |event: &Event| matches!(event, Event::Kept | Event::Unkept);
    for event in everything().filter(|event| !confirms(event)) {
        visitor.ignores(&event);
    }
    visitor.kept();
    everything().for_each(|event| visitor.ignores(&event));
    visitor.dismisses();
    everything().for_each(|event| visitor.ignores(&event));
    visitor.ignores(&Event::Dismissed);
}

#[test]
fn a_rating_off_the_scale_is_ignored() {
    let visitor = nps();
    for rating in [-1, 11, i32::MIN, i32::MAX] {
        visitor.ignores(&Event::Rated(rating));
    }
    let visitor = Story::of(template("ces"));
    for rating in [0, 8] {
        visitor.ignores(&Event::Rated(rating));
    }
}

#[test]
fn a_lone_rating_is_sent_by_it() {
    let mut visitor = Story::of(survey(&json!([{"id": "nps", "kind": "nps"}])));
    assert_eq!(
        visitor.rates(9),
        [
            "keep complete 1",
            "tell rated nps 9 promoter",
            "tell answered 1",
            "fetch the nps of nps",
        ]
    );
    assert_eq!(visitor.kept(), ["post", "tell saved", THANKS]);
}

#[test]
fn a_rating_without_classes_has_no_follow_up_by_class_and_no_standing() {
    let mut visitor = Story::of(survey(
        &json!([{"id": "stars", "kind": "rating"}, {"id": "why", "kind": "text"}]),
    ));
    assert_eq!(
        visitor.rates(4),
        [
            "show comment: What is the main reason for your rating?",
            "keep partial 1",
            "tell rated stars 4 nothing",
        ]
    );
    let mut stars = Tally::new(Scale::FIVE);
    stars.add_many(5, 100);
    visitor.tallied(&stars);
    visitor.kept();
    visitor.comments("");
    assert_eq!(visitor.kept(), ["post", "tell saved", THANKS]);
}

#[test]
fn a_purchase_is_asked_about_twice_and_scored_by_the_first() {
    let mut visitor = Story::of(template("post-purchase"));
    assert_eq!(
        visitor.lines(),
        [
            "show csat: How satisfied are you with the checkout?",
            "tell shown"
        ]
    );
    assert_eq!(
        visitor.rates(5),
        [
            WOULD_YOU,
            "keep partial 1",
            "tell rated csat 5 satisfied",
            "fetch the csat of csat"
        ]
    );
    visitor.kept();
    assert_eq!(
        visitor.rates(6),
        [
            "show comment: What went wrong?",
            "keep partial 2",
            "tell rated nps 6 detractor"
        ]
    );
    visitor.kept();
    let mut satisfied = Tally::new(Scale::FIVE);
    satisfied.add_many(4, 9);
    visitor.tallied(&satisfied);
    assert_eq!(
        visitor.comments("Delivery took long"),
        ["keep complete 3", "tell answered 3"]
    );
    assert_eq!(
        visitor.kept().last().unwrap(),
        "show Thank you for your feedback. You are one of 10. The score is now 100% (72\u{a0}to\u{a0}100)."
    );
}

#[test]
fn a_comment_between_questions_says_that_more_is_to_come() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "nps", "kind": "nps"}, {"id": "why", "kind": "text"}, {"id": "sat", "kind": "csat"}])));
    assert_eq!(
        visitor.rates(8)[0],
        "show comment, more to come: What would make it better?"
    );
    assert_eq!(
        visitor.comments("More colours"),
        [
            "show csat: How satisfied are you with your experience?",
            "keep partial 2"
        ]
    );
}

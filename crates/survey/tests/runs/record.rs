//! What of a run stands in its response.

use score::Class;
use serde_json::{Value, json};
use survey::definition::Definition;
use survey::response::{AnswerValue, Decimal, LONGEST_COMMENT, Scalar};
use survey::run::{Run, Visit};
use survey::words::{Language, Numerals};

use crate::story::{self, Story, nps, template};

#[test]
fn a_comment_is_kept_without_what_no_record_can_carry() {
    let mut visitor = nps();
    visitor.rates(3);
    visitor.comments(" \u{0}Two\u{7}\nlines \u{85}");
    let said = |visitor: &Story| visitor.response().answers[1].value.clone();
    assert_eq!(said(&visitor), AnswerValue::Text("Two\nlines".into()));

    let mut talkative = nps();
    talkative.rates(3);
    talkative.comments(&"é".repeat(LONGEST_COMMENT + 1));
    let cut = "é".repeat(LONGEST_COMMENT);
    assert_eq!(said(&talkative), AnswerValue::Text(cut));
}

/// A visit of which the page told everything that there is to tell.
fn visit() -> Visit {
    Visit {
        site: Some("shop-1".into()),
        context: vec![
            ("order".into(), Scalar::Text("A-1001".into())),
            (
                "value".into(),
                Scalar::Number(Decimal::of(&&json!(59.9)).unwrap()),
            ),
            ("gift".into(), Scalar::Flag(true)),
        ],
        respondent: Some("u-17".into()),
        signed: Some("v1.abc".into()),
        page: Some("https://shop.example/done".into()),
        test: true,
        widget: Some("0.1.0".into()),
        ..Visit::default()
    }
}

#[test]
fn the_language_is_the_one_that_was_asked_in() {
    let german = Language::of("de").unwrap().said(Numerals::ascii()).unwrap();
    let asked_in = |definition: Definition| {
        let (run, effects) = Run::start(
            definition,
            Visit::default(),
            german.clone(),
            story::id(),
            story::at(0),
        );
        let mut visitor = Story::started(run, effects);
        visitor.rates(9);
        let ask = visitor.ask().to_owned();
        (visitor.response().language.unwrap(), ask)
    };
    let why = german.follow_up(Some(Class::Promoter)).to_owned();
    assert_eq!(asked_in(template("nps")), ("de".into(), why));
    let own = json!({"v": 1, "id": "s", "language": "fr",
        "questions": [{"id": "nps", "kind": "nps"}, {"id": "why", "kind": "text", "ask": "Pourquoi ?"}],
        "languages": {"de": {"why.ask": "Warum?"}}});
    let own_in = |language| Definition::parse_in(&&own, Some(language)).unwrap();
    assert_eq!(asked_in(own_in("de")), ("de".into(), "Warum?".into()));
    assert_eq!(asked_in(own_in("da")), ("fr".into(), "Pourquoi ?".into()));
}

fn as_json(story: &Story) -> Value {
    serde_json::from_str(&story.response().to_json()).unwrap()
}

#[test]
fn a_response_carries_all_that_is_known_of_the_occasion() {
    let mut visitor = Story::visited(template("post-purchase"), visit());
    visitor.rates(5);
    visitor.rates(9);
    visitor.comments("Quick");
    assert_eq!(
        as_json(&visitor),
        json!({
            "v": 1, "id": story::id().as_str(), "seq": 3, "site": "shop-1",
            "survey": "post-purchase", "revision": 1, "outcome": "complete",
            "answers": [
                {"question": "csat", "metric": "csat", "rating": 5, "scale": [1, 5], "top": 2},
                {"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]},
                {"question": "why", "text": "Quick"},
            ],
            "shown_at": "1970-01-01T00:00:00.000Z", "answered_at": "1970-01-01T00:00:03.000Z",
            "language": "en", "touchpoint": "checkout", "stage": "purchase",
            "context": {"order": "A-1001", "value": 59.9, "gift": true},
            "respondent": "u-17", "signed": "v1.abc", "page": {"url": "https://shop.example/done"},
            "test": true, "widget": "0.1.0",
        })
    );
}

#[test]
fn what_the_page_says_wrongly_does_not_cost_the_answer() {
    let slips = Visit {
        site: Some("shop 1".into()),
        context: vec![
            ("order id".into(), Scalar::Flag(true)),
            ("note".into(), Scalar::Text("a\u{0}".into())),
            ("order".into(), Scalar::Text("A-1001".into())),
        ],
        respondent: Some("  ".into()),
        signed: Some("s".repeat(4001)),
        page: Some("u".repeat(4001)),
        ..Visit::default()
    };
    let mut visitor = Story::visited(template("nps"), slips);
    visitor.rates(9);
    let json = as_json(&visitor);
    assert_eq!(json["site"], "default");
    assert_eq!(json["context"], json!({"order": "A-1001"}));
    for left_out in ["respondent", "signed", "page"] {
        assert_eq!(json.get(left_out), None);
    }
}

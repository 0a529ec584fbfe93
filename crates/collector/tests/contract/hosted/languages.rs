//! In every language, and in either direction.

use serde_json::json;
use survey::words::{LANGUAGES, Language};

use super::{visit, visit_in};
use crate::support::Fresh;

#[test]
fn every_language_asks_in_its_own_words_and_direction() {
    let fresh = Fresh::start();
    for (code, _) in LANGUAGES {
        let page = visit_in(&fresh, "/s/csat", &format!("{code}, en;q=0.5"));
        let language = Language::of(code).unwrap();
        assert_eq!(page.attribute("html", "lang"), code);
        assert_eq!(page.asks(), language.words()["csat.ask"], "{code}");
        let direction = if ["ar", "fa", "he", "ur"].contains(&code) {
            "rtl"
        } else {
            "ltr"
        };
        assert_eq!(page.attribute("html", "dir"), direction, "{code}");
    }
}

#[test]
fn the_language_of_the_address_stays_from_page_to_page() {
    let fresh = Fresh::start();
    let page = visit_in(&fresh, "/s/nps?lang=de", "fr");
    assert_eq!(page.attribute("html", "lang"), "de");
    let page = page.send(&[("rating", "9")]);
    assert_eq!(page.asks(), "Was haben wir gut gemacht?");
    assert_eq!(page.text("button[part=send]"), "Senden");
    let thanks = page.send(&[("comment", "Alles")]);
    assert_eq!(thanks.attribute("html", "lang"), "de");
    assert_eq!(
        fresh.read("/v1/responses")["responses"][0]["language"],
        "de"
    );
}

#[test]
fn a_text_in_another_language_than_the_page_says_so() {
    let own = json!({"v": 1, "id": "s", "language": "sv", "questions": [
        {"id": "nps", "kind": "nps", "ask": "Hur troligt?"}], "languages": {"fi": {"nps.ask": "Kuinka todennäköistä?"}}});
    let fresh = Fresh::start_with_surveys(&[own]);
    let page = visit_in(&fresh, "/s/s", "de, fi;q=0.5");
    assert_eq!(
        (page.asks(), page.attribute("html", "lang")),
        ("Kuinka todennäköistä?".into(), "fi".into())
    );
    assert!(!page.has("h1[lang]"));
    let page = visit_in(&fresh, "/s/s", "de");
    assert_eq!(
        (page.asks(), page.attribute("html", "lang")),
        ("Hur troligt?".into(), "sv".into())
    );
    let page = visit_in(&fresh, "/s/s?lang=de", "sv");
    assert_eq!(page.attribute("html", "lang"), "de", "as wished");
    assert_eq!(
        page.attribute("h1", "lang"),
        "sv",
        "but this text is not there in it"
    );
}

#[test]
fn what_is_said_instead_of_a_survey_is_said_in_the_language_as_well() {
    let fresh = Fresh::start();
    let page = visit_in(&fresh, "/s/nothing", "de");
    assert_eq!(page.asks(), "Unter dieser Adresse gibt es keine Umfrage.");
    assert_eq!(
        visit(&fresh, "/s/nothing?lang=ja").attribute("html", "lang"),
        "ja"
    );
}

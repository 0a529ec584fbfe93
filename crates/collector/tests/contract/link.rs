//! Links to hosted surveys, made on the command line and opened at a collector with the same key.

use std::process::{Command, Output};

use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::hosted::visit;
use crate::support::{BINARY, Fresh};

const KEY: &str = "a key for tests of 32 bytes or more";
const BASE: &str = "https://feedback.example.org";

fn link(arguments: &[&str]) -> Output {
    Command::new(BINARY)
        .args(["link", "--base", BASE])
        .args(arguments)
        .env("AFTERWORD_SIGNING_KEY", KEY)
        .output()
        .unwrap()
}

fn written(arguments: &[&str]) -> String {
    let output = link(arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The path and query of a link.
fn path(arguments: &[&str]) -> String {
    let link = written(arguments);
    link.trim().strip_prefix(BASE).unwrap().to_owned()
}

#[test]
fn a_link_without_a_respondent_is_a_plain_address() {
    assert_eq!(path(&["nps"]), "/s/nps");
    assert_eq!(
        path(&["nps", "--site", "demo", "--lang", "de"]),
        "/s/nps?site=demo&lang=de"
    );
}

#[test]
fn a_signed_link_says_who_is_asked_about_what() {
    let fresh = Fresh::start_with_key(KEY);
    let path = path(&[
        "nps",
        "--respondent",
        "ada",
        "--order",
        "A-1",
        "--context",
        "value=59.9",
        "--context",
        "agent=Zoë",
    ]);
    visit(&fresh, &path).send(&[("rating", "9")]);
    let response = &fresh.read("/v1/responses")["responses"][0];
    assert_eq!(response["respondent"], "ada");
    assert_eq!(
        response["context"],
        json!({"order": "A-1", "value": 59.9, "agent": "Zoë"})
    );
    assert_eq!(response["verified"], true);
}

#[test]
fn a_link_for_one_answer_is_answered_once() {
    let fresh = Fresh::start_with_key(KEY);
    let once = path(&["nps", "--respondent", "ada", "--single-use"]);
    visit(&fresh, &once)
        .send(&[("rating", "9")])
        .send(&[("comment", "x")]);
    assert_eq!(
        visit(&fresh, &once).asks(),
        "This was answered already. Thank you."
    );
    let another = path(&["nps", "--respondent", "ada", "--single-use"]);
    assert!(
        visit(&fresh, &another).has("form"),
        "each link is another one"
    );
}

#[test]
fn a_link_is_good_for_its_survey_and_its_time() {
    let fresh = Fresh::start_with_key(KEY);
    let link = path(&["nps", "--respondent", "ada", "--expires", "1s"]);
    let elsewhere = link.replace("/s/nps", "/s/csat");
    visit(&fresh, &elsewhere).send(&[("rating", "4")]);
    let response = &fresh.read("/v1/responses")["responses"][0];
    assert_eq!(
        (&response["verified"], response.get("respondent")),
        (&json!(false), None)
    );
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(visit(&fresh, &link).asks(), "This link has expired.");
}

#[test]
fn what_has_to_be_signed_wants_a_respondent_and_a_key() {
    for arguments in [
        &["nps", "--single-use"][..],
        &["nps", "--order", "A-1"],
        &["nps", "--expires", "soon"],
    ] {
        assert_eq!(link(arguments).status.code(), Some(2), "{arguments:?}");
    }
    let output = Command::new(BINARY)
        .args(["link", "nps", "--respondent", "ada"])
        .env_remove("AFTERWORD_SIGNING_KEY")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("AFTERWORD_SIGNING_KEY"), "{error}");
}

#[test]
fn a_qr_code_is_drawn_in_three_ways() {
    let svg = written(&["nps", "--format", "svg"]);
    let drawing = Html::parse_fragment(&svg);
    let paths = Selector::parse("svg > path").unwrap();
    assert_eq!(drawing.select(&paths).count(), 2);
    let png = link(&["nps", "--format", "png"]).stdout;
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let drawn = written(&["nps", "--format", "qr"]);
    let rows: Vec<usize> = drawn.lines().map(|line| line.chars().count()).collect();
    assert!(
        rows.len() > 12 && rows.iter().all(|width| *width == rows[0]),
        "{drawn}"
    );
}

/// The links of a snippet, each with the text on it.
fn links(html: &str) -> Vec<(String, String)> {
    let html = Html::parse_fragment(html);
    let anchors = Selector::parse("a[href]").unwrap();
    let anchors = html.select(&anchors);
    anchors
        .map(|a| (a.text().collect(), a.attr("href").unwrap().to_owned()))
        .collect()
}

#[test]
fn an_email_has_a_link_for_each_rating_that_only_preselects() {
    let fresh = Fresh::start_with_key(KEY);
    let html = written(&[
        "nps",
        "--respondent",
        "ada",
        "--context",
        "brand=Loud & Sons",
        "--format",
        "email",
    ]);
    let links = links(&html);
    let texts: Vec<&str> = links.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(
        texts,
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
    );
    assert!(html.contains("Loud &amp; Sons"), "{html}");
    assert!(
        html.contains("role=\"presentation\"") && !html.contains("<style"),
        "{html}"
    );
    let page = visit(&fresh, links[9].1.strip_prefix(BASE).unwrap());
    assert_eq!(page.checked(), ["9"]);
    assert_eq!(
        fresh.read("/v1/responses")["responses"],
        json!([]),
        "opening writes nothing"
    );
}

#[test]
fn an_email_is_in_its_language_and_direction() {
    let html = written(&["csat", "--lang", "ar", "--format", "email"]);
    assert!(html.contains("lang=\"ar\" dir=\"rtl\""), "{html}");
    assert_eq!(links(&html).len(), 5);
    let text = written(&["csat", "--lang", "de", "--format", "email-text"]);
    assert!(
        text.starts_with("Wie zufrieden sind Sie mit Ihrer Erfahrung"),
        "{text}"
    );
    assert!(
        text.contains("5 (Sehr zufrieden): https://feedback.example.org/s/csat?lang=de&score=5"),
        "{text}"
    );
}

#[test]
fn an_email_asks_a_survey_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let own: Value = json!({"v": 1, "id": "lamp", "questions": [{"id": "light", "kind": "csat", "ask": "Is it 5 < 6 & bright?"}]});
    std::fs::write(folder.path().join("lamp.json"), own.to_string()).unwrap();
    let surveys = folder.path().to_str().unwrap();
    let html = written(&["lamp", "--surveys", surveys, "--format", "email"]);
    assert!(html.contains("Is it 5 &lt; 6 &amp; bright?"), "{html}");
    let output = link(&["lamp", "--format", "email"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("--surveys")
    );
}

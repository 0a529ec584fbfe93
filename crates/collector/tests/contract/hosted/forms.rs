//! What a page says of itself, and what it says of what was filled in.

use serde_json::{Value, json};

use super::{Page, visit};
use crate::support::Fresh;

#[test]
fn a_page_works_without_scripts_and_under_the_strictest_policy() {
    let fresh = Fresh::start();
    let page = visit(&fresh, "/s/nps");
    assert!(!page.has("script, style, [style], iframe, [onclick]"));
    let policy = page.reply.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self';"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(page.reply.header("cache-control"), Some("no-store"));
    assert_eq!(page.reply.header("referrer-policy"), Some("same-origin"));
    assert_eq!(page.attribute("meta[name=robots]", "content"), "noindex");

    let style = page.attribute("link[rel=stylesheet]", "href");
    let sheet = fresh.collector.get(&style).unwrap();
    assert_eq!(
        sheet.header("content-type"),
        Some("text/css; charset=utf-8")
    );
    assert!(sheet.header("cache-control").unwrap().contains("immutable"));
    assert!(sheet.text().contains("prefers-reduced-motion"));
    assert!(
        !sheet.text().contains("url("),
        "nothing is fetched from anywhere"
    );
}

#[test]
fn a_scale_is_a_group_of_radios_that_its_question_names() {
    let fresh = Fresh::start();
    let page = visit(&fresh, "/s/nps");
    assert_eq!(page.attribute("fieldset", "aria-labelledby"), "ask");
    assert!(page.text("legend#ask").starts_with("How likely"));
    assert_eq!(page.all("label[data-rating] input[type=radio]").len(), 11);
    assert_eq!(page.text("label[data-rating='10']"), "10");
    assert_eq!(page.attribute("[value='0']", "aria-describedby"), "low");
    assert_eq!(page.attribute("[value='10']", "aria-describedby"), "high");
    assert_eq!(page.text("#high"), "Extremely likely");
    assert_eq!(page.text("button[part=send]"), "Next");
    assert_eq!(page.attribute("html", "lang"), "en");
    let title = page.text("title").replace(['\u{2068}', '\u{2069}'], "");
    assert_eq!(title, page.asks());
}

#[test]
fn what_the_address_says_is_only_preselected() {
    let fresh = Fresh::start();
    for (query, checked) in [
        ("score=9", &["9"][..]),
        ("nps=3", &["3"]),
        ("score=11", &[]),
        ("score=nine", &[]),
        ("", &[]),
    ] {
        let page = visit(&fresh, &format!("/s/nps?{query}"));
        assert_eq!(page.checked(), checked, "{query}");
    }
    assert_eq!(
        fresh.read("/v1/responses")["responses"],
        json!([]),
        "nothing was written"
    );

    let comment = visit(&fresh, "/s/nps?score=9&why=Because").send(&[("rating", "9")]);
    assert_eq!(comment.text("textarea"), "Because");
    assert_eq!(comment.back().checked(), ["9"]);
}

fn survey(question: &Value) -> Fresh {
    let definition =
        json!({"v": 1, "id": "s", "questions": [question, {"id": "nps", "kind": "nps"}]});
    Fresh::start_with_surveys(&[definition])
}

/// Sends what is refused, and gives the page that says why.
fn refused<'f>(fresh: &'f Fresh, filled: &[(&str, &str)], sentence: &str) -> Page<'f> {
    let page = visit(fresh, "/s/s").send(filled);
    assert_eq!(page.reply.status, 422);
    assert_eq!(page.text("#wrong"), sentence);
    assert!(page.text("title").starts_with(sentence), "heard first");
    assert!(
        page.has("[autofocus][aria-describedby~=wrong]"),
        "{}",
        page.reply.text()
    );
    assert_eq!(page.all("[autofocus]").len(), 1);
    assert_eq!(fresh.read("/v1/responses")["responses"], json!([]));
    page
}

#[test]
fn a_rating_that_is_missing_is_told_at_its_group() {
    let fresh = survey(&json!({"id": "stars", "kind": "csat", "look": "stars"}));
    let page = refused(&fresh, &[], "Please choose an answer.");
    assert!(page.has("fieldset[aria-invalid=true] [value='1'][autofocus]"));
    assert_eq!(
        page.attribute("[value='1']", "aria-describedby"),
        "wrong low"
    );
    assert_eq!(page.attribute("[value='4']", "aria-label"), "4 stars");
}

#[test]
fn a_comment_that_is_missing_is_told_at_its_field() {
    let fresh = survey(&json!({"id": "why", "kind": "text", "ask": "Why?", "required": true}));
    let page = refused(&fresh, &[("comment", "  ")], "Please write something.");
    assert_eq!(page.attribute("textarea", "aria-invalid"), "true");
    assert_eq!(
        page.attribute("label[for=comment]", "for"),
        page.attribute("textarea", "id")
    );
}

#[test]
fn a_choice_that_is_missing_is_told_where_it_is() {
    let fresh = survey(
        &json!({"id": "one", "kind": "choices", "ask": "Which?", "other": true,
        "required": true, "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}),
    );
    let page = refused(&fresh, &[], "Please choose an answer.");
    assert!(page.has("[value=a][autofocus]"));
    let page = refused(&fresh, &[("option", "")], "Please write something.");
    assert!(page.has("[part=other][autofocus][aria-invalid=true]"));
    assert_eq!(page.checked(), [""], "what was chosen stays chosen");
}

#[test]
fn of_a_contact_nothing_that_was_typed_is_lost() {
    let fresh = survey(
        &json!({"id": "call", "kind": "contact", "ask": "May we call?",
        "fields": ["name", "email", "phone"], "required": true}),
    );
    let page = refused(&fresh, &[], "Please write something.");
    assert!(page.has("[name=name][autofocus]"));
    let filled = [
        ("name", "Ada \"L\""),
        ("email", "ada"),
        ("phone", "<b>1</b>"),
        ("consent", "on"),
    ];
    let page = refused(&fresh, &filled, "This is not a complete email address.");
    assert!(page.has("[name=email][type=email][autocomplete=email][autofocus]"));
    assert_eq!(page.attribute("[name=name]", "value"), "Ada \"L\"");
    assert_eq!(page.attribute("[name=phone]", "value"), "<b>1</b>");
    assert_eq!(page.checked(), ["on"]);
    let page = refused(&fresh, &filled[..1], "Please agree, or empty the fields.");
    assert!(page.has("[name=consent][autofocus]"));
}

#[test]
fn what_may_be_skipped_has_a_button_for_it() {
    let fresh = survey(&json!({"id": "why", "kind": "text", "ask": "Why?"}));
    let page = visit(&fresh, "/s/s");
    assert_eq!(page.text("button[part=skip]"), "Skip");
    assert!(page.send(&[("act", "skip")]).has("[name=rating]"));
    assert!(!visit(&fresh, "/s/nps").has("button[part=skip]"));
}

#[test]
fn the_field_for_programs_is_seen_and_heard_by_nobody() {
    let fresh = Fresh::start();
    let page = visit(&fresh, "/s/nps");
    assert!(
        page.has(".trap[aria-hidden=true] input[name=website][tabindex='-1'][autocomplete=off]")
    );
    assert_eq!(page.text(".trap label"), "Leave this field empty.");
}

#[test]
fn a_theme_and_a_look_are_those_of_the_definition() {
    let look = json!({"v": 1, "id": "s", "look": {"theme": "dark", "preset": "paper"},
        "questions": [{"id": "nps", "kind": "nps"}]});
    let fresh = Fresh::start_with_surveys(&[look]);
    assert!(visit(&fresh, "/s/s").has("section[data-theme=dark][data-preset=paper]"));
    assert!(visit(&fresh, "/s/nps").has("section[data-theme=auto][data-preset=classic]"));
}

#[test]
fn an_address_without_a_survey_says_so() {
    let fresh = Fresh::start();
    let page = visit(&fresh, "/s/nothing");
    assert_eq!(
        (page.reply.status, &*page.asks()),
        (404, "There is no survey at this address.")
    );
    let mut connection = fresh.collector.connect().unwrap();
    let reply = connection
        .send("POST", "/s/nothing", &[], b"rating=9")
        .unwrap();
    assert_eq!(reply.status, 404);
}

//! From page to page, and what is stored on the way.

use serde_json::{Value, json};

use super::{Page, visit};
use crate::support::{Fresh, but};

fn stored(fresh: &Fresh) -> Vec<Value> {
    let responses = fresh.read("/v1/responses");
    responses["responses"].as_array().unwrap().clone()
}

/// The survey's answers, each as its question and what was said.
fn answers(response: &Value) -> Vec<(String, Value)> {
    let answers = response["answers"].as_array().unwrap().iter();
    answers
        .map(|answer| {
            let said = ["rating", "text", "choices", "contact", "skipped"]
                .iter()
                .find_map(|key| answer.get(key))
                .unwrap();
            (
                answer["question"].as_str().unwrap().to_owned(),
                said.clone(),
            )
        })
        .collect()
}

#[test]
fn a_survey_is_answered_page_by_page_and_kept_after_each() {
    let fresh = Fresh::start();
    let first = visit(&fresh, "/s/post-purchase");
    assert_eq!(first.asks(), "How satisfied are you with the checkout?");
    assert_eq!(stored(&fresh), [] as [Value; 0], "looking writes nothing");

    let second = first.send(&[("rating", "4")]);
    assert!(
        second
            .asks()
            .starts_with("How likely is it that you would recommend")
    );
    let [partial] = &stored(&fresh)[..] else {
        panic!()
    };
    assert_eq!(
        (&partial["seq"], &partial["outcome"]),
        (&json!(1), &json!("partial"))
    );

    let third = second.send(&[("rating", "9")]);
    assert_eq!(
        third.asks(),
        "What did we do well?",
        "the text of a promoter"
    );
    let thanks = third.send(&[("comment", "It was quick.")]);
    assert_eq!(thanks.asks(), "Thank you for your feedback.");

    let [complete] = &stored(&fresh)[..] else {
        panic!()
    };
    assert_eq!(
        (&complete["seq"], &complete["outcome"]),
        (&json!(3), &json!("complete"))
    );
    assert_eq!(complete["id"], partial["id"]);
    assert_eq!(complete["shown_at"], partial["shown_at"]);
    assert_eq!(
        answers(complete),
        [
            ("csat".to_owned(), json!(4)),
            ("nps".to_owned(), json!(9)),
            ("why".to_owned(), json!("It was quick.")),
        ]
    );
    for (key, value) in [
        ("site", "default"),
        ("language", "en"),
        ("touchpoint", "checkout"),
    ] {
        assert_eq!(complete[key], value);
    }
    assert_eq!(fresh.counts("post-purchase"), json!({"4": 1}));
}

#[test]
fn clicking_twice_or_reloading_makes_no_second_response() {
    let fresh = Fresh::start();
    let first = visit(&fresh, "/s/nps");
    let body = first.body(&[("rating", "9")]);
    let locations: Vec<_> = [(); 3]
        .map(|()| first.post(&body))
        .map(|reply| {
            assert_eq!(reply.status, 303, "{}", reply.text());
            reply.header("location").unwrap().to_owned()
        })
        .into();
    assert_eq!(locations[0], locations[1]);
    let [response] = &stored(&fresh)[..] else {
        panic!()
    };
    assert_eq!(response["seq"], 1, "nothing new was said");

    let comment = visit(&fresh, &locations[0]);
    let thanks = comment.send(&[("comment", "Yes.")]);
    assert_eq!(thanks.reload().asks(), thanks.asks());
    // The browser's way back, and sending once more.
    let again = comment.send(&[("comment", "No.")]);
    assert_eq!(again.asks(), thanks.asks());
    let [response] = &stored(&fresh)[..] else {
        panic!()
    };
    assert_eq!(
        answers(response)[1].1,
        "Yes.",
        "what is complete stays as it is"
    );
}

#[test]
fn an_earlier_answer_can_be_changed_until_the_end() {
    let fresh = Fresh::start();
    let comment = visit(&fresh, "/s/nps").send(&[("rating", "9")]);
    assert_eq!(comment.asks(), "What did we do well?");
    let rating = comment.back();
    assert_eq!(rating.checked(), ["9"]);
    assert!(!rating.has("a[part=back]"), "it is the first");
    let comment = rating.send(&[("rating", "2")]);
    assert_eq!(comment.asks(), "What went wrong?");
    let [response] = &stored(&fresh)[..] else {
        panic!()
    };
    assert_eq!(
        (&response["seq"], answers(response)[0].1.clone()),
        (&json!(2), json!(2))
    );
}

fn every_kind() -> Value {
    json!({"v": 1, "id": "all", "hidden": ["plan"], "questions": [
        {"id": "hello", "kind": "statement", "ask": "Hello, {{plan|you}}."},
        {"id": "nps", "kind": "nps", "low": "No", "high": "Yes"},
        {"id": "stars", "kind": "csat", "look": "stars", "required": false},
        {"id": "faces", "kind": "csat", "look": "faces"},
        {"id": "thumbs", "kind": "csat", "scale": [0, 1], "top": 1, "look": "thumbs"},
        {"id": "ease", "kind": "ces", "when": {"question": "nps", "at_most": 6}},
        {"id": "one", "kind": "choice", "ask": "Which?", "other": true,
         "options": [{"id": "price", "label": "Price"}, {"id": "speed", "label": "Speed"}]},
        {"id": "many", "kind": "choices", "ask": "Which ones?", "other": true,
         "options": [{"id": "price", "label": "Price"}, {"id": "speed", "label": "Speed"}]},
        {"id": "why", "kind": "text", "about": "nps", "rows": 1,
         "ask": {"promoter": "Why {{nps|so}}?", "passive": "What else?", "detractor": "What went wrong?"}},
        {"id": "call", "kind": "contact", "ask": "May we call?", "fields": ["name", "email"], "required": false},
        {"id": "bye", "kind": "statement", "ask": "That was all."}],
     "thanks": {"text": {"detractor": "Sorry.", "promoter": "Great!"}, "code": {"promoter": "AB-{{plan|0}}"},
                "link": {"label": "The shop", "href": "https://shop.example/?a=1&b=2"}}})
}

/// Goes through the survey up to the thanks.
fn walk<'f>(fresh: &'f Fresh, rating: &str) -> (Vec<String>, Page<'f>) {
    let mut page = visit(fresh, "/s/all?plan=pro&unknown=x");
    let mut asked = Vec::new();
    while page.has("form") {
        asked.push(page.asks());
        let question = page.attribute("input[name=q]", "value");
        page = match question.as_str() {
            "nps" => page.send(&[("rating", rating)]),
            "stars" => page.send(&[("act", "skip")]),
            "faces" => page.send(&[("rating", "5")]),
            "thumbs" => page.send(&[("rating", "1")]),
            "ease" => page.send(&[("rating", "7")]),
            "one" => page.send(&[("option", "price")]),
            "many" => page.send(&[("option", "speed"), ("option", ""), ("other", "Colour")]),
            "why" => page.send(&[("comment", "a\r\nb")]),
            "call" => page.send(&[
                ("name", "Ada"),
                ("email", "ada@example.org"),
                ("consent", "on"),
            ]),
            _ => page.send(&[]),
        };
    }
    (asked, page)
}

#[test]
fn every_kind_of_question_is_asked_and_the_way_is_that_of_the_prompt() {
    let fresh = Fresh::start_with_surveys(&[every_kind()]);
    let (asked, thanks) = walk(&fresh, "10");
    assert_eq!(asked.len(), 10, "{asked:?}");
    assert_eq!((&*asked[0], &*asked[7]), ("Hello, pro.", "Why 10?"));
    assert_eq!(thanks.asks(), "Great!");
    assert_eq!(thanks.text("code"), "AB-pro");
    assert_eq!(
        thanks.attribute("a[part=link]", "href"),
        "https://shop.example/?a=1&b=2"
    );

    let [response] = &stored(&fresh)[..] else {
        panic!()
    };
    assert_eq!(response["outcome"], "complete");
    assert_eq!(response["context"], json!({"plan": "pro"}));
    let expected = [
        ("nps", json!(10)),
        ("stars", json!(true)),
        ("faces", json!(5)),
        ("thumbs", json!(1)),
        ("one", json!(["price"])),
        ("many", json!(["speed"])),
        ("why", json!("a\nb")),
        ("call", json!({"name": "Ada", "email": "ada@example.org"})),
    ];
    assert_eq!(
        answers(response),
        expected.map(|(question, said)| (question.to_owned(), said))
    );
    assert_eq!(response["answers"][5]["other"], "Colour");
    assert_eq!(
        response["answers"][7]["consent"]["text"],
        "I agree to be contacted about my feedback."
    );

    let (asked, thanks) = walk(&fresh, "3");
    assert_eq!(asked.len(), 11, "who rates low is asked how easy it was");
    assert_eq!(thanks.asks(), "Sorry.");
    assert!(!thanks.has("code"));
}

#[test]
fn statements_alone_lead_to_the_thanks_and_store_nothing() {
    let note = json!({"v": 1, "id": "note", "questions": [
        {"id": "a", "kind": "statement", "ask": "One."}, {"id": "b", "kind": "statement", "ask": "Two."}]});
    let fresh = Fresh::start_with_surveys(&[note]);
    let second = visit(&fresh, "/s/note").send(&[]);
    assert_eq!(second.asks(), "Two.");
    assert_eq!(second.send(&[]).asks(), "Thank you for your feedback.");
    assert_eq!(stored(&fresh), [] as [Value; 0]);
}

#[test]
fn a_survey_that_changed_meanwhile_is_begun_anew() {
    let survey = |revision| {
        json!({"v": 1, "id": "lamp", "revision": revision, "questions": [
            {"id": "nps", "kind": "nps"}, {"id": "why", "kind": "text"}]})
    };
    let fresh = Fresh::start_with_surveys(&[survey(1)]);
    let comment = visit(&fresh, "/s/lamp").send(&[("rating", "9")]);
    let fresh_address = comment.address.clone();
    fresh.write_survey("0.json", &survey(2).to_string());
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while fresh.read("/v1/surveys/lamp")["revision"] != 2 {
        assert!(std::time::Instant::now() < deadline);
    }
    let again = comment.send(&[("comment", "Lost?")]);
    assert!(
        again.has("[name=rating]"),
        "it begins with its first question"
    );
    assert!(visit(&fresh, &fresh_address).has("[name=rating]"));
    let done = again.send(&[("rating", "8")]).send(&[("comment", "No.")]);
    assert_eq!(done.asks(), "Thank you for your feedback.");
    let responses = stored(&fresh);
    assert_eq!(responses.len(), 2, "the part of the first revision stays");
}

#[test]
fn a_test_is_marked_as_one() {
    let fresh = Fresh::start();
    visit(&fresh, "/s/nps?test")
        .send(&[("rating", "9")])
        .send(&[("comment", "x")]);
    let [response] = &stored(&fresh)[..] else {
        panic!()
    };
    assert_eq!(response["test"], true);
    assert_eq!(fresh.counts("nps"), json!({}));
}

#[test]
fn the_site_is_that_of_the_address_or_of_the_definition() {
    let own =
        json!({"v": 1, "id": "lamp", "site": "demo", "questions": [{"id": "nps", "kind": "nps"}]});
    let fresh = Fresh::start_with_surveys(&[own]);
    visit(&fresh, "/s/lamp").send(&[("rating", "9")]);
    visit(&fresh, "/s/nps?site=demo").send(&[("rating", "9")]);
    assert_eq!(stored(&fresh), [] as [Value; 0]);
    let demo = fresh.read("/v1/responses?site=demo");
    assert_eq!(demo["responses"].as_array().unwrap().len(), 2);
    assert_eq!(visit(&fresh, "/s/nps?site=nobodys").reply.status, 404);
}

#[test]
fn what_cannot_be_taken_is_asked_again() {
    let fresh = Fresh::start();
    let first = visit(&fresh, "/s/nps");
    // A ticket of nobody's.
    let reply = first.post("r=forged&q=nps&rating=9");
    assert_eq!(reply.status, 503);
    assert!(reply.text().contains("was not saved"));
    assert!(reply.text().contains("checked"), "what was chosen stays");
    // A question that is not on the way.
    let elsewhere = first.send(&[("q", "nothing"), ("rating", "9")]);
    assert!(
        elsewhere.asks().starts_with("What"),
        "the first `q` counts: {}",
        elsewhere.asks()
    );
    let body = first.body(&[]).replace("q=nps", "q=nothing");
    assert_eq!(first.post(&body).status, 303);
    assert_eq!(stored(&fresh).len(), 1);
}

#[test]
fn what_a_program_filled_in_is_kept_and_not_counted() {
    let fresh = Fresh::start();
    let first = visit(&fresh, "/s/nps");
    let body = first
        .body(&[("rating", "9")])
        .replace("website=", "website=spam");
    let reply = first.post(&body);
    assert_eq!(reply.status, 303, "it is told nothing");
    let comment = visit(&fresh, reply.header("location").unwrap());
    comment.send(&[("comment", "Buy this.")]);
    assert_eq!(fresh.counts("nps"), json!({}));
    assert_eq!(stored(&fresh), [] as [Value; 0]);
    let aside = fresh.read("/v1/responses?set_aside=true");
    assert_eq!(aside["responses"][0]["set_aside"], "honeypot");
}

#[test]
fn a_response_has_the_version_of_what_asked() {
    let fresh = Fresh::start();
    visit(&fresh, "/s/nps").send(&[("rating", "9")]);
    let [response] = &stored(&fresh)[..] else {
        panic!()
    };
    assert_eq!(response["widget"], env!("CARGO_PKG_VERSION"));
    let sent_elsewhere = but(response.clone(), json!({"seq": 2}));
    assert_eq!(
        fresh.status(&sent_elsewhere),
        "updated",
        "it is a response like any other"
    );
}

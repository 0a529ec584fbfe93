//! What a customer may ask about itself by a signed token.

use std::process::Command;

use journeys::collector::Reply;
use serde_json::{Value, json};

use crate::support::{BINARY, Fresh, but, nps};

const KEY: &str = "a key for tests of 32 bytes or more";

/// A token as the command line makes it.
fn sign(arguments: &[&str]) -> String {
    let output = Command::new(BINARY)
        .arg("sign")
        .args(arguments)
        .env("AFTERWORD_SIGNING_KEY", KEY)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn send(fresh: &Fresh, path: &str, body: &Value) -> Reply {
    let mut connection = fresh.collector.connect().unwrap();
    let body = body.to_string();
    connection.send("POST", path, &[], body.as_bytes()).unwrap()
}

/// Whether somebody was asked `nps`, by a question with these fields.
fn asked(fresh: &Fresh, respondent: &str, fields: Value) -> bool {
    let question = but(json!({"signed": sign(&[respondent])}), fields);
    let reply = send(fresh, "/v1/surveys/nps/asked", &question);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    assert_eq!(answer.as_object().unwrap().len(), 1, "nothing else is told");
    answer["asked"].as_bool().unwrap()
}

fn of(respondent: &str, response: Value) -> Value {
    but(response, json!({"respondent": respondent}))
}

#[test]
fn whoever_answered_or_dismissed_was_asked() {
    let fresh = Fresh::start_with_key(KEY);
    assert!(!asked(&fresh, "ada", json!({})));
    fresh.status(&of("ada", nps(1, 9)));
    let dismissed = json!({"outcome": "dismissed", "answers": []});
    fresh.status(&of("ben", but(nps(2, 9), dismissed)));
    assert!(asked(&fresh, "ada", json!({})));
    assert!(asked(&fresh, "ben", json!({})));
    assert!(asked(&fresh, "ada", json!({"within": "90d"})));
    assert!(!asked(&fresh, "cy", json!({})));
}

#[test]
fn tests_displays_other_surveys_and_other_sites_do_not_count() {
    let fresh = Fresh::start_with_key(KEY);
    let displayed = json!({"outcome": "displayed", "answers": []});
    fresh.status(&of("ada", but(nps(1, 9), json!({"test": true}))));
    fresh.status(&of("ada", but(nps(2, 9), displayed)));
    fresh.status(&of("ada", but(nps(3, 9), json!({"survey": "other"}))));
    fresh.status(&of("ada", but(nps(4, 9), json!({"site": "demo"}))));
    assert!(!asked(&fresh, "ada", json!({})));
}

#[test]
fn after_the_quiet_time_only_the_same_order_was_asked_about() {
    let fresh = Fresh::start_with_key(KEY);
    fresh.status(&of(
        "ada",
        but(nps(1, 9), json!({"context": {"order": "A-1"}})),
    ));
    fresh.status(&of(
        "ben",
        but(nps(2, 9), json!({"context": {"ticket": "A-1"}})),
    ));
    let long_ago = "UPDATE response SET received_at = received_at - 8 * 86400000";
    fresh.store.sql(long_ago);
    for respondent in ["ada", "ben"] {
        assert!(asked(&fresh, respondent, json!({"within": "9d"})));
        assert!(!asked(&fresh, respondent, json!({"within": "7d"})));
        assert!(asked(
            &fresh,
            respondent,
            json!({"within": "7d", "about": "A-1"})
        ));
        assert!(!asked(
            &fresh,
            respondent,
            json!({"within": "7d", "about": "A-2"})
        ));
    }
}

#[test]
fn what_nobody_vouches_for_is_told_nothing() {
    let fresh = Fresh::start_with_key(KEY);
    let refused = |path: &str, signed: &str| {
        let reply = send(&fresh, path, &json!({"signed": signed}));
        assert_eq!(reply.status, 403, "{}", reply.text());
        let error = &reply.json()["error"];
        assert_eq!(error["at"], "signed");
        error["code"].as_str().unwrap().to_owned()
    };
    let token = sign(&["ada"]);
    let forged = format!("{}A", &token[..token.len() - 1]);
    let forged = if forged == token {
        format!("{}B", &token[..token.len() - 1])
    } else {
        forged
    };
    for path in ["/v1/surveys/nps/asked", "/v1/forget"] {
        assert_eq!(refused(path, "ada"), "not_signed");
        assert!(["wrong_signature", "not_signed"].contains(&refused(path, &forged).as_str()));
        assert_eq!(refused(path, &sign(&["ada", "--for", "0s"])), "expired");
        assert_eq!(
            refused(path, &sign(&["ada", "--site", "nowhere"])),
            "unknown_site"
        );
    }
    let keyless = Fresh::start();
    let reply = send(&keyless, "/v1/forget", &json!({"signed": token}));
    assert_eq!(reply.status, 403);
    assert_eq!(reply.json()["error"]["code"], "no_signing_key");
}

#[test]
fn a_question_that_makes_no_sense_is_told_so() {
    let fresh = Fresh::start_with_key(KEY);
    let signed = sign(&["ada"]);
    for (question, at) in [
        (json!({}), "body"),
        (json!({"signed": 5}), "body"),
        (json!({"signed": signed, "since": "90d"}), "body"),
        (json!({"signed": signed, "within": "90 days"}), "within"),
    ] {
        let reply = send(&fresh, "/v1/surveys/nps/asked", &question);
        assert_eq!(reply.status, 422, "{question}: {}", reply.text());
        assert_eq!(reply.json()["error"]["at"], at, "{question}");
    }
}

#[test]
fn whoever_is_forgotten_leaves_nothing_behind_and_nobody_else_is_touched() {
    let fresh = Fresh::start_with_key(KEY);
    let comment = "zanzibar";
    let telling = json!([{"question": "nps", "metric": "nps", "rating": 3, "scale": [0, 10]},
                         {"question": "why", "text": comment}]);
    fresh.status(&of("ada", but(nps(1, 3), json!({"answers": telling}))));
    fresh.status(&of("ada", nps(2, 10)));
    fresh.status(&of("ben", nps(3, 9)));
    fresh.status(&nps(4, 8));
    assert_eq!(
        fresh.counts("nps"),
        json!({"3": 1, "8": 1, "9": 1, "10": 1})
    );

    let farewell = json!({"signed": sign(&["ada"])});
    assert_eq!(
        send(&fresh, "/v1/forget", &farewell).json(),
        json!({"forgotten": 2})
    );
    assert_eq!(fresh.counts("nps"), json!({"8": 1, "9": 1}));
    let left = fresh.read("/v1/responses?survey=nps");
    assert_eq!(left["responses"].as_array().unwrap().len(), 2);
    assert!(!left.to_string().contains(comment));
    assert!(!asked(&fresh, "ada", json!({})));
    assert!(asked(&fresh, "ben", json!({})));
    assert_eq!(
        send(&fresh, "/v1/forget", &farewell).json(),
        json!({"forgotten": 0})
    );

    let arrived = fresh.store.sql("SELECT sum(n) FROM arrival");
    assert_eq!(arrived, "2", "nor in what sets the rate of a target");
}

//! The definitions of an owner's folder: known, served, and sampled so that their target is met.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{BINARY, Fresh, but, nonzero, nps};

fn lamp() -> Value {
    json!({"v": 1, "id": "lamp", "questions": [
        {"id": "light", "kind": "csat"}, {"id": "nps", "kind": "nps"}, {"id": "why", "kind": "text"}]})
}

/// A definition, as anybody is served it.
fn served(fresh: &Fresh, survey: &str) -> Value {
    let path = format!("/v1/surveys/{survey}");
    let reply = fresh.collector.get(&path).unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("max-age=60"));
    reply.json()
}

/// Starts a collector that must not start.
fn refused(folder: &std::path::Path) -> String {
    let Output { status, stderr, .. } = Command::new(BINARY)
        .args(["serve", "--store", "none", "--listen", "127.0.0.1:0"])
        .arg("--surveys")
        .arg(folder)
        .output()
        .unwrap();
    assert_eq!(status.code(), Some(1));
    String::from_utf8(stderr).unwrap()
}

#[test]
fn own_surveys_are_served_as_they_are_and_scored_in_their_order() {
    let nps_of_our_own = but(lamp(), json!({"id": "nps", "revision": 7}));
    let fresh = Fresh::start_with_surveys(&[lamp(), nps_of_our_own.clone()]);
    assert!(
        fresh
            .collector
            .introduction()
            .contains(&"surveys lamp, nps".to_owned())
    );
    assert_eq!(served(&fresh, "lamp"), lamp());
    assert_eq!(
        served(&fresh, "nps"),
        nps_of_our_own,
        "instead of the template"
    );
    fresh.status(&but(nps(1, 9), json!({"survey": "lamp"})));
    let scores = fresh.read("/v1/surveys/lamp/scores");
    let questions = scores["questions"].as_array().unwrap();
    let told: Vec<_> = questions
        .iter()
        .map(|of| (&of["question"], &of["n"]))
        .collect();
    assert_eq!(
        told,
        [(&json!("light"), &json!(0)), (&json!("nps"), &json!(1))]
    );
    let template = fresh.collector.get("/v1/surveys/ces").unwrap();
    assert_eq!(template.header("cache-control"), Some("max-age=300"));
}

#[test]
fn what_is_wrong_with_a_folder_is_told_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, json: &Value| {
        std::fs::write(folder.path().join(name), json.to_string()).unwrap();
    };
    write("a.json", &lamp());
    write("b.json", &lamp());
    write(
        "c.json",
        &but(
            lamp(),
            json!({"id": "c", "target": {"responses": 0, "per": "year"}}),
        ),
    );
    write("d.json", &but(lamp(), json!({"id": "d", "site": "moon"})));
    write("notes.txt", &json!("This is no survey."));
    std::fs::write(folder.path().join("e.json"), "{\n\"v\":}").unwrap();
    let error = refused(folder.path());
    for expected in [
        "b.json: id: `lamp` is the id of another file; expected an id of its own (duplicate_id)",
        "c.json: target.per: ",
        "c.json: target.responses: ",
        "d.json: site: there is no site `moon` here; expected `default` or `demo` (unknown_site)",
        "e.json: line 2 column 5: ",
    ] {
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(error.lines().count(), 6, "{error}");

    let error = refused(&folder.path().join("missing"));
    assert!(
        error.contains("missing") && error.contains("*.json"),
        "{error}"
    );
}

#[test]
fn a_folder_that_changes_is_read_again_and_one_with_faults_is_not() {
    let fresh = Fresh::start_with_surveys(&[lamp()]);
    let revision = |expected: u32| {
        let deadline = Instant::now() + Duration::from_secs(20);
        while served(&fresh, "lamp")["revision"] != expected {
            assert!(Instant::now() < deadline, "revision {expected} never came");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let write = |survey: Value| fresh.write_survey("0.json", &survey.to_string());
    write(but(lamp(), json!({"revision": 2})));
    revision(2);
    write(but(lamp(), json!({"revision": 0})));
    fresh.write_survey("1.json", &but(lamp(), json!({"id": "lantern"})).to_string());
    // Twice as long as it takes to see a change.
    std::thread::sleep(Duration::from_secs(4));
    revision(2);
    assert_eq!(
        fresh.collector.get("/v1/surveys/lantern").unwrap().status,
        404
    );
    write(but(lamp(), json!({"revision": 3})));
    revision(3);
    assert_eq!(served(&fresh, "lantern")["id"], "lantern");
}

#[test]
fn check_and_start_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.json");
    let json = but(lamp(), json!({"target": {"responses": 2.5}, "sample": 2}));
    std::fs::write(&file, json.to_string()).unwrap();
    let checked = Command::new(BINARY)
        .arg("check")
        .arg(&file)
        .output()
        .unwrap();
    let checked = String::from_utf8(checked.stderr).unwrap();
    assert_eq!(checked.lines().count(), 3, "{checked}");
    let refused = refused(folder.path());
    let lines: Vec<&str> = refused.lines().skip(1).map(str::trim).collect();
    assert_eq!(lines, checked.lines().collect::<Vec<_>>());
}

/// Hands in responses that were asked for at a rate.
fn hand_in(fresh: &Fresh, numbers: std::ops::Range<u32>, fields: &Value) {
    for number in numbers {
        let response = but(nps(number, 9), json!({"survey": "lamp"}));
        fresh.status(&but(response, fields.clone()));
    }
}

#[test]
fn a_target_sets_the_rate_that_is_served() {
    let target = json!({"responses": 100, "per": "day"});
    let paced = but(lamp(), json!({"target": target, "sample": 0.5}));
    let cautious = but(lamp(), json!({"id": "cautious", "target": target}));
    let fresh = Fresh::start_with_surveys(&[paced.clone(), cautious]);
    assert_eq!(
        served(&fresh, "lamp"),
        paced,
        "its own rate, while nothing is known"
    );
    assert_eq!(served(&fresh, "cautious")["sample"], 0.001);

    // What does not count tells nothing.
    hand_in(&fresh, 0..20, &json!({"test": true}));
    hand_in(
        &fresh,
        20..40,
        &json!({"outcome": "dismissed", "answers": []}),
    );
    hand_in(&fresh, 40..60, &json!({"site": "demo"}));
    let fresh = fresh.start_again();
    assert_eq!(served(&fresh, "lamp")["sample"], 0.5);

    // More than enough in a minute: nobody more is wanted today.
    hand_in(&fresh, 100..210, &json!({"sampling": {"rate": 0.5}}));
    let fresh = fresh.start_again();
    let now = served(&fresh, "lamp");
    let rate = now["sample"].as_f64().unwrap();
    assert!(rate > 0.0 && rate < 0.05, "{rate}");
    assert_eq!(
        but(now, json!({"sample": 0.5})),
        paced,
        "all else is as it was"
    );
    assert_eq!(served(&fresh, "cautious")["sample"], 0.001);
}

#[test]
fn a_beginning_goes_on_after_a_restart() {
    let target = json!({"responses": 100, "per": "day"});
    let fresh = Fresh::start_with_surveys(&[but(lamp(), json!({"target": target}))]);
    assert_eq!(served(&fresh, "lamp")["sample"], 0.001);
    let since = "name = 'target_since default lamp'";
    let known = fresh
        .store
        .sql(&format!("SELECT count(*) FROM setting WHERE {since}"));
    assert_eq!(known, "1");
    fresh.store.sql(&format!(
        "UPDATE setting SET value = '2026-01-01T00:00:00Z' WHERE {since}"
    ));
    let fresh = fresh.start_again();
    assert_eq!(served(&fresh, "lamp")["sample"], 1.0);
}

#[test]
fn arrivals_follow_every_change_of_a_response() {
    let fresh = Fresh::start();
    let of = |seq: u32, fields: Value| {
        fresh.status(&but(
            but(nps(1, 9), json!({"seq": seq, "respondent": "c-1"})),
            fields,
        ));
    };
    let counted = || -> Vec<(i64, f64)> {
        let rows = fresh.store.sql(
            "SELECT sum(n), rate FROM arrival WHERE survey = 'nps' GROUP BY rate HAVING sum(n) > 0",
        );
        let rows = rows.lines().map(|row| row.split_once('\t').unwrap());
        rows.map(|(n, rate)| (n.parse().unwrap(), rate.parse().unwrap()))
            .collect()
    };
    of(1, json!({"outcome": "displayed", "answers": []}));
    assert_eq!(counted(), []);
    of(2, json!({"outcome": "partial", "sampling": {"rate": 0.1}}));
    assert_eq!(counted(), [(1, 0.1)]);
    of(3, json!({"sampling": {"rate": 0.1}}));
    of(2, json!({"sampling": {"rate": 0.3}}));
    assert_eq!(counted(), [(1, 0.1)], "stale");
    of(4, json!({}));
    assert_eq!(counted(), [(1, 1.0)]);
    of(5, json!({"sampling": {"rate": 1e-300}}));
    assert_eq!(
        counted(),
        [(1, 1e-6)],
        "no weight above that of the lowest rate"
    );
    of(6, json!({"test": true}));
    assert_eq!(counted(), []);
}

#[test]
fn scores_weigh_what_was_asked_for_at_different_rates() {
    let fresh = Fresh::start();
    // Of 100 shoppers and 10 members, one shopper in ten was asked and every member.
    let shoppers = json!({"context": {"segment": "shopper"}, "sampling": {"rate": 0.1}});
    let members = json!({"context": {"segment": "member"}, "sampling": {"rate": 1}});
    for number in 0..10 {
        fresh.status(&but(nps(number, 3), shoppers.clone()));
        fresh.status(&but(nps(100 + number, 10), members.clone()));
    }
    for query in ["", "?from=2026-01-01"] {
        let scores = fresh.read(&format!("/v1/surveys/nps/scores{query}"));
        let question = &scores["questions"][0];
        assert_eq!(
            (&question["n"], &question["score"]),
            (&json!(20), &json!(0.0))
        );
        assert_eq!(nonzero(&question["counts"]), json!({"10": 10, "3": 10}));
        let weighted = &question["weighted"];
        let near = |field: &str, expected: f64| {
            let found = weighted[field].as_f64().unwrap();
            assert!((found - expected).abs() < 1e-9, "{field}: {found}");
        };
        near("score", 100.0 * (10.0 - 100.0) / 110.0);
        near("mean", 400.0 / 110.0);
        near("effective_n", 110.0 * 110.0 / (10.0 * 100.0 + 10.0));
        let (lower, upper) = (&weighted["lower"], &weighted["upper"]);
        assert!(lower.as_f64() < weighted["score"].as_f64());
        assert!(upper.as_f64() > weighted["score"].as_f64());
        assert_eq!(weighted["confidence"], 0.95);
    }
    let groups = fresh.read("/v1/surveys/nps/scores?by=segment")["groups"].take();
    for group in groups.as_array().unwrap() {
        let question = &group["questions"][0];
        assert!(
            question.get("weighted").is_none(),
            "one rate in each: {question}"
        );
    }
}

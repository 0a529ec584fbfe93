//! Ratings of the past, from the files of other services and from our own.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{BINARY, Fresh, but, nps};

/// Imports a file with this content.
fn import(fresh: &Fresh, content: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("past.csv");
    std::fs::write(&file, content).unwrap();
    Command::new(BINARY)
        .arg("import")
        .arg(&file)
        .args(["--store", fresh.store.url()])
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// Imports it and gives the summary.
fn imported(fresh: &Fresh, content: &str, arguments: &[&str]) -> String {
    let output = import(fresh, content, arguments);
    let (summary, errors) = said(&output);
    assert!(output.status.success(), "{summary}{errors}");
    summary.trim().to_owned()
}

const DELIGHTED: &str = "\
Response ID,Person ID,Person Email,Score,Comment,Created At
101,7,ada@example.org,9,\"Quick, and kind\",2024-05-01 12:00:00 UTC
102,8,ben@example.org,3,,2024-05-02 12:00:00 UTC
103,9,cy@example.org,10,Fine,2024-05-03 12:00:00 UTC
";

#[test]
fn each_services_export_is_known_by_its_columns() {
    for (name, content, respondent) in [
        ("Delighted", DELIGHTED, json!("9")),
        (
            "Formbricks",
            "No.,Response ID,Timestamp,Finished,Survey ID,User ID,1. How likely?,2. Why?\n\
             1,a,2024-05-01T12:00:00.000Z,Yes,s,ada,9,Quick\n\
             2,b,2024-05-02T12:00:00.000Z,Yes,s,ben,3,\n\
             3,c,2024-05-03T12:00:00.000Z,Yes,s,cy,10,Fine\n",
            json!("cy"),
        ),
        (
            "PostHog",
            "uuid,event,distinct_id,timestamp,properties.$survey_response,properties.$survey_response_1\n\
             a,survey sent,ada,2024-05-01T12:00:00.000Z,9,Quick\n\
             b,survey sent,ben,2024-05-02T12:00:00.000Z,3,\n\
             c,survey sent,cy,2024-05-03T12:00:00.000Z,10,Fine\n",
            json!("cy"),
        ),
        (
            "Typeform",
            "#,How likely?,Why?,Start Date (UTC),Submit Date (UTC),Network ID\n\
             a,9,Quick,2024-05-01 11:59:00,2024-05-01 12:00:00,n\n\
             b,3,,2024-05-02 11:59:00,2024-05-02 12:00:00,n\n\
             c,10,Fine,2024-05-03 11:59:00,2024-05-03 12:00:00,n\n",
            Value::Null,
        ),
    ] {
        let fresh = Fresh::start();
        let output = import(&fresh, content, &["--survey", "nps"]);
        let (summary, told) = said(&output);
        assert!(output.status.success(), "{name}: {told}");
        assert!(told.contains(name), "{told}");
        assert!(
            summary.starts_with("3 rows: 3 stored,"),
            "{name}: {summary}"
        );
        assert_eq!(
            fresh.counts("nps"),
            json!({"3": 1, "9": 1, "10": 1}),
            "{name}"
        );
        let responses = fresh.read("/v1/responses");
        let found = responses["responses"].as_array().unwrap().iter();
        let last = found
            .clone()
            .find(|of| of["answered_at"] == "2024-05-03T12:00:00.000Z");
        assert_eq!(last.unwrap()["respondent"], respondent, "{name}");
    }
}

#[test]
fn a_file_that_is_read_twice_doubles_nothing() {
    let fresh = Fresh::start();
    assert_eq!(
        imported(&fresh, DELIGHTED, &["--survey", "nps"]),
        "3 rows: 3 stored, 0 updated, 0 duplicate, 0 stale, 0 bad"
    );
    let more = format!("{DELIGHTED}104,9,cy@example.org,0,,2024-05-04 12:00:00 UTC\n");
    assert_eq!(
        imported(&fresh, &more, &["--survey", "nps"]),
        "4 rows: 1 stored, 0 updated, 3 duplicate, 0 stale, 0 bad"
    );
    // Rows without a name of their own are called by what they say.
    let plain = "date,nps\n2024-01-01,9\n2024-01-01,9\n2024-01-02,9\n";
    let arguments = ["--survey", "nps", "--site", "demo"];
    assert!(
        imported(&fresh, plain, &arguments).starts_with("3 rows: 2 stored, 0 updated, 1 duplicate")
    );
    assert!(
        imported(&fresh, plain, &arguments).starts_with("3 rows: 0 stored, 0 updated, 3 duplicate")
    );
}

#[test]
fn bad_rows_are_named_and_the_good_ones_go_in() {
    let fresh = Fresh::start();
    let content = "id,date,nps,why\n1,2024-01-01,9,Good\n2,2024-01-01,eleven,\n3,soon,9,\n4,2024-01-01,,\n5,2024-01-01,8\n6,2024-01-01,7,Fine\n";
    let output = import(&fresh, content, &["--survey", "nps"]);
    let (summary, errors) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        summary.trim(),
        "6 rows: 2 stored, 0 updated, 0 duplicate, 0 stale, 1 left out (nothing answered), 3 bad"
    );
    for line in [
        "line 3: column `nps`: `eleven` is not a whole number from 0 to 10",
        "line 4: column `date`: `soon` is not a time",
        "line 6: ",
    ] {
        assert!(errors.contains(line), "{line} in {errors}");
    }
    assert_eq!(fresh.counts("nps"), json!({"7": 1, "9": 1}));
}

#[test]
fn columns_are_named_where_they_cannot_be_told() {
    let fresh = Fresh::start();
    let content = "when,a,b,said\n2024-01-01,9,5,Good\n";
    let output = import(&fresh, content, &["--survey", "nps", "--time", "when"]);
    let (_, error) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        error.contains("`a`, `b` could be ratings of `nps`: name one by --column nps=COLUMN"),
        "{error}"
    );
    let arguments = [
        "--survey", "nps", "--time", "when", "--column", "nps=a", "--column", "why=said",
    ];
    imported(&fresh, content, &arguments);
    assert_eq!(
        fresh.read("/v1/responses")["responses"][0]["answers"][1]["text"],
        "Good"
    );
    for (arguments, hint) in [
        (
            &["--survey", "nps", "--column", "nps=c", "--time", "when"][..],
            "there are `when`, `a`, `b`, `said`",
        ),
        (
            &["--survey", "nps", "--column", "stars=a", "--time", "when"],
            "no question `stars`; it has nps, why",
        ),
        (&["--survey", "lamp"], "--surveys"),
        (&["--survey", "nps", "--column", "nps=a"], "--time COLUMN"),
    ] {
        let (_, error) = said(&import(&fresh, content, arguments));
        assert!(error.contains(hint), "{hint} in {error}");
    }
}

#[test]
fn a_dry_run_says_what_would_happen_and_stores_nothing() {
    let fresh = Fresh::start();
    let summary = imported(&fresh, DELIGHTED, &["--survey", "nps", "--dry-run"]);
    assert_eq!(summary, "3 rows: 3 would be handed in, 0 bad");
    assert_eq!(fresh.read("/v1/responses")["responses"], json!([]));
}

#[test]
fn an_export_of_our_own_comes_back_as_it_was() {
    let fresh = Fresh::start();
    let everything = but(
        nps(1, 9),
        json!({
            "seq": 3, "revision": 2, "respondent": "=ada", "touchpoint": "checkout", "stage": "purchase",
            "language": "de", "shown_at": "2026-01-31T11:59:00.000Z", "page": {"url": "https://shop.example/"},
            "sampling": {"rate": 0.25}, "context": {"order": "A-1", "value": 59.9, "gift": true},
            "answers": [
                {"question": "call", "contact": {"email": "a@b", "name": "Ada"},
                 "consent": {"text": "Yes", "at": "2026-01-31T12:00:00.000Z"}},
                {"question": "ease", "metric": "ces", "rating": 2, "scale": [1, 7], "direction": "higher_is_easier"},
                {"question": "how", "skipped": true},
                {"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]},
                {"question": "sat", "metric": "csat", "rating": 5, "scale": [1, 5], "top": 2},
                {"question": "what", "choices": ["price", "speed"], "other": "- colour"},
                {"question": "why", "text": "=1+1\n; '@x, \"quoted\""}],
        }),
    );
    fresh.status(&everything);
    fresh.status(&nps(2, 3));
    fresh.status(&but(nps(3, 3), json!({"survey": "other"})));
    let exported = Command::new(BINARY)
        .args(["export", "--store", fresh.store.url()])
        .output()
        .unwrap();
    let csv = String::from_utf8(exported.stdout).unwrap();

    let elsewhere = Fresh::start();
    let summary = imported(&elsewhere, &csv, &["--survey", "nps"]);
    assert!(
        summary.starts_with("3 rows: 2 stored,")
            && summary.contains("1 left out (of another survey)"),
        "{summary}"
    );
    let responses = elsewhere.read("/v1/responses");
    let found = responses["responses"].as_array().unwrap().iter();
    let mut first = found.clone().find(|of| of["seq"] == 3).unwrap().clone();
    for told in ["verified", "not_verified"] {
        first.as_object_mut().unwrap().remove(told);
    }
    assert_eq!(first, but(everything, json!({"site": "default"})));
    assert_eq!(elsewhere.counts("nps"), json!({"3": 1, "9": 1}));
    let again = imported(&elsewhere, &csv, &["--survey", "nps"]);
    assert!(
        again.starts_with("3 rows: 0 stored, 0 updated, 2 duplicate"),
        "{again}"
    );
}

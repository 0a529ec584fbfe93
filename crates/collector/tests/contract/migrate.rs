//! A shop that has grown moves into another store.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{BINARY, Fresh, Kind, TestStore, but, nps};

fn migrate(from: &TestStore, to: &TestStore) -> Output {
    Command::new(BINARY)
        .args(["migrate", "--from", from.url(), "--to", to.url()])
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A shop in a file, with everything that a response can have.
fn shop() -> Fresh {
    let fresh = Fresh::start_in(TestStore::of(Kind::Sqlite));
    for number in 0..600 {
        let survey = if number % 3 == 0 { "nps" } else { "other" };
        fresh.status(&but(
            nps(number, i32::try_from(number % 11).unwrap()),
            json!({
                "seq": number % 4 + 1, "survey": survey, "respondent": format!("r{}", number % 7),
                "site": if number % 2 == 0 { "default" } else { "demo" },
                "test": number % 13 == 0, "context": {"segment": number % 5},
                "sampling": {"rate": 0.5},
            }),
        ));
    }
    fresh
}

fn everything(fresh: &Fresh) -> Vec<Value> {
    let mut all = Vec::new();
    for site in ["default", "demo"] {
        all.push(fresh.read(&format!("/v1/responses?site={site}&limit=1000"))["responses"].take());
        for survey in ["nps", "other"] {
            for query in ["", "&by=segment", "&from=2026-01-31&by=segment"] {
                let path = format!("/v1/surveys/{survey}/scores?site={site}{query}");
                all.push(fresh.read(&path));
            }
        }
    }
    // What arrived in the same millisecond has no order.
    for list in &mut all {
        if let Some(responses) = list.as_array_mut() {
            responses.sort_by_key(|response| response["id"].to_string());
        }
    }
    all
}

#[test]
fn all_of_it_is_there_and_counts_alike() {
    let shop = shop();
    let target = TestStore::new();
    let expected = "600 responses to 4 surveys are there, and count alike\n";
    assert_eq!(told(&migrate(&shop.store, &target)), expected);
    assert_eq!(told(&migrate(&shop.store, &target)), expected, "once more");
    let moved = Fresh::start_in(target);
    assert_eq!(everything(&moved), everything(&shop));
}

#[test]
fn what_was_moved_by_half_is_completed_and_what_others_filled_is_refused() {
    let shop = shop();
    let target = TestStore::new();
    told(&migrate(&shop.store, &target));
    // Half of it is taken out again.
    let half = Fresh::start_in(target);
    for respondent in ["r0", "r1", "r2"] {
        half.erase(&["--respondent", respondent]);
    }
    let Fresh { collector, store } = half;
    drop(collector);
    told(&migrate(&shop.store, &store));

    let other = Fresh::start();
    other.status(&nps(4000, 9));
    let output = migrate(&shop.store, &other.store);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("expected an empty store"), "{error}");
}

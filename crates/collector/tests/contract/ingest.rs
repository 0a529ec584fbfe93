use journeys::collector;
use serde_json::{Value, json};

use crate::support::{Fresh, Kind, but, nonzero, nps};

#[test]
fn a_response_is_stored_once_and_its_latest_version_wins() {
    let fresh = Fresh::start();
    assert_eq!(fresh.status(&nps(1, 3)), "stored");
    assert_eq!(fresh.status(&nps(1, 3)), "duplicate");
    assert_eq!(fresh.status(&nps(1, 10)), "duplicate", "the first wins");
    assert_eq!(fresh.counts("nps"), json!({"3": 1}));

    assert_eq!(fresh.status(&but(nps(1, 9), json!({"seq": 3}))), "updated");
    assert_eq!(fresh.status(&but(nps(1, 0), json!({"seq": 2}))), "stale");
    assert_eq!(
        fresh.status(&but(nps(1, 9), json!({"seq": 3}))),
        "duplicate"
    );
    assert_eq!(
        fresh.counts("nps"),
        json!({"9": 1}),
        "the earlier rating is taken back"
    );
    let responses = fresh.read("/v1/responses")["responses"].take();
    assert_eq!(responses.as_array().unwrap().len(), 1);
    assert_eq!(responses[0]["seq"], 3);
}

#[test]
fn the_same_id_on_two_sites_is_two_responses() {
    let fresh = Fresh::start();
    assert_eq!(fresh.status(&nps(1, 3)), "stored");
    assert_eq!(
        fresh.status(&but(nps(1, 3), json!({"site": "demo"}))),
        "stored"
    );
}

#[test]
fn an_id_is_the_same_in_capitals() {
    let fresh = Fresh::start();
    assert_eq!(fresh.status(&nps(10, 3)), "stored");
    let capitals = collector::id(10).to_uppercase();
    assert_eq!(
        fresh.status(&but(nps(10, 3), json!({"id": capitals}))),
        "duplicate"
    );
}

#[test]
fn what_moves_to_another_survey_no_longer_counts_in_the_first() {
    let fresh = Fresh::start();
    fresh.status(&nps(1, 3));
    fresh.status(&but(nps(1, 8), json!({"seq": 2, "survey": "relationship"})));
    assert_eq!(fresh.counts("nps"), json!({}));
    assert_eq!(fresh.counts("relationship"), json!({"8": 1}));
}

#[test]
fn tests_displays_and_dismissals_are_kept_and_do_not_count() {
    let fresh = Fresh::start();
    let nothing = json!({"answers": []});
    fresh.status(&but(nps(1, 0), json!({"test": true})));
    fresh.status(&but(
        but(nps(2, 0), nothing.clone()),
        json!({"outcome": "dismissed"}),
    ));
    fresh.status(&but(
        but(nps(3, 0), nothing),
        json!({"outcome": "displayed"}),
    ));
    assert_eq!(fresh.counts("nps"), json!({}));
    let responses = fresh.read("/v1/responses");
    assert_eq!(responses["responses"].as_array().unwrap().len(), 3);

    fresh.status(&but(nps(3, 9), json!({"seq": 2, "outcome": "partial"})));
    assert_eq!(
        fresh.counts("nps"),
        json!({"9": 1}),
        "answered after the display"
    );
    fresh.status(&but(nps(3, 9), json!({"seq": 3, "test": true})));
    assert_eq!(fresh.counts("nps"), json!({}), "a test after all");
}

#[test]
fn a_survey_that_is_not_known_is_scored_by_what_its_answers_carry() {
    let fresh = Fresh::start();
    fresh.status(&but(
        nps(1, 0),
        json!({"survey": "our-own", "answers": [
            {"question": "second", "metric": "csat", "rating": 5, "scale": [1, 5], "top": 1},
            {"question": "first", "metric": "ces", "rating": 2, "scale": [1, 7],
             "direction": "lower_is_easier"},
            {"question": "stars", "metric": "rating", "rating": -3, "scale": [-3, 3]},
        ]}),
    ));
    let scores = fresh.read("/v1/surveys/our-own/scores");
    let questions = scores["questions"].as_array().unwrap();
    let told: Vec<Value> = questions
        .iter()
        .map(|question| json!([question["question"], question["score"], question["mean"]]))
        .collect();
    let expected = json!([
        ["second", 100.0, 5.0],
        ["first", 100.0, 2.0],
        ["stars", -3.0, -3.0]
    ]);
    assert_eq!(json!(told), expected);
    assert_eq!(questions[0]["top"], 1);
    assert_eq!(questions[1]["direction"], "lower_is_easier");
    assert_eq!(
        questions[2]["lower"],
        Value::Null,
        "a plain rating has no interval"
    );
    assert_eq!(nonzero(&questions[2]["counts"]), json!({"-3": 1}));
}

#[test]
fn the_same_question_on_another_scale_is_scored_apart() {
    let fresh = Fresh::start();
    let stars = |number, rating, top| {
        let answer = json!({"question": "q", "metric": "csat", "rating": rating, "scale": [1, 5], "top": top});
        but(nps(number, 0), json!({"survey": "s", "answers": [answer]}))
    };
    fresh.status(&stars(1, 4, 1));
    fresh.status(&stars(2, 4, 2));
    let questions = fresh.read("/v1/surveys/s/scores")["questions"].take();
    assert_eq!(
        (&questions[0]["n"], &questions[0]["score"]),
        (&json!(1), &json!(0.0))
    );
    assert_eq!(
        (&questions[1]["n"], &questions[1]["score"]),
        (&json!(1), &json!(100.0))
    );
}

#[test]
fn an_array_is_answered_item_by_item() {
    let fresh = Fresh::start();
    fresh.status(&nps(1, 9));
    let array = json!([
        nps(1, 9),
        nps(2, 11),
        nps(3, 7),
        but(nps(3, 6), json!({"seq": 2})),
        {"id": 5},
        "what is this",
    ]);
    let reply = fresh.post(&array);
    assert_eq!(reply.status, 200);
    let receipts = reply.json();
    let told = |index: usize| {
        let receipt = &receipts[index];
        json!([receipt["id"], receipt["status"], receipt["error"]["at"]])
    };
    assert_eq!(told(0), json!([collector::id(1), "duplicate", null]));
    assert_eq!(
        told(1),
        json!([collector::id(2), "refused", "answers[0].rating"])
    );
    assert_eq!(told(2), json!([collector::id(3), "stored", null]));
    assert_eq!(told(3), json!([collector::id(3), "updated", null]));
    assert_eq!(told(4), json!([null, "refused", "v"]));
    assert_eq!(told(5), json!([null, "refused", "body"]));
    assert!(receipts[0].get("error").is_none());
    assert_eq!(
        receipts[1]["error"]["expected"],
        "a whole number from 0 to 10"
    );
    assert_eq!(fresh.counts("nps"), json!({"6": 1, "9": 1}));
}

#[test]
fn an_array_may_hold_nothing_or_a_hundred() {
    let fresh = Fresh::start();
    assert_eq!(fresh.post(&json!([])).json(), json!([]));
    let hundred: Vec<Value> = (0..100).map(|number| nps(number, 9)).collect();
    let receipts = fresh.post(&json!(hundred)).json();
    assert!(
        receipts
            .as_array()
            .unwrap()
            .iter()
            .all(|receipt| receipt["status"] == "stored")
    );
    assert_eq!(fresh.counts("nps"), json!({"9": 100}));
}

#[test]
fn a_site_that_is_not_known_is_refused_by_the_names_of_those_that_are() {
    let fresh = Fresh::start();
    let reply = fresh.post(&but(nps(1, 9), json!({"site": "shop"})));
    assert_eq!(reply.status, 422);
    let error = reply.json()["error"].take();
    assert_eq!(
        (&error["at"], &error["code"]),
        (&json!("site"), &json!("unknown_site"))
    );
    assert_eq!(error["expected"], "`default` or `demo`");
}

#[test]
fn the_content_type_of_a_request_is_not_read() {
    let fresh = Fresh::start();
    let mut connection = fresh.collector.connect().unwrap();
    let kinds: [&[(&str, &str)]; 4] = [
        &[],
        &[("Content-Type", "text/plain")],
        &[("Content-Type", "application/json")],
        &[("Content-Type", "multipart/form-data; boundary=x")],
    ];
    for (number, headers) in (0..).zip(kinds) {
        let body = nps(number, 9).to_string();
        let reply = connection
            .send("POST", "/v1/responses", headers, body.as_bytes())
            .unwrap();
        assert_eq!(reply.json()["status"], "stored", "{headers:?}");
    }
}

#[test]
fn unknown_fields_are_ignored_and_kept_out() {
    let fresh = Fresh::start();
    let mut odd = nps(1, 9);
    odd["colour"] = json!({"deep": ["red"]});
    odd["answers"][0]["mood"] = json!("good");
    assert_eq!(fresh.status(&odd), "stored");
    let kept = fresh.read("/v1/responses")["responses"][0].take();
    let told = json!({"site": "default", "verified": false, "not_verified": "unsigned"});
    assert_eq!(kept, but(nps(1, 9), told));
}

#[test]
fn many_responses_share_a_commit() {
    const CLIENTS: u32 = 32;
    const EACH: u32 = 30;
    let fresh = Fresh::start();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let mut connection = fresh.collector.connect().unwrap();
            scope.spawn(move || {
                for number in 0..EACH {
                    let body = nps(client * EACH + number, 9).to_string();
                    let reply = connection.post(body.as_bytes()).unwrap();
                    assert_eq!(reply.json()["status"], "stored");
                }
            });
        }
    });
    assert_eq!(fresh.counts("nps"), json!({"9": CLIENTS * EACH}));
    let metrics = fresh.collector.read("/metrics").unwrap().text();
    let value = |name: &str| -> u32 {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().trim().parse().unwrap()
    };
    assert_eq!(
        value("afterword_responses_total{status=\"stored\"}"),
        CLIENTS * EACH
    );
    let commits = value("afterword_commits_total");
    assert!(
        commits > 0 && commits < CLIENTS * EACH / 2,
        "{commits} commits"
    );
}

#[test]
fn a_commit_that_fails_is_told_and_harms_no_neighbour() {
    let fresh = Fresh::start();
    fresh.store.sql(match crate::STORE {
        Kind::Sqlite => {
            "CREATE TRIGGER unlucky BEFORE INSERT ON response WHEN new.survey = 'unlucky'
             BEGIN SELECT RAISE(ABORT, 'this one never'); END"
        }
        Kind::Postgres => "ALTER TABLE response ADD CONSTRAINT unlucky CHECK (survey <> 'unlucky')",
    });
    let unlucky = but(nps(5000, 9), json!({"survey": "unlucky"}));
    std::thread::scope(|scope| {
        for client in 0..16 {
            let fresh = &fresh;
            let unlucky = &unlucky;
            scope.spawn(move || {
                for number in 0..10 {
                    let reply = fresh.post(unlucky);
                    assert_eq!(reply.status, 503);
                    assert_eq!(reply.header("retry-after"), Some("2"));
                    assert_eq!(reply.json()["error"]["code"], "store_failed");
                    assert_eq!(fresh.status(&nps(client * 10 + number, 9)), "stored");
                }
            });
        }
    });
    assert_eq!(fresh.counts("nps"), json!({"9": 160}));
    let both = fresh.post(&json!([nps(1000, 9), unlucky]));
    assert_eq!(both.status, 503, "what came together fails together");
    assert_eq!(fresh.counts("nps"), json!({"9": 160}));

    fresh.store.sql(match crate::STORE {
        Kind::Sqlite => "DROP TRIGGER unlucky",
        Kind::Postgres => "ALTER TABLE response DROP CONSTRAINT unlucky",
    });
    assert_eq!(fresh.status(&unlucky), "stored");
}

/// PostgreSQL cannot hold it: no store is asked to, so that no batch fails of one comment.
#[test]
fn a_null_character_is_refused_and_its_neighbours_are_stored() {
    let fresh = Fresh::start();
    let text = |text: &str| json!({"answers": [{"question": "why", "text": text}]});
    let poison = but(nps(1, 9), text("a\u{0}b"));
    assert_eq!(fresh.post(&poison).status, 422);
    let reply = fresh.post(&json!([nps(2, 9), poison, nps(3, 9)])).json();
    let statuses: Vec<&Value> = reply
        .as_array()
        .unwrap()
        .iter()
        .map(|receipt| &receipt["status"])
        .collect();
    assert_eq!(statuses, ["stored", "refused", "stored"]);
}

//! Several collectors on one database.

use std::time::{Duration, Instant};

use journeys::collector::Connection;
use serde_json::{Value, json};

use crate::support::{Fresh, but, nps};

const LIVE: &str = "/v1/surveys/nps/live?site=demo";

fn event(connection: &mut Connection) -> Value {
    serde_json::from_str(&connection.event().unwrap()).unwrap()
}

#[test]
fn what_one_stores_the_others_tell_within_a_second() {
    const ROUNDS: u32 = 20;
    let one = Fresh::start();
    let other = one.store.start();
    let mut live = other.connect().unwrap();
    assert_eq!(live.send("GET", LIVE, &[], b"").unwrap().status, 200);
    assert_eq!(event(&mut live)["questions"][0]["n"], 0);
    for round in 1..=ROUNDS {
        one.status(&but(nps(round, 9), json!({"site": "demo"})));
        let committed = Instant::now();
        while event(&mut live)["questions"][0]["n"] != json!(round) {}
        let visible = committed.elapsed();
        assert!(
            visible < Duration::from_secs(1),
            "{visible:?} in round {round}"
        );
    }
}

#[test]
fn they_share_what_is_stored_and_what_is_known() {
    let one = Fresh::start();
    let other = one.store.start();
    assert_eq!(one.status(&nps(1, 9)), "stored");
    let reply = other.post(nps(1, 9).to_string().as_bytes()).unwrap();
    assert_eq!(reply.json()["status"], "duplicate");
    let later = but(nps(1, 3), json!({"seq": 2}));
    let reply = other.post(later.to_string().as_bytes()).unwrap();
    assert_eq!(reply.json()["status"], "updated");
    assert_eq!(
        one.counts("nps"),
        json!({"3": 1}),
        "taken back from where the first one counted it"
    );
}

use std::time::{Duration, Instant};

use journeys::collector::Connection;
use serde_json::{Value, json};

use crate::support::{Fresh, but, nps};

const LIVE: &str = "/v1/surveys/nps/live?site=demo";

fn watch(fresh: &Fresh) -> Connection {
    let mut connection = fresh.collector.connect().unwrap();
    let reply = connection.send("GET", LIVE, &[], b"").unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("text/event-stream"));
    assert_eq!(reply.header("cache-control"), Some("no-cache"));
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    connection
}

fn event(connection: &mut Connection) -> Value {
    serde_json::from_str(&connection.event().unwrap()).unwrap()
}

fn demo(number: u32, rating: i32) -> Value {
    but(nps(number, rating), json!({"site": "demo"}))
}

#[test]
fn scores_are_told_at_once_and_again_when_they_change() {
    let fresh = Fresh::start();
    let mut live = watch(&fresh);
    assert_eq!(event(&mut live)["questions"][0]["n"], 0);

    fresh.status(&demo(1, 9));
    let told = event(&mut live);
    assert_eq!(told["questions"][0]["score"], 100.0);
    assert_eq!(told, fresh.read("/v1/surveys/nps/scores?site=demo"));
}

#[test]
fn what_changes_nothing_is_not_told() {
    let fresh = Fresh::start();
    let mut live = watch(&fresh);
    event(&mut live);
    fresh.status(&nps(1, 9)); // on another site
    fresh.status(&but(demo(2, 9), json!({"test": true})));
    fresh.status(&but(demo(3, 9), json!({"survey": "ces"})));
    fresh.status(&demo(4, 9));
    assert_eq!(event(&mut live)["questions"][0]["n"], 1);
}

#[test]
fn many_changes_are_few_events_and_the_last_one_is_complete() {
    const RESPONSES: u32 = 200;
    let fresh = Fresh::start();
    let mut live = watch(&fresh);
    event(&mut live);
    let start = Instant::now();
    let mut connection = fresh.collector.connect().unwrap();
    for number in 0..RESPONSES {
        connection
            .post(demo(number, 9).to_string().as_bytes())
            .unwrap();
    }
    let mut events = 1;
    while event(&mut live)["questions"][0]["n"] != RESPONSES {
        events += 1;
    }
    // At most four a second, and the one that is due at the beginning.
    let most = start.elapsed().as_millis() / 250 + 1;
    assert!(events <= most, "{events} events, at most {most} are due");
}

#[test]
fn streams_end_when_the_collector_goes_down() {
    let mut fresh = Fresh::start();
    let mut live = watch(&fresh);
    event(&mut live);
    fresh.collector.terminate().unwrap();
    while live.line().is_ok() {}
    let status = fresh.collector.wait(Duration::from_secs(5)).unwrap();
    assert!(status.success());
}

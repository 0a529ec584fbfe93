//! From the first start to the last answer.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use journeys::collector::{Collector, Connection};
use serde_json::json;

use crate::support::{BINARY, Fresh, Kind, TestStore, nps};

/// A collector that makes its own token.
fn start_without_token(store: &TestStore) -> Collector {
    let mut command = Command::new(BINARY);
    command.env_remove("AFTERWORD_TOKEN");
    Collector::start_as(command, store.url()).unwrap()
}

fn token_line(collector: &Collector) -> String {
    let lines = collector.introduction().iter();
    let mut tokens = lines.filter_map(|line| line.strip_prefix("token   "));
    tokens.next().unwrap().to_owned()
}

fn may_read(collector: &Collector, token: &str) -> bool {
    let token = format!("Bearer {token}");
    let mut connection = collector.connect().unwrap();
    let headers = [("Authorization", token.as_str())];
    let reply = connection
        .send("GET", "/v1/responses", &headers, b"")
        .unwrap();
    reply.status == 200
}

fn stop(mut collector: Collector) {
    collector.terminate().unwrap();
    assert!(collector.wait(Duration::from_secs(5)).unwrap().success());
}

#[test]
fn the_token_is_made_once_shown_once_and_kept_only_as_a_hash() {
    let store = TestStore::new();
    let first = start_without_token(&store);
    let line = token_line(&first);
    let token = line.split(' ').next().unwrap().to_owned();
    assert_eq!((&token[..3], token.len()), ("aw_", 67));
    assert!(may_read(&first, &token));
    assert!(!may_read(&first, "aw_"));
    stop(first);

    let kept = store.sql("SELECT name, value FROM setting");
    assert!(kept.contains("token") && !kept.contains(&token[3..]));

    let second = start_without_token(&store);
    assert_eq!(token_line(&second), "as shown at the first start");
    assert!(may_read(&second, &token), "it still holds");
    stop(second);

    let third = store.start();
    assert_eq!(token_line(&third), "from AFTERWORD_TOKEN");
    assert!(!may_read(&third, &token), "the owner chose another one");
}

#[test]
fn the_first_lines_say_what_runs_where() {
    let fresh = Fresh::start();
    let lines = fresh.collector.introduction();
    assert!(lines[0].starts_with("afterword "));
    let store = match crate::STORE {
        Kind::Sqlite => format!("{} (new)", fresh.store.url()),
        Kind::Postgres => fresh.store.url().to_owned(),
    };
    assert_eq!(lines[1], format!("store   {store}"));
    assert_eq!(
        lines[3],
        format!("listen  http://{}", fresh.collector.address())
    );
}

#[test]
fn responses_survive_a_restart() {
    let store = TestStore::new();
    let first = store.start();
    first.post(nps(1, 9).to_string().as_bytes()).unwrap();
    stop(first);

    let second = store.start();
    let scores = second.read("/v1/surveys/nps/scores").unwrap().json();
    assert_eq!(scores["questions"][0]["n"], 1);
    let reply = second.post(nps(1, 9).to_string().as_bytes()).unwrap();
    assert_eq!(reply.json()["status"], "duplicate");
}

/// What was acknowledged before a backup began is in it, and its totals are its own.
#[test]
fn a_backup_that_is_made_beside_a_running_collector_can_be_used() {
    let fresh = Fresh::start();
    for number in 0..50 {
        fresh.status(&nps(number, 9));
    }
    let stopping = AtomicBool::new(false);
    let restored = std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut number = 50;
            while !stopping.load(Ordering::Relaxed) {
                fresh.status(&nps(number, 9));
                number += 1;
            }
        });
        let restored = fresh.store.restored();
        stopping.store(true, Ordering::Relaxed);
        writing.join().unwrap();
        restored
    });
    let again = restored.start();
    let scores = again.read("/v1/surveys/nps/scores").unwrap().json();
    let kept = restored.sql("SELECT count(*) FROM response");
    assert_eq!(scores["questions"][0]["n"].to_string(), kept);
    assert!(kept.parse::<u32>().unwrap() >= 50, "{kept}");
    let reply = again.post(nps(0, 9).to_string().as_bytes()).unwrap();
    assert_eq!(reply.json()["status"], "duplicate");
}

#[test]
fn whatever_is_acknowledged_while_the_collector_goes_down_is_kept() {
    const CLIENTS: u32 = 16;
    let mut fresh = Fresh::start();
    let stopping = AtomicBool::new(false);
    let acknowledged: u32 = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let connection = fresh.collector.connect().unwrap();
                let stopping = &stopping;
                scope.spawn(move || post_until_the_end(connection, client * 100_000, stopping))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        stopping.store(true, Ordering::Relaxed);
        fresh.collector.terminate().unwrap();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .sum()
    });
    let start_of_wait = Instant::now();
    assert!(
        fresh
            .collector
            .wait(Duration::from_secs(5))
            .unwrap()
            .success()
    );
    assert!(start_of_wait.elapsed() < Duration::from_secs(5));
    assert!(acknowledged > 0);

    let again = fresh.store.start();
    let scores = again.read("/v1/surveys/nps/scores").unwrap().json();
    assert_eq!(scores["questions"][0]["n"], json!(acknowledged));
}

/// Posts until the connection ends or a request is turned away; returns what was acknowledged.
/// A request is answered or its connection ends before it is read: never is one dropped after.
fn post_until_the_end(mut connection: Connection, first: u32, stopping: &AtomicBool) -> u32 {
    let mut acknowledged = 0;
    loop {
        match connection.post(nps(first + acknowledged, 9).to_string().as_bytes()) {
            Ok(reply) if reply.status == 200 => acknowledged += 1,
            Ok(reply) => {
                assert_eq!(reply.status, 503);
                assert!(reply.header("retry-after").is_some());
                return acknowledged;
            }
            Err(error) => {
                assert!(stopping.load(Ordering::Relaxed), "{error}");
                return acknowledged;
            }
        }
    }
}

#[test]
fn an_idle_connection_does_not_hold_up_the_end() {
    let mut fresh = Fresh::start();
    let _idle = fresh.collector.connect().unwrap();
    fresh.collector.terminate().unwrap();
    assert!(
        fresh
            .collector
            .wait(Duration::from_secs(5))
            .unwrap()
            .success()
    );
}

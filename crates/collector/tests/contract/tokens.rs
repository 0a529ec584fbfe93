//! Tokens: what each is for, and that one can be taken back while the collector runs.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use journeys::collector::TOKEN;

use crate::support::{BINARY, Fresh};

fn token(fresh: &Fresh, arguments: &[&str]) -> Output {
    Command::new(BINARY)
        .arg("token")
        .args(arguments)
        .arg("--store")
        .arg(fresh.store.url())
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn error(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn status(fresh: &Fresh, token: &str) -> u16 {
    let token = format!("Bearer {token}");
    let mut connection = fresh.collector.connect().unwrap();
    let headers = [("Authorization", token.as_str())];
    let reply = connection.send("GET", "/v1/responses", &headers, b"");
    reply.unwrap().status
}

/// Until the collector looked again at what is kept.
fn becomes(fresh: &Fresh, token: &str, expected: u16) {
    let start = Instant::now();
    while status(fresh, token) != expected {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "it stays as it was"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_token_is_made_and_taken_back_beside_a_running_collector() {
    let fresh = Fresh::start();
    let made = printed(&token(&fresh, &["new", "dashboard"]));
    let made = made.trim();
    assert_eq!((&made[..3], made.len()), ("aw_", 67));
    becomes(&fresh, made, 200);
    let listed = printed(&token(&fresh, &["list"]));
    assert!(listed.starts_with("dashboard\tread\t20"), "{listed}");
    assert!(!listed.contains(&made[3..]));

    let new = printed(&token(&fresh, &["new", "dashboard-2", "--scope", "export"]));
    becomes(&fresh, new.trim(), 200);
    assert_eq!(
        status(&fresh, made),
        200,
        "both hold while one takes the other's place"
    );
    printed(&token(&fresh, &["revoke", "dashboard"]));
    becomes(&fresh, made, 401);
    assert_eq!(status(&fresh, new.trim()), 200);
    assert_eq!(
        status(&fresh, TOKEN),
        200,
        "the owner's own holds throughout"
    );
}

#[test]
fn only_a_hash_is_kept() {
    let fresh = Fresh::start();
    let made = printed(&token(&fresh, &["new", "dashboard"]));
    let kept = fresh
        .store
        .sql("SELECT value FROM setting WHERE name = 'tokens'");
    assert!(kept.contains("\"sha256\""));
    assert!(!kept.contains(made.trim()) && !kept.contains(&made.trim()[3..]));
}

#[test]
fn what_cannot_be_done_is_told() {
    let fresh = Fresh::start();
    printed(&token(&fresh, &["new", "a"]));
    assert!(error(&token(&fresh, &["new", "a"])).contains("there is a token `a` already"));
    assert!(error(&token(&fresh, &["revoke", "b"])).contains("there is no token `b`"));
    assert!(error(&token(&fresh, &["revoke", "first"])).contains("no token `first`"));
    let usage = token(&fresh, &["new", "c", "--scope", "write"]);
    assert_eq!(usage.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&usage.stderr).contains("`read`, `export` or `admin`"));
}

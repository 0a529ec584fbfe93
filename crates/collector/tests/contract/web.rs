//! What every answer has in common, and what is served beside the interface.

use journeys::collector::{Reply, TOKEN};
use serde_json::json;

use crate::support::{Fresh, nps};

fn send(fresh: &Fresh, method: &str, path: &str, body: &[u8]) -> Reply {
    let mut connection = fresh.collector.connect().unwrap();
    connection.send(method, path, &[], body).unwrap()
}

#[test]
fn every_answer_may_be_read_by_any_page() {
    let fresh = Fresh::start();
    let valid = nps(1, 9).to_string();
    let large = " ".repeat(70_000);
    for (method, path, body, status) in [
        ("GET", "/healthz", "", 200),
        ("GET", "/", "", 200),
        ("HEAD", "/", "", 200),
        ("POST", "/v1/responses", &valid, 200),
        ("POST", "/v1/responses", "{", 400),
        ("POST", "/v1/responses", "{}", 422),
        ("POST", "/v1/responses", &large, 413),
        ("GET", "/v1/responses", "", 401),
        ("GET", "/v1/nothing", "", 404),
        ("GET", "/v1/surveys/%FF/scores", "", 404),
        ("DELETE", "/v1/responses", "", 405),
        ("POST", "/v1/surveys/nps", "", 405),
        ("POST", "/v1/nothing", "", 404),
    ] {
        let reply = send(&fresh, method, path, body.as_bytes());
        let case = format!("{method} {path}");
        assert_eq!(reply.status, status, "{case}");
        assert_eq!(
            reply.header("access-control-allow-origin"),
            Some("*"),
            "{case}"
        );
        assert_eq!(
            reply.header("access-control-expose-headers"),
            Some("Retry-After"),
            "{case}"
        );
        assert_eq!(
            reply.header("x-content-type-options"),
            Some("nosniff"),
            "{case}"
        );
        assert_eq!(
            reply.header("referrer-policy"),
            Some("same-origin"),
            "{case}"
        );
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none';"),
            "{case}: {policy}"
        );
        if status >= 400 {
            let error = reply.json()["error"].take();
            for field in ["at", "code", "message", "expected"] {
                assert!(
                    error[field].as_str().is_some_and(|text| !text.is_empty()),
                    "{case}"
                );
            }
        }
    }
}

#[test]
fn a_preflight_is_answered_for_every_path() {
    let fresh = Fresh::start();
    for path in ["/v1/responses", "/v1/surveys/nps/scores", "/nothing"] {
        let reply = send(&fresh, "OPTIONS", path, b"");
        assert_eq!(reply.status, 204, "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        assert_eq!(
            reply.header("access-control-allow-methods"),
            Some("GET, HEAD, POST, OPTIONS")
        );
        assert_eq!(
            reply.header("access-control-allow-headers"),
            Some("*, Authorization")
        );
    }
}

#[test]
fn the_methods_that_mean_something_are_named() {
    let fresh = Fresh::start();
    let reply = send(&fresh, "PUT", "/v1/responses", b"");
    assert_eq!(reply.status, 405);
    assert_eq!(reply.header("allow"), Some("POST,GET,HEAD"));
    let error = reply.json()["error"].take();
    assert_eq!(error["code"], "method_not_allowed");
    assert!(error["expected"].as_str().unwrap().contains("POST"));
}

#[test]
fn health_and_readiness() {
    let fresh = Fresh::start();
    assert_eq!(send(&fresh, "GET", "/healthz", b"").text(), "ok\n");
    assert_eq!(send(&fresh, "GET", "/readyz", b"").text(), "ready\n");
}

#[test]
fn metrics_count_what_became_of_responses() {
    let fresh = Fresh::start();
    fresh.status(&nps(1, 9));
    fresh.status(&nps(1, 9));
    fresh.post(&json!({}));
    let metrics = fresh.collector.read("/metrics").unwrap().text();
    for line in [
        "# TYPE afterword_responses counter",
        "afterword_responses_total{status=\"stored\"} 1",
        "afterword_responses_total{status=\"updated\"} 0",
        "afterword_responses_total{status=\"duplicate\"} 1",
        "afterword_responses_total{status=\"stale\"} 0",
        "afterword_commits_total 2",
        "afterword_failed_commits_total 0",
        "afterword_refused_total{reason=\"missing\"} 1",
        "afterword_http_requests_total{method=\"POST\",route=\"/v1/responses\",status=\"200\"} 2",
        "afterword_http_requests_total{method=\"POST\",route=\"/v1/responses\",status=\"422\"} 1",
        "# TYPE afterword_acknowledgement_seconds histogram",
        "afterword_acknowledgement_seconds_count 2",
        "# EOF",
    ] {
        assert!(
            metrics.lines().any(|found| found == line),
            "{line} in {metrics}"
        );
    }
}

#[test]
fn metrics_are_for_this_machine_for_whoever_has_a_token_and_for_all_if_the_owner_says_so() {
    let status = |fresh: &Fresh, token: Option<&str>| {
        let token = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("X-Forwarded-For", "192.0.2.1")];
        headers.extend(token.as_deref().map(|token| ("Authorization", token)));
        let mut connection = fresh.collector.connect().unwrap();
        let reply = connection.send("GET", "/metrics", &headers, b"");
        reply.unwrap().status
    };
    let proxies = "[proxies]\ntrusted = [\"127.0.0.0/8\"]\n";
    let fresh = Fresh::start_with_config(proxies);
    assert_eq!(fresh.collector.get("/metrics").unwrap().status, 200);
    assert_eq!(status(&fresh, None), 401);
    assert_eq!(status(&fresh, Some(TOKEN)), 200);
    let fresh = Fresh::start_with_config(&format!("{proxies}[metrics]\npublic = true"));
    assert_eq!(status(&fresh, None), 200);
}

#[test]
fn the_root_is_a_page_with_or_without_assets() {
    let fresh = Fresh::start();
    let reply = send(&fresh, "GET", "/", b"");
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(reply.text().contains("<title>"));
}

//! The description of the interface: what is answered is as it says.

use std::collections::BTreeSet;

use journeys::collector::Reply;
use serde_json::{Value, json};

use crate::support::{Fresh, but, nps};

fn document(fresh: &Fresh) -> Value {
    let reply = fresh.collector.get("/openapi.json").unwrap();
    assert_eq!(reply.header("content-type"), Some("application/json"));
    reply.json()
}

/// What stands for the answer to a request: its own status, or all of its kind.
fn described<'d>(document: &'d Value, method: &str, route: &str, status: u16) -> &'d Value {
    let responses = &document["paths"][route][method]["responses"];
    let kind = format!("{}XX", status / 100);
    let exact = &responses[status.to_string()];
    let found = if exact.is_null() {
        &responses[kind]
    } else {
        exact
    };
    assert!(
        !found.is_null(),
        "{method} {route} {status} is not described"
    );
    found
}

fn check(document: &Value, method: &str, route: &str, reply: &Reply) {
    let case = format!("{method} {route} {}: {}", reply.status, reply.text());
    let content = &described(document, method, route, reply.status)["content"];
    let Some(kind) = reply.header("content-type") else {
        assert!(content.is_null() && reply.body.is_empty(), "{case}");
        return;
    };
    let kind = kind.split(';').next().unwrap();
    let schema = &content[kind]["schema"];
    assert!(!content[kind].is_null(), "{case}: {kind} is not described");
    if kind == "application/json" && !schema.is_null() {
        let mut schema = schema.clone();
        schema["components"] = document["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let problems: Vec<_> = validator
            .iter_errors(&reply.json())
            .map(|problem| problem.to_string())
            .collect();
        assert!(problems.is_empty(), "{case}\n{problems:?}");
    }
}

#[test]
fn real_answers_are_as_described() {
    let fresh = Fresh::start();
    let document = document(&fresh);
    let context = json!({"context": {"agent": "ada"}, "sampling": {"rate": 0.5}});
    let post = |body: Value| (body.to_string(), "post", "/v1/responses", "/v1/responses");
    let get = |route: &'static str, path: &'static str| (String::new(), "get", route, path);
    let scores = "/v1/surveys/{survey}/scores";
    for (body, method, route, path) in [
        post(nps(1, 9)),
        post(but(nps(2, 3), context)),
        post(json!([nps(3, 9), {"id": 5}, nps(3, 9)])),
        post(json!([])),
        post(json!({})),
        (String::from("{"), "post", "/v1/responses", "/v1/responses"),
        get("/v1/responses", "/v1/responses?limit=5"),
        get("/v1/responses", "/v1/responses?limit=0"),
        get("/v1/responses", "/v1/responses?set_aside=true"),
        get("/v1/surveys/{survey}", "/v1/surveys/post-purchase"),
        get("/v1/surveys/{survey}", "/v1/surveys/nothing"),
        get(scores, "/v1/surveys/nps/scores"),
        get(scores, "/v1/surveys/support/scores"),
        get(
            scores,
            "/v1/surveys/nps/scores?by=agent,language&from=2026-01-01",
        ),
        get(scores, "/v1/surveys/nps/scores?site=nowhere"),
        (
            json!({"signed": "ada"}).to_string(),
            "post",
            "/v1/forget",
            "/v1/forget",
        ),
        (
            json!({"signed": 5}).to_string(),
            "post",
            "/v1/surveys/{survey}/asked",
            "/v1/surveys/nps/asked",
        ),
        get("/v1/challenge", "/v1/challenge"),
        get("/healthz", "/healthz"),
        get("/readyz", "/readyz"),
        get("/metrics", "/metrics"),
        get("/openapi.json", "/openapi.json"),
    ] {
        let reply = if method == "post" {
            let mut connection = fresh.collector.connect().unwrap();
            connection.send("POST", path, &[], body.as_bytes()).unwrap()
        } else {
            fresh.collector.read(path).unwrap()
        };
        check(&document, method, route, &reply);
    }
    for path in ["/v1/responses", "/v1/surveys/nps/scores"] {
        let route = if path == "/v1/responses" {
            path
        } else {
            scores
        };
        check(&document, "get", route, &fresh.collector.get(path).unwrap());
    }
    let public = fresh
        .collector
        .get("/v1/surveys/nps/scores?public=true")
        .unwrap();
    assert_eq!(public.status, 204);
    check(&document, "get", scores, &public);
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    found.insert(reference.clone());
                }
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let fresh = Fresh::start();
    let document = document(&fresh);
    assert_eq!(document["openapi"], "3.1.0");
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for reference in found {
        let place = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(place).is_some(), "{reference}");
    }
}

#[test]
fn what_counts_by_route_is_described_by_that_route() {
    let fresh = Fresh::start();
    let document = document(&fresh);
    let paths = document["paths"].as_object().unwrap();
    for path in paths.keys() {
        fresh
            .collector
            .read(&path.replace("{survey}", "nps").replace("/live", "/scores"))
            .unwrap();
    }
    let metrics = fresh.collector.read("/metrics").unwrap().text();
    let routes = metrics.lines().filter_map(|line| {
        let (_, rest) = line.split_once("route=\"")?;
        rest.split('"').next()
    });
    for route in routes.filter(|route| *route != "files") {
        assert!(paths.contains_key(route), "{route}");
    }
}

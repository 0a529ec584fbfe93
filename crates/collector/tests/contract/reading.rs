use std::path::Path;

use journeys::collector::{self, Collector};
use score::{Confidence, Metric, Scale, Score, Tally};
use serde_json::{Value, json};

use crate::support::{Fresh, but, nonzero, nps};

#[test]
fn scores_are_those_of_the_formula_to_the_last_digit() {
    let fresh = Fresh::start();
    let ratings = [10, 9, 9, 8, 7, 6, 0];
    let mut tally = Tally::new(Scale::NPS);
    for (number, rating) in (0..).zip(ratings) {
        fresh.status(&nps(number, rating));
        tally.add(rating);
    }
    let score = Score::of(Metric::Nps, &tally, Confidence::P95);
    let interval = score.interval.unwrap();
    assert_eq!(
        fresh.read("/v1/surveys/nps/scores"),
        json!({"survey": "nps", "site": "default", "questions": [{
            "question": "nps", "metric": "nps", "scale": [0, 10], "n": 7,
            "score": score.score, "mean": 7.0,
            "lower": interval.lower, "upper": interval.upper,
            "method": "adjusted_wald", "confidence": 0.95,
            "counts": {"0": 1, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 1, "7": 1, "8": 1,
                       "9": 2, "10": 1},
        }]})
    );
}

#[test]
fn a_known_survey_tells_all_its_questions_in_its_own_order() {
    let fresh = Fresh::start();
    let scores = fresh.read("/v1/surveys/post-purchase/scores");
    let questions = scores["questions"].as_array().unwrap();
    let names: Vec<&Value> = questions
        .iter()
        .map(|question| &question["question"])
        .collect();
    assert_eq!(names, ["csat", "nps"]);
    assert!(questions.iter().all(|question| question["score"].is_null()));
}

#[test]
fn one_question_is_told_of_alone() {
    let fresh = Fresh::start();
    let names = |path: &str| {
        let scores = fresh.read(path);
        let questions = scores["questions"].as_array().unwrap().iter();
        questions
            .map(|question| question["question"].clone())
            .collect::<Vec<_>>()
    };
    let path = "/v1/surveys/post-purchase/scores?question=";
    assert_eq!(names(&format!("{path}nps")), ["nps"]);
    assert_eq!(names(&format!("{path}why")), [json!(null); 0]);
}

#[test]
fn reading_wants_the_token_where_the_site_is_not_public() {
    let fresh = Fresh::start();
    let status = |path: &str, token: Option<&str>| {
        let token = token.map(|token| ("Authorization", token));
        let headers: Vec<(&str, &str)> = token.into_iter().collect();
        let mut connection = fresh.collector.connect().unwrap();
        let reply = connection.send("GET", path, &headers, b"").unwrap();
        if reply.status == 401 {
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
            assert_eq!(reply.json()["error"]["code"], "unauthorized");
        }
        reply.status
    };
    let right = format!("Bearer {}", collector::TOKEN);
    for path in [
        "/v1/surveys/nps/scores",
        "/v1/surveys/nps/scores?site=nowhere",
        "/v1/surveys/nps/live",
        "/v1/responses",
        "/v1/responses?site=demo",
    ] {
        assert_eq!(status(path, None), 401, "{path}");
        assert_eq!(status(path, Some("Bearer wrong")), 401, "{path}");
        assert_eq!(
            status(path, Some(collector::TOKEN)),
            401,
            "{path}: no scheme"
        );
        let expected = if path.contains("nowhere") { 404 } else { 200 };
        assert_eq!(status(path, Some(&right)), expected, "{path}");
    }
    for path in [
        "/v1/surveys/nps/scores?site=demo",
        "/v1/surveys/nps/live?site=demo",
        "/v1/surveys/nps",
        "/healthz",
        "/readyz",
    ] {
        assert_eq!(status(path, None), 200, "{path}");
    }
}

#[test]
fn a_prompt_that_asks_whether_scores_are_public_gets_no_error() {
    let fresh = Fresh::start();
    let get = |path: &str| fresh.collector.get(path).unwrap();
    let private = get("/v1/surveys/nps/scores?site=default&public=true");
    assert_eq!((private.status, private.text().as_str()), (204, ""));
    assert_eq!(
        get("/v1/surveys/nps/scores?site=nowhere&public=true").status,
        204
    );
    assert_eq!(
        get("/v1/surveys/nps/scores?site=demo&public=true").status,
        200
    );
    assert_eq!(
        get("/v1/surveys/nps/scores?site=default&public=false").status,
        401
    );
    let path = "/v1/surveys/nps/scores?site=default&public=true";
    assert_eq!(fresh.collector.read(path).unwrap().status, 200);
}

#[test]
fn scores_of_a_span_begin_at_its_start_and_end_before_its_end() {
    let fresh = Fresh::start();
    for (number, rating, time) in [
        (1, 1, "2026-01-30T23:59:59.999Z"),
        (2, 2, "2026-01-31T00:00:00.000Z"),
        (3, 3, "2026-01-31T23:59:59.999Z"),
        (4, 4, "2026-02-01T00:00:00.000Z"),
    ] {
        fresh.status(&but(nps(number, rating), json!({"answered_at": time})));
    }
    let counts = |query: &str| {
        let scores = fresh.read(&format!("/v1/surveys/nps/scores?{query}"));
        nonzero(&scores["questions"][0]["counts"])
    };
    assert_eq!(
        counts("from=2026-01-31&to=2026-02-01"),
        json!({"2": 1, "3": 1})
    );
    assert_eq!(counts("from=2026-01-31T23:59:59Z"), json!({"3": 1, "4": 1}));
    assert_eq!(counts("to=2026-01-31"), json!({"1": 1}));
    assert_eq!(counts("from=2030-01-01"), json!({}));
}

#[test]
fn scores_are_grouped_by_fields_and_by_the_context() {
    let fresh = Fresh::start();
    for (number, rating, fields) in [
        (
            1,
            9,
            json!({"touchpoint": "checkout", "context": {"agent": "Kim", "value": 59.9}}),
        ),
        (
            2,
            2,
            json!({"touchpoint": "checkout", "context": {"agent": "Lee"}}),
        ),
        (
            3,
            10,
            json!({"touchpoint": "email", "context": {"agent": "Kim"}}),
        ),
        (4, 5, json!({"language": "de"})),
        (5, 0, json!({"touchpoint": "checkout", "test": true})),
    ] {
        fresh.status(&but(nps(number, rating), fields));
    }
    let groups = |query: &str| -> Value {
        let scores = fresh.read(&format!("/v1/surveys/nps/scores?{query}"));
        assert_eq!(scores["questions"][0]["n"], 4, "the total stays");
        let groups = scores["groups"].as_array().unwrap();
        let told = groups
            .iter()
            .map(|group| json!([group["by"], nonzero(&group["questions"][0]["counts"])]));
        told.collect()
    };
    assert_eq!(
        groups("by=touchpoint"),
        json!([
            [{"touchpoint": null}, {"5": 1}],
            [{"touchpoint": "checkout"}, {"2": 1, "9": 1}],
            [{"touchpoint": "email"}, {"10": 1}],
        ])
    );
    assert_eq!(
        groups("by=agent,touchpoint"),
        json!([
            [{"agent": null, "touchpoint": null}, {"5": 1}],
            [{"agent": "Kim", "touchpoint": "checkout"}, {"9": 1}],
            [{"agent": "Kim", "touchpoint": "email"}, {"10": 1}],
            [{"agent": "Lee", "touchpoint": "checkout"}, {"2": 1}],
        ])
    );
    assert_eq!(groups("by=value")[1], json!([{"value": 59.9}, {"9": 1}]));
    assert_eq!(
        groups("by=language")[1],
        json!([{"language": "de"}, {"5": 1}])
    );
    let plain = fresh.read("/v1/surveys/nps/scores");
    assert!(plain.get("groups").is_none());
}

#[test]
fn grouping_by_what_is_different_each_time_is_refused() {
    let fresh = Fresh::start();
    for chunk in 0..11 {
        let items: Vec<Value> = (chunk * 100..chunk * 100 + 100)
            .map(|number| but(nps(number, 9), json!({"context": {"order": number}})))
            .collect();
        assert_eq!(fresh.post(&json!(items)).status, 200);
    }
    let reply = fresh
        .collector
        .read("/v1/surveys/nps/scores?by=order")
        .unwrap();
    assert_eq!(reply.status, 422);
    assert_eq!(reply.json()["error"]["code"], "too_many_groups");
}

#[test]
fn responses_are_listed_newest_first_with_their_context() {
    let fresh = Fresh::start();
    for number in 1..=5 {
        fresh.status(&but(nps(number, 9), json!({"context": {"order": number}})));
    }
    fresh.status(&but(nps(6, 9), json!({"survey": "other"})));
    fresh.status(&but(nps(7, 9), json!({"site": "demo"})));
    let ids = |query: &str| -> Vec<String> {
        let list = fresh.read(&format!("/v1/responses?{query}"))["responses"].take();
        let list = list.as_array().unwrap();
        list.iter()
            .map(|response| response["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let numbered = |numbers: &[u32]| -> Vec<String> {
        numbers
            .iter()
            .map(|number| collector::id(*number))
            .collect()
    };
    assert_eq!(ids("survey=nps"), numbered(&[5, 4, 3, 2, 1]));
    assert_eq!(ids("survey=nps&limit=2"), numbered(&[5, 4]));
    assert_eq!(ids("limit=1"), numbered(&[6]));
    assert_eq!(ids("site=demo&survey=nps"), numbered(&[7]));
    assert_eq!(ids("site=demo&survey=unheard-of"), numbered(&[]));
    let newest = fresh.read("/v1/responses?survey=nps&limit=1")["responses"][0].take();
    assert_eq!(newest["context"], json!({"order": 5}));
}

#[test]
fn definitions_of_the_templates_are_given_as_they_are() {
    let fresh = Fresh::start();
    let reply = fresh.collector.get("/v1/surveys/post-purchase").unwrap();
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(
        reply.text(),
        survey::templates::json("post-purchase").unwrap()
    );
    let reply = fresh.collector.get("/v1/surveys/unheard-of").unwrap();
    assert_eq!(reply.status, 404);
    assert_eq!(reply.json()["error"]["code"], "unknown_survey");
}

#[test]
fn parameters_are_read_strictly() {
    let fresh = Fresh::start();
    for (path, at, code) in [
        (
            "/v1/surveys/nps/scores?form=2026-01-01",
            "query form",
            "unknown_parameter",
        ),
        ("/v1/surveys/nps/scores?from=soon", "query from", "bad_time"),
        (
            "/v1/surveys/nps/scores?to=2026-13-01",
            "query to",
            "bad_time",
        ),
        (
            "/v1/surveys/nps/scores?by=a%22b",
            "query by",
            "bad_dimension",
        ),
        (
            "/v1/surveys/nps/scores?by=a&by=b",
            "query by",
            "duplicate_parameter",
        ),
        (
            "/v1/surveys/nps/scores?public=yes",
            "query public",
            "wrong_type",
        ),
        (
            "/v1/surveys/nps/live?from=2026-01-01",
            "query from",
            "unknown_parameter",
        ),
        ("/v1/responses?limit=0", "query limit", "out_of_range"),
        ("/v1/responses?limit=1001", "query limit", "out_of_range"),
    ] {
        let reply = fresh.collector.read(path).unwrap();
        let error = reply.json()["error"].take();
        assert_eq!(reply.status, 422, "{path}");
        assert_eq!(
            (&error["at"], &error["code"]),
            (&json!(at), &json!(code)),
            "{path}"
        );
        assert!(
            error["expected"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
    }
}

#[test]
fn a_collector_without_a_store_acknowledges_and_forgets() {
    let collector = Collector::start(Path::new(super::support::BINARY), "none").unwrap();
    let body = nps(1, 9).to_string();
    for _ in 0..2 {
        assert_eq!(
            collector.post(body.as_bytes()).unwrap().json()["status"],
            "stored"
        );
    }
    let scores = collector.read("/v1/surveys/nps/scores").unwrap().json();
    assert_eq!(scores["questions"][0]["n"], 0);
}

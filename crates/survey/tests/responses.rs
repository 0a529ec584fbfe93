//! What a response may say, what it may not, and that nothing is lost between writing and reading.

mod table;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use score::{Direction, Metric, Scale};
use serde_json::{Value, json};
use survey::definition::{Own, STAGES};
use survey::id::ResponseId;
use survey::problem::Problem;
use survey::response::{Answer, AnswerValue, Decimal, Outcome, Response, Scalar};
use survey::schema;
use survey::time::Timestamp;

fn parse(json: &Value) -> Result<Response, Vec<Problem>> {
    Response::parse(&json)
}

fn checked(json: &Value) -> Result<(), Vec<Problem>> {
    parse(json).map(drop)
}

fn written(response: &Response) -> Value {
    serde_json::from_str(&response.to_json()).unwrap()
}

#[test]
fn every_cause_is_named_by_its_path_and_code() {
    let cases = include_str!("cases/responses.json");
    table::check(cases, schema::RESPONSE, checked);
}

#[test]
fn the_schema_s_examples_are_responses() {
    table::check_examples(schema::RESPONSE, checked);
}

/// One response with every field and every kind of answer.
fn full() -> Value {
    json!({
        "v": 1, "id": "0198c0de-0000-7000-8000-000000000001", "seq": 2, "site": "default",
        "survey": "post-purchase", "revision": 3, "outcome": "complete",
        "answers": [
            {"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]},
            {"question": "ease", "metric": "ces", "rating": 6, "scale": [1, 7],
             "direction": "higher_is_easier"},
            {"question": "sat", "metric": "csat", "rating": 4, "scale": [1, 5], "top": 2},
            {"question": "stars", "metric": "rating", "rating": 4, "scale": [1, 5]},
            {"question": "why", "text": "Quick, and\nfriendly."},
            {"question": "what", "choices": ["price"], "other": "The colour"},
            {"question": "call", "contact": {"name": "Ada", "email": "ada@example.org"},
             "consent": {"text": "Write to me.", "at": "2026-01-31T12:00:20.000Z"}},
            {"question": "how", "skipped": true},
        ],
        "shown_at": "2026-01-31T12:00:00.000Z", "answered_at": "2026-01-31T12:00:21.480Z",
        "language": "en", "touchpoint": "checkout", "stage": "purchase",
        "context": {"order": "A-1001", "value": 59.9, "currency": "EUR", "gift": true,
                    "agent": "Kim", "department": "Sales", "segment": "new"},
        "respondent": "u-17", "signed": "v1.abc", "page": {"url": "https://shop.example/done"},
        "sampling": {"rate": 0.25}, "test": true, "widget": "0.1.0",
    })
}

#[test]
fn everything_documented_is_read_and_written_back() {
    let response = parse(&full()).unwrap();
    assert_eq!(written(&response), full());
    assert_eq!(response.answers.len(), 8);
    assert_eq!(response.outcome, Outcome::Complete);
    assert_eq!(response.sampling_rate.unwrap().as_str(), "0.25");
}

#[test]
fn a_record_says_first_what_it_is() {
    let text = parse(&full()).unwrap().to_json();
    let start = r#"{"v":1,"id":"0198c0de-0000-7000-8000-000000000001","seq":2,"site":"default","survey":"post-purchase","#;
    assert!(text.starts_with(start), "{text}");
}

#[test]
fn what_is_left_out_is_as_usual_and_stays_out() {
    let smallest = json!({
        "v": 1, "id": "0198c0de-0000-7000-8000-000000000001", "seq": 1, "survey": "s",
        "outcome": "dismissed", "answers": [], "answered_at": "2026-01-31T12:00:00.000Z",
    });
    let response = parse(&smallest).unwrap();
    assert_eq!(response.site, "default");
    assert!(!response.test);
    let mut expected = smallest;
    expected["site"] = json!("default");
    assert_eq!(written(&response), expected);
}

#[test]
fn unknown_fields_are_ignored_and_kept_out() {
    let mut json = full();
    json["colour"] = json!("red");
    json["page"]["title"] = json!(null);
    json["sampling"]["seed"] = json!([1]);
    json["answers"][0]["stars"] = json!("*****");
    json["answers"][4]["scale"] = json!("of a comment");
    json["answers"][6]["consent"]["ip"] = json!("192.0.2.1");
    assert_eq!(written(&parse(&json).unwrap()), full());
}

#[test]
fn a_rating_is_read_with_the_metric_that_it_was_asked_for() {
    let value = |answer: Value| {
        let mut json = full();
        json["answers"] = json!([answer]);
        parse(&json).unwrap().answers.swap_remove(0).value
    };
    let scale = Scale::new(1, 4).unwrap();
    assert_eq!(
        value(json!({"question": "q", "metric": "csat", "rating": 4, "scale": [1, 4], "top": 1})),
        AnswerValue::Rating {
            metric: Metric::Csat { scale, top: 1 },
            rating: 4
        }
    );
    let direction = Direction::LowerIsEasier;
    assert_eq!(
        value(
            json!({"question": "q", "metric": "ces", "rating": 1, "scale": [1, 4],
            "direction": "lower_is_easier"})
        ),
        AnswerValue::Rating {
            metric: Metric::Ces { scale, direction },
            rating: 1
        }
    );
}

#[test]
fn outcomes_are_named_in_the_order_of_their_variants() {
    let outcomes = [
        Outcome::Complete,
        Outcome::Partial,
        Outcome::Dismissed,
        Outcome::Displayed,
    ];
    assert_eq!(outcomes.map(Outcome::name), Outcome::NAMES);
}

fn ids() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._-]{1,64}"
}

/// Whatever may stand in a text that says something.
fn texts() -> impl Strategy<Value = String> {
    "[\\PC\\t\\r\\n]{1,40}".prop_filter("says nothing", |text| !text.trim().is_empty())
}

fn moments() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp::from_millis)
}

fn decimal(number: &Value) -> Decimal {
    Decimal::of(&number).unwrap()
}

fn numbers() -> impl Strategy<Value = Decimal> {
    let float = proptest::num::f64::NORMAL | proptest::num::f64::ZERO;
    prop_oneof![
        any::<i64>().prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
        float.prop_map(|number| json!(number)),
    ]
    .prop_map(|number| decimal(&number))
}

fn scalars() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        "\\PC{0,40}".prop_map(Scalar::Text),
        numbers().prop_map(Scalar::Number),
        any::<bool>().prop_map(Scalar::Flag),
    ]
}

/// Members in the order of their keys, in which a `serde_json::Value` may keep them.
fn members<T: std::fmt::Debug>(
    values: impl Strategy<Value = T>,
    least: usize,
) -> impl Strategy<Value = Vec<(String, T)>> {
    proptest::collection::btree_map(ids(), values, least..6)
        .prop_map(|members| members.into_iter().collect())
}

fn ratings() -> impl Strategy<Value = AnswerValue> {
    let metric = (0..4, -1000..=1000, 1..=100, 1..=100_u32, any::<bool>()).prop_filter_map(
        "off bounds",
        |(kind, min, span, top, higher)| {
            let scale = Scale::new(min, min + span)?;
            let direction = if higher {
                Direction::HigherIsEasier
            } else {
                Direction::LowerIsEasier
            };
            Some(match kind {
                0 => Metric::Nps,
                1 if !Metric::is_top(scale, top) => return None,
                1 => Metric::Csat { scale, top },
                2 => Metric::Ces { scale, direction },
                _ => Metric::Rating { scale },
            })
        },
    );
    metric.prop_flat_map(|metric| {
        metric
            .scale()
            .ratings()
            .prop_map(move |rating| AnswerValue::Rating { metric, rating })
    })
}

fn choices() -> impl Strategy<Value = AnswerValue> {
    let options = proptest::collection::btree_set(ids(), 0..5);
    (options, of(texts()))
        .prop_filter("says nothing", |(options, other)| {
            !options.is_empty() || other.is_some()
        })
        .prop_map(|(options, other)| AnswerValue::Choices {
            chosen: options.into_iter().collect(),
            other,
            own: Own::here().unwrap(),
        })
}

fn contacts() -> impl Strategy<Value = AnswerValue> {
    (members(texts(), 1), texts(), moments()).prop_map(|(fields, consent, at)| {
        AnswerValue::Contact {
            fields,
            consent,
            at,
            own: Own::here().unwrap(),
        }
    })
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let value = prop_oneof![
        ratings(),
        texts().prop_map(AnswerValue::Text),
        choices(),
        contacts(),
        Just(AnswerValue::Skipped),
    ];
    members(value, 1).prop_map(|answers| {
        let answer = |(question, value)| Answer { question, value };
        answers.into_iter().map(answer).collect()
    })
}

prop_compose! {
    /// What a widget knows of the occasion.
    fn occasions()(
        context in members(scalars(), 0),
        respondent in of(texts()),
        signed in of(texts()),
        page in of(texts()),
        sampling_rate in of((1..=1000).prop_map(|rate| decimal(&json!(f64::from(rate) / 1000.0)))),
        test: bool,
        widget in of(texts()),
        language in of(ids()),
        touchpoint in of(ids()),
        stage in of(proptest::sample::select(STAGES)),
    ) -> Response {
        Response {
            id: ResponseId::mint(Timestamp::default(), [0; 10]),
            seq: 1,
            site: "default".into(),
            survey: "s".into(),
            revision: None,
            outcome: Outcome::Complete,
            answers: vec![],
            shown_at: None,
            answered_at: Timestamp::default(),
            language,
            touchpoint,
            stage: stage.map(str::to_owned),
            context,
            respondent,
            signed,
            page,
            sampling_rate,
            test,
            widget,
        }
    }
}

prop_compose! {
    fn responses()(
        occasion in occasions(),
        id in (moments(), any::<[u8; 10]>()),
        seq in 1..=i32::MAX,
        (site, survey) in (ids(), ids()),
        revision in of(1..=i32::MAX),
        (outcome, answers) in prop_oneof![
            (Just(Outcome::Complete), answers()),
            (Just(Outcome::Partial), answers()),
            (Just(Outcome::Dismissed), Just(vec![])),
            (Just(Outcome::Displayed), Just(vec![])),
        ],
        shown_at in of(moments()),
        answered_at in moments(),
    ) -> Response {
        let id = ResponseId::mint(id.0, id.1);
        Response { id, seq, site, survey, revision, outcome, answers, shown_at, answered_at, ..occasion }
    }
}

/// Any JSON, to be put where something else is expected.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(".{0,8}", inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Every place in a document, as a JSON pointer.
fn places(json: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match json {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, value)| places(value, &format!("{at}/{key}"), found)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| places(value, &format!("{at}/{index}"), found)),
        _ => {}
    }
}

#[test]
fn what_is_written_is_what_was_meant() {
    let schema = table::validator(schema::RESPONSE);
    proptest!(|(response in responses())| {
        let json = written(&response);
        prop_assert!(schema.is_valid(&json), "{}", json);
        prop_assert_eq!(parse(&json), Ok(response));
    });
}

#[test]
fn a_response_with_anything_in_it_is_refused_with_a_reason_or_read_as_it_is() {
    let schema = table::validator(schema::RESPONSE);
    let mut all = Vec::new();
    places(&full(), "", &mut all);
    proptest!(|(place in proptest::sample::select(all), value in anything())| {
        let mut json = full();
        *json.pointer_mut(&place).unwrap() = value;
        match parse(&json) {
            Ok(response) => {
                prop_assert!(schema.is_valid(&json), "{}", json);
                prop_assert_eq!(parse(&written(&response)), Ok(response));
            }
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    });
}

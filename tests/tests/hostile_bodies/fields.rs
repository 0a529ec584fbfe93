//! Bodies that are JSON, and no response: one field wrong in each, answers aside.

use serde_json::{Value, json};

use crate::rows::{Row, invalid, long, valid, with, without};

/// All of them.
pub(crate) fn rows() -> Vec<Row> {
    [
        document(),
        identity(),
        names(),
        times(),
        context(),
        the_rest(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn document() -> Vec<Row> {
    vec![
        invalid("null", &Value::Null, "body", "wrong_type"),
        invalid("true", &json!(true), "body", "wrong_type"),
        invalid("a number", &json!(9), "body", "wrong_type"),
        invalid("an empty object", &json!({}), "v", "missing"),
        invalid(
            "a response under a key",
            &json!({"response": valid()}),
            "v",
            "missing",
        ),
        without("no version", "/v", "v", "missing"),
        with("the version as null", "/v", json!(null), "v", "wrong_type"),
        with("the version as text", "/v", json!("1"), "v", "wrong_type"),
        with("a version before the first", "/v", json!(0), "v", "version"),
        with(
            "a version that is not out yet",
            "/v",
            json!(2),
            "v",
            "version",
        ),
        with("a version between two", "/v", json!(1.5), "v", "version"),
    ]
}

fn identity() -> Vec<Row> {
    let id = |cause, value: &str| with(cause, "/id", json!(value), "id", "bad_uuid");
    let seq = |cause, value: Value, code| with(cause, "/seq", value, "seq", code);
    vec![
        without("no id", "/id", "id", "missing"),
        with("the id as null", "/id", json!(null), "id", "wrong_type"),
        with("the id as a number", "/id", json!(1), "id", "wrong_type"),
        id("an empty id", ""),
        id("an id that is no UUID", "response-1"),
        id("a UUID without hyphens", "0198c0de000070008000000000000001"),
        id("a UUID in braces", "{0198c0de-0000-7000-8000-000000000001}"),
        id(
            "a UUID as a URN",
            "urn:uuid:0198c0de-0000-7000-8000-000000000001",
        ),
        id(
            "a UUID with hyphens elsewhere",
            "0198c0de0-000-7000-8000-000000000001",
        ),
        id(
            "a UUID one digit short",
            "0198c0de-0000-7000-8000-00000000001",
        ),
        id(
            "a UUID one digit long",
            "0198c0de-0000-7000-8000-0000000000001",
        ),
        id(
            "a UUID with a letter beyond f",
            "0198c0de-0000-7000-8000-00000000000g",
        ),
        id(
            "a UUID and a space",
            "0198c0de-0000-7000-8000-000000000001 ",
        ),
        id(
            "a UUID ending in NUL",
            "0198c0de-0000-7000-8000-00000000000\0",
        ),
        id(
            "a UUID in wide digits",
            "０198c0de-0000-7000-8000-0000000001",
        ),
        without("no seq", "/seq", "seq", "missing"),
        seq("seq as null", json!(null), "wrong_type"),
        seq("seq as text", json!("1"), "wrong_type"),
        seq("seq as true", json!(true), "wrong_type"),
        seq("seq before the first", json!(0), "out_of_range"),
        seq("a negative seq", json!(-1), "out_of_range"),
        seq("seq with a fraction", json!(1.5), "not_whole"),
        seq(
            "seq beyond 31 bits",
            json!(2_147_483_648_u64),
            "out_of_range",
        ),
        seq(
            "seq that is 1 in 32 bits",
            json!(4_294_967_297_u64),
            "out_of_range",
        ),
        seq("a seq of 308 digits", json!(1e308), "out_of_range"),
    ]
}

fn names() -> Vec<Row> {
    let site = |cause, value: Value, code| with(cause, "/site", value, "site", code);
    let survey = |cause, value: Value, code| with(cause, "/survey", value, "survey", code);
    let outcome = |cause, value: Value, code| with(cause, "/outcome", value, "outcome", code);
    let revision = |cause, value: Value, code| with(cause, "/revision", value, "revision", code);
    vec![
        site("the site as null", json!(null), "wrong_type"),
        site("the site as a number", json!(1), "wrong_type"),
        site("an empty site", json!(""), "empty"),
        site("a site nobody knows", json!("elsewhere"), "unknown_site"),
        site("a site in capitals", json!("Default"), "unknown_site"),
        site("a path as the site", json!("../default"), "bad_id"),
        site("a site with a space", json!("default "), "bad_id"),
        site("a site of 65 characters", json!("s".repeat(65)), "too_long"),
        site("a site with NUL", json!("default\0"), "control_character"),
        without("no survey", "/survey", "survey", "missing"),
        survey("the survey as a list", json!(["nps"]), "wrong_type"),
        survey("an empty survey", json!(""), "empty"),
        survey("a blank survey", json!(" \t "), "empty"),
        survey("markup as the survey", json!("<script>"), "bad_id"),
        survey("a survey with an accent", json!("enquête"), "bad_id"),
        survey(
            "a survey of 65 characters",
            json!("s".repeat(65)),
            "too_long",
        ),
        survey(
            "a survey with a bell",
            json!("nps\u{7}"),
            "control_character",
        ),
        revision("the revision as text", json!("1"), "wrong_type"),
        revision("a revision before the first", json!(0), "out_of_range"),
        revision("a revision with a fraction", json!(1.25), "not_whole"),
        without("no outcome", "/outcome", "outcome", "missing"),
        outcome("the outcome as null", json!(null), "wrong_type"),
        outcome("the outcome as true", json!(true), "wrong_type"),
        outcome("an empty outcome", json!(""), "unknown_value"),
        outcome("an outcome in capitals", json!("Complete"), "unknown_value"),
        outcome(
            "an outcome nobody knows",
            json!("abandoned"),
            "unknown_value",
        ),
        with(
            "answers in a dismissal",
            "/outcome",
            json!("dismissed"),
            "answers",
            "wrong_count",
        ),
        with(
            "answers in a display",
            "/outcome",
            json!("displayed"),
            "answers",
            "wrong_count",
        ),
    ]
}

fn times() -> Vec<Row> {
    let at = |cause, value: Value, code| with(cause, "/answered_at", value, "answered_at", code);
    let bad = |cause, value: &str| at(cause, json!(value), "bad_time");
    vec![
        without("no time", "/answered_at", "answered_at", "missing"),
        at("the time as null", json!(null), "wrong_type"),
        at(
            "the time in milliseconds",
            json!(1_769_860_800_000_u64),
            "wrong_type",
        ),
        bad("an empty time", ""),
        bad("a word as the time", "yesterday"),
        bad("a date alone", "2026-01-31"),
        bad("a time alone", "12:00:00Z"),
        bad("a time of no zone", "2026-01-31T12:00:00"),
        bad("a time with an offset", "2026-01-31T12:00:00+01:00"),
        bad("a space between date and time", "2026-01-31 12:00:00Z"),
        bad("small letters in a time", "2026-01-31t12:00:00z"),
        bad("a time without seconds", "2026-01-31T12:00Z"),
        bad("30 February", "2026-02-30T12:00:00Z"),
        bad("29 February in a common year", "2025-02-29T12:00:00Z"),
        bad("month 13", "2026-13-01T12:00:00Z"),
        bad("hour 24", "2026-01-31T24:00:00Z"),
        bad("second 60", "2026-12-31T23:59:60Z"),
        bad("a year of five digits", "12026-01-31T12:00:00Z"),
        bad("a year before the first", "-026-01-31T12:00:00Z"),
        bad("a time in words", "Sat, 31 Jan 2026 12:00:00 GMT"),
        bad("a time in other digits", "٢٠٢٦-01-31T12:00:00Z"),
        with(
            "shown at a number",
            "/shown_at",
            json!(0),
            "shown_at",
            "wrong_type",
        ),
        with(
            "shown at no time",
            "/shown_at",
            json!("soon"),
            "shown_at",
            "bad_time",
        ),
    ]
}

fn context() -> Vec<Row> {
    let whole = |cause, value: Value, code| with(cause, "/context", value, "context", code);
    let order =
        |cause, value: Value, code| with(cause, "/context/order", value, "context.order", code);
    let key = |cause, key: &str, code| {
        let at = format!("context.{key}");
        let context: Value = [(key.to_owned(), json!("x"))].into_iter().collect();
        with(cause, "/context", context, &at, code)
    };
    let many: Value = (0..33)
        .map(|number| (format!("k{number}"), json!(number)))
        .collect();
    vec![
        whole("the context as null", json!(null), "wrong_type"),
        whole(
            "the context as a list",
            json!([["order", "A"]]),
            "wrong_type",
        ),
        whole("the context as text", json!("order=A"), "wrong_type"),
        whole("33 values in the context", many, "wrong_count"),
        order("null in the context", json!(null), "wrong_type"),
        order("a list in the context", json!(["A"]), "wrong_type"),
        order("an object in the context", json!({"id": "A"}), "wrong_type"),
        order("NUL in the context", json!("A\0"), "control_character"),
        order("a value of 501 characters", json!(long(501)), "too_long"),
        key("an empty key", "", "empty"),
        key("a key with a space", "order id", "bad_id"),
        key("a key with a quote", "order\"", "bad_id"),
        key("a key with NUL", "order\0", "control_character"),
        key("a key of 65 characters", &"k".repeat(65), "too_long"),
    ]
}

fn the_rest() -> Vec<Row> {
    let field = |cause, field: &str, value: Value, code| {
        with(cause, &format!("/{field}"), value, field, code)
    };
    let url = |cause, value: Value, code| with(cause, "/page/url", value, "page.url", code);
    let rate =
        |cause, value: Value, code| with(cause, "/sampling/rate", value, "sampling.rate", code);
    vec![
        field(
            "the language as a list",
            "language",
            json!(["en"]),
            "wrong_type",
        ),
        field("an empty language", "language", json!(""), "empty"),
        field(
            "languages by preference",
            "language",
            json!("en,de;q=0.5"),
            "bad_id",
        ),
        field(
            "the touchpoint as a number",
            "touchpoint",
            json!(3),
            "wrong_type",
        ),
        field(
            "a touchpoint with a slash",
            "touchpoint",
            json!("shop/checkout"),
            "bad_id",
        ),
        field(
            "a touchpoint of 65 characters",
            "touchpoint",
            json!("t".repeat(65)),
            "too_long",
        ),
        field("the stage as a number", "stage", json!(3), "wrong_type"),
        field(
            "a stage nobody knows",
            "stage",
            json!("loyalty"),
            "unknown_value",
        ),
        field(
            "a stage in capitals",
            "stage",
            json!("Purchase"),
            "unknown_value",
        ),
        field(
            "the respondent as a number",
            "respondent",
            json!(1),
            "wrong_type",
        ),
        field("an empty respondent", "respondent", json!(""), "empty"),
        field(
            "a respondent of 501 characters",
            "respondent",
            json!(long(501)),
            "too_long",
        ),
        field(
            "NUL in the respondent",
            "respondent",
            json!("\0r"),
            "control_character",
        ),
        field(
            "the signature as an object",
            "signed",
            json!({"v1": "abc"}),
            "wrong_type",
        ),
        field("an empty signature", "signed", json!(""), "empty"),
        field(
            "a signature of 4,001 characters",
            "signed",
            json!("s".repeat(4001)),
            "too_long",
        ),
        field("the page as null", "page", json!(null), "wrong_type"),
        field(
            "the page as its address",
            "page",
            json!("https://example.com"),
            "wrong_type",
        ),
        url("an address as a number", json!(404), "wrong_type"),
        url("an empty page address", json!(""), "empty"),
        url(
            "an address of 4,001 characters",
            json!("u".repeat(4001)),
            "too_long",
        ),
        url(
            "NUL in an address",
            json!("https://example.com/\0"),
            "control_character",
        ),
        field(
            "the sampling as its rate",
            "sampling",
            json!(0.25),
            "wrong_type",
        ),
        without(
            "a sampling without its rate",
            "/sampling/rate",
            "sampling.rate",
            "missing",
        ),
        rate("the rate as text", json!("25%"), "wrong_type"),
        rate("a rate of nothing", json!(0), "out_of_range"),
        rate("a negative rate", json!(-0.25), "out_of_range"),
        rate("a rate in percent", json!(25), "out_of_range"),
        field("the test flag as null", "test", json!(null), "wrong_type"),
        field(
            "the test flag as text",
            "test",
            json!("false"),
            "wrong_type",
        ),
        field("the test flag as 0", "test", json!(0), "wrong_type"),
        field("the widget as a number", "widget", json!(0.1), "wrong_type"),
        field(
            "a widget of 501 characters",
            "widget",
            json!(long(501)),
            "too_long",
        ),
        field(
            "a vertical tab in the widget",
            "widget",
            json!("0.1\u{b}"),
            "control_character",
        ),
    ]
}

//! Responses with one thing wrong in an answer.

use serde_json::{Value, json};

use crate::rows::{Row, invalid, long, valid, with, without};

/// All of them.
pub(crate) fn rows() -> Vec<Row> {
    [answers(), ratings(), scales(), other_answers()]
        .into_iter()
        .flatten()
        .collect()
}

fn answers() -> Vec<Row> {
    let answers = |cause, value: Value, at, code| with(cause, "/answers", value, at, code);
    let question = |cause, value: Value, code| {
        with(
            cause,
            "/answers/0/question",
            value,
            "answers[0].question",
            code,
        )
    };
    let mut partial = valid();
    partial["outcome"] = json!("partial");
    partial["answers"] = json!([]);
    let many: Vec<Value> = (0..101)
        .map(|number| json!({"question": format!("q{number}"), "skipped": true}))
        .collect();
    vec![
        without("no answers", "/answers", "answers", "missing"),
        answers("the answers as null", json!(null), "answers", "wrong_type"),
        answers(
            "one answer without its list",
            json!({"question": "nps", "rating": 9}),
            "answers",
            "wrong_type",
        ),
        answers("the answers as text", json!("9"), "answers", "wrong_type"),
        answers(
            "complete without an answer",
            json!([]),
            "answers",
            "wrong_count",
        ),
        invalid(
            "partial without an answer",
            &partial,
            "answers",
            "wrong_count",
        ),
        answers("101 answers", json!(many), "answers", "wrong_count"),
        answers(
            "an answer that is null",
            json!([null]),
            "answers[0]",
            "wrong_type",
        ),
        answers(
            "an answer that is a number",
            json!([9]),
            "answers[0]",
            "wrong_type",
        ),
        answers(
            "an answer that is a list",
            json!([["nps", 9]]),
            "answers[0]",
            "wrong_type",
        ),
        answers(
            "an answer without anything",
            json!([{}]),
            "answers[0].question",
            "missing",
        ),
        answers(
            "an answer to nothing",
            json!([{"rating": 9}]),
            "answers[0].question",
            "missing",
        ),
        answers(
            "a question without an answer",
            json!([{"question": "nps"}]),
            "answers[0]",
            "no_answer",
        ),
        with(
            "a rating and a text",
            "/answers/0/text",
            json!("9"),
            "answers[0]",
            "ambiguous",
        ),
        with(
            "a text that is skipped",
            "/answers/3/skipped",
            json!(true),
            "answers[3]",
            "ambiguous",
        ),
        with(
            "choices and a contact",
            "/answers/4/contact",
            json!({}),
            "answers[4]",
            "ambiguous",
        ),
        with(
            "the same question twice",
            "/answers/1/question",
            json!("nps"),
            "answers[1].question",
            "duplicate_id",
        ),
        with(
            "a fault in the last answer",
            "/answers/6/question",
            json!(7),
            "answers[6].question",
            "wrong_type",
        ),
        question("the question as null", json!(null), "wrong_type"),
        question("an empty question", json!(""), "empty"),
        question("a question with a dollar", json!("$nps"), "bad_id"),
        question(
            "a question of 65 characters",
            json!("q".repeat(65)),
            "too_long",
        ),
        question("a question with NUL", json!("n\0ps"), "control_character"),
    ]
}

fn ratings() -> Vec<Row> {
    let rating = |cause, value: Value, code| {
        with(cause, "/answers/0/rating", value, "answers[0].rating", code)
    };
    let metric = |cause, value: Value, code| {
        with(cause, "/answers/0/metric", value, "answers[0].metric", code)
    };
    vec![
        rating("the rating as null", json!(null), "wrong_type"),
        rating("the rating as text", json!("9"), "wrong_type"),
        rating("the rating as true", json!(true), "wrong_type"),
        rating("the rating in a list", json!([9]), "wrong_type"),
        rating("a rating above the scale", json!(11), "out_of_range"),
        rating("a rating below the scale", json!(-1), "out_of_range"),
        rating("a rating between two", json!(9.5), "not_whole"),
        rating(
            "a rating just beside one",
            json!(8.999_999_999),
            "not_whole",
        ),
        rating("a rating in percent", json!(90), "out_of_range"),
        rating(
            "a rating that is 9 in 32 bits",
            json!(4_294_967_305_u64),
            "out_of_range",
        ),
        rating("a rating beyond 64 bits", json!(1e20), "out_of_range"),
        rating("the largest double", json!(f64::MAX), "out_of_range"),
        rating("the least of all integers", json!(i64::MIN), "out_of_range"),
        with(
            "satisfaction 0 of 1 to 5",
            "/answers/1/rating",
            json!(0),
            "answers[1].rating",
            "out_of_range",
        ),
        with(
            "satisfaction 6 of 1 to 5",
            "/answers/1/rating",
            json!(6),
            "answers[1].rating",
            "out_of_range",
        ),
        with(
            "effort 0 of 1 to 7",
            "/answers/2/rating",
            json!(0),
            "answers[2].rating",
            "out_of_range",
        ),
        with(
            "effort 8 of 1 to 7",
            "/answers/2/rating",
            json!(8),
            "answers[2].rating",
            "out_of_range",
        ),
        without(
            "a metric without its rating",
            "/answers/0/rating",
            "answers[0]",
            "no_answer",
        ),
        without(
            "no metric",
            "/answers/0/metric",
            "answers[0].metric",
            "missing",
        ),
        metric("the metric as null", json!(null), "wrong_type"),
        metric("the metric as a number", json!(0), "wrong_type"),
        metric("the metric in capitals", json!("NPS"), "unknown_value"),
        metric("a metric nobody knows", json!("stars"), "unknown_value"),
        metric(
            "a text's kind as the metric",
            json!("text"),
            "unknown_value",
        ),
    ]
}

fn scales() -> Vec<Row> {
    let nps = |cause, value: Value, code| {
        with(cause, "/answers/0/scale", value, "answers[0].scale", code)
    };
    let csat = |cause, value: Value, at, code| with(cause, "/answers/1/scale", value, at, code);
    let top =
        |cause, value: Value, code| with(cause, "/answers/1/top", value, "answers[1].top", code);
    let direction = |cause, value: Value, code| {
        with(
            cause,
            "/answers/2/direction",
            value,
            "answers[2].direction",
            code,
        )
    };
    let scale = "answers[1].scale";
    vec![
        without(
            "no scale",
            "/answers/0/scale",
            "answers[0].scale",
            "missing",
        ),
        nps("the scale as null", json!(null), "wrong_type"),
        nps("NPS on 1 to 10", json!([1, 10]), "nps_scale"),
        nps("NPS on 0 to 100", json!([0, 100]), "nps_scale"),
        csat("the scale as text", json!("1-5"), scale, "wrong_type"),
        csat(
            "the scale as an object",
            json!({"min": 1, "max": 5}),
            scale,
            "wrong_type",
        ),
        csat("a scale of nothing", json!([]), scale, "wrong_count"),
        csat("a scale with one end", json!([5]), scale, "wrong_count"),
        csat(
            "a scale of all its points",
            json!([1, 2, 3, 4, 5]),
            scale,
            "wrong_count",
        ),
        csat(
            "a scale that runs backwards",
            json!([5, 1]),
            scale,
            "bad_scale",
        ),
        csat("a scale of one point", json!([4, 4]), scale, "bad_scale"),
        csat("a scale of 102 points", json!([0, 101]), scale, "bad_scale"),
        csat(
            "a scale that begins in the depths",
            json!([-1001, 5]),
            "answers[1].scale[0]",
            "out_of_range",
        ),
        csat(
            "a scale without an end",
            json!([1, 1e300]),
            "answers[1].scale[1]",
            "out_of_range",
        ),
        csat(
            "an end as text",
            json!([1, "5"]),
            "answers[1].scale[1]",
            "wrong_type",
        ),
        csat(
            "a beginning with a fraction",
            json!([0.5, 5]),
            "answers[1].scale[0]",
            "not_whole",
        ),
        top("the top box as null", json!(null), "wrong_type"),
        top("the top box as text", json!("2"), "wrong_type"),
        top("a top box of nothing", json!(0), "out_of_range"),
        top("a top box of everything", json!(5), "out_of_range"),
        top("a top box below nothing", json!(-2), "out_of_range"),
        top("a top box with a fraction", json!(1.5), "not_whole"),
        with(
            "a top box in NPS",
            "/answers/0/top",
            json!(2),
            "answers[0].top",
            "not_for_kind",
        ),
        with(
            "a top box in CES",
            "/answers/2/top",
            json!(2),
            "answers[2].top",
            "not_for_kind",
        ),
        direction("the direction as null", json!(null), "wrong_type"),
        direction("the direction as a number", json!(1), "wrong_type"),
        direction("a direction nobody knows", json!("up"), "unknown_value"),
        with(
            "a direction in CSAT",
            "/answers/1/direction",
            json!("higher_is_easier"),
            "answers[1].direction",
            "not_for_kind",
        ),
    ]
}

fn other_answers() -> Vec<Row> {
    let text =
        |cause, value: Value, code| with(cause, "/answers/3/text", value, "answers[3].text", code);
    let choices =
        |cause, value: Value, at, code| with(cause, "/answers/4/choices", value, at, code);
    let other = |cause, value: Value, code| {
        with(cause, "/answers/4/other", value, "answers[4].other", code)
    };
    let contact =
        |cause, value: Value, at, code| with(cause, "/answers/5/contact", value, at, code);
    let consent =
        |cause, value: Value, at, code| with(cause, "/answers/5/consent", value, at, code);
    let skipped = |cause, value: Value, code| {
        with(
            cause,
            "/answers/6/skipped",
            value,
            "answers[6].skipped",
            code,
        )
    };
    vec![
        text("the comment as null", json!(null), "wrong_type"),
        text("the comment as a number", json!(9), "wrong_type"),
        text(
            "the comment as an object",
            json!({"en": "Quick."}),
            "wrong_type",
        ),
        text("an empty comment", json!(""), "empty"),
        text("a blank comment", json!("\u{3000}\n"), "empty"),
        text(
            "a comment of 4,001 characters",
            json!(long(4001)),
            "too_long",
        ),
        text("NUL in a comment", json!("a\0b"), "control_character"),
        text(
            "a terminal's command in a comment",
            json!("\u{1b}[2J"),
            "control_character",
        ),
        text("delete in a comment", json!("a\u{7f}"), "control_character"),
        text(
            "a control character of the second block",
            json!("a\u{85}b"),
            "control_character",
        ),
        choices(
            "the choices as null",
            json!(null),
            "answers[4].choices",
            "wrong_type",
        ),
        choices(
            "a choice without its list",
            json!("price"),
            "answers[4].choices",
            "wrong_type",
        ),
        choices(
            "a choice by its number",
            json!([0]),
            "answers[4].choices[0]",
            "wrong_type",
        ),
        choices(
            "an empty choice",
            json!(["price", ""]),
            "answers[4].choices[1]",
            "empty",
        ),
        choices(
            "a choice by its label",
            json!(["The price"]),
            "answers[4].choices[0]",
            "bad_id",
        ),
        choices(
            "101 choices",
            json!(vec!["price"; 101]),
            "answers[4].choices",
            "wrong_count",
        ),
        other("“other” as a list", json!(["music"]), "wrong_type"),
        other("an empty “other”", json!(""), "empty"),
        other(
            "an “other” of 4,001 characters",
            json!(long(4001)),
            "too_long",
        ),
        other(
            "a backspace in “other”",
            json!("\u{8}"),
            "control_character",
        ),
        contact(
            "the contact as text",
            json!("a@example.com"),
            "answers[5].contact",
            "wrong_type",
        ),
        contact(
            "a number as an address",
            json!({"phone": 555}),
            "answers[5].contact.phone",
            "wrong_type",
        ),
        contact(
            "an empty address",
            json!({"email": ""}),
            "answers[5].contact.email",
            "empty",
        ),
        contact(
            "a header in an address",
            json!({"email": "a\u{0}\r\nBcc: b"}),
            "answers[5].contact.email",
            "control_character",
        ),
        contact(
            "an address of 501 characters",
            json!({"email": long(501)}),
            "answers[5].contact.email",
            "too_long",
        ),
        contact(
            "a contact's field with a space",
            json!({"e mail": "a"}),
            "answers[5].contact.e mail",
            "bad_id",
        ),
        without(
            "a contact without consent",
            "/answers/5/consent",
            "answers[5].consent",
            "missing",
        ),
        consent(
            "consent as true",
            json!(true),
            "answers[5].consent",
            "wrong_type",
        ),
        consent(
            "consent to nothing",
            json!({"at": "2026-01-31T12:00:00Z"}),
            "answers[5].consent.text",
            "missing",
        ),
        consent(
            "consent without a time",
            json!({"text": "Yes."}),
            "answers[5].consent.at",
            "missing",
        ),
        consent(
            "consent at no time",
            json!({"text": "Yes.", "at": "now"}),
            "answers[5].consent.at",
            "bad_time",
        ),
        skipped("skipped as null", json!(null), "wrong_type"),
        skipped("skipped as text", json!("true"), "wrong_type"),
        skipped("skipped as 1", json!(1), "wrong_type"),
        skipped("not skipped, and no answer", json!(false), "no_answer"),
    ]
}

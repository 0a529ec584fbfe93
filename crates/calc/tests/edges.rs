//! Edges of the kinds of value, association and experience: what is optional, empty, huge or
//! wrong.

use calc::{Value, calculate, kind};
use serde_json::{Value as Json, json};

/// Results hold the expected fields, and what the table of results says.
#[track_caller]
fn check(name: &str, input: &Json, expected: &Json) {
    let result = calculate(name, &Value::from(input)).unwrap();
    kind(name).unwrap().check_result(&result).unwrap();
    let result = serde_json::to_value(&result).unwrap();
    for (field, value) in expected.as_object().unwrap() {
        assert!(
            agrees(&result[field], value),
            "{name}: {field} is {}, not {value}",
            result[field]
        );
    }
}

fn agrees(got: &Json, expected: &Json) -> bool {
    match (got, expected) {
        (Json::Array(got), Json::Array(expected)) => {
            got.len() == expected.len() && got.iter().zip(expected).all(|(a, b)| agrees(a, b))
        }
        (Json::Object(got), Json::Object(expected)) => expected
            .iter()
            .all(|(name, value)| got.get(name).is_some_and(|got| agrees(got, value))),
        (Json::Number(got), Json::Number(expected)) => {
            let (got, expected) = (got.as_f64().unwrap(), expected.as_f64().unwrap());
            (got - expected).abs() <= 1e-9 * expected.abs().max(1.0)
        }
        _ => got == expected,
    }
}

/// A fault names its place and says what would be right.
#[track_caller]
fn refuse(name: &str, input: &Json, at: &str, sentence: &str) {
    let fault = calculate(name, &Value::from(input)).unwrap_err();
    assert_eq!(fault.at, at);
    assert_eq!(fault.to_string(), format!("{at}: {sentence}"));
}

#[test]
fn the_options_of_clv_are_independent() {
    let customer = json!({"margin": 100, "retention": 0.8, "discount": 0.1});
    let with = |name: &str, value: Json| {
        let mut input = customer.clone();
        input[name] = value;
        input
    };
    check(
        "clv",
        &with("acquisition_cost", json!(41)),
        &json!({"clv_end_incl_first": 877.0 / 3.0, "truncated_sum_t0_to_T": null}),
    );
    check(
        "clv",
        &with("horizon", json!(0)),
        &json!({"truncated_sum_t0_to_T": 100}),
    );
    for horizon in [1_000_000_000_u64, u64::MAX] {
        let limit = json!({"truncated_sum_t0_to_T": 1100.0 / 3.0});
        check("clv", &with("horizon", json!(horizon)), &limit);
    }
    check(
        "clv",
        &json!({"margin": 2, "retention": 1, "discount": 0, "horizon": 999_999_999}),
        &json!({
            "clv_end_excl_first": null,
            "clv_start_incl_first": null,
            "clv_end_incl_first": null,
            "multiplier": null,
            "expected_lifetime_periods": null,
            "truncated_sum_t0_to_T": 2e9,
        }),
    );
}

#[test]
fn a_rate_that_leaves_no_money_is_refused() {
    refuse(
        "clv",
        &json!({"margin": 1, "retention": 0.8, "discount": -1}),
        "discount",
        "a rate of -1 leaves no money to discount; expected a number above -1",
    );
    refuse(
        "clv_schedule",
        &json!({"cash_flows": [1], "retention": -0.8, "discount": 0.1}),
        "retention",
        "this number is out of range; expected a number of at least 0",
    );
    refuse(
        "clv_cohort",
        &json!({"active": [10, 9], "margin": [5], "discount": 0.1}),
        "margin",
        "there are 1 margins for 2 periods; expected 2, one a period",
    );
}

#[test]
fn nothing_spent_is_a_value_of_zero_and_nobody_is_none() {
    check(
        "clv_schedule",
        &json!({"cash_flows": [], "retention": 0.8, "discount": 0.1}),
        &json!({"clv": 0, "cumulative": []}),
    );
    check(
        "clv_historic",
        &json!({"revenues": [], "gross_margin": 0.4, "acquisition_cost": 20}),
        &json!({"clv": -20}),
    );
    check(
        "clv_cohort",
        &json!({"active": [], "margin": [], "discount": 0.1}),
        &json!({"clv": null, "survival": [], "period_retention": []}),
    );
    check(
        "clv_cohort",
        &json!({"active": [0, 0], "margin": [1, 1], "discount": 0.1}),
        &json!({"clv": null, "survival": [null, null], "period_retention": [null]}),
    );
    check(
        "rates",
        &json!({"start": 4_000_000_000_u64, "end": 4_000_000_000_u64, "new": 1_000_000_000}),
        &json!({"retention": 0.75, "churn": 0.25, "growth": 0}),
    );
}

#[test]
fn each_part_of_revenue_may_be_given_alone() {
    for (part, net, gross, earned) in [
        ("expansion", 1.2, 1.0, 0.2),
        ("contraction", 0.8, 0.8, -0.2),
        ("churned", 0.8, 0.8, -0.2),
        ("earned_new", 1.0, 1.0, 0.2),
    ] {
        check(
            "revenue_retention",
            &json!({"start": 100, part: 20}),
            &json!({"nrr": net, "grr": gross, "earned_growth_rate": earned}),
        );
    }
    check(
        "revenue_retention",
        &json!({"start": 0, "expansion": 5}),
        &json!({"nrr": null, "grr": null, "earned_growth_rate": null}),
    );
}

const NOTE: &str = score::association::NOTE;

#[test]
fn an_association_says_what_it_is_not() {
    assert!(NOTE.starts_with("associated with, not caused by"));
    check(
        "risk_2x2",
        &json!({"a_events": 0, "a_n": 0, "b_events": 0, "b_n": 0}),
        &json!({
            "risk_a": null, "risk_b": null, "risk_diff": null, "risk_diff_lower": null,
            "risk_ratio": null, "rr_lower": null, "odds_ratio": null, "or_upper": null,
            "fisher_p": 1, "note": NOTE,
        }),
    );
    check(
        "correlation",
        &json!({"x": [], "y": []}),
        &json!({"n": 0, "pearson": null, "spearman": null, "kendall_tau_b": null, "note": NOTE}),
    );
    check(
        "kaplan_meier",
        &json!({"time": [], "event": []}),
        &json!({"n": 0, "events": 0, "median": null, "table": [], "note": NOTE}),
    );
}

#[test]
fn billions_are_compared_exactly() {
    let n = 4_000_000_000_u64;
    check(
        "risk_2x2",
        &json!({"a_events": 2_000_100_000_u64, "a_n": n, "b_events": 2_000_000_000_u64, "b_n": n}),
        &json!({"risk_a": 0.500_025, "fisher_p": 0.025_348_783_160_467_832}),
    );
    check(
        "risk_2x2",
        &json!({"a_events": 1, "a_n": u64::MAX, "b_events": 1, "b_n": u64::MAX}),
        &json!({"risk_ratio": 1, "odds_ratio": 1, "fisher_p": null}),
    );
}

#[test]
fn any_confidence_widens_or_narrows_the_interval() {
    let x = [1, 2, 3, 4, 5];
    let y = [2, 1, 4, 3, 5];
    let width = |conf: f64| {
        let input = json!({"x": x, "y": y, "conf": conf});
        let result = calculate("correlation", &Value::from(&input)).unwrap();
        let bound = |name| result.get(name).and_then(Value::as_number).unwrap();
        bound("pearson_upper") - bound("pearson_lower")
    };
    assert!(width(0.01) < width(0.5) && width(0.5) < width(0.95));
    assert!(width(0.95) < width(0.999_999));
}

#[test]
fn what_does_not_fit_together_is_refused_by_place() {
    refuse(
        "risk_2x2",
        &json!({"a_events": 1, "a_n": 2, "b_events": 4, "b_n": 3}),
        "b_events",
        "4 events are more than the group has members; expected at most 3",
    );
    refuse(
        "correlation",
        &json!({"x": [1, 2], "y": [1]}),
        "y",
        "there are 1 values beside 2 of x; expected 2, one for each of x",
    );
    refuse(
        "correlation",
        &json!({"x": [1, null], "y": [1, 2]}),
        "x[1]",
        "this is null; expected a number",
    );
    refuse(
        "kaplan_meier",
        &json!({"time": [1, 2], "event": [1]}),
        "event",
        "there are 1 events beside 2 times; expected 2, one for each time",
    );
    refuse(
        "kaplan_meier",
        &json!({"time": [1], "event": [2]}),
        "event[0]",
        "this number is out of range; expected a whole number from 0 to 1",
    );
}

#[test]
fn acsi_needs_three_means_and_weights_that_weigh() {
    check(
        "acsi",
        &json!({"means": [5.5, 5.5, 5.5]}),
        &json!({"simple": 50, "weighted": null}),
    );
    refuse(
        "acsi",
        &json!({"means": [5, 5]}),
        "means",
        "there are 2 numbers; expected 3, one for each question",
    );
    refuse(
        "acsi",
        &json!({"means": [5, 5, 0.5]}),
        "means[2]",
        "this number is out of range; expected a number from 1 to 10",
    );
    refuse(
        "acsi",
        &json!({"means": [5, 5, 5], "weights": [0, 0, 0]}),
        "weights",
        "all weights are 0; at least one must be above 0; expected three numbers that make an index",
    );
}

#[test]
fn drivers_make_an_index_or_say_which_is_missing() {
    let five = json!({"scale_min": 1, "counts": [1, 0, 2, 4, 3]});
    let nps = json!({"scale_min": 0, "counts": [0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4]});
    check(
        "drivers",
        &json!({"trust": five, "knowing": five, "ease": nps}),
        &json!({
            "index": 215.0 / 3.0, "missing": [], "note": NOTE,
            "ease": {"n": 8, "mean_0_100": 75},
        }),
    );
    check(
        "drivers",
        &json!({"trust": five, "ease": nps}),
        &json!({"index": null, "lower": null, "missing": ["knowing"], "knowing": null}),
    );
    check(
        "drivers",
        &json!({"trust": five, "ease": nps, "weights": {"knowing": 0, "ease": 3}}),
        &json!({"index": 73.75, "missing": []}),
    );
    check(
        "drivers",
        &json!({}),
        &json!({"index": null, "missing": ["trust", "knowing", "ease"]}),
    );
    refuse(
        "drivers",
        &json!({"weights": {"trust": 0, "knowing": 0, "ease": 0}}),
        "weights",
        "all weights are 0; expected at least one weight above 0",
    );
}

#[test]
fn a_journey_is_remembered_by_its_peak_and_its_end() {
    let journey = json!([
        {"name": "advert", "stage": "awareness", "score": 55},
        {"name": "delivery", "score": 12, "se": 3},
        {"name": "help line", "stage": "support", "score": 70, "se": 4},
    ]);
    check(
        "peak_end",
        &json!({"touchpoints": journey}),
        &json!({
            "n": 3, "index": 41, "se": 2.5,
            "worst": {"name": "delivery", "stage": null, "score": 12},
            "best": {"name": "help line", "stage": "support"},
            "peak": {"name": "delivery"},
            "last": {"name": "help line"},
        }),
    );
    check(
        "peak_end",
        &json!({"touchpoints": journey, "neutral": 0}),
        &json!({"index": 70, "se": 4, "peak": {"name": "help line"}}),
    );
    check(
        "peak_end",
        &json!({"touchpoints": []}),
        &json!({"n": 0, "worst": null, "index": null}),
    );
    refuse(
        "peak_end",
        &json!({"touchpoints": [{"name": "advert", "stage": "advertising", "score": 1}]}),
        "touchpoints[0].stage",
        "`advertising` is not known here; expected `awareness`, `consideration`, `purchase`, \
         `onboarding`, `use` or `support`",
    );
}

#[test]
fn priorities_are_ordered_with_their_uncertainty() {
    let item = |name: &str, gap: f64, effort: f64| {
        json!({
            "name": name, "importance": 0.5, "gap": gap, "gap_se": 0.1 * gap, "reach": 100,
            "value": 3, "effort": effort,
        })
    };
    let input = json!({"items": [
        item("queue", 10.0, 5.0), item("delivery", 20.0, 5.0), item("advert", 0.0, 1.0),
    ]});
    check(
        "priorities",
        &input,
        &json!({"note": NOTE, "ranking": [
            {"item": 1, "name": "delivery", "priority": 600, "log_se": 0.1},
            {"item": 0, "name": "queue", "priority": 300, "log_se": 0.1, "above_next": null},
            {"item": 2, "name": "advert", "priority": 0, "log_se": null, "lower": null},
        ]}),
    );
    let mut by_effort = input.clone();
    by_effort["exponents"] = json!({"importance": 0, "gap": 0, "reach": 0, "value": 0});
    check(
        "priorities",
        &by_effort,
        &json!({"ranking": [{"item": 2, "priority": 1}, {"item": 0, "priority": 0.2}, {"item": 1}]}),
    );
    check("priorities", &json!({"items": []}), &json!({"ranking": []}));
    refuse(
        "priorities",
        &json!({"items": [item("queue", 10.0, 0.0)]}),
        "items[0].effort",
        "this number is out of range; expected a number above 0",
    );
}

#[test]
fn ratings_are_given_once_and_in_one_form() {
    const FORMS: &str = "`promoters`, `passives` and `detractors`, or `histogram`, or `responses`";
    let none = format!("no ratings are given; expected {FORMS}");
    refuse("nps_score", &json!({}), "responses", &none);
    let twice = |first: &str| {
        format!("the ratings are given by `{first}` already; expected one form of them: {FORMS}")
    };
    refuse(
        "nps_score",
        &json!({"responses": [9], "histogram": [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]}),
        "responses",
        &twice("histogram"),
    );
    refuse(
        "nps_ci",
        &json!({"promoters": 1, "passives": 0, "detractors": 0, "responses": [9]}),
        "responses",
        &twice("promoters"),
    );
    refuse(
        "nps_score",
        &json!({"promoters": 1}),
        "passives",
        "this field is needed and is not there; expected a whole number of at least 0",
    );
}

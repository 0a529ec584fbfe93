//! Waves, segments, weights and charts by name: the edges of their inputs, and their refusals.

use calc::{Fault, Value, calculate};
use serde_json::{Value as Json, json};

fn result(name: &str, input: &Json) -> Result<Json, Fault> {
    let input = Value::from(input);
    let result = calculate(name, &input)?;
    calc::kind(name).unwrap().check_result(&result)?;
    Ok(serde_json::to_value(&result).unwrap())
}

/// The result must have these members, numbers to nine digits.
#[expect(clippy::needless_pass_by_value, reason = "the calls read better")]
fn gives(name: &str, input: Json, expected: Json) {
    let found = result(name, &input).unwrap_or_else(|fault| panic!("{name} {input}: {fault}"));
    for (field, expected) in expected.as_object().unwrap() {
        let found = &found[field];
        assert!(
            alike(found, expected),
            "{name} {input}: {field} is {found}, not {expected}"
        );
    }
}

fn alike(found: &Json, expected: &Json) -> bool {
    match (found, expected) {
        (Json::Number(found), Json::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            (found - expected).abs() <= 1e-9 * (1.0 + expected.abs())
        }
        (Json::Array(found), Json::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| alike(a, b))
        }
        (Json::Object(found), Json::Object(expected)) => expected
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|found| alike(found, value))),
        _ => found == expected,
    }
}

/// The request must be refused, and the fault be there.
#[expect(clippy::needless_pass_by_value, reason = "the calls read better")]
fn refuses(name: &str, input: Json, at: &str) {
    match result(name, &input) {
        Ok(found) => panic!("{name} {input}: {found}"),
        Err(fault) => assert_eq!(fault.at, at, "{name} {input}: {fault}"),
    }
}

fn classes(promoters: u64, passives: u64, detractors: u64) -> Json {
    json!({"promoters": promoters, "passives": passives, "detractors": detractors})
}

#[test]
fn a_side_may_come_in_any_form_of_ratings() {
    let (a, b) = (classes(2, 1, 1), classes(1, 1, 2));
    let plain = result("nps_diff", &json!({"a": a, "b": b})).unwrap();
    let responses = json!({"responses": [9, 10, 7, 0, null, "x"]});
    let histogram = json!({"histogram": [1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0]});
    gives("nps_diff", json!({"a": responses, "b": histogram}), plain);
}

#[test]
fn adjusted_wald_is_what_is_not_asked_for() {
    let (a, b) = (classes(40, 30, 30), classes(30, 30, 40));
    let named = json!({"a": a, "b": b, "method": "adjusted_wald", "pseudo": [0.75, 1.5, 0.75], "conf": 0.95});
    let expected = result("nps_diff", &named).unwrap();
    gives("nps_diff", json!({"a": a, "b": b}), expected.clone());
    for alone in [
        json!({"pseudo": [0.75, 1.5, 0.75]}),
        json!({"conf": 0.95}),
        json!({"method": null}),
    ] {
        let mut input = json!({"a": a, "b": b});
        input
            .as_object_mut()
            .unwrap()
            .extend(alone.as_object().unwrap().clone());
        gives("nps_diff", input, expected.clone());
    }
}

#[test]
fn what_is_undefined_is_null() {
    let nobody = classes(0, 0, 0);
    let nothing = json!({"diff": null, "center": null, "statistic": null, "p_value": null, "lower": null, "upper": null, "se_points": null});
    for method in ["wald", "adjusted_wald", "welch_t"] {
        let input = json!({"a": nobody, "b": classes(1, 2, 3), "method": method});
        gives("nps_diff", input, nothing.clone());
    }
    gives(
        "nps_diff",
        json!({"a": classes(1, 0, 0), "b": classes(5, 3, 2), "method": "welch_t"}),
        json!({"diff": 70.0, "statistic": null, "df": null, "p_value": null, "lower": null, "upper": null}),
    );
    gives(
        "prop_diff",
        json!({"count_a": 0, "n_a": 0, "count_b": 1, "n_b": 2}),
        json!({"diff": null, "z_pooled": null, "newcombe_lower": null, "wald_upper": null}),
    );
    gives(
        "mean_diff_welch",
        json!({"a": [], "b": [1, 2]}),
        json!({"diff": null, "t": null, "lower": null}),
    );
    gives(
        "mean_diff_welch",
        json!({"a": [4], "b": [1, 2]}),
        json!({"diff": 2.5, "t": null, "df": null, "p_value": null, "lower": null}),
    );
    gives(
        "mean_diff_welch",
        json!({"a": [3, 3], "b": [1, 1, 1]}),
        json!({"diff": 2.0, "t": null, "df": null, "p_value": null, "lower": 2.0, "upper": 2.0}),
    );
    gives("p_adjust", json!({"p": []}), json!({"holm": [], "by": []}));
    gives(
        "weighted_nps",
        json!({"responses": [], "weights": []}),
        json!({"n": 0, "nps": null, "sum_weights": 0.0, "n_eff": null, "se_taylor_points": null}),
    );
    gives(
        "poststratified_nps",
        json!({"strata": [{"promoters": 1, "passives": 0, "detractors": 0, "population": 5},
                          {"promoters": 0, "passives": 0, "detractors": 0, "population": 5}]}),
        json!({"nps": null, "se_points": null, "lower": null, "pooled_nps": 100.0}),
    );
    gives(
        "two_window",
        json!({"periods": [classes(1, 1, 1)], "recent": 1, "baseline": 1}),
        json!({"recent_nps": null, "baseline_nps": null, "diff": null}),
    );
    gives(
        "two_window",
        json!({"periods": [classes(1, 1, 0), nobody], "recent": 1, "baseline": 1}),
        json!({"recent_nps": null, "baseline_nps": 50.0, "diff": null, "p_value": null}),
    );
}

#[test]
fn counts_of_billions_keep_their_digits() {
    let n = 4_000_000_000_u64;
    // One promoter more among four billion is 2.5·10⁻⁸ points.
    gives(
        "nps_diff",
        json!({"a": classes(n - 1, 0, 1), "b": classes(n - 2, 1, 1), "method": "wald"}),
        json!({"diff": 2.5e-8}),
    );
    let wald =
        json!({"a": classes(n / 2, 0, n / 2), "b": classes(n / 2, 0, n / 2), "method": "wald"});
    gives(
        "nps_diff",
        wald,
        json!({"diff": 0.0, "p_value": 1.0, "se_points": 100.0 * (2.0 / n as f64).sqrt()}),
    );
    gives(
        "mean_diff_welch",
        json!({"counts_a": [n, n], "counts_b": [n, n], "scale_min": 1}),
        json!({"diff": 0.0, "t": 0.0, "p_value": 1.0}),
    );
}

#[test]
fn values_and_counts_of_them_are_the_same_sample() {
    let values = json!({"a": [1, 1, 2, 4], "b": [3, 5, 5], "conf": 0.9});
    let counts =
        json!({"counts_a": [2, 1, 0, 1], "counts_b": [0, 0, 1, 0, 2], "scale_min": 1, "conf": 0.9});
    let expected = result("mean_diff_welch", &values).unwrap();
    gives("mean_diff_welch", counts, expected);
}

#[test]
fn segments_come_back_by_name_and_in_order() {
    let segments = json!([
        {"name": "north", "promoters": 60, "passives": 20, "detractors": 20},
        {"name": "south", "promoters": 0, "passives": 0, "detractors": 0},
        {"promoters": 30, "passives": 30, "detractors": 40},
    ]);
    let pair = json!({"a": segments[0], "b": segments[2]});
    let mut pair = pair;
    pair["a"].as_object_mut().unwrap().remove("name");
    let by_hand = result("nps_diff", &pair).unwrap();
    gives(
        "nps_segments",
        json!({"segments": segments}),
        json!({"segments": [
            {"name": "north", "n": 100, "rest_n": 100, "nps": 40.0, "rest_nps": -10.0,
             "diff": 50.0, "lower": by_hand["lower"], "p_value": by_hand["p_value"]},
            {"name": "south", "n": 0, "nps": null, "diff": null, "p_adjusted": null},
            {"name": null, "n": 100, "diff": -50.0},
        ]}),
    );
}

#[test]
fn segments_are_adjusted_by_the_method_named() {
    let segments =
        json!([{"count": 80, "n": 100}, {"count": 60, "n": 100}, {"count": 55, "n": 100}]);
    let of = |input: Json| result("prop_segments", &input).unwrap()["segments"].clone();
    let column = |records: &Json, name: &str| -> Json {
        records
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record[name].clone())
            .collect()
    };
    let raw = column(&of(json!({"segments": segments})), "p_value");
    let expected = result("p_adjust", &json!({"p": raw})).unwrap();
    for method in ["bonferroni", "holm", "hochberg", "bh", "by"] {
        let found = of(json!({"segments": segments, "adjust": method}));
        assert!(
            alike(&column(&found, "p_adjusted"), &expected[method]),
            "{method}"
        );
    }
    let by_default = column(&of(json!({"segments": segments})), "p_adjusted");
    assert!(alike(&by_default, &expected["holm"]));
}

#[test]
fn means_of_segments_are_compared_on_one_scale() {
    gives(
        "mean_segments",
        json!({"segments": [{"counts": [0, 1, 2, 3, 4]}, {"counts": [4, 3, 2, 1, 0]}], "scale_min": 1}),
        json!({"segments": [{"mean": 4.0, "rest_mean": 2.0, "diff": 2.0, "df": 18.0}, {"diff": -2.0}]}),
    );
    refuses(
        "mean_segments",
        json!({"segments": [{"counts": [1, 2]}, {"counts": [1, 2, 3]}], "scale_min": 1}),
        "segments",
    );
}

#[test]
fn a_sampling_rate_is_a_weight() {
    let rates = json!({"responses": [10, null, 2, 7], "sampling_rates": [1, 0.5, 0.25, 0.5]});
    let weights = json!({"responses": [10, null, 2, 7], "weights": [1, 2, 4, 2]});
    let expected = result("weighted_nps", &weights).unwrap();
    assert_eq!(
        (&expected["n"], &expected["missing"]),
        (&json!(3), &json!(1))
    );
    gives("weighted_nps", rates, expected);
}

#[test]
fn any_metric_may_be_weighted() {
    let answers = json!({"responses": [5, 4, 3, 1, 6, null], "weights": [1, 2, 1, 4, 8, 8]});
    let with = |more: Json| {
        let mut input = answers.clone();
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input
    };
    for (metric, score) in [("csat", 37.5), ("rating", 2.5), ("ces", 37.5)] {
        gives(
            "weighted_score",
            with(json!({"metric": metric, "scale_min": 1, "scale_max": 5})),
            json!({"score": score, "mean": 2.5, "n": 4, "invalid": 1, "missing": 1, "sum_weights": 8.0}),
        );
    }
    let hard =
        json!({"metric": "ces", "scale_min": 1, "scale_max": 5, "direction": "lower_is_easier"});
    gives("weighted_score", with(hard), json!({"score": 50.0}));
    let nps = json!({"responses": [10, 7, 0], "weights": [3, 1, 2]});
    let expected = result("weighted_nps", &nps).unwrap();
    let mut any = nps;
    any["metric"] = "nps".into();
    (any["scale_min"], any["scale_max"]) = (0.into(), 10.into());
    gives(
        "weighted_score",
        any,
        json!({"score": expected["nps"], "se_taylor": expected["se_taylor_points"], "lower": expected["lower"]}),
    );
}

#[test]
fn weighted_segments_of_equal_weights_are_mean_segments() {
    let weighted = json!({"metric": "rating", "scale_min": 1, "scale_max": 5, "segments": [
        {"name": "a", "responses": [1, 2, 5, 5], "weights": [2, 2, 2, 2]},
        {"name": "b", "responses": [2, 1, 1], "sampling_rates": [0.5, 0.5, 0.5]},
    ]});
    let counted = json!({"scale_min": 1, "segments": [
        {"name": "a", "counts": [1, 1, 0, 0, 2]}, {"name": "b", "counts": [2, 1, 0, 0, 0]},
    ]});
    let counted = result("mean_segments", &counted).unwrap();
    let found = result("weighted_segments", &weighted).unwrap();
    for (one, other) in found["segments"]
        .as_array()
        .unwrap()
        .iter()
        .zip(counted["segments"].as_array().unwrap())
    {
        for field in [
            "name",
            "n",
            "diff",
            "lower",
            "upper",
            "t",
            "df",
            "p_value",
            "p_adjusted",
        ] {
            assert!(alike(&one[field], &other[field]), "{field}: {one} {other}");
        }
    }
    refuses(
        "weighted_segments",
        json!({"metric": "rating", "scale_min": 1, "scale_max": 5, "segments": [{"responses": [1], "weights": []}]}),
        "segments[0].weights",
    );
}

#[test]
fn the_weight_of_a_missing_response_is_not_summed() {
    gives(
        "weighted_nps",
        json!({"responses": [10, null, 11], "weights": [2, 5, 7]}),
        json!({"n": 1, "invalid": 1, "missing": 1, "sum_weights": 2.0, "nps": 100.0}),
    );
}

#[test]
fn charts_of_nothing_are_empty() {
    gives(
        "cusum",
        json!({"data": [], "target": 0, "K": 1, "H": 5}),
        json!({"s_high": [], "signals": [], "first_signal": null}),
    );
    let baseline = classes(50, 30, 20);
    gives(
        "nps_ewma",
        json!({"periods": [], "baseline": baseline, "lambda": 0.2, "L": 3}),
        json!({"target_nps": 30.0, "points": [], "signals": []}),
    );
    gives(
        "nps_cusum",
        json!({"periods": [baseline], "baseline": classes(0, 0, 0), "K": 0.5, "H": 5}),
        json!({"target_nps": null, "sd_points": null, "points": [], "first_signal": null}),
    );
}

#[test]
fn a_series_tells_its_signals_by_period() {
    let steady = classes(50, 30, 20);
    let periods = json!([
        steady,
        classes(0, 0, 0),
        steady,
        classes(10, 30, 60),
        classes(10, 30, 60)
    ]);
    let cusum = json!({"periods": periods, "baseline": classes(500, 300, 200), "K": 0.5, "H": 4});
    gives(
        "nps_cusum",
        cusum,
        json!({"target_nps": 30.0, "signals": [4, 5], "first_signal": 4}),
    );
    let ewma =
        json!({"periods": periods, "baseline": classes(500, 300, 200), "lambda": 0.2, "L": 3});
    let found = result("nps_ewma", &ewma).unwrap();
    let places: Vec<_> = found["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["period"])
        .collect();
    assert_eq!(places, [1, 3, 4, 5]);
    assert_eq!(found["first_signal"], 4);
}

#[test]
fn run_lengths_are_stated() {
    gives(
        "cusum_arl",
        json!({"K": 0.5, "H": 4}),
        json!({"arl": 167.683_788_813_62, "arl_upper": 335.367_577_627_23, "signal_rate": 1.0 / 167.683_788_813_62}),
    );
    let in_points = json!({"K": 5, "H": 40, "sigma": 10, "shift": 1});
    let in_sigmas = result("cusum_arl", &json!({"K": 0.5, "H": 4, "shift": 1})).unwrap();
    gives("cusum_arl", in_points, in_sigmas);
    gives(
        "ewma_arl",
        json!({"lambda": 1, "L": 3}),
        json!({"arl": 370.398_347_344_96, "arl_steady": 370.398_347_344_96}),
    );
    gives(
        "ewma_arl",
        json!({"lambda": 0.001, "L": 3}),
        json!({"arl": null, "signal_rate": null}),
    );
}

#[test]
fn what_is_wrong_is_named() {
    let (a, b) = (classes(1, 2, 3), classes(1, 2, 3));
    for (name, input, at) in [
        ("nps_diff", json!({"a": a}), "b"),
        (
            "nps_diff",
            json!({"a": a, "b": {"promoters": 1, "passives": -1, "detractors": 0}}),
            "b.passives",
        ),
        ("nps_diff", json!({"a": a, "b": b, "method": "t"}), "method"),
        (
            "nps_diff",
            json!({"a": a, "b": b, "pseudo": [1, 2]}),
            "pseudo",
        ),
        ("nps_diff", json!({"a": a, "b": b, "conf": 1}), "conf"),
        (
            "prop_diff",
            json!({"count_a": 3, "n_a": 2, "count_b": 1, "n_b": 2}),
            "count_a",
        ),
        ("mean_diff_welch", json!({"a": [1, 2]}), "b"),
        (
            "mean_diff_welch",
            json!({"counts_a": [1], "counts_b": [1]}),
            "scale_min",
        ),
        ("p_adjust", json!({"p": [0.5, 1.5]}), "p[1]"),
        ("p_adjust", json!({"p": [null]}), "p[0]"),
        (
            "prop_segments",
            json!({"segments": [{"count": 1, "n": 1}, {"count": 2, "n": 1}]}),
            "segments[1].count",
        ),
        (
            "mean_segments",
            json!({"segments": [{"counts": [1]}], "scale_min": 1}),
            "segments[0].counts",
        ),
        ("weighted_nps", json!({"responses": [1]}), "weights"),
        (
            "weighted_nps",
            json!({"responses": [1], "weights": [1, 2]}),
            "weights",
        ),
        (
            "weighted_nps",
            json!({"responses": [1], "weights": [-1]}),
            "weights[0]",
        ),
        (
            "weighted_nps",
            json!({"responses": [1], "weights": [1e200]}),
            "weights[0]",
        ),
        (
            "weighted_nps",
            json!({"responses": [1], "sampling_rates": [0]}),
            "sampling_rates[0]",
        ),
        (
            "weighted_nps",
            json!({"responses": [1], "weights": [1], "sampling_rates": [1]}),
            "sampling_rates",
        ),
        (
            "poststratified_nps",
            json!({"strata": [{"promoters": 1, "passives": 0, "detractors": 0}]}),
            "strata[0].population",
        ),
        (
            "ewma",
            json!({"data": [], "lambda": 1.5, "target": 0, "sigma": 1, "L": 3}),
            "lambda",
        ),
        (
            "ewma",
            json!({"data": [1, 1e101], "lambda": 0.5, "target": 0, "sigma": 1, "L": 3}),
            "data[1]",
        ),
        (
            "cusum",
            json!({"data": [], "target": 0, "K": -1, "H": 3}),
            "K",
        ),
        (
            "two_window",
            json!({"periods": [], "recent": -1, "baseline": 1}),
            "recent",
        ),
        ("cusum_arl", json!({"K": 0.5, "H": 4, "sigma": 0}), "sigma"),
    ] {
        refuses(name, input, at);
    }
}

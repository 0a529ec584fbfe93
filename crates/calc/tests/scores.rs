//! Edges of the kinds of scores, their intervals, sample sizes and distributions: what is
//! optional, empty, huge or wrong.

use calc::{Value, calculate, kind};
use serde_json::{Value as Json, json};

/// The result as JSON, after it was held to its own table.
#[track_caller]
fn result(name: &str, input: &Json) -> Json {
    let result = calculate(name, &Value::from(input)).unwrap();
    kind(name).unwrap().check_result(&result).unwrap();
    serde_json::to_value(&result).unwrap()
}

/// A fault names its place and says what would be right.
#[track_caller]
fn refuse(name: &str, input: &Json, at: &str, expected: &str) {
    let fault = calculate(name, &Value::from(input)).unwrap_err();
    assert_eq!((fault.at.as_str(), fault.expected.as_str()), (at, expected));
}

#[track_caller]
fn close(got: &Json, expected: f64) {
    let got = got.as_f64().unwrap();
    let error = (got - expected).abs();
    assert!(error <= 1e-12 * expected.abs(), "{got} is not {expected}");
}

#[test]
fn an_nps_interval_needs_no_options_and_takes_ratings_in_any_form() {
    let classes = json!({"promoters": 70, "passives": 10, "detractors": 20});
    let histogram = json!({"histogram": [20, 0, 0, 0, 0, 0, 0, 10, 0, 30, 40]});
    let spelled = json!({
        "promoters": 70, "passives": 10, "detractors": 20,
        "conf": 0.95, "method": "adjusted_wald", "pseudo": [0.75, 1.5, 0.75],
    });
    let interval = result("nps_ci", &classes);
    assert_eq!(interval["method"], "adjusted_wald");
    assert_eq!(interval["conf"], 0.95);
    assert_eq!(interval, result("nps_ci", &histogram));
    assert_eq!(interval, result("nps_ci", &spelled));
    let wald = json!({"promoters": 7, "passives": 2, "detractors": 3, "method": "wald"});
    let none = json!({"promoters": 7, "passives": 2, "detractors": 3, "pseudo": [0, 0, 0]});
    assert_eq!(
        result("nps_ci", &wald)["lower"],
        result("nps_ci", &none)["lower"]
    );
}

#[test]
fn pseudo_counts_are_three() {
    let mut input = json!({"promoters": 7, "passives": 2, "detractors": 3, "pseudo": [1, 2]});
    refuse(
        "nps_ci",
        &input,
        "pseudo",
        "3: promoters, passives, detractors",
    );
    input["pseudo"] = json!([1, -2, 1]);
    refuse(
        "nps_ci",
        &input,
        "pseudo[1]",
        "a number from 0 to 1000000000",
    );
}

#[test]
fn of_nobody_everything_is_null() {
    let nobody = json!({"promoters": 0, "passives": 0, "detractors": 0});
    for name in ["nps_score", "nps_variance", "nps_ci", "nps_bootstrap_exact"] {
        let result = result(name, &nobody);
        let numbers = result.as_object().unwrap().iter();
        for (field, value) in numbers {
            let told = ["method", "conf"].contains(&field.as_str()) || value == 0;
            assert!(value.is_null() || told, "{name}: {field} is {value}");
        }
    }
    let empty = result("mean_ci", &json!({"values": []}));
    assert_eq!((&empty["n"], &empty["mean"]), (&json!(0), &Json::Null));
    let empty = result(
        "prop_ci",
        &json!({"count": 0, "n": 0, "method": "jeffreys"}),
    );
    assert_eq!(
        (&empty["lower"], &empty["upper_bcd"]),
        (&Json::Null, &Json::Null)
    );
}

#[test]
fn billions_of_answers_keep_their_digits() {
    let n = 4_000_000_000_u64;
    let input = json!({"promoters": n, "passives": n, "detractors": n, "method": "score"});
    let interval = result("nps_ci", &input);
    assert_eq!(interval["nps"], 0.0);
    // The equation of the score interval solved to 30 digits.
    close(&interval["upper"], 0.001_460_870_900_844_055);
    let share = json!({"count": 1, "n": n, "method": "clopper_pearson"});
    let share = result("prop_ci", &share);
    // 1 − 0.975^(1/n)
    close(&share["lower"], 6.329_451_996_052_443e-12);
    let all = json!({"count": u64::MAX, "n": u64::MAX});
    assert_eq!(result("prop_ci", &all)["upper"], 1.0);
    let mean = json!({"scale_min": 1, "counts": [u64::MAX, 0, u64::MAX]});
    assert_eq!(result("mean_ci", &mean)["mean"], 2.0);
}

#[test]
fn more_hits_than_answers_are_refused() {
    refuse(
        "prop_ci",
        &json!({"count": 3, "n": 2}),
        "count",
        "at most `n`",
    );
    refuse(
        "prop_ci",
        &json!({"count": 1.5, "n": 2}),
        "count",
        "a whole number of at least 0",
    );
}

#[test]
fn a_confidence_is_a_share_and_not_percent() {
    let input = json!({"count": 3, "n": 20, "conf": 95});
    refuse("prop_ci", &input, "conf", "a number above 0 and below 1");
    let input = json!({"count": 3, "n": 20, "conf": null});
    assert_eq!(result("prop_ci", &input)["conf"], 0.95);
}

#[test]
fn boxes_have_usual_sizes() {
    let five = json!({"scale_min": 1, "scale_max": 5, "counts": [1, 2, 3, 4, 10]});
    let usual = result("box", &five);
    assert_eq!(
        (&usual["top_count"], &usual["bottom_count"]),
        (&json!(14), &json!(3))
    );
    let thumbs = json!({"scale_min": 0, "scale_max": 1, "counts": [1, 3]});
    assert_eq!(result("box", &thumbs)["top_pct"], 75.0);
    let with = |field: &str, size: Json| {
        let mut input = five.clone();
        input[field] = size;
        input
    };
    // Alone, either one is read; the bottom box is as large as the top one.
    assert_eq!(result("box", &with("top_k", json!(1)))["bottom_count"], 1);
    let bottom = result("box", &with("bottom_k", json!(1)));
    assert_eq!(
        (&bottom["top_count"], &bottom["bottom_count"]),
        (&json!(14), &json!(1))
    );
    refuse("box", &with("top_k", json!(6)), "top_k", "at most as many");
    refuse(
        "box",
        &with("counts", json!([1, 2])),
        "counts",
        "5, one for each rating from 1 to 5",
    );
    refuse(
        "box",
        &with("scale_max", json!(1)),
        "scale_max",
        "a number above `scale_min` that makes at most 101 ratings",
    );
}

#[test]
fn effort_is_easy_at_the_end_that_is_said() {
    let mut input = json!({"scale_min": 1, "scale_max": 7, "counts": [5, 1, 1, 1, 0, 0, 2]});
    let higher = result("ces", &input);
    assert_eq!(
        (&higher["easy_pct"], &higher["hard_pct"]),
        (&json!(20.0), &json!(70.0))
    );
    input["direction"] = json!("lower_is_easier");
    let lower = result("ces", &input);
    assert_eq!(
        (&lower["easy_pct"], &lower["hard_pct"]),
        (&json!(70.0), &json!(20.0))
    );
    assert_eq!(lower["mean"], higher["mean"]);
    input["easy_k"] = json!(1);
    assert_eq!(result("ces", &input)["easy_pct"], 50.0);
    assert_eq!(result("ces", &input)["hard_pct"], 20.0);
}

#[test]
fn any_metric_is_scored_where_there_are_enough_answers() {
    let mut input = json!({
        "metric": "enps", "scale_min": 0, "scale_max": 10,
        "counts": [0, 0, 0, 0, 0, 0, 1, 0, 0, 3, 0],
    });
    let few = result("score", &input);
    assert_eq!(
        (&few["score"], &few["claim"]),
        (&json!(50.0), &json!("too_few"))
    );
    input["min_n"] = json!(4);
    assert_eq!(result("score", &input)["claim"], "score");
    input["metric"] = json!("rating");
    assert_eq!(result("score", &input)["method"], "t");
    input["counts"] = json!([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(result("score", &input)["claim"], "nothing");
}

#[test]
fn another_scale_is_not_called_nps() {
    let input = json!({"metric": "nps", "scale_min": 1, "scale_max": 10, "rating": 9});
    let fault = calculate("class", &Value::from(&input)).unwrap_err();
    assert_eq!(fault.at, "metric");
    assert!(fault.message.contains("not from 1 to 10"), "{fault}");
}

#[test]
fn one_rating_has_a_class() {
    let class = |metric: &str, min: i32, max: i32, rating: f64| {
        let input = json!({
            "metric": metric, "scale_min": min, "scale_max": max, "rating": rating,
        });
        result("class", &input)["class"].clone()
    };
    assert_eq!(class("nps", 0, 10, 8.0), "passive");
    assert_eq!(class("csat", 1, 5, 4.0), "satisfied");
    assert_eq!(class("ces", 1, 7, 3.0), "hard");
    for nothing in [6.5, 11.0, -1.0, 1e300] {
        assert_eq!(class("nps", 0, 10, nothing), Json::Null);
    }
}

#[test]
fn a_bootstrap_by_chance_is_the_same_for_the_same_seed() {
    let mut input = json!({"promoters": 19, "passives": 9, "detractors": 8, "seed": u64::MAX});
    let drawn = result("nps_bootstrap", &input);
    assert_eq!(drawn, result("nps_bootstrap", &input));
    input["resamples"] = json!(0);
    refuse(
        "nps_bootstrap",
        &input,
        "resamples",
        "a whole number from 1 to 1000000",
    );
    let unseeded = json!({"promoters": 19, "passives": 9, "detractors": 8});
    refuse(
        "nps_bootstrap",
        &unseeded,
        "seed",
        "a whole number of at least 0",
    );
}

#[test]
fn a_sample_size_has_a_safe_guess_at_the_variance() {
    let size = result("nps_sample_size", &json!({"margin_points": 10}));
    assert_eq!(
        (&size["n_wald"], &size["n_adjusted_wald"]),
        (&json!(385), &json!(382))
    );
    let size = result("nps_sample_size", &json!({"margin_points": 1e-12}));
    assert_eq!(
        (&size["n_wald"], size["raw"].is_null()),
        (&Json::Null, false)
    );
    let groups = result("nps_sample_size_diff", &json!({"diff_points": -10}));
    assert_eq!(groups["n_per_group_wald"], 1570);
    let never = result("nps_sample_size_diff", &json!({"diff_points": 0}));
    assert_eq!(never["raw"], Json::Null);
    refuse(
        "nps_sample_size",
        &json!({"margin_points": 0}),
        "margin_points",
        "a number above 0",
    );
}

#[test]
fn a_distribution_has_its_parameters() {
    let normal = json!({"dist": "normal", "p": 0.975});
    close(&result("quantile", &normal)["x"], 1.959_963_984_540_054);
    for p in [0, 1] {
        let end = json!({"dist": "normal", "p": p, "params": []});
        assert_eq!(result("quantile", &end)["x"], Json::Null);
    }
    let far = json!({"dist": "normal", "x": 37, "params": []});
    close(&result("cdf", &far)["sf"], 5.725_571_222_524_9e-300);
    for (dist, params, expected) in [
        ("normal", json!([1]), "no parameters"),
        ("t", json!([]), "1 parameter, the degrees of freedom"),
        ("t", json!([0]), "a number above 0"),
        ("chi2", json!([1, 2]), "1 parameter, the degrees of freedom"),
        ("beta", json!([1]), "2 parameters, a and b"),
        ("beta", json!([1, -1]), "numbers above 0"),
    ] {
        let input = json!({"dist": dist, "p": 0.5, "params": params});
        refuse("quantile", &input, "params", expected);
    }
}

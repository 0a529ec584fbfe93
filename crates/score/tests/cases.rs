//! Worked examples: published ones with the figures their sources print, and computed ones at
//! full precision. One file per kind in `tests/cases`; every expected field must be produced.
//!
//! A number passes when |got − expected| ≤ abs + rel·|expected|; whole numbers and null exactly.

use score::{Band, ClassCounts, Confidence, Direction, Metric, Scale, Score, Tally};
use score::{Interval, round_half_away};
use serde_json::{Value, json};

#[test]
fn nps_scores() {
    check(include_str!("cases/nps_score.json"), |input| {
        let (tally, invalid, missing) = nps_tally(input);
        let (score, counts) = scored(Metric::Nps, &tally, Confidence::P95);
        json!({
            "n": score.n,
            "promoters": counts.high,
            "passives": counts.middle,
            "detractors": counts.low,
            "invalid": invalid,
            "missing": missing,
            "nps": score.score,
            "nps_rounded": score.score.map(round_half_away),
            "promoter_pct": counts.share(Band::High),
            "passive_pct": counts.share(Band::Middle),
            "detractor_pct": counts.share(Band::Low),
        })
    });
}

#[test]
fn nps_intervals() {
    check(include_str!("cases/nps_ci.json"), |input| {
        let (tally, ..) = nps_tally(input);
        let (score, _) = scored(Metric::Nps, &tally, confidence(input));
        let clamped = score.interval.map(|i| i.clamped(-100.0, 100.0));
        json!({
            "nps": score.score,
            "center": score.interval.map(|i| f64::midpoint(i.lower, i.upper)),
            "margin": score.interval.map(|i| (i.upper - i.lower) / 2.0),
            "lower": score.interval.map(|i| i.lower),
            "upper": score.interval.map(|i| i.upper),
            "lower_clamped": clamped.map(|i| i.lower),
            "upper_clamped": clamped.map(|i| i.upper),
            "method": score.interval.map(|i| i.method.name()),
        })
    });
}

/// A proportion is the satisfaction of thumbs up and down.
#[test]
fn share_intervals() {
    check(include_str!("cases/prop_ci.json"), |input| {
        let thumbs = Scale::new(0, 1).unwrap();
        let (hits, n) = (whole(&input["count"]), whole(&input["n"]));
        let tally = histogram(thumbs, &[n - hits, hits]);
        let (score, _) = scored(Metric::csat(thumbs), &tally, confidence(input));
        let proportion = |bound: fn(Interval) -> f64| score.interval.map(|i| bound(i) / 100.0);
        json!({
            "p": score.score.map(|percent| percent / 100.0),
            "lower": proportion(|i| i.lower),
            "upper": proportion(|i| i.upper),
            "lower_clamped": proportion(|i| i.clamped(0.0, 100.0).lower),
            "upper_clamped": proportion(|i| i.clamped(0.0, 100.0).upper),
            "method": score.interval.map(|i| i.method.name()),
        })
    });
}

#[test]
fn top_boxes() {
    check(include_str!("cases/box.json"), |input| {
        let scale = scale(input);
        let top = u32::try_from(whole(&input["top_k"])).unwrap();
        let tally = histogram(scale, &counts(&input["counts"]));
        let (score, counts) = scored(Metric::Csat { scale, top }, &tally, Confidence::P95);
        json!({
            "n": score.n,
            "top_count": counts.high,
            "top_pct": score.score,
            "bottom_pct": counts.share(Band::Low),
            "net_pct": counts.net(),
            "mean": score.mean,
        })
    });
}

#[test]
fn efforts() {
    check(include_str!("cases/ces.json"), |input| {
        let scale = scale(input);
        let direction = Direction::from_name(input["direction"].as_str().unwrap()).unwrap();
        let tally = histogram(scale, &counts(&input["counts"]));
        let metric = Metric::Ces { scale, direction };
        let (score, counts) = scored(metric, &tally, Confidence::P95);
        json!({
            "n": score.n,
            "mean": score.mean,
            "easy_pct": score.score,
            "hard_pct": counts.share(Band::Low),
        })
    });
}

fn scored(metric: Metric, tally: &Tally, confidence: Confidence) -> (Score, ClassCounts) {
    let score = Score::of(metric, tally, confidence);
    (score, score.classes.unwrap())
}

/// The tally of an NPS input in any of its three forms, how many responses were invalid and how
/// many missing.
fn nps_tally(input: &Value) -> (Tally, u64, u64) {
    if let Some(responses) = input.get("responses") {
        return responses_tally(responses.as_array().unwrap());
    }
    let tally = match input.get("histogram") {
        Some(histogram_of) => histogram(Scale::NPS, &counts(histogram_of)),
        None => {
            let mut tally = Tally::new(Scale::NPS);
            for (rating, class) in [(10, "promoters"), (8, "passives"), (6, "detractors")] {
                assert!(tally.add_many(rating, whole(&input[class])));
            }
            tally
        }
    };
    (tally, 0, 0)
}

fn responses_tally(responses: &[Value]) -> (Tally, u64, u64) {
    let mut tally = Tally::new(Scale::NPS);
    let (mut invalid, mut missing) = (0, 0);
    for response in responses {
        let rating = response.as_i64().and_then(|r| i32::try_from(r).ok());
        if response.is_null() {
            missing += 1;
        } else if !rating.is_some_and(|rating| tally.add(rating)) {
            invalid += 1;
        }
    }
    (tally, invalid, missing)
}

fn histogram(scale: Scale, counts: &[u64]) -> Tally {
    assert_eq!(counts.len(), scale.points() as usize);
    let mut tally = Tally::new(scale);
    for (rating, &count) in scale.ratings().zip(counts) {
        assert!(tally.add_many(rating, count));
    }
    tally
}

fn scale(input: &Value) -> Scale {
    let bound = |name: &str| i32::try_from(input[name].as_i64().unwrap()).unwrap();
    Scale::new(bound("scale_min"), bound("scale_max")).unwrap()
}

fn counts(values: &Value) -> Vec<u64> {
    values.as_array().unwrap().iter().map(whole).collect()
}

fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn confidence(input: &Value) -> Confidence {
    Confidence::new(input["conf"].as_f64().unwrap()).unwrap()
}

fn check(cases: &str, produce: impl Fn(&Value) -> Value) {
    let cases: Vec<Value> = serde_json::from_str(cases).unwrap();
    assert!(!cases.is_empty());
    for case in &cases {
        let got = produce(&case["input"]);
        if let Some(method) = case["input"]["method"].as_str() {
            assert!(got["method"] == method || got["method"].is_null(), "{case}");
        }
        let (abs, rel) = (&case["tolerance"]["abs"], &case["tolerance"]["rel"]);
        let (abs, rel) = (abs.as_f64().unwrap(), rel.as_f64().unwrap());
        for (field, expected) in case["expect"].as_object().unwrap() {
            compare(case, &got, field, expected, abs, rel);
        }
        for (field, printed) in case["published"].as_object().into_iter().flatten() {
            let abs = printed["abs_tol"].as_f64().unwrap();
            let expected = json!(printed["value"].as_f64().unwrap());
            compare(case, &got, field, &expected, abs, 0.0);
        }
    }
}

fn compare(case: &Value, got: &Value, field: &str, expected: &Value, abs: f64, rel: f64) {
    let id = &case["id"];
    let got = got.get(field);
    let got = got.unwrap_or_else(|| panic!("{id}: {field} is not produced"));
    let passed = match (got.as_f64(), expected.as_f64()) {
        (Some(got), Some(expected)) if case["expect"][field].is_f64() => {
            (got - expected).abs() <= abs + rel * expected.abs()
        }
        (Some(got), Some(expected)) => got == expected,
        _ => got == expected,
    };
    assert!(passed, "{id}: {field} is {got}, expected {expected}");
}

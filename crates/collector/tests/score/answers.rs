//! What is counted, and what comes out as JSON.

use serde_json::{Value, json};

use crate::{score, score_file};

const CSV: &str = "region,nps,w,at\n\
    north,9,1,2026-01-05\n\
    north,10,2,2026-01-31T23:30:00-02:00\n\
    south,0,1,2026-02-01\n\
    south,7,0.5,2026-02-28 12:00:00\n\
    ,3,1,2026-03-01\n";

fn close(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 1e-9, "{value} {expected}");
}

#[test]
fn everything_is_told_unrounded() {
    let said = score(CSV, &["-", "--metric", "nps", "--by", "region", "--json"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let report = said.json();
    for (field, expected) in [
        ("source", json!("standard input")),
        ("format", json!("csv")),
        ("metric", json!("nps")),
        ("rating", json!("nps")),
        ("scale", json!([0, 10])),
        ("confidence", json!(0.95)),
        ("adjust", json!("holm")),
        ("min_n", json!(5)),
        ("records", json!(5)),
        ("missing", json!({"count": 0, "reasons": {}})),
        ("invalid", json!({"count": 0, "reasons": {}})),
        ("outside", json!(0)),
        ("off_scale", Value::Null),
    ] {
        assert_eq!(report[field], expected, "{field}");
    }
    let total = &report["total"];
    assert_eq!((&total["n"], &total["too_few"]), (&json!(5), &json!(false)));
    assert_eq!(
        (&total["score"], &total["mean"]),
        (&json!(0.0), &json!(5.8))
    );
    assert_eq!(total["method"], "adjusted_wald");
    // 2.75 promoters and 2.75 detractors of 8.
    close(
        &total["upper"],
        100.0 * 1.959_963_984_540_054 * (5.5_f64 / 8.0 / 8.0).sqrt(),
    );
    assert_eq!(
        total["classes"]["promoter"],
        json!({"n": 2, "percent": 40.0})
    );
    assert_eq!(total["counts"]["9"], 1);
    let names: Vec<_> = report["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| &segment["by"]["region"])
        .collect();
    assert_eq!(names, [&json!("north"), &json!("south"), &Value::Null]);
    assert_eq!(report["segments"][0]["n"], 2);
    assert_eq!(report["segments"][0]["too_few"], true);
}

#[test]
fn tests_are_told_with_what_they_rest_on() {
    let mut csv = String::from("region,nps\n");
    for (region, promoters, detractors) in [("a", 80, 20), ("b", 60, 40), ("c", 45, 55)] {
        csv.push_str(&format!("{region},9\n").repeat(promoters));
        csv.push_str(&format!("{region},0\n").repeat(detractors));
    }
    let report = |adjust| score(&csv, &["--by", "region", "--json", "--adjust", adjust]).json();
    let (holm, none) = (report("holm"), report("none"));
    let test = |report: &Value, index: usize| report["segments"][index]["beside_rest"].clone();
    close(&test(&holm, 0)["difference"], 55.0);
    assert_eq!(test(&holm, 0)["differs"], true);
    assert_eq!(test(&holm, 1)["differs"], false);
    for index in 0..3 {
        assert_eq!(
            test(&none, index)["p_adjusted"],
            test(&none, index)["p_value"]
        );
        assert_eq!(test(&none, index)["p_value"], test(&holm, index)["p_value"]);
    }
    assert!(test(&holm, 0)["p_adjusted"].as_f64() > test(&none, 0)["p_adjusted"].as_f64());
}

#[test]
fn dates_divide_into_waves_in_utc() {
    let said = score(CSV, &["--metric", "nps", "--wave", "month", "--json"]);
    let waves = said.json()["total"]["waves"].clone();
    let told: Vec<_> = waves
        .as_array()
        .unwrap()
        .iter()
        .map(|wave| (wave["wave"].as_str().unwrap(), wave["n"].as_u64().unwrap()))
        .collect();
    // Half past eleven in the evening, two hours west of UTC, is February there.
    assert_eq!(told, [("2026-01", 1), ("2026-02", 3), ("2026-03", 1)]);
}

#[test]
fn a_span_ends_before_its_end() {
    let arguments = [
        "--metric",
        "nps",
        "--from",
        "2026-01-31",
        "--to",
        "2026-02-28T12:00:00Z",
        "--json",
    ];
    let report = score(CSV, &arguments).json();
    assert_eq!(
        (&report["total"]["n"], &report["outside"]),
        (&json!(2), &json!(3))
    );
}

#[test]
fn weights_count_what_they_say() {
    let said = score(
        CSV,
        &[
            "--metric", "nps", "--weight", "w", "--json", "--by", "region",
        ],
    );
    let total = &said.json()["total"];
    // 3 of 5.5 promoters, 2 detractors.
    close(&total["score"], 100.0 / 5.5);
    assert_eq!(
        (&total["n"], &total["method"]),
        (&json!(5), &json!("linearised"))
    );
    close(&total["effective_n"], 5.5 * 5.5 / 7.25);
    close(&total["classes"]["promoter"]["percent"], 300.0 / 5.5);
    assert_eq!(said.json()["segments"][0]["beside_rest"], Value::Null);
}

#[test]
fn ratings_that_were_asked_for_at_different_rates_are_put_right_by_these() {
    // Of 100 shoppers one in ten was asked, and each of 10 members.
    let shoppers = "3,shopper,0.1\n".repeat(10);
    let members = "10,member,\n".repeat(10);
    let csv = format!("nps,segment,rate\n{shoppers}{members}9,shopper,1.5\n9,member,0\n");
    let plain = score(&csv, &["--json"]).json();
    close(&plain["total"]["score"], 200.0 * (12.0 / 22.0) - 100.0);
    let said = score(&csv, &["--json", "--sampling-rate", "rate"]);
    let total = &said.json()["total"];
    close(&total["score"], 100.0 * (10.0 - 100.0) / 110.0);
    close(&total["effective_n"], 110.0 * 110.0 / (10.0 * 100.0 + 10.0));
    assert_eq!(total["n"], 20);
    assert!(
        said.err
            .contains("sampling rate that is no number above 0 and up to 1"),
        "{}",
        said.err
    );
}

#[test]
fn several_columns_make_one_segment() {
    let csv = "a,b,nps\nx,y,9\nxy,,9\nx,y,8\n,xy,9\n";
    for by in [&["--by", "a,b"][..], &["--by", "a", "--by", "b"]] {
        let report = score(csv, &[by, &["--json"]].concat()).json();
        let told: Vec<_> = report["segments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|segment| (segment["by"].clone(), segment["n"].clone()))
            .collect();
        let expected = [
            (json!({"a": "x", "b": "y"}), json!(2)),
            (json!({"a": "xy", "b": null}), json!(1)),
            (json!({"a": null, "b": "xy"}), json!(1)),
        ];
        assert_eq!(told, expected);
    }
}

#[test]
fn every_metric_has_its_score() {
    let csv = "r\n5\n4\n4\n3\n1\n";
    let ces = ["--metric", "ces", "--scale", "1-5"];
    let lower = [&ces[..], &["--direction", "lower_is_easier"]].concat();
    for (arguments, expected, classes) in [
        (
            &["--metric", "csat"][..],
            60.0,
            &[("satisfied", 3), ("neutral", 1), ("dissatisfied", 1)][..],
        ),
        (
            &["--metric", "psat", "--top", "1"],
            20.0,
            &[("satisfied", 1), ("dissatisfied", 1)],
        ),
        (&ces, 60.0, &[("easy", 3), ("neutral", 1), ("hard", 1)]),
        (&lower, 20.0, &[("easy", 1), ("neutral", 1), ("hard", 3)]),
        (
            &["--metric", "enps"],
            -100.0,
            &[("promoter", 0), ("detractor", 5)],
        ),
        (&["--metric", "rating"], 3.4, &[]),
    ] {
        let report = score(csv, &[&["--rating", "r", "--json"], arguments].concat()).json();
        let total = &report["total"];
        close(&total["score"], expected);
        for (class, n) in classes {
            assert_eq!(
                total["classes"][class]["n"],
                json!(n),
                "{arguments:?} {class}"
            );
        }
        assert_eq!(
            total["classes"].is_null(),
            classes.is_empty(),
            "{arguments:?}"
        );
        assert!(total["lower"].is_f64(), "{arguments:?}");
    }
}

#[test]
fn a_list_of_numbers_needs_no_header() {
    let said = score("9\n10\n\n3\n", &["--metric", "nps", "--json"]);
    let report = said.json();
    assert_eq!(
        (&report["total"]["n"], &report["rating"]),
        (&json!(3), &json!("#1"))
    );
    assert_eq!(report["missing"]["count"], 1);
    let assumed = report["assumed"][0].as_str().unwrap();
    assert!(
        assumed.starts_with("The first line holds numbers"),
        "{assumed}"
    );
    assert!(said.err.contains("1 without a rating"), "{}", said.err);
}

#[test]
fn the_level_is_said_in_any_way() {
    for level in ["90", "90%", "0.9", "0.90"] {
        let report = score_file(
            "a.csv",
            CSV,
            &["--metric", "nps", "--json", "--confidence", level],
        )
        .json();
        assert_eq!(report["confidence"], 0.9, "{level}");
    }
}

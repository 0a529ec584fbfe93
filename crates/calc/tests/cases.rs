//! Worked examples: published ones with the figures their sources print, and computed ones at
//! full precision. Every expected field must be produced.
//!
//! A number passes when |got − expected| ≤ abs + rel·|expected|; whole numbers, texts, null and
//! the lengths of lists exactly.

use calc::{Value, calculate, kind};
use serde_json::Value as Json;

const CASES: &str = include_str!("cases/scoring.json");

#[test]
fn every_case_is_met() {
    let file: Json = serde_json::from_str(CASES).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    let problems: Vec<String> = cases.iter().flat_map(problems).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// What a case's result has wrong, one line each.
fn problems(case: &Json) -> Vec<String> {
    let (id, name) = (&case["id"], case["kind"].as_str().unwrap());
    let result = match calculate(name, &Value::from(&case["input"])) {
        Ok(result) => {
            if let Err(fault) = kind(name).unwrap().check_result(&result) {
                return vec![format!("{id} {name}: the table of results: {fault}")];
            }
            serde_json::to_value(&result).unwrap()
        }
        Err(fault) => return vec![format!("{id} {name}: {fault}")],
    };
    let mut problems = Vec::new();
    let tolerance = &case["tolerance"];
    let (abs, rel) = (tolerance["abs"].as_f64(), tolerance["rel"].as_f64());
    let (abs, rel) = (abs.unwrap(), rel.unwrap());
    let mut compare = |field: &str, expected: &Json, abs: f64, rel: f64| {
        let met = result
            .get(field)
            .is_some_and(|got| agrees(got, expected, abs, rel));
        if !met {
            let got = result.get(field);
            problems.push(format!(
                "{id} {name}: {field} is {got:?}, expected {expected}"
            ));
        }
    };
    for (field, expected) in case["expect"].as_object().unwrap() {
        // The exact bootstrap: its tolerance is a step of its grid.
        compare(field, expected, abs, rel);
    }
    for (field, printed) in case["published"].as_object().into_iter().flatten() {
        let value = rounded(&printed["value"]);
        compare(field, &value, printed["abs_tol"].as_f64().unwrap(), 0.0);
    }
    problems
}

fn agrees(got: &Json, expected: &Json, abs: f64, rel: f64) -> bool {
    match (got, expected) {
        (Json::Array(got), Json::Array(expected)) => {
            let each = || got.iter().zip(expected);
            got.len() == expected.len()
                && each().all(|(got, expected)| agrees(got, expected, abs, rel))
        }
        (Json::Object(got), Json::Object(expected)) => expected.iter().all(|(name, value)| {
            got.get(name)
                .is_some_and(|got| agrees(got, value, abs, rel))
        }),
        (Json::Number(got), Json::Number(expected)) if expected.is_f64() => {
            let (got, expected) = (got.as_f64().unwrap(), expected.as_f64().unwrap());
            (got - expected).abs() <= abs + rel * expected.abs()
        }
        (Json::Number(got), Json::Number(expected)) => got.as_f64() == expected.as_f64(),
        _ => got == expected,
    }
}

/// A printed figure is a rounded one, also where it was rounded to a whole number.
fn rounded(printed: &Json) -> Json {
    match printed {
        Json::Number(number) => number.as_f64().into(),
        Json::Array(items) => items.iter().map(rounded).collect(),
        _ => printed.clone(),
    }
}

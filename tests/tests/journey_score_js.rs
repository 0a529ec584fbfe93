//! The scorer for JavaScript in a browser: the files that are served, in a page and in a worker.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::site::Site;
use serde_json::{Value, json};

/// Scores every shared case, in the statistics and where it can in the core, and compares each
/// figure with the command line's.
const CHECK: &str = r#"
import cases from "/cases.js";
import answers from "/answers.js";
import { differences, coreDifferences } from "/compare.js";
import * as core from "CORE";
import { calc, kinds } from "STATISTICS";

export default {
  answered: cases.filter(({ kind }) => kinds.includes(kind)).length,
  differences: [...differences(cases, answers, calc), ...coreDifferences(cases, answers, core)],
  score: core.nps(new Uint8Array([9, 10, 10, 3])).score,
};
"#;

const WORKER: &str = r#"import check from "/check.js"; postMessage(check);"#;

const IN_A_PAGE: &str = r#"import("/check.js").then(check => check.default)"#;

const IN_A_WORKER: &str = r#"new Promise((resolve, reject) => {
    const worker = new Worker("/worker.js", {type: "module"});
    worker.onmessage = ({data}) => resolve(data);
    worker.onerror = ({message}) => reject(new Error(message));
})"#;

#[tokio::test]
async fn every_case_is_the_command_lines_to_the_last_digit() -> Result<()> {
    let cases = shared_cases()?;
    let dist = fixture::dist()?;
    let check = CHECK
        .replace("CORE", &shipped(&dist, "score.js")?)
        .replace("STATISTICS", &shipped(&dist, "statistics.js")?);
    let compare = include_str!("../../crates/score-js/tests/compare.js");
    let site = Site::of("<!doctype html><title>A page that scores</title>")
        .policy("script-src 'self' 'wasm-unsafe-eval'")
        .script("/cases.js", &format!("export default {cases};"))
        .script("/answers.js", &answers(&cases)?)
        .script("/compare.js", compare)
        .script("/check.js", &check)
        .script("/worker.js", WORKER)
        .folder(dist)
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    for place in [IN_A_PAGE, IN_A_WORKER] {
        let found = browser.eventually(place).await?;
        let number = cases.as_array().map(Vec::len);
        assert_eq!(found["answered"], json!(number), "{place}");
        assert_eq!(found["differences"], json!([]), "{place}");
        assert_eq!(found["score"], json!(50), "{place}");
    }
    Ok(())
}

fn shared_cases() -> Result<Value> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/calc/tests/cases/scoring.json");
    let file: Value = serde_json::from_slice(&fs::read(path)?)?;
    Ok(file["cases"].clone())
}

/// What the command line prints for each, as a script: its figures are never read and written
/// again on the way to the browser.
fn answers(cases: &Value) -> Result<String> {
    let mut script = "export default [\n".to_owned();
    for case in cases.as_array().context("no cases")? {
        let answer = calc::answer(case.to_string().as_bytes(), 1).context("no answer")?;
        script += &format!("{answer},\n");
    }
    Ok(script + "];\n")
}

/// The address of a file of the scorer.
fn shipped(dist: &Path, name: &str) -> Result<String> {
    let manifest: Value = serde_json::from_slice(&fs::read(dist.join("manifest.json"))?)?;
    let files = manifest["score"].as_array().into_iter().flatten();
    let mut paths = files.filter_map(Value::as_str);
    let path = paths.find(|path| path.ends_with(&format!("/{name}")));
    Ok(format!("/{}", path.context("the scorer was not shipped")?))
}

//! What is wrong with a definition is found in a browser as on a host: the same path and code.
#![cfg(target_arch = "wasm32")]

#[path = "../src/node.rs"]
mod node;
#[path = "../../survey/tests/table/rows.rs"]
mod rows;

use js_sys::JSON;
use node::JsNode;
use rows::{rows, sorted};
use serde_json::Value;
use survey::definition::Definition;
use survey::problem::Problem;
use survey::templates;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_cause_is_named_by_the_same_path_and_code() {
    let rows = rows(include_str!("../../survey/tests/cases/definitions.json"));
    assert!(rows.len() > 300);
    for row in rows {
        let read = parse(&row.json.to_string());
        let problems = read.clone().err().unwrap_or_default().into_iter();
        let told = sorted(problems.map(|problem| (problem.at, problem.code.as_str().into())));
        assert_eq!(told, row.problems, "{}", row.name);
        assert_eq!(read, Definition::parse(&&row.json), "{}", row.name);
        let plain = Definition::plain(&node(&row.json.to_string()), None);
        assert_eq!(plain, Definition::plain(&&row.json, None), "{}", row.name);
    }
}

#[wasm_bindgen_test]
fn templates_are_the_same_surveys() {
    for name in templates::NAMES {
        let json = templates::json(name).unwrap();
        let on_host: Value = serde_json::from_str(json).unwrap();
        assert_eq!(parse(json), Definition::parse(&&on_host), "{name}");
    }
}

fn parse(json: &str) -> Result<Definition, Vec<Problem>> {
    Definition::parse(&node(json))
}

fn node(json: &str) -> JsNode {
    JsNode(JSON::parse(json).unwrap())
}

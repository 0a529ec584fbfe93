//! Tables of documents, each with the problems that a parser must name and a schema must see.
//!
//! A row is `{name, json, problems: [{at, code}]}`; `"schema": false` marks a bad document whose
//! fault no schema can see. In a document `{"$repeat": x, "times": n}` stands for a text `x` said
//! `n` times, or for a list of `n` values `x` in whose texts `#` is the index.

use serde_json::Value;

pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) json: Value,
    /// Path and code, sorted.
    pub(crate) problems: Vec<(String, String)>,
    /// Whether a schema can see no fault.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "there is no schema")
    )]
    pub(crate) schema_accepts: bool,
}

pub(crate) fn rows(table: &str) -> Vec<Row> {
    let table: Vec<Value> = serde_json::from_str(table).unwrap();
    table.iter().map(row).collect()
}

fn row(row: &Value) -> Row {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let problems = row["problems"].as_array().unwrap();
    Row {
        name: text(&row["name"]),
        json: expanded(&row["json"]),
        problems: sorted(problems.iter().map(|p| (text(&p["at"]), text(&p["code"])))),
        schema_accepts: problems.is_empty() || row.get("schema") == Some(&Value::Bool(false)),
    }
}

pub(crate) fn sorted(problems: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut problems: Vec<_> = problems.collect();
    problems.sort();
    problems
}

fn expanded(value: &Value) -> Value {
    match value {
        Value::Object(members) => match (members.get("$repeat"), members.get("times")) {
            (Some(repeated), Some(times)) => {
                repeat(repeated, usize::try_from(times.as_u64().unwrap()).unwrap())
            }
            _ => members
                .iter()
                .map(|(key, value)| (key.clone(), expanded(value)))
                .collect(),
        },
        Value::Array(items) => items.iter().map(expanded).collect(),
        other => other.clone(),
    }
}

fn repeat(value: &Value, times: usize) -> Value {
    match value {
        Value::String(text) => text.repeat(times).into(),
        value => (0..times).map(|index| numbered(value, index)).collect(),
    }
}

fn numbered(value: &Value, index: usize) -> Value {
    match value {
        Value::String(text) => text.replace('#', &index.to_string()).into(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), numbered(value, index)))
            .collect(),
        other => other.clone(),
    }
}

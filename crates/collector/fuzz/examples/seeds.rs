//! Writes what a search for bodies begins with: the examples of the published schema, and a
//! dictionary of every name in it.
//!
//! Usage: seeds FOLDER DICTIONARY

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, dictionary] = arguments.as_slice() else {
        return Err("usage: seeds FOLDER DICTIONARY".into());
    };
    fs::create_dir_all(folder)?;
    let schema: Value = serde_json::from_str(survey::schema::RESPONSE)?;
    let mut names = BTreeSet::new();
    collect(&schema, &mut names);
    let words: Vec<String> = names
        .iter()
        .map(|name| format!("\"\\\"{name}\\\"\"\n"))
        .collect();
    fs::write(dictionary, words.concat())?;
    for (number, response) in responses().iter().enumerate() {
        fs::write(Path::new(folder).join(number.to_string()), response.to_string())?;
    }
    Ok(())
}

/// Names of properties, and the values that they may have.
fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                names.extend(properties.keys().cloned());
            }
            if let Some(Value::Array(values)) = members.get("enum") {
                names.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            members.values().for_each(|value| collect(value, names));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, names)),
        _ => {}
    }
}

/// One of each kind of answer.
fn responses() -> Vec<Value> {
    let answers = [
        json!({"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]}),
        json!({"question": "q", "metric": "csat", "rating": 4, "scale": [1, 5], "top": 2}),
        json!({"question": "q", "metric": "ces", "rating": 6, "scale": [1, 7], "direction": "higher_is_easier"}),
        json!({"question": "why", "text": "Because."}),
        json!({"question": "what", "choices": ["price"], "other": "time"}),
        json!({"question": "call", "contact": {"name": "Ada", "email": "ada@shop.example"},
               "consent": {"text": "Call me.", "at": "2026-01-31T12:00:00Z"}}),
        json!({"question": "how", "skipped": true}),
    ];
    let response = |answers: &[Value]| {
        json!({
            "v": 1, "id": "0198c0de-0000-7000-8000-000000000001", "seq": 2, "site": "default",
            "survey": "post-purchase", "revision": 3, "outcome": "complete", "answers": answers,
            "shown_at": "2026-01-31T11:59:00Z", "answered_at": "2026-01-31T12:00:00.000Z",
            "language": "en", "context": {"order": "A-1", "value": 59.9, "gift": true},
            "respondent": "c-1042", "signed": "v1.e30.q3Zk", "page": {"url": "https://shop.example/"},
            "sampling": {"rate": 0.25}, "test": false, "widget": "0.1.0",
        })
    };
    let singles = answers.iter().map(|answer| response(std::slice::from_ref(answer)));
    let all = json!([response(&answers[..1]), response(&answers[1..2])]);
    singles.chain([all]).collect()
}

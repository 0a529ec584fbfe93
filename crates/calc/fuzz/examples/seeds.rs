//! Writes what a search for lines begins with: the shared cases, each as a line, and a dictionary
//! of every name that a request may contain.
//!
//! Usage: seeds FOLDER DICTIONARY

use calc::{Field, Type, kinds};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

const CASES: &str = include_str!("../../tests/cases/scoring.json");

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, dictionary] = arguments.as_slice() else {
        return Err("usage: seeds FOLDER DICTIONARY".into());
    };
    fs::create_dir_all(folder)?;
    let cases: Value = serde_json::from_str(CASES)?;
    for case in cases["cases"].as_array().into_iter().flatten() {
        let line = json!({"id": 1, "kind": case["kind"], "input": case["input"]});
        let name = case["id"].as_str().unwrap_or_default();
        fs::write(Path::new(folder).join(name), line.to_string())?;
    }
    let words: Vec<String> = names()
        .iter()
        .map(|name| format!("\"\\\"{name}\\\"\"\n"))
        .collect();
    fs::write(dictionary, words.concat())?;
    Ok(())
}

/// Kinds, fields and the names that fields may hold.
fn names() -> BTreeSet<&'static str> {
    let mut names = BTreeSet::from(["id", "kind", "input"]);
    for kind in kinds() {
        names.insert(kind.name);
        collect(kind.input, &mut names);
    }
    names
}

fn collect(fields: &'static [Field], names: &mut BTreeSet<&'static str>) {
    for field in fields {
        names.insert(field.name);
        collect_from(&field.kind, names);
    }
}

fn collect_from(kind: &'static Type, names: &mut BTreeSet<&'static str>) {
    match kind {
        Type::Name(known) => names.extend(*known),
        Type::OrNull(kind) | Type::List(kind) => collect_from(kind, names),
        Type::Record(fields) => collect(fields, names),
        _ => {}
    }
}

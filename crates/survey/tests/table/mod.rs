//! Tables of documents, each with the problems that a parser must name and a schema must see.
//!
//! A row is `{name, json, problems: [{at, code}]}`; `"schema": false` marks a bad document whose
//! fault no schema can see. In a document `{"$repeat": x, "times": n}` stands for a text `x` said
//! `n` times, or for a list of `n` values `x` in whose texts `#` is the index.

use serde_json::{Value, json};
use survey::problem::Problem;

struct Row {
    name: String,
    json: Value,
    /// Path and code, sorted.
    problems: Vec<(String, String)>,
    schema_accepts: bool,
}

/// Holds a parser and a schema to a table.
pub(crate) fn check(table: &str, schema: &str, parse: impl Fn(&Value) -> Result<(), Vec<Problem>>) {
    let rows = rows(table);
    assert_distinct(&rows);
    let schema = validator(schema);
    let mut wrong = Vec::new();
    for row in &rows {
        let problems = parse(&row.json).err().unwrap_or_default();
        for problem in &problems {
            assert!(!problem.message().is_empty(), "{}: {problem:?}", row.name);
            assert!(!problem.expected().is_empty(), "{}: {problem:?}", row.name);
        }
        let found = sorted(problems.into_iter().map(|p| (p.at, p.code.as_str().into())));
        if found != row.problems {
            wrong.push(format!("{}: the parser finds {found:?}", row.name));
        }
        if schema.is_valid(&row.json) != row.schema_accepts {
            let verdict = if row.schema_accepts {
                "refuses"
            } else {
                "accepts"
            };
            wrong.push(format!("{}: the schema {verdict} it", row.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A validator for a schema that is itself valid.
pub(crate) fn validator(schema: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// Holds a schema to its own examples, and a parser to those of whole documents.
pub(crate) fn check_examples(schema: &str, parse: impl Fn(&Value) -> Result<(), Vec<Problem>>) {
    let validator = validator(schema);
    let schema: Value = serde_json::from_str(schema).unwrap();
    let examples = schema["examples"].as_array().unwrap();
    assert!(!examples.is_empty());
    for example in examples {
        assert_eq!(parse(example), Ok(()));
        assert!(validator.is_valid(example), "{example}");
    }
    let definitions = schema["$defs"].as_object().unwrap();
    for (name, part) in definitions {
        let reference = format!("#/$defs/{name}");
        let part_schema = json!({"$defs": definitions, "$ref": reference});
        let part_validator = jsonschema::draft202012::new(&part_schema).unwrap();
        for example in part["examples"].as_array().into_iter().flatten() {
            assert!(part_validator.is_valid(example), "{name}: {example}");
        }
    }
}

fn rows(table: &str) -> Vec<Row> {
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

fn sorted(problems: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut problems: Vec<_> = problems.collect();
    problems.sort();
    problems
}

fn assert_distinct(rows: &[Row]) {
    assert!(rows.len() >= 60, "{} rows", rows.len());
    for (index, row) in rows.iter().enumerate() {
        for earlier in &rows[..index] {
            assert_ne!(row.name, earlier.name);
            assert_ne!(row.json, earlier.json, "{} and {}", earlier.name, row.name);
        }
    }
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

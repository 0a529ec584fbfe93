//! Holds a parser and a schema to a table of documents.

mod rows;

use rows::{Row, rows, sorted};
use serde_json::{Value, json};
use survey::problem::Problem;

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

fn assert_distinct(rows: &[Row]) {
    assert!(rows.len() >= 60, "{} rows", rows.len());
    for (index, row) in rows.iter().enumerate() {
        for earlier in &rows[..index] {
            assert_ne!(row.name, earlier.name);
            assert_ne!(row.json, earlier.json, "{} and {}", earlier.name, row.name);
        }
    }
}

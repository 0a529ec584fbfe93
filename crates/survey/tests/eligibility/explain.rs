//! What each gate says: a table of situations, and what holds of every one.

use serde_json::{Value, json};
use survey::eligibility::{Gate, Verdict};

use super::{known, matches, moment, remembered, rules, table};

fn verdicts(row: &Value) -> Vec<Verdict> {
    let (rules, moment) = (rules(row), moment(&row["moment"]));
    rules.verdicts(&remembered(row), &moment, &matches)
}

fn as_json(verdict: &Verdict) -> Value {
    json!({
        "gate": verdict.gate.name(),
        "passed": verdict.passed,
        "now": verdict.now,
        "wants": verdict.wants,
        "remedy": verdict.remedy,
    })
}

#[test]
fn each_gate_says_what_the_table_says() {
    let rows: Vec<Value> =
        serde_json::from_str(include_str!("../cases/explanations.json")).unwrap();
    assert!(rows.len() >= 30);
    for row in &rows {
        known(row, ["name", "rules", "past", "moment", "says"]);
        let says = &row["says"];
        for verdict in verdicts(row) {
            let name = verdict.gate.name();
            if says["gate"] == name {
                assert_eq!(as_json(&verdict), *says, "{}", row["name"]);
            } else {
                assert!(verdict.passed, "{}: {name} as well", row["name"]);
            }
        }
    }
    for gate in Gate::ALL {
        let mut closed = rows.iter().map(|row| &row["says"]);
        assert!(
            closed.any(|says| says["gate"] == gate.name() && says["passed"] == false),
            "{gate:?}"
        );
    }
}

#[test]
fn what_is_said_is_what_is_decided() {
    for row in table() {
        let verdicts = verdicts(&row);
        let gates: Vec<Gate> = verdicts.iter().map(|verdict| verdict.gate).collect();
        assert_eq!(gates, Gate::ALL);
        let mut closed = verdicts.iter().filter(|verdict| !verdict.passed);
        let first = closed.next().map(|verdict| verdict.gate.name());
        assert_eq!(first, row["closed"].as_str(), "{}", row["name"]);
        for verdict in &verdicts {
            assert!(!verdict.now.is_empty() && !verdict.wants.is_empty());
            assert_eq!(verdict.remedy.is_empty(), verdict.passed, "{verdict:?}");
        }
    }
}

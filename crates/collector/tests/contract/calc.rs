//! `afterword calc`, as a shell sees it.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::BINARY;

/// The worked examples that the statistics themselves are tested with.
const CASES: &str = include_str!("../../../calc/tests/cases/scoring.json");

fn calc(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(BINARY)
        .arg("calc")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Beside reading, so that neither pipe fills while the other one waits.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

fn answers(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_worked_example_is_answered_as_by_the_library() {
    let file: Value = serde_json::from_str(CASES).unwrap();
    let cases = file["cases"].as_array().unwrap();
    let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
    let output = calc(&[], lines.as_bytes());
    let answers = answers(&output);
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(answers) {
        let kind = case["kind"].as_str().unwrap();
        let input = ::calc::Value::from(&case["input"]);
        let expected = ::calc::calculate(kind, &input).unwrap();
        assert_eq!(answer["id"], case["id"]);
        assert_eq!(answer["result"], json!(expected), "{case}");
    }
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_bad_line_is_told_in_its_place_and_the_others_go_on() {
    let good = r#"{"id":"a","kind":"nps_score","input":{"responses":[9,10]}}"#;
    for (line, at, code, hint) in [
        ("nonsense", "column 2", "not_json", "JSON"),
        ("[1]", "", "wrong_type", "`kind`"),
        ("{}", "kind", "missing", "`nps_score`"),
        (
            r#"{"kind":"nsp_score","input":{}}"#,
            "kind",
            "unknown_kind",
            "`nps_score`",
        ),
        (r#"{"kind":"nps_score"}"#, "input", "missing", "an object"),
        (
            r#"{"kind":"nps_score","input":{"responces":[]}}"#,
            "responces",
            "unknown_field",
            "`responses`",
        ),
        (
            r#"{"kind":"nps_score","input":{"histogram":[0,0,0,0,0,0,0,0,0,1.5,0]}}"#,
            "histogram[9]",
            "not_whole",
            "a whole number of at least 0",
        ),
        (
            r#"{"kind":"nps_score","input":{"promoters":1,"passives":-1,"detractors":0}}"#,
            "passives",
            "out_of_range",
            "a whole number of at least 0",
        ),
        (
            r#"{"kind":"nps_score","input":{"promoters":1,"promoters":2}}"#,
            "column 54",
            "duplicate_key",
            "every key once",
        ),
        (
            r#"{"kind":"nps_score","input":{"promoters":NaN}}"#,
            "column 42",
            "not_json",
            "JSON",
        ),
        (
            r#"{"kind":"nps_score","input":{"promoters":1e999}}"#,
            "column 46",
            "not_json",
            "JSON",
        ),
    ] {
        let output = calc(&[], format!("{good}\n{line}\r\n\n{good}").as_bytes());
        let answers = answers(&output);
        assert_eq!(answers.len(), 3, "{line}");
        let error = &answers[1]["error"];
        assert_eq!(
            (&error["at"], &error["code"]),
            (&json!(at), &json!(code)),
            "{line}"
        );
        assert!(
            error["expected"].as_str().unwrap().contains(hint),
            "{error}"
        );
        assert_eq!(
            (&answers[1]["id"], &answers[1]["line"]),
            (&Value::Null, &json!(2))
        );
        assert_eq!(answers[0], answers[2], "{line}");
        assert_eq!(answers[0]["result"]["nps"], 100.0);
        assert_eq!(output.status.code(), Some(1), "{line}");
    }
}

#[test]
fn a_byte_order_mark_and_no_lines_at_all_are_no_errors() {
    let line = r#"{"id":1,"kind":"nps_score","input":{"responses":[]}}"#;
    let output = calc(&["-"], format!("\u{feff}{line}").as_bytes());
    assert_eq!(answers(&output)[0]["result"]["nps"], Value::Null);
    assert_eq!(output.status.code(), Some(0));
    let output = calc(&[], b"");
    assert!(output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn counts_beyond_the_precision_of_a_float_are_exact() {
    let line = r#"{"kind":"nps_score","input":{"promoters":9007199254740993,"passives":0,"detractors":0}}"#;
    let output = calc(&[], line.as_bytes());
    assert_eq!(
        answers(&output)[0]["result"]["n"],
        9_007_199_254_740_993_u64
    );
}

/// Somebody who asks, waits and asks again is not kept waiting for a full buffer.
#[test]
fn an_answer_comes_before_the_next_question() {
    use std::io::{BufRead as _, BufReader};
    let mut child = Command::new(BINARY)
        .arg("calc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for id in 0..3 {
        writeln!(
            stdin,
            r#"{{"id":{id},"kind":"nps_score","input":{{"responses":[]}}}}"#
        )
        .unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        assert!(answer.starts_with(&format!(r#"{{"id":{id},"#)), "{answer}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_statistics_are_listed_and_described() {
    let list = calc(&["--kinds"], b"");
    let list = String::from_utf8(list.stdout).unwrap();
    for kind in ::calc::kinds() {
        assert!(list.contains(kind.name), "{}", kind.name);
        let described = calc(&["--kinds", kind.name], b"");
        let described = String::from_utf8(described.stdout).unwrap();
        for field in kind.input.iter().chain(kind.result) {
            assert!(
                described.contains(field.name),
                "{}: {}",
                kind.name,
                field.name
            );
        }
    }
    let unknown = calc(&["--kinds", "mean_of_means"], b"");
    assert_eq!(unknown.status.code(), Some(1));
}

#[test]
fn a_file_that_is_not_there_is_told_with_code_1() {
    let output = calc(&["no-such-file.jsonl"], b"");
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("no-such-file.jsonl"), "{error}");
}

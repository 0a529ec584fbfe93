//! What was answered, as files: by the command line beside a running collector, and over HTTP.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};

use journeys::collector::{TOKEN, id};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{BINARY, Fresh, but, nps};

fn export(fresh: &Fresh, arguments: &[&str]) -> Output {
    Command::new(BINARY)
        .args(["export", "--store"])
        .arg(fresh.store.url())
        .args(arguments)
        .output()
        .unwrap()
}

fn exported(fresh: &Fresh, arguments: &[&str]) -> Vec<u8> {
    let output = export(fresh, arguments);
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    output.stdout
}

/// The records of a file, by the names of their columns.
fn records(csv: &[u8]) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(csv);
    let names = reader.headers().unwrap().clone();
    let record = |record: csv::StringRecord| {
        let values = names.iter().zip(record.iter());
        values
            .map(|(name, value)| (name.to_owned(), Value::from(value)))
            .collect()
    };
    reader.records().map(|row| record(row.unwrap())).collect()
}

/// An answer as it comes over HTTP, however long it is: its head and its body.
fn get(fresh: &Fresh, path: &str, token: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(fresh.collector.address()).unwrap();
    // In this version of the protocol the end of the connection is the end of the body.
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    (head, bytes[end + 4..].to_vec())
}

fn all_kinds() -> Value {
    but(
        nps(1, 9),
        json!({
            "respondent": "ada", "touchpoint": "checkout", "stage": "purchase", "language": "en",
            "context": {"order": "A-1", "value": 59.9, "gift": true},
            "sampling": {"rate": 0.25}, "page": {"url": "https://shop.example/checkout"},
            "answers": [
                {"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]},
                {"question": "ease", "metric": "ces", "rating": 2, "scale": [1, 7], "direction": "higher_is_easier"},
                {"question": "why", "text": "Ünï, \"quoted\"\nand =more"},
                {"question": "what", "choices": ["price", "speed"], "other": "colour"},
                {"question": "call", "contact": {"name": "Ada"}, "consent": {"text": "Yes", "at": "2026-01-31T12:00:00.000Z"}},
                {"question": "how", "skipped": true}],
        }),
    )
}

#[test]
fn a_record_has_a_column_for_everything_that_is_known() {
    let fresh = Fresh::start();
    fresh.status(&all_kinds());
    let csv = exported(&fresh, &["--format", "csv"]);
    assert!(csv.ends_with(b"\r\n"), "lines end as RFC 4180 says");
    let [record] = &records(&csv)[..] else {
        panic!()
    };
    for (column, value) in [
        ("site", "default"),
        ("survey", "nps"),
        ("id", id(1).as_str()),
        ("seq", "1"),
        ("outcome", "complete"),
        ("answered_at", "2026-01-31T12:00:00.000Z"),
        ("respondent", "ada"),
        ("page.url", "https://shop.example/checkout"),
        ("sampling.rate", "0.25"),
        ("verified", "false"),
        ("not_verified", "unsigned"),
        ("set_aside", ""),
        ("skipped", "how"),
        ("context.order", "A-1"),
        ("context.value", "59.9"),
        ("context.gift", "true"),
        ("answers.nps.rating", "9"),
        ("answers.nps.class", "promoter"),
        ("answers.ease.class", "hard"),
        ("answers.ease.scale", "1, 7"),
        ("answers.why.text", "Ünï, \"quoted\"\nand =more"),
        ("answers.what.choices", "price, speed"),
        ("answers.what.other", "colour"),
        ("answers.call.contact.name", "Ada"),
    ] {
        assert_eq!(record[column], value, "{column}");
    }
    assert!(!record["received_at"].as_str().unwrap().is_empty());
}

#[test]
fn the_latest_state_of_each_response_is_there_once() {
    let fresh = Fresh::start();
    let partial = json!({"outcome": "partial", "answers": [
        {"question": "nps", "metric": "nps", "rating": 2, "scale": [0, 10]}]});
    fresh.status(&but(nps(1, 2), partial));
    fresh.status(&but(nps(1, 9), json!({"seq": 2})));
    fresh.status(&nps(2, 10));
    let ratings: Vec<Value> = records(&exported(&fresh, &[]))
        .into_iter()
        .map(|record| record["answers.nps.rating"].clone())
        .collect();
    assert_eq!(ratings, ["9", "10"]);
}

#[test]
fn a_selection_is_by_site_survey_and_time() {
    let fresh = Fresh::start();
    for (number, fields) in [
        (1, json!({})),
        (2, json!({"survey": "other"})),
        (3, json!({"site": "demo"})),
        (4, json!({"answered_at": "2025-06-01T00:00:00.000Z"})),
    ] {
        fresh.status(&but(nps(number, 9), fields));
    }
    let ids = |arguments: &[&str]| -> Vec<String> {
        let records = records(&exported(&fresh, arguments));
        let text = |record: &Value| record["id"].as_str().unwrap().to_owned();
        records.iter().map(text).collect()
    };
    assert_eq!(ids(&[]).len(), 4);
    assert_eq!(ids(&["--survey", "other"]), [id(2)]);
    assert_eq!(ids(&["--site", "demo"]), [id(3)]);
    assert_eq!(ids(&["--to", "2026-01-01"]), [id(4)]);
    assert_eq!(
        ids(&["--from", "2026-01-31T12:00:00Z", "--site", "default"]),
        [id(1), id(2)]
    );
    assert_eq!(ids(&["--site", "nobodys"]), [""; 0]);
    let output = export(&fresh, &["--from", "yesterday"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn json_lines_are_the_records_as_they_are_kept() {
    let fresh = Fresh::start();
    fresh.status(&all_kinds());
    fresh.status(&nps(2, 3));
    let text = String::from_utf8(exported(&fresh, &["--format", "jsonl"])).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["answers"], all_kinds()["answers"]);
    assert_eq!(lines[0]["verified"], false);
    assert!(lines[0]["received_at"].as_str().unwrap().ends_with('Z'));
}

/// The round trip: what `afterword score` makes of an export is what the collector says itself.
#[test]
fn a_file_scores_as_the_collector_does() {
    let fresh = Fresh::start();
    for (number, rating) in (0..).zip([10, 9, 9, 8, 7, 6, 3, 10, 10, 0, 9, 8]) {
        fresh.status(&but(
            nps(number, rating),
            json!({"context": {"segment": if rating > 8 { "a" } else { "b" }}}),
        ));
    }
    let collector = &fresh.read("/v1/surveys/nps/scores")["questions"][0];
    for format in ["csv", "jsonl", "parquet"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("export.{format}"));
        let bytes = exported(&fresh, &["--format", format]);
        // A line of JSON has its ratings in a list: one question is cut out of it.
        let bytes = match format {
            "jsonl" => {
                let text = String::from_utf8(bytes).unwrap();
                let cut = |line: &str| {
                    let record: Value = serde_json::from_str(line).unwrap();
                    let rating = json!({"answers.nps.rating": record["answers"][0]["rating"]});
                    format!("{rating}\n")
                };
                text.lines().map(cut).collect::<String>().into_bytes()
            }
            _ => bytes,
        };
        std::fs::write(&file, bytes).unwrap();
        let output = Command::new(BINARY)
            .arg("score")
            .arg(&file)
            .args([
                "--rating",
                "answers.nps.rating",
                "--metric",
                "nps",
                "--json",
            ])
            .output()
            .unwrap();
        let score: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{format}: {output:?}"));
        for key in ["n", "score", "mean", "lower", "upper"] {
            assert_eq!(score["total"][key], collector[key], "{format} {key}");
        }
    }
}

#[test]
fn no_text_of_a_visitor_is_a_formula() {
    let fresh = Fresh::start();
    let dangerous = json!({
        "respondent": "=cmd|'/c calc'!A0", "context": {"order": "+1", "value": -5},
        "answers": [{"question": "why", "text": "@SUM(1)\n=1; =2"}]});
    fresh.status(&but(nps(1, 9), dangerous));
    let [record] = &records(&exported(&fresh, &[]))[..] else {
        panic!()
    };
    assert_eq!(record["respondent"], "'=cmd|'/c calc'!A0");
    assert_eq!(record["context.order"], "'+1");
    assert_eq!(record["context.value"], "-5", "a number is a number");
    assert_eq!(record["answers.why.text"], "'@SUM(1)\n'=1; '=2");
}

#[test]
fn exporting_over_http_wants_a_token_for_it() {
    let fresh = Fresh::start();
    fresh.status(&all_kinds());
    let made = Command::new(BINARY)
        .args(["token", "new", "reader", "--scope", "read", "--store"])
        .arg(fresh.store.url())
        .output()
        .unwrap();
    let reader = String::from_utf8(made.stdout).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2500));
    for (token, status) in [("nobody", "401"), (reader.trim(), "403"), (TOKEN, "200")] {
        let (head, _) = get(&fresh, "/v1/export", token);
        assert!(head.starts_with(&format!("HTTP/1.0 {status}")), "{head}");
    }
    let (head, body) = get(&fresh, "/v1/export?format=csv&survey=nps", TOKEN);
    assert!(
        head.contains("content-type: text/csv; charset=utf-8"),
        "{head}"
    );
    assert!(
        head.contains("attachment; filename=\"afterword.csv\""),
        "{head}"
    );
    assert_eq!(body, exported(&fresh, &["--format", "csv"]));
    for format in ["jsonl", "parquet"] {
        let (_, body) = get(&fresh, &format!("/v1/export?format={format}"), TOKEN);
        assert_eq!(body, exported(&fresh, &["--format", format]), "{format}");
    }
    for wrong in ["format=xlsx", "from=yesterday", "fromat=csv"] {
        let (head, _) = get(&fresh, &format!("/v1/export?{wrong}"), TOKEN);
        assert!(head.starts_with("HTTP/1.0 422"), "{head}");
    }
}

#[test]
fn whoever_stops_reading_is_no_fault() {
    let fresh = many(20_000);
    let mut child = Command::new(BINARY)
        .args(["export", "--store"])
        .arg(fresh.store.url())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

/// A store with so many responses, all but one written past the collector.
fn many(count: u32) -> Fresh {
    let fresh = Fresh::start();
    let comment = json!({"answers": [
        {"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]},
        {"question": "why", "text": "A comment of a usual length, as customers write them. ".repeat(4)}]});
    fresh.status(&but(nps(0, 9), comment));
    let database = Connection::open(fresh.store.file()).unwrap();
    let new = "printf('%08x-0000-7000-8000-000000000000', i)";
    database
        .execute_batch(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             INSERT INTO response (site, id, seq, survey, answered_at, received_at, body)
             SELECT site, {new}, seq, survey, answered_at, received_at, replace(body, id, {new})
             FROM n CROSS JOIN response WHERE number = 1"
        ))
        .unwrap();
    fresh
}

/// The most memory that an export took, in KiB, and how many lines it had.
#[cfg(target_os = "linux")]
fn peak(fresh: &Fresh, format: &str) -> (u64, usize) {
    let mut child = Command::new(BINARY)
        .args(["export", "--format", format, "--store"])
        .arg(fresh.store.url())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut peak, mut lines) = (0, 0);
    let mut output = child.stdout.take().unwrap();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        let read = output.read(&mut buffer).unwrap();
        if read == 0 {
            break;
        }
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count();
    }
    assert!(child.wait().unwrap().success());
    (peak, lines)
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_store() {
    let (few, more) = (many(5_000), many(50_000));
    for format in ["csv", "jsonl", "parquet"] {
        let (small, _) = peak(&few, format);
        let (large, lines) = peak(&more, format);
        if format != "parquet" {
            assert!(lines >= 50_000, "{format} has {lines} lines");
        }
        // Ten times as many rows, which are 20 MB more.
        assert!(
            large < small + 8_000,
            "{format}: {small} KiB for a tenth of what took {large} KiB"
        );
    }
}

//! Bodies that no honest widget sends: each is refused with an answer that helps, nothing of it
//! is kept, and the collector goes on.

mod answers;
mod bytes;
mod fields;
mod rows;

use std::collections::HashSet;
use std::error::Error;

use journeys::collector::{self, Collector};
use serde_json::{Value, json};

use self::rows::Row;

#[test]
fn two_hundred_hostile_bodies_are_refused_and_nothing_is_kept() -> Result<(), Box<dyn Error>> {
    let rows: Vec<Row> = [bytes::rows(), fields::rows(), answers::rows()]
        .into_iter()
        .flatten()
        .collect();
    assert!(rows.len() >= 200, "only {} rows", rows.len());
    assert_distinct(&rows);

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("hostile.db");
    let binary = collector::binary()?;
    let collector = Collector::start(&binary, &format!("sqlite:{}", file.display()))?;
    let mut mistakes = Vec::new();
    for row in &rows {
        let reply = collector.post(&row.body)?;
        let error = &reply.json()["error"];
        let found = (
            reply.status,
            error["at"].as_str().unwrap_or(""),
            error["code"].as_str().unwrap_or(""),
        );
        let helps = ["at", "code", "message", "expected"]
            .iter()
            .all(|field| error[field].as_str().is_some_and(|text| !text.is_empty()));
        let wanted = (row.status, row.at.as_str(), row.code);
        if found != wanted || !helps {
            mistakes.push(format!(
                "{}: {found:?}, not {wanted:?}; {}",
                row.cause,
                reply.text()
            ));
        }
        assert_eq!(
            collector.get("/healthz")?.status,
            200,
            "after {}",
            row.cause
        );
    }
    assert!(
        mistakes.is_empty(),
        "{} of {}:\n{}",
        mistakes.len(),
        rows.len(),
        mistakes.join("\n")
    );

    assert_eq!(kept(&collector)?, 0);
    let reply = collector.post(rows::valid().to_string().as_bytes())?;
    assert_eq!(reply.json()["status"], "stored", "{}", reply.text());
    assert_eq!(kept(&collector)?, 1);
    Ok(())
}

#[test]
fn a_bad_item_harms_no_neighbour() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("items.db");
    let binary = collector::binary()?;
    let collector = Collector::start(&binary, &format!("sqlite:{}", file.display()))?;
    let bad: Vec<(Value, Row)> = [fields::rows(), answers::rows()]
        .into_iter()
        .flatten()
        .filter_map(|row| Some((serde_json::from_slice(&row.body).ok()?, row)))
        .filter(|(value, _): &(Value, Row)| value.is_object())
        .collect();
    assert!(bad.len() > 100);
    for (index, chunk) in bad.chunks(50).enumerate() {
        let mut neighbour = rows::valid();
        neighbour["id"] = json!(collector::id(u32::try_from(index)?));
        let items: Vec<&Value> = chunk
            .iter()
            .map(|(value, _)| value)
            .chain([&neighbour])
            .collect();
        let reply = collector.post(json!(items).to_string().as_bytes())?;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let receipts = reply.json();
        for (receipt, (value, row)) in receipts.as_array().unwrap().iter().zip(chunk) {
            assert_eq!(receipt["status"], "refused", "{}", row.cause);
            assert_eq!(receipt["error"]["at"], row.at.as_str(), "{}", row.cause);
            assert_eq!(receipt["error"]["code"], row.code, "{}", row.cause);
            assert_eq!(
                receipt["id"].as_str(),
                value["id"].as_str(),
                "{}",
                row.cause
            );
        }
        assert_eq!(receipts[chunk.len()]["status"], "stored");
        assert_eq!(kept(&collector)?, index + 1);
    }
    Ok(())
}

/// A row that repeats another one would only look like a test.
fn assert_distinct(rows: &[Row]) {
    let mut causes = HashSet::new();
    let mut bodies = HashSet::new();
    for row in rows {
        assert!(causes.insert(&row.cause), "twice: {}", row.cause);
        assert!(bodies.insert(&row.body), "the same body: {}", row.cause);
    }
}

/// How many responses the collector holds, on all sites.
fn kept(collector: &Collector) -> Result<usize, Box<dyn Error>> {
    let mut kept = 0;
    for site in ["default", "demo"] {
        let reply = collector.read(&format!("/v1/responses?limit=1000&site={site}"))?;
        kept += reply.json()["responses"].as_array().ok_or("no list")?.len();
    }
    Ok(kept)
}

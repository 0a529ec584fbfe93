//! The classes of every rating, by a table that the scripts of the browser are held to as well
//! (`crates/embed/tests/formats.test.mjs`).

use score::{Class, Direction, Metric, Scale};
use serde_json::Value;

/// The metric of a row, in the fields by which a response describes it.
fn metric(row: &Value) -> Metric {
    let end = |index: usize| i32::try_from(row["scale"][index].as_i64().unwrap()).unwrap();
    let scale = Scale::new(end(0), end(1)).unwrap();
    let top = row["top"].as_u64().map(|top| u32::try_from(top).unwrap());
    match (row["metric"].as_str().unwrap(), top) {
        ("csat", Some(top)) => Metric::Csat { scale, top },
        ("ces", None) if row["direction"] == "lower_is_easier" => Metric::Ces {
            scale,
            direction: Direction::LowerIsEasier,
        },
        (name, None) => Metric::from_name(name, scale).unwrap(),
        (name, Some(_)) => panic!("{name} has no top box"),
    }
}

#[test]
fn every_rating_has_the_class_of_its_row() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("cases/classes.json")).unwrap();
    assert!(rows.len() >= 17);
    for row in rows {
        let metric = metric(&row);
        let classes: Vec<Value> = (metric.scale().ratings())
            .map(|rating| metric.class(rating).map(Class::name).into())
            .collect();
        assert_eq!(Value::from(classes), row["classes"], "{row}");
    }
}

//! What is remembered, and how it is written down.

use proptest::prelude::*;
use serde_json::{Value, json};
use survey::eligibility::{Draw, Past};
use survey::occasion::Occasion;
use survey::time::Timestamp;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// What the host page says it is about.
fn about(context: &Value) -> Option<String> {
    let page = json!({"survey": "s", "context": context});
    Occasion::parse(&&page).visit.about()
}

/// Rows of `cases/pasts.json`: the browser's scripts make the same of them.
#[test]
fn what_happens_is_written_down_as_the_table_says() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../cases/pasts.json")).unwrap();
    assert!(rows.len() >= 60);
    let mut wrong = Vec::new();
    for row in &rows {
        super::known(row, ["name", "stored", "acts", "text"]);
        let mut past = row["stored"]
            .as_str()
            .and_then(Past::parse)
            .unwrap_or_default();
        for act in row["acts"].as_array().unwrap() {
            super::known(act, ["at", "came", "context", "draws", "looks"]);
            let (now, about) = (at(act["at"].as_i64().unwrap()), about(&act["context"]));
            match act["came"].as_str() {
                Some("shown") => past.show(now),
                Some("answered") => past.answer(now, about.as_deref()),
                Some("dismissed") => past.dismiss(now, about.as_deref()),
                None if act["looks"] == true => {
                    past.settle(now);
                }
                None => {
                    let chance = act["draws"].as_f64().unwrap();
                    past.draw = past.draw.or(Some(Draw::of(chance)));
                }
                came => panic!("{came:?}"),
            }
        }
        if past.to_text() != row["text"] {
            wrong.push(format!("{}: {}", row["name"], past.to_text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_remembered_is_a_few_numbers() {
    let mut past = Past::default();
    assert_eq!(past.to_text(), "1 0 0 0 0 0");
    past.show(at(1000));
    assert_eq!(past.to_text(), "1 0 0 1000 1 0");
    past.dismiss(at(2000), None);
    assert_eq!(past.to_text(), "1 0 2000 0 1 0");
    past.show(at(3000));
    past.draw = Some(Draw::of(0.25));
    assert_eq!(past.to_text(), "1 0 2000 3000 2 250000001");
    past.answer(at(4000), Some("ab"));
    // 97 · 31 + 98.
    assert_eq!(past.to_text(), "1 4000 2000 0 0 250000001 3105");
    assert_eq!(past.latest(), Some(at(4000)));
}

#[test]
fn an_order_is_remembered_once_and_not_by_its_name() {
    let mut past = Past::default();
    past.answer(at(1), Some("A-1001"));
    past.answer(at(2), Some("A-1001"));
    past.dismiss(at(3), Some("A-1002"));
    assert!(past.was_about("A-1001") && past.was_about("A-1002"));
    assert!(!past.was_about("A-1003") && !past.was_about(""));
    let text = past.to_text();
    assert_eq!(text.split(' ').count(), 8);
    assert!(!text.contains("A-"));
}

#[test]
fn the_oldest_order_is_forgotten_when_there_are_many() {
    let mut past = Past::default();
    for index in 0..=50 {
        past.answer(at(1), Some(&format!("A-{index}")));
    }
    assert!(!past.was_about("A-0"));
    assert!(past.was_about("A-1") && past.was_about("A-50"));
    assert_eq!(Past::parse(&past.to_text()), Some(past));
}

#[test]
fn what_lies_ahead_of_the_clock_is_brought_back() {
    let mut past = Past::default();
    past.show(at(9000));
    assert!(!past.settle(at(9000)));
    assert!(past.settle(at(5000)));
    assert_eq!(past.ignored, Some(at(5000)));
    // An answer after the clock was put back is later than what it answers.
    past.show(at(9000));
    past.dismiss(at(100), None);
    past.show(at(50));
    assert_eq!(past.dismissed, Some(at(50)));
    assert_eq!((past.ignored, past.displays), (Some(at(50)), 3));
}

#[test]
fn an_answer_brings_an_earlier_dismissal_back_too() {
    let mut past = Past::default();
    past.dismiss(at(9000), None);
    past.answer(at(5000), None);
    assert_eq!(past.dismissed, Some(at(5000)));
    past.dismiss(at(4000), None);
    assert_eq!(past.answered, Some(at(4000)));
}

#[test]
fn a_draw_is_kept_as_a_number() {
    for (chance, share) in [
        (0.0, 0.0),
        (0.25, 0.25),
        (0.999_999_999_9, 0.999_999_999),
        (1.0, 0.999_999_999),
        (7.0, 0.999_999_999),
        (-1.0, 0.0),
        (f64::NAN, 0.0),
    ] {
        assert_eq!(Draw::of(chance).share(), share, "{chance}");
    }
    assert!(Draw::of(0.0).is_below(1e-12));
    assert!(!Draw::of(0.25).is_below(0.25));
    assert!(Draw::of(0.25).is_below(0.250_000_001));
}

#[test]
fn what_was_not_written_so_is_not_read() {
    let good = "1 4000 2000 0 0 250000001 3826002220";
    assert!(Past::parse(good).is_some());
    for text in [
        "",
        "1",
        "1 0 0 0 0",
        " 1 0 0 0 0 0",
        "1 0 0 0 0 0 ",
        "1  0 0 0 0 0",
        "01 0 0 0 0 0",
        "1 00 0 0 0 0",
        "1 0 0 0 0 -1",
        "1 0 0 0 0 1000000001",
        "1 0 0 0 4294967296 0",
        "1 0 0 0 0 0 4294967296",
        "1 999999999999999 0 0 0 0",
        "1 9999999999999999999999999 0 0 0 0",
        "0 0 0 0 0 0",
        "2 0 0 0 0 0",
        "1 0 0 0 0 0\n",
        "1\t0\t0\t0\t0\t0",
        "1 ٣ 0 0 0 0",
    ] {
        assert_eq!(Past::parse(text), None, "{text:?}");
    }
    let many = format!("1 0 0 0 0 0{}", " 7".repeat(51));
    assert_eq!(Past::parse(&many), None);
}

proptest! {
    #[test]
    fn what_is_read_is_written_the_same(text in "[12]?( [0-9]{1,16}){4,9}|.*") {
        if let Some(past) = Past::parse(&text) {
            prop_assert_eq!(past.to_text(), text);
        }
    }

    #[test]
    fn what_happens_is_kept_through_the_storage(
        acts in prop::collection::vec((0_u8..4, 1_i64..3_000_000_000_000, ".{0,3}"), 0..80)
    ) {
        let mut past = Past::default();
        for (act, now, about) in acts {
            let about = (!about.is_empty()).then_some(about.as_str());
            match act {
                0 => past.show(at(now)),
                1 => past.answer(at(now), about),
                2 => past.dismiss(at(now), about),
                _ => past.draw = Some(Draw::of(now as f64 / 3e12)),
            }
            prop_assert_eq!(Past::parse(&past.to_text()), Some(past.clone()));
        }
    }
}

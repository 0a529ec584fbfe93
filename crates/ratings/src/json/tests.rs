use std::num::NonZero;

use score::Scale;

use super::JsonLines;
use crate::aside::Reason;
use crate::pipeline::{self, Gear};
use crate::plan::{Dates, Part, Plan, Weights};
use crate::reading::Reading;
use crate::when::Wave;

/// Reads lines with the keys nps, by, at and w, in blocks of so many bytes.
fn read(text: &str, plan: &Plan, block: usize) -> Reading {
    let keys = ["nps", "by", "at", "w"].map(str::to_owned).to_vec();
    let gear = Gear {
        workers: NonZero::new(2).unwrap(),
        block,
    };
    let format = JsonLines { keys };
    let before = Part::new(plan.scale);
    let part = pipeline::run(&format, plan, before, text.as_bytes(), gear, &mut |_| ());
    Reading::new(plan, part.unwrap())
}

fn plan() -> Plan {
    Plan {
        by: vec![1],
        ..Plan::new(0, Scale::NPS)
    }
}

#[test]
fn ratings_have_to_be_numbers() {
    for (value, reason) in [
        ("9", None),
        ("9.0", None),
        ("0.9e1", None),
        ("-0", None),
        ("-0.0", None),
        ("null", Some(Reason::MissingRating)),
        ("6.5", Some(Reason::Fraction)),
        ("\"9\"", Some(Reason::NotANumber)),
        ("\"\"", Some(Reason::NotANumber)),
        ("true", Some(Reason::NotANumber)),
        ("[9]", Some(Reason::NotANumber)),
        ("{\"value\":9}", Some(Reason::NotANumber)),
        ("11", Some(Reason::OffScale)),
        ("-1", Some(Reason::OffScale)),
        ("9007199254740993", Some(Reason::OffScale)),
        ("18446744073709551615", Some(Reason::OffScale)),
        ("1e300", Some(Reason::OffScale)),
        ("1e999", Some(Reason::NoRecord)),
        ("NaN", Some(Reason::NoRecord)),
        ("09", Some(Reason::NoRecord)),
        ("9,\"nps\":9", Some(Reason::NoRecord)),
        ("9} {", Some(Reason::NoRecord)),
    ] {
        let reading = read(&format!("{{\"nps\":{value}}}"), &plan(), 1 << 20);
        let counted: u64 = reading.cells.iter().map(|cell| cell.tally.n()).sum();
        assert_eq!(reading.records, 1, "{value}");
        assert_eq!(counted, u64::from(reason.is_none()), "{value}");
        for candidate in Reason::ALL {
            let expected = u64::from(Some(candidate) == reason);
            assert_eq!(
                reading.aside.count(candidate),
                expected,
                "{value} {}",
                candidate.name()
            );
        }
    }
}

#[test]
fn lines_that_are_no_objects_are_set_aside_and_empty_ones_passed_over() {
    let text = "{\"nps\":9}\n\n  \r\n[9]\n9\nnps\n{\"by\":1}\n{\"nps\":10}\r\n{";
    for block in [1, 5, 1 << 20] {
        let reading = read(text, &plan(), block);
        assert_eq!(reading.records, 7);
        assert_eq!(reading.aside.count(Reason::MissingRating), 1);
        assert_eq!(reading.aside.count(Reason::NoRecord), 4);
        let lines: Vec<_> = reading
            .aside
            .examples(Reason::NoRecord)
            .iter()
            .map(|example| (example.line, example.text.as_str()))
            .collect();
        assert_eq!(lines, [(4, "[9]"), (5, "9"), (6, "nps")]);
    }
}

#[test]
fn segments_are_values_of_any_kind() {
    let text = r#"{"nps":9,"by":"a"}
{"by":" a ","nps":9}
{"nps":9,"by":1,"other":{"by":"x","nps":0}}
{"nps":9,"by":1.0}
{"nps":9,"by":true}
{"nps":9,"by":null}
{"nps":9}
{"nps":9,"by":""}
{"nps":9,"by":["a", 1]}
{"nps":9,"by":"\u00e9\n"}"#;
    let reading = read(text, &plan(), 1 << 20);
    let cells: Vec<_> = reading
        .cells
        .iter()
        .map(|cell| (cell.segment[0].as_deref(), cell.tally.n()))
        .collect();
    let expected = [
        (Some("1"), 2),
        (Some("[\"a\",1]"), 1),
        (Some("a"), 2),
        (Some("true"), 1),
        (Some("é"), 1),
        (None, 3),
    ];
    assert_eq!(cells, expected);
}

#[test]
fn weights_and_dates_are_read_by_their_type() {
    let plan = Plan {
        weight: Some(Weights::Values(3)),
        dates: Some(Dates {
            column: 2,
            from: None,
            to: crate::moment("2026-03-01"),
            wave: Some(Wave::Month),
        }),
        ..plan()
    };
    let text = r#"{"nps":9,"at":"2026-01-31","w":0.5}
{"nps":9,"at":"2026-02-01T00:30:00+01:00","w":2}
{"nps":9,"at":"2026-02-01","w":"2"}
{"nps":9,"at":"2026-02-01","w":-1}
{"nps":9,"at":"2026-02-01"}
{"nps":9,"at":1760000000,"w":1}
{"nps":9,"w":1}
{"nps":9,"at":"2026-03-01","w":1}"#;
    let reading = read(text, &plan, 1 << 20);
    assert_eq!(reading.cells.len(), 1);
    let cell = &reading.cells[0];
    assert_eq!(cell.period.unwrap().to_string(), "2026-01");
    assert_eq!(cell.weighted.as_ref().unwrap().sum_of_weights(), 2.5);
    for (reason, count) in [
        (Reason::BadWeight, 2),
        (Reason::MissingWeight, 1),
        (Reason::BadDate, 1),
        (Reason::MissingDate, 1),
        (Reason::OutsideSpan, 1),
    ] {
        assert_eq!(reading.aside.count(reason), count, "{}", reason.name());
    }
}

#[test]
fn keys_are_found_in_any_object() {
    let head =
        b"\xef\xbb\xbf{\"nps\":9,\"w\":0.5}\nnothing\n{\"at\":\"2026-01-31\",\"nps\":10.0}\n{\"np";
    let (format, columns, begin) = JsonLines::look(head).unwrap();
    assert_eq!(format.keys, ["nps", "w", "at"]);
    assert_eq!(begin, 3);
    assert!(columns[0].sample.within(9, 10));
    assert_eq!(columns[1].sample.fractions, 1);
    assert!(columns[2].sample.is_date());
}

#[test]
fn objects_over_several_lines_are_refused() {
    let error = JsonLines::look(b"{\n  \"nps\": 9\n}\n").unwrap_err();
    assert!(error.to_string().contains("jq -c ."), "{error}");
}

use std::io::{self, Read};
use std::num::NonZero;

use proptest::prelude::*;
use score::Scale;

use super::Csv;
use crate::aside::Reason;
use crate::error::Error;
use crate::pipeline::{self, Gear};
use crate::plan::{Part, Plan};
use crate::reading::Reading;

/// Segment and rating, and perhaps more columns.
fn plan() -> Plan {
    Plan {
        by: vec![0],
        ..Plan::new(1, Scale::NPS)
    }
}

/// Reads records without a header, in blocks of so many bytes at least.
fn read(text: &[u8], csv: Csv, plan: &Plan, block: usize) -> Result<Reading, Error> {
    let gear = Gear {
        workers: NonZero::new(2).unwrap(),
        block,
    };
    let part = pipeline::run(&csv, plan, Part::new(plan.scale), text, gear, &mut |_| ())?;
    Ok(Reading::new(plan, part))
}

fn comma(columns: usize) -> Csv {
    Csv {
        separator: b',',
        columns,
    }
}

/// The segments with their counts of the ratings 9 and 10, and how many records were ragged
/// and without a rating.
fn told(text: &str, columns: usize) -> (Vec<(String, u64)>, u64, u64) {
    let reading = read(text.as_bytes(), comma(columns), &plan(), 1 << 20).unwrap();
    let cells = reading.cells.iter().map(|cell| {
        let name = cell.segment[0].clone().unwrap_or_default();
        (name, cell.tally.count(9) + cell.tally.count(10))
    });
    let aside = &reading.aside;
    (
        cells.collect(),
        aside.count(Reason::Ragged),
        aside.count(Reason::MissingRating),
    )
}

#[test]
fn records_end_with_any_end_of_line() {
    for text in [
        "a,9\nb,10\n",
        "a,9\nb,10",
        "a,9\r\nb,10\r\n",
        "a,9\rb,10\r",
        "a,9\rb,10",
        "a,9\n\n\r\n\rb,10\n\n",
    ] {
        let expected = vec![("a".to_owned(), 1), ("b".to_owned(), 1)];
        assert_eq!(told(text, 2), (expected, 0, 0), "{text:?}");
    }
}

#[test]
fn quotation_marks() {
    for (text, segment) in [
        ("\"a\",9\n", "a"),
        ("\"a,b\",9\n", "a,b"),
        ("\"a\nb\",9\r\n", "a\nb"),
        ("\"a\r\nb\",\"9\"\r\n", "a\r\nb"),
        ("\"a \"\"b\"\"\",9\n", "a \"b\""),
        ("5\" pipe,9\n", "5\" pipe"),
        ("\"a\"b,9\n", "ab"),
        ("\"\",9\n", ""),
        (" a ,9\n", "a"),
        ("a, 9 \n", "a"),
    ] {
        assert_eq!(
            told(text, 2),
            (vec![(segment.to_owned(), 1)], 0, 0),
            "{text:?}"
        );
    }
}

#[test]
fn what_is_ragged_or_missing_is_set_aside() {
    for (text, counted, ragged, missing) in [
        ("a,9\na\na,9,x\n", 1, 2, 0),
        ("a,9\n\"a\"\n\"a\",9,x,y,z\n", 1, 2, 0),
        ("a,\na,NA\na,null\na,9\n", 1, 0, 3),
        ("a,\"\"\na,9\n", 1, 0, 1),
        ("  \na,9\n", 1, 1, 0),
    ] {
        assert_eq!(
            told(text, 2),
            (vec![("a".to_owned(), counted)], ragged, missing),
            "{text:?}"
        );
    }
}

/// In a file of one column an empty line is an answer that was not given.
#[test]
fn empty_lines_of_one_column_are_missing_ratings() {
    let plan = Plan::new(0, Scale::NPS);
    for text in ["9\n\n10\n", "9\r\n\r\n10\r\n", "\"9\"\n\n10\n"] {
        let reading = read(text.as_bytes(), comma(1), &plan, 1 << 20).unwrap();
        assert_eq!(reading.records, 3, "{text:?}");
        assert_eq!(reading.aside.count(Reason::MissingRating), 1);
        assert_eq!(reading.cells[0].tally.n(), 2);
    }
}

#[test]
fn lines_are_counted_through_blocks_and_quoted_values() {
    let text = "a,9\n\"a\nb\",9\n\na,nine\r\n\"\n\n\",x\na,6.5\n";
    for block in [1, 7, 1 << 20] {
        let reading = read(text.as_bytes(), comma(2), &plan(), block).unwrap();
        let lines = |reason| -> Vec<(u64, &str)> {
            let examples = reading.aside.examples(reason).iter();
            examples
                .map(|example| (example.line, example.text.as_str()))
                .collect()
        };
        assert_eq!(lines(Reason::NotANumber), [(5, "nine"), (6, "x")]);
        assert_eq!(lines(Reason::Fraction), [(9, "6.5")]);
    }
}

#[test]
fn a_quotation_mark_that_nothing_closes_is_an_error_with_its_line() {
    for block in [1, 1 << 20] {
        let error = read(b"a,9\n\"a\nb\",9\n\"c,9\nd,9\n", comma(2), &plan(), block).unwrap_err();
        assert!(matches!(error, Error::OpenQuote { line: 4 }), "{error}");
    }
}

#[test]
fn a_record_without_end_is_an_error_and_fills_no_memory() {
    let endless = io::repeat(b'x').take(1 << 30);
    let before = Part::new(Scale::NPS);
    let gear = Gear::new();
    let error = pipeline::run(&comma(2), &plan(), before, endless, gear, &mut |_| ());
    assert!(
        matches!(error, Err(Error::LongRecord { line: 1 })),
        "{error:?}"
    );
}

#[test]
fn too_many_segments_are_an_error() {
    let text: String = (0..100).map(|number| format!("{number},9\n")).collect();
    let plan = Plan {
        max_cells: 99,
        ..plan()
    };
    let error = read(text.as_bytes(), comma(2), &plan, 64).unwrap_err();
    assert!(matches!(error, Error::TooManyCells { most: 99 }), "{error}");
}

#[test]
fn an_input_that_fails_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the cable"))
        }
    }
    let before = Part::new(Scale::NPS);
    let input = b"a,9\n".chain(Broken);
    let error = pipeline::run(&comma(2), &plan(), before, input, Gear::new(), &mut |_| ());
    assert!(error.unwrap_err().to_string().contains("the cable"));
}

/// What the crate `csv` makes of a text in one pass: records, ragged ones, and for each segment
/// and rating how often it was there.
fn reference(text: &[u8], separator: u8) -> (u64, u64, Vec<(String, i64)>) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text);
    let (mut records, mut ragged, mut ratings) = (0, 0, Vec::new());
    for record in reader.byte_records() {
        let record = record.unwrap();
        records += 1;
        if record.len() != 3 {
            ragged += 1;
            continue;
        }
        let text = |index| String::from_utf8_lossy(record[index].trim_ascii()).into_owned();
        if let Ok(rating @ 0..=10) = text(1).parse() {
            ratings.push((text(0), rating));
        }
    }
    ratings.sort();
    (records, ragged, ratings)
}

/// Characters that mean something, and some that do not, without ever leaving a quotation mark
/// open: whole values, rightly or wrongly quoted.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[0-9]",
        3 => "[a-c]{0,3}",
        1 => "[a-c]\"[a-c]?",
        2 => "[a-c,\n\r]{0,4}".prop_map(|content| format!("\"{content}\"")),
        1 => "[a-c]{0,2}".prop_map(|content| format!("\"{content}\"\"x\"")),
        1 => "[a-c]{0,2}".prop_map(|content| format!("\"{content}\"z\"y")),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let values = prop_oneof![
        9 => prop::collection::vec(value(), 3),
        1 => prop::collection::vec(value(), 1..5),
    ];
    let end = prop_oneof![6 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\n\n"), 1 => Just("\r")];
    let record = (values, end).prop_map(|(values, end)| values.join(",") + end);
    (prop::collection::vec(record, 0..30), any::<bool>()).prop_map(|(records, ended)| {
        let text = records.concat();
        if ended {
            text
        } else {
            text.trim_end().to_owned()
        }
    })
}

proptest! {
    #[test]
    fn any_blocks_give_what_one_pass_of_the_crate_csv_gives(text in text(), block in 1_usize..80) {
        let (records, ragged, ratings) = reference(text.as_bytes(), b',');
        let reading = read(text.as_bytes(), comma(3), &plan(), block).unwrap();
        prop_assert_eq!(reading.records, records);
        prop_assert_eq!(reading.aside.count(Reason::Ragged), ragged);
        let mut read = Vec::new();
        for cell in &reading.cells {
            let name = cell.segment[0].clone().unwrap_or_default();
            for (rating, count) in cell.tally.iter() {
                read.extend((0..count).map(|_| (name.clone(), i64::from(rating))));
            }
        }
        read.sort();
        prop_assert_eq!(read, ratings);
    }

    #[test]
    fn no_bytes_are_a_panic_and_no_blocks_change_the_result(
        bytes in prop::collection::vec(prop::sample::select(b"a9,\"\n\r \xff".to_vec()), 0..60),
        block in 1_usize..40,
    ) {
        let whole = read(&bytes, comma(2), &plan(), 1 << 20);
        let parts = read(&bytes, comma(2), &plan(), block);
        match (whole, parts) {
            (Ok(whole), Ok(parts)) => prop_assert_eq!(whole, parts),
            (whole, parts) => prop_assert!(whole.is_err() && parts.is_err()),
        }
    }
}

//! Files as they come: formats, encodings, and what is wrong inside of them.

use std::fmt::Write as _;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

use crate::{Said, score, score_file};

/// How many ratings were counted, were missing, and were invalid.
fn counted(said: &Said) -> [u64; 3] {
    let report = said.json();
    [
        &report["total"]["n"],
        &report["missing"]["count"],
        &report["invalid"]["count"],
    ]
    .map(|count| count.as_u64().unwrap())
}

#[test]
fn the_same_ratings_in_every_writing() {
    for (name, text) in [
        ("plain", "nps,region\n9,a\n8,b\n"),
        ("no last newline", "nps,region\n9,a\n8,b"),
        ("mark", "\u{feff}nps,region\n9,a\n8,b\n"),
        (
            "mark and quotes",
            "\u{feff}\"nps\",\"region\"\n\"9\",\"a\"\n\"8\",b\n",
        ),
        ("carriage returns", "nps,region\r\n9,a\r\n8,b\r\n"),
        ("carriage returns alone", "nps,region\r9,a\r8,b\r"),
        ("semicolons", "nps;region\n9;a\n8;b\n"),
        ("tabs", "nps\tregion\n9\ta\n8\tb\n"),
        ("tabs and no first name", "\tnps\na\t9\n\t8\n"),
        ("bars", "nps|region\n9|a\n8|b\n"),
        ("commas inside", "nps;region\n9;\"a;b,c\"\n8;\"b\"\n"),
        ("space", "nps, region\n 9 , a\n8 , b\n"),
        (
            "newlines in the header",
            "nps,\"region\nof the shop\"\n9,a\n8,b\n",
        ),
        ("newlines in a value", "nps,region\n9,\"a\nb\"\n8,\"\n\"\n"),
        ("points", "nps,region\n9.0,a\n8.00,b\n"),
        ("empty lines", "\n\nnps,region\n\n9,a\n\n8,b\n\n"),
        (
            "objects",
            "{\"nps\":9,\"region\":\"a\"}\n{\"region\":\"b\",\"nps\":8.0}\n",
        ),
        (
            "objects with a mark",
            "\u{feff}{\"nps\":9}\r\n{\"nps\":8}\r\n",
        ),
    ] {
        let said = score_file("ratings", text, &["--metric", "nps", "--json"]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{name}");
        assert_eq!(counted(&said), [2, 0, 0], "{name}");
        assert_eq!(said.json()["total"]["score"], 50.0, "{name}");
    }
}

#[test]
fn only_whole_numbers_on_the_scale_count() {
    for (cell, expected) in [
        ("9", [1, 0, 0]),
        ("9.0", [1, 0, 0]),
        ("-0", [1, 0, 0]),
        ("\"9\"", [1, 0, 0]),
        ("", [0, 1, 0]),
        ("NA", [0, 1, 0]),
        ("null", [0, 1, 0]),
        ("6.5", [0, 0, 1]),
        ("nine", [0, 0, 1]),
        ("NaN", [0, 0, 1]),
        ("11", [0, 0, 1]),
        ("-1", [0, 0, 1]),
        ("9007199254740993", [0, 0, 1]),
        ("9,9", [0, 0, 1]),
    ] {
        let csv = format!("id,nps\n1,5\n2,{cell}\n");
        let said = score(csv, &["--metric", "nps", "--json"]);
        let [n, missing, invalid] = counted(&said);
        assert_eq!([n - 1, missing, invalid], expected, "{cell}");
        assert_eq!(
            said.err.is_empty(),
            expected[0] == 1,
            "{cell}: {}",
            said.err
        );
    }
}

#[test]
fn what_is_left_out_is_told_with_its_lines() {
    let csv = "nps,region\n9,a\nnine,a\n6.5,\"a\nb\"\n11,a\n100,a\n9\n,a\nNA,a\n9,a,b\n";
    let said = score_file("ratings.csv", csv, &["--metric", "nps", "--json"]);
    assert_eq!(said.code, 0);
    for line in [
        "ratings.csv: left out: 2 with more or fewer values than the header has names (line 8: 9, line 11: 9,a,b)",
        "ratings.csv: left out: 2 without a rating",
        "ratings.csv: left out: 1 with a rating that is no number (line 3: nine)",
        "ratings.csv: left out: 1 with a rating that is no whole number (line 4: 6.5)",
        "ratings.csv: left out: 2 with a rating off the scale (line 6: 11, line 7: 100)",
        "ratings.csv: column `nps` may mix scales, or be on another one: whole numbers from 11 to 100 are off the scale from 0 to 10",
    ] {
        assert!(said.err.contains(line), "{line}\n{}", said.err);
    }
    let report = said.json();
    assert_eq!(report["records"], 9);
    assert_eq!(report["off_scale"], json!([11, 100]));
    let reasons = &report["invalid"]["reasons"];
    assert_eq!(
        reasons["not_a_number"],
        json!({"count": 1, "examples": [{"line": 3, "text": "nine"}]})
    );
    assert_eq!(report["missing"]["reasons"]["missing_rating"]["count"], 2);
}

#[test]
fn in_json_a_text_is_no_rating() {
    let lines = "{\"nps\":9}\n{\"nps\":\"9\"}\n{\"nps\":null}\n{}\n{\"nps\":true}\nnps\n";
    let said = score(lines, &["--metric", "nps", "--json"]);
    assert_eq!(counted(&said), [1, 2, 3]);
    assert!(
        said.err.contains("(line 2: \"9\", line 5: true)"),
        "{}",
        said.err
    );
    assert!(
        said.err
            .contains("one JSON object a line, no key twice) (line 6: nps)"),
        "{}",
        said.err
    );
}

/// A Parquet file of two columns.
fn parquet() -> Vec<u8> {
    let schema = "message shop { required binary region (string); optional int32 nps; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
    for ratings in [[9, 8], [11, 0]] {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let regions = ["a", "b", "a"].map(ByteArray::from);
        column
            .typed::<ByteArrayType>()
            .write_batch(&regions, None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<Int32Type>()
            .write_batch(&ratings, Some(&[1, 0, 1]), None)
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

#[test]
fn parquet_from_a_file_and_from_a_pipe() {
    let arguments = ["--metric", "nps", "--by", "region", "--json"];
    for said in [
        score_file("shop.parquet", parquet(), &arguments),
        score_file("no-extension", parquet(), &arguments),
        score(parquet(), &arguments),
    ] {
        assert_eq!(counted(&said), [3, 2, 1], "{}", said.err);
        assert_eq!(said.json()["format"], "parquet");
        assert_eq!(said.json()["segments"][0]["n"], 3);
        assert!(
            said.err.contains("off the scale (row 4: 11)"),
            "{}",
            said.err
        );
    }
}

/// Blocks are read on several threads; nothing of that is seen.
#[test]
fn large_files_are_read_the_same_every_time() {
    let mut csv = String::from("id,region,nps,w\n");
    for id in 0..100_000_u64 {
        let quoted = if id % 20_000 == 7 { "\"a\nb\"" } else { "shop" };
        let rating = id.wrapping_mul(2_654_435_761) >> 7;
        let _ = writeln!(
            csv,
            "{id},{quoted}{},{},{}",
            id % 13,
            rating % 11,
            1.0 / (1 + id % 7) as f64
        );
    }
    csv = csv
        .replace("\"a\nb\"7", "\"a\nb\"")
        .replace("99999,shop2,", "99999,shop2,x");
    let arguments = [
        "--metric", "nps", "--by", "region", "--weight", "w", "--json",
    ];
    let first = score(&csv, &arguments);
    assert_eq!(first.code, 0, "{}", first.err);
    for _ in 0..2 {
        let again = score(&csv, &arguments);
        assert_eq!(
            (again.out, again.err),
            (first.out.clone(), first.err.clone())
        );
    }
    let total = counted(&first).iter().sum::<u64>();
    assert_eq!(total, 100_000);
    assert_eq!(
        first.json()["segments"].as_array().map(Vec::len),
        Some(first_segments(&csv))
    );
}

/// The segments of that file, counted another way.
fn first_segments(csv: &str) -> usize {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(csv.as_bytes());
    let mut regions: Vec<String> = reader
        .records()
        .map(Result::unwrap)
        .filter(|record| record[2].parse::<u64>().is_ok())
        .map(|record| record[1].to_owned())
        .collect();
    regions.sort();
    regions.dedup();
    regions.len()
}

#[test]
fn five_points_scored_as_eleven_are_noticed() {
    let csv = format!("nps\n{}", "5\n4\n1\n".repeat(10));
    let report = score(csv, &["--metric", "nps", "--json"]).json();
    let assumed = report["assumed"].to_string();
    assert!(assumed.contains("from 1 to 5"), "{assumed}");
}

#[test]
fn a_file_of_which_nothing_counts_has_no_score() {
    let said = score("nps\nnine\n11\n", &["--metric", "nps", "--json"]);
    assert_eq!(
        (said.code, &said.json()["total"]["score"]),
        (1, &Value::Null)
    );
    assert!(
        said.err
            .contains("expected whole numbers from 0 to 10 in column `nps`"),
        "{}",
        said.err
    );
}

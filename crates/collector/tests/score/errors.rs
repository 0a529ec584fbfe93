//! What goes wrong, and what is said about it.

use crate::{score, score_file};

#[test]
fn input_that_cannot_be_scored_says_what_would_be_right_with_code_1() {
    for (text, arguments, hints) in [
        (
            &b""[..],
            &[][..],
            &["there is nothing in it", "a header and one record a line"][..],
        ),
        (b"\xef\xbb\xbf\n", &[], &["there is nothing in it"]),
        (b"nps\n", &[], &["there is no record"]),
        (
            b"nps,region\r\n",
            &["--by", "region"],
            &["there is no record"],
        ),
        (
            b"nps\n\n\n",
            &[],
            &["2 without a rating", "expected whole numbers from 0 to 10"],
        ),
        (
            b"region,nps\na,9\n",
            &["--by", "regoin"],
            &[
                "no column `regoin`",
                "did you mean `region`?",
                "`region`, `nps`",
            ],
        ),
        (
            b"region,nps\na,9\n",
            &["--rating", "score"],
            &["no column `score`", "`region`, `nps`"],
        ),
        (b"region,nps\na,9\n", &["--weight", "w"], &["no column `w`"]),
        (
            b"region,nps\na,9\n",
            &["--wave", "month"],
            &["no column holds dates", "--date"],
        ),
        (
            b"region,nps\na,9\n",
            &["--wave", "month", "--date", "region"],
            &["1 with a date that is not read", "line 2: a"],
        ),
        (
            b"sent,answered,nps\n2026-01-01,2026-01-02,9\n",
            &["--wave", "month"],
            &["`sent` and `answered`", "--date sent"],
        ),
        (
            b"at,nps\n2026-01-01,9\n",
            &["--from", "2027-01-01"],
            &["every record is outside of the dates"],
        ),
        (
            b"nps,csat\n9,5\n",
            &[],
            &["`nps` and `csat`", "--rating nps"],
        ),
        (
            b"nps,region,nps\n9,a,8\n",
            &["--rating", "nps"],
            &["2 columns are named `nps`", "#1 or #3"],
        ),
        (
            b"nps,note\n9,\"a\n8,b\n7,c\n",
            &[],
            &["line 2: a quotation mark opens a value here"],
        ),
        (
            b"\"nps,note\n9,a\n",
            &[],
            &["line 1: a quotation mark opens a value here"],
        ),
        (
            b"n\xe9ps,score\n9,a\n",
            &[],
            &["line 1: the header is not UTF-8", "iconv"],
        ),
        (
            b"\x1f\x8b\x08\0",
            &[],
            &["packed by gzip", "gzip -dc FILE | afterword score -"],
        ),
        (
            b"PK\x03\x04",
            &[],
            &["spreadsheet", "save the sheet as CSV"],
        ),
        (b"\xff\xfen\0p\0s\0", &[], &["UTF-16", "iconv -f utf-16"]),
        (b"[{\"nps\":9}]", &[], &["a JSON array", "jq -c '.[]'"]),
        (b"{\n\"nps\":9\n}", &[], &["over several lines", "jq -c ."]),
        (b"{nps}\n", &[], &["no JSON Lines", "{\"nps\":9}"]),
        (b"PAR1 cut off", &[], &["the Parquet file cannot be read"]),
        (
            b"nps\n9\n",
            &["--format", "parquet"],
            &["the Parquet file cannot be read"],
        ),
    ] {
        let said = score_file("a file", text, arguments);
        let case = String::from_utf8_lossy(text);
        assert_eq!(
            (said.code, said.out.as_str()),
            (1, ""),
            "{case}: {}",
            said.err
        );
        for hint in hints {
            assert!(said.err.contains(hint), "{case}: {hint}\n{}", said.err);
        }
        for line in said.err.lines() {
            assert!(line.starts_with("a file: "), "{line}");
        }
    }
}

#[test]
fn a_missing_file_is_told_with_code_1() {
    let said = score("", &["/no/such/file.csv"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.starts_with("/no/such/file.csv: cannot be read: "),
        "{}",
        said.err
    );
    let said = score("", &["/"]);
    assert_eq!(said.code, 1);
    assert!(said.err.starts_with("/: cannot be read: "), "{}", said.err);
}

#[test]
fn arguments_that_make_no_sense_are_usage_with_code_2() {
    for (arguments, hint) in [
        (&["--metric", "nsp"][..], "nps"),
        (
            &["--metric", "nps", "--scale", "1-5"],
            "0 to 10 by definition",
        ),
        (&["--scale", "5-1"], "such as 1-5"),
        (
            &["--metric", "nps", "--top", "2"],
            "--top belongs to csat and psat",
        ),
        (&["--metric", "csat", "--top", "5"], "use 1 to 4"),
        (
            &["--direction", "up"],
            "higher_is_easier or lower_is_easier",
        ),
        (&["--confidence", "100"], "such as 95"),
        (&["--adjust", "tukey"], "holm"),
        (&["--wave", "fortnight"], "day, week, month, quarter, year"),
        (&["--from", "31.01.2026"], "2026-01-31"),
        (
            &["--from", "2026-02-01", "--to", "2026-01-01"],
            "--from is not before --to",
        ),
        (&["--date", "at"], "--date alone"),
        (&["--format", "xlsx"], "csv, jsonl, parquet"),
        (&["--min-n", "few"], "--min-n"),
        (
            &["--by", "nps,nps", "--metric", "nps"],
            "--by names `nps` twice",
        ),
        (&["--pretty"], "--pretty"),
    ] {
        let said = score("nps,csat\n9,4\n", arguments);
        assert_eq!(
            (said.code, said.out.as_str()),
            (2, ""),
            "{arguments:?}: {}",
            said.err
        );
        assert!(said.err.contains(hint), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn too_many_segments_are_told() {
    let mut csv = String::from("id,nps\n");
    for id in 0..100_001 {
        csv.push_str(&format!("{id},9\n"));
    }
    let said = score(csv, &["--metric", "nps", "--by", "id"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(
        said.err.contains("more than 100000 segments"),
        "{}",
        said.err
    );
}

//! Bodies that are no document: encodings, grammar, depth, size.

use serde_json::json;

use crate::rows::{Row, invalid, spoilt, too_large, unreadable, valid};

/// All of them.
pub(crate) fn rows() -> Vec<Row> {
    [
        encoding(),
        grammar(),
        numbers(),
        other_formats(),
        keys_and_depth(),
        size(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const QUICK: &str = "Quick.";

fn encoding() -> Vec<Row> {
    let text = valid().to_string();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked_utf16 = [&[0xFF, 0xFE], &utf16[..]].concat();
    let byte = text.find(QUICK).unwrap();
    let at = format!("byte {byte}");
    let broken = |cause, bytes: &'static [u8]| spoilt(cause, QUICK, bytes, &at, "not_utf8");
    vec![
        unreadable("nothing at all", "", "byte 0", "empty_body"),
        unreadable("white space only", " \r\n\t ", "byte 0", "empty_body"),
        unreadable(
            "a byte order mark",
            format!("\u{feff}{text}"),
            "byte 0",
            "byte_order_mark",
        ),
        unreadable("UTF-16 with its mark", marked_utf16, "byte 0", "not_utf8"),
        unreadable(
            "UTF-16 without a mark",
            utf16,
            "line 1 column 2",
            "not_json",
        ),
        broken("a continuation byte alone", b"\x80"),
        broken("a sequence cut short", b"\xE2\x82"),
        broken("an overlong slash", b"\xC0\xAF"),
        broken("a surrogate in UTF-8", b"\xED\xA0\x80"),
        broken("beyond the last code point", b"\xF4\x90\x80\x80"),
        broken("Latin-1", b"\xE9t\xE9"),
        broken("a byte that UTF-8 never has", b"\xFF"),
        spoilt(
            "half a surrogate pair, escaped",
            QUICK,
            r"\ud800",
            "+8",
            "not_json",
        ),
        spoilt(
            "a surrogate pair backwards",
            QUICK,
            r"\udc00\ud800",
            "+6",
            "not_json",
        ),
    ]
}

fn grammar() -> Vec<Row> {
    let text = valid().to_string();
    let json = |cause, piece, by: &str, at| spoilt(cause, piece, by, at, "not_json");
    vec![
        json("NUL as it is", QUICK, "a\0b", "+2"),
        json("a line feed as it is", QUICK, "a\nb", "line 2 column 0"),
        json("a tab as it is", QUICK, "a\tb", "+2"),
        json("escape as it is", QUICK, "a\x1b[2Jb", "+2"),
        json("an escape that is none", QUICK, r"\x41", "+2"),
        json("a code escape cut short", QUICK, r"\u12", "+6"),
        json("a code escape with other letters", QUICK, r"\u12G4", "+6"),
        json("a string without an end", "\"0.1.0\"}", "\"0.1.0", "+6"),
        json("an object without an end", "\"0.1.0\"}", "\"0.1.0\"", "+7"),
        json(
            "a comma behind the last member",
            "\"0.1.0\"}",
            "\"0.1.0\",}",
            "+9",
        ),
        json("a comma behind the last item", "[0,10]", "[0,10,]", "+7"),
        json("two commas", "[0,10]", "[0,,10]", "+4"),
        json("a comma missing", "[0,10]", "[0 10]", "+4"),
        json("a colon missing", "\"v\":1", "\"v\" 1", "+5"),
        json("a value missing", "\"v\":1", "\"v\":", "+5"),
        json("a key alone", "\"v\":1", "\"v\"", "+4"),
        json("a key without quotes", "\"v\":1", "v:1", "+1"),
        json("a number as a key", "\"v\":1", "1:1", "+1"),
        json("single quotes", "\"Quick.", "'Quick.", "+1"),
        json(
            "a comment to the end of the line",
            "\"v\":1",
            "// v\n\"v\":1",
            "+1",
        ),
        json("a comment between", "\"v\":1", "/* v */\"v\":1", "+1"),
        json("True as Python writes it", "true", "True", "+1"),
        json("a word cut short", "true", "tru", "+4"),
        json("undefined", "\"v\":1", "\"v\":undefined", "+5"),
        unreadable("an opening brace alone", "{", "line 1 column 1", "not_json"),
        unreadable(
            "an opening bracket alone",
            "[",
            "line 1 column 1",
            "not_json",
        ),
        unreadable("a quote alone", "\"", "line 1 column 1", "not_json"),
        unreadable("a closing brace alone", "}", "line 1 column 1", "not_json"),
        unreadable(
            "another document behind it",
            format!("{text}{text}"),
            &format!("line 1 column {}", text.len() + 1),
            "not_json",
        ),
        unreadable(
            "one document a line",
            format!("{text}\n{text}"),
            "line 2 column 1",
            "not_json",
        ),
        unreadable(
            "NUL behind it",
            format!("{text}\0"),
            &format!("line 1 column {}", text.len() + 1),
            "not_json",
        ),
        unreadable(
            "a guard against script inclusion",
            format!(")]}}'\n{text}"),
            "line 1 column 1",
            "not_json",
        ),
        unreadable(
            "a callback around it",
            format!("f({text})"),
            "line 1 column 2",
            "not_json",
        ),
    ]
}

fn numbers() -> Vec<Row> {
    let rating = "\"rating\":9";
    let number =
        |cause, by: &str, at| spoilt(cause, rating, format!("\"rating\":{by}"), at, "not_json");
    vec![
        number("a leading zero", "09", "+11"),
        number("a plus sign", "+9", "+10"),
        number("a minus alone", "-", "+11"),
        number("a point at the end", "9.", "+12"),
        number("a point at the beginning", ".9", "+10"),
        number("an exponent cut short", "9e", "+12"),
        number("hexadecimal digits", "0x9", "+11"),
        number("an underscore between digits", "1_0", "+11"),
        number("a decimal comma", "9,5", "+12"),
        number("not a number", "NaN", "+10"),
        number("infinity", "Infinity", "+10"),
        number("an exponent beyond every double", "1e999", "+14"),
        number("400 digits", &"9".repeat(400), "+409"),
    ]
}

fn other_formats() -> Vec<Row> {
    let json = |cause, text: &str, at| unreadable(cause, text, at, "not_json");
    vec![
        json(
            "a page",
            "<!doctype html><title>Hi</title>",
            "line 1 column 1",
        ),
        json(
            "XML",
            "<?xml version=\"1.0\"?><response/>",
            "line 1 column 1",
        ),
        json("a form", "v=1&survey=nps&rating=9", "line 1 column 1"),
        json(
            "a form of many parts",
            "--x\r\nContent-Disposition: form-data\r\n\r\n9\r\n--x--",
            "line 1 column 2",
        ),
        json("YAML", "v: 1\nsurvey: nps\n", "line 1 column 1"),
        json("a row of a table", "1,nps,9\r\n", "line 1 column 2"),
        json(
            "a statement",
            "'; DROP TABLE response; --",
            "line 1 column 1",
        ),
        unreadable(
            "compressed",
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec(),
            "byte 1",
            "not_utf8",
        ),
        unreadable(
            "MessagePack",
            b"\x81\xa1v\x01".to_vec(),
            "byte 0",
            "not_utf8",
        ),
        invalid(
            "base64 of a response, as a string",
            &json!("eyJ2IjoxfQ=="),
            "body",
            "wrong_type",
        ),
        invalid(
            "a response inside a string",
            &json!(valid().to_string()),
            "body",
            "wrong_type",
        ),
    ]
}

fn keys_and_depth() -> Vec<Row> {
    let twice = |cause, piece, by: &str, at| spoilt(cause, piece, by, at, "duplicate_key");
    let deep = |cause, piece, by: String, at| spoilt(cause, piece, by, at, "too_deep");
    vec![
        twice("a field twice", "\"v\":1", "\"v\":1,\"v\":1", "+9"),
        twice(
            "a field twice, once escaped",
            "\"v\":1",
            r#""v":1,"\u0076":1"#,
            "+14",
        ),
        twice(
            "a rating twice",
            "\"rating\":9",
            "\"rating\":0,\"rating\":9",
            "+19",
        ),
        twice(
            "a key of the context twice",
            "\"gift\":false",
            "\"gift\":false,\"gift\":true",
            "+19",
        ),
        twice(
            "an unknown field's key twice",
            "\"v\":1",
            "\"v\":1,\"x\":{\"y\":1,\"y\":1}",
            "+20",
        ),
        unreadable(
            "arrays in arrays",
            "[".repeat(100_000),
            "line 1 column 33",
            "too_deep",
        ),
        unreadable(
            "objects in objects",
            "{\"a\":".repeat(10_000),
            "line 1 column 161",
            "too_deep",
        ),
        deep(
            "a deep value in the context",
            "59.9",
            "[".repeat(40) + &"]".repeat(40),
            "+31",
        ),
        deep(
            "a deep value that nobody reads",
            "\"v\":1",
            format!("\"v\":1,\"x\":{}", "[".repeat(40) + &"]".repeat(40)),
            "+42",
        ),
    ]
}

fn size() -> Vec<Row> {
    let mut padded = valid();
    padded["padding"] = json!("x".repeat(64 << 10));
    let array = json!(vec!["x".repeat(1000); 1100]);
    vec![
        too_large(
            "10 MB in one string",
            format!("\"{}\"", "x".repeat(10_000_000)),
        ),
        too_large("10 MB of white space", " ".repeat(10_000_000)),
        too_large("10 MB of zeros", vec![0; 10_000_000]),
        too_large("10 MB of brackets", "[".repeat(10_000_000)),
        too_large(
            "a response with 64 KiB that nobody reads",
            padded.to_string(),
        ),
        too_large("an array of more than a MiB", array.to_string()),
        invalid(
            "101 responses",
            &json!(vec![valid(); 101]),
            "body",
            "wrong_count",
        ),
    ]
}

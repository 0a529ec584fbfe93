//! What a row is, and how most of them are made: a valid response with one thing wrong.

use serde_json::{Value, json};

/// A hostile body, and how it is refused.
pub(crate) struct Row {
    /// What is wrong with it, in words.
    pub(crate) cause: String,
    pub(crate) body: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) at: String,
    pub(crate) code: &'static str,
}

/// A response with an answer of every kind, in which nothing is wrong.
pub(crate) fn valid() -> Value {
    json!({
        "v": 1, "id": "0198c0de-0000-7000-8000-0000000fffff", "seq": 1, "site": "default",
        "survey": "post-purchase", "revision": 1, "outcome": "complete",
        "answers": [
            {"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]},
            {"question": "csat", "metric": "csat", "rating": 4, "scale": [1, 5], "top": 2},
            {"question": "ces", "metric": "ces", "rating": 6, "scale": [1, 7],
             "direction": "higher_is_easier"},
            {"question": "why", "text": "Quick.\nAnd\tcheap."},
            {"question": "what", "choices": ["price"], "other": "The music."},
            {"question": "call", "contact": {"email": "a@example.com"},
             "consent": {"text": "Call me.", "at": "2026-01-31T11:59:00Z"}},
            {"question": "how", "skipped": true},
        ],
        "shown_at": "2026-01-31T11:58:00Z", "answered_at": "2026-01-31T12:00:00.000Z",
        "language": "en", "touchpoint": "checkout", "stage": "purchase",
        "context": {"order": "A-1001", "value": 59.9, "gift": false},
        "respondent": "r-1", "signed": "v1.abc", "page": {"url": "https://example.com/thanks"},
        "sampling": {"rate": 0.25}, "test": false, "widget": "0.1.0",
    })
}

/// The valid response with `value` at `pointer`, refused as invalid.
pub(crate) fn with(cause: &str, pointer: &str, value: Value, at: &str, code: &'static str) -> Row {
    let mut body = valid();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Object(members) => {
            members.insert(key.to_owned(), value);
        }
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        other => panic!("{pointer}: {other}"),
    }
    invalid(cause, &body, at, code)
}

/// The valid response without what is at `pointer`.
pub(crate) fn without(cause: &str, pointer: &str, at: &str, code: &'static str) -> Row {
    let mut body = valid();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    parent.remove(key).unwrap();
    invalid(cause, &body, at, code)
}

/// A body that is JSON, and refused as invalid.
pub(crate) fn invalid(cause: &str, body: &Value, at: &str, code: &'static str) -> Row {
    Row {
        cause: cause.to_owned(),
        body: body.to_string().into_bytes(),
        status: 422,
        at: at.to_owned(),
        code,
    }
}

/// The text of the valid response with one piece replaced, refused as unreadable.
pub(crate) fn spoilt(
    cause: &str,
    piece: &str,
    by: impl AsRef<[u8]>,
    at: &str,
    code: &'static str,
) -> Row {
    let text = valid().to_string();
    let (before, after) = text.split_once(piece).unwrap();
    let body = [before.as_bytes(), by.as_ref(), after.as_bytes()].concat();
    Row {
        cause: cause.to_owned(),
        body,
        status: 400,
        // Where exactly depends on what comes before; most rows name the place from the piece on.
        at: match at.strip_prefix('+') {
            Some(offset) => place(before, offset.parse().unwrap()),
            None => at.to_owned(),
        },
        code,
    }
}

/// `offset` characters behind `before`, as a place in a document of one line.
fn place(before: &str, offset: usize) -> String {
    format!("line 1 column {}", before.chars().count() + offset)
}

/// Bytes refused as unreadable.
pub(crate) fn unreadable(
    cause: &str,
    body: impl Into<Vec<u8>>,
    at: &str,
    code: &'static str,
) -> Row {
    Row {
        cause: cause.to_owned(),
        body: body.into(),
        status: 400,
        at: at.to_owned(),
        code,
    }
}

/// Bytes refused for their number.
pub(crate) fn too_large(cause: &str, body: impl Into<Vec<u8>>) -> Row {
    Row {
        cause: cause.to_owned(),
        body: body.into(),
        status: 413,
        at: "body".to_owned(),
        code: "too_large",
    }
}

/// A text of that many characters, in twice as many bytes.
pub(crate) fn long(characters: usize) -> String {
    "é".repeat(characters)
}

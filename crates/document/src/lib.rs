//! Reading JSON strictly: UTF-8 without a byte order mark, no key twice, no deep nesting.
//!
//! `serde_json` lets the last of two equal keys win; whoever signed or checked the first one
//! would be deceived, so a document with such keys is refused.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Levels of nesting. Nothing that is read nests deeper than six.
pub const MAX_DEPTH: u32 = 32;

/// Why bytes are not a document.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing, or nothing but space.
    Empty,
    /// The first three bytes are a mark, not part of a document.
    ByteOrderMark,
    /// Not UTF-8.
    NotUtf8 {
        /// The first byte that is not, from 0.
        at: usize,
    },
    /// More than [`MAX_DEPTH`] levels.
    TooDeep {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// An object has this key twice.
    DuplicateKey {
        /// The key.
        key: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Not JSON.
    Syntax {
        /// From 1.
        line: usize,
        /// From 1; 0 is the end of the line before.
        column: usize,
        /// What the parser says.
        reason: String,
    },
}

impl Unreadable {
    /// Where: a byte, or a line and a column, both from 1.
    #[must_use]
    pub fn at(&self) -> String {
        match self {
            Self::Empty | Self::ByteOrderMark => "byte 0".into(),
            Self::NotUtf8 { at } => format!("byte {at}"),
            Self::TooDeep { line, column }
            | Self::DuplicateKey { line, column, .. }
            | Self::Syntax { line, column, .. } => format!("line {line} column {column}"),
        }
    }

    /// The stable name of the problem.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_body",
            Self::ByteOrderMark => "byte_order_mark",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::TooDeep { .. } => "too_deep",
            Self::DuplicateKey { .. } => "duplicate_key",
            Self::Syntax { .. } => "not_json",
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Empty => "there is nothing here".into(),
            Self::ByteOrderMark => "this begins with a byte order mark".into(),
            Self::NotUtf8 { .. } => "this is not UTF-8".into(),
            Self::TooDeep { .. } => "this is nested too deeply".into(),
            Self::DuplicateKey { key, .. } => format!("the key `{key}` is there twice"),
            Self::Syntax { reason, .. } => format!("this is not JSON: {reason}"),
        }
    }

    /// What would be right.
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Self::Empty => "a JSON document".into(),
            Self::ByteOrderMark => "JSON whose first byte is part of the document".into(),
            Self::NotUtf8 { .. } => "JSON in UTF-8".into(),
            Self::TooDeep { .. } => format!("at most {MAX_DEPTH} levels"),
            Self::DuplicateKey { .. } => "every key once".into(),
            Self::Syntax { .. } => "JSON as in RFC 8259".into(),
        }
    }
}

/// Reads one JSON document.
///
/// # Errors
///
/// [`Unreadable`], with the first place at which it stops being one.
pub fn parse(bytes: &[u8]) -> Result<Value, Unreadable> {
    if bytes.starts_with("\u{feff}".as_bytes()) {
        return Err(Unreadable::ByteOrderMark);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8 {
        at: error.valid_up_to(),
    })?;
    if text.trim_ascii().is_empty() {
        return Err(Unreadable::Empty);
    }
    let fault = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let seed = Strict {
        depth: 0,
        fault: &fault,
    };
    seed.deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| unreadable(&error, fault.take()))
}

fn unreadable(error: &serde_json::Error, fault: Option<Fault>) -> Unreadable {
    let (line, column) = (error.line(), error.column());
    match fault {
        Some(Fault::TooDeep) => Unreadable::TooDeep { line, column },
        Some(Fault::DuplicateKey(key)) => Unreadable::DuplicateKey { key, line, column },
        None => Unreadable::Syntax {
            line,
            column,
            reason: without_place(&error.to_string()),
        },
    }
}

/// `serde_json` ends its messages with the place, which is told separately.
fn without_place(message: &str) -> String {
    message
        .rsplit_once(" at line ")
        .map_or(message, |(reason, _)| reason)
        .to_owned()
}

/// What is wrong beyond the grammar of JSON; `serde_json`'s error can carry only text.
enum Fault {
    TooDeep,
    DuplicateKey(String),
}

#[derive(Clone, Copy)]
struct Strict<'f> {
    depth: u32,
    fault: &'f Cell<Option<Fault>>,
}

impl Strict<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.fail(Fault::TooDeep));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    fn fail<E: serde::de::Error>(self, fault: Fault) -> E {
        self.fault.set(Some(fault));
        E::custom("refused")
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if members.contains_key(&key) {
                return Err(self.fail(Fault::DuplicateKey(key)));
            }
            let value = access.next_value_seed(inner)?;
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_is_read_as_serde_json_reads_it() {
        let text = r#" {"a":[1,-2,2.5,1e3,"x\u0041",true,null],"b":{"c":{}}} "#;
        assert_eq!(
            parse(text.as_bytes()),
            Ok(serde_json::from_str(text).unwrap())
        );
        assert_eq!(parse(b"3"), Ok(json!(3)));
    }

    #[test]
    fn every_fault_has_its_code_and_place() {
        let deep = "[".repeat(40);
        for (bytes, code, at) in [
            (&b""[..], "empty_body", "byte 0"),
            (b" \n", "empty_body", "byte 0"),
            (b"\xef\xbb\xbf{}", "byte_order_mark", "byte 0"),
            (b"{\"a\":\"\xff\"}", "not_utf8", "byte 6"),
            (b"{\"a\":1,\n\"a\":2}", "duplicate_key", "line 2 column 3"),
            (deep.as_bytes(), "too_deep", "line 1 column 33"),
            (b"{\"a\":", "not_json", "line 1 column 5"),
            (b"{} {}", "not_json", "line 1 column 4"),
            (b"[1e999]", "not_json", "line 1 column 6"),
        ] {
            let fault = parse(bytes).unwrap_err();
            assert_eq!((fault.code(), fault.at().as_str()), (code, at), "{fault:?}");
        }
    }

    #[test]
    fn the_deepest_document_allowed_is_read() {
        let text = "[".repeat(32) + &"]".repeat(32);
        assert!(parse(text.as_bytes()).is_ok());
    }

    #[test]
    fn very_deep_nesting_does_not_exhaust_the_stack() {
        let text = "[".repeat(1_000_000);
        assert_eq!(parse(text.as_bytes()).unwrap_err().code(), "too_deep");
    }
}

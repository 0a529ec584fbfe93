//! Requests and answers as lines of JSON.

use crate::fault::Fault;
use crate::value::{Record, Value};
use crate::{calculate, kinds};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

/// The answer to one line: `{"id","kind","input"}` becomes `{"id","result"}` or `{"id","error"}`,
/// with `line` in the place of an id that is not there. `None` for a blank line. Other members
/// of the request are left alone.
///
/// ```
/// let line = br#"{"id":1,"kind":"nps_score","input":{"responses":[9,10,6]}}"#;
/// let answer = calc::answer(line, 1).unwrap();
/// assert!(answer.is_ok());
/// assert!(answer.to_string().starts_with(r#"{"id":1,"result":{"n":3,"#));
/// ```
#[must_use]
pub fn answer(line: &[u8], number: u64) -> Option<Answer> {
    if line.trim_ascii().is_empty() {
        return None;
    }
    let request = match document::parse(line) {
        Ok(request) => request,
        Err(unreadable) => {
            let (at, message) = (unreadable.at(), unreadable.message());
            // The line's own number is told beside it.
            let at = at.strip_prefix("line 1 ").unwrap_or(&at);
            let fault = Fault::new(at, unreadable.code(), message, unreadable.expected());
            return Some(Answer::new(None, number, Err(fault)));
        }
    };
    let id = request.get("id").filter(|id| !id.is_null()).cloned();
    Some(Answer::new(id, number, result(&request)))
}

fn result(request: &serde_json::Value) -> Result<Record, Fault> {
    if !request.is_object() {
        let message = "this line is not a request";
        return Err(Fault::new("", "wrong_type", message, REQUEST));
    }
    let Some(kind) = request.get("kind").and_then(serde_json::Value::as_str) else {
        let known = crate::fault::one_of(kinds().map(|kind| kind.name));
        let message = "the name of a statistic is needed";
        return Err(Fault::new("kind", "missing", message, known));
    };
    let Some(input) = request.get("input") else {
        let message = "this field is needed and is not there";
        return Err(Fault::new("input", "missing", message, "an object"));
    };
    calculate(kind, &Value::from(input))
}

const REQUEST: &str = "an object with `id`, `kind` and `input`";

/// The answer to one line, to be printed as JSON.
#[derive(Debug)]
pub struct Answer {
    id: Option<serde_json::Value>,
    line: u64,
    result: Result<Record, Fault>,
}

impl Answer {
    fn new(id: Option<serde_json::Value>, line: u64, result: Result<Record, Fault>) -> Self {
        Self { id, line, result }
    }

    /// Whether there is a result.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.result.is_ok()
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let json = serde_json::to_string(self).map_err(|_| std::fmt::Error)?;
        f.write_str(&json)
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        if self.id.is_none() {
            map.serialize_entry("line", &self.line)?;
        }
        match &self.result {
            Ok(record) => map.serialize_entry("result", record)?,
            Err(fault) => map.serialize_entry("error", fault)?,
        }
        map.end()
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("at", &self.at)?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("message", &self.message)?;
        map.serialize_entry("expected", &self.expected)?;
        map.end()
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Whole(whole) => serializer.serialize_i128(*whole),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Record(record) => record.serialize(serializer),
        }
    }
}

impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(flag) => Self::Flag(*flag),
            serde_json::Value::Number(number) => whole(number)
                .map(Self::Whole)
                .or_else(|| number.as_f64().map(Self::Number))
                .unwrap_or(Self::Null),
            serde_json::Value::String(text) => Self::from(text.clone()),
            serde_json::Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            serde_json::Value::Object(members) => {
                let mut record = Record::new();
                for (name, value) in members {
                    record.push(name.clone(), Self::from(value));
                }
                Self::Record(record)
            }
        }
    }
}

fn whole(number: &serde_json::Number) -> Option<i128> {
    let unsigned = number.as_u64().map(i128::from);
    unsigned.or_else(|| number.as_i64().map(i128::from))
}

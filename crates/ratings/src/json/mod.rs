//! JSON Lines: an object a line. Values have types here: `9` and `9.0` are ratings, `"9"` is a
//! text.

mod scalar;
#[cfg(test)]
mod tests;

use std::io::Write as _;
use std::ops::Range;

use jiff::Timestamp;
use memchr::memchr_iter;

use crate::aside::{Reason, excerpt};
use crate::error::Error;
use crate::form::without_mark;
use crate::look::Column;
use crate::pipeline::{Cut, Text, Worker};
use crate::plan::{Part, Plan, Record};
use crate::source::SAMPLE;
use crate::value::{self, Flaw, Found};
use crate::when;

use scalar::{Entries, Picked, Scalar};

/// The keys of the objects, in the order in which they were first seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonLines {
    keys: Vec<String>,
}

impl JsonLines {
    /// Looks at the first objects. Returns too where the first line begins.
    pub(crate) fn look(head: &[u8]) -> Result<(Self, Vec<Column>, usize), Error> {
        let text = without_mark(head);
        let mut columns: Vec<Column> = Vec::new();
        let mut lines = text
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.trim_ascii().is_empty())
            .peekable();
        if lines
            .peek()
            .is_some_and(|line| matches!(line.trim_ascii(), b"{"))
        {
            return Err(Error::Form {
                found: "JSON with objects over several lines",
                remedy: "expected one object a line, which `jq -c .` makes of it",
            });
        }
        for line in lines.take(SAMPLE) {
            let Ok(Entries(entries)) = serde_json::from_slice(line) else {
                continue;
            };
            for (key, value) in entries {
                let known = columns.iter().position(|column| column.name == key);
                let at = known.unwrap_or_else(|| {
                    columns.push(Column::new(key));
                    columns.len() - 1
                });
                value.see(&mut columns[at].sample);
            }
        }
        if columns.is_empty() {
            return Err(Error::Form {
                found: "no JSON Lines: none of its first lines is an object with keys",
                remedy: "expected lines such as {\"nps\":9}",
            });
        }
        let keys = columns.iter().map(|column| column.name.clone()).collect();
        Ok((Self { keys }, columns, head.len() - text.len()))
    }
}

impl Text for JsonLines {
    /// No value holds a newline: in a string it is escaped.
    fn cut(&self, block: &[u8]) -> Cut {
        Cut {
            whole: memchr::memrchr(b'\n', block).map_or(0, |at| at + 1),
            open: None,
        }
    }

    fn worker<'a>(&'a self, plan: &'a Plan) -> Worker<'a> {
        let wanted = plan.columns();
        let keys: Vec<&str> = wanted
            .iter()
            .map(|column| self.keys[*column].as_str())
            .collect();
        let mut texts = Vec::new();
        Box::new(move |block, part| {
            let mut start = 0;
            for end in memchr_iter(b'\n', block).chain([block.len()]) {
                let line = &block[start..end];
                let last = end == block.len();
                start = end + 1;
                if last && line.is_empty() {
                    break;
                }
                part.lines += 1;
                read(line, plan, &wanted, &keys, &mut texts, part);
            }
        })
    }
}

/// Reads one line into a part. `texts` is used again for each line.
fn read(
    line: &[u8],
    plan: &Plan,
    wanted: &[usize],
    keys: &[&str],
    texts: &mut Vec<u8>,
    part: &mut Part,
) {
    let number = part.lines;
    if line.trim_ascii().is_empty() {
        return;
    }
    match Picked::read(line, keys) {
        Ok(values) => {
            texts.clear();
            let ranges = values.iter().map(|value| write(value, texts)).collect();
            let object = Object {
                wanted,
                values,
                texts,
                ranges,
            };
            part.take(plan, &object, number);
        }
        Err(_) => part.refuse(Reason::NoRecord, number, || excerpt(line)),
    }
}

/// Writes a value as the text that names a segment; nothing where there is none.
fn write(value: &Scalar<'_>, texts: &mut Vec<u8>) -> Range<usize> {
    let start = texts.len();
    // A vector takes everything.
    let _ = match value {
        Scalar::Null => Ok(()),
        Scalar::Bool(value) => write!(texts, "{value}"),
        Scalar::Whole(value) => write!(texts, "{value}"),
        Scalar::Float(value) => write!(texts, "{value}"),
        Scalar::Text(text) => write!(texts, "{}", text.trim()),
        Scalar::Nested(value) => write!(texts, "{value}"),
    };
    start..texts.len()
}

/// What was picked from one object.
struct Object<'a> {
    /// The columns that are picked.
    wanted: &'a [usize],
    values: Vec<Scalar<'a>>,
    texts: &'a [u8],
    ranges: Vec<Range<usize>>,
}

impl Object<'_> {
    fn place(&self, column: usize) -> Option<usize> {
        self.wanted.iter().position(|wanted| *wanted == column)
    }

    fn get(&self, column: usize) -> &Scalar<'_> {
        let value = self.place(column).and_then(|place| self.values.get(place));
        value.unwrap_or(&Scalar::Null)
    }
}

impl Record for Object<'_> {
    fn whole(&self, column: usize) -> Found<i64> {
        match self.get(column) {
            Scalar::Null => Found::Missing,
            Scalar::Whole(value) => Found::Value(*value),
            Scalar::Float(value) => value::whole_of(*value),
            Scalar::Bool(_) | Scalar::Text(_) | Scalar::Nested(_) => {
                Found::Invalid(Flaw::Unreadable)
            }
        }
    }

    fn number(&self, column: usize) -> Found<f64> {
        match self.get(column) {
            Scalar::Null => Found::Missing,
            Scalar::Whole(value) => Found::Value(*value as f64),
            Scalar::Float(value) => Found::Value(*value),
            Scalar::Bool(_) | Scalar::Text(_) | Scalar::Nested(_) => {
                Found::Invalid(Flaw::Unreadable)
            }
        }
    }

    fn moment(&self, column: usize) -> Found<Timestamp> {
        match self.get(column) {
            Scalar::Null => Found::Missing,
            Scalar::Text(text) => when::found(text.as_bytes()),
            Scalar::Bool(_) | Scalar::Whole(_) | Scalar::Float(_) | Scalar::Nested(_) => {
                Found::Invalid(Flaw::Unreadable)
            }
        }
    }

    fn segment(&self, column: usize) -> &[u8] {
        let range = self.place(column).and_then(|place| self.ranges.get(place));
        range.map_or(&[], |range| &self.texts[range.clone()])
    }

    fn excerpt(&self, column: usize) -> String {
        match self.get(column) {
            // A text in quotation marks, so that "9" is seen not to be 9.
            Scalar::Text(text) => excerpt(format!("\"{text}\"").as_bytes()),
            _ => excerpt(self.segment(column)),
        }
    }
}

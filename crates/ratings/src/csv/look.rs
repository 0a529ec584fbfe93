//! The header of a file, its separator, and its first records.

use std::ops::Range;

use super::Csv;
use super::fields::Quoted;
use crate::error::Error;
use crate::look::Column;
use crate::pipeline::Text as _;
use crate::source::SAMPLE;
use crate::value::{self, Found};

/// What values may be separated by, the likeliest first.
const SEPARATORS: [u8; 4] = *b",;\t|";

impl Csv {
    /// Recognises separator and columns by the beginning of a file, and looks at the first
    /// records. Returns too where the first record begins.
    pub(crate) fn look(head: &[u8]) -> Result<(Self, Vec<Column>, usize), Error> {
        let mark = if head.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        let text = &head[mark..];
        let blank = text.len() - text.trim_ascii_start().len();
        let text = &text[blank..];
        if text.is_empty() {
            return Err(Error::Empty);
        }
        let separator = separator(text);
        let (values, length) = first(text, separator)?;
        let csv = Self {
            separator,
            columns: values.len(),
        };
        let named = values.iter().any(|value| is_name(value));
        let begin = mark + blank + if named { length } else { 0 };
        let name = |(index, name): (usize, Vec<u8>)| {
            if name.is_empty() || !named {
                return Ok(Column::new(format!("#{}", index + 1)));
            }
            let name = String::from_utf8(name).map_err(|_| Error::Header)?;
            Ok(Column::new(name))
        };
        let mut columns = values
            .into_iter()
            .enumerate()
            .map(name)
            .collect::<Result<Vec<_>, Error>>()?;
        csv.sample(&head[begin..], &mut columns);
        Ok((csv, columns, begin))
    }

    fn sample(self, text: &[u8], columns: &mut [Column]) {
        let whole = self.cut(text).whole;
        // A short file may lack its last newline.
        let mut rest = if whole == 0 { text } else { &text[..whole] };
        let mut quoted = Quoted::new(self);
        quoted.begin();
        let mut ranges = vec![0..0; self.columns];
        for _ in 0..SAMPLE {
            rest = rest.trim_ascii_start();
            if rest.is_empty() {
                return;
            }
            let (record, values) = quoted.next(rest, &mut ranges);
            rest = &rest[record.len()..];
            if values == self.columns {
                for (column, range) in columns.iter_mut().zip(&ranges) {
                    column.sample.see_text(quoted.value(range));
                }
            }
        }
    }
}

/// Whether a value of the first record may be the name of a column. A file whose first record
/// holds none has no header.
fn is_name(value: &[u8]) -> bool {
    matches!(value::number(value), Found::Invalid(_))
}

/// The values of the first record, and how long it is.
fn first(text: &[u8], separator: u8) -> Result<(Vec<Vec<u8>>, usize), Error> {
    let csv = Csv {
        separator,
        columns: 1,
    };
    let whole = csv.cut(text);
    if whole.whole == 0 && whole.open.is_some() {
        return Err(Error::OpenQuote { line: 1 });
    }
    // As many values as there are separators, and one.
    let mut ranges: Vec<Range<usize>> =
        vec![0..0; memchr::memchr_iter(separator, text).count() + 1];
    let csv = Csv {
        separator,
        columns: ranges.len(),
    };
    let mut quoted = Quoted::new(csv);
    quoted.begin();
    let (record, values) = quoted.next(text, &mut ranges);
    let values = ranges[..values]
        .iter()
        .map(|range| quoted.value(range).to_vec());
    Ok((values.collect(), record.len()))
}

/// The separator that divides the first record into most values.
fn separator(text: &[u8]) -> u8 {
    let values = |separator: &u8| first(text, *separator).map_or(0, |(values, _)| values.len());
    // The last of equals is taken, and the likeliest stands first.
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(values)
        .unwrap_or(b',')
}

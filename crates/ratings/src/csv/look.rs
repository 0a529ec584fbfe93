//! The header of a file, its separator, and its first records.

use std::ops::Range;

use super::Csv;
use super::fields::Quoted;
use crate::error::Error;
use crate::form::without_mark;
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
        let text = without_empty_lines(without_mark(head));
        let before = head.len() - text.len();
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
        let begin = before + if named { length } else { 0 };
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
        self.records(text, SAMPLE, |quoted, ranges, values| {
            if values == self.columns {
                for (column, range) in columns.iter_mut().zip(ranges) {
                    column.sample.see_text(quoted.value(range));
                }
            }
        });
    }

    /// How many of the first records have as many values as the header, from 0 to 1.
    fn agreement(self, text: &[u8]) -> f64 {
        let (mut all, mut even) = (0, 0);
        self.records(text, 50, |_, _, values| {
            all += 1;
            even += u32::from(values == self.columns);
        });
        if all == 0 {
            1.0
        } else {
            f64::from(even) / f64::from(all)
        }
    }

    /// Goes through the first whole records.
    fn records(
        self,
        text: &[u8],
        most: usize,
        mut see: impl FnMut(&Quoted, &[Range<usize>], usize),
    ) {
        let whole = self.cut(text).whole;
        // A short file may lack its last newline.
        let mut rest = if whole == 0 { text } else { &text[..whole] };
        let mut quoted = Quoted::new(self);
        quoted.begin();
        let mut ranges = vec![0..0; self.columns];
        for _ in 0..most {
            rest = without_empty_lines(rest);
            if rest.is_empty() {
                return;
            }
            let (record, values) = quoted.next(rest, &mut ranges);
            rest = &rest[record.len()..];
            see(&quoted, &ranges, values);
        }
    }
}

/// What follows empty lines. Space is left: a tab may stand behind an empty value.
fn without_empty_lines(mut text: &[u8]) -> &[u8] {
    while let [b'\n' | b'\r', later @ ..] = text {
        text = later;
    }
    text
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

/// The separator with which most of the first records have as many values as the header, and
/// of equals the one with most values. A header may hold commas that separate nothing.
fn separator(text: &[u8]) -> u8 {
    let rank = |separator: u8| {
        let (values, length) = first(text, separator).ok()?;
        let csv = Csv {
            separator,
            columns: values.len(),
        };
        let divides = csv.columns > 1;
        Some((divides, csv.agreement(&text[length..]), csv.columns))
    };
    let mut best = (b',', None);
    for separator in SEPARATORS {
        let rank = rank(separator);
        if rank > best.1 {
            best = (separator, rank);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::separator;

    #[test]
    fn the_separator_is_the_one_that_records_agree_on() {
        for (text, expected) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1;2\n", b';'),
            ("a\tb\n\t2\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("nps\n9\n", b','),
            // Commas inside of names and of numbers.
            (
                "How likely, from 0 to 10, are you to come back?;region\n9;a\n",
                b';',
            ),
            ("nps;price\n9;1,50\n8;2,50\n", b';'),
            ("\"a;b\",c\n1,2\n", b','),
            ("a,b;c", b','),
        ] {
            assert_eq!(
                char::from(separator(text.as_bytes())),
                char::from(expected),
                "{text}"
            );
        }
    }
}

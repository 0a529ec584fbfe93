//! The values of a record, in blocks with and without quotation marks.

use std::ops::Range;

use csv_core::ReadRecordResult;
use jiff::Timestamp;
use memchr::{memchr, memchr_iter, memchr2_iter};

use super::Csv;
use crate::aside::{Reason, excerpt};
use crate::pipeline::lines;
use crate::plan::{Part, Plan, Record};
use crate::value::{self, Found};
use crate::when;

/// Reads blocks of whole records.
pub(super) struct Worker<'a> {
    csv: Csv,
    plan: &'a Plan,
    /// Where each value of the record at hand stands.
    ranges: Vec<Range<usize>>,
    quoted: Quoted,
}

impl<'a> Worker<'a> {
    pub(super) fn new(csv: Csv, plan: &'a Plan) -> Self {
        Self {
            csv,
            plan,
            ranges: vec![0..0; csv.columns],
            quoted: Quoted::new(csv),
        }
    }

    pub(super) fn read(&mut self, block: &[u8], part: &mut Part) {
        if is_plain(block) {
            self.plain(block, part);
        } else {
            self.quoted(block, part);
        }
    }

    /// A block in which every newline ends a record and every separator a value.
    fn plain(&mut self, block: &[u8], part: &mut Part) {
        let separator = self.csv.separator;
        let (mut first, mut start, mut column) = (0, 0, 0);
        for at in memchr2_iter(separator, b'\n', block) {
            if let Some(range) = self.ranges.get_mut(column) {
                *range = start..at;
            }
            column += 1;
            start = at + 1;
            if block[at] == b'\n' {
                self.record(block, first..at, column, part);
                (first, column) = (start, 0);
            }
        }
        if first < block.len() {
            if let Some(range) = self.ranges.get_mut(column) {
                *range = start..block.len();
            }
            self.record(block, first..block.len(), column + 1, part);
        }
    }

    /// A line of a plain block with so many values.
    #[inline]
    fn record(&mut self, block: &[u8], line: Range<usize>, values: usize, part: &mut Part) {
        part.lines += 1;
        let number = part.lines;
        if matches!(block[line.clone()], [] | [b'\r']) {
            blank(self.csv, part, number);
        } else if values == self.csv.columns {
            let fields = Fields {
                bytes: block,
                ranges: &self.ranges,
            };
            part.take(self.plan, &fields, number);
        } else {
            part.refuse(Reason::Ragged, number, || excerpt(&block[line]));
        }
    }

    /// A block with quotation marks or bare carriage returns.
    fn quoted(&mut self, block: &[u8], part: &mut Part) {
        self.quoted.begin();
        let mut rest = block;
        while let [first, ..] = rest {
            if matches!(first, b'\n' | b'\r') {
                part.lines += 1;
                blank(self.csv, part, part.lines);
                rest = &rest[end_of_line(rest)..];
                continue;
            }
            let (record, values) = self.quoted.next(rest, &mut self.ranges);
            let number = part.lines + 1;
            part.lines += lines(record).max(1);
            if values == self.csv.columns {
                let fields = Fields {
                    bytes: &self.quoted.output,
                    ranges: &self.ranges,
                };
                part.take(self.plan, &fields, number);
            } else {
                part.refuse(Reason::Ragged, number, || excerpt(record));
            }
            rest = &rest[record.len()..];
        }
    }
}

/// An empty line. In a file of one column it is a record that holds nothing.
#[cold]
fn blank(csv: Csv, part: &mut Part, line: u64) {
    if csv.columns == 1 {
        part.refuse(Reason::MissingRating, line, String::new);
    }
}

/// Whether no quotation mark is in a block and no carriage return but before a newline.
fn is_plain(block: &[u8]) -> bool {
    let ends_line = |at: usize| block.get(at + 1) == Some(&b'\n');
    memchr(b'"', block).is_none() && memchr_iter(b'\r', block).all(ends_line)
}

/// How many bytes end the line that `bytes` begin with ending.
fn end_of_line(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\r\n") { 2 } else { 1 }
}

/// Takes records with quotation marks apart.
pub(super) struct Quoted {
    reader: csv_core::Reader,
    /// The values of the record at hand, one behind the other.
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl Quoted {
    pub(super) fn new(csv: Csv) -> Self {
        Self {
            reader: csv_core::ReaderBuilder::new()
                .delimiter(csv.separator)
                .build(),
            output: Vec::new(),
            ends: vec![0; csv.columns.max(1)],
        }
    }

    /// Gets ready for the first record of a block.
    pub(super) fn begin(&mut self) {
        self.reader.reset();
        // It would skip a byte-order mark in front of the first byte it sees, and this block
        // need not be the first. Without room for output it sees a byte and takes none.
        let _ = self.reader.read_record(b"-", &mut [], &mut []);
    }

    /// Reads the record that `input` begins with, to its end of line. Returns its bytes and how
    /// many values it has; where those of the first columns stand is written to `ranges`.
    pub(super) fn next<'i>(
        &mut self,
        input: &'i [u8],
        ranges: &mut [Range<usize>],
    ) -> (&'i [u8], usize) {
        // Taking quotation marks away makes nothing longer.
        if self.output.len() <= input.len() {
            self.output.resize(input.len() + 1, 0);
        }
        let (mut read, mut written, mut values, mut start) = (0, 0, 0, 0);
        loop {
            let (result, took, wrote, ended) = self.reader.read_record(
                &input[read..],
                &mut self.output[written..],
                &mut self.ends,
            );
            for end in &self.ends[..ended] {
                if let Some(range) = ranges.get_mut(values) {
                    *range = start..*end;
                }
                start = *end;
                values += 1;
            }
            read += took;
            written += wrote;
            // `InputEmpty` asks once more, with nothing: the last record may lack its newline.
            if matches!(result, ReadRecordResult::Record | ReadRecordResult::End) {
                break;
            }
        }
        if input[..read].ends_with(b"\r") && input[read..].starts_with(b"\n") {
            read += 1;
        }
        (&input[..read], values)
    }

    /// A value of the record at hand.
    pub(super) fn value(&self, range: &Range<usize>) -> &[u8] {
        self.output[range.clone()].trim_ascii()
    }
}

/// The values of one record.
struct Fields<'a> {
    bytes: &'a [u8],
    ranges: &'a [Range<usize>],
}

impl Fields<'_> {
    fn get(&self, column: usize) -> &[u8] {
        &self.bytes[self.ranges[column].clone()]
    }
}

impl Record for Fields<'_> {
    #[inline]
    fn whole(&self, column: usize) -> Found<i64> {
        value::whole(self.get(column))
    }

    fn number(&self, column: usize) -> Found<f64> {
        value::number(self.get(column))
    }

    fn moment(&self, column: usize) -> Found<Timestamp> {
        when::found(self.get(column))
    }

    #[inline]
    fn segment(&self, column: usize) -> &[u8] {
        self.get(column).trim_ascii()
    }

    fn excerpt(&self, column: usize) -> String {
        excerpt(self.get(column))
    }
}

//! A few thousand values of one column.

use std::fmt;
use std::io::Write as _;

use jiff::Timestamp;
use jiff::tz::Offset;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::reader::RowGroupReader;

use super::kind::{Kind, Leaf};
use crate::error::Error;
use crate::look::Sample;
use crate::value::{self, Flaw, Found};
use crate::when;

/// Reads one column of a row group, batch after batch.
pub(super) struct Reader {
    column: ColumnReader,
    kind: Kind,
    batch: Batch,
}

impl Reader {
    pub(super) fn new(group: &dyn RowGroupReader, leaf: Leaf) -> Result<Self, Error> {
        Ok(Self {
            column: group.get_column_reader(leaf.place)?,
            kind: leaf.kind,
            batch: Batch::new(leaf.deepest),
        })
    }

    /// The batch at hand.
    pub(super) fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Reads at most so many values and returns how many; 0 at the end. As text too, where they
    /// name `segments`.
    pub(super) fn next(&mut self, most: usize, segments: bool) -> Result<usize, Error> {
        let kind = self.kind;
        let whole = |value: i64| Value::whole(kind, value);
        let batch = &mut self.batch;
        let rows = match &mut self.column {
            ColumnReader::BoolColumnReader(column) => batch.fill(column, most, Value::Bool),
            ColumnReader::Int32ColumnReader(column) => batch.fill(column, most, |value| {
                // What has no sign is widened without one.
                let unsigned = matches!(kind, Kind::Whole { unsigned: true });
                whole(if unsigned {
                    i64::from(value as u32)
                } else {
                    value.into()
                })
            }),
            ColumnReader::Int64ColumnReader(column) => batch.fill(column, most, whole),
            ColumnReader::Int96ColumnReader(column) => {
                batch.fill(column, most, |value| Value::time(value.to_millis(), 1_000))
            }
            ColumnReader::FloatColumnReader(column) => {
                batch.fill(column, most, |value| Value::Float(value.into()))
            }
            ColumnReader::DoubleColumnReader(column) => batch.fill(column, most, Value::Float),
            ColumnReader::ByteArrayColumnReader(column) => batch.fill(column, most, Value::Text),
            ColumnReader::FixedLenByteArrayColumnReader(column) => {
                batch.fill(column, most, |value| Value::Text(value.into()))
            }
        }?;
        if segments {
            batch.name();
        }
        Ok(rows)
    }
}

/// One value, as its column means it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Whole(i64),
    Float(f64),
    Day(Timestamp),
    Time(Timestamp),
    Text(ByteArray),
    /// A date beyond the years that are read.
    Beyond,
}

impl Value {
    fn whole(kind: Kind, value: i64) -> Self {
        match kind {
            // Those beyond an `i64` are on no scale either way.
            Kind::Whole { unsigned: true } => Self::Whole(if value < 0 { i64::MAX } else { value }),
            Kind::Decimal { digits } => Self::decimal(value, digits),
            Kind::Day => value
                .checked_mul(86_400)
                .and_then(|seconds| Timestamp::from_second(seconds).ok())
                .map_or(Self::Beyond, Self::Day),
            Kind::Time { per_second } => Self::time(value, per_second),
            _ => Self::Whole(value),
        }
    }

    fn decimal(value: i64, digits: u32) -> Self {
        match 10_i64.checked_pow(digits) {
            Some(unit) if value % unit == 0 => Self::Whole(value / unit),
            Some(unit) => Self::Float(value as f64 / unit as f64),
            None => Self::Float(value as f64 / 10_f64.powi(digits.cast_signed())),
        }
    }

    fn time(value: i64, per_second: i64) -> Self {
        let nanos = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
        let nanos = i32::try_from(nanos).unwrap_or(0);
        Timestamp::new(value.div_euclid(per_second), nanos).map_or(Self::Beyond, Self::Time)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Whole(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Day(day) => write!(f, "{}", Offset::UTC.to_datetime(*day).date()),
            Self::Time(time) => write!(f, "{time}"),
            Self::Text(text) => f.write_str(&String::from_utf8_lossy(text.data())),
            Self::Beyond => f.write_str("a date beyond the year 9999"),
        }
    }
}

/// The values of some rows.
#[derive(Debug)]
pub(super) struct Batch {
    values: Vec<Value>,
    /// How deep a value stands in the schema; what is less deep is a null.
    deepest: i16,
    levels: Vec<i16>,
    /// The values as texts, one behind the other, and where each of them ends.
    names: Vec<u8>,
    ends: Vec<usize>,
}

impl Batch {
    pub(super) const fn new(deepest: i16) -> Self {
        Self {
            values: Vec::new(),
            deepest,
            levels: Vec::new(),
            names: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn fill<T: DataType>(
        &mut self,
        column: &mut ColumnReaderImpl<T>,
        most: usize,
        value: impl Fn(T::T) -> Value,
    ) -> Result<usize, Error> {
        self.values.clear();
        self.levels.clear();
        let mut there = Vec::with_capacity(most);
        let (rows, ..) = column.read_records(most, Some(&mut self.levels), None, &mut there)?;
        let mut there = there.into_iter().map(value);
        if self.deepest == 0 {
            self.values.extend(there);
        } else {
            let deepest = self.deepest;
            self.values.extend(self.levels.iter().map(|level| {
                let value = (*level == deepest).then(|| there.next());
                value.flatten().unwrap_or(Value::Null)
            }));
        }
        Ok(rows)
    }

    /// Writes the values down as texts.
    fn name(&mut self) {
        self.names.clear();
        self.ends.clear();
        for value in &self.values {
            // A vector takes everything.
            let _ = match value {
                Value::Text(text) => self.names.write_all(text.data().trim_ascii()),
                value => write!(self.names, "{value}"),
            };
            self.ends.push(self.names.len());
        }
    }

    pub(super) fn value(&self, row: usize) -> &Value {
        self.values.get(row).unwrap_or(&Value::Null)
    }

    /// The value of a row as the name of a segment, if those were read.
    pub(super) fn segment(&self, row: usize) -> &[u8] {
        let end = |row: usize| self.ends.get(row).copied();
        let start = row.checked_sub(1).and_then(end).unwrap_or(0);
        end(row).map_or(&[], |end| &self.names[start..end])
    }
}

impl Value {
    pub(super) fn as_rating(&self) -> Found<i64> {
        match self {
            Self::Null => Found::Missing,
            Self::Whole(value) => Found::Value(*value),
            Self::Float(value) => value::whole_of(*value),
            _ => Found::Invalid(Flaw::Unreadable),
        }
    }

    pub(super) fn as_number(&self) -> Found<f64> {
        match self {
            Self::Null => Found::Missing,
            Self::Whole(value) => Found::Value(*value as f64),
            Self::Float(value) if value.is_finite() => Found::Value(*value),
            _ => Found::Invalid(Flaw::Unreadable),
        }
    }

    pub(super) fn as_moment(&self) -> Found<Timestamp> {
        match self {
            Self::Null => Found::Missing,
            Self::Day(moment) | Self::Time(moment) => Found::Value(*moment),
            Self::Text(text) => when::found(text.data()),
            _ => Found::Invalid(Flaw::Unreadable),
        }
    }

    /// Adds it to what is seen of a column.
    pub(super) fn see(&self, sample: &mut Sample) {
        match (self.as_rating(), self.as_moment()) {
            (Found::Missing, _) => {}
            (Found::Value(value), _) => sample.see_whole(value),
            (Found::Invalid(_), Found::Value(_)) => {
                sample.values += 1;
                sample.dates += 1;
            }
            (Found::Invalid(flaw), _) => {
                sample.values += 1;
                sample.fractions += u32::from(flaw == Flaw::Fraction);
            }
        }
    }
}

//! What is read of each record, and what a record says.

use jiff::Timestamp;
use score::Scale;
use score::weight::{Weight, WeightedTally};

use crate::aside::{Aside, Reason};
use crate::error::Error;
use crate::table::Table;
use crate::value::{Flaw, Found};
use crate::when::Wave;

/// What is read of each record. Columns are named by their place among
/// [`Source::columns`](crate::Source::columns).
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The column of ratings.
    pub rating: usize,
    /// The scale on which ratings count.
    pub scale: Scale,
    /// The columns whose values name a segment.
    pub by: Vec<usize>,
    /// What each rating counts, where they do not count alike.
    pub weight: Option<Weights>,
    /// The column of dates, where they matter.
    pub dates: Option<Dates>,
    /// Most cells: segments, or segments and waves. One more is an error.
    pub max_cells: usize,
}

/// The column that says what each rating counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// It counts the value of this column.
    Values(usize),
    /// It counts one over the value of this column, the sampling rate that it was asked for at; 1
    /// where there is none: everybody was asked.
    SamplingRates(usize),
}

impl Weights {
    /// The place of the column.
    #[must_use]
    pub const fn column(self) -> usize {
        match self {
            Self::Values(column) | Self::SamplingRates(column) => column,
        }
    }
}

impl Plan {
    /// Most cells, unless told otherwise.
    pub const MAX_CELLS: usize = 100_000;

    /// All ratings of a column as one segment.
    #[must_use]
    pub fn new(rating: usize, scale: Scale) -> Self {
        Self {
            rating,
            scale,
            by: Vec::new(),
            weight: None,
            dates: None,
            max_cells: Self::MAX_CELLS,
        }
    }

    /// The columns that are read, each once, in their order.
    pub(crate) fn columns(&self) -> Vec<usize> {
        let mut columns = vec![self.rating];
        columns.extend(&self.by);
        columns.extend(self.weight.map(Weights::column));
        columns.extend(self.dates.map(|dates| dates.column));
        columns.sort_unstable();
        columns.dedup();
        columns
    }
}

/// Which dates count, and which of them belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The column of dates.
    pub column: usize,
    /// The first moment that counts.
    pub from: Option<Timestamp>,
    /// The first moment that counts no more.
    pub to: Option<Timestamp>,
    /// The length of a wave, if waves are told apart.
    pub wave: Option<Wave>,
}

/// One record of any format, seen through its columns.
pub(crate) trait Record {
    /// The value of a rating.
    fn whole(&self, column: usize) -> Found<i64>;
    /// The value of a weight.
    fn number(&self, column: usize) -> Found<f64>;
    /// The value of a date.
    fn moment(&self, column: usize) -> Found<Timestamp>;
    /// The value of a segment; empty where none is given.
    fn segment(&self, column: usize) -> &[u8];
    /// What stands in a column, for a message.
    fn excerpt(&self, column: usize) -> String;
}

/// What was read of one part of the input.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) table: Table,
    /// One for each key of the table, in their order, if ratings have weights.
    pub(crate) weighted: Vec<WeightedTally>,
    pub(crate) aside: Aside,
    pub(crate) records: u64,
    pub(crate) lines: u64,
    /// Reused for each key.
    key: Vec<u8>,
}

impl Part {
    pub(crate) fn new(scale: Scale) -> Self {
        Self {
            table: Table::new(scale.points() as usize),
            weighted: Vec::new(),
            aside: Aside::default(),
            records: 0,
            lines: 0,
            key: Vec::new(),
        }
    }

    /// Makes it empty again and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.table.clear();
        self.weighted.clear();
        self.aside = Aside::default();
        self.records = 0;
        self.lines = 0;
    }

    /// Appends the part that follows this one in the input.
    pub(crate) fn append(&mut self, next: &Self) {
        let mut weighted = next.weighted.iter();
        for (key, counts) in next.table.iter() {
            let number = self.table.add(key, counts);
            if let Some(tally) = weighted.next() {
                let whole = self.weighted_mut(number, tally.scale());
                // Both are on the plan's scale.
                let _ = whole.merge(tally);
            }
        }
        self.aside.append(&next.aside, self.lines);
        self.records += next.records;
        self.lines += next.lines;
    }

    /// Whether there are no more cells than a plan allows.
    pub(crate) fn check(&self, plan: &Plan) -> Result<(), Error> {
        let most = plan.max_cells;
        if self.table.len() > most {
            return Err(Error::TooManyCells { most });
        }
        Ok(())
    }

    /// Counts a record, or sets it aside for the first [`Reason`] that applies. `line` is
    /// counted from the beginning of this part, from 1.
    #[inline]
    pub(crate) fn take(&mut self, plan: &Plan, record: &impl Record, line: u64) {
        self.records += 1;
        match read(plan, record) {
            Ok(Rated {
                period,
                rating,
                weight,
            }) => {
                let number = match (plan.by.as_slice(), period) {
                    ([], None) => self.table.number(b""),
                    ([column], None) => self.table.number(record.segment(*column)),
                    (columns, period) => {
                        key::write(&mut self.key, columns, record, period);
                        self.table.number(&self.key)
                    }
                };
                let scale = plan.scale;
                self.table
                    .count(number, rating.abs_diff(scale.min()) as usize);
                if let Some(weight) = weight {
                    self.weighted_mut(number, scale).add(rating, weight);
                }
            }
            Err(aside) => self.set_aside(&aside, record, line),
        }
    }

    /// Sets aside what is no record to look into.
    pub(crate) fn refuse(&mut self, reason: Reason, line: u64, text: impl FnOnce() -> String) {
        self.records += 1;
        self.aside.add(reason, line, text);
    }

    fn weighted_mut(&mut self, number: usize, scale: Scale) -> &mut WeightedTally {
        if self.weighted.len() <= number {
            self.weighted.resize(number + 1, WeightedTally::new(scale));
        }
        &mut self.weighted[number]
    }

    #[cold]
    fn set_aside(&mut self, aside: &SetAside, record: &impl Record, line: u64) {
        if let Some(value) = aside.off_scale {
            self.aside.widen(value);
        }
        self.aside
            .add(aside.reason, line, || record.excerpt(aside.column));
    }
}

struct SetAside {
    reason: Reason,
    column: usize,
    off_scale: Option<i64>,
}

/// What counts of a record.
struct Rated {
    /// The number of its wave.
    period: Option<i32>,
    /// On the scale.
    rating: i32,
    weight: Option<Weight>,
}

#[inline]
fn read(plan: &Plan, record: &impl Record) -> Result<Rated, SetAside> {
    let period = match &plan.dates {
        Some(dates) => date(dates, record)?,
        None => None,
    };
    let rating = rating(plan, record)?;
    let weight = match plan.weight {
        Some(weights) => Some(weight(weights, record)?),
        None => None,
    };
    Ok(Rated {
        period,
        rating,
        weight,
    })
}

#[inline]
fn rating(plan: &Plan, record: &impl Record) -> Result<i32, SetAside> {
    let column = plan.rating;
    let aside = |reason, off_scale| SetAside {
        reason,
        column,
        off_scale,
    };
    match record.whole(column) {
        Found::Value(value) => i32::try_from(value)
            .ok()
            .filter(|rating| plan.scale.contains(*rating))
            .ok_or_else(|| aside(Reason::OffScale, Some(value))),
        Found::Missing => Err(aside(Reason::MissingRating, None)),
        Found::Invalid(Flaw::Fraction) => Err(aside(Reason::Fraction, None)),
        Found::Invalid(Flaw::Unreadable) => Err(aside(Reason::NotANumber, None)),
    }
}

fn weight(weights: Weights, record: &impl Record) -> Result<Weight, SetAside> {
    let column = weights.column();
    let aside = |reason| SetAside {
        reason,
        column,
        off_scale: None,
    };
    match (weights, record.number(column)) {
        (Weights::Values(_), Found::Value(value)) => {
            Weight::new(value).map_err(|_| aside(Reason::BadWeight))
        }
        (Weights::Values(_), Found::Missing) => Err(aside(Reason::MissingWeight)),
        (Weights::Values(_), Found::Invalid(_)) => Err(aside(Reason::BadWeight)),
        (Weights::SamplingRates(_), Found::Value(rate)) => {
            Weight::from_sampling_rate(rate).map_err(|_| aside(Reason::BadSamplingRate))
        }
        (Weights::SamplingRates(_), Found::Missing) => Ok(Weight::ONE),
        (Weights::SamplingRates(_), Found::Invalid(_)) => Err(aside(Reason::BadSamplingRate)),
    }
}

fn date(dates: &Dates, record: &impl Record) -> Result<Option<i32>, SetAside> {
    let aside = |reason| SetAside {
        reason,
        column: dates.column,
        off_scale: None,
    };
    let moment = match record.moment(dates.column) {
        Found::Value(moment) => moment,
        Found::Missing => return Err(aside(Reason::MissingDate)),
        Found::Invalid(_) => return Err(aside(Reason::BadDate)),
    };
    if dates.from.is_some_and(|from| moment < from) || dates.to.is_some_and(|to| to <= moment) {
        return Err(aside(Reason::OutsideSpan));
    }
    Ok(dates.wave.map(|wave| wave.of(moment).number()))
}

/// Segments and waves as the bytes of one key.
///
/// The values stand one behind the other, then the length of each but the last, then the number
/// of the wave. So a single segment is its own key and is never copied.
pub(crate) mod key {
    use super::Record;

    const LENGTH: usize = size_of::<u32>();
    const WAVE: usize = size_of::<i32>();

    pub(super) fn write(
        key: &mut Vec<u8>,
        columns: &[usize],
        record: &impl Record,
        period: Option<i32>,
    ) {
        key.clear();
        for column in columns {
            key.extend_from_slice(record.segment(*column));
        }
        for column in columns.iter().rev().skip(1).rev() {
            // A record is never longer than a few megabytes.
            let length = record.segment(*column).len() as u32;
            key.extend_from_slice(&length.to_le_bytes());
        }
        if let Some(number) = period {
            key.extend_from_slice(&number.to_le_bytes());
        }
    }

    /// The segments of a key and the number of its wave.
    pub(crate) fn read(mut key: &[u8], segments: usize, wave: bool) -> (Vec<&[u8]>, Option<i32>) {
        let period = wave.then(|| key.split_last_chunk::<WAVE>()).flatten();
        let number = period.map(|(rest, number)| {
            key = rest;
            i32::from_le_bytes(*number)
        });
        let lengths = segments.saturating_sub(1) * LENGTH;
        let (mut values, lengths) = key.split_at(key.len().saturating_sub(lengths));
        let mut read = Vec::with_capacity(segments);
        for length in lengths.chunks_exact(LENGTH) {
            let length = length.try_into().map_or(0, u32::from_le_bytes) as usize;
            let (value, rest) = values.split_at(length.min(values.len()));
            read.push(value);
            values = rest;
        }
        if segments > 0 {
            read.push(values);
        }
        (read, number)
    }
}

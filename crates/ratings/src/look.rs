//! What a column holds, by looking at the first records.

use crate::value::{self, Found};
use crate::when;

/// A column and what its first values look like.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in the header; `#3` for the third one if it has none.
    pub name: String,
    /// What was seen of it.
    pub sample: Sample,
}

impl Column {
    pub(crate) fn new(name: String) -> Self {
        let sample = Sample::default();
        Self { name, sample }
    }
}

/// What the values of a column look like in the first records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Values that are there.
    pub values: u32,
    /// How many of them are whole numbers.
    pub whole: u32,
    /// How many of them are other numbers.
    pub fractions: u32,
    /// How many of them are dates or times.
    pub dates: u32,
    /// The least and the greatest of the whole numbers.
    pub range: Option<(i64, i64)>,
}

impl Sample {
    /// Whether there are values, and each is a whole number from `min` to `max`.
    #[must_use]
    pub fn within(&self, min: i64, max: i64) -> bool {
        self.values > 0
            && self.whole == self.values
            && self
                .range
                .is_some_and(|(low, high)| min <= low && high <= max)
    }

    /// Whether there are values, and each is a date or a time.
    #[must_use]
    pub fn is_date(&self) -> bool {
        self.values > 0 && self.dates == self.values
    }

    /// Looks at a value in text.
    pub(crate) fn see_text(&mut self, text: &[u8]) {
        match value::whole(text) {
            Found::Missing => {}
            Found::Value(whole) => self.see_whole(whole),
            Found::Invalid(_) => {
                self.values += 1;
                if matches!(value::number(text), Found::Value(_)) {
                    self.fractions += 1;
                } else if matches!(when::found(text), Found::Value(_)) {
                    self.dates += 1;
                }
            }
        }
    }

    /// Looks at a whole number.
    pub(crate) fn see_whole(&mut self, value: i64) {
        self.values += 1;
        self.whole += 1;
        let (low, high) = self.range.unwrap_or((value, value));
        self.range = Some((low.min(value), high.max(value)));
    }
}

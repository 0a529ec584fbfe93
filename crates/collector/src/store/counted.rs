//! Ratings that were counted.

use score::Tally;
use score::weight::{Weight, WeightedTally};

use super::series::Series;
use super::{MAX_GROUPS, StoreError};

/// The ratings of one series.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) series: Series,
    pub(crate) tally: Tally,
    /// The same with the weights of their sampling rates.
    weighted: WeightedTally,
    /// The lowest and the highest of these rates.
    rates: Option<(f64, f64)>,
}

impl Counted {
    /// Before the first rating.
    pub(crate) fn none(series: Series) -> Self {
        let scale = series.metric.scale();
        Self {
            series,
            tally: Tally::new(scale),
            weighted: WeightedTally::new(scale),
            rates: None,
        }
    }

    /// Counts a rating that was asked for at a sampling rate, several times. What is off the scale or
    /// no rate is not counted.
    pub(crate) fn add_many(&mut self, rating: i32, rate: f64, times: u64) {
        let Ok(weight) = Weight::from_sampling_rate(rate) else {
            return;
        };
        if times > 0 && self.tally.add_many(rating, times) {
            self.weighted.add_many(rating, weight, times);
            let (lowest, highest) = self.rates.unwrap_or((rate, rate));
            self.rates = Some((lowest.min(rate), highest.max(rate)));
        }
    }

    /// The ratings with their weights, where these differ.
    pub(crate) fn weighted(&self) -> Option<&WeightedTally> {
        let (lowest, highest) = self.rates?;
        (lowest < highest).then_some(&self.weighted)
    }
}

/// The ratings of the responses that agree in what they were grouped by.
#[derive(Debug)]
pub(crate) struct Group {
    /// One value for each name in [`Filter::by`](super::Filter::by), in that order.
    pub(crate) values: Vec<serde_json::Value>,
    pub(crate) counted: Vec<Counted>,
}

/// A row of counts, as every query for them gives it.
pub(super) struct CountRow {
    pub(super) series: Series,
    pub(super) rating: i32,
    pub(super) rate: f64,
    pub(super) n: i64,
}

impl CountRow {
    fn add_to(self, counted: &mut Vec<Counted>) {
        if counted.last().is_none_or(|last| last.series != self.series) {
            counted.push(Counted::none(self.series));
        }
        if let Some(last) = counted.last_mut() {
            last.add_many(self.rating, self.rate, u64::try_from(self.n).unwrap_or(0));
        }
    }
}

/// Gathers rows of counts; those of one series follow each other.
pub(super) fn gather(
    rows: impl IntoIterator<Item = Result<CountRow, StoreError>>,
) -> Result<Vec<Counted>, StoreError> {
    let mut counted = Vec::new();
    for row in rows {
        row?.add_to(&mut counted);
    }
    Ok(counted)
}

/// Counts by group, while their rows come; those of one group follow each other.
#[derive(Default)]
pub(super) struct Groups(Vec<Group>);

impl Groups {
    /// Adds a row to the group of these values.
    ///
    /// # Errors
    ///
    /// [`StoreError::TooManyGroups`].
    pub(super) fn add(
        &mut self,
        values: Vec<serde_json::Value>,
        row: CountRow,
    ) -> Result<(), StoreError> {
        if self.0.last().is_none_or(|group| group.values != values) {
            if self.0.len() == MAX_GROUPS {
                return Err(StoreError::TooManyGroups);
            }
            self.0.push(Group {
                values,
                counted: Vec::new(),
            });
        }
        if let Some(group) = self.0.last_mut() {
            row.add_to(&mut group.counted);
        }
        Ok(())
    }

    /// The groups, ordered by the JSON of their values; what has none comes first.
    pub(super) fn sorted(self) -> Vec<Group> {
        let Self(mut groups) = self;
        groups.sort_by_cached_key(|group| group.values.iter().map(place).collect::<Vec<_>>());
        groups
    }
}

fn place(value: &serde_json::Value) -> Option<String> {
    (!value.is_null()).then(|| value.to_string())
}

//! By how much a transaction changes what is counted: many ratings, few totals. All of it is kept
//! in the order of its keys, so that collectors which change the same totals do it in one order.

use std::collections::{BTreeMap, BTreeSet};

use super::filter::hour;
use super::row::{Earlier, Rating, Row};
use super::series::{Series, SurveyKey};

/// A rate as part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RateBits(u64);

impl RateBits {
    pub(super) fn of(rate: f64) -> Self {
        Self(rate.to_bits())
    }

    pub(super) fn rate(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// What a running total counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TallyKey {
    pub(super) survey: SurveyKey,
    pub(super) series: Series,
    pub(super) rating: i32,
    pub(super) rate: RateBits,
}

/// What the total of an hour and a segment counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RollupKey {
    pub(super) survey: SurveyKey,
    pub(super) hour: i64,
    pub(super) series: Series,
    pub(super) segment: String,
    pub(super) rating: i32,
    pub(super) rate: RateBits,
}

/// What the number of responses of an hour counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ArrivalKey {
    pub(super) survey: SurveyKey,
    pub(super) hour: i64,
    pub(super) rate: RateBits,
}

/// By how much totals change.
#[derive(Default)]
pub(super) struct Deltas {
    rollups: BTreeMap<RollupKey, i64>,
    arrivals: BTreeMap<ArrivalKey, i64>,
}

impl Deltas {
    /// Counts a response that arrives now, with its ratings.
    pub(super) fn add(&mut self, row: &Row<'_>, ratings: &[Rating], now: i64) {
        if let Some(rate) = row.rate() {
            self.arrived(row.survey(), row.received_at(now), rate, 1);
            for rating in ratings {
                self.rated(row.survey(), rating, 1);
            }
        }
    }

    /// Takes back an earlier response, with its ratings.
    pub(super) fn take_out(&mut self, site: &str, earlier: &Earlier, ratings: &[Rating]) {
        let survey = SurveyKey::new(site, &earlier.survey);
        if let Some(rate) = earlier.rate {
            self.arrived(survey.clone(), earlier.received_at, rate, -1);
        }
        for rating in ratings {
            self.rated(survey.clone(), rating, -1);
        }
    }

    fn arrived(&mut self, survey: SurveyKey, at: i64, rate: f64, by: i64) {
        let key = ArrivalKey {
            survey,
            hour: hour(at),
            rate: RateBits::of(rate),
        };
        *self.arrivals.entry(key).or_default() += by;
    }

    fn rated(&mut self, survey: SurveyKey, rating: &Rating, by: i64) {
        let key = RollupKey {
            survey,
            hour: hour(rating.at),
            series: rating.series.clone(),
            segment: rating.segment.clone(),
            rating: rating.rating,
            rate: RateBits::of(rating.rate),
        };
        *self.rollups.entry(key).or_default() += by;
    }

    /// The surveys whose ratings may have changed.
    pub(super) fn changed(&self) -> BTreeSet<SurveyKey> {
        self.rollups.keys().map(|key| key.survey.clone()).collect()
    }

    /// By how much each running total changes.
    pub(super) fn tallies(&self) -> BTreeMap<TallyKey, i64> {
        let mut tallies = BTreeMap::new();
        for (key, by) in &self.rollups {
            let key = TallyKey {
                survey: key.survey.clone(),
                series: key.series.clone(),
                rating: key.rating,
                rate: key.rate,
            };
            *tallies.entry(key).or_default() += by;
        }
        tallies.retain(|_, by| *by != 0);
        tallies
    }

    /// By how much the total of each hour and segment changes.
    pub(super) fn rollups(&self) -> impl Iterator<Item = (&RollupKey, i64)> {
        changes(&self.rollups)
    }

    /// By how much the number of responses of each hour changes.
    pub(super) fn arrivals(&self) -> impl Iterator<Item = (&ArrivalKey, i64)> {
        changes(&self.arrivals)
    }
}

fn changes<K>(totals: &BTreeMap<K, i64>) -> impl Iterator<Item = (&K, i64)> {
    let changes = totals.iter().map(|(key, by)| (key, *by));
    changes.filter(|(_, by)| *by != 0)
}

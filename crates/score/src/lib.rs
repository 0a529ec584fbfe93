//! Metrics and statistics of customer experience: tallies and scores with their intervals,
//! comparisons, weights, trends, value, association and experience.
//!
//! A respondent gives a *rating*; a [`Tally`] counts ratings; a [`Score`] is what a
//! [`Metric`] makes of a tally. Everything here is a pure function of its arguments, no
//! input panics, and what is undefined is `None`, never 0.
//!
//! ```
//! use score::{Confidence, Metric, Scale, Score, Tally, round_half_away};
//!
//! let mut tally = Tally::new(Scale::NPS);
//! tally.add_many(10, 70); // promoters
//! tally.add_many(7, 10); // passives
//! tally.add_many(3, 20); // detractors
//! assert!(!tally.add(11)); // not on the scale, not counted
//!
//! let nps = Score::of(Metric::Nps, &tally, Confidence::P95);
//! assert_eq!(nps.n, 100);
//! assert_eq!(nps.score, Some(50.0));
//! let interval = nps.interval.unwrap();
//! assert_eq!(round_half_away(interval.lower), 33);
//! assert_eq!(round_half_away(interval.upper), 64);
//! ```
//!
//! # Conventions
//!
//! - Scores, shares and bounds are unrounded: points from −100 to 100 for NPS, percent from 0
//!   to 100 for shares. Whoever shows one rounds once, at the end, with [`round_half_away`].
//! - Counts are `u64` and stop at `u64::MAX` instead of wrapping. Statistics are exact to the
//!   precision of an `f64` for totals up to 9·10¹² and approximate beyond.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod adjust;
pub mod association;
mod boxes;
mod claim;
mod class;
pub mod compare;
mod confidence;
pub mod distribution;
pub mod experience;
mod interval;
pub mod mean;
mod metric;
pub mod nps;
pub mod proportion;
pub mod sample_size;
mod scale;
mod score;
mod tally;
pub mod trend;
pub mod value;
pub mod weight;

pub use adjust::{Adjustment, NotAProbability};
pub use boxes::Boxes;
pub use claim::{Claim, MIN_N};
pub use class::{Band, Class};
pub use confidence::Confidence;
pub use interval::{Interval, Method};
pub use metric::{Direction, Metric, MetricError};
pub use scale::Scale;
pub use score::{ClassCounts, Score};
pub use tally::{ScaleMismatch, Tally};

/// Rounds to the nearest whole number, halves away from zero: 0.5 is 1 and −0.5 is −1.
///
/// This is the one rounding between a statistic and a reader. Values beyond `i64` stop at its
/// ends; not-a-number is 0.
#[must_use]
pub fn round_half_away(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use super::round_half_away;

    #[test]
    fn halves_round_away_from_zero() {
        for (value, rounded) in [
            (0.0, 0),
            (0.49, 0),
            (0.5, 1),
            (1.5, 2),
            (2.5, 3),
            (-0.49, 0),
            (-0.5, -1),
            (-2.5, -3),
            (0.499_999_999_999_999_94, 0),
            (f64::INFINITY, i64::MAX),
            (f64::NEG_INFINITY, i64::MIN),
            (f64::NAN, 0),
        ] {
            assert_eq!(round_half_away(value), rounded, "{value}");
        }
    }
}

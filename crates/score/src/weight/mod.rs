//! Answers that do not count alike: weights, and strata of known size.
//!
//! A [`Weight`] says for how many people an answer speaks, up to a common factor: 1 over the
//! sampling rate it was asked at, or what a panel was weighted with. A [`WeightedTally`] adds
//! them up. Where the strata of the population are known by size, [`post_stratified`] weighs
//! each stratum by its share instead.

mod strata;
mod sum;
mod tally;

pub use strata::{PostStratified, Stratum, pooled_nps, post_stratified, unweighted_nps};
pub use tally::{WeightedScore, WeightedTally};

use std::{error, fmt};

/// The weight of one answer: 0, or a number from [`Weight::SMALLEST`] to [`Weight::LARGEST`].
/// Only ratios of weights matter.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Weight(f64);

impl Weight {
    /// The weight of an answer that speaks for one.
    pub const ONE: Self = Self(1.0);
    /// The smallest weight but 0. Squares of smaller ones would vanish.
    pub const SMALLEST: f64 = 1e-100;
    /// The largest weight. Sums of squares of larger ones would overflow.
    pub const LARGEST: f64 = 1e100;

    /// A weight of that value.
    ///
    /// # Errors
    ///
    /// [`WeightError::Weight`] if it is negative, not a number or out of range.
    pub fn new(value: f64) -> Result<Self, WeightError> {
        let fits = value == 0.0 || (Self::SMALLEST..=Self::LARGEST).contains(&value);
        fits.then_some(Self(value))
            .ok_or(WeightError::Weight(value))
    }

    /// The weight of an answer asked for at a sampling rate, 1/rate.
    ///
    /// # Errors
    ///
    /// [`WeightError::SamplingRate`] unless the rate is above 0 (by
    /// [`SMALLEST`](Self::SMALLEST) at least) and at most 1.
    pub fn from_sampling_rate(rate: f64) -> Result<Self, WeightError> {
        let fits = (Self::SMALLEST..=1.0).contains(&rate);
        fits.then(|| Self(1.0 / rate))
            .ok_or(WeightError::SamplingRate(rate))
    }

    /// The weight as a number.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

/// What is no weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WeightError {
    /// Given as a weight.
    Weight(f64),
    /// Given as a sampling rate.
    SamplingRate(f64),
}

impl fmt::Display for WeightError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weight(value) => write!(
                f,
                "weight is {value}; it must be 0 or a number from {:e} to {:e}",
                Weight::SMALLEST,
                Weight::LARGEST
            ),
            Self::SamplingRate(rate) => write!(
                f,
                "sampling rate is {rate}; it must be a number above 0 and at most 1"
            ),
        }
    }
}

impl error::Error for WeightError {}

#[cfg(test)]
mod tests {
    use super::{Weight, WeightError};

    #[test]
    fn a_weight_is_zero_or_of_a_size_that_can_be_squared() {
        for value in [0.0, -0.0, 1e-100, 1.0, 1e100] {
            assert_eq!(Weight::new(value).map(Weight::value), Ok(value));
        }
        for value in [-1.0, 1e-101, 1e101, f64::NAN, f64::INFINITY] {
            assert!(Weight::new(value).is_err(), "{value}");
        }
        assert_eq!(
            WeightError::Weight(-1.0).to_string(),
            "weight is -1; it must be 0 or a number from 1e-100 to 1e100"
        );
    }

    #[test]
    fn a_sampling_rate_weighs_its_inverse() {
        assert_eq!(Weight::from_sampling_rate(1.0), Ok(Weight::ONE));
        assert_eq!(Weight::from_sampling_rate(0.25).map(Weight::value), Ok(4.0));
        for rate in [0.0, -0.5, 1.5, f64::NAN] {
            assert!(Weight::from_sampling_rate(rate).is_err(), "{rate}");
        }
        assert_eq!(
            WeightError::SamplingRate(0.0).to_string(),
            "sampling rate is 0; it must be a number above 0 and at most 1"
        );
    }
}

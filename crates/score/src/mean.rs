//! Means of ratings or of any values, and how sure they are.

use crate::distribution::StudentT;
use crate::{Confidence, Interval, Method, Tally};

/// How many values there are, their mean and how they spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    n: f64,
    mean: f64,
    /// The largest distance of a value from the mean.
    reach: f64,
    /// The sum of the squared distances from the mean, in units of reach².
    squares: f64,
}

impl Sample {
    /// Of values; `None` without any and if one is not finite.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let counted = values.iter().map(|&value| (value, 1.0));
        Self::around(mean(counted.clone())?, counted)
    }

    /// Of the ratings in a tally; `None` without any.
    #[must_use]
    pub fn of_tally(tally: &Tally) -> Option<Self> {
        let counted = tally.iter();
        let counted = counted.map(|(rating, count)| (f64::from(rating), count as f64));
        Self::around(tally.mean()?, counted)
    }

    /// Of whole steps from `first` on, by how often each was given: `counts[i]` answers of
    /// `first` + i. `None` without any.
    #[must_use]
    pub fn of_counts(first: f64, counts: &[u64]) -> Option<Self> {
        // Where they are the ratings of a scale, the mean is that of their tally to the last bit.
        let min = first as i32;
        if f64::from(min) == first
            && let Some(tally) = Tally::of_counts(min, counts)
        {
            return Self::of_tally(&tally);
        }
        let counted = counts.iter().enumerate();
        let counted = counted.map(|(step, &count)| (first + step as f64, count as f64));
        Self::around(mean(counted.clone())?, counted)
    }

    /// Spread in units of the reach, so that large squares cost no digits and equal values
    /// spread by exactly 0.
    fn around(mean: f64, counted: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Self> {
        let counted = counted.filter(|(_, count)| *count > 0.0);
        let n: f64 = counted.clone().map(|(_, count)| count).sum();
        let reach = counted
            .clone()
            .map(|(value, _)| (value - mean).abs())
            .fold(0.0, f64::max);
        let squares = counted
            .map(|(value, count)| (value - mean) / reach * ((value - mean) / reach) * count)
            .sum();
        let finite = mean.is_finite() && reach.is_finite();
        finite.then_some(Self {
            n,
            mean,
            reach,
            squares: if reach > 0.0 { squares } else { 0.0 },
        })
    }

    /// How many values there are, as a number to compute with.
    #[must_use]
    pub const fn n(self) -> f64 {
        self.n
    }

    /// The mean, in the unit of the values.
    #[must_use]
    pub const fn mean(self) -> f64 {
        self.mean
    }

    /// The sample standard deviation, divided by n − 1; `None` for a single value.
    #[must_use]
    pub fn sd(self) -> Option<f64> {
        (self.n > 1.0).then(|| self.reach * (self.squares / (self.n - 1.0)).sqrt())
    }

    /// The standard error of the mean, sd/√n; `None` for a single value.
    #[must_use]
    pub fn standard_error(self) -> Option<f64> {
        self.sd().map(|sd| sd / self.n.sqrt())
    }

    /// Student's t for that level with n − 1 degrees of freedom; `None` for a single value.
    #[must_use]
    pub fn t(self, confidence: Confidence) -> Option<f64> {
        StudentT::new(self.n - 1.0)?.two_sided(confidence)
    }

    /// Mean ± t standard errors, in the unit of the values; `None` for a single value, and where
    /// a bound is beyond the largest `f64`.
    #[must_use]
    pub fn interval(self, confidence: Confidence) -> Option<Interval> {
        let margin = self.t(confidence)? * self.standard_error()?;
        let interval = Interval::around(self.mean, margin, Method::T, confidence);
        let finite = interval.lower.is_finite() && interval.upper.is_finite();
        finite.then_some(interval)
    }
}

/// The mean of counted values, from the first one on, so that a large common part of them costs
/// no digits.
fn mean(counted: impl Iterator<Item = (f64, f64)> + Clone) -> Option<f64> {
    let counted = counted.filter(|(_, count)| *count > 0.0);
    let (origin, _) = counted.clone().next()?;
    let n: f64 = counted.clone().map(|(_, count)| count).sum();
    let shift: f64 = counted.map(|(v, c)| (v - origin) * (c / n)).sum();
    Some(origin + shift)
}

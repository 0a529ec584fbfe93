//! Is one wave or segment really different from another?
//!
//! Every comparison is a − b, signed: positive where `a` is higher. Swapping the sides changes
//! the sign and nothing else. A difference between groups that were not drawn by lot is an
//! association; it does not say what caused it.
//!
//! With many segments some differ by chance alone: [`against_rest`] compares each with all
//! others together and adjusts the p-values for their number.

mod means;
mod nps;
mod proportions;
mod segments;
mod weighted;

pub use means::mean_difference;
pub use nps::{NpsMethod, nps_difference};
pub use proportions::{Bounds, ProportionDifference, proportion_difference};
pub use segments::{
    Segment, against_rest, means_against_rest, nps_against_rest, shares_against_rest,
};
pub use weighted::{weighted_against_rest, weighted_difference};

use crate::distribution::Normal;
use crate::{ClassCounts, Confidence};

/// A difference a − b with its uncertainty, in the unit of what was compared: points for NPS,
/// that of the values for means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// a − b as observed.
    pub difference: f64,
    /// The middle of the interval: `difference`, or what pseudo-counts make of it.
    pub center: f64,
    /// The standard error of `center`; `None` where a side has too few values to tell.
    pub se: Option<f64>,
    /// The lower bound of the difference, not clamped; `None` like `se`.
    pub lower: Option<f64>,
    /// The upper bound of the difference, not clamped; `None` like `se`.
    pub upper: Option<f64>,
    /// `center`/`se`; `None` where `se` is `None` or 0.
    pub statistic: Option<f64>,
    /// Degrees of freedom of Student's t; `None` where the statistic is, and where that is
    /// compared with the normal distribution.
    pub df: Option<f64>,
    /// Two-sided: the chance of a statistic at least as far from 0 if there is no difference.
    /// From 0 to 1; `None` where the statistic is.
    pub p_value: Option<f64>,
}

impl Difference {
    /// A difference of which nothing but itself is known.
    fn bare(difference: f64) -> Self {
        Self {
            difference,
            center: difference,
            se: None,
            lower: None,
            upper: None,
            statistic: None,
            df: None,
            p_value: None,
        }
    }

    /// An estimate that is close to normal, with its standard error.
    fn normal(difference: f64, center: f64, se: f64, confidence: Confidence) -> Self {
        let statistic = ratio(center, se);
        let difference = Self {
            center,
            statistic,
            p_value: statistic.map(p_normal),
            ..Self::bare(difference)
        };
        difference.with_interval(se, confidence.z())
    }

    fn with_interval(self, se: f64, quantile: f64) -> Self {
        Self {
            se: Some(se),
            lower: Some(self.center - quantile * se),
            upper: Some(self.center + quantile * se),
            ..self
        }
    }
}

/// All of them together.
pub(crate) fn pooled<'c>(counts: impl IntoIterator<Item = &'c ClassCounts>) -> ClassCounts {
    let none = ClassCounts::default();
    counts.into_iter().fold(none, |sum, more| ClassCounts {
        high: sum.high.saturating_add(more.high),
        middle: sum.middle.saturating_add(more.middle),
        low: sum.low.saturating_add(more.low),
    })
}

/// An estimate in standard errors, where those are not 0.
fn ratio(estimate: f64, se: f64) -> Option<f64> {
    (se > 0.0).then(|| estimate / se)
}

/// The two-sided p-value of a statistic that is standard normal if there is no difference.
fn p_normal(statistic: f64) -> f64 {
    2.0 * Normal.sf(statistic.abs())
}

use super::Difference;
use crate::distribution::StudentT;
use crate::mean::Sample;
use crate::nps::Classes;
use crate::{Confidence, Tally};

/// The difference of two means by Welch's t (*Biometrika*, 1947): each side has a variance of
/// its own, and Satterthwaite's degrees of freedom need not be whole. In the unit of the values.
///
/// `None` where a side has no values, or one that is not finite, or where a difference is
/// too large for an `f64`.
/// Of a single value the variance is unknown: then there is a difference and no more. Where
/// neither side varies, the interval is the difference and there is no statistic.
#[must_use]
pub fn mean_difference(a: &[f64], b: &[f64], confidence: Confidence) -> Option<Difference> {
    Difference::welch(Sample::of(a)?.into(), Sample::of(b)?.into(), confidence)
}

/// [`mean_difference`] of the ratings in two tallies, which need not be on the same scale (but
/// then the difference means little).
#[must_use]
pub fn tally_mean_difference(a: &Tally, b: &Tally, confidence: Confidence) -> Option<Difference> {
    let [a, b] = [Sample::of_tally(a)?, Sample::of_tally(b)?];
    Difference::welch(a.into(), b.into(), confidence)
}

/// What Welch's t needs of a side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    n: f64,
    mean: f64,
    /// The standard error of the mean; `None` for a single value.
    se: Option<f64>,
}

impl From<Sample> for Side {
    fn from(sample: Sample) -> Self {
        Self {
            n: sample.n(),
            mean: sample.mean(),
            se: sample.standard_error(),
        }
    }
}

impl Side {
    /// Of answers that are 100, 0 or −100.
    pub(super) fn of_classes(classes: Classes) -> Self {
        let n = classes.total();
        Self {
            n,
            mean: 100.0 * classes.net(),
            se: (n > 1.0).then(|| 100.0 * (classes.variance() / (n - 1.0)).sqrt()),
        }
    }
}

impl Difference {
    /// Welch's comparison of two means; `None` where a figure is too large for an `f64`.
    pub(super) fn welch(a: Side, b: Side, confidence: Confidence) -> Option<Self> {
        let difference = a.mean - b.mean;
        if !difference.is_finite() {
            return None;
        }
        let bare = Self::bare(difference);
        let (Some(se_a), Some(se_b)) = (a.se, b.se) else {
            return Some(bare);
        };
        let larger = se_a.max(se_b);
        if larger == 0.0 {
            return Some(bare.with_interval(0.0, 0.0));
        }
        // As shares of the larger one, squares neither overflow nor vanish.
        let [a_squared, b_squared] = [se_a, se_b].map(|se| se / larger * (se / larger));
        let squared = a_squared + b_squared;
        let se = larger * squared.sqrt();
        let [a_share, b_share] = [a_squared / squared, b_squared / squared];
        let df = 1.0 / (a_share * a_share / (a.n - 1.0) + b_share * b_share / (b.n - 1.0));
        let student = StudentT::new(df)?;
        let statistic = difference / se;
        let tested = Self {
            statistic: Some(statistic),
            df: Some(df),
            p_value: Some(2.0 * student.sf(statistic.abs())),
            ..bare
        };
        Some(tested.with_interval(se, student.two_sided(confidence)?))
    }
}

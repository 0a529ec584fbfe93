//! The uncertainty of a Net Promoter Score.
//!
//! A respondent counts +1 as a promoter, 0 as a passive and −1 as a detractor; the score is 100
//! times the mean. Promoters and detractors exclude each other, so their shares must never be
//! treated as independent: the variance of one answer is p + d − (p − d)².
//!
//! Everything is `None` when nobody answered. Bounds are points and not clamped: adding a margin
//! may pass ±100. [`Interval::clamped`] cuts them for showing.

mod bootstrap;
mod classes;
mod draws;
mod tango;

pub use bootstrap::{Bootstrap, EXACT_MAX_N, MAX_RESAMPLES, bootstrap, bootstrap_exact};
pub(crate) use classes::Classes;
pub use classes::PseudoCounts;

use crate::distribution::StudentT;
use crate::{ClassCounts, Confidence, Interval};

/// The closed methods for an interval of the NPS. [`bootstrap`] is the other one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// [`wald`].
    Wald,
    /// [`adjusted_wald`], the default: good from few answers on, and simple to check by hand.
    #[default]
    AdjustedWald,
    /// [`t_mean`].
    TMean,
    /// [`score`].
    Score,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::Wald, Self::AdjustedWald, Self::TMean, Self::Score];

    /// The name used in scores.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wald => "wald",
            Self::AdjustedWald => "adjusted_wald",
            Self::TMean => "t_mean",
            Self::Score => "score",
        }
    }

    /// The method of that [`name`](Self::name), spelled exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// The interval by this method, in points; the adjusted one with the usual pseudo-counts.
    #[must_use]
    pub fn interval(self, counts: &ClassCounts, confidence: Confidence) -> Option<Interval> {
        match self {
            Self::Wald => wald(counts, confidence),
            Self::AdjustedWald => adjusted_wald(counts, PseudoCounts::default(), confidence),
            Self::TMean => t_mean(counts, confidence),
            Self::Score => score(counts, confidence),
        }
    }
}

/// The variance of one answer on −1, 0, 1: p + d − (p − d)², from 0 to 1.
///
/// The population form, divided by n. Its root is the standard deviation.
#[must_use]
pub fn variance(counts: &ClassCounts) -> Option<f64> {
    Classes::of(counts).map(Classes::variance)
}

/// The standard error of the NPS in points: 100 times the root of the [`variance`] over n.
#[must_use]
pub fn standard_error(counts: &ClassCounts) -> Option<f64> {
    Classes::of(counts).map(|classes| 100.0 * classes.standard_error())
}

/// Score ± z standard errors.
///
/// Too narrow for small samples, and of no width at all where everybody is of one class.
#[must_use]
pub fn wald(counts: &ClassCounts, confidence: Confidence) -> Option<Interval> {
    Classes::of(counts).map(|classes| classes.wald(Method::Wald, confidence))
}

/// The Wald interval after adding pseudo-counts, centred on the score so adjusted (Rocks,
/// *Interval Estimation for the “Net Promoter Score”*, The American Statistician 70, 2016, after
/// Agresti and Coull).
///
/// The centre is drawn towards the middle, so with very few answers the interval may miss the
/// score itself: see [`MIN_N`](crate::MIN_N).
#[must_use]
pub fn adjusted_wald(
    counts: &ClassCounts,
    pseudo: PseudoCounts,
    confidence: Confidence,
) -> Option<Interval> {
    let adjusted = Classes::of(counts)?.plus(pseudo);
    Some(adjusted.wald(Method::AdjustedWald, confidence))
}

/// The t interval of the mean of −1, 0 and 1, with the sample standard deviation (n − 1) and
/// n − 1 degrees of freedom; `None` also for a single answer.
#[must_use]
pub fn t_mean(counts: &ClassCounts, confidence: Confidence) -> Option<Interval> {
    let classes = Classes::of(counts)?;
    let df = classes.total() - 1.0;
    let quantile = StudentT::new(df)?.two_sided(confidence)?;
    let margin = quantile * (classes.variance() / df).sqrt();
    Some(classes.interval(margin, Method::TMean, confidence))
}

/// The score interval: every score that the score test does not reject, the variance being the
/// most likely one under that score (Tango, *Statistics in Medicine* 17, 1998; May and Johnson,
/// 1997; there for the difference of paired proportions, which has the same three classes).
///
/// It stays within ±100 and reaches an end only if everybody is a promoter, or a detractor.
#[must_use]
pub fn score(counts: &ClassCounts, confidence: Confidence) -> Option<Interval> {
    Classes::of(counts).map(|classes| tango::interval(classes, confidence))
}

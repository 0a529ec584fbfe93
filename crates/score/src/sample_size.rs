//! How many answers a Net Promoter Score needs.
//!
//! Variances are those of one answer on −1, 0 and 1, as [`nps::variance`](crate::nps::variance)
//! gives them, from 0 to 1. 1 is the safe guess: half promoters and half detractors.

use crate::Confidence;
use crate::distribution::Normal;

/// How many answers are needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleSize {
    /// The unrounded solution for the Wald interval or test.
    pub raw: f64,
    /// For the Wald method: `raw`, rounded up. `None` if no `u64` is as large.
    pub wald: Option<u64>,
    /// For the adjusted Wald method, whose three pseudo-counts stand in for answers, at least 1.
    /// `None` if no `u64` is as large.
    pub adjusted_wald: Option<u64>,
}

/// For an interval of ± `margin` points: z²·variance/(margin/100)².
///
/// `None` unless `margin` is over 0 and finite, `variance` is from 0 to 1 and the result is
/// finite.
#[must_use]
pub fn for_margin(margin: f64, variance: f64, confidence: Confidence) -> Option<SampleSize> {
    let z = confidence.z();
    SampleSize::of(z * z, one_answer(variance)?, margin)
}

/// For each of two groups, to find a true difference of `difference` points with a chance of
/// `power`: (v + v′)(z + z₁)²/(difference/100)², where v and v′ are their
/// variances and z₁ is the normal quantile of the power.
///
/// `None` unless `difference` is not 0 and finite, both variances are from 0 to 1, 0 < power < 1
/// and the result is finite.
#[must_use]
pub fn for_difference(
    difference: f64,
    variances: (f64, f64),
    confidence: Confidence,
    power: f64,
) -> Option<SampleSize> {
    let sum = one_answer(variances.0)? + one_answer(variances.1)?;
    // Under the chance of a false alarm any sample is powerful enough.
    let z = (confidence.z() + Normal.quantile(power)?).max(0.0);
    SampleSize::of(z * z, sum, difference.abs())
}

/// A variance that answers on −1, 0 and 1 can have.
fn one_answer(variance: f64) -> Option<f64> {
    (0.0..=1.0).contains(&variance).then_some(variance)
}

impl SampleSize {
    fn of(z2: f64, variance: f64, points: f64) -> Option<Self> {
        let share = points / 100.0;
        let raw = z2 * variance / (share * share);
        let possible = points > 0.0 && points.is_finite() && raw.is_finite();
        possible.then(|| Self {
            raw,
            wald: whole(raw.ceil()),
            adjusted_wald: whole((raw - 3.0).ceil().max(1.0)),
        })
    }
}

fn whole(count: f64) -> Option<u64> {
    (count < u64::MAX as f64).then_some(count as u64)
}

use super::beta::{Beta, Share};
use super::density::{Side, Tails};
use super::normal::Normal;
use crate::Confidence;

/// From here on Student's t and the normal distribution are the same `f64` for every
/// probability over 10⁻³⁰⁰.
const NORMAL_FROM: f64 = 1e22;

/// Student's t distribution.
///
/// The degrees of freedom need not be whole (Welch's test) and may be infinite, which is the
/// normal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    df: f64,
    /// Distribution of df / (df + T²); `None` where T is normal.
    share: Option<Beta>,
}

impl StudentT {
    /// The distribution of `df` degrees of freedom; `None` unless df > 0.
    #[must_use]
    pub fn new(df: f64) -> Option<Self> {
        let share = if df < NORMAL_FROM {
            Beta::new(df / 2.0, 0.5)
        } else {
            None
        };
        (df > 0.0).then_some(Self { df, share })
    }

    /// The lower tail P(T ≤ t), from 0 to 1. Not-a-number stays what it is.
    #[must_use]
    pub fn cdf(self, t: f64) -> f64 {
        self.sf(-t)
    }

    /// The upper tail P(T > t), from 0 to 1. Not-a-number stays what it is.
    #[must_use]
    pub fn sf(self, t: f64) -> f64 {
        let Some(share) = self.share else {
            return Normal.sf(t);
        };
        if t.is_nan() {
            return t;
        }
        let beyond = match t.abs() {
            0.0 => 1.0,
            f64::INFINITY => 0.0,
            t => self.tails(share, t).lower.probability(),
        };
        if t < 0.0 {
            1.0 - 0.5 * beyond
        } else {
            0.5 * beyond
        }
    }

    /// The value under which a share `p` lies; `None` unless 0 < p < 1, and where the value
    /// is beyond the largest `f64`.
    #[must_use]
    pub fn quantile(self, p: f64) -> Option<f64> {
        let Some(share) = self.share else {
            return Normal.quantile(p);
        };
        if !(p > 0.0 && p < 1.0) {
            return None;
        }
        let from_middle = p - 0.5;
        if from_middle == 0.0 {
            return Some(0.0);
        }
        let t = self.magnitude(share, 2.0 * from_middle.abs(), 2.0 * p.min(1.0 - p));
        t.is_finite().then(|| t.copysign(from_middle))
    }

    /// The half width of the interval around 0 that holds the share of a level; `None` where it
    /// is beyond the largest `f64`.
    #[must_use]
    pub fn two_sided(self, confidence: Confidence) -> Option<f64> {
        let Some(share) = self.share else {
            return Some(confidence.z());
        };
        let level = confidence.level();
        let t = self.magnitude(share, level, 1.0 - level);
        t.is_finite().then_some(t)
    }

    /// The t that leaves a probability `inside` ±t and `outside` of it, from the smaller one:
    /// the larger has lost digits to rounding.
    fn magnitude(self, share: Beta, inside: f64, outside: f64) -> f64 {
        let logit = if inside < outside {
            share.logit_quantile(Side::Upper, inside)
        } else {
            share.logit_quantile(Side::Lower, outside)
        };
        self.df.sqrt() * libm::exp(-0.5 * logit)
    }

    /// The tails of df / (df + T²) at t, for 0 < t < ∞.
    fn tails(self, share: Beta, t: f64) -> Tails {
        let df = self.df;
        let ln_odds = libm::log(df) - 2.0 * libm::log(t);
        let t2 = t * t;
        if t2 == f64::INFINITY {
            return share.tails(Share::from_logit(ln_odds), -0.5 * df);
        }
        let at = Share {
            x: df / (df + t2),
            y: t2 / (df + t2),
            ..Share::from_logit(ln_odds)
        };
        // (a + b)·x − a with a = df/2 and b = ½, without the cancellation.
        let excess = 0.5 * df * ((1.0 - t) / (df + t2) * (1.0 + t));
        share.tails(at, excess)
    }
}

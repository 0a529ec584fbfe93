use super::density::Side;
use super::gamma::Gamma;

/// The chi-squared distribution.
///
/// With df degrees of freedom it is the distribution of a sum of df squared standard normal
/// variables; df need not be whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquared {
    half: Gamma,
}

impl ChiSquared {
    /// The distribution of `df` degrees of freedom; `None` unless 0 < df < ∞.
    #[must_use]
    pub fn new(df: f64) -> Option<Self> {
        Gamma::new(df / 2.0).map(|half| Self { half })
    }

    /// The lower tail P(X ≤ x), from 0 to 1. Not-a-number stays what it is.
    #[must_use]
    pub fn cdf(self, x: f64) -> f64 {
        self.tail(Side::Lower, x)
    }

    /// The upper tail P(X > x), from 0 to 1. Not-a-number stays what it is.
    #[must_use]
    pub fn sf(self, x: f64) -> f64 {
        self.tail(Side::Upper, x)
    }

    /// The value under which a share `p` lies; `None` unless 0 ≤ p < 1.
    #[must_use]
    pub fn quantile(self, p: f64) -> Option<f64> {
        if p == 0.0 {
            return Some(0.0);
        }
        if !(0.0..1.0).contains(&p) {
            return None;
        }
        let x = 2.0
            * if p <= 0.5 {
                self.half.quantile(Side::Lower, p)
            } else {
                self.half.quantile(Side::Upper, 1.0 - p)
            };
        x.is_finite().then_some(x)
    }

    fn tail(self, side: Side, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        let half = x / 2.0;
        if half <= 0.0 || half == f64::INFINITY {
            let all = (side == Side::Lower) == (half > 0.0);
            return if all { 1.0 } else { 0.0 };
        }
        self.half.tails(half).on(side).probability()
    }
}

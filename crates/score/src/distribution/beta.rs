use super::density::{Point, Side, Tails, deviance, solve};
use super::special::{LN_TAU, centered_product, exp_m1_minus, ln_1p_minus, stirling_error};

/// The beta distribution on 0 to 1.
///
/// Its lower tail is the regularised incomplete beta function Iₓ(a, b).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
}

impl Beta {
    /// The distribution with the density xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b); `None` unless both
    /// parameters are over 0 and their sum is finite.
    #[must_use]
    pub fn new(a: f64, b: f64) -> Option<Self> {
        (a > 0.0 && b > 0.0 && (a + b).is_finite()).then_some(Self { a, b })
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

    /// The value under which a share `p` lies, from 0 to 1; `None` unless 0 ≤ p ≤ 1.
    #[must_use]
    pub fn quantile(self, p: f64) -> Option<f64> {
        self.point(Side::Lower, p)
    }

    /// The value over which a share `q` lies, from 0 to 1; `None` unless 0 ≤ q ≤ 1. Keeps the
    /// digits of a small `q`, which 1 − q would lose.
    #[must_use]
    pub fn isf(self, q: f64) -> Option<f64> {
        self.point(Side::Upper, q)
    }

    /// Where the tail on that side has the probability `p`.
    fn point(self, side: Side, p: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        if p == 0.0 || p == 1.0 {
            let at_zero = (side == Side::Lower) == (p == 0.0);
            return Some(if at_zero { 0.0 } else { 1.0 });
        }
        let logit = if p <= 0.5 {
            self.logit_quantile(side, p)
        } else {
            self.logit_quantile(side.other(), 1.0 - p)
        };
        Some(Share::from_logit(logit).x)
    }

    fn tail(self, side: Side, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if x <= 0.0 || x >= 1.0 {
            let all = (side == Side::Lower) == (x >= 1.0);
            return if all { 1.0 } else { 0.0 };
        }
        let share = Share::from_x(x);
        self.tails(share, self.excess(share)).on(side).probability()
    }

    /// ln(x / (1 − x)) where a tail has the probability p, for 0 < p < 1.
    pub(super) fn logit_quantile(self, side: Side, p: f64) -> f64 {
        let start = libm::log(self.a) - libm::log(self.b);
        solve(side, libm::log(p), start, |logit| {
            let share = Share::from_logit(logit);
            self.tails(share, self.excess(share))
        })
    }

    /// (a + b)·x − a, from the smaller share: the larger one has lost digits to rounding.
    fn excess(self, share: Share) -> f64 {
        if share.x > share.y {
            -centered_product(self.b, self.a, share.y)
        } else {
            centered_product(self.a, self.b, share.x)
        }
    }

    /// Both tails at a share, `excess` being (a + b)·x − a.
    ///
    /// The density of the logit of X is xᵃ (1 − x)ᵇ / B(a, b).
    pub(super) fn tails(self, share: Share, excess: f64) -> Tails {
        let Self { a, b } = self;
        let n = a + b;
        let ln_n = libm::log(n);
        let at_mode = 0.5 * (libm::log(a.min(b) * (a.max(b) / n)) - LN_TAU) + stirling_error(n)
            - stirling_error(a)
            - stirling_error(b);
        let below_mode = deviance(a, excess, || share.ln_x + ln_n - libm::log(a))
            + deviance(b, -excess, || share.ln_y + ln_n - libm::log(b));
        Point {
            ln_value: at_mode + below_mode,
            slope: excess,
            curvature: n * share.x * share.y,
            bend: |s| n * share.bend(s),
        }
        .tails()
    }
}

/// A share x of a whole and the rest y, with logarithms that outlive them where they
/// underflow.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) ln_x: f64,
    pub(super) ln_y: f64,
}

impl Share {
    /// For 0 < x < 1.
    fn from_x(x: f64) -> Self {
        Self {
            x,
            y: 1.0 - x,
            ln_x: libm::log(x),
            ln_y: libm::log1p(-x),
        }
    }

    pub(super) fn from_logit(logit: f64) -> Self {
        let odds = libm::exp(-logit.abs());
        let ln_larger = -libm::log1p(odds);
        let larger = Self {
            x: 1.0 / (1.0 + odds),
            y: odds / (1.0 + odds),
            ln_x: ln_larger,
            ln_y: ln_larger - logit.abs(),
        };
        if logit < 0.0 {
            larger.swapped()
        } else {
            larger
        }
    }

    fn swapped(self) -> Self {
        Self {
            x: self.y,
            y: self.x,
            ln_x: self.ln_y,
            ln_y: self.ln_x,
        }
    }

    /// ln(y + x·eˢ) − x·s: how much more than linearly the logarithm of the normaliser grows
    /// when the logit grows by s. The same for y and −s, so the smaller share is taken.
    fn bend(self, s: f64) -> f64 {
        if self.x > self.y {
            return self.swapped().bend_of_smaller(-s);
        }
        self.bend_of_smaller(s)
    }

    fn bend_of_smaller(self, s: f64) -> f64 {
        if s > 30.0 {
            // x·eˢ may overflow here, and nothing cancels any more.
            let logit = self.ln_x - self.ln_y + s;
            return self.ln_y + softplus(logit) - self.x * s;
        }
        let growth = self.x * libm::expm1(s);
        if growth > 0.5 {
            libm::log1p(growth) - self.x * s
        } else {
            ln_1p_minus(growth) + self.x * exp_m1_minus(s)
        }
    }
}

/// ln(1 + eˣ)
fn softplus(x: f64) -> f64 {
    x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
}

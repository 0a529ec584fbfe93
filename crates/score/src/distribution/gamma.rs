//! The gamma distribution of scale 1: the regularised incomplete gamma functions.

use super::density::{Point, Side, Tails, deviance, solve};
use super::special::{LN_TAU, exp_m1_minus, stirling_error};

/// Gamma with a shape and the scale 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gamma {
    shape: f64,
}

impl Gamma {
    pub(super) fn new(shape: f64) -> Option<Self> {
        (shape > 0.0 && shape.is_finite()).then_some(Self { shape })
    }

    /// Both tails at x, for 0 < x < ∞.
    pub(super) fn tails(self, x: f64) -> Tails {
        self.tails_at(x, || libm::log(x))
    }

    /// Where a tail has a probability, for 0 < p < 1.
    pub(super) fn quantile(self, side: Side, p: f64) -> f64 {
        let start = libm::log(self.shape);
        let root = solve(side, libm::log(p), start, |ln_x| {
            self.tails_at(libm::exp(ln_x), || ln_x)
        });
        libm::exp(root)
    }

    /// The density of ln X is xᵃ e⁻ˣ / Γ(a).
    fn tails_at(self, x: f64, ln_x: impl Fn() -> f64) -> Tails {
        let a = self.shape;
        let excess = x - a;
        let deviance = deviance(a, excess, || ln_x() - libm::log(a));
        Point {
            ln_value: 0.5 * (libm::log(a) - LN_TAU) - stirling_error(a) + deviance,
            slope: excess,
            curvature: x,
            bend: |s| x * exp_m1_minus(s),
        }
        .tails()
    }
}

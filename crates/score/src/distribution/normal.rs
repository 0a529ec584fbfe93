use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

/// √(2π)
const SQRT_TAU: f64 = 2.506_628_274_631_000_7;

/// The standard normal distribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Normal;

impl Normal {
    /// The lower tail P(Z ≤ x), from 0 to 1. Not-a-number stays what it is.
    #[must_use]
    pub fn cdf(self, x: f64) -> f64 {
        0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
    }

    /// The upper tail P(Z > x), from 0 to 1. Not-a-number stays what it is.
    #[must_use]
    pub fn sf(self, x: f64) -> f64 {
        self.cdf(-x)
    }

    /// The value under which a share `p` lies; `None` unless 0 < p < 1.
    #[must_use]
    pub fn quantile(self, p: f64) -> Option<f64> {
        if !(p > 0.0 && p < 1.0) {
            return None;
        }
        let from_middle = p - 0.5;
        Some(if from_middle.abs() <= 0.25 {
            central_quantile(from_middle)
        } else if from_middle < 0.0 {
            -upper_quantile(p)
        } else {
            upper_quantile(1.0 - p)
        })
    }

    /// The half width of the interval around 0 that holds a share `level`, for 0 < level < 1.
    pub(crate) fn two_sided(self, level: f64) -> f64 {
        if level <= 0.5 {
            central_quantile(0.5 * level)
        } else {
            upper_quantile(0.5 * (1.0 - level))
        }
    }
}

/// Where the lower tail is ½ + `area`, for |area| ≤ ¼.
fn central_quantile(area: f64) -> f64 {
    polish(area * SQRT_TAU, |z| {
        0.5 * libm::erf(z * FRAC_1_SQRT_2) - area
    })
}

/// Where the upper tail is `q`, for 0 < q ≤ ¼.
fn upper_quantile(q: f64) -> f64 {
    // Hastings, Approximations for Digital Computers, 1955, sheet 68: right to 0.00045.
    let t = SQRT_2 * (-libm::log(q)).sqrt();
    let start = t
        - (2.515_517 + t * (0.802_853 + t * 0.010_328))
            / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
    polish(start, |z| q - Normal.sf(z))
}

/// Halley's method, whose steps triple the right digits; `excess` is by how much the lower
/// tail at z is too large.
fn polish(start: f64, excess: impl Fn(f64) -> f64) -> f64 {
    (0..3).fold(start, |z, _| {
        // In two factors, because in one the inverse density would overflow beyond 37.7.
        let root = libm::exp(0.25 * z * z);
        let newton = excess(z) * SQRT_TAU * root * root;
        z - newton / (1.0 + 0.5 * z * newton)
    })
}

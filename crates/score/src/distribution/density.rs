//! Tails and quantiles of a log-concave density on the whole line.

use super::special::ln_1p_minus;

/// A density at one of its points, and how it goes on from there:
/// ln f(w + s) = `ln_value` − `slope`·s − bend(s).
pub(super) struct Point<Bend> {
    /// ln f(w)
    pub(super) ln_value: f64,
    /// How steeply ln f falls at w; positive to the right of the mode.
    pub(super) slope: f64,
    /// How fast the slope grows at w. Only the length of the first step depends on it.
    pub(super) curvature: f64,
    /// What the tangent leaves: zero at zero, convex, nowhere negative.
    pub(super) bend: Bend,
}

/// One tail of a density at a point of it.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    /// ln P
    pub(super) ln: f64,
    /// P / f(w), which outlives both where they underflow.
    per_density: f64,
}

/// Both tails of a density at a point of it.
#[derive(Clone, Copy)]
pub(super) struct Tails {
    /// P(W ≤ w)
    pub(super) lower: Tail,
    /// P(W > w)
    pub(super) upper: Tail,
}

/// One of the two tails.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    Lower,
    Upper,
}

impl<Bend: Fn(f64) -> f64> Point<Bend> {
    /// The tail that does not hold the mode is integrated, the other is its complement.
    pub(super) fn tails(&self) -> Tails {
        let outward = if self.slope < 0.0 { -1.0 } else { 1.0 };
        let slope = self.slope.abs();
        let fall = |s: f64| slope * s + (self.bend)(outward * s);
        let first = 2.0 / (slope + (slope * slope + 2.0 * self.curvature).sqrt());
        let area = integral(&fall, first);
        let near = Tail {
            ln: (self.ln_value + libm::log(area)).min(0.0),
            per_density: area,
        };
        // ln(1 − eˣ), from whichever form keeps its digits.
        let ln_far = if near.ln > -0.7 {
            libm::log(-libm::expm1(near.ln))
        } else {
            libm::log1p(-libm::exp(near.ln))
        };
        let far = Tail {
            ln: ln_far,
            per_density: libm::exp(ln_far - self.ln_value),
        };
        if outward < 0.0 {
            Tails {
                lower: near,
                upper: far,
            }
        } else {
            Tails {
                lower: far,
                upper: near,
            }
        }
    }
}

/// ∫₀^∞ e^(−fall(s)) ds for a convex fall from zero, from a guess at its scale.
///
/// Trapezoidal sums in t, where s = σ·exp(t − e⁻ᵗ), of halved steps until two agree: the error
/// is about squared by each halving, so the last sum is far better than the agreement says.
fn integral(fall: &impl Fn(f64) -> f64, guess: f64) -> f64 {
    const FROM: f64 = -3.8;
    const TO: f64 = 4.5;
    let scale = unit_fall(fall, guess);
    let value = |t: f64| {
        let shrink = libm::exp(-t);
        let s = libm::exp(t - shrink);
        s * (1.0 + shrink) * libm::exp(-fall(scale * s))
    };
    let mut points = 32_u32;
    let mut step = (TO - FROM) / f64::from(points);
    // The ends are negligible: it does not matter that only the first one is counted.
    let rule = |points: u32, step: f64, offset: f64| -> f64 {
        let value = |i: u32| value(FROM + (f64::from(i) + offset) * step);
        step * (0..points).map(value).sum::<f64>()
    };
    let mut area = rule(points, step, 0.0);
    for _ in 0..6 {
        let finer = f64::midpoint(area, rule(points, step, 0.5));
        let change = (finer - area).abs();
        area = finer;
        if change <= 1e-9 * finer {
            break;
        }
        points = points.saturating_mul(2);
        step *= 0.5;
    }
    scale * area
}

/// Where a convex fall has come down by about one.
fn unit_fall(fall: &impl Fn(f64) -> f64, guess: f64) -> f64 {
    let mut scale = if guess.is_normal() { guess } else { 1.0 };
    while fall(scale) < 0.5 && scale < 1e307 {
        scale *= 2.0;
    }
    while fall(scale) > 2.0 && scale > 1e-300 {
        scale *= 0.5;
    }
    scale
}

impl Side {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Lower => Self::Upper,
            Self::Upper => Self::Lower,
        }
    }
}

impl Tail {
    /// The probability itself.
    pub(super) fn probability(self) -> f64 {
        libm::exp(self.ln)
    }
}

impl Tails {
    pub(super) fn on(self, side: Side) -> Tail {
        match side {
            Side::Lower => self.lower,
            Side::Upper => self.upper,
        }
    }
}

/// Where the tail on that side has the probability e^`ln_p`, found from `start`.
///
/// The logarithm of a tail of a log-concave density is concave: after its first step Newton's
/// method comes in from one side and cannot run away. Steps may only double, because from a
/// plateau the first one would lead far out, where the logarithm falls like −eʷ and the way
/// back is one unit a step.
pub(super) fn solve(side: Side, ln_p: f64, start: f64, tails: impl Fn(f64) -> Tails) -> f64 {
    let outward = if side == Side::Lower { -1.0 } else { 1.0 };
    let mut w = start;
    let mut longest = 1.0;
    for _ in 0..200 {
        let tail = tails(w).on(side);
        let step = (tail.ln - ln_p) * tail.per_density;
        if step.is_nan() {
            break;
        }
        // Not `clamp`: the message of its panic would bring the printing of floats along.
        let step = step.max(-longest).min(longest);
        w += outward * step;
        longest *= 2.0;
        if step.abs() <= 1e-14 * w.abs().max(1.0) {
            break;
        }
    }
    w
}

/// a·ln(m/a) − (m − a), at most 0: the logarithm of how far a density stands under its mode.
///
/// `excess` is m − a and `ln_ratio` is ln(m/a); near the mode only the first keeps its digits.
pub(super) fn deviance(a: f64, excess: f64, ln_ratio: impl FnOnce() -> f64) -> f64 {
    let relative = excess / a;
    if relative.abs() <= 0.3 {
        a * ln_1p_minus(relative)
    } else {
        a * ln_ratio() - excess
    }
}

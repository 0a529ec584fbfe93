//! The score interval of a Net Promoter Score.

use super::Method;
use super::classes::Classes;
use crate::{Confidence, Interval, Method as AnyMethod};

pub(super) fn interval(classes: Classes, confidence: Confidence) -> Interval {
    let below = reach(classes, confidence.z());
    let above = reach(classes.mirrored(), confidence.z());
    Interval {
        lower: classes.net() - below,
        upper: classes.net() + above,
        method: AnyMethod::Nps(Method::Score),
        confidence,
    }
    .percent()
}

/// How far below the observed mean the lowest one lies that the test does not reject, by
/// bisection: the statistic grows with the distance.
fn reach(classes: Classes, z: f64) -> f64 {
    let n = classes.total();
    let rejected = |distance: f64| {
        let variance = constrained_variance(classes, classes.net() - distance);
        n * distance * distance > z * z * variance
    };
    let (mut near, mut far) = (0.0, classes.net() + 1.0);
    // Halving a distance of at most 2 ends before the exponents of an f64 do.
    for _ in 0..1100 {
        let middle = f64::midpoint(near, far);
        if middle <= near || middle >= far {
            break;
        }
        if rejected(middle) {
            far = middle;
        } else {
            near = middle;
        }
    }
    far
}

/// The variance of one answer under the most likely shares whose mean is `mean`.
///
/// With promoters b, detractors c of n and the mean δ ≥ 0, the share q of detractors solves
/// 2n·q² + ((2n − b + c)δ − b − c)·q = c·δ(1 − δ). A negative mean is that of the mirrored
/// classes, so that the right side is never negative and nothing cancels under the root.
fn constrained_variance(classes: Classes, mean: f64) -> f64 {
    if mean < 0.0 {
        return constrained_variance(classes.mirrored(), -mean);
    }
    let n = classes.total();
    let (promoters, detractors) = (classes.promoters, classes.detractors);
    let linear = (2.0 * n - promoters + detractors) * mean - promoters - detractors;
    let constant = detractors * mean * (1.0 - mean);
    let root = (linear * linear + 8.0 * n * constant).sqrt();
    let share = if linear > 0.0 {
        2.0 * constant / (linear + root)
    } else {
        (root - linear) / (4.0 * n)
    };
    2.0 * share + mean * (1.0 - mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(promoters: f64, passives: f64, detractors: f64) -> Classes {
        Classes {
            promoters,
            passives,
            detractors,
        }
    }

    #[test]
    fn at_the_observed_mean_the_constrained_variance_is_the_observed_one() {
        for observed in [
            classes(3.0, 2.0, 1.0),
            classes(1.0, 5.0, 9.0),
            classes(4.0, 0.0, 0.0),
            classes(0.0, 7.0, 0.0),
            classes(1e9, 3e9, 2e9),
        ] {
            let variance = constrained_variance(observed, observed.net());
            assert!(
                (variance - observed.variance()).abs() < 1e-12,
                "{observed:?}"
            );
        }
    }

    /// The shares that maximise the likelihood, found by looking at all of them.
    #[test]
    fn the_constrained_shares_are_the_most_likely_ones() {
        let observed = classes(6.0, 9.0, 4.0);
        for mean in [-0.9, -0.4, 0.0, 0.2, 0.7] {
            let likelihood = |variance: f64| {
                let classed = variance + mean * mean;
                let (p, d) = ((classed + mean) / 2.0, (classed - mean) / 2.0);
                6.0 * p.ln() + 9.0 * (1.0 - classed).ln() + 4.0 * d.ln()
            };
            let best = constrained_variance(observed, mean);
            for other in [best - 1e-4, best + 1e-4] {
                assert!(likelihood(best) > likelihood(other), "{mean}");
            }
        }
    }
}

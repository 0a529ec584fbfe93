use super::{p_normal, ratio};
use crate::Confidence;
use crate::proportion::{Method, Proportion};

/// Lower and upper bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The lower one.
    pub lower: f64,
    /// The upper one.
    pub upper: f64,
}

/// The difference a − b of two proportions, from −1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProportionDifference {
    /// a − b as observed.
    pub difference: f64,
    /// The difference in standard errors of a common proportion (the pooled z-test); `None`
    /// where all or none are hits on both sides.
    pub z: Option<f64>,
    /// Its two-sided p-value, from 0 to 1; `None` where `z` is.
    pub p_value: Option<f64>,
    /// From the Wilson intervals of the two sides (Newcombe's hybrid score interval, method 10,
    /// *Statistics in Medicine*, 1998). Never beyond −1 or 1, and sound for small counts; the
    /// one to show.
    pub newcombe: Bounds,
    /// Wald after adding one hit and one miss to each side (Agresti and Caffo, *The American
    /// Statistician*, 2000). Not clamped.
    pub agresti_caffo: Bounds,
    /// Wald, for comparing with other tools. Not clamped; too narrow for small counts.
    pub wald: Bounds,
}

/// Compares two proportions; `None` where a side is of nobody.
#[must_use]
pub fn proportion_difference(
    a: Proportion,
    b: Proportion,
    confidence: Confidence,
) -> Option<ProportionDifference> {
    let difference = a.value()? - b.value()?;
    let newcombe = newcombe(a, b, confidence)?;
    let [a, b] = [a, b].map(|side| Side {
        hits: side.hits() as f64,
        misses: side.misses() as f64,
    });
    let z = ratio(difference, pooled_se(a, b));
    Some(ProportionDifference {
        difference,
        z,
        p_value: z.map(p_normal),
        newcombe,
        agresti_caffo: wald(a.plus(1.0), b.plus(1.0), confidence),
        wald: wald(a, b, confidence),
    })
}

/// The difference of the shares, give or take the roots of the squares of how far the Wilson
/// intervals reach: that of a downwards and that of b upwards, and the other way about.
fn newcombe(a: Proportion, b: Proportion, confidence: Confidence) -> Option<Bounds> {
    let reach = |side: Proportion| {
        let (share, wilson) = (side.value()?, side.interval(Method::Wilson, confidence)?);
        Some((share - wilson.lower, wilson.upper - share))
    };
    let ((a_down, a_up), (b_down, b_up)) = (reach(a)?, reach(b)?);
    let difference = a.value()? - b.value()?;
    let root = |x: f64, y: f64| (x * x + y * y).sqrt();
    Some(Bounds {
        lower: (difference - root(a_down, b_up)).max(-1.0),
        upper: (difference + root(a_up, b_down)).min(1.0),
    })
}

/// A side of which somebody is, pseudo-counts included.
#[derive(Clone, Copy)]
struct Side {
    hits: f64,
    misses: f64,
}

impl Side {
    fn n(self) -> f64 {
        self.hits + self.misses
    }

    fn share(self) -> f64 {
        self.hits / self.n()
    }

    /// p(1 − p)/n.
    fn squared_error(self) -> f64 {
        self.share() * (self.misses / self.n()) / self.n()
    }

    /// These and so many more of each.
    fn plus(self, more: f64) -> Self {
        Self {
            hits: self.hits + more,
            misses: self.misses + more,
        }
    }
}

/// The standard error of the difference if both sides have the same proportion.
fn pooled_se(a: Side, b: Side) -> f64 {
    let (hits, misses) = (a.hits + b.hits, a.misses + b.misses);
    let n = hits + misses;
    (hits / n * (misses / n) * (1.0 / a.n() + 1.0 / b.n())).sqrt()
}

fn wald(a: Side, b: Side, confidence: Confidence) -> Bounds {
    let difference = a.share() - b.share();
    let margin = confidence.z() * (a.squared_error() + b.squared_error()).sqrt();
    Bounds {
        lower: difference - margin,
        upper: difference + margin,
    }
}

#[cfg(test)]
mod tests {
    use super::proportion_difference;
    use crate::Confidence;
    use crate::proportion::Proportion;

    fn of(hits: u64, n: u64) -> Proportion {
        Proportion::new(hits, n).unwrap()
    }

    #[test]
    fn a_side_of_nobody_has_no_difference() {
        for (a, b) in [(of(0, 0), of(1, 2)), (of(1, 2), of(0, 0))] {
            assert_eq!(proportion_difference(a, b, Confidence::P95), None);
        }
    }

    #[test]
    fn without_variance_there_is_no_test_and_still_an_interval() {
        let none = proportion_difference(of(0, 20), of(0, 30), Confidence::P95).unwrap();
        assert_eq!((none.z, none.p_value), (None, None));
        assert_eq!((none.wald.lower, none.wald.upper), (0.0, 0.0));
        assert!(none.newcombe.lower < -0.1 && none.newcombe.upper > 0.1);
    }

    #[test]
    fn the_score_interval_ends_where_differences_do() {
        let all = proportion_difference(of(3, 3), of(0, 3), Confidence::P99).unwrap();
        assert_eq!(all.newcombe.upper, 1.0);
        assert!(all.agresti_caffo.upper > 1.0);
    }

    /// Newcombe's own example (1998, table II, contrast a): 56 of 70 against 48 of 80.
    #[test]
    fn newcombe_printed_this_interval() {
        let printed = proportion_difference(of(56, 70), of(48, 80), Confidence::P95).unwrap();
        assert!((printed.newcombe.lower - 0.0524).abs() < 5e-5);
        assert!((printed.newcombe.upper - 0.3339).abs() < 5e-5);
    }
}

use std::{error, fmt};

use super::{Kendall, kendall, ranks};
use crate::Confidence;
use crate::compare::Bounds;
use crate::distribution::StudentT;

/// Two measurements of the same respondents, in the same order.
///
/// Every coefficient is from −1 to 1 and says how the two are associated, not that one causes
/// the other (see [`NOTE`](super::NOTE)). Each is symmetric in the two; Pearson's does not
/// change under a·x + b with a > 0, the others under no increasing function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pairs<'a> {
    x: &'a [f64],
    y: &'a [f64],
}

impl<'a> Pairs<'a> {
    /// From both measurements.
    ///
    /// # Errors
    ///
    /// [`PairsError::Lengths`] if one has more values than the other,
    /// [`PairsError::NotFinite`] with the first value that is not a finite number.
    pub fn new(x: &'a [f64], y: &'a [f64]) -> Result<Self, PairsError> {
        if x.len() != y.len() {
            return Err(PairsError::Lengths {
                x: x.len(),
                y: y.len(),
            });
        }
        for (side, values) in [(Side::X, x), (Side::Y, y)] {
            if let Some(index) = values.iter().position(|value| !value.is_finite()) {
                return Err(PairsError::NotFinite { side, index });
            }
        }
        Ok(Self { x, y })
    }

    /// How many pairs there are.
    #[must_use]
    pub const fn n(self) -> usize {
        self.x.len()
    }

    /// Pearson's product-moment correlation. `None` for fewer than two pairs, and if either
    /// measurement is the same for all.
    #[must_use]
    pub fn pearson(self) -> Option<Correlation> {
        Correlation::of(self.x, self.y)
    }

    /// Spearman's rank correlation: Pearson's of the ranks, equal values sharing the average of
    /// theirs. `None` as [`pearson`](Self::pearson) is.
    #[must_use]
    pub fn spearman(self) -> Option<Correlation> {
        Correlation::of(&ranks::average_ranks(self.x), &ranks::average_ranks(self.y))
    }

    /// Kendall's tau-b. `None` as [`pearson`](Self::pearson) is.
    #[must_use]
    pub fn kendall(self) -> Option<Kendall> {
        kendall::tau_b(self.x, self.y)
    }
}

/// A correlation coefficient and how many pairs it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    coefficient: f64,
    /// 1 − r², computed without cancellation.
    unexplained: f64,
    n: usize,
}

impl Correlation {
    fn of(x: &[f64], y: &[f64]) -> Option<Self> {
        let (x, y) = (directions(x)?, directions(y)?);
        // For unit vectors |x − y|² is 2(1 − r) and |x + y|² is 2(1 + r): near ±1 the one that
        // vanishes is right to its last digits, where Σxy and 1 − r² are not.
        let (mut apart, mut together) = (0.0, 0.0);
        for (x, y) in x.iter().zip(&y) {
            apart += (x - y) * (x - y);
            together += (x + y) * (x + y);
        }
        Some(Self {
            coefficient: if apart < together {
                1.0 - apart / 2.0
            } else {
                together / 2.0 - 1.0
            },
            unexplained: apart * together / 4.0,
            n: x.len(),
        })
    }

    /// The coefficient, from −1 to 1.
    #[must_use]
    pub const fn coefficient(self) -> f64 {
        self.coefficient
    }

    /// The two-sided p-value against no association: r·√((n−2)/(1−r²)) under Student's t with
    /// n − 2 degrees of freedom.
    ///
    /// Exact for Pearson's if both measurements are normal, an approximation for Spearman's
    /// (good from about ten pairs on). `None` for fewer than three pairs.
    #[must_use]
    pub fn p_value(self) -> Option<f64> {
        let df = (self.n as f64) - 2.0;
        let t = self.coefficient.abs() * (df / self.unexplained).sqrt();
        let student = StudentT::new(df)?;
        Some((2.0 * student.sf(t)).min(1.0))
    }

    /// Fisher's interval: tanh(artanh r ± z/√(n−3)) (Fisher, *Metron*, 1921).
    ///
    /// For Pearson's coefficient; on Spearman's it is too narrow. `None` for fewer than four
    /// pairs. At r = ±1 both ends are r.
    #[must_use]
    pub fn interval(self, confidence: Confidence) -> Option<Bounds> {
        let spread = (self.n as f64) - 3.0;
        (spread > 0.0).then(|| {
            let center = libm::atanh(self.coefficient);
            let margin = confidence.z() / spread.sqrt();
            Bounds {
                lower: libm::tanh(center - margin),
                upper: libm::tanh(center + margin),
            }
        })
    }
}

/// The deviations from the mean, scaled to a vector of length 1. `None` if there are fewer than
/// two values or all are equal.
fn directions(values: &[f64]) -> Option<Vec<f64>> {
    let first = values.first()?;
    if values.iter().all(|value| value == first) {
        return None;
    }
    // By a power of two, which rounds nothing: neither sums nor squares overflow.
    let largest = values
        .iter()
        .fold(0.0, |max: f64, value| max.max(value.abs()));
    let (_, exponent) = libm::frexp(largest);
    let scaled = values
        .iter()
        .map(|&value| libm::scalbn(value, exponent.saturating_neg()));
    let mut deviations: Vec<f64> = scaled.collect();
    // Twice: the mean of the deviations is what the first mean was wrong by.
    for _ in 0..2 {
        let mean = deviations.iter().sum::<f64>() / deviations.len() as f64;
        deviations
            .iter_mut()
            .for_each(|deviation| *deviation -= mean);
    }
    let length = deviations
        .iter()
        .map(|deviation| deviation * deviation)
        .sum::<f64>()
        .sqrt();
    deviations
        .iter_mut()
        .for_each(|deviation| *deviation /= length);
    Some(deviations)
}

/// One of two paired measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first one.
    X,
    /// The second one.
    Y,
}

impl Side {
    /// Its name: `x` or `y`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::Y => "y",
        }
    }
}

/// Two lists of values that are no pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairsError {
    /// One is longer than the other.
    Lengths {
        /// How many values x has.
        x: usize,
        /// How many values y has.
        y: usize,
    },
    /// A value is infinite or not a number.
    NotFinite {
        /// In which measurement.
        side: Side,
        /// Where in it, from 0.
        index: usize,
    },
}

impl fmt::Display for PairsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lengths { x, y } => write!(
                f,
                "x has {x} values and y has {y}; both need one value a respondent"
            ),
            Self::NotFinite { side, index } => write!(
                f,
                "{}[{index}] is not a finite number; leave out pairs of which a value is missing",
                side.name()
            ),
        }
    }
}

impl error::Error for PairsError {}

#[cfg(test)]
mod tests {
    use super::{Pairs, PairsError};
    use crate::Confidence;

    fn close(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!(
            (found / expected - 1.0).abs() < 1e-10,
            "{found:e}, not {expected:e}"
        );
    }

    /// Loyal customers spend more.
    const X: [f64; 10] = [10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 3.0, 0.0, 9.0, 10.0];
    const Y: [f64; 10] = [
        510.0, 430.0, 300.0, 280.0, 150.0, 160.0, 90.0, 20.0, 390.0, 610.0,
    ];

    #[test]
    fn pearson_has_an_interval_and_a_test() {
        let pearson = Pairs::new(&X, &Y).unwrap().pearson().unwrap();
        close(Some(pearson.coefficient()), 0.925_744_311_982_329);
        close(pearson.p_value(), 0.000_121_524_258_695_255_33);
        let bounds = pearson.interval(Confidence::P95).unwrap();
        close(Some(bounds.lower), 0.709_898_874_063_013_6);
        close(Some(bounds.upper), 0.982_625_040_369_907_2);
    }

    #[test]
    fn rank_correlations_share_ranks_and_correct_for_ties() {
        let pairs = Pairs::new(&X, &Y).unwrap();
        let spearman = pairs.spearman().unwrap();
        close(Some(spearman.coefficient()), 0.981_725_567_643_757_7);
        close(spearman.p_value(), 4.773_070_226_572_782e-7);
        let kendall = pairs.kendall().unwrap();
        close(Some(kendall.tau()), 0.932_058_930_609_647_2);
        close(kendall.p_value(), 0.000_218_295_100_039_851_43);

        let x = [1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 5].map(f64::from);
        let y = [5, 4, 5, 3, 3, 3, 2, 2, 1, 1, 1, 1].map(f64::from);
        let pairs = Pairs::new(&x, &y).unwrap();
        close(
            Some(pairs.spearman().unwrap().coefficient()),
            -0.927_777_777_777_777_8,
        );
        close(
            Some(pairs.kendall().unwrap().tau()),
            -0.872_727_272_727_272_7,
        );
        close(
            pairs.kendall().unwrap().p_value(),
            0.000_430_910_776_124_818_1,
        );
    }

    #[test]
    fn too_few_pairs_leave_undefined_what_needs_more() {
        assert_eq!(Pairs::new(&[], &[]).unwrap().pearson(), None);
        assert_eq!(Pairs::new(&[], &[]).unwrap().kendall(), None);
        assert_eq!(Pairs::new(&[1.0], &[2.0]).unwrap().spearman(), None);
        let two = Pairs::new(&[1.0, 2.0], &[9.0, 5.0]).unwrap();
        let pearson = two.pearson().unwrap();
        assert_eq!((pearson.coefficient(), pearson.p_value()), (-1.0, None));
        assert_eq!(pearson.interval(Confidence::P95), None);
        assert_eq!(two.kendall().unwrap().p_value(), None);
        let three = Pairs::new(&[1.0, 2.0, 3.0], &[9.0, 5.0, 6.0]).unwrap();
        let pearson = three.pearson().unwrap();
        assert!(pearson.p_value().is_some());
        assert_eq!(pearson.interval(Confidence::P95), None);
    }

    #[test]
    fn what_is_the_same_for_all_correlates_with_nothing() {
        // The mean of these is not 0.1 in an `f64`.
        let same = [0.1; 10];
        for pairs in [Pairs::new(&same, &Y), Pairs::new(&X, &same)] {
            let pairs = pairs.unwrap();
            assert_eq!((pairs.pearson(), pairs.spearman()), (None, None));
            assert_eq!(pairs.kendall(), None);
        }
        let zeros = Pairs::new(&[0.0, -0.0, 0.0], &[1.0, 2.0, 3.0]).unwrap();
        assert_eq!((zeros.pearson(), zeros.kendall()), (None, None));
    }

    #[test]
    fn the_size_of_the_numbers_does_not_matter() {
        for (x, y) in [
            ([f64::MAX, 0.0, f64::MIN], [1e-300, 2e-300, 4e-300]),
            (
                [1e15 + 1.0, 1e15 + 2.0, 1e15 + 4.0],
                [-1e15, -1e15 - 1.0, -1e15 - 3.0],
            ),
        ] {
            let pairs = Pairs::new(&x, &y).unwrap();
            let r = pairs.pearson().unwrap().coefficient();
            assert!((-1.0..-0.98).contains(&r), "{r}");
            assert_eq!(pairs.kendall().unwrap().tau(), -1.0);
        }
    }

    #[test]
    fn a_straight_line_has_a_collapsed_interval_and_hardly_a_chance() {
        let x: Vec<f64> = (0..50).map(f64::from).collect();
        let line: Vec<f64> = x.iter().map(|x| 3.0 - 0.5 * x).collect();
        let pearson = Pairs::new(&x, &line).unwrap().pearson().unwrap();
        assert!(pearson.p_value().unwrap() < 1e-300);
        let bounds = pearson.interval(Confidence::P95).unwrap();
        assert!(
            bounds.upper < -0.999_999 && bounds.lower >= -1.0,
            "{bounds:?}"
        );
    }

    #[test]
    fn what_is_no_pair_is_refused_by_place() {
        let error = Pairs::new(&X, &Y[1..]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x has 10 values and y has 9; both need one value a respondent"
        );
        let error = Pairs::new(&[1.0, 2.0], &[3.0, f64::NAN]).unwrap_err();
        assert!(matches!(error, PairsError::NotFinite { index: 1, .. }));
        assert_eq!(
            error.to_string(),
            "y[1] is not a finite number; leave out pairs of which a value is missing"
        );
    }
}

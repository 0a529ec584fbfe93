use std::{error, fmt};

/// The American Customer Satisfaction Index of three mean ratings, each from 1 to 10:
/// satisfaction overall, against what was expected, and against the ideal
/// (Fornell et al., *Journal of Marketing*, 1996).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Acsi {
    means: [f64; 3],
}

impl Acsi {
    /// From the three means.
    ///
    /// # Errors
    ///
    /// [`AcsiError::Mean`] with the first one that is not from 1 to 10.
    pub fn new(means: [f64; 3]) -> Result<Self, AcsiError> {
        for (index, found) in means.into_iter().enumerate() {
            if !(1.0..=10.0).contains(&found) {
                return Err(AcsiError::Mean { index, found });
            }
        }
        Ok(Self { means })
    }

    /// The index with equal weights: (a + b + c − 3)/27·100, from 0 to 100.
    #[must_use]
    pub fn simple(self) -> f64 {
        let [a, b, c] = self.means;
        (a + b + c - 3.0) / 27.0 * 100.0
    }

    /// The index with the weights of a model: Σ wᵢ·(xᵢ − 1)/9·100.
    ///
    /// The weights are used as they are given. The index runs from 0 to 100 if they sum to 1,
    /// as those of the model do; it runs to 100 times their sum otherwise.
    ///
    /// # Errors
    ///
    /// [`AcsiError::Weight`] with the first weight that is negative or not finite,
    /// [`AcsiError::NoWeight`] if all are 0.
    pub fn weighted(self, weights: [f64; 3]) -> Result<f64, AcsiError> {
        for (index, found) in weights.into_iter().enumerate() {
            if !found.is_finite() || found < 0.0 {
                return Err(AcsiError::Weight { index, found });
            }
        }
        if weights.iter().all(|&weight| weight == 0.0) {
            return Err(AcsiError::NoWeight);
        }
        let parts = self.means.iter().zip(weights);
        let sum: f64 = parts.map(|(mean, weight)| weight * (mean - 1.0)).sum();
        Ok(sum / 9.0 * 100.0)
    }
}

/// An argument of which no index can be made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AcsiError {
    /// A mean that is not on the scale from 1 to 10.
    Mean {
        /// Which of the three, from 0.
        index: usize,
        /// What it is.
        found: f64,
    },
    /// A weight that is negative or not finite.
    Weight {
        /// Which of the three, from 0.
        index: usize,
        /// What it is.
        found: f64,
    },
    /// All weights are 0.
    NoWeight,
}

impl fmt::Display for AcsiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mean { index, found } => {
                write!(f, "means[{index}] is {found}; the scale runs from 1 to 10")
            }
            Self::Weight { index, found } => write!(
                f,
                "weights[{index}] is {found}; a weight is a finite number of at least 0"
            ),
            Self::NoWeight => f.write_str("all weights are 0; at least one must be above 0"),
        }
    }
}

impl error::Error for AcsiError {}

#[cfg(test)]
mod tests {
    use super::{Acsi, AcsiError};

    const WEIGHTS: [f64; 3] = [0.3885, 0.319, 0.2925];

    #[test]
    fn the_index_runs_from_0_to_100() {
        for (mean, index) in [(1.0, 0.0), (10.0, 100.0), (5.5, 50.0)] {
            let acsi = Acsi::new([mean; 3]).unwrap();
            assert_eq!(acsi.simple(), index);
            assert!((acsi.weighted(WEIGHTS).unwrap() - index).abs() < 1e-12);
        }
    }

    #[test]
    fn weights_favour_the_question_they_are_heaviest_on() {
        let acsi = Acsi::new([8.1, 7.6, 7.2]).unwrap();
        assert!((acsi.simple() - 1990.0 / 27.0).abs() < 1e-12);
        let weighted = acsi.weighted(WEIGHTS).unwrap();
        assert!(
            (weighted - 74.191_666_666_666_66).abs() < 1e-12,
            "{weighted}"
        );
    }

    #[test]
    fn what_is_off_the_scale_is_refused_by_place() {
        for bad in [0.99, 10.01, f64::NAN, f64::INFINITY] {
            let error = Acsi::new([5.0, bad, 5.0]).unwrap_err();
            assert!(matches!(error, AcsiError::Mean { index: 1, .. }), "{bad}");
        }
        let error = Acsi::new([0.0, 5.0, 5.0]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "means[0] is 0; the scale runs from 1 to 10"
        );
    }

    #[test]
    fn weights_that_weigh_nothing_are_refused() {
        let acsi = Acsi::new([5.0; 3]).unwrap();
        assert_eq!(acsi.weighted([0.0; 3]), Err(AcsiError::NoWeight));
        for bad in [-0.1, f64::NAN, f64::INFINITY] {
            let error = acsi.weighted([0.5, 0.5, bad]).unwrap_err();
            assert!(matches!(error, AcsiError::Weight { index: 2, .. }), "{bad}");
        }
    }
}

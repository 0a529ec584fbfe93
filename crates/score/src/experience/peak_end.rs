use std::{error, fmt};

use super::Stage;
use crate::Confidence;
use crate::compare::Bounds;

/// One moment of a journey and how it was scored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touchpoint<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The stage of the journey it belongs to.
    pub stage: Option<Stage>,
    /// Its score, higher is better, on a scale that all touchpoints share.
    pub score: f64,
    /// The standard error of the score, if it is known.
    pub standard_error: Option<f64>,
}

/// What is remembered of a journey: its most intense moment and its last one.
///
/// People asked afterwards judge an episode by these two rather than by its sum or its length
/// (Kahneman, Fredrickson, Schreiber & Redelmeier, *Psychological Science*, 1993; Redelmeier &
/// Kahneman, *Pain*, 1996). Those were experiences that ran from neutral to bad, with the worst
/// moment as the peak. A journey has good moments as well, so here the peak is the moment
/// farthest from the neutral point on either side; of two equally far the bad one, which weighs
/// more (Baumeister et al., *Review of General Psychology*, 2001). The rule says what is likely
/// remembered, not what causes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeakEnd<'a> {
    /// The touchpoint with the lowest score, the earliest of equals.
    pub worst: Touchpoint<'a>,
    /// The touchpoint with the highest score, the earliest of equals.
    pub best: Touchpoint<'a>,
    /// The touchpoint farthest from neutral; of equals the worse, then the earliest.
    pub peak: Touchpoint<'a>,
    /// The last touchpoint.
    pub last: Touchpoint<'a>,
    /// The mean of all scores: what would be remembered if every moment counted.
    pub mean: f64,
    same_moment: bool,
}

impl<'a> PeakEnd<'a> {
    /// Of touchpoints in the order in which they were passed, and the point of their scale that
    /// is neither good nor bad (50 on 0 to 100, 0 for NPS). `None` without touchpoints.
    ///
    /// # Errors
    ///
    /// [`PeakEndError`] if the neutral point, a score or a standard error is not finite, or a
    /// standard error negative.
    pub fn of(journey: &[Touchpoint<'a>], neutral: f64) -> Result<Option<Self>, PeakEndError> {
        check(journey, neutral)?;
        let Some((&first, &last)) = journey.first().zip(journey.last()) else {
            return Ok(None);
        };
        let (mut worst, mut best) = ((0, first), (0, first));
        for (index, &moment) in journey.iter().enumerate() {
            if moment.score < worst.1.score {
                worst = (index, moment);
            }
            if moment.score > best.1.score {
                best = (index, moment);
            }
        }
        // Nothing is farther from any point than one of the two ends.
        let distance = |(_, moment): (usize, Touchpoint<'_>)| (moment.score - neutral).abs();
        let peak = if distance(best) > distance(worst) {
            best
        } else {
            worst
        };
        let n = journey.len() as f64;
        Ok(Some(Self {
            worst: worst.1,
            best: best.1,
            peak: peak.1,
            last,
            mean: journey.iter().map(|moment| moment.score / n).sum(),
            same_moment: peak.0.saturating_add(1) == journey.len(),
        }))
    }

    /// The peak-end index: (score of the peak + score of the last)/2, in their unit.
    #[must_use]
    pub fn index(&self) -> f64 {
        f64::midpoint(self.peak.score, self.last.score)
    }

    /// The standard error of the index, from those of the two moments, taken as independent.
    /// `None` if one of them is not known.
    ///
    /// It takes for granted which moment is the peak. Where several are about as far from
    /// neutral, chance picks the one that looks most extreme, and the index leans away from
    /// neutral.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        let (peak, last) = (self.peak.standard_error?, self.last.standard_error?);
        Some(if self.same_moment {
            last
        } else {
            libm::hypot(peak, last) / 2.0
        })
    }

    /// Index ± z standard errors, not clamped to the scale. `None` as the
    /// [`standard_error`](Self::standard_error) is.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<Bounds> {
        let margin = confidence.z() * self.standard_error()?;
        Some(Bounds {
            lower: self.index() - margin,
            upper: self.index() + margin,
        })
    }
}

fn check(journey: &[Touchpoint<'_>], neutral: f64) -> Result<(), PeakEndError> {
    if !neutral.is_finite() {
        return Err(PeakEndError::Neutral);
    }
    for (index, moment) in journey.iter().enumerate() {
        if !moment.score.is_finite() {
            return Err(PeakEndError::Score { index });
        }
        let valid = |error: f64| error.is_finite() && error >= 0.0;
        if !moment.standard_error.is_none_or(valid) {
            return Err(PeakEndError::StandardError { index });
        }
    }
    Ok(())
}

/// A journey of which nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeakEndError {
    /// The neutral point is not finite.
    Neutral,
    /// A score is not finite.
    Score {
        /// Of which touchpoint, from 0.
        index: usize,
    },
    /// A standard error is negative or not finite.
    StandardError {
        /// Of which touchpoint, from 0.
        index: usize,
    },
}

impl fmt::Display for PeakEndError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Neutral => f.write_str("the neutral point is not a finite number"),
            Self::Score { index } => {
                write!(f, "the score of touchpoint {index} is not a finite number")
            }
            Self::StandardError { index } => write!(
                f,
                "the standard error of touchpoint {index} is not a finite number of at least 0"
            ),
        }
    }
}

impl error::Error for PeakEndError {}

#[cfg(test)]
mod tests {
    use super::{PeakEnd, PeakEndError, Stage, Touchpoint};
    use crate::Confidence;

    fn moment(name: &str, stage: Stage, score: f64) -> Touchpoint<'_> {
        Touchpoint {
            name,
            stage: Some(stage),
            score,
            standard_error: None,
        }
    }

    fn journey() -> [Touchpoint<'static>; 5] {
        [
            moment("advert", Stage::Awareness, 55.0),
            moment("checkout", Stage::Purchase, 81.0),
            moment("delivery", Stage::Onboarding, 12.0),
            moment("first use", Stage::Use, 78.0),
            moment("help line", Stage::Support, 70.0),
        ]
    }

    #[test]
    fn the_worst_moment_and_the_last_one_are_remembered() {
        let found = PeakEnd::of(&journey(), 50.0).unwrap().unwrap();
        assert_eq!(
            (found.worst.name, found.best.name),
            ("delivery", "checkout")
        );
        assert_eq!(
            (found.peak.name, found.last.name),
            ("delivery", "help line")
        );
        assert_eq!(found.index(), 41.0);
        assert!((found.mean - 59.2).abs() < 1e-12);
        assert_eq!(found.standard_error(), None);
        assert_eq!(found.interval(Confidence::P95), None);
    }

    #[test]
    fn a_journey_without_a_bad_moment_is_remembered_by_its_best() {
        let [advert, checkout, _, first_use, help] = journey();
        let found = PeakEnd::of(&[advert, checkout, first_use, help], 50.0);
        let found = found.unwrap().unwrap();
        assert_eq!((found.peak.name, found.index()), ("checkout", 75.5));
    }

    #[test]
    fn of_two_peaks_the_bad_one_counts_and_of_equals_the_earliest() {
        let scores = [40.0, 80.0, 20.0, 20.0, 80.0];
        let names = ["a", "b", "c", "d", "e"];
        let journey: Vec<_> = names
            .iter()
            .zip(scores)
            .map(|(name, score)| moment(name, Stage::Use, score))
            .collect();
        let found = PeakEnd::of(&journey, 50.0).unwrap().unwrap();
        assert_eq!(
            (found.peak.name, found.worst.name, found.best.name),
            ("c", "c", "b")
        );
        assert_eq!(found.index(), 50.0);
    }

    #[test]
    fn the_error_of_the_index_is_that_of_its_two_moments() {
        let mut journey = journey().map(|moment| Touchpoint {
            standard_error: Some(3.0),
            ..moment
        });
        journey[4].standard_error = Some(4.0);
        let found = PeakEnd::of(&journey, 50.0).unwrap().unwrap();
        assert_eq!(found.standard_error(), Some(2.5));
        let bounds = found.interval(Confidence::P95).unwrap();
        assert!((bounds.upper - bounds.lower - 5.0 * 1.959_963_984_540_054).abs() < 1e-12);
        // A peak at the end is one moment, not two.
        let found = PeakEnd::of(&journey[4..], 50.0).unwrap().unwrap();
        assert_eq!((found.index(), found.standard_error()), (70.0, Some(4.0)));
    }

    #[test]
    fn no_journey_leaves_no_memory() {
        assert_eq!(PeakEnd::of(&[], 50.0), Ok(None));
    }

    #[test]
    fn what_is_no_score_is_refused_by_place() {
        let mut journey = journey();
        assert_eq!(PeakEnd::of(&journey, f64::NAN), Err(PeakEndError::Neutral));
        journey[3].standard_error = Some(-1.0);
        let error = PeakEnd::of(&journey, 50.0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the standard error of touchpoint 3 is not a finite number of at least 0"
        );
        journey[1].score = f64::INFINITY;
        let error = PeakEnd::of(&journey, 50.0).unwrap_err();
        assert_eq!(error, PeakEndError::Score { index: 1 });
    }
}

use super::Weight;
use super::sum::Sum;
use crate::distribution::StudentT;
use crate::{Band, Class, Confidence, Metric, Scale, ScaleMismatch};

/// How much weight each rating of a scale was given.
///
/// Memory is that of the scale, however many ratings are added. Tallies of parts merge into the
/// tally of the whole; the sums may differ from those of one pass in the last digit.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedTally {
    scale: Scale,
    /// One per point of the scale, lowest rating first.
    points: Vec<Point>,
}

/// What is kept of the ratings on one point of a scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Point {
    count: u64,
    weights: Sum,
    squares: Sum,
}

impl WeightedTally {
    /// An empty tally.
    #[must_use]
    pub fn new(scale: Scale) -> Self {
        Self {
            scale,
            points: vec![Point::default(); scale.points() as usize],
        }
    }

    /// The scale of its ratings.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Counts one rating with its weight. Off the scale: changes nothing and returns `false`.
    pub fn add(&mut self, rating: i32, weight: Weight) -> bool {
        self.add_many(rating, weight, 1)
    }

    /// Counts a rating several times, each with this weight. Off the scale: changes nothing and
    /// returns `false`.
    pub fn add_many(&mut self, rating: i32, weight: Weight, times: u64) -> bool {
        let steps = self.scale.steps_from_min(rating);
        let point = steps.and_then(|steps| self.points.get_mut(steps as usize));
        let (weight, many) = (weight.value(), times as f64);
        point
            .map(|point| {
                point.count = point.count.saturating_add(times);
                point.weights.add(many * weight);
                point.squares.add(many * weight * weight);
            })
            .is_some()
    }

    /// Adds what another tally holds.
    ///
    /// # Errors
    ///
    /// [`ScaleMismatch`], and nothing is changed, if the other one is on another scale.
    pub fn merge(&mut self, other: &Self) -> Result<(), ScaleMismatch> {
        if self.scale != other.scale {
            return Err(ScaleMismatch {
                expected: self.scale,
                found: other.scale,
            });
        }
        for (point, more) in self.points.iter_mut().zip(&other.points) {
            point.count = point.count.saturating_add(more.count);
            point.weights.merge(more.weights);
            point.squares.merge(more.squares);
        }
        Ok(())
    }

    /// How many ratings were counted, those of weight 0 included.
    #[must_use]
    pub fn n(&self) -> u64 {
        let counts = self.points.iter().map(|point| point.count);
        counts.fold(0, u64::saturating_add)
    }

    /// The sum of all weights.
    #[must_use]
    pub fn sum_of_weights(&self) -> f64 {
        self.points.iter().map(|point| point.weights.value()).sum()
    }

    /// The number of equally weighted answers that would say as much: (Σw)²/Σw² (Kish, *Survey
    /// Sampling*, 1965). `None` when all weight is zero.
    #[must_use]
    pub fn effective_n(&self) -> Option<f64> {
        let sum = self.sum_of_weights();
        let squares: f64 = self.points.iter().map(|point| point.squares.value()).sum();
        // Of equal weights, rounding could make more than there are.
        (sum > 0.0).then(|| (sum * sum / squares).min(self.n() as f64))
    }

    /// Kish's design effect, n·Σw²/(Σw)²: by what factor unequal weights raise the variance. 1
    /// for equal weights; `None` when all weight is zero.
    #[must_use]
    pub fn design_effect(&self) -> Option<f64> {
        Some(self.n() as f64 / self.effective_n()?)
    }

    /// The weighted score of a metric, in its unit: points for NPS, percent for CSAT and CES,
    /// the mean for a rating. `None` when all weight is zero, and for a metric on another scale.
    #[must_use]
    pub fn score(&self, metric: Metric) -> Option<WeightedScore> {
        if metric.scale() != self.scale {
            return None;
        }
        match metric {
            Metric::Rating { .. } => self.mean(),
            Metric::Nps => self.estimate(100.0, |rating| match band(metric, rating) {
                Some(Band::High) => 1.0,
                Some(Band::Low) => -1.0,
                _ => 0.0,
            }),
            Metric::Csat { .. } | Metric::Ces { .. } => self.share(metric, Band::High),
        }
    }

    /// The weighted share of a band in percent. `None` when all weight is zero, for a metric on
    /// another scale, and for one without classes.
    #[must_use]
    pub fn share(&self, metric: Metric, of: Band) -> Option<WeightedScore> {
        if metric.scale() != self.scale || matches!(metric, Metric::Rating { .. }) {
            return None;
        }
        self.estimate(100.0, |rating| {
            f64::from(u8::from(band(metric, rating) == Some(of)))
        })
    }

    /// The weighted mean rating, on the scale. `None` when all weight is zero.
    #[must_use]
    pub fn mean(&self) -> Option<WeightedScore> {
        self.estimate(1.0, f64::from)
    }

    /// The weighted mean of what each rating is worth, times `unit`.
    fn estimate(&self, unit: f64, worth: impl Fn(i32) -> f64) -> Option<WeightedScore> {
        let total = self.sum_of_weights();
        let effective_n = self.effective_n()?;
        let worths = || {
            let rated = self.scale.ratings().zip(&self.points);
            rated
                .filter(|(_, point)| point.weights.value() > 0.0)
                .map(|(rating, point)| (worth(rating), point))
        };
        let (first, _) = worths().next()?;
        let (least, most) = worths().fold((first, first), |(least, most), (worth, _)| {
            (least.min(worth), most.max(worth))
        });
        let sum: f64 = worths()
            .map(|(worth, point)| point.weights.value() * worth)
            .sum();
        // Rounding could lift the mean past what it is the mean of. Of equal values it is that
        // value, and they have exactly no variance.
        let mean = (sum / total).max(least).min(most);
        let (mut variance, mut linearised) = (0.0, 0.0);
        for (worth, point) in worths() {
            let squared = (worth - mean) * (worth - mean);
            variance += point.weights.value() * squared / total;
            linearised += point.squares.value() * squared / total / total;
        }
        let n = self.n();
        let correction = n as f64 / (n as f64 - 1.0);
        Some(WeightedScore {
            score: unit * mean,
            n,
            se_kish: unit * (variance / effective_n).sqrt(),
            se_linearised: (n > 1).then(|| unit * (correction * linearised).sqrt()),
        })
    }
}

fn band(metric: Metric, rating: i32) -> Option<Band> {
    metric.class(rating).map(Class::band)
}

/// A weighted score with its standard errors, all in the unit of the score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedScore {
    /// Σwx/Σw.
    pub score: f64,
    /// How many ratings it rests on, those of weight 0 included.
    pub n: u64,
    /// √(weighted variance / effective n): what Kish's design effect makes of the standard
    /// error. It takes the weights to have nothing to do with the ratings.
    pub se_kish: f64,
    /// √(n/(n−1)·Σw²(x−x̄)²)/Σw: the linearised (Taylor) standard error of a ratio, as survey
    /// packages give it for a sample drawn with replacement (Binder, *International Statistical
    /// Review*, 1983). No finite population correction. `None` for a single rating.
    pub se_linearised: Option<f64>,
}

impl WeightedScore {
    /// Lower and upper bound of the score: score ± t·linearised standard error, with n − 1
    /// degrees of freedom, not clamped.
    ///
    /// Student's t and not the normal quantile, because the standard error is itself estimated
    /// from the same n answers; from some hundred answers on the two agree. `None` for a single
    /// rating.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<(f64, f64)> {
        let se = self.se_linearised?;
        let student = StudentT::new(self.n as f64 - 1.0)?;
        let margin = student.two_sided(confidence)? * se;
        Some((self.score - margin, self.score + margin))
    }
}

#[cfg(test)]
mod tests {
    use super::WeightedTally;
    use crate::weight::Weight;
    use crate::{Band, Confidence, Metric, Scale};

    fn tally(scale: Scale, answers: &[(i32, f64)]) -> WeightedTally {
        let mut tally = WeightedTally::new(scale);
        for &(rating, weight) in answers {
            assert!(tally.add(rating, Weight::new(weight).unwrap()));
        }
        tally
    }

    #[test]
    fn an_answer_of_weight_three_speaks_for_three() {
        let found = tally(Scale::NPS, &[(10, 3.0), (0, 1.0)]);
        assert_eq!((found.n(), found.sum_of_weights()), (2, 4.0));
        assert_eq!(found.effective_n(), Some(1.6));
        assert_eq!(found.design_effect(), Some(1.25));
        assert_eq!(found.score(Metric::Nps).unwrap().score, 50.0);
        assert_eq!(found.mean().unwrap().score, 7.5);
        let share = found.share(Metric::Nps, Band::Low).unwrap();
        assert_eq!(share.score, 25.0);
    }

    #[test]
    fn many_are_as_many_times_one() {
        let mut found = tally(Scale::NPS, &[(0, 1.0)]);
        assert!(found.add_many(10, Weight::new(0.5).unwrap(), 3));
        assert!(!found.add_many(11, Weight::ONE, 3));
        let one_by_one = [(0, 1.0), (10, 0.5), (10, 0.5), (10, 0.5)];
        assert_eq!(found, tally(Scale::NPS, &one_by_one));
    }

    #[test]
    fn without_weight_nothing_is_known() {
        for found in [
            tally(Scale::NPS, &[]),
            tally(Scale::NPS, &[(10, 0.0), (3, 0.0)]),
        ] {
            assert_eq!((found.effective_n(), found.design_effect()), (None, None));
            assert_eq!(found.score(Metric::Nps), None);
            assert_eq!(found.mean(), None);
        }
    }

    #[test]
    fn a_single_answer_has_no_linearised_error() {
        let found = tally(Scale::NPS, &[(5, 3.018)]).score(Metric::Nps).unwrap();
        assert_eq!((found.score, found.se_kish), (-100.0, 0.0));
        assert_eq!(found.se_linearised, None);
        assert_eq!(found.interval(Confidence::P95), None);
    }

    #[test]
    fn an_answer_of_no_weight_is_still_an_answer() {
        let found = tally(Scale::NPS, &[(10, 1.0), (0, 0.0)]);
        assert_eq!((found.n(), found.effective_n()), (2, Some(1.0)));
        let nps = found.score(Metric::Nps).unwrap();
        assert_eq!((nps.score, nps.se_linearised), (100.0, Some(0.0)));
    }

    #[test]
    fn equal_answers_have_exactly_no_variance() {
        let found = tally(Scale::FIVE, &[(4, 0.1), (4, 0.7), (4, 1e-9)]);
        for score in [found.mean(), found.score(Metric::csat(Scale::FIVE))] {
            let score = score.unwrap();
            assert_eq!((score.se_kish, score.se_linearised), (0.0, Some(0.0)));
        }
        assert_eq!(found.mean().unwrap().score, 4.0);
    }

    #[test]
    fn a_metric_on_another_scale_says_nothing() {
        let found = tally(Scale::FIVE, &[(4, 1.0)]);
        assert_eq!(found.score(Metric::Nps), None);
        assert_eq!(found.share(Metric::Nps, Band::High), None);
        let rating = Metric::Rating { scale: Scale::FIVE };
        assert_eq!(found.share(rating, Band::High), None);
        assert_eq!(found.score(rating), found.mean());
    }

    #[test]
    fn ratings_and_tallies_of_another_scale_change_nothing() {
        let mut found = tally(Scale::FIVE, &[(4, 1.0)]);
        let before = found.clone();
        assert!(!found.add(6, Weight::ONE));
        let refused = found.merge(&WeightedTally::new(Scale::NPS)).unwrap_err();
        assert_eq!((refused.expected, refused.found), (Scale::FIVE, Scale::NPS));
        assert_eq!(found, before);
    }
}

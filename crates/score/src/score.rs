use crate::mean::Sample;
use crate::nps::{self, PseudoCounts};
use crate::proportion::Counted;
use crate::{Band, Confidence, Interval, Metric, Tally};

/// What a metric makes of a tally.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The metric.
    pub metric: Metric,
    /// How many ratings it rests on.
    pub n: u64,
    /// The score, unrounded; `None` when nobody answered. NPS: promoters minus detractors in
    /// points from −100 to 100. CSAT: the share of the top box in percent. CES: the share of
    /// easy ratings in percent. Rating: the mean.
    pub score: Option<f64>,
    /// The mean rating on the metric's scale; `None` when nobody answered.
    pub mean: Option<f64>,
    /// How far the score may be off by chance, in its unit; `None` when nobody answered, and for
    /// the mean of a single rating.
    pub interval: Option<Interval>,
    /// How many respondents are of each class; `None` for [`Metric::Rating`].
    pub classes: Option<ClassCounts>,
}

impl Score {
    /// Scores a tally. One on another scale than the metric's says nothing about it and is
    /// scored as if empty.
    ///
    /// The interval is adjusted Wald for NPS, Wilson for a share and Student's t for a mean.
    #[must_use]
    pub fn of(metric: Metric, tally: &Tally, confidence: Confidence) -> Self {
        let score = Self::brief(metric, tally, confidence);
        if score.classes.is_some() || score.n == 0 {
            return score;
        }
        Self {
            interval: Sample::of_tally(tally).and_then(|sample| sample.interval(confidence)),
            ..score
        }
    }

    /// The same without the interval of a plain rating, for programs whose size matters:
    /// Student's t weighs more than all the rest of a score.
    #[must_use]
    pub fn brief(metric: Metric, tally: &Tally, confidence: Confidence) -> Self {
        let classes = ClassCounts::of(metric, tally);
        let same_scale = metric.scale() == tally.scale();
        let mean = if same_scale { tally.mean() } else { None };
        let (score, interval) = match (metric, &classes) {
            (Metric::Nps, Some(counts)) => (
                counts.net(),
                nps::adjusted_wald(counts, PseudoCounts::default(), confidence),
            ),
            (_, Some(counts)) => (
                counts.share(Band::High),
                Counted::of_high(counts).map(|counted| counted.wilson(confidence).percent()),
            ),
            (_, None) => (mean, None),
        };
        Self {
            metric,
            n: if same_scale { tally.n() } else { 0 },
            score,
            mean,
            interval,
            classes,
        }
    }
}

/// How many respondents are in each [`Band`] of a metric.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClassCounts {
    /// Promoters, the satisfied, those who found it easy.
    pub high: u64,
    /// Passives and the neutral.
    pub middle: u64,
    /// Detractors, the dissatisfied, those who found it hard.
    pub low: u64,
}

impl ClassCounts {
    /// Counts the classes in a tally; `None` for a metric without classes. A tally on another
    /// scale than the metric's counts as empty.
    #[must_use]
    pub fn of(metric: Metric, tally: &Tally) -> Option<Self> {
        if matches!(metric, Metric::Rating { .. }) {
            return None;
        }
        let mut counts = Self::default();
        if metric.scale() == tally.scale() {
            for (rating, count) in tally.iter() {
                if let Some(class) = metric.class(rating) {
                    let sum = counts.band_mut(class.band());
                    *sum = sum.saturating_add(count);
                }
            }
        }
        Some(counts)
    }

    /// The count of a band.
    #[must_use]
    pub const fn band(&self, band: Band) -> u64 {
        match band {
            Band::High => self.high,
            Band::Middle => self.middle,
            Band::Low => self.low,
        }
    }

    /// The share of a band in percent, from 0 to 100; `None` when nobody answered.
    #[must_use]
    pub fn share(&self, band: Band) -> Option<f64> {
        self.percent(self.band(band) as f64)
    }

    /// The high share minus the low one, from −100 to 100; `None` when nobody answered.
    #[must_use]
    pub fn net(&self) -> Option<f64> {
        self.percent(self.high as f64 - self.low as f64)
    }

    /// How many there are.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.high
            .saturating_add(self.middle)
            .saturating_add(self.low)
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn total(&self) -> f64 {
        self.high as f64 + self.middle as f64 + self.low as f64
    }

    fn band_mut(&mut self, band: Band) -> &mut u64 {
        match band {
            Band::High => &mut self.high,
            Band::Middle => &mut self.middle,
            Band::Low => &mut self.low,
        }
    }

    fn percent(&self, part: f64) -> Option<f64> {
        percent(part, self.total())
    }
}

/// `part` of `whole` in percent, from −100 to 100; `None` of nothing.
///
/// Multiplies before it divides: one rounding, so that a half stays a half.
pub(crate) fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| (100.0 * part / whole).clamp(-100.0, 100.0))
}

#[cfg(test)]
mod tests {
    use super::{ClassCounts, Score};
    use crate::{Band, Confidence, Method, Metric, Scale, Tally};

    #[test]
    fn nobody_asked_is_not_a_score_of_zero() {
        for metric in [
            Metric::Nps,
            Metric::csat(Scale::FIVE),
            Metric::Rating { scale: Scale::FIVE },
        ] {
            let score = Score::of(metric, &Tally::new(metric.scale()), Confidence::default());
            assert_eq!((score.n, score.score, score.mean), (0, None, None));
            assert_eq!(score.interval, None);
        }
    }

    #[test]
    fn a_plain_rating_is_scored_by_its_mean() {
        let mut tally = Tally::new(Scale::FIVE);
        tally.add_many(4, 3);
        tally.add(1);
        let metric = Metric::Rating { scale: Scale::FIVE };
        let score = Score::of(metric, &tally, Confidence::P95);
        assert_eq!((score.n, score.score), (4, Some(3.25)));
        assert_eq!(score.classes, None);
        let interval = score.interval.unwrap();
        assert_eq!((interval.center(), interval.method), (3.25, Method::T));
        let brief = Score::brief(metric, &tally, Confidence::P95);
        assert_eq!(
            brief,
            Score {
                interval: None,
                ..score
            }
        );
    }

    #[test]
    fn class_counts_stop_at_their_maximum() {
        let mut tally = Tally::new(Scale::NPS);
        tally.add_many(9, u64::MAX);
        tally.add_many(10, u64::MAX);
        let counts = ClassCounts::of(Metric::Nps, &tally).unwrap();
        assert_eq!(counts.high, u64::MAX);
        assert_eq!(counts.net(), Some(100.0));
    }

    /// This count, multiplied by 100 and divided by itself again, is more than 100.
    #[test]
    fn shares_beyond_the_precision_of_a_float_stay_in_bounds() {
        let count = 15_304_482_064_051_783_680;
        let high = ClassCounts {
            high: count,
            ..ClassCounts::default()
        };
        let low = ClassCounts {
            low: count,
            ..ClassCounts::default()
        };
        assert_eq!(high.share(Band::High), Some(100.0));
        assert_eq!(low.net(), Some(-100.0));
    }
}

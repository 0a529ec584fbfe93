use crate::Score;

/// The fewest answers from which a score is worth saying, unless the caller knows better.
///
/// Under five, the adjusted Wald interval at 90 % can miss the score it belongs to: four
/// promoters and nobody else are a score of 100 with an interval that ends under 100. (At 95 %
/// that happens to a single answer only, at 99 % never.) From five answers on it never does at
/// these levels. Below about 86 % no number of answers is enough, which is one reason not to ask
/// for so little confidence.
///
/// And one answer more or less of four moves a score by up to 50 points. Five is where saying
/// something begins; the interval beside the score says how little it may be.
pub const MIN_N: u64 = 5;

/// What may be said of a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Claim {
    /// Nobody answered: there is no score.
    Nothing,
    /// Too few to say: there is a score, and it should not be shown.
    TooFew {
        /// How many answered.
        n: u64,
        /// How many would be enough.
        min_n: u64,
    },
    /// The score, unrounded.
    Score(f64),
}

impl Score {
    /// What may be said of this score with at least `min_n` answers; [`MIN_N`] is a good minimum.
    #[must_use]
    pub fn claim(&self, min_n: u64) -> Claim {
        match self.score {
            None => Claim::Nothing,
            Some(_) if self.n < min_n => Claim::TooFew { n: self.n, min_n },
            Some(score) => Claim::Score(score),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Claim, MIN_N};
    use crate::{ClassCounts, Confidence, Metric, Scale, Score, Tally, nps};

    /// How many of all samples of n answers have an adjusted Wald interval without their score.
    fn missed(n: u64, confidence: Confidence) -> usize {
        let samples = (0..=n).flat_map(|high| (0..=n - high).map(move |low| (high, low)));
        samples
            .filter(|&(high, low)| {
                let middle = n - high - low;
                let counts = ClassCounts { high, middle, low };
                let interval = nps::Method::AdjustedWald.interval(&counts, confidence);
                let (score, interval) = (counts.net().unwrap(), interval.unwrap());
                score < interval.lower || score > interval.upper
            })
            .count()
    }

    #[test]
    fn an_interval_holds_its_score_from_the_minimum_on() {
        for confidence in [Confidence::P90, Confidence::P95, Confidence::P99] {
            for n in MIN_N..=60 {
                assert_eq!(missed(n, confidence), 0, "{n} at {}", confidence.level());
            }
        }
    }

    /// All promoters or all detractors.
    #[test]
    fn below_the_minimum_it_can_miss_its_score() {
        for n in 1..MIN_N {
            assert_eq!(missed(n, Confidence::P90), 2, "{n}");
            let at_95 = if n == 1 { 2 } else { 0 };
            assert_eq!(missed(n, Confidence::P95), at_95, "{n}");
            assert_eq!(missed(n, Confidence::P99), 0, "{n}");
        }
        let low = Confidence::new(0.85).unwrap();
        assert_eq!(missed(50, low), 2);
    }

    #[test]
    fn few_answers_are_too_few_and_none_are_none() {
        let claim = |n, min_n| {
            let mut tally = Tally::new(Scale::NPS);
            tally.add_many(9, n);
            Score::of(Metric::Nps, &tally, Confidence::P95).claim(min_n)
        };
        assert_eq!(claim(0, MIN_N), Claim::Nothing);
        assert_eq!(claim(0, 0), Claim::Nothing);
        assert_eq!(claim(4, MIN_N), Claim::TooFew { n: 4, min_n: 5 });
        assert_eq!(claim(5, MIN_N), Claim::Score(100.0));
        assert_eq!(claim(1, 1), Claim::Score(100.0));
        assert_eq!(claim(29, 30), Claim::TooFew { n: 29, min_n: 30 });
    }
}

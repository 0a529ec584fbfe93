use super::{Difference, NpsMethod, mean_difference, nps_difference, proportion_difference};
use crate::mean::Sample;
use crate::proportion::Proportion;
use crate::{Adjustment, Band, ClassCounts, Confidence, Metric, Scale, ScaleMismatch, Tally};

/// One segment beside all others together. Scores are in the unit of the metric: points for
/// NPS, percent for shares, that of the scale for means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// How many answers it has.
    pub n: u64,
    /// How many the others have.
    pub rest_n: u64,
    /// Its score; `None` when nobody answered.
    pub score: Option<f64>,
    /// The score of the others; `None` when nobody answered.
    pub rest: Option<f64>,
    /// Its score minus that of the others; `None` when nobody answered on a side, like all
    /// below.
    pub difference: Option<f64>,
    /// The lower bound of the difference, not adjusted for the number of segments.
    pub lower: Option<f64>,
    /// The upper bound of the difference, not adjusted for the number of segments.
    pub upper: Option<f64>,
    /// The test statistic: normal for NPS and shares, Student's t for means.
    pub statistic: Option<f64>,
    /// Degrees of freedom of the statistic; only for means.
    pub df: Option<f64>,
    /// The two-sided p-value of this segment alone.
    pub p_value: Option<f64>,
    /// The p-value adjusted for the number of segments that could be tested: the one to judge
    /// by.
    pub p_adjusted: Option<f64>,
}

/// Compares each segment with all others together in the way that fits the metric:
/// [NPS](nps_against_rest), [shares](shares_against_rest) for CSAT and CES, or
/// [means](means_against_rest). One record for each tally, in their order.
///
/// A segment is in its own comparison only once, so the two sides are independent. The tests
/// of different segments are not, because they share answers; [`Adjustment::Holm`], the
/// default, and [`Adjustment::BenjaminiYekutieli`] hold for those too.
///
/// # Errors
///
/// [`ScaleMismatch`] names the first tally on another scale than the metric's.
pub fn against_rest(
    metric: Metric,
    tallies: &[Tally],
    confidence: Confidence,
    adjustment: Adjustment,
) -> Result<Vec<Segment>, ScaleMismatch> {
    check_scales(metric.scale(), tallies)?;
    let classes = tallies.iter().map(|tally| ClassCounts::of(metric, tally));
    let Some(classes) = classes.collect::<Option<Vec<_>>>() else {
        return means_against_rest(tallies, confidence, adjustment);
    };
    Ok(match metric {
        Metric::Nps => nps_against_rest(&classes, confidence, adjustment),
        _ => shares_against_rest(&classes, confidence, adjustment),
    })
}

/// Compares the NPS of each segment with that of all others together, by the adjusted Wald
/// difference.
#[must_use]
pub fn nps_against_rest(
    segments: &[ClassCounts],
    confidence: Confidence,
    adjustment: Adjustment,
) -> Vec<Segment> {
    let compared = beside_rest(segments).map(|(own, rest)| {
        let difference = nps_difference(own, &rest, NpsMethod::default(), confidence);
        Segment {
            score: own.net(),
            rest: rest.net(),
            ..Segment::of_sizes(own.n(), rest.n())
        }
        .with(difference)
    });
    adjusted(compared.collect(), adjustment)
}

/// Compares the high share of each segment with that of all others together, by the pooled
/// z-test, with Newcombe's interval. In percent.
#[must_use]
pub fn shares_against_rest(
    segments: &[ClassCounts],
    confidence: Confidence,
    adjustment: Adjustment,
) -> Vec<Segment> {
    let compared = beside_rest(segments).map(|(own, rest)| {
        let [a, b] = [own, &rest].map(|side| Proportion::new(side.high, side.n()));
        let difference = a
            .zip(b)
            .and_then(|(a, b)| proportion_difference(a, b, confidence));
        Segment {
            score: own.share(Band::High),
            rest: rest.share(Band::High),
            difference: difference.map(|shares| 100.0 * shares.difference),
            lower: difference.map(|shares| 100.0 * shares.newcombe.lower),
            upper: difference.map(|shares| 100.0 * shares.newcombe.upper),
            statistic: difference.and_then(|shares| shares.z),
            p_value: difference.and_then(|shares| shares.p_value),
            ..Segment::of_sizes(own.n(), rest.n())
        }
    });
    adjusted(compared.collect(), adjustment)
}

/// Compares the mean rating of each segment with that of all others together, by Welch's t.
///
/// # Errors
///
/// [`ScaleMismatch`] names the first tally on another scale than the first.
pub fn means_against_rest(
    segments: &[Tally],
    confidence: Confidence,
    adjustment: Adjustment,
) -> Result<Vec<Segment>, ScaleMismatch> {
    if let Some(first) = segments.first() {
        check_scales(first.scale(), segments)?;
    }
    let compared = beside_rest_of_ratings(segments).map(|(own, rest)| {
        let samples = Sample::of_tally(own).zip(Sample::of_tally(&rest));
        let difference = samples.and_then(|(own, rest)| mean_difference(own, rest, confidence));
        Segment {
            score: own.mean(),
            rest: rest.mean(),
            ..Segment::of_sizes(own.n(), rest.n())
        }
        .with(difference)
    });
    Ok(adjusted(compared.collect(), adjustment))
}

impl Segment {
    /// One of which nothing but its size is known.
    pub(super) fn of_sizes(n: u64, rest_n: u64) -> Self {
        Self {
            n,
            rest_n,
            score: None,
            rest: None,
            difference: None,
            lower: None,
            upper: None,
            statistic: None,
            df: None,
            p_value: None,
            p_adjusted: None,
        }
    }

    pub(super) fn with(self, difference: Option<Difference>) -> Self {
        let Some(found) = difference else {
            return self;
        };
        Self {
            difference: Some(found.difference),
            lower: found.lower,
            upper: found.upper,
            statistic: found.statistic,
            df: found.df,
            p_value: found.p_value,
            ..self
        }
    }
}

/// Fills in the adjusted p-values; segments without one do not count as tests.
pub(super) fn adjusted(mut segments: Vec<Segment>, adjustment: Adjustment) -> Vec<Segment> {
    let p_values: Vec<f64> = segments.iter().filter_map(|one| one.p_value).collect();
    let mut adjusted = adjustment.adjust_probabilities(&p_values).into_iter();
    for segment in &mut segments {
        segment.p_adjusted = segment.p_value.and_then(|_| adjusted.next());
    }
    segments
}

fn check_scales(expected: Scale, tallies: &[Tally]) -> Result<(), ScaleMismatch> {
    let stranger = tallies.iter().find(|tally| tally.scale() != expected);
    stranger.map_or(Ok(()), |tally| {
        Err(ScaleMismatch {
            expected,
            found: tally.scale(),
        })
    })
}

/// Each segment with the classes of all others together.
fn beside_rest(segments: &[ClassCounts]) -> impl Iterator<Item = (&ClassCounts, ClassCounts)> {
    let total = |band| total(segments.iter().map(|counts| counts.band(band)));
    let [high, middle, low] = [Band::High, Band::Middle, Band::Low].map(total);
    segments.iter().map(move |own| {
        let rest = ClassCounts {
            high: without(high, own.high),
            middle: without(middle, own.middle),
            low: without(low, own.low),
        };
        (own, rest)
    })
}

/// Each segment with the ratings of all others together.
fn beside_rest_of_ratings(segments: &[Tally]) -> impl Iterator<Item = (&Tally, Tally)> {
    let ratings = || {
        segments
            .first()
            .into_iter()
            .flat_map(|tally| tally.scale().ratings())
    };
    let totals: Vec<(i32, u128)> = ratings()
        .map(|rating| {
            (
                rating,
                total(segments.iter().map(|tally| tally.count(rating))),
            )
        })
        .collect();
    segments.iter().map(move |own| {
        let mut rest = Tally::new(own.scale());
        for &(rating, total) in &totals {
            rest.add_many(rating, without(total, own.count(rating)));
        }
        (own, rest)
    })
}

fn total(counts: impl Iterator<Item = u64>) -> u128 {
    counts.map(u128::from).sum()
}

/// A total without one of its parts.
fn without(total: u128, part: u64) -> u64 {
    u64::try_from(total.saturating_sub(part.into())).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Segment, against_rest, nps_against_rest, shares_against_rest};
    use crate::compare::{NpsMethod, nps_difference};
    use crate::{Adjustment, ClassCounts, Confidence, Metric, Scale, Tally};

    fn counts(high: u64, middle: u64, low: u64) -> ClassCounts {
        ClassCounts { high, middle, low }
    }

    fn nps(segments: &[ClassCounts]) -> Vec<Segment> {
        nps_against_rest(segments, Confidence::P95, Adjustment::default())
    }

    #[test]
    fn the_rest_is_all_others_together() {
        let segments = [counts(60, 20, 20), counts(30, 30, 40), counts(50, 30, 20)];
        let compared = nps(&segments);
        let rest = counts(80, 60, 60);
        let by_hand =
            nps_difference(&segments[0], &rest, NpsMethod::default(), Confidence::P95).unwrap();
        let first = compared[0];
        assert_eq!((first.n, first.rest_n), (100, 200));
        assert_eq!((first.score, first.rest), (Some(40.0), Some(10.0)));
        assert_eq!(first.difference, Some(30.0));
        assert_eq!((first.lower, first.upper), (by_hand.lower, by_hand.upper));
        assert_eq!(first.p_value, by_hand.p_value);
        let raw: Vec<f64> = compared.iter().filter_map(|one| one.p_value).collect();
        let adjusted: Vec<f64> = compared.iter().filter_map(|one| one.p_adjusted).collect();
        assert_eq!(adjusted, Adjustment::Holm.adjust(&raw).unwrap());
    }

    #[test]
    fn a_lone_segment_has_no_rest() {
        let [alone] = nps(&[counts(5, 3, 2)])[..] else {
            panic!("another length");
        };
        assert_eq!((alone.n, alone.score), (10, Some(30.0)));
        assert_eq!((alone.rest_n, alone.rest), (0, None));
        assert_eq!((alone.difference, alone.p_adjusted), (None, None));
        assert_eq!(nps(&[]), []);
    }

    #[test]
    fn a_segment_of_nobody_is_no_test() {
        let both = [counts(60, 20, 20), counts(30, 30, 40)];
        let with_empty = nps(&[both[0], counts(0, 0, 0), both[1]]);
        let without = nps(&both);
        assert_eq!([with_empty[0], with_empty[2]], without[..]);
        assert_eq!(
            (with_empty[1].score, with_empty[1].p_adjusted),
            (None, None)
        );
    }

    #[test]
    fn shares_and_their_differences_are_percent() {
        let segments = [counts(80, 0, 20), counts(60, 0, 40)];
        let compared = shares_against_rest(&segments, Confidence::P95, Adjustment::Holm);
        let first = compared[0];
        assert_eq!((first.score, first.rest), (Some(80.0), Some(60.0)));
        assert!((first.difference.unwrap() - 20.0).abs() < 1e-12);
        assert!(first.lower.unwrap() > 1.0 && first.upper.unwrap() < 40.0);
        assert_eq!(first.difference, compared[1].difference.map(|d| -d));
    }

    #[test]
    fn means_are_compared_with_a_t() {
        let tally = |counts: [u64; 5]| Tally::of_counts(1, &counts).unwrap();
        let tallies = [tally([0, 1, 2, 3, 4]), tally([4, 3, 2, 1, 0])];
        let metric = Metric::Rating { scale: Scale::FIVE };
        let compared = against_rest(metric, &tallies, Confidence::P95, Adjustment::Holm).unwrap();
        assert_eq!(
            (compared[0].score, compared[0].rest),
            (Some(4.0), Some(2.0))
        );
        assert!((compared[0].df.unwrap() - 18.0).abs() < 1e-12);
        // 2/√(2·(10/9)/10) = 3√2 by hand.
        let t = compared[0].statistic.unwrap();
        assert!((t - 3.0 * 2.0_f64.sqrt()).abs() < 1e-12, "{t}");
    }

    #[test]
    fn a_tally_on_another_scale_is_named() {
        let tallies = [Tally::new(Scale::NPS), Tally::new(Scale::FIVE)];
        for metric in [Metric::Nps, Metric::Rating { scale: Scale::NPS }] {
            let refused = against_rest(metric, &tallies, Confidence::P95, Adjustment::Holm);
            assert_eq!(refused.unwrap_err().found, Scale::FIVE);
        }
    }
}

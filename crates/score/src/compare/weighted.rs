use super::Difference;
use super::means::Side;
use super::segments::{Segment, adjusted};
use crate::weight::{WeightedScore, WeightedTally};
use crate::{Adjustment, Confidence, Metric, ScaleMismatch};

impl From<WeightedScore> for Side {
    fn from(weighted: WeightedScore) -> Self {
        Self {
            n: weighted.n as f64,
            mean: weighted.score,
            se: weighted.se_linearised,
        }
    }
}

/// The difference of two weighted scores, a − b, in their unit: Student's t with the linearised
/// standard errors of the two sides and Satterthwaite's degrees of freedom, each side having
/// n − 1. With equal weights it is Welch's t.
///
/// The two must be of different people and of the same metric. Of a single answer the standard
/// error is unknown: then there is a difference and no more.
#[must_use]
pub fn weighted_difference(
    a: WeightedScore,
    b: WeightedScore,
    confidence: Confidence,
) -> Option<Difference> {
    Difference::welch(a.into(), b.into(), confidence)
}

/// Compares the weighted score of each segment with that of all others together, by
/// [`weighted_difference`]. In the unit of the metric; one record for each tally, in their order.
///
/// # Errors
///
/// [`ScaleMismatch`] names the first tally on another scale than the metric's.
pub fn weighted_against_rest(
    metric: Metric,
    segments: &[WeightedTally],
    confidence: Confidence,
    adjustment: Adjustment,
) -> Result<Vec<Segment>, ScaleMismatch> {
    let rests = rests(metric, segments)?;
    let compared = segments.iter().zip(rests).map(|(own, rest)| {
        let [score, rest_score] = [own, &rest].map(|tally| tally.score(metric));
        let both = score.zip(rest_score);
        let difference = both.and_then(|(own, rest)| weighted_difference(own, rest, confidence));
        Segment {
            score: score.map(|weighted| weighted.score),
            rest: rest_score.map(|weighted| weighted.score),
            ..Segment::of_sizes(own.n(), rest.n())
        }
        .with(difference)
    });
    Ok(adjusted(compared.collect(), adjustment))
}

/// For each segment all others together. Added up from both ends: to take one out of the sum of
/// all would leave the rounding of large weights in the place of small ones.
fn rests(metric: Metric, segments: &[WeightedTally]) -> Result<Vec<WeightedTally>, ScaleMismatch> {
    let mut rests = Vec::with_capacity(segments.len());
    let mut behind = WeightedTally::new(metric.scale());
    for segment in segments.iter().rev() {
        rests.push(behind.clone());
        behind.merge(segment)?;
    }
    rests.reverse();
    let mut before = WeightedTally::new(metric.scale());
    for (rest, segment) in rests.iter_mut().zip(segments) {
        rest.merge(&before)?;
        before.merge(segment)?;
    }
    Ok(rests)
}

#[cfg(test)]
mod tests {
    use super::{weighted_against_rest, weighted_difference};
    use crate::weight::{Weight, WeightedTally};
    use crate::{Adjustment, Confidence, Metric, Scale};

    fn tally(answers: &[(i32, f64)]) -> WeightedTally {
        let mut tally = WeightedTally::new(Scale::NPS);
        for &(rating, weight) in answers {
            assert!(tally.add(rating, Weight::new(weight).unwrap()));
        }
        tally
    }

    #[test]
    fn the_rest_is_all_others_together_with_their_weights() {
        let segments = [
            tally(&[(10, 2.0), (7, 1.0), (0, 1.0)]),
            tally(&[(9, 1.0), (3, 3.0)]),
            tally(&[(8, 5.0), (10, 1.0)]),
        ];
        let rest = tally(&[(9, 1.0), (3, 3.0), (8, 5.0), (10, 1.0)]);
        let by_hand = weighted_difference(
            segments[0].score(Metric::Nps).unwrap(),
            rest.score(Metric::Nps).unwrap(),
            Confidence::P95,
        )
        .unwrap();
        let found = weighted_against_rest(
            Metric::Nps,
            &segments,
            Confidence::P95,
            Adjustment::Bonferroni,
        )
        .unwrap();
        let first = found[0];
        assert_eq!((first.n, first.rest_n), (3, 4));
        assert_eq!((first.score, first.rest), (Some(25.0), Some(-10.0)));
        assert_eq!(first.difference, Some(35.0));
        assert_eq!((first.p_value, first.df), (by_hand.p_value, by_hand.df));
        assert_eq!(first.p_adjusted, first.p_value.map(|p| (3.0 * p).min(1.0)));
    }

    /// Beside a weight of 10⁵⁰ the others are nothing, but not when it is theirs to be left out.
    #[test]
    fn a_heavy_segment_leaves_no_trace_in_the_rest() {
        let light = [
            tally(&[(10, 1.0), (0, 1.0)]),
            tally(&[(10, 1.0), (10, 2.0)]),
        ];
        let heavy = tally(&[(0, 1e50), (0, 1e50)]);
        let segments = [light[0].clone(), heavy, light[1].clone()];
        let metric = Metric::Nps;
        let found =
            weighted_against_rest(metric, &segments, Confidence::P95, Adjustment::Holm).unwrap();
        assert_eq!((found[1].score, found[1].rest), (Some(-100.0), Some(60.0)));
    }

    #[test]
    fn a_tally_on_another_scale_is_named() {
        let tallies = [tally(&[]), WeightedTally::new(Scale::FIVE)];
        let refused =
            weighted_against_rest(Metric::Nps, &tallies, Confidence::P95, Adjustment::Holm);
        assert_eq!(refused.unwrap_err().found, Scale::FIVE);
    }
}

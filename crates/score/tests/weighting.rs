//! What holds for all weights.

use proptest::prelude::*;
use score::compare::{NpsMethod, against_rest, nps_difference, weighted_against_rest};
use score::weight::{Stratum, Weight, WeightedScore, WeightedTally, post_stratified};
use score::{Adjustment, Band, ClassCounts, Confidence, Metric, Scale, Tally};

const METRIC: Metric = Metric::Nps;

/// Ratings with weights of one panel, zero now and then.
fn answers() -> impl Strategy<Value = Vec<(i32, f64)>> {
    let weight = prop_oneof![9 => 0.01..100.0_f64, 1 => Just(0.0)];
    prop::collection::vec((0..=10_i32, weight), 0..60)
}

/// Ratings with whatever weights there are.
fn wild_answers() -> impl Strategy<Value = Vec<(i32, f64)>> {
    let exponent = -99..=99_i32;
    let weight =
        (1.0..10.0_f64, exponent).prop_map(|(digits, exponent)| digits * 10.0_f64.powi(exponent));
    prop::collection::vec((0..=10_i32, prop_oneof![weight, Just(0.0)]), 0..20)
}

fn tally(answers: &[(i32, f64)]) -> WeightedTally {
    let mut tally = WeightedTally::new(Scale::NPS);
    for &(rating, weight) in answers {
        assert!(tally.add(rating, Weight::new(weight).unwrap()));
    }
    tally
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 + 1e-10 * b.abs()
}

fn check_close(a: Option<WeightedScore>, b: Option<WeightedScore>) {
    assert_eq!(a.is_some(), b.is_some());
    if let (Some(a), Some(b)) = (a, b) {
        assert!(close(a.score, b.score), "{a:?} {b:?}");
        assert!(close(a.se_kish, b.se_kish), "{a:?} {b:?}");
        let [a, b] = [a, b].map(|score| score.se_linearised);
        assert_eq!(a.is_some(), b.is_some());
        assert!(close(a.unwrap_or(0.0), b.unwrap_or(0.0)), "{a:?} {b:?}");
    }
}

proptest! {
    #[test]
    fn equal_weights_are_no_weights(
        ratings in prop::collection::vec(0..=10_i32, 1..60),
        weight in 0.001..1000.0_f64,
    ) {
        let answers: Vec<_> = ratings.iter().map(|&rating| (rating, weight)).collect();
        let weighted = tally(&answers);
        let mut plain = Tally::new(Scale::NPS);
        ratings.iter().for_each(|&rating| assert!(plain.add(rating)));
        let counts = ClassCounts::of(METRIC, &plain).unwrap();
        let found = weighted.score(METRIC).unwrap();
        prop_assert!(close(found.score, counts.net().unwrap()));
        prop_assert!(close(weighted.mean().unwrap().score, plain.mean().unwrap()));
        let promoters = weighted.share(METRIC, Band::High).unwrap().score;
        prop_assert!(close(promoters, counts.share(Band::High).unwrap()));
        prop_assert!(close(weighted.design_effect().unwrap(), 1.0));
        // Two such samples differ with √2 times the standard error of one.
        let pair = |method| nps_difference(&counts, &counts, method, Confidence::P95).unwrap();
        let root_two = 2.0_f64.sqrt();
        prop_assert!(close(root_two * found.se_kish, pair(NpsMethod::Wald).se.unwrap()));
        if let Some(se) = found.se_linearised {
            prop_assert!(close(root_two * se, pair(NpsMethod::WelchT).se.unwrap()));
        }
    }

    #[test]
    fn a_common_factor_changes_nothing(answers in answers(), factor in 1e-6..1e6_f64) {
        let scaled: Vec<_> = answers.iter().map(|&(r, w)| (r, factor * w)).collect();
        let (one, other) = (tally(&answers), tally(&scaled));
        check_close(one.score(METRIC), other.score(METRIC));
        check_close(one.mean(), other.mean());
        let [one, other] = [one, other].map(|tally| tally.effective_n().unwrap_or(0.0));
        prop_assert!(close(one, other));
    }

    #[test]
    fn parts_in_any_order_are_the_whole(answers in answers(), cut in 0..60_usize) {
        let whole = tally(&answers);
        let (left, right) = answers.split_at(cut.min(answers.len()));
        let (left, right) = (tally(left), tally(right));
        for (mut sum, more) in [(left.clone(), &right), (right.clone(), &left)] {
            sum.merge(more).unwrap();
            prop_assert_eq!(sum.n(), whole.n());
            prop_assert!(close(sum.sum_of_weights(), whole.sum_of_weights()));
            check_close(sum.score(METRIC), whole.score(METRIC));
            check_close(sum.mean(), whole.mean());
        }
    }

    #[test]
    fn unequal_weights_are_worth_fewer_answers(answers in answers()) {
        let found = tally(&answers);
        prop_assert_eq!(found.effective_n().is_some(), found.sum_of_weights() > 0.0);
        if let (Some(n), Some(effect)) = (found.effective_n(), found.design_effect()) {
            prop_assert!(n > 0.0 && n <= found.n() as f64);
            prop_assert!(effect >= 1.0);
        }
    }

    #[test]
    fn no_weight_makes_a_number_that_is_none(answers in wild_answers()) {
        let found = tally(&answers);
        for (score, range) in [
            (found.score(METRIC), -100.0..=100.0),
            (found.share(METRIC, Band::Low), 0.0..=100.0),
            (found.mean(), 0.0..=10.0),
        ] {
            let Some(score) = score else {
                prop_assert!(found.sum_of_weights() == 0.0);
                continue;
            };
            prop_assert!(range.contains(&score.score), "{:?}", score);
            prop_assert!(score.se_kish.is_finite());
            prop_assert_eq!(score.se_linearised.is_some(), score.n > 1);
            prop_assert!(score.se_linearised.is_none_or(f64::is_finite));
            let interval = score.interval(Confidence::P99);
            prop_assert_eq!(interval.is_some(), score.n > 1);
            if let Some((lower, upper)) = interval {
                prop_assert!(lower <= score.score && score.score <= upper);
            }
        }
    }

    #[test]
    fn segments_of_equal_weights_are_segments_without(
        ratings in prop::collection::vec((0..=10_i32, 0..4_usize), 0..60),
        weight in 0.001..1000.0_f64,
    ) {
        let mut weighted = vec![WeightedTally::new(Scale::NPS); 4];
        let mut plain = vec![Tally::new(Scale::NPS); 4];
        for &(rating, segment) in &ratings {
            assert!(weighted[segment].add(rating, Weight::new(weight).unwrap()));
            assert!(plain[segment].add(rating));
        }
        let metric = Metric::Rating { scale: Scale::NPS };
        let (level, method) = (Confidence::P95, Adjustment::Holm);
        let weighted = weighted_against_rest(metric, &weighted, level, method).unwrap();
        let plain = against_rest(metric, &plain, level, method).unwrap();
        for (one, other) in weighted.iter().zip(&plain) {
            prop_assert_eq!((one.n, one.rest_n), (other.n, other.rest_n));
            for (a, b) in [
                (one.score, other.score),
                (one.rest, other.rest),
                (one.difference, other.difference),
                (one.lower, other.lower),
                (one.upper, other.upper),
            ] {
                prop_assert_eq!(a.is_some(), b.is_some());
                prop_assert!(close(a.unwrap_or(0.0), b.unwrap_or(0.0)), "{:?} {:?}", one, other);
            }
            // Where nothing varies, rounding decides whether there is a test.
            if let (Some(a), Some(b)) = (one.p_value, other.p_value) {
                prop_assert!((a - b).abs() < 1e-6, "{:?} {:?}", one, other);
            }
        }
    }

    #[test]
    fn no_weighted_segment_makes_a_number_that_is_none(
        segments in prop::collection::vec(wild_answers(), 0..5),
    ) {
        let tallies: Vec<_> = segments.iter().map(|answers| tally(answers)).collect();
        let (level, method) = (Confidence::P95, Adjustment::Holm);
        let found = weighted_against_rest(METRIC, &tallies, level, method).unwrap();
        prop_assert_eq!(found.len(), tallies.len());
        for segment in found {
            let numbers = [segment.difference, segment.lower, segment.statistic, segment.df];
            prop_assert!(!numbers.into_iter().flatten().any(f64::is_nan), "{:?}", segment);
            prop_assert_eq!(segment.p_value.is_some(), segment.p_adjusted.is_some());
        }
    }

    #[test]
    fn strata_in_proportion_are_the_pooled_sample(
        strata in prop::collection::vec((1..500_u64, 0..500_u64, 0..500_u64), 1..6),
    ) {
        let strata: Vec<Stratum> = strata
            .into_iter()
            .map(|(high, middle, low)| Stratum {
                counts: ClassCounts { high, middle, low },
                population: Weight::new((high + middle + low) as f64).unwrap(),
            })
            .collect();
        let sum = |of: fn(&ClassCounts) -> u64| strata.iter().map(|s| of(&s.counts)).sum();
        let pooled = ClassCounts {
            high: sum(|c| c.high),
            middle: sum(|c| c.middle),
            low: sum(|c| c.low),
        };
        let found = post_stratified(&strata, Confidence::P95).unwrap();
        prop_assert!(close(found.nps, pooled.net().unwrap()));
        // What differs between strata is known, not sampled: never more error than without.
        let plain = nps_difference(&pooled, &pooled, NpsMethod::Wald, Confidence::P95).unwrap();
        prop_assert!(found.se <= plain.se.unwrap() / 2.0_f64.sqrt() + 1e-9);
    }

    #[test]
    fn no_strata_make_a_number_that_is_none(
        strata in prop::collection::vec(
            (any::<u64>(), any::<u64>(), any::<u64>(), -99..=99_i32, any::<bool>()),
            0..6,
        ),
    ) {
        let strata: Vec<Stratum> = strata
            .into_iter()
            .map(|(high, middle, low, exponent, empty)| Stratum {
                counts: if empty {
                    ClassCounts::default()
                } else {
                    ClassCounts { high, middle, low }
                },
                population: Weight::new(10.0_f64.powi(exponent)).unwrap(),
            })
            .collect();
        if let Some(found) = post_stratified(&strata, Confidence::P95) {
            prop_assert!((-100.0 - 1e-9..=100.0 + 1e-9).contains(&found.nps));
            prop_assert!(found.se.is_finite());
            prop_assert!(found.lower <= found.nps && found.nps <= found.upper);
        }
    }
}

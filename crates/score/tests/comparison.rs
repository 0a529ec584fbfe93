//! What holds for every comparison, and for every adjustment of p-values.

use proptest::prelude::*;
use score::compare::{
    Difference, NpsMethod, Segment, against_rest, mean_difference, nps_against_rest,
    nps_difference, proportion_difference, shares_against_rest,
};
use score::mean::Sample;
use score::nps::PseudoCounts;
use score::proportion::Proportion;
use score::{Adjustment, ClassCounts, Confidence, Metric, Scale, Tally};

/// Counts that a site, the whole world, or a forger may send.
fn counts() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        0..=20_u64,
        0..=4_000_000_000_u64,
        Just(u64::MAX),
        any::<u64>()
    ]
}

fn classes() -> impl Strategy<Value = ClassCounts> {
    (counts(), counts(), counts()).prop_map(|(high, middle, low)| ClassCounts { high, middle, low })
}

fn levels() -> impl Strategy<Value = Confidence> {
    let any_level = prop_oneof![1e-12..1.0 - 1e-12_f64, Just(f64::EPSILON), Just(0.95)];
    any_level.prop_map(|level| Confidence::new(level).unwrap())
}

fn methods() -> impl Strategy<Value = NpsMethod> {
    let pseudo = (0.0..5.0_f64, 0.0..5.0_f64, 0.0..5.0_f64);
    let adjusted = pseudo.prop_map(|(promoters, passives, detractors)| {
        NpsMethod::AdjustedWald(PseudoCounts::new(promoters, passives, detractors).unwrap())
    });
    prop_oneof![Just(NpsMethod::Wald), adjusted, Just(NpsMethod::WelchT)]
}

/// Any `f64`, and often one that a rating or an amount may be.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        4 => (0..=10_u8).prop_map(f64::from),
        2 => -1e6..1e6_f64,
        1 => any::<f64>(),
    ];
    prop::collection::vec(value, 0..12)
}

fn tallies(scale: Scale) -> impl Strategy<Value = Tally> {
    prop::collection::vec(counts(), scale.points() as usize).prop_map(move |counts| {
        let mut tally = Tally::new(scale);
        for (rating, count) in scale.ratings().zip(counts) {
            tally.add_many(rating, count);
        }
        tally
    })
}

fn p_values() -> impl Strategy<Value = Vec<f64>> {
    let p = prop_oneof![
        0.0..=1.0_f64,
        0.0..1e-6_f64,
        Just(0.05),
        Just(0.0),
        Just(1.0)
    ];
    prop::collection::vec(p, 0..40)
}

/// Every number is one, bounds are in order, and a p-value is a probability.
fn check(found: &Difference) {
    let numbers = [
        Some(found.difference),
        Some(found.center),
        found.se,
        found.lower,
        found.upper,
        found.statistic,
        found.df,
        found.p_value,
    ];
    assert!(!numbers.into_iter().flatten().any(f64::is_nan), "{found:?}");
    assert_eq!(found.se.is_some(), found.lower.is_some(), "{found:?}");
    assert_eq!(
        found.p_value.is_some(),
        found.statistic.is_some(),
        "{found:?}"
    );
    if let (Some(lower), Some(upper)) = (found.lower, found.upper) {
        assert!(lower <= found.center && found.center <= upper, "{found:?}");
    }
    if let Some(p) = found.p_value {
        assert!((0.0..=1.0).contains(&p), "{found:?}");
    }
}

/// The same difference seen from the other side, to the last digit.
fn check_swapped(found: Option<Difference>, swapped: Option<Difference>) {
    let negative = |value: Option<f64>| value.map(|value| -value);
    let back = swapped.map(|other| Difference {
        difference: -other.difference,
        center: -other.center,
        lower: negative(other.upper),
        upper: negative(other.lower),
        statistic: negative(other.statistic),
        ..other
    });
    assert_eq!(found, back);
}

proptest! {
    #[test]
    fn nps_differences_are_antisymmetric(
        a in classes(),
        b in classes(),
        method in methods(),
        confidence in levels(),
    ) {
        let found = nps_difference(&a, &b, method, confidence);
        check_swapped(found, nps_difference(&b, &a, method, confidence));
        match found {
            None => prop_assert!(a.net().is_none() || b.net().is_none()),
            Some(found) => {
                check(&found);
                prop_assert!((-200.0..=200.0).contains(&found.difference));
                prop_assert_eq!(found.difference, a.net().unwrap() - b.net().unwrap());
            }
        }
    }

    #[test]
    fn equal_sides_do_not_differ(a in classes(), method in methods()) {
        if let Some(found) = nps_difference(&a, &a, method, Confidence::P95) {
            prop_assert_eq!((found.difference, found.center), (0.0, 0.0));
            prop_assert!(found.p_value.is_none_or(|p| p == 1.0));
        }
    }

    #[test]
    fn mean_differences_are_antisymmetric(a in values(), b in values(), confidence in levels()) {
        if let (Some(a), Some(b)) = (Sample::of(&a), Sample::of(&b)) {
            let found = mean_difference(a, b, confidence);
            check_swapped(found, mean_difference(b, a, confidence));
            if let Some(found) = found {
                check(&found);
            }
        }
    }

    #[test]
    fn proportions_differ_within_their_bounds(
        a in (counts(), counts()),
        b in (counts(), counts()),
        confidence in levels(),
    ) {
        let [a, b] = [a, b].map(|(x, y)| Proportion::new(x.min(y), x.max(y)).unwrap());
        let found = proportion_difference(a, b, confidence);
        let swapped = proportion_difference(b, a, confidence);
        prop_assert_eq!(found.is_some(), swapped.is_some());
        if let (Some(found), Some(swapped)) = (found, swapped) {
            prop_assert_eq!(found.difference, -swapped.difference);
            prop_assert_eq!((found.z, found.p_value), (swapped.z.map(|z| -z), swapped.p_value));
            for (one, other) in [
                (found.newcombe, swapped.newcombe),
                (found.agresti_caffo, swapped.agresti_caffo),
                (found.wald, swapped.wald),
            ] {
                prop_assert_eq!((one.lower, one.upper), (-other.upper, -other.lower));
                prop_assert!(one.lower <= one.upper);
            }
            prop_assert!(found.newcombe.lower <= found.difference);
            prop_assert!(found.difference <= found.newcombe.upper);
            prop_assert!(found.newcombe.lower >= -1.0 && found.newcombe.upper <= 1.0);
            prop_assert!(found.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)));
        }
    }

    #[test]
    fn segments_keep_their_order_and_their_size(
        segments in prop::collection::vec(classes(), 0..8),
        confidence in levels(),
    ) {
        for compared in [
            nps_against_rest(&segments, confidence, Adjustment::Holm),
            shares_against_rest(&segments, confidence, Adjustment::Holm),
        ] {
            prop_assert_eq!(compared.len(), segments.len());
            for (segment, counts) in compared.iter().zip(&segments) {
                let n = counts.high.saturating_add(counts.middle).saturating_add(counts.low);
                prop_assert_eq!(segment.n, n);
                check_segment(segment);
            }
        }
    }

    #[test]
    fn segments_of_ratings_are_compared_whatever_their_counts(
        segments in prop::collection::vec(tallies(Scale::SEVEN), 0..6),
    ) {
        let metric = Metric::Rating { scale: Scale::SEVEN };
        let compared = against_rest(metric, &segments, Confidence::P95, Adjustment::Hochberg);
        let compared = compared.unwrap();
        prop_assert_eq!(compared.len(), segments.len());
        compared.iter().for_each(check_segment);
    }

    #[test]
    fn two_segments_are_each_other_s_rest(a in classes(), b in classes()) {
        let [first, second] = nps_against_rest(&[a, b], Confidence::P95, Adjustment::Holm)[..]
        else {
            panic!("another length");
        };
        prop_assert_eq!((first.score, first.rest), (second.rest, second.score));
        prop_assert_eq!(first.difference, second.difference.map(|d| -d));
        prop_assert_eq!(first.p_adjusted, second.p_adjusted);
    }

    #[test]
    fn adjusted_p_values_are_larger_and_in_the_same_order(p in p_values()) {
        let adjusted = Adjustment::ALL.map(|method| method.adjust(&p).unwrap());
        for adjusted in &adjusted {
            prop_assert_eq!(adjusted.len(), p.len());
            for (raw, adjusted) in p.iter().zip(adjusted) {
                prop_assert!(raw <= adjusted && *adjusted <= 1.0);
            }
            for (i, j) in (0..p.len()).flat_map(|i| (0..p.len()).map(move |j| (i, j))) {
                prop_assert!(p[i] > p[j] || adjusted[i] <= adjusted[j]);
            }
        }
        let [bonferroni, holm, hochberg, bh, by] = adjusted;
        let not_above = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a <= b);
        prop_assert!(not_above(&holm, &bonferroni));
        prop_assert!(not_above(&hochberg, &holm));
        prop_assert!(not_above(&bh, &by));
        // m/j·p and (m − j + 1)·p are the same for the last value and round differently before.
        prop_assert!(bh.iter().zip(&hochberg).all(|(a, b)| *a <= b * (1.0 + 1e-15)));
    }

    #[test]
    fn what_is_no_probability_is_found(
        p in p_values(),
        strange in prop_oneof![Just(f64::NAN), -5.0..-1e-300_f64, 1.000_001..9.0_f64],
    ) {
        let mut list = p.clone();
        list.push(strange);
        list.extend(&p);
        for method in Adjustment::ALL {
            prop_assert_eq!(method.adjust(&list).unwrap_err().index, p.len());
        }
    }
}

fn check_segment(segment: &Segment) {
    let numbers = [
        segment.score,
        segment.rest,
        segment.difference,
        segment.lower,
        segment.upper,
        segment.statistic,
        segment.df,
        segment.p_value,
        segment.p_adjusted,
    ];
    assert!(
        !numbers.into_iter().flatten().any(f64::is_nan),
        "{segment:?}"
    );
    assert_eq!(segment.score.is_some(), segment.n > 0, "{segment:?}");
    assert_eq!(segment.rest.is_some(), segment.rest_n > 0, "{segment:?}");
    let both = segment.n > 0 && segment.rest_n > 0;
    assert_eq!(segment.difference.is_some(), both, "{segment:?}");
    assert_eq!(
        segment.p_adjusted.is_some(),
        segment.p_value.is_some(),
        "{segment:?}"
    );
    if let (Some(p), Some(adjusted)) = (segment.p_value, segment.p_adjusted) {
        assert!(p <= adjusted && adjusted <= 1.0, "{segment:?}");
    }
}

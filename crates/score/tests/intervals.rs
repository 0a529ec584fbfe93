//! What holds for every interval, and which method does not promise it.

use proptest::prelude::*;
use score::mean::Sample;
use score::nps::{self, PseudoCounts};
use score::proportion::{self, Proportion};
use score::sample_size::{for_difference, for_margin};
use score::{ClassCounts, Confidence, Interval, MIN_N};

/// Slack for a few roundings near 100.
const EPSILON: f64 = 1e-9;

fn confidences() -> impl Strategy<Value = Confidence> {
    prop_oneof![
        Just(Confidence::P90),
        Just(Confidence::P95),
        Just(Confidence::P99),
        (0.9..0.9999).prop_filter_map("level", Confidence::new),
    ]
}

/// A site, a small one, or all mankind.
fn counts() -> impl Strategy<Value = ClassCounts> {
    let count = || prop_oneof![Just(0), 0..=12_u64, 0..=4_000_000_000_u64];
    (count(), count(), count()).prop_filter_map("nobody", |(high, middle, low)| {
        let counts = ClassCounts { high, middle, low };
        (counts.n() > 0).then_some(counts)
    })
}

fn proportions() -> impl Strategy<Value = Proportion> {
    let n = prop_oneof![1..=40_u64, 1..=4_000_000_000_u64];
    n.prop_flat_map(|n| {
        prop_oneof![Just(0), Just(n), 0..=n]
            .prop_filter_map("hits", move |hits| Proportion::new(hits, n))
    })
}

fn mirrored(counts: &ClassCounts) -> ClassCounts {
    ClassCounts {
        high: counts.low,
        low: counts.high,
        ..*counts
    }
}

fn multiplied(counts: &ClassCounts, factor: u64) -> ClassCounts {
    ClassCounts {
        high: counts.high * factor,
        middle: counts.middle * factor,
        low: counts.low * factor,
    }
}

fn width(interval: Interval) -> f64 {
    interval.upper - interval.lower
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Adjusted Wald promises it from the minimum on (`claim.rs` counts the exceptions below);
    /// t needs two answers.
    #[test]
    fn nps_intervals_hold_the_score(counts in counts(), confidence in confidences()) {
        let score = counts.net().unwrap();
        for method in nps::Method::ALL {
            let promised = match method {
                nps::Method::Wald | nps::Method::Score => true,
                nps::Method::AdjustedWald => counts.n() >= MIN_N,
                nps::Method::TMean => counts.n() >= 2,
            };
            if promised {
                let Interval { lower, upper, .. } = method.interval(&counts, confidence).unwrap();
                let held = lower <= score + EPSILON && score <= upper + EPSILON;
                prop_assert!(held, "{:?}: {} to {}", method, lower, upper);
            }
        }
    }

    #[test]
    fn the_score_interval_reaches_an_end_only_if_everybody_is_there(
        counts in counts(),
        confidence in confidences(),
    ) {
        let Interval { lower, upper, .. } = nps::score(&counts, confidence).unwrap();
        prop_assert!(-100.0 <= lower && upper <= 100.0);
        if counts.n() < 1_000_000 {
            prop_assert_eq!(upper == 100.0, counts.high == counts.n());
            prop_assert_eq!(lower == -100.0, counts.low == counts.n());
        }
    }

    #[test]
    fn swapping_promoters_and_detractors_mirrors_every_nps_interval(
        counts in counts(),
        confidence in confidences(),
    ) {
        for method in nps::Method::ALL {
            let one = method.interval(&counts, confidence);
            let other = method.interval(&mirrored(&counts), confidence);
            let expected = other.map(|other| (-other.upper, -other.lower));
            prop_assert_eq!(one.map(|one| (one.lower, one.upper)), expected, "{:?}", method);
        }
        let one = nps::bootstrap_exact(&counts, confidence);
        let other = nps::bootstrap_exact(&mirrored(&counts), confidence);
        prop_assert_eq!(one.map(|one| one.lower), other.map(|other| -other.upper));
        prop_assert_eq!(one.map(|one| one.upper), other.map(|other| -other.lower));
    }

    #[test]
    fn more_answers_of_the_same_kind_narrow_every_nps_interval(
        counts in counts(),
        factor in 2..=1000_u64,
        confidence in confidences(),
    ) {
        for method in nps::Method::ALL {
            let few = method.interval(&counts, confidence);
            let many = method.interval(&multiplied(&counts, factor), confidence).unwrap();
            if let Some(few) = few {
                prop_assert!(width(many) <= width(few), "{:?}", method);
            }
        }
    }

    #[test]
    fn more_confidence_widens_every_interval(counts in counts(), proportion in proportions()) {
        let levels = [0.5, 0.9, 0.95, 0.99, 0.999].map(|level| Confidence::new(level).unwrap());
        for method in nps::Method::ALL {
            let widths = levels.map(|level| method.interval(&counts, level).map(width));
            prop_assert!(widths.is_sorted(), "{:?} {:?}", method, widths);
        }
        for method in proportion::Method::ALL {
            let widths = levels.map(|level| proportion.interval(method, level).map(width));
            // Next to an end the corrected interval of one answer is all there is.
            prop_assert!(widths.is_sorted_by(|a, b| a.unwrap() <= b.unwrap() + 1e-15), "{:?} {:?}", method, widths);
        }
    }

    /// Two do not promise it: Jeffreys' raw interval lies above 0 with no hits and under 1 with
    /// no misses, and four pseudo-answers can outweigh fewer than four.
    #[test]
    fn proportion_intervals_hold_the_share(
        proportion in proportions(),
        confidence in confidences(),
    ) {
        let share = proportion.value().unwrap();
        for method in proportion::Method::ALL {
            let Interval { lower, upper, .. } = proportion.interval(method, confidence).unwrap();
            let n = proportion.hits() + proportion.misses();
            let one_sided = proportion.hits() == 0 || proportion.misses() == 0;
            if method == proportion::Method::Jeffreys && one_sided {
                prop_assert!(share <= lower || upper <= share);
            } else if method != proportion::Method::PlusFour || n >= 4 {
                let slack = 1e-15;
                let held = lower <= share + slack && share <= upper + slack;
                prop_assert!(held, "{:?}: {:e} to {:e}", method, lower, upper);
            }
        }
    }

    #[test]
    fn proportion_intervals_stay_within_what_is_possible_or_say_so(
        proportion in proportions(),
        confidence in confidences(),
    ) {
        use proportion::Method;
        for method in Method::ALL {
            let Interval { lower, upper, .. } = proportion.interval(method, confidence).unwrap();
            if !matches!(method, Method::Wald | Method::AgrestiCoull | Method::PlusFour) {
                prop_assert!(0.0 <= lower && lower <= upper && upper <= 1.0, "{:?}", method);
            }
            if matches!(
                method,
                Method::Wilson | Method::WilsonCc | Method::JeffreysBcd | Method::ClopperPearson
            ) {
                prop_assert_eq!(lower == 0.0, proportion.hits() == 0, "{:?}", method);
                prop_assert_eq!(upper == 1.0, proportion.misses() == 0, "{:?}", method);
            }
        }
    }

    #[test]
    fn hits_and_misses_mirror_each_other(
        proportion in proportions(),
        confidence in confidences(),
    ) {
        let n = proportion.hits() + proportion.misses();
        let other = Proportion::new(proportion.misses(), n).unwrap();
        for method in proportion::Method::ALL {
            let one = proportion.interval(method, confidence).unwrap();
            let other = other.interval(method, confidence).unwrap();
            prop_assert!((one.lower + other.upper - 1.0).abs() < 1e-14, "{:?}", method);
            prop_assert!((one.upper + other.lower - 1.0).abs() < 1e-14, "{:?}", method);
        }
    }

    #[test]
    fn the_continuity_correction_widens_wilson(
        proportion in proportions(),
        confidence in confidences(),
    ) {
        let plain = proportion.interval(proportion::Method::Wilson, confidence).unwrap();
        let corrected = proportion.interval(proportion::Method::WilsonCc, confidence).unwrap();
        prop_assert!(corrected.lower <= plain.lower + 1e-15);
        prop_assert!(plain.upper <= corrected.upper + 1e-15);
    }

    /// The order of values is only rounding, and moving or stretching them moves and stretches
    /// what is said of them.
    #[test]
    fn a_mean_follows_its_values(
        values in prop::collection::vec(-1e6..1e6, 2..50),
        shift in -1e6..1e6,
        factor in 0.1..10.0,
    ) {
        let sample = Sample::of(&values).unwrap();
        let interval = sample.interval(Confidence::P95).unwrap();
        prop_assert!(interval.lower <= sample.mean() && sample.mean() <= interval.upper);
        let backwards: Vec<f64> = values.iter().rev().copied().collect();
        let backwards = Sample::of(&backwards).unwrap();
        let moved: Vec<f64> = values.iter().map(|value| value * factor + shift).collect();
        let moved = Sample::of(&moved).unwrap();
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-8 * a.abs().max(1.0);
        prop_assert!(near(sample.mean(), backwards.mean()));
        prop_assert!(near(sample.sd().unwrap(), backwards.sd().unwrap()));
        prop_assert!(near(sample.mean() * factor + shift, moved.mean()));
        prop_assert!(near(sample.sd().unwrap() * factor, moved.sd().unwrap()));
    }

    #[test]
    fn counts_say_what_their_values_say(counts in prop::collection::vec(0..=9_u64, 1..12)) {
        let given = || counts.iter().zip(0_u8..);
        let values: Vec<f64> = given()
            .flat_map(|(&count, step)| std::iter::repeat_n(f64::from(step) - 3.0, count as usize))
            .collect();
        let (one, other) = (Sample::of_counts(-3.0, &counts), Sample::of(&values));
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            prop_assert_eq!(one.n(), other.n());
            prop_assert!((one.mean() - other.mean()).abs() < 1e-12);
            let differ = one.sd().zip(other.sd()).map(|(a, b)| (a - b).abs());
            prop_assert!(differ.is_none_or(|differ| differ < 1e-12));
        }
    }

    /// So many answers do keep the margin, and one less does not.
    #[test]
    fn a_sample_of_that_size_keeps_the_margin(
        margin in 1.0..50.0,
        variance in 0.01..=1.0,
        confidence in confidences(),
    ) {
        let size = for_margin(margin, variance, confidence).unwrap();
        let kept = |n: f64| 100.0 * confidence.z() * (variance / n).sqrt() <= margin * (1.0 + 1e-12);
        let n = size.wald.unwrap() as f64;
        prop_assert!(kept(n) && (n <= 1.0 || !kept(n - 1.0)));
        prop_assert!(size.adjusted_wald.unwrap() >= 1);
    }

    #[test]
    fn nothing_panics_and_nothing_is_nan(
        (high, middle, low) in any::<(u64, u64, u64)>(),
        numbers in prop::array::uniform5(prop::num::f64::ANY),
        values in prop::collection::vec(prop::num::f64::ANY, 0..5),
        counted in prop::collection::vec(any::<u64>(), 0..5),
        (resamples, seed) in (0..=3_u32, any::<u64>()),
    ) {
        let [level, a, b, c, d] = numbers;
        let fine = |interval: Option<Interval>| {
            interval.is_none_or(|i| i.lower.is_finite() && i.upper.is_finite())
        };
        let level = Confidence::new(level).or(Confidence::new(level.abs().fract()));
        let confidence = level.unwrap_or_default();
        let counts = ClassCounts { high, middle, low };
        for method in nps::Method::ALL {
            prop_assert!(fine(method.interval(&counts, confidence)), "{:?}", method);
        }
        if let Some(pseudo) = PseudoCounts::new(a.abs(), b.abs(), c.abs()) {
            prop_assert!(fine(nps::adjusted_wald(&counts, pseudo, confidence)));
        }
        let _ = nps::bootstrap_exact(&counts, confidence);
        let _ = nps::bootstrap(&counts, confidence, resamples, seed);
        if let Some(proportion) = Proportion::new(high, middle) {
            for method in proportion::Method::ALL {
                prop_assert!(fine(proportion.interval(method, confidence)), "{:?}", method);
            }
        }
        for sample in [Sample::of(&values), Sample::of_counts(a, &counted)].into_iter().flatten() {
            prop_assert!(sample.mean().is_finite());
            prop_assert!(fine(sample.interval(confidence)), "{:?}", sample);
            prop_assert!(sample.sd().is_none_or(f64::is_finite), "{:?}", sample);
        }
        for size in [for_margin(a, b, confidence), for_difference(a, (b, c), confidence, d)] {
            prop_assert!(size.is_none_or(|size| size.raw.is_finite() && size.raw >= 0.0));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_bootstrap_by_chance_lands_by_the_exact_one(
        high in 0..=40_u64,
        middle in 0..=40_u64,
        low in 1..=40_u64,
        seed: u64,
    ) {
        let counts = ClassCounts { high, middle, low };
        let exact = nps::bootstrap_exact(&counts, Confidence::P95).unwrap();
        let drawn = nps::bootstrap(&counts, Confidence::P95, 10_000, seed).unwrap();
        let near = 3.0 * exact.grid_step + EPSILON;
        prop_assert!((drawn.lower - exact.lower).abs() <= near, "{:?} {:?}", drawn, exact);
        prop_assert!((drawn.upper - exact.upper).abs() <= near, "{:?} {:?}", drawn, exact);
        prop_assert_eq!(nps::bootstrap(&counts, Confidence::P95, 10_000, seed), Some(drawn));
    }
}

#[test]
fn no_answers_have_no_interval() {
    let nobody = ClassCounts::default();
    for method in nps::Method::ALL {
        assert_eq!(method.interval(&nobody, Confidence::P95), None);
    }
    assert_eq!(nps::variance(&nobody), None);
    assert_eq!(nps::standard_error(&nobody), None);
    assert_eq!(nps::bootstrap_exact(&nobody, Confidence::P95), None);
    assert_eq!(nps::bootstrap(&nobody, Confidence::P95, 10, 1), None);
    let nothing = Proportion::new(0, 0).unwrap();
    assert_eq!(nothing.value(), None);
    for method in proportion::Method::ALL {
        assert_eq!(nothing.interval(method, Confidence::P95), None);
    }
    assert_eq!(Sample::of(&[]), None);
    assert_eq!(Proportion::new(2, 1), None);
}

#[test]
fn one_value_is_a_mean_and_no_more() {
    let one = Sample::of(&[5.5]).unwrap();
    assert_eq!(one.mean(), 5.5);
    assert_eq!((one.sd(), one.standard_error()), (None, None));
    assert_eq!(
        (one.t(Confidence::P95), one.interval(Confidence::P95)),
        (None, None)
    );
    for bad in [f64::NAN, f64::INFINITY] {
        assert_eq!(Sample::of(&[1.0, bad]), None);
    }
}

/// A mean far from zero and a spread far from one would be lost by summing squares.
#[test]
fn a_spread_is_found_at_any_size() {
    let far = Sample::of(&[1e15 + 1.0, 1e15 + 2.0, 1e15 + 3.0]).unwrap();
    assert_eq!((far.mean(), far.sd()), (1e15 + 2.0, Some(1.0)));
    let large = Sample::of(&[1e200, 3e200]).unwrap();
    assert!((large.sd().unwrap() / (2e200 * 0.5_f64.sqrt()) - 1.0).abs() < 1e-12);
}

#[test]
fn the_exact_bootstrap_has_a_bound() {
    let even = |each| ClassCounts {
        high: each,
        middle: 0,
        low: each,
    };
    let bound = nps::EXACT_MAX_N / 2;
    assert!(nps::bootstrap_exact(&even(bound), Confidence::P95).is_some());
    assert_eq!(
        nps::bootstrap_exact(&even(bound + 1), Confidence::P95),
        None
    );
    // Where nearly all agree there is little to enumerate.
    let agreed = ClassCounts {
        high: u64::MAX,
        middle: 3,
        low: 0,
    };
    assert!(nps::bootstrap_exact(&agreed, Confidence::P95).is_some());
}

#[test]
fn names_are_read_back() {
    for method in nps::Method::ALL {
        assert_eq!(nps::Method::from_name(method.name()), Some(method));
    }
    for method in proportion::Method::ALL {
        assert_eq!(proportion::Method::from_name(method.name()), Some(method));
    }
    assert_eq!(nps::Method::from_name("Wald"), None);
    assert_eq!(proportion::Method::from_name(""), None);
}

#[test]
fn sizes_beyond_every_count_are_none() {
    let size = for_margin(1e-9, 1.0, Confidence::P95).unwrap();
    assert_eq!((size.wald, size.adjusted_wald), (None, None));
    assert!(size.raw > 1e20);
    for (margin, variance) in [
        (0.0, 1.0),
        (-1.0, 1.0),
        (5.0, 1.1),
        (5.0, -0.1),
        (f64::NAN, 1.0),
    ] {
        assert_eq!(for_margin(margin, variance, Confidence::P95), None);
    }
    let zero = for_margin(5.0, 0.0, Confidence::P95).unwrap();
    assert_eq!((zero.wald, zero.adjusted_wald), (Some(0), Some(1)));
    for (difference, power) in [(0.0, 0.8), (10.0, 0.0), (10.0, 1.0), (f64::NAN, 0.8)] {
        assert_eq!(
            for_difference(difference, (1.0, 1.0), Confidence::P95, power),
            None
        );
    }
    let backwards = for_difference(-10.0, (0.7, 0.7), Confidence::P95, 0.8);
    assert_eq!(
        backwards,
        for_difference(10.0, (0.7, 0.7), Confidence::P95, 0.8)
    );
}

//! What holds for every association.

use proptest::prelude::*;
use score::Confidence;
use score::association::{Correlation, KaplanMeier, Kendall, Observation, Pairs, TwoGroups};
use score::compare::Bounds;

fn counts() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        0..=20_u64,
        0..=4_000_000_000_u64,
        Just(u64::MAX),
        any::<u64>()
    ]
}

/// Events and members, from `n`.
fn group(n: impl Strategy<Value = u64>) -> impl Strategy<Value = (u64, u64)> {
    n.prop_flat_map(|n| (0..=n, Just(n)))
}

fn confidence() -> impl Strategy<Value = Confidence> {
    (1e-9..1.0 - 1e-9).prop_filter_map("a level", Confidence::new)
}

fn close(a: f64, b: f64, slack: f64) -> bool {
    (a - b).abs() <= slack * a.abs().max(b.abs()).max(1.0)
}

fn holds(bounds: Bounds, estimate: f64) -> bool {
    let slack = 1e-12 * estimate.abs().max(1.0);
    bounds.lower <= estimate + slack && estimate - slack <= bounds.upper
}

proptest! {
    #[test]
    fn risks_are_proportions_and_intervals_hold_the_ratios(
        (a, a_n) in group(counts()),
        (b, b_n) in group(counts()),
        confidence in confidence(),
    ) {
        let groups = TwoGroups::new(a, a_n, b, b_n).unwrap();
        for risk in [groups.risk_a(), groups.risk_b()].into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&risk));
        }
        let difference = groups.difference();
        prop_assert_eq!(difference.is_some(), a_n > 0 && b_n > 0);
        prop_assert!(difference.is_none_or(|d| (-1.0..=1.0).contains(&d)));
        if let (Some(difference), Some(bounds)) =
            (difference, groups.difference_interval(confidence))
        {
            prop_assert!(holds(bounds, difference), "{bounds:?}");
            prop_assert!(bounds.lower >= -1.0 - 1e-12 && bounds.upper <= 1.0 + 1e-12);
        }
        prop_assert!(groups.ratio().is_none_or(|ratio| ratio >= 0.0 && ratio.is_finite()));
        prop_assert!(groups.odds_ratio().is_none_or(|odds| odds >= 0.0 && odds.is_finite()));
        if let Some(bounds) = groups.ratio_interval(confidence) {
            prop_assert!(holds(bounds, groups.ratio().unwrap()), "{bounds:?}");
            prop_assert!(bounds.lower >= 0.0);
        }
        if let Some(bounds) = groups.odds_ratio_interval(confidence) {
            prop_assert!(holds(bounds, groups.odds_ratio().unwrap()), "{bounds:?}");
            prop_assert!(bounds.lower >= 0.0);
        }
    }

    #[test]
    fn exchanged_groups_turn_the_sign_and_invert_the_ratios(
        (a, a_n) in group(0..=4_000_000_000_u64),
        (b, b_n) in group(0..=4_000_000_000_u64),
    ) {
        let groups = TwoGroups::new(a, a_n, b, b_n).unwrap();
        let exchanged = TwoGroups::new(b, b_n, a, a_n).unwrap();
        if let (Some(one), Some(other)) = (groups.difference(), exchanged.difference()) {
            prop_assert!(close(one, -other, 1e-15));
        }
        if let (Some(one), Some(other)) = (groups.ratio(), exchanged.ratio()) {
            prop_assert!(close(one * other, 1.0, 1e-12));
        }
        if let (Some(one), Some(other)) = (groups.odds_ratio(), exchanged.odds_ratio()) {
            prop_assert!(close(one * other, 1.0, 1e-12));
        }
        let bounds = |groups: TwoGroups| groups.odds_ratio_interval(Confidence::P95);
        if let (Some(one), Some(other)) = (bounds(groups), bounds(exchanged)) {
            prop_assert!(close(one.lower * other.upper, 1.0, 1e-12));
        }
    }

    #[test]
    fn more_events_than_members_are_always_refused(n in 0..u64::MAX, more in 1..=u64::MAX) {
        let events = n.saturating_add(more);
        prop_assert_eq!(TwoGroups::new(events, n, 0, 0).unwrap_err().group, "a");
        prop_assert_eq!(TwoGroups::new(0, 0, events, n).unwrap_err().group, "b");
    }

    /// Against the definition, with the probabilities from factorials.
    #[test]
    fn fisher_sums_the_tables_that_are_no_likelier(
        (a, a_n) in group(0..=40_u64),
        (b, b_n) in group(0..=40_u64),
    ) {
        let log_factorial = |n: u64| (2..=n).map(|k| (k as f64).ln()).sum::<f64>();
        let log_choose = |n: u64, k: u64| {
            log_factorial(n) - log_factorial(k) - log_factorial(n - k)
        };
        let events = a + b;
        let probability = |x: u64| {
            (log_choose(a_n, x) + log_choose(b_n, events - x) - log_choose(a_n + b_n, events)).exp()
        };
        let limit = probability(a) * (1.0 + 1e-7);
        let expected: f64 = (events.saturating_sub(b_n)..=events.min(a_n))
            .map(probability)
            .filter(|&p| p <= limit)
            .sum();
        let found = TwoGroups::new(a, a_n, b, b_n).unwrap().fisher_p().unwrap();
        prop_assert!((found - expected).abs() <= 1e-11, "{found} {expected}");
        prop_assert!((0.0..=1.0).contains(&found));
    }

    #[test]
    fn fisher_knows_neither_groups_nor_the_name_of_the_event(
        (a, a_n) in group(0..=1_000_000_u64),
        (b, b_n) in group(0..=1_000_000_u64),
    ) {
        let p = |a, a_n, b, b_n| TwoGroups::new(a, a_n, b, b_n).unwrap().fisher_p().unwrap();
        let found = p(a, a_n, b, b_n);
        for other in [p(b, b_n, a, a_n), p(a_n - a, a_n, b_n - b, b_n)] {
            prop_assert!((found - other).abs() <= 1e-9 * found, "{found} {other}");
        }
    }

    #[test]
    fn fisher_ends_for_any_counts((a, a_n) in group(any::<u64>()), (b, b_n) in group(any::<u64>())) {
        let p = TwoGroups::new(a, a_n, b, b_n).unwrap().fisher_p();
        prop_assert!(p.is_none_or(|p| (0.0..=1.0).contains(&p)));
    }
}

/// Pairs with ties, and pairs of any finite size.
fn pairs() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let rating = || (0..=10_i32).prop_map(f64::from);
    let any_finite = || any::<f64>().prop_filter("finite", |value| value.is_finite());
    prop_oneof![
        prop::collection::vec((rating(), rating()), 0..60),
        prop::collection::vec((any_finite(), any_finite()), 0..20),
    ]
}

/// Every coefficient with its p-value.
fn coefficients(x: &[f64], y: &[f64]) -> [Option<(f64, Option<f64>)>; 3] {
    let pairs = Pairs::new(x, y).unwrap();
    [
        pairs.pearson().map(|r| (r.coefficient(), r.p_value())),
        pairs.spearman().map(|r| (r.coefficient(), r.p_value())),
        pairs.kendall().map(|tau| (tau.tau(), tau.p_value())),
    ]
}

proptest! {
    #[test]
    fn coefficients_are_bounded_and_symmetric(pairs in pairs(), confidence in confidence()) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        for (one, other) in coefficients(&x, &y).into_iter().zip(coefficients(&y, &x)) {
            let (Some((r, p)), Some((reversed, _))) = (one, other) else {
                prop_assert_eq!(one, other);
                continue;
            };
            prop_assert!((-1.0..=1.0).contains(&r), "{r}");
            prop_assert!(close(r, reversed, 1e-12), "{r} {reversed}");
            prop_assert_eq!(p.is_some(), x.len() > 2);
            prop_assert!(p.is_none_or(|p| (0.0..=1.0).contains(&p)), "{p:?}");
        }
        if let Some(pearson) = Pairs::new(&x, &y).unwrap().pearson() {
            let bounds = pearson.interval(confidence);
            prop_assert_eq!(bounds.is_some(), x.len() > 3);
            if let Some(bounds) = bounds {
                prop_assert!(holds(bounds, pearson.coefficient()), "{bounds:?}");
                prop_assert!(bounds.lower >= -1.0 && bounds.upper <= 1.0, "{bounds:?}");
            }
        }
    }

    #[test]
    fn pearson_does_not_know_the_unit(
        pairs in prop::collection::vec((0..=10_i32, -100..100_i32), 2..50),
        factor in 1e-3..1e3,
        shift in -1e3..1e3,
    ) {
        let (x, y): (Vec<f64>, Vec<f64>) =
            pairs.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).unzip();
        let other: Vec<f64> = y.iter().map(|y| shift - factor * y).collect();
        let one = Pairs::new(&x, &y).unwrap().pearson().map(Correlation::coefficient);
        let other = Pairs::new(&x, &other).unwrap().pearson().map(Correlation::coefficient);
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            prop_assert!(close(one, -other, 1e-9), "{one} {other}");
        }
    }

    #[test]
    fn ranks_do_not_know_the_scale(pairs in prop::collection::vec((0..=10_i32, -30..30_i32), 2..50)) {
        let (x, y): (Vec<f64>, Vec<f64>) =
            pairs.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).unzip();
        let bent: Vec<f64> = y.iter().map(|y| y * y * y).collect();
        let [_, spearman, kendall] = coefficients(&x, &y);
        let [_, bent_spearman, bent_kendall] = coefficients(&x, &bent);
        prop_assert_eq!(spearman, bent_spearman);
        prop_assert_eq!(kendall, bent_kendall);
    }

    /// Against the definition, pair by pair.
    #[test]
    fn kendall_counts_every_pair(pairs in pairs()) {
        let (mut excess, mut untied_x, mut untied_y) = (0.0, 0.0, 0.0);
        let sign = |a: f64, b: f64| f64::from(i8::from(a > b) - i8::from(a < b));
        for (index, a) in pairs.iter().enumerate() {
            for b in &pairs[..index] {
                let (x, y) = (sign(a.0, b.0), sign(a.1, b.1));
                excess += x * y;
                untied_x += x * x;
                untied_y += y * y;
            }
        }
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let found = Pairs::new(&x, &y).unwrap().kendall().map(Kendall::tau);
        prop_assert_eq!(found.is_some(), untied_x * untied_y > 0.0);
        if let Some(found) = found {
            let expected: f64 = excess / (untied_x * untied_y).sqrt();
            prop_assert!(close(found, expected, 1e-12), "{found} {expected}");
        }
    }

    #[test]
    fn what_is_not_finite_is_never_a_pair(
        mut x in prop::collection::vec(-1.0..1.0, 1..20),
        bad in prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY)],
    ) {
        let y = x.clone();
        x[y.len() - 1] = bad;
        prop_assert!(Pairs::new(&x, &y).is_err());
        prop_assert!(Pairs::new(&y, &x).is_err());
        prop_assert!(Pairs::new(&y, &y[1..]).is_err());
    }
}

fn observations() -> impl Strategy<Value = Vec<Observation>> {
    let time = prop_oneof![(0..=6_i32).prop_map(f64::from), 0.0..1e300, Just(-0.0)];
    let seen = (time, any::<bool>()).prop_map(|(time, event)| Observation { time, event });
    prop::collection::vec(seen, 0..60)
}

proptest! {
    #[test]
    fn survival_never_rises(observations in observations(), confidence in confidence()) {
        let curve = KaplanMeier::of(&observations).unwrap();
        let mut survival = 1.0;
        let mut time = -1.0;
        for step in curve.steps() {
            prop_assert!(step.time > time && step.survival < survival, "{curve:?}");
            prop_assert!(step.survival >= 0.0 && step.events <= step.at_risk);
            prop_assert_eq!(curve.at(step.time), Some(step.survival));
            prop_assert_eq!(step.standard_error().is_some(), step.survival > 0.0);
            prop_assert!(step.standard_error().is_none_or(|error| (0.0..=0.5).contains(&error)));
            if let Some(bounds) = step.interval(confidence) {
                prop_assert!(holds(bounds, step.survival), "{bounds:?}");
                prop_assert!(bounds.lower >= 0.0 && bounds.upper <= 1.0, "{bounds:?}");
            }
            (survival, time) = (step.survival, step.time);
        }
        let median = curve.median();
        prop_assert!(median.is_none_or(|median| curve.at(median).unwrap() <= 0.5 + 1e-9));
        let events: u64 = curve.steps().iter().map(|step| step.events).sum();
        prop_assert_eq!(events, observations.iter().filter(|seen| seen.event).count() as u64);
    }

    /// If nobody is censored, the curve is the share not gone yet.
    #[test]
    fn without_censoring_survival_is_counted(times in prop::collection::vec(0..20_i32, 1..60)) {
        let observations: Vec<_> = times
            .iter()
            .map(|&time| Observation { time: time.into(), event: true })
            .collect();
        let curve = KaplanMeier::of(&observations).unwrap();
        for time in 0..25 {
            let left = times.iter().filter(|&&gone| gone > time).count() as f64;
            let expected = left / times.len() as f64;
            prop_assert!(close(curve.at(time.into()).unwrap(), expected, 1e-12));
        }
    }

    #[test]
    fn the_order_of_customers_does_not_matter(observations in observations()) {
        let mut reversed = observations.clone();
        reversed.reverse();
        prop_assert_eq!(KaplanMeier::of(&observations), KaplanMeier::of(&reversed));
    }
}

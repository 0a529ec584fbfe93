//! What holds for every score of an experience.

use proptest::prelude::*;
use score::compare::Bounds;
use score::experience::{
    Acsi, Driver, DriverWeights, Drivers, Estimate, Exponents, Opportunity, PeakEnd, Priority,
    Touchpoint, prioritize,
};
use score::{Confidence, Scale, Tally};

const EPSILON: f64 = 1e-9;

fn confidence() -> impl Strategy<Value = Confidence> {
    (1e-6..1.0 - 1e-6).prop_filter_map("a level", Confidence::new)
}

fn holds(bounds: Bounds, estimate: f64) -> bool {
    let slack = EPSILON * estimate.abs().max(1.0);
    bounds.lower <= estimate + slack && estimate - slack <= bounds.upper
}

proptest! {
    #[test]
    fn acsi_stays_on_its_scale_and_rises_with_each_mean(
        means in prop::array::uniform3(1.0..=10.0),
        weights in prop::array::uniform3(0.001..1.0),
        which in 0..3_usize,
        more in 0.0..1.0,
    ) {
        let sum: f64 = weights.iter().sum();
        let weights = weights.map(|weight| weight / sum);
        let acsi = Acsi::new(means).unwrap();
        let mut better = means;
        better[which] = f64::min(10.0, better[which] + more);
        let better = Acsi::new(better).unwrap();
        prop_assert!((0.0..=100.0).contains(&acsi.simple()));
        prop_assert!(better.simple() >= acsi.simple());
        let (weighted, higher) =
            (acsi.weighted(weights).unwrap(), better.weighted(weights).unwrap());
        prop_assert!((-EPSILON..=100.0 + EPSILON).contains(&weighted));
        prop_assert!(higher >= weighted - EPSILON);
        let equal = acsi.weighted([1.0 / 3.0; 3]).unwrap();
        prop_assert!((equal - acsi.simple()).abs() < EPSILON);
    }

    #[test]
    fn acsi_takes_any_numbers_without_panic(
        means in prop::array::uniform3(any::<f64>()),
        weights in prop::array::uniform3(any::<f64>()),
    ) {
        let on_scale = means.iter().all(|mean| (1.0..=10.0).contains(mean));
        prop_assert_eq!(Acsi::new(means).is_ok(), on_scale);
        let valid = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0)
            && weights.iter().any(|weight| *weight > 0.0);
        prop_assert_eq!(Acsi::new([5.0; 3]).unwrap().weighted(weights).is_ok(), valid);
    }
}

fn tallies() -> impl Strategy<Value = Option<Tally>> {
    let scale = prop_oneof![Just(Scale::FIVE), Just(Scale::SEVEN), Just(Scale::NPS)];
    let count = prop_oneof![Just(0), 0..=9_u64, 0..=4_000_000_000_u64, Just(u64::MAX)];
    let counted = scale.prop_flat_map(move |scale| {
        prop::collection::vec(count.clone(), scale.points() as usize).prop_map(move |counts| {
            let mut tally = Tally::new(scale);
            for (rating, count) in scale.ratings().zip(counts) {
                tally.add_many(rating, count);
            }
            tally
        })
    });
    prop::option::weighted(0.9, counted)
}

proptest! {
    #[test]
    fn the_index_lies_among_its_drivers(
        tallies in prop::array::uniform3(tallies()),
        weights in prop::array::uniform3(prop_oneof![Just(0.0), 0.0..10.0]),
        confidence in confidence(),
    ) {
        let [trust, knowing, ease] = &tallies;
        let drivers = Drivers {
            trust: trust.as_ref(),
            knowing: knowing.as_ref(),
            ease: ease.as_ref(),
        };
        let weights = DriverWeights::new(weights).unwrap_or_default();
        let index = drivers.index(weights);
        prop_assert_eq!(index.is_none(), !drivers.missing(weights).is_empty());
        let Some(index) = index else { return Ok(()) };
        let means: Vec<f64> = Driver::ALL
            .into_iter()
            .filter(|driver| weights.share(*driver) > 0.0)
            .map(|driver| drivers.mean(driver).unwrap().mean_0_100())
            .collect();
        let lowest = means.iter().copied().fold(100.0, f64::min);
        let highest = means.iter().copied().fold(0.0, f64::max);
        prop_assert!(lowest - EPSILON <= index.index && index.index <= highest + EPSILON);
        if let (Some(error), Some(largest)) = (index.standard_error, index.largest_standard_error) {
            prop_assert!(0.0 <= error && error <= largest * (1.0 + EPSILON));
            let narrow = index.interval(confidence).unwrap();
            let wide = index.widest_interval(confidence).unwrap();
            prop_assert!(holds(narrow, index.index), "{narrow:?}");
            prop_assert!(wide.lower <= narrow.lower + EPSILON, "{wide:?} {narrow:?}");
            prop_assert!(narrow.upper <= wide.upper + EPSILON, "{wide:?} {narrow:?}");
        }
    }
}

/// Scores of a journey, with ties.
fn scores() -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        prop::collection::vec(
            (0..=10_i32).prop_map(|score| f64::from(score) * 10.0),
            0..12
        ),
        prop::collection::vec(any::<f64>(), 0..6),
    ]
}

fn journey(scores: &[f64]) -> Vec<Touchpoint<'static>> {
    let touchpoint = |&score| Touchpoint {
        name: "",
        stage: None,
        score,
        standard_error: None,
    };
    scores.iter().map(touchpoint).collect()
}

proptest! {
    #[test]
    fn a_journey_is_remembered_between_its_worst_and_its_best(
        scores in scores(),
        neutral in prop_oneof![Just(50.0), any::<f64>()],
    ) {
        let Ok(found) = PeakEnd::of(&journey(&scores), neutral) else {
            prop_assert!(!neutral.is_finite() || scores.iter().any(|score| !score.is_finite()));
            return Ok(());
        };
        prop_assert_eq!(found.is_some(), !scores.is_empty());
        let Some(found) = found else { return Ok(()) };
        let (worst, best) = (found.worst.score, found.best.score);
        prop_assert!(scores.iter().all(|&score| worst <= score && score <= best));
        prop_assert!(found.peak.score == worst || found.peak.score == best);
        prop_assert_eq!(found.last.score, *scores.last().unwrap());
        prop_assert!(worst <= found.index() && found.index() <= best);
        prop_assert!(found.mean.is_finite());
    }

    /// A journey turned upside down has its worst where its best was.
    #[test]
    fn good_and_bad_are_mirrored(scores in prop::collection::vec(0..=100_i32, 1..12)) {
        let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
        let mirrored: Vec<f64> = scores.iter().map(|score| 100.0 - score).collect();
        let one = PeakEnd::of(&journey(&scores), 50.0).unwrap().unwrap();
        let other = PeakEnd::of(&journey(&mirrored), 50.0).unwrap().unwrap();
        prop_assert_eq!(one.worst.score, 100.0 - other.best.score);
        prop_assert_eq!(one.best.score, 100.0 - other.worst.score);
        // Two peaks equally far from neutral are the one exception.
        if one.worst.score + one.best.score != 100.0 {
            prop_assert!((one.index() - (100.0 - other.index())).abs() < EPSILON);
        }
    }
}

fn estimates() -> impl Strategy<Value = Estimate> {
    let value = prop_oneof![Just(0.0), 0.01..100.0, (1..4_u8).prop_map(f64::from)];
    let relative = prop_oneof![Just(0.0), 0.0..0.5];
    (value, relative).prop_map(|(value, relative)| Estimate {
        value,
        standard_error: value * relative,
    })
}

fn opportunities() -> impl Strategy<Value = Vec<Opportunity>> {
    let effort = estimates().prop_filter("an effort", |effort| effort.value > 0.0);
    let others = prop::array::uniform4(estimates());
    let one = (others, effort).prop_map(|([importance, gap, reach, value], effort)| Opportunity {
        importance,
        gap,
        reach,
        value,
        effort,
    });
    prop::collection::vec(one, 0..8)
}

fn exponents() -> impl Strategy<Value = Exponents> {
    let exponent = prop_oneof![Just(1.0), Just(0.0), 0.0..3.0];
    prop::array::uniform5(exponent).prop_map(|[importance, gap, reach, value, effort]| Exponents {
        importance,
        gap,
        reach,
        value,
        effort,
    })
}

fn ranked(opportunities: &[Opportunity], exponents: &Exponents) -> Vec<Priority> {
    prioritize(opportunities, exponents, Confidence::P95).unwrap()
}

proptest! {
    #[test]
    fn priorities_fall_and_name_every_item_once(
        opportunities in opportunities(),
        exponents in exponents(),
    ) {
        let found = ranked(&opportunities, &exponents);
        let mut items: Vec<usize> = found.iter().map(|priority| priority.item).collect();
        for pair in found.windows(2) {
            prop_assert!(pair[0].priority >= pair[1].priority);
            if pair[0].priority == pair[1].priority {
                prop_assert!(pair[0].item < pair[1].item);
            }
            prop_assert!(pair[0].above_next.is_none_or(|p| (0.5..=1.0).contains(&p)));
        }
        items.sort_unstable();
        prop_assert_eq!(items, (0..opportunities.len()).collect::<Vec<_>>());
        for priority in &found {
            prop_assert_eq!(priority.log_error.is_some(), priority.priority > 0.0);
            if let Some(bounds) = priority.interval {
                prop_assert!(holds(bounds, priority.priority), "{priority:?}");
                prop_assert!(bounds.lower >= 0.0);
            }
        }
    }

    /// More of a factor never lowers a priority, more effort never raises it.
    #[test]
    fn factors_pull_in_their_direction(
        opportunity in opportunities().prop_filter_map("one", |all| all.first().copied()),
        exponents in exponents(),
        factor in 1.0..3.0,
    ) {
        let scaled = |estimate: Estimate| Estimate::exact(estimate.value * factor);
        let priority = |item: Opportunity| ranked(&[item], &exponents)[0].priority;
        let before = priority(opportunity);
        let slack = EPSILON * before;
        for better in [
            Opportunity { importance: scaled(opportunity.importance), ..opportunity },
            Opportunity { gap: scaled(opportunity.gap), ..opportunity },
            Opportunity { reach: scaled(opportunity.reach), ..opportunity },
            Opportunity { value: scaled(opportunity.value), ..opportunity },
        ] {
            prop_assert!(priority(better) >= before - slack);
        }
        let harder = Opportunity { effort: scaled(opportunity.effort), ..opportunity };
        prop_assert!(priority(harder) <= before + slack);
    }

    /// The unit of a factor does not change the order.
    #[test]
    fn units_do_not_matter(opportunities in opportunities(), exponent in -6..6_i32) {
        // By a power of two, so that nothing is rounded and ties stay ties.
        let unit = 2.0_f64.powi(exponent);
        let other: Vec<Opportunity> = opportunities
            .iter()
            .map(|item| Opportunity {
                effort: Estimate {
                    value: item.effort.value * unit,
                    standard_error: item.effort.standard_error * unit,
                },
                ..*item
            })
            .collect();
        let order = |items: &[Opportunity]| -> Vec<usize> {
            ranked(items, &Exponents::default()).iter().map(|found| found.item).collect()
        };
        prop_assert_eq!(order(&opportunities), order(&other));
    }

    #[test]
    fn any_numbers_are_ordered_or_refused(
        numbers in prop::collection::vec(any::<f64>().prop_map(f64::abs), 10..40),
        exponents in prop::array::uniform5(any::<f64>()),
    ) {
        let [importance, gap, reach, value, effort] = exponents;
        let exponents = Exponents { importance, gap, reach, value, effort };
        let opportunities: Vec<Opportunity> = numbers
            .chunks_exact(10)
            .map(|numbers| {
                let estimate = |index: usize| Estimate {
                    value: numbers[index],
                    standard_error: numbers[index + 5],
                };
                Opportunity {
                    importance: estimate(0),
                    gap: estimate(1),
                    reach: estimate(2),
                    value: estimate(3),
                    effort: estimate(4),
                }
            })
            .collect();
        for exponents in [exponents, Exponents::default()] {
            for found in prioritize(&opportunities, &exponents, Confidence::P95).unwrap_or_default() {
                prop_assert!(found.priority.is_finite());
                prop_assert!(found.log_error.is_none_or(f64::is_finite));
                prop_assert!(found.above_next.is_none_or(f64::is_finite));
                if let Some(bounds) = found.interval {
                    prop_assert!(bounds.lower.is_finite() && bounds.upper.is_finite());
                }
            }
        }
    }
}

//! What holds for every tally.

use proptest::prelude::*;
use score::{
    Band, Class, ClassCounts, Confidence, Direction, Interval, Metric, Scale, Score, Tally,
    round_half_away,
};

/// Slack for sums of a few roundings near 100.
const EPSILON: f64 = 1e-9;

fn scales() -> impl Strategy<Value = Scale> {
    (-1000..=1000, 1..=100).prop_filter_map("too high", |(min, span)| Scale::new(min, min + span))
}

fn metrics() -> impl Strategy<Value = Metric> {
    let direction = prop_oneof![
        Just(Direction::HigherIsEasier),
        Just(Direction::LowerIsEasier)
    ];
    prop_oneof![
        Just(Metric::Nps),
        (scales(), prop_oneof![0..=102_u32, any::<u32>()])
            .prop_map(|(scale, top)| Metric::Csat { scale, top }),
        (scales(), direction).prop_map(|(scale, direction)| Metric::Ces { scale, direction }),
        scales().prop_map(|scale| Metric::Rating { scale }),
    ]
}

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

fn tallies_of(scale: Scale, counts: impl Strategy<Value = u64>) -> impl Strategy<Value = Tally> {
    prop::collection::vec(counts, scale.points() as usize).prop_map(move |counts| {
        let mut tally = Tally::new(scale);
        for (rating, count) in scale.ratings().zip(counts) {
            tally.add_many(rating, count);
        }
        tally
    })
}

fn metric_and_tally() -> impl Strategy<Value = (Metric, Tally)> {
    metrics().prop_flat_map(|metric| (Just(metric), tallies_of(metric.scale(), counts())))
}

fn realistic_nps() -> impl Strategy<Value = Tally> {
    tallies_of(Scale::NPS, 0..=4_000_000_000_u64)
}

fn three_tallies() -> impl Strategy<Value = [Tally; 3]> {
    scales().prop_flat_map(|scale| {
        let one = || tallies_of(scale, counts());
        (one(), one(), one()).prop_map(|(a, b, c)| [a, b, c])
    })
}

fn merged(into: &Tally, from: &Tally) -> Tally {
    let mut sum = into.clone();
    sum.merge(from).unwrap();
    sum
}

fn mirrored(tally: &Tally) -> Tally {
    let scale = tally.scale();
    let mut mirror = Tally::new(scale);
    for (rating, count) in tally.iter() {
        mirror.add_many(scale.min() + scale.max() - rating, count);
    }
    mirror
}

fn multiplied(tally: &Tally, factor: u64) -> Tally {
    let mut product = Tally::new(tally.scale());
    for (rating, count) in tally.iter() {
        product.add_many(rating, count * factor);
    }
    product
}

fn interval(metric: Metric, tally: &Tally, confidence: Confidence) -> Option<Interval> {
    Score::of(metric, tally, confidence).interval
}

fn width(interval: Interval) -> f64 {
    interval.upper - interval.lower
}

proptest! {
    #[test]
    fn merging_is_commutative_and_associative([a, b, c] in three_tallies()) {
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &Tally::new(a.scale())), a);
    }

    #[test]
    fn parts_merge_into_one_pass(ratings in prop::collection::vec(-2..=12, 0..200), cut: usize) {
        let tally = |ratings: &[i32]| {
            let mut tally = Tally::new(Scale::NPS);
            for &rating in ratings {
                assert_eq!(tally.add(rating), (0..=10).contains(&rating));
            }
            tally
        };
        let (early, late) = ratings.split_at(cut % (ratings.len() + 1));
        prop_assert_eq!(merged(&tally(early), &tally(late)), tally(&ratings));
    }

    #[test]
    fn bytes_count_as_one_by_one(
        scale in scales(),
        ratings in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..2000),
            prop::collection::vec(prop_oneof![0..=16_u8, Just(255)], 0..2000),
        ],
    ) {
        let (mut at_once, mut one_by_one) = (Tally::new(scale), Tally::new(scale));
        let off = ratings.iter().filter(|&&rating| !one_by_one.add(rating.into())).count();
        prop_assert_eq!(at_once.add_bytes(&ratings), off as u64);
        prop_assert_eq!(at_once, one_by_one);
    }

    #[test]
    fn a_score_is_a_recount_of_its_ratings(ratings in prop::collection::vec(0..=10, 1..200)) {
        let mut tally = Tally::new(Scale::NPS);
        for &rating in &ratings {
            tally.add(rating);
        }
        let points: i32 = ratings.iter().map(|r| i32::from(*r >= 9) - i32::from(*r <= 6)).sum();
        let sum: i32 = ratings.iter().sum();
        let n = ratings.len() as f64;
        let score = Score::of(Metric::Nps, &tally, Confidence::P95);
        prop_assert_eq!(score.n, ratings.len() as u64);
        prop_assert_eq!(score.score, Some(f64::from(100 * points) / n));
        prop_assert_eq!(score.mean, Some(f64::from(sum) / n));
    }

    #[test]
    fn what_was_added_can_be_taken_back(
        (mut tally, rating) in scales().prop_flat_map(|scale| {
            (tallies_of(scale, 0..=20_u64), any::<prop::sample::Index>().prop_map(move |i| {
                scale.min() + i.index(scale.points() as usize) as i32
            }))
        })
    ) {
        let before = tally.clone();
        prop_assert!(tally.add(rating));
        prop_assert_eq!(tally.count(rating), before.count(rating) + 1);
        prop_assert!(tally.remove(rating));
        prop_assert_eq!(tally, before);
    }

    #[test]
    fn scores_stay_within_their_bounds((metric, tally) in metric_and_tally()) {
        let score = Score::of(metric, &tally, Confidence::P99);
        let scale = metric.scale();
        let (min, max) = (f64::from(scale.min()), f64::from(scale.max()));
        let (low, high) = metric.bounds();
        prop_assert_eq!(score.n, tally.n());
        prop_assert_eq!(score.score.is_some(), tally.n() > 0);
        prop_assert_eq!(score.mean.is_some(), tally.n() > 0);
        prop_assert!(score.score.is_none_or(|s| (low..=high).contains(&s)), "{:?}", score);
        prop_assert!(score.mean.is_none_or(|m| (min..=max).contains(&m)), "{:?}", score);
    }

    #[test]
    fn intervals_exist_where_classes_and_answers_do((metric, tally) in metric_and_tally()) {
        let score = Score::of(metric, &tally, Confidence::P90);
        let classed = !matches!(metric, Metric::Rating { .. });
        prop_assert_eq!(score.classes.is_some(), classed);
        let enough = if classed { 1 } else { 2 };
        prop_assert_eq!(score.interval.is_some(), tally.n() >= enough);
        let brief = Score::brief(metric, &tally, Confidence::P90);
        let without = if classed { score.interval } else { None };
        prop_assert_eq!(brief, Score { interval: without, ..score });
        if let Some(Interval { lower, upper, .. }) = score.interval {
            prop_assert!(lower.is_finite() && upper.is_finite() && lower <= upper);
        }
    }

    #[test]
    fn the_nps_interval_is_centred_on_the_adjusted_score(tally in realistic_nps()) {
        let counts = ClassCounts::of(Metric::Nps, &tally).unwrap();
        let Some(interval) = interval(Metric::Nps, &tally, Confidence::P95) else {
            prop_assert_eq!(tally.n(), 0);
            return Ok(());
        };
        let adjusted = 100.0 * (counts.high as f64 - counts.low as f64) / (tally.n() as f64 + 3.0);
        prop_assert!(interval.lower < adjusted && adjusted < interval.upper);
        prop_assert!((f64::midpoint(interval.lower, interval.upper) - adjusted).abs() < EPSILON);
    }

    #[test]
    fn a_share_lies_in_its_interval((metric, tally) in metric_and_tally()) {
        let score = Score::of(metric, &tally, Confidence::P90);
        if let (Metric::Csat { .. } | Metric::Ces { .. }, Some(share), Some(interval)) =
            (metric, score.score, score.interval)
        {
            prop_assert!(interval.lower >= 0.0 && interval.upper <= 100.0);
            prop_assert!(interval.lower <= share + EPSILON && share <= interval.upper + EPSILON);
            prop_assert_eq!(interval.lower == 0.0, share == 0.0);
        }
    }

    #[test]
    fn a_share_of_none_or_all_reaches_the_end_exactly(n in 1..=4_000_000_000_u64) {
        for confidence in [Confidence::P90, Confidence::P95, Confidence::P99] {
            let bounds = |rating| {
                let mut tally = Tally::new(Scale::FIVE);
                tally.add_many(rating, n);
                let metric = Metric::csat(Scale::FIVE);
                interval(metric, &tally, confidence).unwrap()
            };
            let (none, all) = (bounds(1), bounds(5));
            prop_assert_eq!((none.lower, all.upper), (0.0, 100.0));
            prop_assert!(none.upper > 0.0 && all.lower < 100.0);
        }
    }

    #[test]
    fn more_answers_narrow_and_more_confidence_widens(
        tally in tallies_of(Scale::NPS, 0..=1000_u64),
        factor in 2..=1000_u64,
    ) {
        prop_assume!(tally.n() > 0);
        for metric in [Metric::Nps, Metric::csat(Scale::NPS)] {
            let widths = [
                (multiplied(&tally, factor), Confidence::P90),
                (tally.clone(), Confidence::P90),
                (tally.clone(), Confidence::P95),
                (tally.clone(), Confidence::P99),
            ]
            .map(|(tally, confidence)| width(interval(metric, &tally, confidence).unwrap()));
            prop_assert!(widths.is_sorted_by(|a, b| a < b), "{:?}", widths);
        }
    }

    #[test]
    fn swapping_promoters_and_detractors_turns_the_sign(
        promoters in 0..=4_000_000_000_u64,
        passives in 0..=4_000_000_000_u64,
        detractors in 1..=4_000_000_000_u64,
    ) {
        let score = |high, low| {
            let mut tally = Tally::new(Scale::NPS);
            tally.add_many(9, high);
            tally.add_many(7, passives);
            tally.add_many(0, low);
            Score::of(Metric::Nps, &tally, Confidence::P95)
        };
        let (one, other) = (score(promoters, detractors), score(detractors, promoters));
        prop_assert_eq!(one.score.unwrap(), -other.score.unwrap());
        prop_assert_eq!(one.interval.unwrap().lower, -other.interval.unwrap().upper);
    }

    #[test]
    fn a_share_and_its_complement_mirror_each_other(
        tally in tallies_of(Scale::new(0, 1).unwrap(), 0..=4_000_000_000_u64),
    ) {
        prop_assume!(tally.n() > 0);
        let thumbs = Metric::csat(tally.scale());
        let up = interval(thumbs, &tally, Confidence::P95).unwrap();
        let down = interval(thumbs, &mirrored(&tally), Confidence::P95).unwrap();
        prop_assert!((up.lower + down.upper - 100.0).abs() < EPSILON);
        prop_assert!((up.upper + down.lower - 100.0).abs() < EPSILON);
    }

    #[test]
    fn effort_read_backwards_is_the_same_effort(
        tally in scales().prop_flat_map(|scale| tallies_of(scale, counts())),
    ) {
        let scored = |direction, tally: &Tally| {
            let metric = Metric::Ces { scale: tally.scale(), direction };
            let score = Score::of(metric, tally, Confidence::P95);
            (score.score, score.interval, score.classes)
        };
        let higher = scored(Direction::HigherIsEasier, &tally);
        prop_assert_eq!(higher, scored(Direction::LowerIsEasier, &mirrored(&tally)));
    }

    #[test]
    fn every_rating_on_the_scale_has_one_class_of_its_metric(
        metric in metrics(),
        rating in prop_oneof![-1200..=1200, any::<i32>()],
    ) {
        let class = metric.class(rating);
        let classed = !matches!(metric, Metric::Rating { .. });
        prop_assert_eq!(class.is_some(), classed && metric.scale().contains(rating));
        if let Some(class) = class {
            prop_assert_eq!(Class::from_name(class.name()), Some(class));
        }
    }

    #[test]
    fn both_ends_of_a_scale_are_opposite_classes(metric in metrics()) {
        let band = |rating| metric.class(rating).map(Class::band);
        let (min, max) = (metric.scale().min(), metric.scale().max());
        let (bad, good) = match metric {
            Metric::Ces { direction: Direction::LowerIsEasier, .. } => (max, min),
            _ => (min, max),
        };
        if !matches!(metric, Metric::Rating { .. }) {
            prop_assert_eq!((band(bad), band(good)), (Some(Band::Low), Some(Band::High)));
        }
    }

    #[test]
    fn a_tally_on_another_scale_is_scored_as_empty((metric, tally) in metric_and_tally(), scale in scales()) {
        prop_assume!(metric.scale() != scale);
        let mut other = Tally::new(scale);
        other.add_many(scale.min(), 3);
        let empty = Tally::new(metric.scale());
        prop_assert_eq!(
            Score::of(metric, &other, Confidence::P95),
            Score::of(metric, &empty, Confidence::P95)
        );
        let mut merged = tally.clone();
        prop_assert!(merged.merge(&other).is_err());
        prop_assert_eq!(merged, tally);
    }

    #[test]
    fn nothing_panics(
        (min, max, rating) in any::<(i32, i32, i32)>(),
        times: u64,
        (mut tally, metric) in (metric_and_tally(), metrics()).prop_map(|((_, t), m)| (t, m)),
        (a, b, value) in (
            prop::num::f64::ANY,
            prop::num::f64::ANY,
            prop::num::f64::ANY,
        ),
    ) {
        if let Some(scale) = Scale::new(min, max) {
            prop_assert!(scale.points() <= Scale::MAX_POINTS && scale.contains(min));
        }
        prop_assert_eq!(tally.add_many(rating, times), tally.scale().contains(rating));
        tally.remove(rating);
        let _ = tally.count(rating);
        if let Some(interval) = interval(metric, &tally, Confidence::P95) {
            let _ = interval.clamped(a, b);
        }
        let _ = round_half_away(value);
    }
}

//! What holds for every chart; and the tables of average run lengths that others printed.

use proptest::prelude::*;
use score::compare::NpsMethod;
use score::trend::{Cusum, Ewma, LARGEST, Limits, NpsInControl, two_window};
use score::{ClassCounts, Confidence};

fn readings() -> impl Strategy<Value = Vec<f64>> {
    let reading = prop_oneof![8 => -100.0..100.0_f64, 1 => -LARGEST..LARGEST];
    prop::collection::vec(reading, 0..40)
}

fn periods() -> impl Strategy<Value = Vec<ClassCounts>> {
    let count = || prop_oneof![Just(0), 0..=500_u64, any::<u64>()];
    let period = (count(), count(), count()).prop_map(|(high, middle, low)| ClassCounts {
        high,
        middle,
        low,
    });
    prop::collection::vec(period, 0..12)
}

fn near(found: Option<f64>, printed: f64, half_a_unit: f64) -> bool {
    found.is_some_and(|found| (found - printed).abs() <= half_a_unit)
}

/// Montgomery, *Introduction to Statistical Quality Control*, sixth edition, table 9.3 (after
/// Lucas and Crosier, *Technometrics*, 1982): two-sided, k = ½, by shifts in standard deviations.
#[test]
fn cusum_run_lengths_are_those_of_the_tables() {
    let four = [168.0, 74.2, 26.6, 13.3, 8.38, 4.75, 3.34, 2.62, 2.19, 1.71];
    let five = [465.0, 139.0, 38.0, 17.0, 10.4, 5.75, 4.01, 3.11, 2.57, 2.01];
    let shifts = [0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0];
    for (limit, printed) in [(4.0, four), (5.0, five)] {
        let chart = Cusum::new(0.5, limit).unwrap();
        for (shift, printed) in shifts.into_iter().zip(printed) {
            // Three digits are printed.
            let half_a_unit = match printed {
                100.0.. => 0.5,
                10.0.. => 0.05,
                _ => 0.005,
            };
            let found = chart.average_run_length(1.0, shift);
            assert!(
                near(found, printed, half_a_unit),
                "{limit} {shift}: {found:?}, not {printed}"
            );
        }
    }
}

/// In control both sides are alike, so one of them runs twice as long as the two.
#[test]
fn one_sided_cusum_run_lengths_are_twice_those_of_the_tables() {
    for (limit, printed) in [(4.0, 168.0), (5.0, 465.0)] {
        let chart = Cusum::new(0.5, limit).unwrap();
        let found = chart.average_run_length_one_sided(1.0, 0.0);
        assert!(near(found, 2.0 * printed, 1.0), "{limit}: {found:?}");
    }
}

/// Lucas and Saccucci, *Technometrics*, 1990, as in Montgomery's table 9.11, λ and L chosen for
/// about 500 in control, steady limits, by shifts in standard deviations.
#[test]
fn ewma_run_lengths_are_those_of_the_tables() {
    let shifts = [0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0];
    for (lambda, limit, printed) in [
        (
            0.4,
            3.054,
            [500.0, 224.0, 71.2, 28.4, 14.3, 5.9, 3.5, 2.5, 2.0],
        ),
        (
            0.25,
            2.998,
            [500.0, 170.0, 48.2, 20.1, 11.1, 5.5, 3.6, 2.7, 2.3],
        ),
        (
            0.2,
            2.962,
            [500.0, 150.0, 41.8, 18.2, 10.5, 5.5, 3.7, 2.9, 2.4],
        ),
        (
            0.1,
            2.814,
            [500.0, 106.0, 31.3, 15.9, 10.3, 6.1, 4.4, 3.4, 2.9],
        ),
        (
            0.05,
            2.615,
            [500.0, 84.1, 28.8, 16.4, 11.4, 7.1, 5.2, 4.2, 3.5],
        ),
    ] {
        let chart = Ewma::new(lambda, limit).unwrap();
        for (shift, printed) in shifts.into_iter().zip(printed) {
            let found = chart.average_run_length(Limits::Steady, shift);
            let unit = if printed >= 100.0 { 0.51 } else { 0.1 };
            assert!(
                near(found, printed, unit),
                "{lambda} {shift}: {found:?}, not {printed}"
            );
        }
    }
}

/// Shewhart's chart signals with chance 2·(1 − Φ(3)) a reading: 370.398 on average.
#[test]
fn with_lambda_one_an_ewma_is_a_shewhart_chart() {
    for limits in [Limits::Steady, Limits::TimeVarying] {
        let found = Ewma::new(1.0, 3.0).unwrap().average_run_length(limits, 0.0);
        assert!(near(found, 370.398_347_345, 1e-9), "{found:?}");
    }
}

/// Where the first steps are few, the run length can be had by hand: with limits of zero width
/// every reading signals.
#[test]
fn charts_without_room_signal_at_once() {
    for limits in [Limits::Steady, Limits::TimeVarying] {
        let ewma = Ewma::new(0.2, 0.0).unwrap();
        assert!(near(ewma.average_run_length(limits, 0.0), 1.0, 1e-12));
    }
    // One side of a CUSUM without limit signals at every reading above the slack: Φ(0) = ½.
    let cusum = Cusum::new(0.0, 0.0).unwrap();
    assert!(near(
        cusum.average_run_length_one_sided(1.0, 0.0),
        2.0,
        1e-12
    ));
    assert!(near(cusum.average_run_length(1.0, 0.0), 1.0, 1e-12));
}

/// Means of 200 000 simulated charts each, with three of their standard errors.
#[test]
fn run_lengths_under_time_varying_limits_are_those_of_a_simulation() {
    for (lambda, limit, shift, simulated, error) in [
        (0.1, 2.814, 0.0, 487.27, 1.10),
        (0.1, 2.814, 1.0, 8.141, 0.0116),
        (0.05, 2.615, 0.0, 468.16, 1.08),
        (0.03, 2.437, 0.5, 20.381, 0.0355),
    ] {
        let chart = Ewma::new(lambda, limit).unwrap();
        let found = chart.average_run_length(Limits::TimeVarying, shift);
        assert!(
            near(found, simulated, 3.0 * error),
            "{lambda} {shift}: {found:?}"
        );
    }
}

/// The early limits are narrower, so they signal sooner, in control and out of it.
#[test]
fn time_varying_limits_signal_sooner() {
    let chart = Ewma::new(0.1, 2.814).unwrap();
    for shift in [0.0, 0.5, 1.0, 2.0] {
        let [early, steady] = [Limits::TimeVarying, Limits::Steady]
            .map(|limits| chart.average_run_length(limits, shift).unwrap());
        assert!(early < steady, "{shift}: {early} {steady}");
        assert!(early > 0.5 * steady, "{shift}: {early} {steady}");
    }
}

/// A mean of 10³¹ readings is out of reach for elimination with subtractions.
#[test]
fn long_run_lengths_keep_growing() {
    let mut last = 0.0;
    for limit in [5.0, 10.0, 20.0, 40.0, 70.0] {
        let chart = Cusum::new(0.5, limit).unwrap();
        let found = chart.average_run_length_one_sided(1.0, 0.0).unwrap();
        // Siegmund's approximation, (e^b − 1 − b)/(2k²) with b = 2k(h + 1.166), is near.
        let b = limit + 1.166;
        let siegmund = (b.exp() - 1.0 - b) * 2.0;
        assert!(
            found > last && (found / siegmund - 1.0).abs() < 0.02,
            "{found} {siegmund}"
        );
        last = found;
    }
}

#[test]
fn what_cannot_be_resolved_has_no_run_length() {
    let slow = Ewma::new(0.009, 3.0).unwrap();
    assert_eq!(slow.average_run_length(Limits::Steady, 0.0), None);
    let chart = Ewma::new(0.2, 3.0).unwrap();
    let wide = Cusum::new(0.5, 76.0).unwrap();
    let cusum = Cusum::new(0.5, 5.0).unwrap();
    assert_eq!(wide.average_run_length(1.0, 0.0), None);
    assert!(wide.average_run_length(2.0, 0.0).is_some());
    for strange in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(chart.average_run_length(Limits::Steady, strange), None);
        assert_eq!(cusum.average_run_length(1.0, strange), None);
        assert_eq!(cusum.average_run_length(strange, 0.0), None);
    }
    assert_eq!(cusum.average_run_length(0.0, 0.0), None);
    assert_eq!(cusum.average_run_length(-1.0, 0.0), None);
}

proptest! {
    #[test]
    fn cusums_are_never_below_zero_and_mirror(
        readings in readings(),
        target in -50.0..50.0_f64,
        slack in 0.0..5.0_f64,
        limit in 0.0..20.0_f64,
    ) {
        let chart = Cusum::new(slack, limit).unwrap();
        let found = chart.chart(target, &readings).unwrap();
        prop_assert_eq!(found.points.len(), readings.len());
        prop_assert!(found.points.iter().all(|sum| sum.high >= 0.0 && sum.low >= 0.0));
        let signals = found.signals();
        prop_assert!(signals.iter().all(|place| (1..=readings.len()).contains(place)));
        prop_assert_eq!(found.first_signal(), signals.first().copied());
        let mirrored: Vec<f64> = readings.iter().map(|reading| -reading).collect();
        let mirror = chart.chart(-target, &mirrored).unwrap();
        for (one, other) in found.points.iter().zip(&mirror.points) {
            prop_assert_eq!((one.high, one.low), (other.low, other.high));
        }
    }

    #[test]
    fn averages_stay_among_what_they_average(
        readings in readings(),
        target in -50.0..50.0_f64,
        sigma in 0.0..10.0_f64,
        lambda in 1e-6..=1.0_f64,
        limit in 0.0..5.0_f64,
    ) {
        let found = Ewma::new(lambda, limit).unwrap().chart(target, sigma, &readings).unwrap();
        prop_assert_eq!(found.points.len(), readings.len());
        let least = readings.iter().copied().fold(target, f64::min);
        let most = readings.iter().copied().fold(target, f64::max);
        let slack = 1e-12 * (least.abs() + most.abs());
        for point in &found.points {
            prop_assert!(least - slack <= point.z && point.z <= most + slack);
            prop_assert!(point.lower <= target && target <= point.upper);
            prop_assert!(found.steady_lower <= point.lower && point.upper <= found.steady_upper);
        }
        // Steady limits are the wider ones, so what is beyond them is beyond both.
        let early = found.signals(Limits::TimeVarying);
        prop_assert!(found.signals(Limits::Steady).iter().all(|place| early.contains(place)));
    }

    #[test]
    fn what_is_no_reading_is_refused_by_its_place(
        readings in readings(),
        strange in prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-1.1e100)],
    ) {
        let mut all = readings.clone();
        all.push(strange);
        let place = format!("reading [{}] is", readings.len());
        let refused = [
            Ewma::new(0.2, 3.0).unwrap().chart(0.0, 1.0, &all).unwrap_err(),
            Cusum::new(0.5, 5.0).unwrap().chart(0.0, &all).unwrap_err(),
        ];
        prop_assert!(refused.iter().all(|error| error.to_string().starts_with(&place)));
    }

    #[test]
    fn settings_are_taken_or_refused_and_never_make_nonsense(
        a in any::<f64>(),
        b in any::<f64>(),
        c in any::<f64>(),
        d in any::<f64>(),
        readings in readings(),
    ) {
        if let Ok(chart) = Ewma::new(a, b)
            && let Ok(found) = chart.chart(c, d, &readings)
        {
            prop_assert!(found.points.iter().all(|p| !(p.z + p.lower + p.upper).is_nan()));
        }
        if let Ok(chart) = Cusum::new(a, b)
            && let Ok(found) = chart.chart(c, &readings)
        {
            prop_assert!(found.points.iter().all(|p| p.high.is_finite() && p.low.is_finite()));
        }
    }

    #[test]
    fn larger_limits_and_smaller_shifts_take_longer(
        slack in 0.0..2.0_f64,
        limit in 0.0..8.0_f64,
        sigma in 0.5..2.0_f64,
        lambda in 0.05..=1.0_f64,
        shift in 0.0..2.0_f64,
    ) {
        let cusum = |limit| Cusum::new(slack, limit).unwrap();
        let run = |limit, shift| cusum(limit).average_run_length(sigma, shift).unwrap();
        prop_assert!(run(limit, shift) >= 1.0 - 1e-12);
        prop_assert!(run(limit, shift) < run(limit + 0.5, shift));
        prop_assert!(run(limit, shift + 0.5) < run(limit, shift));
        prop_assert!((run(limit, shift) / run(limit, -shift) - 1.0).abs() < 1e-12);
        let ewma = |limit| Ewma::new(lambda, limit).unwrap();
        let run = |limit, shift| ewma(limit).average_run_length(Limits::Steady, shift).unwrap();
        let limit = limit / 2.0;
        prop_assert!(run(limit, shift) >= 1.0 - 1e-12);
        prop_assert!(run(limit, shift) < run(limit + 0.5, shift));
        prop_assert!(run(limit, shift + 0.5) < run(limit, shift));
        prop_assert!((run(limit, shift) / run(limit, -shift) - 1.0).abs() < 1e-10);
    }

    #[test]
    fn run_lengths_are_numbers_or_nothing(
        settings in (any::<f64>(), any::<f64>(), any::<f64>(), any::<f64>()),
    ) {
        let (a, b, c, d) = settings;
        let mut found = Vec::new();
        if let Ok(chart) = Cusum::new(a.abs(), b.abs()) {
            found.extend([chart.average_run_length(c, d), chart.average_run_length(b.abs(), d)]);
        }
        if let Ok(chart) = Ewma::new(a.abs(), b.abs()) {
            found.push(chart.average_run_length(Limits::TimeVarying, c));
        }
        prop_assert!(found.into_iter().flatten().all(|run| run.is_finite() && run >= 1.0 - 1e-9));
    }

    #[test]
    fn residuals_are_readings(
        periods in periods(),
        baseline in (0..=u64::MAX, 0..=u64::MAX, 0..=u64::MAX),
    ) {
        let (high, middle, low) = baseline;
        if let Some(level) = NpsInControl::of(&ClassCounts { high, middle, low }) {
            let found = level.residuals(&periods);
            let answered = periods.iter().filter(|period| period.net().is_some());
            prop_assert_eq!(found.len(), answered.count());
            let residuals: Vec<f64> = found.iter().map(|period| period.residual).collect();
            let chart = Cusum::new(0.5, 5.0).unwrap().chart(0.0, &residuals);
            prop_assert!(chart.is_ok());
        }
    }

    #[test]
    fn windows_end_or_do_not_exist(
        periods in periods(),
        recent in 0..9_usize,
        baseline in prop_oneof![0..9_usize, Just(usize::MAX)],
    ) {
        let method = NpsMethod::default();
        let found = two_window(&periods, recent, baseline, method, Confidence::P95);
        let fits = recent.saturating_add(baseline) <= periods.len();
        prop_assert_eq!(found.is_some(), fits);
        if let Some(found) = found {
            let answered = found.recent.net().is_some() && found.baseline.net().is_some();
            prop_assert_eq!(found.difference.is_some(), answered);
        }
    }
}

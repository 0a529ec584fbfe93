//! Sampling rates that bring as many responses as are wanted: months of visitors, and what must hold
//! whatever is known.

mod rates;
mod traffic;

use survey::pace::{Per, Target};

use traffic::{Days, Site, date};

const MONTH: Target = Target {
    responses: 250,
    per: Per::Month,
};
/// The first and the last day of February, where the first of January is 0.
const JANUARY: usize = 31;
const DAYS: i64 = 59;

/// By a day since Thursday, 1 January, and an hour of it: what a day of this traffic would bring.
type Traffic = fn(i64, f64) -> f64;

fn is_weekend(day: i64) -> bool {
    (day + 3).rem_euclid(7) >= 5
}

fn steady(_: i64, _: f64) -> f64 {
    500.0
}

fn busy(_: i64, _: f64) -> f64 {
    1e6
}

/// Nobody from 11 in the evening to 7 in the morning.
fn nightly(_: i64, hour: f64) -> f64 {
    if (7.0..23.0).contains(&hour) {
        750.0
    } else {
        0.0
    }
}

/// All from 5 in the afternoon to midnight.
fn evenings(_: i64, hour: f64) -> f64 {
    if hour < 17.0 { 0.0 } else { 1700.0 }
}

/// A tenth of the traffic on Saturdays and Sundays.
fn office(day: i64, _: f64) -> f64 {
    if is_weekend(day) { 50.0 } else { 500.0 }
}

/// Nobody on Saturdays and Sundays, and not many else.
fn closed_on_weekends(day: i64, _: f64) -> f64 {
    if is_weekend(day) { 0.0 } else { 100.0 }
}

fn doubling(day: i64, _: f64) -> f64 {
    if day < 40 { 100.0 } else { 200.0 }
}

fn halving(day: i64, _: f64) -> f64 {
    if day < 40 { 200.0 } else { 100.0 }
}

fn growing(day: i64, _: f64) -> f64 {
    (0..day).fold(50.0, |demand, _| demand * 1.05)
}

/// One day brings fifty times as much as the others.
fn spike(day: i64, _: f64) -> f64 {
    if day == 40 { 5000.0 } else { 100.0 }
}

/// Everybody is asked and it is too few; then comes the world.
fn launch(day: i64, _: f64) -> f64 {
    if day < 40 { 5.0 } else { 5000.0 }
}

fn tiny(_: i64, _: f64) -> f64 {
    2.0
}

/// What a month brings, and a day of it at most, after a month of learning.
struct Case {
    traffic: Traffic,
    responses: std::ops::RangeInclusive<u32>,
    most: u32,
}

fn run(target: Target, traffic: Traffic, seed: u64) -> Days {
    let site = Site {
        target,
        sample: None,
        since: date("2026-01-01"),
        traffic: &traffic,
    };
    site.run(DAYS, seed)
}

#[test]
fn a_month_brings_what_is_wanted_day_by_day() {
    // An even day brings 9.
    for (name, case) in [
        (
            "steady",
            Case {
                traffic: steady,
                responses: 243..=257,
                most: 18,
            },
        ),
        (
            "busy",
            Case {
                traffic: busy,
                responses: 243..=257,
                most: 18,
            },
        ),
        (
            "nightly",
            Case {
                traffic: nightly,
                responses: 243..=257,
                most: 18,
            },
        ),
        (
            "evenings",
            Case {
                traffic: evenings,
                responses: 243..=257,
                most: 18,
            },
        ),
        (
            "office",
            Case {
                traffic: office,
                responses: 243..=257,
                most: 18,
            },
        ),
        (
            "closed on weekends",
            Case {
                traffic: closed_on_weekends,
                responses: 230..=257,
                most: 27,
            },
        ),
        (
            "doubling",
            Case {
                traffic: doubling,
                responses: 243..=257,
                most: 18,
            },
        ),
        (
            "halving",
            Case {
                traffic: halving,
                responses: 243..=257,
                most: 18,
            },
        ),
        (
            "growing",
            Case {
                traffic: growing,
                responses: 243..=257,
                most: 18,
            },
        ),
        (
            "spike",
            Case {
                traffic: spike,
                responses: 235..=257,
                most: 27,
            },
        ),
    ] {
        for seed in 1..=2 {
            let ran = run(MONTH, case.traffic, seed);
            let (first, brought) = (ran.responses[0], ran.from(JANUARY));
            let days = &ran.responses[JANUARY..];
            assert!(
                first <= 25,
                "{name} {seed}: to learn costs a tenth, not {first}"
            );
            assert!(
                ran.responses[1] > 0,
                "{name} {seed}: it is learned in a day"
            );
            assert!(
                case.responses.contains(&brought),
                "{name} {seed}: {brought}"
            );
            assert!(
                days.iter().all(|day| *day <= case.most),
                "{name} {seed}: {days:?}"
            );
        }
    }
}

#[test]
fn who_cannot_bring_enough_asks_everybody() {
    for seed in 1..=2 {
        let ran = run(MONTH, tiny, seed);
        assert!(ran.from(JANUARY) > 30, "{:?}", ran.responses);
        assert!(
            ran.rates[1..].iter().all(|rate| *rate == 1.0),
            "{:?}",
            ran.rates
        );
    }
}

#[test]
fn a_launch_spends_what_is_left_and_little_more() {
    for seed in 1..=2 {
        let ran = run(MONTH, launch, seed);
        let brought = ran.from(JANUARY);
        assert!(
            (240..=275).contains(&brought),
            "{seed}: {brought} {:?}",
            ran.responses
        );
        assert!(
            ran.responses[41..].iter().all(|day| *day <= 27),
            "{:?}",
            ran.responses
        );
    }
}

#[test]
fn days_and_weeks_have_targets_of_their_own() {
    let daily = Target {
        responses: 10,
        per: Per::Day,
    };
    let weekly = Target {
        responses: 70,
        per: Per::Week,
    };
    for seed in 1..=2 {
        let days = run(daily, office, seed).responses;
        let met = days[JANUARY..]
            .iter()
            .filter(|day| (8..=12).contains(*day))
            .count();
        assert!(met >= 23, "{seed}: {days:?}");
        // Monday, 2 February, to Sunday, 1 March.
        let days = run(weekly, office, seed).responses;
        for week in days[JANUARY + 1..].chunks_exact(7) {
            let brought: u32 = week.iter().sum();
            assert!((65..=75).contains(&brought), "{seed}: {week:?}");
        }
    }
}

#[test]
fn a_larger_target_is_met_more_closely() {
    let target = Target {
        responses: 3000,
        ..MONTH
    };
    let ran = run(target, steady, 1);
    assert!(
        (2985..=3015).contains(&ran.from(JANUARY)),
        "{}",
        ran.from(JANUARY)
    );
    let days = &ran.responses[JANUARY..];
    assert!(days.iter().all(|day| (90..=125).contains(day)), "{days:?}");
}

#[test]
fn responses_weigh_nearly_alike() {
    for (name, traffic) in [("steady", steady as Traffic), ("nightly", nightly)] {
        let effect = run(MONTH, traffic, 1).design_effect(JANUARY);
        assert!((1.0..1.5).contains(&effect), "{name}: {effect}");
    }
}

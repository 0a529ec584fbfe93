//! Single rates: what is known, and what follows.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use survey::pace::{Arrivals, HASTE, Known, LOWEST_RATE, Per, TRICKLE, Target};
use survey::time::Timestamp;

use crate::traffic::date;

const TARGET: Target = Target {
    responses: 300,
    per: Per::Month,
};
const HOUR: i64 = 3_600_000;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}:00Z")).unwrap()
}

fn known(arrivals: &[Arrivals]) -> Known<'_> {
    Known {
        since: date("2026-11-01"),
        arrivals,
        sample: None,
    }
}

/// As many responses in each hour of some days, asked for at a rate.
fn hourly(from: &str, days: i64, responses: u32, rate: f64) -> Vec<Arrivals> {
    let first = date(from).millis() / HOUR;
    let of = |hour| Arrivals {
        hour,
        responses,
        demand: f64::from(responses) / rate,
    };
    (first..first + 24 * days).map(of).collect()
}

#[test]
fn where_nothing_is_known_the_definition_s_own_rate_holds() {
    let now = at("2026-11-01T00:01");
    let sampled = Known {
        sample: Some(0.25),
        ..known(&[])
    };
    assert_eq!(TARGET.rate(&sampled, now), 0.25);
    // A tenth of the target would be 30, but 8 tell enough.
    let came = |responses| {
        [Arrivals {
            hour: date("2026-11-01").millis() / HOUR,
            responses,
            demand: f64::from(responses) * 4.0,
        }]
    };
    for (responses, still) in [(7, true), (8, false)] {
        let came = came(responses);
        let rate = TARGET.rate(
            &Known {
                arrivals: &came,
                ..sampled
            },
            now,
        );
        assert_eq!(rate == 0.25, still, "{responses}: {rate}");
    }
    // Of a small target, a tenth is enough.
    let small = Target {
        responses: 12,
        ..TARGET
    };
    let came = came(1);
    assert_ne!(
        small.rate(
            &Known {
                arrivals: &came,
                ..sampled
            },
            now
        ),
        0.25
    );
}

#[test]
fn a_beginning_without_a_rate_doubles_every_two_hours() {
    for (now, rate) in [
        ("2026-11-01T00:00", 0.001),
        ("2026-11-01T01:59", 0.001),
        ("2026-11-01T02:00", 0.002),
        ("2026-11-01T12:00", 0.064),
        ("2026-11-01T19:59", 0.51),
        ("2026-11-01T20:00", 1.0),
        ("2027-11-01T20:00", 1.0),
        // A clock that was put back.
        ("2026-10-01T00:00", 0.001),
    ] {
        assert_eq!(TARGET.rate(&known(&[]), at(now)), rate, "{now}");
    }
}

#[test]
fn on_plan_the_rate_is_what_is_wanted_of_what_comes() {
    // 10 are wanted each day; at rate 1 would come 24 × 10 ÷ 0.5 = 480.
    let steady = hourly("2026-11-01", 10, 1, 0.05);
    let rate = TARGET.rate(&known(&steady), at("2026-11-11T00:00"));
    // 240 came on ten days, so that 60 are wanted on twenty.
    let wanted = 60.0 / 20.0 / 480.0;
    assert!((rate / wanted - 1.0).abs() < 0.02, "{rate}, not {wanted}");
}

#[test]
fn what_was_asked_for_at_another_rate_tells_the_same_demand() {
    let often = hourly("2026-10-10", 20, 4, 0.8);
    let seldom = hourly("2026-10-10", 20, 1, 0.2);
    let now = at("2026-11-01T00:00");
    assert_eq!(
        TARGET.rate(&known(&often), now),
        TARGET.rate(&known(&seldom), now)
    );
}

#[test]
fn a_day_of_the_week_is_known_by_its_own_demand() {
    // Thursdays bring ten times as much.
    let mut arrivals = hourly("2026-10-05", 27, 1, 0.1);
    for of in &mut arrivals {
        if (of.hour.div_euclid(24) + 3).rem_euclid(7) == 3 {
            of.responses = 10;
            of.demand *= 10.0;
        }
    }
    let rate = |day: &str| TARGET.rate(&known(&arrivals), date(day));
    // Sunday, 1 November, and Thursday, 5 November, with nothing in between but what is expected.
    let (sunday, thursday) = (rate("2026-11-01"), rate("2026-11-05"));
    assert!(sunday / thursday > 5.0, "{sunday} and {thursday}");
}

#[test]
fn a_target_that_is_reached_leaves_a_trickle() {
    // 24 × 13 = 312 came; at rate 1 would come 480 a day.
    let full = hourly("2026-11-01", 13, 1, 0.05);
    let rate = TARGET.rate(&known(&full), at("2026-11-14T12:00"));
    let even = 10.0 / 480.0;
    assert!(rate <= 1.1 * TRICKLE * even, "{rate}");
    assert!(rate >= 0.5 * TRICKLE * even, "{rate}");
    // The next month begins afresh, with all that is known of the demand.
    let fresh = TARGET.rate(&known(&full), at("2026-12-01T00:00"));
    assert!(fresh > 5.0 * rate, "{fresh} after {rate}");
}

#[test]
fn what_a_night_did_not_bring_is_not_made_good_in_a_rush() {
    let steady = hourly("2026-10-05", 27, 1, 0.05);
    let even = 10.0 / 480.0;
    for hour in 0..24 {
        let now = at(&format!("2026-11-01T{hour:02}:59"));
        let rate = TARGET.rate(&known(&steady), now);
        assert!(rate <= 2.5 * HASTE * even, "{hour}: {rate}");
        assert!(rate >= even * 0.9, "{hour}: {rate}");
    }
}

#[test]
fn what_only_the_evening_brings_is_waited_for() {
    let evenings: Vec<_> = hourly("2026-10-05", 27, 3, 0.05)
        .into_iter()
        .filter(|of| of.hour.rem_euclid(24) >= 17)
        .collect();
    let rate = |hour: &str| TARGET.rate(&known(&evenings), at(&format!("2026-11-01T{hour}")));
    let (morning, before) = (rate("00:00"), rate("16:59"));
    assert!((before / morning - 1.0).abs() < 0.25, "{morning}, {before}");
}

#[test]
fn a_day_that_brought_twice_its_allowance_is_over() {
    let now = at("2026-11-01T02:00");
    let rate = |today: u32| {
        let mut arrivals = hourly("2026-10-05", 27, 1, 0.05);
        arrivals.push(Arrivals {
            hour: date("2026-11-01").millis() / HOUR,
            responses: today,
            demand: f64::from(today) / 0.05,
        });
        TARGET.rate(&known(&arrivals), now)
    };
    // Some 10 are wanted, of the 300 of the month.
    let (less, twice) = (rate(18), rate(22));
    assert!(twice < 0.3 * less, "{less}, then {twice}");
    // What goes on asks the fewer, the more there are.
    let flood = rate(440);
    assert!(flood * 5.0 < twice, "{twice}, then {flood}");
}

#[test]
fn a_week_that_is_complete_on_friday_asks_for_no_more() {
    let target = Target {
        responses: 70,
        per: Per::Week,
    };
    // Everybody is asked. Nobody comes on weekends; from Monday, 16, to Thursday, 19 November, came 60.
    let mut arrivals = hourly("2026-10-19", 32, 1, 1.0);
    arrivals.retain(|of| {
        let (day, hour) = (of.hour.div_euclid(24), of.hour.rem_euclid(24));
        (day + 3).rem_euclid(7) < 5 && (day < date("2026-11-16").millis() / HOUR / 24 || hour < 15)
    });
    let rate = |today: u32| {
        let mut arrivals = arrivals.clone();
        arrivals.push(Arrivals {
            hour: date("2026-11-20").millis() / HOUR,
            responses: today,
            demand: f64::from(today),
        });
        target.rate(&known(&arrivals), at("2026-11-20T12:00"))
    };
    let (missing, complete) = (rate(9), rate(10));
    assert!(complete < 0.3 * missing, "{missing}, then {complete}");
}

#[test]
fn only_what_matters_is_looked_back_to() {
    for (per, now, first) in [
        (Per::Month, "2026-10-31T23:59", "2026-10-01"),
        (Per::Month, "2026-10-05T00:00", "2026-09-07"),
        (Per::Day, "2026-10-31T12:00", "2026-10-03"),
    ] {
        let target = Target { per, ..TARGET };
        assert_eq!(target.looks_back_to(at(now)), date(first), "{now}");
    }
}

fn arrivals() -> impl Strategy<Value = Vec<Arrivals>> {
    let rate = prop_oneof![Just(1.0), LOWEST_RATE..1.0, Just(f64::MIN_POSITIVE)];
    let of = (-1000..1000_i64, 1..10_000_u32, rate).prop_map(|(hour, responses, rate)| Arrivals {
        hour: hour + 494_000,
        responses,
        demand: f64::from(responses) / rate,
    });
    vec(of, 0..50)
}

proptest! {
    #[test]
    fn whatever_is_known_a_rate_is_a_share_of_two_digits(
        arrivals in arrivals(),
        responses in 1..=1_000_000_u32,
        per in prop::sample::select(vec![Per::Day, Per::Week, Per::Month]),
        since in -2000..2000_i64,
        minutes in -60_000..60_000_i64,
        sample in of(1e-9..=1.0),
    ) {
        let middle = 494_000 * HOUR;
        let known = Known {
            since: Timestamp::from_millis(middle + since * HOUR),
            arrivals: &arrivals,
            sample,
        };
        let now = Timestamp::from_millis(middle + minutes * 60_000);
        let rate = Target { responses, per }.rate(&known, now);
        prop_assert!((LOWEST_RATE..=1.0).contains(&rate), "{rate}");
        let digits = format!("{rate:e}");
        let digits = digits.split('e').next().unwrap();
        prop_assert!(digits.len() <= 3, "{rate}");
    }

    #[test]
    fn no_moment_and_no_number_makes_it_panic(
        millis: i64,
        since: i64,
        ago in -10..900_i64,
        responses: u32,
        demand in prop::num::f64::ANY,
    ) {
        let now = Timestamp::from_millis(millis);
        let hour = now.millis().div_euclid(HOUR) - ago;
        let arrivals = [Arrivals { hour, responses, demand }];
        let known = Known {
            since: Timestamp::from_millis(since),
            arrivals: &arrivals,
            sample: None,
        };
        let rate = TARGET.rate(&known, now);
        prop_assert!(rate > 0.0 && rate <= 1.0, "{rate}");
    }
}

//! Whether a score has declined: a chart of its days, beside the months before.
//!
//! The net share of each day (those at the high end less those at the low one) is measured by its own
//! standard error, and what it lies below the level of the baseline is added up by a one-sided
//! cumulative sum chart (Page, *Biometrika*, 1954) with slack ½ and limit 5. A level that has moved by
//! one standard error of a day is noticed after about ten days, and a level that has not moved gives
//! one alarm in [`days_between_false_alarms`].

use score::ClassCounts;
use score::trend::{Cusum, NpsInControl};

/// Days whose level is taken for the usual one, and days after them that are held against it.
pub(super) const BASELINE: usize = 84;
pub(super) const CHARTED: usize = 28;

/// Answers without which a baseline is none.
const FEWEST: u64 = 100;

/// In standard errors of a day.
const SLACK: f64 = 0.5;
const LIMIT: f64 = 5.0;

/// A score that went down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decline {
    /// The first of the charted days since which it went down, counted from 0.
    pub(super) since: usize,
    /// What the baseline and the days since then hold.
    pub(super) before: ClassCounts,
    pub(super) after: ClassCounts,
}

/// Looks for a decline that still lasts on the last of these days, which are [`BASELINE`] and
/// [`CHARTED`] days, oldest first. None where the baseline has too few answers.
pub(super) fn decline(days: &[ClassCounts]) -> Option<Decline> {
    let (baseline, charted) = days.split_at_checked(BASELINE)?;
    let before = sum(baseline);
    if before.n() < FEWEST {
        return None;
    }
    let residuals = NpsInControl::of(&before)?.residuals(charted);
    let readings: Vec<f64> = residuals.iter().map(|day| day.residual).collect();
    let chart = chart()?.chart(0.0, &readings).ok()?;
    if chart.points.last()?.low <= LIMIT {
        return None;
    }
    let began = chart.points.iter().rposition(|point| point.low == 0.0);
    let first = began.map_or(0, |index| index + 1);
    let since = residuals.get(first)?.index;
    Some(Decline {
        since,
        before,
        after: sum(charted.get(since..)?),
    })
}

/// Days between two alarms about a score that has not moved, if each day has answers and the level of
/// the baseline is the true one.
pub(super) fn days_between_false_alarms() -> Option<f64> {
    chart()?.average_run_length_one_sided(1.0, 0.0)
}

fn chart() -> Option<Cusum> {
    Cusum::new(SLACK, LIMIT).ok()
}

fn sum(days: &[ClassCounts]) -> ClassCounts {
    days.iter()
        .fold(ClassCounts::default(), |sum, day| ClassCounts {
            high: sum.high.saturating_add(day.high),
            middle: sum.middle.saturating_add(day.middle),
            low: sum.low.saturating_add(day.low),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many days, each with so many at the high end of ten.
    fn days(number: usize, high: u64) -> Vec<ClassCounts> {
        let day = ClassCounts {
            high,
            middle: 0,
            low: 10 - high,
        };
        vec![day; number]
    }

    #[test]
    fn a_level_that_stays_or_rises_is_no_decline() {
        for high in [7, 8, 10] {
            let days = [days(BASELINE, 7), days(CHARTED, high)].concat();
            assert_eq!(decline(&days), None, "{high}");
        }
    }

    #[test]
    fn a_level_that_falls_is_one_and_says_since_when() {
        let days = [days(BASELINE, 7), days(18, 7), days(10, 4)].concat();
        let decline = decline(&days).unwrap();
        assert_eq!(decline.since, 18);
        assert_eq!(decline.before.net(), Some(40.0));
        assert_eq!(decline.after.net(), Some(-20.0));
        assert_eq!(decline.after.n(), 100);
    }

    #[test]
    fn what_has_recovered_is_none_any_more() {
        let days = [days(BASELINE, 7), days(8, 4), days(20, 10)].concat();
        assert_eq!(decline(&days), None);
    }

    #[test]
    fn days_without_answers_say_nothing() {
        let none = vec![ClassCounts::default(); 4];
        let days = [
            days(BASELINE, 7),
            days(14, 7),
            none.clone(),
            days(6, 3),
            none,
        ]
        .concat();
        assert_eq!(decline(&days).unwrap().since, 18);
    }

    #[test]
    fn of_few_answers_nothing_is_said() {
        let few = vec![ClassCounts::default(); BASELINE - 9];
        let days = [few, days(9, 10), days(CHARTED, 0)].concat();
        assert_eq!(decline(&days), None);
        assert_eq!(decline(&[]), None);
    }

    /// Chance that belongs to the test: splitmix64.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, share: f64) -> bool {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = self.0;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let drawn = ((mixed ^ (mixed >> 31)) >> 11) as f64 / 2_f64.powi(53);
            drawn < share
        }

        fn day(&mut self, answers: u32, high: f64, low: f64) -> ClassCounts {
            let mut day = ClassCounts::default();
            for _ in 0..answers {
                if self.below(high) {
                    day.high += 1;
                } else if self.below(low / (1.0 - high)) {
                    day.low += 1;
                } else {
                    day.middle += 1;
                }
            }
            day
        }
    }

    /// Alarms that begin, in so many days of a score whose level stays.
    fn false_alarms(seed: u64, length: usize) -> usize {
        let mut chance = Chance(seed);
        let days: Vec<_> = (0..length + BASELINE + CHARTED)
            .map(|_| chance.day(20, 0.5, 0.2))
            .collect();
        let alarmed: Vec<bool> = days
            .windows(BASELINE + CHARTED)
            .map(|window| decline(window).is_some())
            .collect();
        alarmed
            .windows(2)
            .filter(|pair| !pair[0] && pair[1])
            .count()
    }

    #[test]
    fn false_alarms_are_about_as_rare_as_stated() {
        let stated = days_between_false_alarms().unwrap();
        assert!((925.0..935.0).contains(&stated), "{stated}");
        let (series, length) = (40, 2000);
        let alarms: usize = (0..series).map(|seed| false_alarms(seed, length)).sum();
        let between = (series as usize * length) as f64 / alarms as f64;
        // The level of a baseline is not known, but found out, which costs half of it here.
        assert!(
            (stated / 3.0..stated).contains(&between),
            "one in {between} days, {stated} stated"
        );
    }

    #[test]
    fn a_fall_by_one_standard_error_of_a_day_is_found_within_the_month() {
        let found = (0..100)
            .filter(|seed| {
                let mut chance = Chance(1000 + seed);
                // 20 answers with a spread of 78 points: 17.5 points are one standard error.
                let before = (0..BASELINE)
                    .map(|_| chance.day(20, 0.5, 0.2))
                    .collect::<Vec<_>>();
                let after = (0..CHARTED)
                    .map(|_| chance.day(20, 0.41, 0.285))
                    .collect::<Vec<_>>();
                decline(&[before, after].concat()).is_some()
            })
            .count();
        assert!(found >= 80, "{found} of 100");
    }
}

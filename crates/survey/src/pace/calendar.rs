//! Days, weeks and months as ranges of days since 1970-01-01.

use std::ops::Range;

use super::Per;
use crate::time::{civil_from_days, days_from_civil};

/// Days of a week.
pub(super) const WEEK: i64 = 7;

/// The day of the week, from 0 for Monday: 1970-01-01 was a Thursday.
pub(super) fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(WEEK)
}

impl Per {
    /// The days of the period that this one lies in.
    pub(super) fn days_around(self, day: i64) -> Range<i64> {
        match self {
            Self::Day => day..day + 1,
            Self::Week => {
                let monday = day - weekday(day);
                monday..monday + WEEK
            }
            Self::Month => {
                let (year, month, _) = civil_from_days(day);
                let (year, month) = (i64::from(year), i64::from(month));
                let (of, next) = if month == 12 {
                    (year + 1, 1)
                } else {
                    (year, month + 1)
                };
                days_from_civil(year, month, 1)..days_from_civil(of, next, 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pace::day_of;
    use crate::time::Timestamp;

    fn day(date: &str) -> i64 {
        day_of(Timestamp::parse(&format!("{date}T12:00:00Z")).unwrap())
    }

    #[test]
    fn periods_are_those_of_the_calendar() {
        for (per, date, first, next) in [
            (Per::Day, "2026-01-31", "2026-01-31", "2026-02-01"),
            (Per::Week, "2026-11-22", "2026-11-16", "2026-11-23"),
            (Per::Week, "2026-11-23", "2026-11-23", "2026-11-30"),
            (Per::Week, "1969-12-31", "1969-12-29", "1970-01-05"),
            (Per::Month, "2026-01-31", "2026-01-01", "2026-02-01"),
            (Per::Month, "2024-02-29", "2024-02-01", "2024-03-01"),
            (Per::Month, "2026-12-01", "2026-12-01", "2027-01-01"),
        ] {
            assert_eq!(per.days_around(day(date)), day(first)..day(next), "{date}");
        }
    }

    #[test]
    fn the_first_day_of_a_week_is_monday() {
        assert_eq!(weekday(day("2026-11-16")), 0);
        assert_eq!(weekday(day("2026-11-22")), 6);
        assert_eq!(weekday(day("1969-12-31")), 2);
    }
}

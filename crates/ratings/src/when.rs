//! Moments and waves.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, Unit};

use crate::value::{Flaw, Found, is_missing};

/// Reads a date (`2026-01-31`), a time (`2026-01-31 12:00:00`, `T` for the space) or a time with
/// its offset (RFC 3339, `2026-01-31T12:00:00+01:00`).
///
/// Everything is in UTC: a time with an offset is brought there, a time or a date without one is
/// taken to be there already, and a date stands for the moment at which its day begins.
#[must_use]
pub fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Offset::UTC.to_timestamp(civil).ok()
    })
}

/// Reads a moment from a cell.
pub(crate) fn found(text: &[u8]) -> Found<Timestamp> {
    let text = text.trim_ascii();
    if is_missing(text) {
        return Found::Missing;
    }
    let moment = match day(text) {
        Some(date) => start(date),
        None => std::str::from_utf8(text).ok().and_then(moment),
    };
    moment.map_or(Found::Invalid(Flaw::Unreadable), Found::Value)
}

/// Reads `2026-01-31` and nothing else, which is what most files hold.
fn day(text: &[u8]) -> Option<Date> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text else {
        return None;
    };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i16::from(byte - b'0'));
    let two = |tens, ones| Some(digit(tens)? * 10 + digit(ones)?);
    let year = two(y0, y1)? * 100 + two(y2, y3)?;
    let (month, day) = (two(m0, m1)?, two(d0, d1)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The moment at which a day begins.
fn start(date: Date) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

/// How long a wave lasts. Each begins at midnight in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wave {
    /// A calendar day.
    Day,
    /// A week of ISO 8601, from Monday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Wave {
    /// Every length, shortest first.
    pub const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The period that a moment falls in.
    #[must_use]
    pub fn of(self, moment: Timestamp) -> Period {
        let date = Offset::UTC.to_datetime(moment).date();
        let year = i32::from(date.year());
        let month = i32::from(date.month()) - 1;
        let number = match self {
            Self::Day => days(date),
            // The epoch was a Thursday, three days into its week.
            Self::Week => (days(date) + 3).div_euclid(7),
            Self::Month => year * 12 + month,
            Self::Quarter => year * 4 + month / 3,
            Self::Year => year,
        };
        Period { wave: self, number }
    }
}

/// Days since 1970-01-01.
fn days(date: Date) -> i32 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    EPOCH
        .until((Unit::Day, date))
        .map_or(0, |span| span.get_days())
}

impl FromStr for Wave {
    type Err = UnknownWave;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|wave| wave.name() == name)
            .ok_or(UnknownWave)
    }
}

/// A name that no wave has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWave;

impl fmt::Display for UnknownWave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Wave::ALL.iter().map(|wave| wave.name()).collect();
        write!(f, "this is no length of a wave; use {}", names.join(", "))
    }
}

impl std::error::Error for UnknownWave {}

/// One wave: a day, week, month, quarter or year of the calendar, ordered by time.
///
/// Written `2026-01-31`, `2026-W05`, `2026-01`, `2026-Q1` and `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    wave: Wave,
    /// Counted from the epoch for days and weeks, from the year 0 for the others.
    number: i32,
}

impl Period {
    /// The period of that length and number; the other way round from [`number`](Self::number).
    pub(crate) fn new(wave: Wave, number: i32) -> Self {
        Self { wave, number }
    }

    pub(crate) fn number(self) -> i32 {
        self.number
    }

    /// Whether this one begins when the earlier one ends.
    #[must_use]
    pub fn follows(self, earlier: Self) -> bool {
        self.wave == earlier.wave && self.number.checked_sub(1) == Some(earlier.number)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        let day = |days: i32| {
            let moment = Timestamp::from_second(i64::from(days) * 86_400).unwrap_or_default();
            Offset::UTC.to_datetime(moment).date()
        };
        match self.wave {
            Wave::Day => write!(f, "{}", day(number)),
            Wave::Week => {
                // The year of a week is that of its Thursday, which is its fourth day.
                let week = day(number.saturating_mul(7)).iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Wave::Month => {
                write!(
                    f,
                    "{:04}-{:02}",
                    number.div_euclid(12),
                    number.rem_euclid(12) + 1
                )
            }
            Wave::Quarter => {
                write!(
                    f,
                    "{:04}-Q{}",
                    number.div_euclid(4),
                    number.rem_euclid(4) + 1
                )
            }
            Wave::Year => write!(f, "{number:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Wave, found, moment};
    use crate::value::{Flaw, Found};

    #[test]
    fn moments_are_read_in_utc() {
        for (text, expected) in [
            ("2026-01-31", Some("2026-01-31T00:00:00Z")),
            ("2026-01-31 12:00:00", Some("2026-01-31T12:00:00Z")),
            ("2026-01-31T12:00:00", Some("2026-01-31T12:00:00Z")),
            ("2026-01-31T12:00:00.5Z", Some("2026-01-31T12:00:00.5Z")),
            ("2026-01-31T23:30:00-02:00", Some("2026-02-01T01:30:00Z")),
            ("2026-01-31 12:00:00+01:00", Some("2026-01-31T11:00:00Z")),
            ("1969-12-31", Some("1969-12-31T00:00:00Z")),
            ("2026-02-30", None),
            ("31.01.2026", None),
            ("01/31/2026", None),
            ("2026-01", None),
            ("yesterday", None),
            ("", None),
        ] {
            let read = moment(text).map(|moment| moment.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_may_hold_no_date() {
        assert_eq!(found(b" "), Found::Missing);
        assert_eq!(found(b"soon"), Found::Invalid(Flaw::Unreadable));
        assert_eq!(found(b"\xff"), Found::Invalid(Flaw::Unreadable));
        for text in ["2026-01-31", " 2024-02-29 ", "0001-01-01", "9999-12-30"] {
            assert_eq!(
                Found::Value(moment(text.trim()).unwrap()),
                found(text.as_bytes())
            );
        }
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-31",
            "20a6-01-31",
            "2026/01/31",
        ] {
            assert_eq!(
                found(text.as_bytes()),
                Found::Invalid(Flaw::Unreadable),
                "{text}"
            );
        }
    }

    #[test]
    fn periods_of_the_calendar() {
        for (text, [day, week, month, quarter, year]) in [
            (
                "1970-01-01",
                ["1970-01-01", "1970-W01", "1970-01", "1970-Q1", "1970"],
            ),
            (
                "1969-12-28",
                ["1969-12-28", "1969-W52", "1969-12", "1969-Q4", "1969"],
            ),
            (
                "2026-06-30",
                ["2026-06-30", "2026-W27", "2026-06", "2026-Q2", "2026"],
            ),
            // Weeks that belong to the year before and after.
            (
                "2027-01-03",
                ["2027-01-03", "2026-W53", "2027-01", "2027-Q1", "2027"],
            ),
            (
                "2024-12-30",
                ["2024-12-30", "2025-W01", "2024-12", "2024-Q4", "2024"],
            ),
        ] {
            let moment = moment(text).unwrap();
            let periods = Wave::ALL.map(|wave| wave.of(moment).to_string());
            assert_eq!(periods, [day, week, month, quarter, year]);
        }
    }

    #[test]
    fn one_period_follows_another() {
        let period = |text| Wave::Month.of(moment(text).unwrap());
        assert!(period("2026-01-01").follows(period("2025-12-31")));
        assert!(!period("2026-02-01").follows(period("2025-12-31")));
        assert!(!period("2026-02-01").follows(period("2026-02-28")));
        assert!(
            !Wave::Year
                .of(moment("2026-01-01").unwrap())
                .follows(period("2025-12-31"))
        );
    }

    #[test]
    fn waves_have_names() {
        for wave in Wave::ALL {
            assert_eq!(wave.name().parse(), Ok(wave));
        }
        let error = "fortnight".parse::<Wave>().unwrap_err();
        assert!(
            error
                .to_string()
                .contains("day, week, month, quarter, year")
        );
    }
}

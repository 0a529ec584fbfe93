//! Moments in UTC, to the millisecond.

use std::ops::RangeInclusive;

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Always within the years 0000 to 9999, so that it can be written in four digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    const YEARS: RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

    /// A moment, brought within the years 0000 to 9999.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(*Self::YEARS.start(), *Self::YEARS.end()))
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, the UTC form of RFC 3339.
    ///
    /// Digits below the millisecond are cut off. `None` for anything else, offsets and leap seconds
    /// (`:60`) included.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        #[rustfmt::skip] // one line, as the text is
        let [_, _, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _, after @ ..] = bytes
        else {
            return None;
        };
        let field = |start, length| number(bytes.get(start..start + length)?);
        let (year, month, day) = (field(0, 4)?, field(5, 2)?, field(8, 2)?);
        let (hour, minute, second) = (field(11, 2)?, field(14, 2)?, field(17, 2)?);
        let millis = match after {
            [b'Z'] => 0,
            [b'.', digits @ .., b'Z'] => fraction_millis(digits)?,
            _ => return None,
        };
        if !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let days = days_from_civil(year, month, day);
        if day < 1 || i64::from(civil_from_days(days).2) != day {
            return None; // such as 30 February
        }
        let seconds = hour * 3600 + minute * 60 + second;
        Some(Self(days * DAY + seconds * 1000 + millis))
    }

    /// Writes `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    #[must_use]
    pub fn to_text(self) -> String {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let millis = self.0.rem_euclid(DAY) as u32;
        let mut text = String::with_capacity(24);
        push_field(&mut text, year, 4, '-');
        push_field(&mut text, month, 2, '-');
        push_field(&mut text, day, 2, 'T');
        push_field(&mut text, millis / 3_600_000, 2, ':');
        push_field(&mut text, millis / 60_000 % 60, 2, ':');
        push_field(&mut text, millis / 1000 % 60, 2, '.');
        push_field(&mut text, millis % 1000, 3, 'Z');
        text
    }
}

#[inline(never)]
fn push_field(text: &mut String, number: u32, digits: u32, after: char) {
    push_padded(text, number, digits);
    text.push(after);
}

fn push_padded(text: &mut String, number: u32, digits: u32) {
    if digits > 0 {
        push_padded(text, number / 10, digits - 1);
        text.push(char::from(b'0' + (number % 10) as u8));
    }
}

/// A number, if there are only digits.
#[inline(never)]
fn number(digits: &[u8]) -> Option<i64> {
    let mut number = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(digit - b'0');
    }
    Some(number)
}

fn fraction_millis(digits: &[u8]) -> Option<i64> {
    let unit = match digits.len() {
        length @ 1..=9 => 10_i64.pow(length as u32),
        _ => return None,
    };
    Some(number(digits)? * 1000 / unit)
}

// The two conversions of the proleptic Gregorian calendar, after Howard Hinnant,
// “chrono-Compatible Low-Level Date Algorithms”: years begin in March, so that the leap day comes last.

pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// `days` may be as early as the first of the year 0000.
pub(crate) fn civil_from_days(days: i64) -> (u32, u32, u32) {
    // From March of the year −400 on, so that nothing here is negative.
    let days = (days + 719_468 + 146_097) as u32;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + u32::from(month <= 2) - 400;
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("2000-02-29T23:59:59.999Z", 951_868_799_999),
            ("1969-12-31T23:59:59.999Z", -1),
            ("0000-01-01T00:00:00.000Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(millis)), "{text}");
            assert_eq!(Timestamp(millis).to_text(), text);
        }
    }

    #[test]
    fn fractions_are_cut_at_the_millisecond() {
        let millis = |text| Timestamp::parse(text).map(Timestamp::millis);
        assert_eq!(millis("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(millis("1970-01-01T00:00:00.5Z"), Some(500));
        assert_eq!(millis("1970-01-01T00:00:00.123999999Z"), Some(123));
    }

    #[test]
    fn what_is_not_a_moment() {
        for text in [
            "",
            "Z",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00+01:00",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.1234567890Z",
            "2026-1-1T00:00:00Z",
            "+026-01-01T00:00:00Z",
            "2026-01-01 00:00:00Z",
            "２026-01-01T00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn writing_and_reading_are_inverse(millis in Timestamp::YEARS) {
            let moment = Timestamp::from_millis(millis);
            proptest::prop_assert_eq!(Timestamp::parse(&moment.to_text()), Some(moment));
        }

        #[test]
        fn nothing_panics(text in ".*", millis: i64) {
            let _ = Timestamp::parse(&text);
            let _ = Timestamp::from_millis(millis).to_text();
        }
    }
}

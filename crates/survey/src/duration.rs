//! Durations as definitions and tags write them: `5s`, `10m`, `2h`, `90d`.

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(u64);

impl Duration {
    /// Reads a whole number of at most nine digits and its unit: `s`, `m`, `h` or `d`.
    ///
    /// `None` for anything else: no sign, no fraction, no space.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (unit, digits) = text.as_bytes().split_last()?;
        if !is_duration(text) {
            return None;
        }
        let millis = match unit {
            b's' => 1000,
            b'm' => 60_000,
            b'h' => 3_600_000,
            _ => 86_400_000,
        };
        let mut number = 0;
        for digit in digits {
            number = number * 10 + u64::from(digit - b'0');
        }
        Some(Self(number * millis))
    }

    /// As many days.
    #[must_use]
    pub const fn from_days(days: u32) -> Self {
        Self(days as u64 * 86_400_000)
    }

    /// Writes it with the largest unit in which it is a whole number: `90d`, but `36h`.
    #[must_use]
    pub fn to_text(self) -> String {
        let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m")];
        let whole = units
            .into_iter()
            .find(|(unit, _)| self.0.is_multiple_of(*unit));
        let (unit, name) = whole.unwrap_or((1000, "s"));
        (self.0 / unit).to_string() + name
    }

    /// Milliseconds; at most 86,399,999,913,600,000.
    #[must_use]
    pub fn millis(self) -> u64 {
        self.0
    }
}

/// Whether [`Duration::parse`] reads a text, in less code where the length itself is of no use.
pub(crate) fn is_duration(text: &str) -> bool {
    let Some((unit, digits)) = text.as_bytes().split_last() else {
        return false;
    };
    b"smhd".contains(unit)
        && (1..=9).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::Duration;

    #[test]
    fn a_duration_is_written_as_it_was_meant() {
        for (text, written) in [
            ("90d", "90d"),
            ("36h", "36h"),
            ("24h", "1d"),
            ("90s", "90s"),
            ("0s", "0d"),
        ] {
            let duration = Duration::parse(text).unwrap();
            assert_eq!(duration.to_text(), written);
            assert_eq!(Duration::parse(written), Some(duration));
        }
    }

    #[test]
    fn units() {
        let millis = |text| Duration::parse(text).map(Duration::millis);
        assert_eq!(millis("0s"), Some(0));
        assert_eq!(millis("5s"), Some(5000));
        assert_eq!(millis("10m"), Some(600_000));
        assert_eq!(millis("2h"), Some(7_200_000));
        assert_eq!(millis("90d"), Some(7_776_000_000));
        assert_eq!(millis("999999999d"), Some(86_399_999_913_600_000));
        for text in [
            "",
            "s",
            "5",
            "5 s",
            "-5s",
            "5.5s",
            "5ms",
            "5S",
            "1000000000s",
            "５s",
            "5é",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
    }
}

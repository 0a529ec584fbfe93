//! What a cell says: a number, nothing, or something that is no number.

/// A value that was looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Found<T> {
    /// It is there.
    Value(T),
    /// Nothing is there.
    Missing,
    /// Something else is there.
    Invalid(Flaw),
}

/// Why something is not what was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A number with a fraction, where only whole ones count.
    Fraction,
    /// No number, no date, or not in the form that is read.
    Unreadable,
}

/// Whether the text stands for a value that was not given: empty, `NA`, `N/A` or `null`, in
/// capitals or not. `NaN` is no such word: something was computed, and it went wrong.
pub(crate) fn is_missing(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 3] = [b"NA", b"N/A", b"NULL"];
    text.is_empty() || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Reads a whole number from text, by its digits: `9`, `+9`, `9.0` and `-0` are whole, and so
/// is `9e0`; `6.5` is not, however far behind the point its fraction begins.
pub(crate) fn whole(text: &[u8]) -> Found<i64> {
    match text {
        [digit @ b'0'..=b'9'] => return Found::Value(i64::from(digit - b'0')),
        [tens @ b'1'..=b'9', ones @ b'0'..=b'9'] => {
            return Found::Value(i64::from((tens - b'0') * 10 + (ones - b'0')));
        }
        _ => {}
    }
    let text = text.trim_ascii();
    if is_missing(text) {
        return Found::Missing;
    }
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let point = memchr::memchr(b'.', digits);
    let (integer, fraction) = digits.split_at(point.unwrap_or(digits.len()));
    let fraction = fraction.get(1..).unwrap_or_default();
    if integer.is_empty() && fraction.is_empty() {
        return Found::Invalid(Flaw::Unreadable);
    }
    if !integer.iter().chain(fraction).all(u8::is_ascii_digit) {
        // Perhaps with an exponent; words such as `inf` are turned away by `number`.
        return match number(text) {
            Found::Value(value) => whole_of(value),
            Found::Missing => Found::Missing,
            Found::Invalid(flaw) => Found::Invalid(flaw),
        };
    }
    if fraction.iter().any(|digit| *digit != b'0') {
        return Found::Invalid(Flaw::Fraction);
    }
    let value = integer.iter().fold(0_i64, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'))
    });
    Found::Value(if negative { -value } else { value })
}

/// The whole number that an `f64` is.
pub(crate) fn whole_of(value: f64) -> Found<i64> {
    if !value.is_finite() {
        Found::Invalid(Flaw::Unreadable)
    } else if value.fract() != 0.0 {
        Found::Invalid(Flaw::Fraction)
    } else {
        // Larger ones are on no scale; the cast stops at the ends of an `i64`.
        Found::Value(value as i64)
    }
}

/// Reads a finite number from text.
pub(crate) fn number(text: &[u8]) -> Found<f64> {
    let text = text.trim_ascii();
    if is_missing(text) {
        return Found::Missing;
    }
    // `inf`, `infinity` and `nan` are numbers to `parse`, and to nobody who gave a weight.
    let numeric = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    std::str::from_utf8(text)
        .ok()
        .filter(|text| text.as_bytes().iter().all(numeric))
        .and_then(|text| text.parse::<f64>().ok())
        .filter(|value| value.is_finite())
        .map_or(Found::Invalid(Flaw::Unreadable), Found::Value)
}

#[cfg(test)]
mod tests {
    use super::Found::{Invalid, Missing, Value};
    use super::{Flaw, number, whole};

    #[test]
    fn whole_numbers_are_read_by_their_digits() {
        for (text, expected) in [
            ("9", Value(9)),
            ("10", Value(10)),
            ("007", Value(7)),
            ("9.0", Value(9)),
            ("9.", Value(9)),
            (" 9\t", Value(9)),
            ("+9", Value(9)),
            ("-0", Value(0)),
            ("-0.0", Value(0)),
            ("-3", Value(-3)),
            ("1e1", Value(10)),
            ("1.0E1", Value(10)),
            ("9007199254740993", Value(9_007_199_254_740_993)),
            ("99999999999999999999999", Value(i64::MAX)),
            ("-99999999999999999999999", Value(-i64::MAX)),
            ("6.5", Invalid(Flaw::Fraction)),
            (".5", Invalid(Flaw::Fraction)),
            ("9.00000000000000000000001", Invalid(Flaw::Fraction)),
            ("65e-1", Invalid(Flaw::Fraction)),
            ("", Missing),
            ("  ", Missing),
            ("NA", Missing),
            ("n/a", Missing),
            ("null", Missing),
            ("nine", Invalid(Flaw::Unreadable)),
            ("NaN", Invalid(Flaw::Unreadable)),
            ("inf", Invalid(Flaw::Unreadable)),
            ("-", Invalid(Flaw::Unreadable)),
            (".", Invalid(Flaw::Unreadable)),
            ("--9", Invalid(Flaw::Unreadable)),
            ("9,0", Invalid(Flaw::Unreadable)),
            ("9 0", Invalid(Flaw::Unreadable)),
            ("1e999", Invalid(Flaw::Unreadable)),
            ("0x9", Invalid(Flaw::Unreadable)),
            ("\u{0669}", Invalid(Flaw::Unreadable)),
        ] {
            assert_eq!(whole(text.as_bytes()), expected, "{text:?}");
        }
        assert_eq!(whole(b"\xff"), Invalid(Flaw::Unreadable));
    }

    #[test]
    fn numbers_are_finite() {
        for (text, expected) in [
            ("0.25", Value(0.25)),
            (" 1e-3 ", Value(0.001)),
            ("-1", Value(-1.0)),
            ("", Missing),
            ("NULL", Missing),
            ("nan", Invalid(Flaw::Unreadable)),
            ("infinity", Invalid(Flaw::Unreadable)),
            ("1e999", Invalid(Flaw::Unreadable)),
            ("1.2.3", Invalid(Flaw::Unreadable)),
            ("0,5", Invalid(Flaw::Unreadable)),
        ] {
            assert_eq!(number(text.as_bytes()), expected, "{text:?}");
        }
    }
}

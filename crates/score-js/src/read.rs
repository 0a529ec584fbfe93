//! Reading primitives. Nothing here runs code of the caller's.

use crate::host;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// What a count has to be.
pub(crate) const COUNT: &str = "a whole number of at least 0";

/// What is wrong with something that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Of another type.
    Type,
    /// Needed, and not there.
    Missing,
    /// Nobody reads a field of that name.
    Field,
    /// A number out of range.
    Range,
    /// A number with a fraction.
    Fraction,
    /// A name that is not known.
    Name,
}

impl Wrong {
    /// The names that `calc` has for it.
    const fn code(self) -> &'static str {
        match self {
            Self::Type => "wrong_type",
            Self::Missing => "missing",
            Self::Field => "unknown_field",
            Self::Range => "out_of_range",
            Self::Fraction => "not_whole",
            Self::Name => "unknown_value",
        }
    }
}

/// A value, and where it stands for who has to put it right.
pub(crate) struct Place<'a> {
    at: &'a str,
    key: Option<&'a JsValue>,
    value: &'a JsValue,
}

impl<'a> Place<'a> {
    /// A value at a path.
    pub(crate) fn new(at: &'a str, value: &'a JsValue) -> Self {
        let key = None;
        Self { at, key, value }
    }

    /// A value under a name or at an index of what stands at a path.
    pub(crate) fn inside(at: &'a str, key: &'a JsValue, value: &'a JsValue) -> Self {
        let key = Some(key);
        Self { at, key, value }
    }

    /// The error that something else was expected here.
    pub(crate) fn expected(&self, wrong: Wrong, expected: &str) -> JsValue {
        let itself = JsValue::UNDEFINED;
        let key = self.key.unwrap_or(&itself);
        host::fault(wrong.code(), self.at, key, self.value, expected)
    }

    /// A number within bounds, both included.
    pub(crate) fn number(&self, min: f64, max: f64, expected: &str) -> Result<f64, JsValue> {
        let number = self.value.as_f64();
        let number = number.ok_or_else(|| self.expected(Wrong::Type, expected))?;
        // Not-a-number is within none.
        if min <= number && number <= max {
            Ok(number)
        } else {
            Err(self.expected(Wrong::Range, expected))
        }
    }

    /// A whole number as far as an `i32` reaches.
    pub(crate) fn whole(&self, expected: &str) -> Result<i32, JsValue> {
        let number = self.number(f64::MIN, f64::MAX, expected)?;
        // Saturates; what is another number then is beyond.
        let whole = number as i32;
        if f64::from(whole) == number {
            Ok(whole)
        } else if number.fract() == 0.0 {
            Err(self.expected(Wrong::Range, expected))
        } else {
            Err(self.expected(Wrong::Fraction, expected))
        }
    }

    /// A count: a number, or a `BigInt` where numbers have gaps.
    pub(crate) fn count(&self) -> Result<u64, JsValue> {
        /// The largest number below 2⁶⁴.
        const MAX: f64 = 18_446_744_073_709_549_568.0;
        if self.value.is_bigint() {
            let count = u64::try_from(self.value.clone());
            return count.map_err(|_| self.expected(Wrong::Range, COUNT));
        }
        let count = self.number(0.0, MAX, COUNT)?;
        if count.fract() == 0.0 {
            Ok(count as u64)
        } else {
            Err(self.expected(Wrong::Fraction, COUNT))
        }
    }

    /// A text.
    pub(crate) fn text(&self, expected: &str) -> Result<String, JsValue> {
        let text = self.value.as_string();
        text.ok_or_else(|| self.expected(Wrong::Type, expected))
    }
}

/// Names and values that stand in turn.
pub(crate) fn each(pairs: &Array) -> impl Iterator<Item = (JsValue, JsValue)> {
    let starts = (0..pairs.length()).step_by(2);
    starts.map(|index| (pairs.get(index), pairs.get(index.saturating_add(1))))
}

/// Names for a sentence: `a`, `b` or `c`.
pub(crate) fn one_of(names: &[&str]) -> String {
    let mut text = String::new();
    for (name, left) in names.iter().zip((0..names.len()).rev()) {
        text.push('`');
        text.push_str(name);
        text.push_str(match left {
            0 => "`",
            1 => "` or ",
            _ => "`, ",
        });
    }
    text
}

use std::ops::RangeInclusive;
use std::{error, fmt};

/// Largest size of a reading or setting of a chart. Far beyond any score, and small enough for
/// sums of them to stay finite.
pub const LARGEST: f64 = 1e100;

/// What a chart cannot work with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChartError {
    /// A setting of the chart is out of its range.
    Setting {
        /// Which one.
        name: &'static str,
        /// What it was given as.
        value: f64,
        /// What would be right.
        wanted: &'static str,
    },
    /// A reading is not a number within ±[`LARGEST`].
    Reading {
        /// Where it stands in the list, counted from 0.
        index: usize,
        /// What stands there.
        value: f64,
    },
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting {
                name,
                value,
                wanted,
            } => write!(f, "{name} is {value}; it must be {wanted}"),
            Self::Reading { index, value } => {
                write!(
                    f,
                    "reading [{index}] is {value}; it must be a number within ±{LARGEST:e}"
                )
            }
        }
    }
}

impl error::Error for ChartError {}

/// A setting that may be any number within ±[`LARGEST`].
pub(super) fn number(name: &'static str, value: f64) -> Result<f64, ChartError> {
    let range = -LARGEST..=LARGEST;
    within(name, value, range, "a number within ±1e100")
}

/// A setting that is a size, so not below zero.
pub(super) fn size(name: &'static str, value: f64) -> Result<f64, ChartError> {
    within(name, value, 0.0..=LARGEST, "a number from 0 to 1e100")
}

/// A setting that lies in a range.
pub(super) fn within(
    name: &'static str,
    value: f64,
    range: RangeInclusive<f64>,
    wanted: &'static str,
) -> Result<f64, ChartError> {
    range
        .contains(&value)
        .then_some(value)
        .ok_or(ChartError::Setting {
            name,
            value,
            wanted,
        })
}

pub(super) fn check_readings(readings: &[f64]) -> Result<(), ChartError> {
    let misfit = |&(_, value): &(usize, &f64)| !(-LARGEST..=LARGEST).contains(value);
    match readings.iter().enumerate().find(misfit) {
        Some((index, &value)) => Err(ChartError::Reading { index, value }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{ChartError, check_readings, number, size};

    #[test]
    fn settings_out_of_range_are_named() {
        assert_eq!(
            size("sigma", -1.0).unwrap_err().to_string(),
            "sigma is -1; it must be a number from 0 to 1e100"
        );
        assert_eq!(
            number("target", f64::NAN).unwrap_err().to_string(),
            "target is NaN; it must be a number within ±1e100"
        );
    }

    #[test]
    fn the_first_reading_that_is_no_number_is_named() {
        assert_eq!(check_readings(&[1.0, -1e100]), Ok(()));
        let refused = check_readings(&[1.0, f64::INFINITY, 1e101]).unwrap_err();
        assert!(matches!(refused, ChartError::Reading { index: 1, .. }));
        assert_eq!(
            refused.to_string(),
            "reading [1] is inf; it must be a number within ±1e100"
        );
    }
}

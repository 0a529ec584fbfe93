//! Every statistic of the scorer by name: what `afterword calc` and the JavaScript package share.
//!
//! A [`Kind`] is a statistic with a name, a table of the fields it reads and a table of those it
//! gives. [`calculate`] checks a request against the first table and computes; the formulas stand
//! in [`score`]. A proportion is from 0 to 1; fields that end in `_pct` are percent, `nps` and
//! fields that end in `_points` are points; `null` is undefined, never 0.
//!
//! ```
//! use calc::{Record, Value, calculate};
//!
//! let input = Record::new()
//!     .with("promoters", 70_u64)
//!     .with("passives", 10_u64)
//!     .with("detractors", 20_u64);
//! let result = calculate("nps_score", &input.into()).unwrap();
//! assert_eq!(result.get("nps"), Some(&Value::Number(50.0)));
//!
//! let fault = calculate("nps_score", &Record::new().with("promoter", 70_u64).into()).unwrap_err();
//! assert_eq!(fault.at, "promoter");
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod fault;
mod field;
mod input;
mod kinds;
#[cfg(feature = "json")]
mod line;
mod value;

pub use fault::Fault;
pub use field::{Bounds, Field, Type};
pub use kinds::Kind;
#[cfg(feature = "json")]
pub use line::answer;
pub use value::{Record, Value};

use field::check_fields;
use input::Input;

/// Every statistic, room by room.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    kinds::ROOMS.iter().copied().flatten()
}

/// The statistic of that name, spelled exactly.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.name == name)
}

/// Computes the statistic `name` from `input`, an object.
///
/// # Errors
///
/// [`Fault`] with the first thing that is wrong: an unknown name, an unknown or missing field, or
/// a field that holds what it cannot mean.
pub fn calculate(name: &str, input: &Value) -> Result<Record, Fault> {
    let Some(kind) = kind(name) else {
        let known = fault::one_of(kinds().map(|kind| kind.name));
        let message = format!("no statistic is called `{name}`");
        return Err(Fault::new("kind", "unknown_kind", message, known));
    };
    kind.calculate(input)
}

impl Kind {
    /// Computes this statistic from `input`, an object.
    ///
    /// # Errors
    ///
    /// [`Fault`] with the first thing that is wrong with a field.
    pub fn calculate(&self, input: &Value) -> Result<Record, Fault> {
        check_fields(self.input, input, "")?;
        match input {
            Value::Record(record) => (self.run)(&Input::new(String::new(), self.input, record)),
            _ => Ok(Record::new()),
        }
    }

    /// Checks a result of this statistic against the table of what it gives.
    ///
    /// # Errors
    ///
    /// [`Fault`] with the first field that the table does not allow or that is missing. A result
    /// of [`Kind::calculate`] has none; the table also becomes types in other languages, and the
    /// tests hold it to what is really given.
    pub fn check_result(&self, result: &Record) -> Result<(), Fault> {
        check_fields(self.result, &Value::Record(result.clone()), "")
    }
}

//! What is wrong with a request, where, and what would be right.

use std::fmt;

/// The first thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: a path such as `strata[1].population`; empty for the request itself.
    pub at: String,
    /// The stable name of the problem.
    pub code: &'static str,
    /// What is wrong, as a sentence without the path.
    pub message: String,
    /// What would be right, to be read after “expected”.
    pub expected: String,
}

impl Fault {
    pub(crate) fn new(
        at: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            at: at.into(),
            code,
            message: message.into(),
            expected: expected.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.at.is_empty() {
            write!(f, "{}: ", self.at)?;
        }
        write!(f, "{}; expected {}", self.message, self.expected)
    }
}

impl std::error::Error for Fault {}

/// Names for a sentence: `a`, `b` or `c`.
pub(crate) fn one_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => "nothing".into(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("`{}` or `{last}`", first.join("`, `")),
    }
}

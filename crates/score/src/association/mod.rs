//! What goes together with what, and how surely.
//!
//! [`TwoGroups`] compares a risk between two groups, [`Pairs`] correlates two measurements of
//! the same respondents, [`KaplanMeier`] follows customers until they leave. None of them knows a
//! cause: whoever shows a result shows [`NOTE`] with it.

mod correlation;
mod fisher;
mod kendall;
mod ranks;
mod risk;
mod survival;

pub use correlation::{Correlation, Pairs, PairsError, Side};
pub use kendall::Kendall;
pub use risk::{RiskError, TwoGroups};
pub use survival::{KaplanMeier, Observation, SurvivalError, SurvivalStep};

/// What every reader of an association must be told.
pub const NOTE: &str = "associated with, not caused by: both may depend on something else, \
                        or the order may be the other way round";

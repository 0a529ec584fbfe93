//! How long a visitor is left alone.

use crate::duration::{Duration, is_duration};
use crate::time::Timestamp;

/// What a period is called that never ends.
const EVER: &str = "ever";

/// How long something keeps a survey quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// This long.
    For(Duration),
    /// Until the browser forgets: it is never asked again.
    Ever,
}

impl Period {
    /// Reads a [duration](Duration::parse), or `ever`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == EVER {
            return Some(Self::Ever);
        }
        Duration::parse(text).map(Self::For)
    }

    const fn days(days: u32) -> Self {
        Self::For(Duration::from_days(days))
    }

    /// When it is over, counted from a moment; `None` if it never is.
    #[must_use]
    pub fn end(self, from: Timestamp) -> Option<Timestamp> {
        let Self::For(length) = self else { return None };
        let length = i64::try_from(length.millis()).unwrap_or(i64::MAX);
        Some(Timestamp::from_millis(from.millis().saturating_add(length)))
    }
}

/// Whether [`Period::parse`] reads a text.
pub(crate) fn is_period(text: &str) -> bool {
    text == EVER || is_duration(text)
}

/// The quiet periods of one survey, each with a clock of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// After it was answered, in part or to the end.
    pub answered: Period,
    /// After it was closed without an answer.
    pub dismissed: Period,
    /// After it was shown, and neither answered nor closed.
    pub ignored: Period,
    /// After any other survey was shown.
    pub others: Period,
    /// How often it is shown until it is answered; at least once.
    pub displays: i32,
}

impl Quiet {
    /// What a survey of the whole relationship has where nobody says: 90 days after an answer, 30
    /// after a dismissal, 7 after it was ignored, and three displays.
    pub const RELATIONSHIP: Self = Self {
        answered: Period::days(90),
        dismissed: Period::days(30),
        ignored: Period::days(7),
        others: Period::days(0),
        displays: 3,
    };

    /// What a survey of one transaction has where nobody says: 7 days after an answer or a
    /// dismissal, 1 after it was ignored, and three displays.
    pub const TRANSACTIONAL: Self = Self {
        answered: Period::days(7),
        dismissed: Period::days(7),
        ignored: Period::days(1),
        ..Self::RELATIONSHIP
    };
}

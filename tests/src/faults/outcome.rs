//! What a run came to.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Error, Result};

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The collector has it exactly once, in its last state, and nothing is left to send.
    Once,
    /// It is lost where that cannot be helped, and the page was told.
    Told,
    /// It was sent when the visitor had answered again, where that cannot be helped.
    Late,
    /// The collector does not have it in time.
    Lost,
    /// The collector has it in an earlier state.
    Outdated,
    /// The collector counts it more than once.
    Doubled,
    /// The collector has it, and the browser does not know that in time.
    Left,
    /// The page was not told what it had to be.
    Untold,
    /// Visitor or page were told more than was true.
    Overclaimed,
    /// The page met an error that nobody caught.
    Uncaught,
    /// The page did not thank for it.
    Unthanked,
    /// It was not sent while that would have gone wrong.
    Unsent,
    /// The browser, or what drives it, did not do its part: that says nothing of the answer.
    Broken,
}

impl Outcome {
    const ALL: [Self; 13] = [
        Self::Once,
        Self::Told,
        Self::Late,
        Self::Lost,
        Self::Outdated,
        Self::Doubled,
        Self::Left,
        Self::Untold,
        Self::Overclaimed,
        Self::Uncaught,
        Self::Unthanked,
        Self::Unsent,
        Self::Broken,
    ];

    /// In one word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Told => "told",
            Self::Late => "late",
            Self::Lost => "lost",
            Self::Outdated => "outdated",
            Self::Doubled => "doubled",
            Self::Left => "left",
            Self::Untold => "untold",
            Self::Overclaimed => "overclaimed",
            Self::Uncaught => "uncaught",
            Self::Unthanked => "unthanked",
            Self::Unsent => "unsent",
            Self::Broken => "broken",
        }
    }

    /// Whether it is as it has to be.
    #[must_use]
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Once | Self::Told | Self::Late)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Outcome {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|outcome| outcome.name() == name);
        found.with_context(|| format!("no outcome is called {name:?}"))
    }
}

/// What a run came to, and what is to be known of it where that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What became of the answer.
    pub outcome: Outcome,
    /// Empty where all is well.
    pub note: String,
}

impl Verdict {
    /// As it has to be.
    #[must_use]
    pub const fn good(outcome: Outcome) -> Self {
        Self {
            outcome,
            note: String::new(),
        }
    }

    /// As it must not be.
    #[must_use]
    pub fn bad(outcome: Outcome, note: impl Into<String>) -> Self {
        Self {
            outcome,
            note: note.into(),
        }
    }
}

//! The standard wording of each question, and the words of the prompt itself, in English.
//!
//! Sources: NPS as Reichheld asks it; CSAT on five points; CES 2.0 as a statement to agree with.

use score::{Class, Metric};

/// How a rating question is asked where its definition does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The question.
    pub ask: &'static str,
    /// The label of the lowest rating.
    pub low: &'static str,
    /// The label of the highest rating.
    pub high: &'static str,
}

/// The standard wording of a metric.
#[must_use]
pub fn of(metric: Metric) -> Wording {
    let (ask, low, high) = match metric {
        Metric::Nps => (
            "How likely is it that you would recommend us to a friend or colleague?",
            "Not at all likely",
            "Extremely likely",
        ),
        Metric::Csat { .. } => (
            "How satisfied are you with your experience?",
            "Very dissatisfied",
            "Very satisfied",
        ),
        Metric::Ces { direction, .. } => match direction {
            score::Direction::HigherIsEasier => (
                "We made it easy for you to get what you came for.",
                "Strongly disagree",
                "Strongly agree",
            ),
            score::Direction::LowerIsEasier => (
                "How much effort did it take to get what you came for?",
                "Very low effort",
                "Very high effort",
            ),
        },
        Metric::Rating { .. } => ("How would you rate us?", "Very poor", "Excellent"),
    };
    Wording { ask, low, high }
}

/// The follow-up after a rating of this class; the neutral question without one.
#[must_use]
pub fn follow_up(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Promoter | Class::Satisfied | Class::Easy) => "What did we do well?",
        Some(Class::Detractor | Class::Dissatisfied | Class::Hard) => "What went wrong?",
        Some(Class::Passive | Class::Neutral) => "What would make it better?",
        None => "What is the main reason for your rating?",
    }
}

/// What a completed survey says where its definition does not.
pub const THANKS: &str = "Thank you for your feedback.";
/// The button that sends.
pub const SEND: &str = "Send";
/// The name of the button that closes the prompt.
pub const CLOSE: &str = "Close";
/// The name of the prompt's landmark.
pub const FEEDBACK: &str = "Feedback";

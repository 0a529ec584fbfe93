//! The standard wording of each question, and the words of the prompt itself, in English.
//!
//! Sources: NPS as Reichheld asks it; CSAT on five points; CES 2.0 as a statement to agree with.

use score::{Class, Metric};

use crate::json::push_whole;
use crate::read::push_number;
use crate::run::Standing;

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

/// The language of the standard wording, as in BCP 47.
pub const LANGUAGE: &str = "en";
/// What a completed survey says where its definition does not.
pub const THANKS: &str = "Thank you for your feedback.";
/// The button that sends.
pub const SEND: &str = "Send";
/// The name of the button that closes the prompt.
pub const CLOSE: &str = "Close";
/// The name of the prompt's landmark.
pub const FEEDBACK: &str = "Feedback";
/// The button that goes on to the next question.
pub const NEXT: &str = "Next";

/// A whole number in ASCII digits, as it stands on a scale in every language.
#[must_use]
pub fn digits(number: i32) -> String {
    let mut text = String::new();
    push_whole(&mut text, number);
    text
}

/// Where the score stands: “You are one of 128. The score is now 54 (47 to 59).” or “You are one
/// of 3. Too few to say a score yet.”
#[must_use]
pub fn standing(standing: &Standing) -> String {
    let mut text = String::from("You are ");
    if standing.n == 1 {
        text.push_str("the first");
    } else {
        text.push_str("one of ");
        push_number(&mut text, standing.n);
    }
    let Some(estimate) = standing.estimate else {
        text.push_str(". Too few to say a score yet.");
        return text;
    };
    text.push_str(". The score is now ");
    push_signed(&mut text, estimate.score);
    if !matches!(standing.metric, Metric::Nps) {
        text.push_str("\u{a0}%");
    }
    text.push_str(" (");
    push_signed(&mut text, estimate.lower);
    text.push_str(" to ");
    push_signed(&mut text, estimate.upper);
    text.push_str(").");
    text
}

/// A number with a true minus sign.
fn push_signed(text: &mut String, number: i64) {
    if number < 0 {
        text.push('−');
    }
    push_number(text, number.unsigned_abs());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Estimate;
    use score::Scale;

    #[test]
    fn digits_are_ascii() {
        for (number, text) in [(0, "0"), (-2, "-2"), (10, "10"), (i32::MIN, "-2147483648")] {
            assert_eq!(digits(number), text);
        }
    }

    #[test]
    fn where_the_score_stands() {
        let standing = |metric, n, score, lower, upper| {
            let estimate = Some(Estimate {
                score,
                lower,
                upper,
            });
            super::standing(&Standing {
                metric,
                n,
                estimate,
            })
        };
        assert_eq!(
            standing(Metric::Nps, 128, 54, 47, 59),
            "You are one of 128. The score is now 54 (47 to 59)."
        );
        assert_eq!(
            standing(Metric::Nps, 5, -100, -100, 10),
            "You are one of 5. The score is now −100 (−100 to 10)."
        );
        assert_eq!(
            standing(Metric::csat(Scale::FIVE), 4_000_000_000, 0, 0, 3),
            "You are one of 4000000000. The score is now 0\u{a0}% (0 to 3)."
        );
    }

    #[test]
    fn a_score_of_a_few_is_not_said() {
        for (n, words) in [
            (1, "You are the first. Too few to say a score yet."),
            (4, "You are one of 4. Too few to say a score yet."),
        ] {
            let (metric, estimate) = (Metric::Nps, None);
            let standing = Standing {
                metric,
                n,
                estimate,
            };
            assert_eq!(super::standing(&standing), words);
        }
    }
}

//! What a visitor said: version 1 of the response record.

mod parse;
mod write;

use score::Metric;

use crate::definition::Own;
use crate::id::ResponseId;
use crate::node::Node;
use crate::problem::Problem;
use crate::time::Timestamp;

pub use parse::LONGEST_COMMENT;
pub(crate) use parse::{LONGEST_URL, LONGEST_VALUE, MOST_CHOICES, MOST_VALUES};

/// One visitor's answers to one survey, in the state of its latest `seq`.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Minted by the browser; the same for every state of this response.
    pub id: ResponseId,
    /// Counts up with every state, from 1. A later one replaces an earlier one.
    pub seq: i32,
    /// Whose survey it is; `default` where nobody says.
    pub site: String,
    /// The survey's id.
    pub survey: String,
    /// The definition's revision, if the sender knew it.
    pub revision: Option<i32>,
    /// How far the visitor went.
    pub outcome: Outcome,
    /// The answers, in the survey's order; one per question at most.
    pub answers: Vec<Answer>,
    /// When the prompt appeared, by the visitor's clock.
    pub shown_at: Option<Timestamp>,
    /// When the latest answer was given, by the visitor's clock.
    pub answered_at: Timestamp,
    /// The language in which it was asked, as in BCP 47.
    pub language: Option<String>,
    /// Where in the customer's dealings it was asked.
    pub touchpoint: Option<String>,
    /// The stage of the journey.
    pub stage: Option<String>,
    /// What the host page said about the occasion: order, value, currency and the like.
    pub context: Vec<(String, Scalar)>,
    /// Who answered, if the host page said.
    pub respondent: Option<String>,
    /// The context as the site's server signed it, untouched.
    pub signed: Option<String>,
    /// The page's address.
    pub page: Option<String>,
    /// The share of visitors who were asked, in (0, 1], if they were sampled.
    pub sampling_rate: Option<Decimal>,
    /// A test that no score counts.
    pub test: bool,
    /// The version of the widget that sent it.
    pub widget: Option<String>,
}

/// How far the visitor went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// To the end.
    Complete,
    /// At least one answer, not to the end.
    Partial,
    /// Closed without an answer.
    Dismissed,
    /// Saw it, and did nothing yet.
    Displayed,
}

impl Outcome {
    /// The names in the record, in the order of the variants.
    pub const NAMES: &[&str] = &["complete", "partial", "dismissed", "displayed"];

    /// The name in the record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Complete => "complete",
            Outcome::Partial => "partial",
            Outcome::Dismissed => "dismissed",
            Outcome::Displayed => "displayed",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [
            Self::Complete,
            Self::Partial,
            Self::Dismissed,
            Self::Displayed,
        ]
        .into_iter()
        .find(|outcome| outcome.name() == name)
    }
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question's id.
    pub question: String,
    /// What was answered.
    pub value: AnswerValue,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerValue {
    /// A rating on the metric's scale.
    Rating {
        /// What the rating counts towards, with its scale.
        metric: Metric,
        /// A number on that scale.
        rating: i32,
    },
    /// A comment.
    Text(String),
    /// Options chosen, and what was written beside them.
    Choices {
        /// The ids of the options.
        chosen: Vec<String>,
        /// The text of “other”.
        other: Option<String>,
        /// No built-in survey asks for these.
        own: Own,
    },
    /// A way to reach the visitor, given with consent.
    Contact {
        /// Name, address and the like, by field.
        fields: Vec<(String, String)>,
        /// The words the visitor agreed to.
        consent: String,
        /// When.
        at: Timestamp,
        /// No built-in survey asks for this.
        own: Own,
    },
    /// The question was shown and left unanswered.
    Skipped,
}

/// A single value of the context.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// `true` or `false`.
    Flag(bool),
}

/// A number as JSON writes it: no digit is lost to a conversion, and a browser need not format it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal(String);

impl Decimal {
    /// The number of a node; `None` if it is not one.
    pub fn of<N: Node>(node: &N) -> Option<Self> {
        node.number().map(|_| Self(node.literal()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Response {
    /// Reads a response of version 1. Unknown fields are ignored and kept out.
    ///
    /// # Errors
    /// Every problem that was found, at most 50, each with its path.
    pub fn parse<N: Node>(node: &N) -> Result<Self, Vec<Problem>> {
        crate::read::Reader::document(|reader| parse::response(reader, node))
    }

    /// The record as compact JSON: known fields only, absent ones left out.
    #[must_use]
    pub fn to_json(&self) -> String {
        let answers = self.answers.iter();
        let answers = answers.map(|answer| (answer.question.as_str(), &answer.value));
        self.with_answers(&answers.collect::<Vec<_>>())
    }

    /// The record with these answers in the place of its own, each with its question.
    pub(crate) fn with_answers(&self, answers: &[(&str, &AnswerValue)]) -> String {
        write::response(self, answers)
    }
}

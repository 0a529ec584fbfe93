//! What is asked, where and when: version 1 of the definition.

pub(crate) mod parse;

use score::experience::Stage;
use score::{Class, Metric};

use crate::duration::Duration;
use crate::problem::Problem;
use crate::wording;

/// A survey as its owner wrote it. Questions are never empty and their ids are distinct.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The survey's name.
    pub id: String,
    /// Counts up when the survey changes; 1 where nobody says.
    pub revision: i32,
    /// Whose survey it is, if the definition says.
    pub site: Option<String>,
    /// Where in the customer's dealings it is asked, such as `checkout`.
    pub touchpoint: Option<String>,
    /// The stage of the journey, one of [`STAGES`].
    pub stage: Option<String>,
    /// The language of the texts, as in BCP 47, if the definition says.
    pub language: Option<String>,
    /// What is asked, in order.
    pub questions: Vec<Question>,
    /// What is said at the end.
    pub thanks: ClassText,
    /// Any of these wakes the survey; empty means that only the host page does.
    pub ask_when: Vec<Trigger>,
    /// How it looks, where the definition says.
    pub look: Look,
}

/// The names of the stages of a customer's journey.
pub const STAGES: &[&str] = &Stage::NAMES;

/// Where a prompt may stand.
pub const POSITIONS: &[&str] = &[
    "bottom-right",
    "bottom-left",
    "top-right",
    "top-left",
    "center",
];

/// The themes of a prompt.
pub const THEMES: &[&str] = &["auto", "light", "dark"];

/// The kinds of question.
pub const KINDS: &[&str] = &["nps", "csat", "ces", "rating", "text"];

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its id within the survey.
    pub id: String,
    /// What is asked for, and how.
    pub kind: Asked,
}

/// What a question asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A rating on a scale.
    Rating {
        /// What the rating counts towards.
        metric: Metric,
        /// The question.
        ask: String,
        /// The label of the lowest rating.
        low: String,
        /// The label of the highest rating.
        high: String,
    },
    /// A comment.
    Text {
        /// The question; it may depend on the class of an earlier rating.
        ask: ClassText,
        /// The index of the question whose class it depends on.
        about: Option<usize>,
        /// Whether an empty comment is refused.
        required: bool,
    },
}

/// A text that may depend on the class of a rating.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ClassText {
    /// The standard wording.
    #[default]
    Standard,
    /// One text for everybody.
    Same(String),
    /// A text for each of these classes, the standard wording for the others.
    Each(Vec<(Class, String)>),
}

impl ClassText {
    /// The text for a class, if this definition has one for it.
    #[must_use]
    pub fn of(&self, class: Option<Class>) -> Option<&str> {
        match self {
            ClassText::Standard => None,
            ClassText::Same(text) => Some(text),
            ClassText::Each(texts) => texts
                .iter()
                .find(|(of, _)| Some(*of) == class)
                .map(|(_, text)| text.as_str()),
        }
    }
}

/// What wakes a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The page is ready.
    Load,
    /// This long after the page is ready.
    Delay(Duration),
    /// The host page tracked an event of this name, or pushed it to `dataLayer`.
    Event(String),
    /// Only the host page's own call.
    Manual,
}

/// How a prompt looks, where the definition says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// One of [`POSITIONS`].
    pub position: Option<&'static str>,
    /// One of [`THEMES`].
    pub theme: Option<&'static str>,
}

impl Question {
    /// A rating question in the standard wording, named after its metric.
    #[must_use]
    pub fn rating(metric: Metric) -> Self {
        let wording = wording::of(metric);
        Question {
            id: metric.name().into(),
            kind: Asked::Rating {
                metric,
                ask: wording.ask.into(),
                low: wording.low.into(),
                high: wording.high.into(),
            },
        }
    }

    /// The metric, if this question asks for a rating.
    #[must_use]
    pub fn metric(&self) -> Option<Metric> {
        match self.kind {
            Asked::Rating { metric, .. } => Some(metric),
            Asked::Text { .. } => None,
        }
    }
}

impl Definition {
    /// Reads a definition of version 1.
    ///
    /// Unknown fields are errors, and so is everything that would have no effect.
    ///
    /// # Errors
    /// Every problem that was found, at most 50, each with its path.
    pub fn parse<N: crate::node::Node>(node: &N) -> Result<Self, Vec<Problem>> {
        crate::read::Reader::document(|reader| parse::definition(reader, node))
    }

    /// The same survey with one question of this metric and its follow-up in place of its questions:
    /// what the tag's `data-metric` asks for.
    pub fn ask_only(&mut self, metric: Metric) {
        self.questions = vec![
            Question::rating(metric),
            Question {
                id: "why".into(),
                kind: Asked::Text {
                    ask: ClassText::Standard,
                    about: Some(0),
                    required: false,
                },
            },
        ];
    }

    /// Rewords the first rating question: what the tag's `data-question` asks for.
    pub fn reword(&mut self, wording: String) {
        for question in &mut self.questions {
            if let Asked::Rating { ask, .. } = &mut question.kind {
                *ask = wording;
                return;
            }
        }
    }
}

/// The metric that a kind of question stands for in its usual form: NPS, CSAT on 1–5 (top two boxes),
/// CES 2.0 on 1–7 (higher is easier), rating on 1–5. `None` for a name that is no rating.
#[must_use]
pub fn usual_metric(kind: &str) -> Option<Metric> {
    use score::{Direction, Scale};
    Some(match kind {
        "nps" => Metric::Nps,
        "csat" => Metric::csat(Scale::FIVE),
        "ces" => Metric::Ces {
            scale: Scale::SEVEN,
            direction: Direction::HigherIsEasier,
        },
        "rating" => Metric::Rating { scale: Scale::FIVE },
        _ => return None,
    })
}

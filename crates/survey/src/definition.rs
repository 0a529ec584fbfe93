//! What is asked, where and when: version 1 of the definition.

mod condition;
mod languages;
pub(crate) mod metric;
mod notes;
mod parse;
mod plain;
mod property;
mod question;
mod rules;
mod target;
mod text;
mod thanks;
mod trigger;

use score::experience::Stage;
use score::{Class, Metric};

use crate::problem::Problem;
use crate::words::Topic;

pub use notes::Note;
pub use trigger::{HostEvent, Trigger, Triggers};

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
    pub thanks: Thanks,
    /// How it looks, where the definition says.
    pub look: Look,
    /// The keys of the page's context, or of its address, that travel with the response unseen.
    pub hidden: Vec<String>,
}

/// The names of the stages of a customer's journey.
pub const STAGES: &[&str] = &Stage::NAMES;

/// Where a prompt may stand.
pub const POSITIONS: &[&str] = &[
    "bottom-right",
    "bottom-left",
    "top-right",
    "top-left",
    "bottom-bar",
    "center",
    "modal",
    "inline",
    "tab",
];

/// The themes of a prompt.
pub const THEMES: &[&str] = &["auto", "light", "dark"];

/// The presets of a prompt's look.
pub const PRESETS: &[&str] = &["classic", "soft", "sharp", "night", "paper"];

/// The kinds of question.
pub const KINDS: &[&str] = &[
    "nps",
    "csat",
    "ces",
    "rating",
    "text",
    "choice",
    "choices",
    "contact",
    "statement",
];

/// How many of [`KINDS`], from the first, are ratings.
pub(crate) const RATINGS: usize = 4;

/// The rows of a comment where its question does not say.
const USUAL_ROWS: i32 = 3;

/// Says that there are definitions here that are not plain.
///
/// Without the feature `everything` it has no value: whatever holds one cannot be, and the compiler
/// leaves out what would be done with it.
#[cfg(feature = "everything")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own(());

/// Says that there are definitions that are not plain; here are none.
#[cfg(not(feature = "everything"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {}

impl Own {
    /// The value, if there is one.
    #[cfg(feature = "everything")]
    #[must_use]
    pub const fn here() -> Option<Self> {
        Some(Self(()))
    }

    /// The value, if there is one.
    #[cfg(not(feature = "everything"))]
    #[must_use]
    pub const fn here() -> Option<Self> {
        None
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its id within the survey.
    pub id: String,
    /// The question; the standard wording where the definition does not say.
    pub ask: ClassText,
    /// The index of the earlier rating whose class the wording depends on, or that a comment is about.
    pub about: Option<usize>,
    /// When it is asked; always, where the definition does not say.
    pub when: Option<(Condition, Own)>,
    /// Whether it cannot be skipped.
    pub required: bool,
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
        /// What it is about, where the standard wording depends on that.
        topic: Option<Topic>,
        /// How the scale is drawn.
        look: RatingLook,
        /// The label of the lowest rating; the standard one where the definition does not say.
        low: Option<Text>,
        /// The label of the highest rating.
        high: Option<Text>,
    },
    /// A comment.
    Text {
        /// How many rows are seen, 1 to 10; in a field of one row Enter sends.
        rows: i32,
    },
    /// Options to choose from.
    Choice {
        /// Whether more than one may be chosen.
        several: bool,
        /// The options, in the definition's order.
        options: Vec<ChoiceOption>,
        /// Whether something else may be written.
        other: bool,
        /// Whether each visitor sees the options in another order.
        shuffle: bool,
        /// Not in a built-in survey.
        own: Own,
    },
    /// A way to reach the visitor, given with consent.
    Contact {
        /// What is asked for, of [`CONTACT_FIELDS`]; never empty.
        fields: Vec<&'static str>,
        /// What the visitor agrees to; the standard words where the definition does not say.
        consent: Option<Text>,
        /// Not in a built-in survey.
        own: Own,
    },
    /// Something that is said, with a button that goes on.
    Statement(Own),
}

/// What a contact may consist of.
pub const CONTACT_FIELDS: &[&str] = &["name", "email", "phone"];

/// How a scale is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RatingLook {
    /// Each rating as its number.
    #[default]
    Numbers,
    /// As many stars as the rating.
    Stars,
    /// Faces from sad to happy.
    Faces,
    /// A thumb down and a thumb up, for the scale 0–1.
    Thumbs,
}

impl RatingLook {
    /// The names in a definition, in the order of the variants.
    pub const NAMES: &[&str] = &["numbers", "stars", "faces", "thumbs"];
    /// Every look.
    pub const ALL: [Self; 4] = [Self::Numbers, Self::Stars, Self::Faces, Self::Thumbs];
}

/// One of the options of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceOption {
    /// Its id within the question.
    pub id: String,
    /// What the visitor reads.
    pub label: Text,
}

/// When a question is asked, given the answers to earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// Each of these holds.
    All(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// The answer to the question of this index passes a test. A question that was not asked, or
    /// was skipped, passes only `Answered(false)`.
    Of(usize, Test),
}

/// What an answer is tested for.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The rating is of this class.
    Class(Class),
    /// The rating is this number.
    Is(i32),
    /// The rating is this or higher.
    AtLeast(i32),
    /// The rating is this or lower.
    AtMost(i32),
    /// The option of this id is among the chosen.
    Includes(String),
    /// Something was answered, or nothing.
    Answered(bool),
}

/// A text of the definition's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The text, in which `{{key|fallback}}` stands for a value of the occasion.
    pub text: String,
    /// Its language, as in BCP 47, where it is not the one that the visitor is asked in.
    pub language: Option<String>,
}

impl From<&str> for Text {
    /// In the language that the visitor is asked in.
    fn from(text: &str) -> Self {
        let (text, language) = (text.into(), None);
        Text { text, language }
    }
}

/// A text that may depend on the class of a rating.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ClassText {
    /// The standard wording.
    #[default]
    Standard,
    /// One text for everybody.
    Same(Text),
    /// A text for each of these classes, the standard wording for the others.
    Each(Vec<(Class, Text)>),
}

impl ClassText {
    /// The text for a class, if this definition has one for it.
    #[must_use]
    pub fn of(&self, class: Option<Class>) -> Option<&Text> {
        match self {
            ClassText::Standard => None,
            ClassText::Same(text) => Some(text),
            ClassText::Each(texts) => texts
                .iter()
                .find(|(of, _)| Some(*of) == class)
                .map(|(_, text)| text),
        }
    }
}

/// What is said at the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thanks {
    /// What is said; the class is that of the survey's first classed rating.
    pub text: ClassText,
    /// A code to copy, such as a voucher, the same in every language; nothing where it is standard.
    pub code: ClassText,
    /// A link, the same for everybody: whoever was asked may be led on, but not by what they said.
    pub link: Option<Link>,
}

/// A link at the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What the visitor reads.
    pub label: Text,
    /// Where it leads.
    pub href: String,
}

/// How a prompt looks, where the definition says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// One of [`POSITIONS`].
    pub position: Option<&'static str>,
    /// One of [`THEMES`].
    pub theme: Option<&'static str>,
    /// One of [`PRESETS`].
    pub preset: Option<&'static str>,
    /// A selector of the element that the prompt stands in.
    pub target: Option<String>,
}

impl Question {
    /// A rating question in the standard wording, named after its metric.
    #[must_use]
    pub fn rating(metric: Metric) -> Self {
        Self::on(metric.name(), metric, None)
    }

    /// A rating question in the standard wording on a topic.
    #[must_use]
    pub fn on(id: &str, metric: Metric, topic: Option<Topic>) -> Self {
        Question {
            id: id.into(),
            ask: ClassText::Standard,
            about: None,
            when: None,
            required: true,
            kind: Asked::Rating {
                metric,
                topic,
                look: RatingLook::Numbers,
                low: None,
                high: None,
            },
        }
    }

    /// A comment in the standard wording, about the rating of this index.
    #[must_use]
    pub fn why(about: Option<usize>) -> Self {
        Question {
            id: "why".into(),
            ask: ClassText::Standard,
            about,
            when: None,
            required: false,
            kind: Asked::Text { rows: USUAL_ROWS },
        }
    }

    /// The metric, if this question asks for a rating.
    #[must_use]
    pub fn metric(&self) -> Option<Metric> {
        match self.kind {
            Asked::Rating { metric, .. } => Some(metric),
            _ => None,
        }
    }
}

impl Definition {
    /// What nobody has said anything of yet.
    #[inline(never)]
    pub(crate) fn empty() -> Self {
        Definition {
            id: String::new(),
            revision: 1,
            site: None,
            touchpoint: None,
            stage: None,
            language: None,
            questions: Vec::new(),
            thanks: Thanks::default(),
            look: Look::default(),
            hidden: Vec::new(),
        }
    }

    /// Reads a definition of version 1, in its own language.
    ///
    /// Unknown fields are errors, and so is everything that would have no effect.
    ///
    /// # Errors
    /// Every problem that was found, at most 50, each with its path.
    pub fn parse<N: crate::node::Node>(node: &N) -> Result<Self, Vec<Problem>> {
        Self::parse_in(node, None)
    }

    /// Reads a definition as [`parse`](Self::parse) does, with its texts in a language: where it has
    /// none in that one, nor in the one without a region, they stay as they are and say their own.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse), whatever the language.
    pub fn parse_in<N: crate::node::Node>(
        node: &N,
        language: Option<&str>,
    ) -> Result<Self, Vec<Problem>> {
        crate::read::Reader::document(|reader| parse::definition(reader, node, language))
    }

    /// Reads a plain definition, of ratings drawn as numbers and of comments, in few bytes of code:
    /// as [`parse_in`](Self::parse_in) does, or not at all.
    ///
    /// `None` says that `parse_in` may read it, or can tell what is wrong.
    #[must_use]
    pub fn plain<N: crate::node::Node>(node: &N, language: Option<&str>) -> Option<Self> {
        plain::definition(node, language)
    }

    /// The same survey with one question of this metric and its follow-up in place of its questions:
    /// what the tag's `data-metric` asks for.
    pub fn ask_only(&mut self, metric: Metric) {
        self.questions = vec![Question::rating(metric), Question::why(Some(0))];
    }

    /// Rewords the first rating question: what the tag's `data-question` asks for.
    pub fn reword(&mut self, text: String) {
        for question in &mut self.questions {
            if question.metric().is_some() {
                let language = None;
                question.ask = ClassText::Same(Text { text, language });
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

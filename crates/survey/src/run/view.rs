//! What is to be drawn.

use score::{Claim, Class, Confidence, MIN_N, Metric, Score, round_half_away};

use super::{Effect, Phase, Run};
use crate::definition::{Asked, ChoiceOption, Link, RatingLook, Text};
use crate::response::AnswerValue;
use crate::wording;

/// What a prompt shows.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// A question.
    Question(Asking),
    /// The end.
    Thanks {
        /// What is said.
        text: Text,
        /// A code to copy.
        code: Option<Text>,
        /// Where to go on.
        link: Option<Link>,
        /// Where the score stands now, if it is public and known.
        standing: Option<Standing>,
    },
}

/// A question as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// The question.
    pub ask: Text,
    /// Whether it cannot be skipped.
    pub required: bool,
    /// Whether there is an earlier question to go back to.
    pub back: bool,
    /// Whether no question can follow, so that its button sends.
    pub last: bool,
    /// How far the visitor is, in a survey of several questions.
    pub progress: Option<Progress>,
    /// What is answered with.
    pub input: Input,
}

/// How far the visitor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The number of this question, from 1.
    pub number: usize,
    /// How many there are at most, given the answers so far.
    pub of: usize,
}

/// What a question is answered with. What is given or preselected already stands in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A scale to rate on.
    Rating {
        /// What the rating counts towards.
        metric: Metric,
        /// How the scale is drawn.
        look: RatingLook,
        /// The label of the lowest rating.
        low: Text,
        /// The label of the highest rating.
        high: Text,
        /// The rating that is preselected; it takes a button to go on with it.
        rating: Option<i32>,
    },
    /// A comment to write.
    Comment {
        /// How many rows are seen; in a field of one row Enter sends.
        rows: i32,
        /// What is written already.
        text: String,
    },
    /// Options to choose from.
    Choice {
        /// Whether more than one may be chosen.
        several: bool,
        /// The options, in the order in which they are shown.
        options: Vec<ChoiceOption>,
        /// What is written as something else; `None` where that is not offered.
        other: Option<String>,
        /// The ids of the options that are chosen already.
        chosen: Vec<String>,
    },
    /// A way to reach the visitor.
    Contact {
        /// What is asked for, of [`CONTACT_FIELDS`](crate::definition::CONTACT_FIELDS), with what is
        /// filled in already.
        fields: Vec<(&'static str, String)>,
        /// What the visitor agrees to.
        consent: Text,
    },
    /// Nothing: it is read.
    Statement,
}

/// Where the score stands with this visitor's rating in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The metric.
    pub metric: Metric,
    /// How many rated, this visitor included.
    pub n: u64,
    /// The score; `None` under [`MIN_N`] answers, which are too few to say.
    pub estimate: Option<Estimate>,
}

/// A score and its interval, each number rounded once to a whole one, half away from zero;
/// points for NPS, percent for CSAT and CES.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The score.
    pub score: i64,
    /// The lower end of its 95 % interval.
    pub lower: i64,
    /// The upper end.
    pub upper: i64,
}

impl Run {
    /// Has the present state drawn, if there is anything to see.
    pub(super) fn show(&self, effects: &mut Vec<Effect>) {
        if let Some(view) = self.view() {
            effects.push(Effect::Show(view));
        }
    }

    fn view(&self) -> Option<View> {
        match self.phase {
            Phase::Asking(index) => self.question(index),
            Phase::Thanking => Some(self.thanks()),
            Phase::Keeping | Phase::Leaving | Phase::Over => None,
        }
    }

    fn question(&self, index: usize) -> Option<View> {
        let question = self.questions.get(index)?;
        let class = question.about.and_then(|index| self.class_of(index));
        let (standard, input) = match &question.kind {
            Asked::Rating {
                metric,
                look,
                low,
                high,
                ..
            } => {
                let standard = wording::of(*metric);
                let input = Input::Rating {
                    metric: *metric,
                    look: *look,
                    low: low.clone().unwrap_or_else(|| standard.low.into()),
                    high: high.clone().unwrap_or_else(|| standard.high.into()),
                    rating: None,
                };
                (standard.ask, input)
            }
            Asked::Text { rows } => {
                let (rows, text) = (*rows, String::new());
                (wording::follow_up(class), Input::Comment { rows, text })
            }
            _ => return None,
        };
        let ask = question.ask.of(class).cloned();
        Some(View::Question(Asking {
            ask: ask.unwrap_or_else(|| standard.into()),
            required: question.required,
            back: false,
            last: index + 1 == self.questions.len(),
            progress: None,
            input,
        }))
    }

    fn class_of(&self, index: usize) -> Option<Class> {
        let id = &self.questions.get(index)?.id;
        let mut answers = self.response.answers.iter();
        let answer = answers.find(|answer| answer.question == *id)?;
        match answer.value {
            AnswerValue::Rating { metric, rating } => metric.class(rating),
            _ => None,
        }
    }

    fn thanks(&self) -> View {
        let class = self
            .primary()
            .and_then(|(metric, rating)| metric.class(rating));
        View::Thanks {
            text: self
                .thanks
                .text
                .of(class)
                .cloned()
                .unwrap_or(wording::THANKS.into()),
            code: self.thanks.code.of(class).cloned(),
            link: self.thanks.link.clone(),
            standing: self.standing(),
        }
    }

    fn standing(&self) -> Option<Standing> {
        let (metric, rating) = self.primary()?;
        let mut tally = self.tally.clone()?;
        tally.add(rating);
        let score = Score::brief(metric, &tally, Confidence::P95);
        let (min, max) = metric.bounds();
        let interval = score.interval?.clamped(min, max);
        let estimate = match score.claim(MIN_N) {
            Claim::Score(value) => Some(Estimate {
                score: round_half_away(value),
                lower: round_half_away(interval.lower),
                upper: round_half_away(interval.upper),
            }),
            Claim::TooFew { .. } | Claim::Nothing => None,
        };
        Some(Standing {
            metric,
            n: score.n,
            estimate,
        })
    }
}

//! What is to be drawn.

use score::{Claim, Class, Confidence, MIN_N, Metric, Score, round_half_away};

use super::{Effect, Phase, Run};
use crate::definition::Asked;
use crate::response::AnswerValue;
use crate::wording;

/// What a prompt shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// A scale to rate on.
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
    /// A comment to write, and a button that sends it.
    Comment {
        /// The question.
        ask: String,
        /// Whether an empty comment is refused.
        required: bool,
        /// Whether this is the last question, so that its button sends.
        last: bool,
    },
    /// The end.
    Thanks {
        /// What is said.
        text: String,
        /// Where the score stands now, if it is public and known.
        standing: Option<Standing>,
    },
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
        Some(match &self.questions.get(index)?.kind {
            Asked::Rating {
                metric,
                ask,
                low,
                high,
            } => View::Rating {
                metric: *metric,
                ask: ask.clone(),
                low: low.clone(),
                high: high.clone(),
            },
            Asked::Text {
                ask,
                about,
                required,
            } => {
                let class = about.and_then(|index| self.class_of(index));
                View::Comment {
                    ask: ask.of(class).unwrap_or(wording::follow_up(class)).into(),
                    required: *required,
                    last: index + 1 == self.questions.len(),
                }
            }
        })
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
            text: self.thanks.of(class).unwrap_or(wording::THANKS).into(),
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

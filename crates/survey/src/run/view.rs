//! What is to be drawn.

use score::{Claim, Class, Confidence, MIN_N, Metric, Score, round_half_away};

use super::shuffle::shuffle;
use super::visit::of;
use super::{Effect, Phase, Run};
use crate::definition::{Asked, ChoiceOption, Link, Question, RatingLook, Text, Thanks};
use crate::response::AnswerValue;
use crate::words::Word;

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

    /// What is to be seen; nothing while an answer is on its way into the outbox, and at the end.
    #[must_use]
    pub fn view(&self) -> Option<View> {
        match self.phase {
            Phase::Asking(index) => self.question(index),
            Phase::Thanking => Some(self.thanks()),
            Phase::Keeping | Phase::Leaving | Phase::Over => None,
        }
    }

    fn question(&self, index: usize) -> Option<View> {
        let question = self.questions.get(index)?;
        let class = question.about.and_then(|about| self.class_of(about));
        let progress = (is_asked(question) && self.most(0, is_asked) > 2).then(|| Progress {
            number: self.number(index, is_asked),
            of: self.most(index, is_asked),
        });
        Some(View::Question(Asking {
            ask: self.say(
                question.ask.of(class),
                self.standard(question, class, index),
                index,
            ),
            required: question.required,
            back: self.previous(index).is_some(),
            last: self.most(index, |_| true) == self.number(index, |_| true),
            progress,
            input: self.input(question, index),
        }))
    }

    /// The standard wording of a question; empty where there is none.
    fn standard(&self, question: &Question, class: Option<Class>, index: usize) -> &str {
        match &question.kind {
            Asked::Rating { metric, topic, .. } => self.words.wording(*metric, *topic).ask,
            Asked::Text { .. } => {
                let earlier = self.questions.iter().take(index);
                let ratings = earlier.filter(|question| question.metric().is_some());
                match class {
                    None if ratings.count() > 1 => self.words.say(Word::FollowUpDrivers),
                    class => self.words.follow_up(class),
                }
            }
            Asked::Choice { .. } | Asked::Contact { .. } | Asked::Statement(_) => "",
        }
    }

    /// What a question is answered with, and what the visitor gave, or the page's address presets.
    fn input(&self, question: &Question, index: usize) -> Input {
        let given = self.given.get(index).and_then(Option::as_ref);
        let preset = match given {
            None => self.preset(index),
            Some(_) => None,
        };
        let given = given.or(preset.as_ref());
        match &question.kind {
            Asked::Rating {
                metric,
                topic,
                look,
                low,
                high,
            } => {
                let standard = self.words.wording(*metric, *topic);
                Input::Rating {
                    metric: *metric,
                    look: *look,
                    low: self.say(low.as_ref(), standard.low, index),
                    high: self.say(high.as_ref(), standard.high, index),
                    rating: match given {
                        Some(AnswerValue::Rating { rating, .. }) => Some(*rating),
                        _ => None,
                    },
                }
            }
            Asked::Text { rows } => Input::Comment {
                rows: *rows,
                text: match given {
                    Some(AnswerValue::Text(text)) => text.clone(),
                    _ => String::new(),
                },
            },
            Asked::Choice {
                several,
                options,
                other: offered,
                shuffle: shuffled,
                ..
            } => {
                let mut options: Vec<ChoiceOption> = options
                    .iter()
                    .map(|option| ChoiceOption {
                        id: option.id.clone(),
                        label: self.say(Some(&option.label), &option.id, index),
                    })
                    .collect();
                if *shuffled {
                    shuffle(
                        &mut options,
                        &[self.response.id.as_str(), &question.id].concat(),
                    );
                }
                let (chosen, other) = match given {
                    Some(AnswerValue::Choices { chosen, other, .. }) => {
                        (chosen.clone(), other.clone())
                    }
                    _ => (Vec::new(), None),
                };
                Input::Choice {
                    several: *several,
                    options,
                    other: offered.then(|| other.unwrap_or_default()),
                    chosen,
                }
            }
            Asked::Contact { fields, .. } => {
                let filled = match given {
                    Some(AnswerValue::Contact { fields, .. }) => fields.as_slice(),
                    _ => &[],
                };
                let field = |field: &&'static str| {
                    let value = of(filled, field).cloned();
                    (*field, value.unwrap_or_default())
                };
                Input::Contact {
                    fields: fields.iter().map(field).collect(),
                    consent: self.consent(index),
                }
            }
            Asked::Statement(_) => Input::Statement,
        }
    }

    fn class_of(&self, index: usize) -> Option<Class> {
        if !self.path().contains(&index) {
            return None;
        }
        let (metric, rating) = self.rating(index)?;
        metric.class(rating)
    }

    fn thanks(&self) -> View {
        let class = self.primary().map(|(_, _, class)| class);
        let Thanks { text, code, link } = &self.thanks;
        let end = self.questions.len();
        View::Thanks {
            text: self.say(text.of(class), self.words.say(Word::Thanks), end),
            code: code.of(class).and_then(|code| self.code(code)),
            link: link.as_ref().map(|link| Link {
                label: self.say(Some(&link.label), &link.href, end),
                href: link.href.clone(),
            }),
            standing: self.standing(),
        }
    }

    fn standing(&self) -> Option<Standing> {
        let (index, metric, _) = self.primary()?;
        if self.tally_of != Some(index) {
            return None;
        }
        let (_, rating) = self.rating(index)?;
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

/// Whether a question waits for an answer, and so counts among the questions.
pub(super) fn is_asked(question: &Question) -> bool {
    !matches!(question.kind, Asked::Statement(_))
}

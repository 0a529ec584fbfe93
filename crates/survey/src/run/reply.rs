//! What a visitor's act answers to a question.

use super::visit::{fitting_text, of};
use super::{Event, Run};
use crate::definition::{Asked, ChoiceOption, Text};
use crate::response::{AnswerValue, LONGEST_COMMENT, LONGEST_VALUE, MOST_CHOICES};
use crate::time::Timestamp;
use crate::words::{Word, digits};

impl Run {
    /// What an event answers to the question of this index; `None` if it answers nothing.
    #[inline(never)]
    pub(super) fn reply(&self, index: usize, event: &Event, now: Timestamp) -> Option<AnswerValue> {
        let question = self.questions.get(index)?;
        let value = match (&question.kind, event) {
            (Asked::Rating { metric, .. }, Event::Rated(rating)) => {
                let (metric, rating) = (*metric, *rating);
                let on_scale = metric.scale().contains(rating);
                on_scale.then_some(AnswerValue::Rating { metric, rating })?
            }
            (Asked::Text { .. }, Event::Commented(comment)) => {
                let comment = fitting_text(comment, LONGEST_COMMENT);
                if comment.is_empty() {
                    AnswerValue::Skipped
                } else {
                    AnswerValue::Text(comment)
                }
            }
            (
                Asked::Choice {
                    several,
                    options,
                    other: offered,
                    own,
                    ..
                },
                Event::Chose { chosen, other },
            ) => {
                let other = if *offered { other } else { "" };
                match choices(options, *several, chosen, other) {
                    (chosen, None) if chosen.is_empty() => AnswerValue::Skipped,
                    (chosen, other) => AnswerValue::Choices {
                        chosen,
                        other,
                        own: *own,
                    },
                }
            }
            (
                Asked::Contact { fields, own, .. },
                Event::Reached {
                    fields: filled,
                    consented,
                },
            ) => {
                let fields = filled_in(fields, filled);
                if fields.is_empty() {
                    AnswerValue::Skipped
                } else if *consented {
                    let consent = self.consent(index).text;
                    AnswerValue::Contact {
                        fields,
                        consent,
                        at: now,
                        own: *own,
                    }
                } else {
                    return None;
                }
            }
            (Asked::Statement(_), _) => return None,
            (_, Event::Skipped) => AnswerValue::Skipped,
            _ => return None,
        };
        (!question.required || !matches!(value, AnswerValue::Skipped)).then_some(value)
    }

    /// What the visitor agrees to in the contact question of this index.
    pub(super) fn consent(&self, index: usize) -> Text {
        let own = match self.questions.get(index).map(|question| &question.kind) {
            Some(Asked::Contact { consent, .. }) => consent.as_ref(),
            _ => None,
        };
        self.say(own, self.words.say(Word::Consent), index)
    }

    /// The answer that the page's address preselects; nothing of it is kept before the visitor acts.
    pub(super) fn preset(&self, index: usize) -> Option<AnswerValue> {
        let question = self.questions.get(index)?;
        let text = of(&self.prefill, &question.id)?;
        let event = match &question.kind {
            Asked::Rating { metric, .. } => {
                let mut ratings = metric.scale().ratings();
                Event::Rated(ratings.find(|rating| digits(*rating) == *text)?)
            }
            Asked::Text { .. } => Event::Commented(text.clone()),
            Asked::Choice { .. } => Event::Chose {
                chosen: text.split(',').map(str::to_owned).collect(),
                other: String::new(),
            },
            Asked::Contact { .. } | Asked::Statement(_) => return None,
        };
        self.reply(index, &event, self.response.answered_at)
    }
}

/// The chosen ones among the options, and what was written beside them.
fn choices(
    options: &[ChoiceOption],
    several: bool,
    ids: &[String],
    other: &str,
) -> (Vec<String>, Option<String>) {
    let most = if several { MOST_CHOICES } else { 1 };
    let known = options.iter().filter(|option| ids.contains(&option.id));
    let chosen: Vec<String> = known.take(most).map(|option| option.id.clone()).collect();
    let other = fitting_text(other, LONGEST_COMMENT);
    let other = (!other.is_empty() && (several || chosen.is_empty())).then_some(other);
    (chosen, other)
}

/// What was filled in of the fields that were asked for.
fn filled_in(asked: &[&str], filled: &[(String, String)]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for field in asked {
        let value = of(filled, field).map(|value| fitting_text(value, LONGEST_VALUE));
        fields.extend(
            value
                .filter(|value| !value.is_empty())
                .map(|value| ((*field).into(), value)),
        );
    }
    fields
}

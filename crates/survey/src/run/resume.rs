//! Going on after the page was loaded again.
//!
//! The record is read leniently: this program wrote it, and what does not fit is dropped. The strict
//! reader of a collector would be a burden to every visitor.

use super::view::is_asked;
use super::{Effect, Event, Phase, Run, Visit};
use crate::definition::{Asked, Definition, Question};
use crate::id::ResponseId;
use crate::lenient::{says, scalars, text, texts, whole};
use crate::node::Node;
use crate::response::{AnswerValue, Outcome};
use crate::time::Timestamp;
use crate::words::Words;

impl Run {
    /// Goes on with the survey of which `saved` is the latest record, as [`Effect::Keep`] gave it.
    ///
    /// What was said of the occasion then stays said. An answer that does not fit the definition is
    /// dropped. `None` if nothing is left, or if the record is complete, of another survey, or of
    /// another revision of it.
    #[must_use]
    pub fn resume<N: Node>(
        definition: Definition,
        visit: Visit,
        words: Words,
        saved: &N,
        now: Timestamp,
    ) -> Option<(Self, Vec<Effect>)> {
        let goes_on = says(saved, "outcome", Outcome::Partial.name());
        let mut run = Self::restored(definition, visit, words, saved, now).filter(|_| goes_on)?;
        // Saves a browser from reading `shown_at`: the id was minted when the prompt appeared.
        run.response.shown_at = run.response.id.minted_at();
        run.phase = Phase::Asking(run.resting());
        let effects = run.appear();
        Some((run, effects))
    }

    /// What the record says, with no question shown yet.
    pub(super) fn restored<N: Node>(
        definition: Definition,
        visit: Visit,
        words: Words,
        saved: &N,
        now: Timestamp,
    ) -> Option<Self> {
        let fits = whole(saved, "v") == Some(1)
            && says(saved, "survey", &definition.id)
            && whole(saved, "revision") == Some(definition.revision);
        if !fits {
            return None;
        }
        let id = ResponseId::parse(&text(saved, "id")?)?;
        let visit = Visit {
            site: text(saved, "site"),
            respondent: text(saved, "respondent"),
            signed: text(saved, "signed"),
            page: saved.member("page").and_then(|page| text(&page, "url")),
            test: saved.member("test").is_some(),
            ..visit
        };
        let mut run = Self::new(definition, visit, words, id, now);
        run.response.context = scalars(saved, "context");
        run.response.touchpoint = text(saved, "touchpoint");
        run.response.seq = whole(saved, "seq")?;
        for answer in saved.member("answers")?.items() {
            if let Some((index, value)) = run.saved(&answer) {
                run.give(index, value);
            }
        }
        (!run.answers().is_empty()).then_some(run)
    }

    /// An answer of the record, if it fits the question that it names, and the question's index.
    fn saved<N: Node>(&self, answer: &N) -> Option<(usize, AnswerValue)> {
        let id = text(answer, "question")?;
        let index = self.questions.iter().position(|of| of.id == id)?;
        let question = self.questions.get(index)?;
        let event = event(question, answer)?;
        let mut value = self.reply(index, &event, self.response.answered_at)?;
        if let Asked::Contact { .. } = question.kind
            && let AnswerValue::Contact { consent, at, .. } = &mut value
        {
            // The words that were agreed to then, and when.
            let agreed = answer.member("consent")?;
            *consent = text(&agreed, "text")?;
            *at = Timestamp::parse(&text(&agreed, "at")?)?;
        }
        Some((index, value))
    }

    /// The first question that waits for an answer, with the statements just before it; the last one
    /// if none does.
    pub(super) fn resting(&self) -> usize {
        let (mut rest, mut last) = (None, 0);
        for index in self.path() {
            last = index;
            if self.given.get(index).is_some_and(Option::is_some) {
                rest = None;
                continue;
            }
            rest = rest.or(Some(index));
            if self.questions.get(index).is_some_and(is_asked) {
                break;
            }
        }
        rest.unwrap_or(last)
    }
}

/// The act that an answer of the record came from, if it could have been one on this question.
fn event<N: Node>(question: &Question, answer: &N) -> Option<Event> {
    if answer.member("skipped").is_some() {
        return Some(Event::Skipped);
    }
    Some(match &question.kind {
        Asked::Rating { metric, .. } => {
            let ends = answer.member("scale")?.items();
            let ends = [
                ends.first()?.number()? as i32,
                ends.last()?.number()? as i32,
            ];
            let same = says(answer, "metric", metric.name())
                && ends == [metric.scale().min(), metric.scale().max()];
            Event::Rated(whole(answer, "rating").filter(|_| same)?)
        }
        Asked::Text { .. } => Event::Commented(text(answer, "text")?),
        Asked::Choice { .. } => {
            let chosen = answer.member("choices")?.items();
            Event::Chose {
                chosen: chosen.iter().filter_map(Node::text).collect(),
                other: text(answer, "other").unwrap_or_default(),
            }
        }
        Asked::Contact { .. } => {
            answer.member("contact")?;
            Event::Reached {
                fields: texts(answer, "contact"),
                consented: true,
            }
        }
        Asked::Statement(_) => return None,
    })
}

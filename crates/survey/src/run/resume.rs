//! Going on after the page was loaded again.

use super::{Effect, Phase, Run, Visit};
use crate::definition::{Asked, Definition};
use crate::node::Node;
use crate::response::{Outcome, Response};
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
        let saved = Response::parse(saved).ok()?;
        let mut run = Self::new(definition, visit, words, saved.id.clone(), now);
        let same = saved.survey == run.response.survey && saved.revision == run.response.revision;
        if !same || saved.outcome != Outcome::Partial {
            return None;
        }
        let (language, widget) = (run.response.language, run.response.widget);
        run.response = Response {
            answers: Vec::new(),
            language,
            widget,
            ..saved
        };
        for answer in saved.answers {
            let mut questions = run.questions.iter();
            let index = questions.position(|question| question.id == answer.question);
            if let Some(index) = index
                && let Some(value) = run.fit(index, answer.value)
            {
                run.give(index, value);
            }
        }
        run.response.answers = run.answers();
        if run.response.answers.is_empty() {
            return None;
        }
        run.phase = Phase::Asking(run.resting());
        let effects = run.appear();
        Some((run, effects))
    }

    /// The first question that waits for an answer, with the statements just before it; the last one
    /// if none does.
    fn resting(&self) -> usize {
        let (mut rest, mut last) = (None, 0);
        for index in self.path() {
            last = index;
            if self.given.get(index).is_some_and(Option::is_some) {
                rest = None;
                continue;
            }
            rest = rest.or(Some(index));
            let kind = self.questions.get(index).map(|question| &question.kind);
            if kind != Some(&Asked::Statement) {
                break;
            }
        }
        rest.unwrap_or(last)
    }
}

//! A run whose questions are pages of their own, on a server that keeps the record: each request
//! opens it, turns to a question, and perhaps takes one step.

use super::view::is_asked;
use super::{Phase, Run, Visit};
use crate::definition::Definition;
use crate::lenient::{says, text};
use crate::node::Node;
use crate::response::Outcome;
use crate::time::Timestamp;
use crate::words::Words;

impl Run {
    /// Opens the survey of which `saved` is the latest record: at the first question that waits for
    /// an answer, or at the thanks where nothing does.
    ///
    /// What does not fit is dropped, as by [`resume`](Self::resume). `None` if nothing is left, or if
    /// the record is of another survey, or of another revision of it.
    #[must_use]
    pub fn open<N: Node>(
        definition: Definition,
        visit: Visit,
        words: Words,
        saved: &N,
        now: Timestamp,
    ) -> Option<Self> {
        let mut run = Self::restored(definition, visit, words, saved, now)?;
        run.response.shown_at = text(saved, "shown_at").and_then(|at| Timestamp::parse(&at));
        run.phase = if says(saved, "outcome", Outcome::Complete.name()) {
            Phase::Thanking
        } else {
            Phase::Asking(run.resting())
        };
        Some(run)
    }

    /// The id of the question that is asked, if one is.
    #[must_use]
    pub fn asking(&self) -> Option<&str> {
        let Phase::Asking(index) = self.phase else {
            return None;
        };
        self.questions
            .get(index)
            .map(|question| question.id.as_str())
    }

    /// Turns to the question of this id, and says whether it could: a question is on the path, and
    /// none before it waits for an answer; and after the last answer there is no way back.
    pub fn turn_to(&mut self, id: &str) -> bool {
        if !matches!(self.phase, Phase::Asking(_)) {
            return false;
        }
        for index in self.path() {
            let Some(question) = self.questions.get(index) else {
                continue;
            };
            if question.id == id {
                self.phase = Phase::Asking(index);
                return true;
            }
            if is_asked(question) && self.given.get(index).is_none_or(Option::is_none) {
                return false;
            }
        }
        false
    }

    /// The id of the question before the one that is asked.
    #[must_use]
    pub fn before(&self) -> Option<&str> {
        let Phase::Asking(index) = self.phase else {
            return None;
        };
        let previous = self.questions.get(self.previous(index)?)?;
        Some(&previous.id)
    }
}

//! One survey in front of one visitor, as a pure state machine.
//!
//! [`Run::start`] and [`step`] return what is to be done as [`Effect`]s; the shell does it and feeds
//! back what happened as [`Event`]s. Nothing here waits, draws, stores or sends.
//!
//! ```text
//! start ─▶ asking ──rated/commented──▶ asking … ──last answer──▶ keeping ──kept──▶ thanking ──dismissed──▶ over
//!             └─────────────dismissed─────────────▶ over ◀──kept── leaving ◀─dismissed─┘
//! ```

mod signal;
mod view;

use score::{Metric, Tally};

use crate::definition::{Asked, Definition, Question, Thanks};
use crate::id::ResponseId;
use crate::read::{any_text_fault, id_fault, is_control, is_space, text_fault};
use crate::response::{
    Answer, AnswerValue, LONGEST_COMMENT, LONGEST_URL, LONGEST_VALUE, MOST_VALUES, Outcome,
    Response, Scalar,
};
use crate::time::Timestamp;

pub use signal::Signal;
pub use view::{Asking, Estimate, Input, Progress, Standing, View};

/// What travels with every response of a run: what the shell knows of the occasion.
///
/// [`Run::start`] leaves out what no response can carry, such as an empty language or a key with a
/// space: a slip of the page must not cost its visitor's answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visit {
    /// Whose survey it is, if the tag says; then the definition's, and `default` where nobody does.
    pub site: Option<String>,
    /// The language the visitor is asked in.
    pub language: Option<String>,
    /// What the host page said about the occasion.
    pub context: Vec<(String, Scalar)>,
    /// Who answers, if the host page said.
    pub respondent: Option<String>,
    /// The context as the site's server signed it.
    pub signed: Option<String>,
    /// The page's address.
    pub page: Option<String>,
    /// Marks the response as a test.
    pub test: bool,
    /// The widget's version.
    pub widget: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The visitor rated, by pointer, Space or Enter.
    Rated(i32),
    /// The visitor sent a comment, perhaps an empty one. Control characters in it and what is beyond
    /// [`LONGEST_COMMENT`] characters are left out.
    Commented(String),
    /// The visitor chose options, by their ids, and perhaps wrote something else.
    Chose {
        /// The ids of the chosen options.
        chosen: Vec<String>,
        /// What was written as something else; empty where nothing was.
        other: String,
    },
    /// The visitor left a way to be reached.
    Reached {
        /// What was filled in, by field; empty values are left out.
        fields: Vec<(String, String)>,
        /// Whether the visitor agreed. Without it nothing is recorded.
        consented: bool,
    },
    /// The visitor read a statement and goes on.
    Read,
    /// The visitor goes on without an answer.
    Skipped,
    /// The visitor goes back to the question before.
    Returned,
    /// The visitor or the host page closed the prompt.
    Dismissed,
    /// The page is being hidden or left; this may be the last that is heard of it.
    Left,
    /// The response of one [`Effect::Keep`] is in the outbox. Each is answered once, in any order.
    Kept,
    /// What others answered to the question of [`Effect::FetchTally`], this visitor not counted.
    Tallied(Tally),
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Draw this.
    Show(View),
    /// Take the prompt down.
    Close,
    /// Write this to the outbox, over any earlier state of the same id, and answer [`Event::Kept`].
    Keep {
        /// Counts the states of the response, from 1.
        seq: i32,
        /// The [record](Response::to_json), as it is to be posted.
        body: String,
    },
    /// Send what is in the outbox.
    Post,
    /// Ask for the tally of a question, where it is public.
    FetchTally {
        /// The question's id.
        question: String,
        /// Its metric.
        metric: Metric,
    },
    /// Tell the host page.
    Tell(Signal),
}

/// A survey being answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    questions: Vec<Question>,
    thanks: Thanks,
    /// The record in its latest state; of no meaning before the first answer.
    response: Response,
    /// How many responses are on their way into the outbox.
    unkept: u32,
    /// What others answered, once known.
    tally: Option<Tally>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// The question of this index is shown.
    Asking(usize),
    /// The finished response is on its way into the outbox.
    Keeping,
    /// As before, but the visitor is gone.
    Leaving,
    /// Thanks are shown.
    Thanking,
    /// Nothing is shown.
    Over,
}

impl Run {
    /// Shows a survey.
    #[must_use]
    pub fn start(
        definition: Definition,
        visit: Visit,
        id: ResponseId,
        now: Timestamp,
    ) -> (Self, Vec<Effect>) {
        let run = Run {
            response: Response {
                id,
                seq: 0,
                site: fitting_id(visit.site)
                    .or(definition.site)
                    .unwrap_or_else(|| "default".into()),
                survey: definition.id,
                revision: Some(definition.revision),
                outcome: Outcome::Displayed,
                answers: Vec::new(),
                shown_at: Some(now),
                answered_at: now,
                language: definition.language.or(fitting_id(visit.language)),
                touchpoint: definition.touchpoint,
                stage: definition.stage,
                context: fitting_values(visit.context),
                respondent: fitting(visit.respondent, LONGEST_VALUE),
                signed: fitting(visit.signed, LONGEST_URL),
                page: fitting(visit.page, LONGEST_URL),
                sampling_rate: None,
                test: visit.test,
                widget: fitting(visit.widget, LONGEST_VALUE),
            },
            questions: definition.questions,
            thanks: definition.thanks,
            unkept: 0,
            tally: None,
            phase: Phase::Asking(0),
        };
        let mut effects = Vec::new();
        run.show(&mut effects);
        effects.push(Effect::Tell(Signal::Shown));
        (run, effects)
    }

    /// The id of the response.
    #[must_use]
    pub fn id(&self) -> &ResponseId {
        &self.response.id
    }

    /// The survey's id.
    #[must_use]
    pub fn survey(&self) -> &str {
        &self.response.survey
    }

    /// Whose survey it is.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.response.site
    }

    /// Whether nothing is shown and nothing is awaited any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    fn asked(&self) -> Option<&Question> {
        match self.phase {
            Phase::Asking(index) => self.questions.get(index),
            _ => None,
        }
    }

    /// Records an answer, moves on, and tells what was answered.
    fn answer(
        &mut self,
        value: AnswerValue,
        signal: Option<Signal>,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        let (Phase::Asking(index), Some(question)) = (self.phase, self.asked()) else {
            return;
        };
        let question = question.id.clone();
        self.response.answers.push(Answer { question, value });
        self.response.answered_at = now;
        self.response.seq += 1;
        self.unkept += 1;
        let last = index + 1 == self.questions.len();
        (self.phase, self.response.outcome) = if last {
            (Phase::Keeping, Outcome::Complete)
        } else {
            (Phase::Asking(index + 1), Outcome::Partial)
        };
        self.show(effects);
        let body = self.response.to_json();
        let answered = last.then(|| body.clone());
        let seq = self.response.seq;
        effects.push(Effect::Keep { seq, body });
        if let Some(signal) = signal {
            effects.push(Effect::Tell(signal));
        }
        if let Some(body) = answered {
            effects.push(Effect::Tell(Signal::Answered(body)));
        }
    }

    fn rated(&mut self, rating: i32, now: Timestamp, effects: &mut Vec<Effect>) {
        let Some(question) = self.asked() else {
            return;
        };
        let Some(metric) = question.metric() else {
            return;
        };
        if !metric.scale().contains(rating) {
            return;
        }
        let question = question.id.clone();
        let class = metric.class(rating);
        let first = class.is_some() && self.primary().is_none();
        let signal = Signal::Rated {
            question: question.clone(),
            metric,
            rating,
            class,
        };
        let value = AnswerValue::Rating { metric, rating };
        self.answer(value, Some(signal), now, effects);
        if first {
            effects.push(Effect::FetchTally { question, metric });
        }
    }

    fn commented(&mut self, comment: &str, now: Timestamp, effects: &mut Vec<Effect>) {
        let Some(question) = self.asked() else {
            return;
        };
        let Asked::Text { .. } = question.kind else {
            return;
        };
        let comment = fitting_comment(comment);
        let value = match (comment.is_empty(), question.required) {
            (false, _) => AnswerValue::Text(comment),
            (true, false) => AnswerValue::Skipped,
            (true, true) => return,
        };
        self.answer(value, None, now, effects);
    }

    fn dismissed(&mut self, effects: &mut Vec<Effect>) {
        let was = self.phase;
        self.phase = match was {
            Phase::Keeping | Phase::Leaving => Phase::Leaving,
            _ => Phase::Over,
        };
        match was {
            Phase::Asking(_) => {
                self.post_partial(effects);
                effects.push(Effect::Close);
                effects.push(Effect::Tell(Signal::Dismissed));
            }
            Phase::Keeping | Phase::Thanking => effects.push(Effect::Close),
            Phase::Leaving | Phase::Over => {}
        }
    }

    fn left(&self, effects: &mut Vec<Effect>) {
        if let Phase::Asking(_) = self.phase {
            self.post_partial(effects);
        }
    }

    /// What was answered so far is worth sending; nothing at all is not.
    fn post_partial(&self, effects: &mut Vec<Effect>) {
        if !self.response.answers.is_empty() {
            effects.push(Effect::Post);
        }
    }

    fn kept(&mut self, effects: &mut Vec<Effect>) {
        self.unkept = self.unkept.saturating_sub(1);
        if self.unkept > 0 {
            // An earlier state is in the outbox; the finished response is not yet.
            return;
        }
        self.phase = match self.phase {
            Phase::Keeping => Phase::Thanking,
            Phase::Leaving => Phase::Over,
            Phase::Asking(_) | Phase::Thanking | Phase::Over => return,
        };
        effects.push(Effect::Post);
        effects.push(Effect::Tell(Signal::Saved));
        self.show(effects);
    }

    fn tallied(&mut self, tally: Tally, effects: &mut Vec<Effect>) {
        self.tally = Some(tally);
        if self.phase == Phase::Thanking {
            self.show(effects);
        }
    }

    /// The first rating that has a class: what the survey is about.
    fn primary(&self) -> Option<(Metric, i32)> {
        for answer in &self.response.answers {
            if let AnswerValue::Rating { metric, rating } = answer.value
                && metric.class(rating).is_some()
            {
                return Some((metric, rating));
            }
        }
        None
    }
}

/// One event of a run. Events that mean nothing in the run's state change nothing.
#[must_use]
pub fn step(mut run: Run, event: Event, now: Timestamp) -> (Run, Vec<Effect>) {
    let mut effects = Vec::new();
    match event {
        Event::Rated(rating) => run.rated(rating, now, &mut effects),
        Event::Commented(comment) => run.commented(&comment, now, &mut effects),
        Event::Chose { .. } | Event::Reached { .. } => {}
        Event::Read | Event::Skipped | Event::Returned => {}
        Event::Dismissed => run.dismissed(&mut effects),
        Event::Left => run.left(&mut effects),
        Event::Kept => run.kept(&mut effects),
        Event::Tallied(tally) => run.tallied(tally, &mut effects),
    }
    (run, effects)
}

// What `Response::parse` would refuse of a visit is left out.

#[inline(never)]
fn fitting_id(id: Option<String>) -> Option<String> {
    id.filter(|id| id_fault(id).is_none())
}

#[inline(never)]
fn fitting(text: Option<String>, longest: usize) -> Option<String> {
    text.filter(|text| text_fault(text, longest).is_none())
}

fn fitting_values(mut values: Vec<(String, Scalar)>) -> Vec<(String, Scalar)> {
    values.retain(|(key, value)| {
        let fault = match value {
            Scalar::Text(text) => any_text_fault(text, LONGEST_VALUE),
            Scalar::Number(_) | Scalar::Flag(_) => None,
        };
        fault.or_else(|| id_fault(key)).is_none()
    });
    values.truncate(MOST_VALUES);
    values
}

/// A comment without control characters, space around it, and what is beyond the longest.
fn fitting_comment(text: &str) -> String {
    let mut comment = String::new();
    let (mut length, mut end) = (0, 0);
    for character in text.chars() {
        let space = is_space(character);
        if is_control(character) || (space && length == 0) {
            continue;
        }
        if length == LONGEST_COMMENT {
            break;
        }
        length += 1;
        comment.push(character);
        if !space {
            end = comment.len();
        }
    }
    comment.truncate(end);
    comment
}

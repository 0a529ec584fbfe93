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

use crate::definition::{Asked, Definition, Question};
use crate::id::ResponseId;
use crate::read::{any_text_fault, id_fault, is_control, text_fault};
use crate::response::{
    Answer, AnswerValue, LONGEST_COMMENT, LONGEST_URL, LONGEST_VALUE, MOST_VALUES, Outcome,
    Response, Scalar,
};
use crate::time::Timestamp;

pub use signal::Signal;
pub use view::{Standing, View};

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

impl Visit {
    /// Without what [`Response::parse`] would refuse.
    fn fitting(mut self) -> Self {
        for id in [&mut self.site, &mut self.language] {
            id.take_if(|id| id_fault(id).is_some());
        }
        for (text, longest) in [
            (&mut self.respondent, LONGEST_VALUE),
            (&mut self.signed, LONGEST_URL),
            (&mut self.page, LONGEST_URL),
            (&mut self.widget, LONGEST_VALUE),
        ] {
            text.take_if(|text| text_fault(text, longest).is_some());
        }
        self.context.retain(|(key, value)| {
            let fault = match value {
                Scalar::Text(text) => any_text_fault(text, LONGEST_VALUE),
                Scalar::Number(_) | Scalar::Flag(_) => None,
            };
            fault.or_else(|| id_fault(key)).is_none()
        });
        self.context.truncate(MOST_VALUES);
        self
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The visitor rated, by pointer, Space or Enter.
    Rated(i32),
    /// The visitor sent a comment, perhaps an empty one. Control characters in it and what is beyond
    /// [`LONGEST_COMMENT`] characters are left out.
    Commented(String),
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
    Keep(Box<Response>),
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
    definition: Definition,
    visit: Visit,
    id: ResponseId,
    seq: i32,
    shown_at: Timestamp,
    answers: Vec<Answer>,
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
            definition,
            visit: visit.fitting(),
            id,
            seq: 0,
            shown_at: now,
            answers: Vec::new(),
            unkept: 0,
            tally: None,
            phase: Phase::Asking(0),
        };
        let mut effects = run.show();
        effects.push(Effect::Tell(Signal::Shown));
        (run, effects)
    }

    /// The id of the response.
    #[must_use]
    pub fn id(&self) -> &ResponseId {
        &self.id
    }

    /// The survey's id.
    #[must_use]
    pub fn survey(&self) -> &str {
        &self.definition.id
    }

    /// Whose survey it is.
    #[must_use]
    pub fn site(&self) -> &str {
        let site = self.visit.site.as_deref();
        site.or(self.definition.site.as_deref())
            .unwrap_or("default")
    }

    /// Whether nothing is shown and nothing is awaited any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    fn asked(&self) -> Option<&Question> {
        match self.phase {
            Phase::Asking(index) => self.definition.questions.get(index),
            _ => None,
        }
    }

    /// Records an answer, moves on, and tells what was answered.
    fn answer(
        &mut self,
        value: AnswerValue,
        signal: Option<Signal>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let (Phase::Asking(index), Some(question)) = (self.phase, self.asked()) else {
            return Vec::new();
        };
        let question = question.id.clone();
        self.answers.push(Answer { question, value });
        self.seq += 1;
        self.unkept += 1;
        let last = index + 1 == self.definition.questions.len();
        let (phase, outcome) = if last {
            (Phase::Keeping, Outcome::Complete)
        } else {
            (Phase::Asking(index + 1), Outcome::Partial)
        };
        self.phase = phase;
        let response = Box::new(self.response(outcome, now));
        let answered = last.then(|| Signal::Answered(response.clone()));
        let mut effects = self.show();
        effects.push(Effect::Keep(response));
        effects.extend(signal.into_iter().chain(answered).map(Effect::Tell));
        effects
    }

    fn rated(&mut self, rating: i32, now: Timestamp) -> Vec<Effect> {
        let Some(question) = self.asked() else {
            return Vec::new();
        };
        let Some(metric) = question.metric() else {
            return Vec::new();
        };
        if !metric.scale().contains(rating) {
            return Vec::new();
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
        let mut effects = self.answer(value, Some(signal), now);
        if first {
            effects.push(Effect::FetchTally { question, metric });
        }
        effects
    }

    fn commented(&mut self, comment: &str, now: Timestamp) -> Vec<Effect> {
        let Some(Asked::Text { required, .. }) = self.asked().map(|question| &question.kind) else {
            return Vec::new();
        };
        let printable: String = comment.chars().filter(|c| !is_control(*c)).collect();
        let comment: String = printable.trim().chars().take(LONGEST_COMMENT).collect();
        if !comment.is_empty() {
            self.answer(AnswerValue::Text(comment), None, now)
        } else if *required {
            Vec::new()
        } else {
            self.answer(AnswerValue::Skipped, None, now)
        }
    }

    fn dismissed(&mut self) -> Vec<Effect> {
        let was = self.phase;
        self.phase = match was {
            Phase::Keeping | Phase::Leaving => Phase::Leaving,
            _ => Phase::Over,
        };
        match was {
            Phase::Asking(_) => {
                let mut effects = self.post_partial();
                effects.extend([Effect::Close, Effect::Tell(Signal::Dismissed)]);
                effects
            }
            Phase::Keeping | Phase::Thanking => vec![Effect::Close],
            Phase::Leaving | Phase::Over => Vec::new(),
        }
    }

    fn left(&self) -> Vec<Effect> {
        match self.phase {
            Phase::Asking(_) => self.post_partial(),
            _ => Vec::new(),
        }
    }

    /// What was answered so far is worth sending; nothing at all is not.
    fn post_partial(&self) -> Vec<Effect> {
        if self.answers.is_empty() {
            return Vec::new();
        }
        vec![Effect::Post]
    }

    fn kept(&mut self) -> Vec<Effect> {
        self.unkept = self.unkept.saturating_sub(1);
        if self.unkept > 0 {
            // An earlier state is in the outbox; the finished response is not yet.
            return Vec::new();
        }
        let mut effects = vec![Effect::Post, Effect::Tell(Signal::Saved)];
        match self.phase {
            Phase::Keeping => {
                self.phase = Phase::Thanking;
                effects.extend(self.show());
                effects
            }
            Phase::Leaving => {
                self.phase = Phase::Over;
                effects
            }
            Phase::Asking(_) | Phase::Thanking | Phase::Over => Vec::new(),
        }
    }

    fn tallied(&mut self, tally: Tally) -> Vec<Effect> {
        self.tally = Some(tally);
        match self.phase {
            Phase::Thanking => self.show(),
            _ => Vec::new(),
        }
    }

    /// The first rating that has a class: what the survey is about.
    fn primary(&self) -> Option<(Metric, i32)> {
        self.answers.iter().find_map(|answer| match answer.value {
            AnswerValue::Rating { metric, rating } if metric.class(rating).is_some() => {
                Some((metric, rating))
            }
            _ => None,
        })
    }

    fn response(&self, outcome: Outcome, now: Timestamp) -> Response {
        let Visit {
            language,
            context,
            respondent,
            signed,
            page,
            test,
            widget,
            ..
        } = self.visit.clone();
        Response {
            id: self.id.clone(),
            seq: self.seq,
            site: self.site().into(),
            survey: self.definition.id.clone(),
            revision: Some(self.definition.revision),
            outcome,
            answers: self.answers.clone(),
            shown_at: Some(self.shown_at),
            answered_at: now,
            language: self.definition.language.clone().or(language),
            touchpoint: self.definition.touchpoint.clone(),
            stage: self.definition.stage.clone(),
            context,
            respondent,
            signed,
            page,
            sampling_rate: None,
            test,
            widget,
        }
    }
}

/// One event of a run. Events that mean nothing in the run's state change nothing.
#[must_use]
pub fn step(mut run: Run, event: Event, now: Timestamp) -> (Run, Vec<Effect>) {
    let effects = match event {
        Event::Rated(rating) => run.rated(rating, now),
        Event::Commented(comment) => run.commented(&comment, now),
        Event::Dismissed => run.dismissed(),
        Event::Left => run.left(),
        Event::Kept => run.kept(),
        Event::Tallied(tally) => run.tallied(tally),
    };
    (run, effects)
}

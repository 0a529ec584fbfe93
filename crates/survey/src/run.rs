//! One survey in front of one visitor, as a pure state machine.
//!
//! [`Run::start`] and [`step`] return what is to be done as [`Effect`]s; the shell does it and feeds
//! back what happened as [`Event`]s. Nothing here waits, draws, stores or sends.
//!
//! ```text
//! start ─▶ asking ──rated/commented──▶ asking … ──last answer──▶ keeping ──kept──▶ thanking ──dismissed──▶ over
//!             └─────────────dismissed─────────────▶ over ◀──kept── leaving ◀─dismissed─┘
//! ```

mod view;

use score::{Class, Metric, Tally};

use crate::definition::{Asked, Definition, Question};
use crate::id::ResponseId;
use crate::response::{Answer, AnswerValue, Outcome, Response, Scalar};
use crate::time::Timestamp;

pub use view::{Standing, View};

/// What travels with every response of a run: what the shell knows of the occasion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visit {
    /// Whose survey it is, if the definition does not say; `default` where nobody does.
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
    /// The visitor sent a comment, perhaps an empty one.
    Commented(String),
    /// The visitor or the host page closed the prompt.
    Dismissed,
    /// The page is being hidden or left; this may be the last that is heard of it.
    Left,
    /// What was to be kept last is in the outbox.
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

/// What the host page is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// The prompt appeared.
    Shown,
    /// A rating was given.
    Rated {
        /// The question's id.
        question: String,
        /// Its metric.
        metric: Metric,
        /// The rating.
        rating: i32,
        /// Its class, if the metric has classes.
        class: Option<Class>,
    },
    /// The survey was answered to its end.
    Answered(Box<Response>),
    /// The finished response is in the outbox.
    Saved,
    /// The prompt was closed before its end.
    Dismissed,
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
            visit,
            id,
            seq: 0,
            shown_at: now,
            answers: Vec::new(),
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
        let site = self.definition.site.as_deref();
        site.or(self.visit.site.as_deref()).unwrap_or("default")
    }

    /// Whether nothing is shown any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Leaving | Phase::Over)
    }

    fn asked(&self) -> Option<&Question> {
        match self.phase {
            Phase::Asking(index) => self.definition.questions.get(index),
            _ => None,
        }
    }

    /// Records an answer and moves on.
    fn answer(&mut self, value: AnswerValue, now: Timestamp) -> Vec<Effect> {
        let Phase::Asking(index) = self.phase else {
            return Vec::new();
        };
        let Some(question) = self.asked() else {
            return Vec::new();
        };
        let question = question.id.clone();
        self.answers.push(Answer { question, value });
        self.seq += 1;
        if index + 1 < self.definition.questions.len() {
            self.phase = Phase::Asking(index + 1);
            let mut effects = self.show();
            effects.push(Effect::Keep(Box::new(self.response(Outcome::Partial, now))));
            return effects;
        }
        self.phase = Phase::Keeping;
        let response = Box::new(self.response(Outcome::Complete, now));
        vec![
            Effect::Keep(response.clone()),
            Effect::Tell(Signal::Answered(response)),
        ]
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
        let mut effects = self.answer(AnswerValue::Rating { metric, rating }, now);
        effects.push(Effect::Tell(Signal::Rated {
            question: question.clone(),
            metric,
            rating,
            class,
        }));
        if first {
            effects.push(Effect::FetchTally { question, metric });
        }
        effects
    }

    fn commented(&mut self, comment: &str, now: Timestamp) -> Vec<Effect> {
        let Some(Asked::Text { required, .. }) = self.asked().map(|question| &question.kind) else {
            return Vec::new();
        };
        match (comment.trim(), *required) {
            ("", true) => Vec::new(),
            ("", false) => self.answer(AnswerValue::Skipped, now),
            (comment, _) => self.answer(AnswerValue::Text(comment.into()), now),
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

    /// What was answered so far is worth sending; nothing at all is not.
    fn post_partial(&self) -> Vec<Effect> {
        match self.phase {
            Phase::Asking(_) | Phase::Over if !self.answers.is_empty() => vec![Effect::Post],
            _ => Vec::new(),
        }
    }

    fn kept(&mut self) -> Vec<Effect> {
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
        Event::Left => run.post_partial(),
        Event::Kept => run.kept(),
        Event::Tallied(tally) => run.tallied(tally),
    };
    (run, effects)
}

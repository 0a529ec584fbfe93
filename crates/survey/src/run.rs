//! One survey in front of one visitor, as a pure state machine.
//!
//! [`Run::start`] and [`step`] return what is to be done as [`Effect`]s; the shell does it and feeds
//! back what happened as [`Event`]s. Nothing here waits, draws, stores or sends.
//!
//! ```text
//! start ─▶ asking ──answered/returned──▶ asking … ──last answer──▶ keeping ──kept──▶ thanking ──dismissed──▶ over
//!             └───────────────dismissed───────────────▶ over ◀──kept── leaving ◀─dismissed─┘
//! ```
//!
//! Which questions are asked is a pure function of the answers (`path`). An answer stays known when
//! the visitor goes back, so that it is offered again; the record has the answers on the path alone.

mod pages;
mod path;
mod piping;
mod reply;
mod resume;
mod shuffle;
mod signal;
mod view;
mod visit;

use score::{Class, Metric, Tally};

use crate::definition::{ClassText, Definition, Question, Thanks};
use crate::id::ResponseId;
use crate::response::{AnswerValue, LONGEST_URL, LONGEST_VALUE, Outcome, Response, Scalar};
use crate::time::Timestamp;
use crate::words::Words;
use view::is_asked;
use visit::fit;
pub(crate) use visit::fit_id;

pub use signal::Signal;
pub use view::{Asking, Estimate, Input, Progress, Standing, View};
pub use visit::Visit;

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The visitor rated, by pointer, Space or Enter.
    Rated(i32),
    /// The visitor sent a comment, perhaps an empty one. Control characters in it and what is beyond
    /// [`LONGEST_COMMENT`](crate::response::LONGEST_COMMENT) characters are left out.
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
    /// The same, but nothing keeps it, or the host page does not let it be sent.
    Unkept,
    /// What others answered to the question of the last [`Effect::FetchTally`], this visitor not
    /// counted. What an earlier one asked for means nothing any more.
    Tallied(Tally),
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Draw this.
    Show(View),
    /// Take the prompt down.
    Close,
    /// Write this to the outbox, over any earlier state of the same id, and answer
    /// [`Event::Kept`] or [`Event::Unkept`].
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
    words: Words,
    /// What the page said besides the response's context.
    unsent: Vec<(String, Scalar)>,
    /// What the page's address preselects.
    prefill: Vec<(String, String)>,
    /// The answer to each question, also to those that are not on the path any more.
    given: Vec<Option<AnswerValue>>,
    /// The record in its latest state, but for its answers: those are [`given`](Self::given).
    response: Response,
    /// How many responses are on their way into the outbox.
    unkept: u32,
    /// The question whose tally was asked for.
    tally_of: Option<usize>,
    /// What others answered to it, once known.
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
        words: Words,
        id: ResponseId,
        now: Timestamp,
    ) -> (Self, Vec<Effect>) {
        let run = Self::new(definition, visit, words, id, now);
        let effects = run.appear();
        (run, effects)
    }

    fn new(
        definition: Definition,
        mut visit: Visit,
        words: Words,
        id: ResponseId,
        now: Timestamp,
    ) -> Self {
        fit_id(&mut visit.site);
        fit(&mut visit.respondent, LONGEST_VALUE);
        fit(&mut visit.signed, LONGEST_URL);
        fit(&mut visit.page, LONGEST_URL);
        fit(&mut visit.widget, LONGEST_VALUE);
        let mut language = Some(language(&definition.questions, &words).to_owned());
        fit_id(&mut language);
        let site = visit.site.take().or(definition.site);
        Run {
            response: Response {
                id,
                seq: 0,
                context: visit.sent(&definition.hidden),
                site: site.unwrap_or_else(|| "default".into()),
                survey: definition.id,
                revision: Some(definition.revision),
                outcome: Outcome::Displayed,
                answers: Vec::new(),
                shown_at: Some(now),
                answered_at: now,
                language,
                touchpoint: definition.touchpoint,
                stage: definition.stage,
                respondent: visit.respondent,
                signed: visit.signed,
                page: visit.page,
                sampling_rate: visit.sampling_rate,
                test: visit.test,
                widget: visit.widget,
            },
            unsent: visit.unsent,
            prefill: visit.prefill,
            given: definition.questions.iter().map(|_| None).collect(),
            questions: definition.questions,
            thanks: definition.thanks,
            words,
            unkept: 0,
            tally_of: None,
            tally: None,
            phase: Phase::Asking(0),
        }
    }

    fn appear(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.show(&mut effects);
        effects.push(Effect::Tell(Signal::Shown));
        effects
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

    /// The answer to the question that is shown, if the event is one.
    fn replied(&mut self, event: &Event, now: Timestamp, effects: &mut Vec<Effect>) {
        let Phase::Asking(index) = self.phase else {
            return;
        };
        let (Some(value), Some(question)) =
            (self.reply(index, event, now), self.questions.get(index))
        else {
            return;
        };
        let signal = match value {
            AnswerValue::Rating { metric, rating } => Some(Signal::Rated {
                question: question.id.clone(),
                metric,
                rating,
                class: metric.class(rating),
            }),
            _ => None,
        };
        self.give(index, value);
        self.response.answered_at = now;
        self.go_on(index, effects);
        self.keep(signal, effects);
        self.fetch_tally(effects);
    }

    fn give(&mut self, index: usize, value: AnswerValue) {
        if let Some(given) = self.given.get_mut(index) {
            *given = Some(value);
        }
    }

    /// The answers on the path, each with its question.
    #[inline(never)]
    fn answers(&self) -> Vec<(&str, &AnswerValue)> {
        let mut answers = Vec::new();
        for index in self.path() {
            if let (Some(question), Some(Some(value))) =
                (self.questions.get(index), self.given.get(index))
            {
                answers.push((question.id.as_str(), value));
            }
        }
        answers
    }

    /// A statement is left behind.
    fn read(&mut self, effects: &mut Vec<Effect>) {
        if let Phase::Asking(index) = self.phase
            && let Some(question) = self.questions.get(index)
            && !is_asked(question)
        {
            self.go_on(index, effects);
            if self.phase == Phase::Keeping {
                self.keep(None, effects);
            }
        }
    }

    /// Goes on to the next question, or to the end.
    fn go_on(&mut self, index: usize, effects: &mut Vec<Effect>) {
        self.phase = match self.next(index) {
            Some(next) => Phase::Asking(next),
            // Only statements were shown.
            None if self.answers().is_empty() => Phase::Thanking,
            None => Phase::Keeping,
        };
        self.show(effects);
    }

    fn returned(&mut self, effects: &mut Vec<Effect>) {
        if let Phase::Asking(index) = self.phase
            && let Some(previous) = self.previous(index)
        {
            self.phase = Phase::Asking(previous);
            self.show(effects);
        }
    }

    /// Has the record kept in its new state, and tells what was answered.
    fn keep(&mut self, signal: Option<Signal>, effects: &mut Vec<Effect>) {
        let complete = self.phase == Phase::Keeping;
        self.response.outcome = if complete {
            Outcome::Complete
        } else {
            Outcome::Partial
        };
        self.response.seq = self.response.seq.saturating_add(1);
        self.unkept += 1;
        let seq = self.response.seq;
        let body = self.response.with_answers(&self.answers());
        let answered = complete.then(|| body.clone());
        effects.push(Effect::Keep { seq, body });
        if let Some(signal) = signal {
            effects.push(Effect::Tell(signal));
        }
        if let Some(body) = answered {
            effects.push(Effect::Tell(Signal::Answered(body)));
        }
    }

    /// Asks what others answered to the question that the survey is about.
    fn fetch_tally(&mut self, effects: &mut Vec<Effect>) {
        let Some((index, metric, _)) = self.primary() else {
            return;
        };
        if self.tally_of != Some(index)
            && let Some(question) = self.questions.get(index)
        {
            (self.tally_of, self.tally) = (Some(index), None);
            let question = question.id.clone();
            effects.push(Effect::FetchTally { question, metric });
        }
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
        if !self.answers().is_empty() {
            effects.push(Effect::Post);
        }
    }

    /// Goes on once the outbox was asked; that an answer is saved is told where it is.
    fn kept(&mut self, saved: bool, effects: &mut Vec<Effect>) {
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
        if saved {
            effects.push(Effect::Tell(Signal::Saved));
        }
        self.show(effects);
    }

    fn tallied(&mut self, tally: Tally, effects: &mut Vec<Effect>) {
        self.tally = Some(tally);
        if self.phase == Phase::Thanking {
            self.show(effects);
        }
    }

    /// The first rating that has a class, and its question: what the survey is about.
    fn primary(&self) -> Option<(usize, Metric, Class)> {
        for index in self.path() {
            if let Some((metric, rating)) = self.rating(index)
                && let Some(class) = metric.class(rating)
            {
                return Some((index, metric, class));
            }
        }
        None
    }

    /// The rating given to the question of this index.
    fn rating(&self, index: usize) -> Option<(Metric, i32)> {
        match self.given.get(index)? {
            Some(AnswerValue::Rating { metric, rating }) => Some((*metric, *rating)),
            _ => None,
        }
    }
}

/// One event of a run. Events that mean nothing in the run's state change nothing.
#[must_use]
pub fn step(mut run: Run, event: Event, now: Timestamp) -> (Run, Vec<Effect>) {
    let mut effects = Vec::new();
    match event {
        Event::Returned => run.returned(&mut effects),
        Event::Read => run.read(&mut effects),
        Event::Dismissed => run.dismissed(&mut effects),
        Event::Left => run.left(&mut effects),
        Event::Kept => run.kept(true, &mut effects),
        Event::Unkept => run.kept(false, &mut effects),
        Event::Tallied(tally) => run.tallied(tally, &mut effects),
        reply => run.replied(&reply, now, &mut effects),
    }
    (run, effects)
}

/// The language that a visitor is asked in: that of the words, unless the definition asks in its own.
fn language<'l>(questions: &'l [Question], words: &'l Words) -> &'l str {
    let own = questions.iter().find_map(|question| match &question.ask {
        ClassText::Standard => None,
        ClassText::Same(text) => text.language.as_deref(),
        ClassText::Each(texts) => texts.iter().find_map(|(_, text)| text.language.as_deref()),
    });
    own.unwrap_or_else(|| words.language())
}

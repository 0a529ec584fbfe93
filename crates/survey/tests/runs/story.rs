//! A run told as a story: what happens goes in, what is to be done comes out as short lines.

use score::{Scale, Tally};
use serde_json::{Value, json};
use survey::definition::Definition;
use survey::id::ResponseId;
use survey::response::{Outcome, Response};
use survey::run::{Asking, Effect, Event, Input, Run, Signal, View, Visit, step};
use survey::templates;
use survey::time::Timestamp;
use survey::words::{Numerals, Words};

pub(crate) const WOULD_YOU: &str =
    "show nps: How likely is it that you would recommend us to a friend or colleague?";
pub(crate) const THANKS: &str = "show Thank you for your feedback.";

pub(crate) fn nps() -> Story {
    Story::of(template("nps"))
}

pub(crate) fn survey(questions: &Value) -> Definition {
    definition(&json!({"v": 1, "id": "s", "questions": questions}))
}

/// A survey of four questions: what is asked second depends on the class, what is asked third on
/// whether it was answered.
pub(crate) fn branching() -> Definition {
    survey(&json!([
        {"id": "nps", "kind": "nps"},
        {"id": "praise", "kind": "text", "ask": "What was best?",
         "when": {"question": "nps", "class": "promoter"}},
        {"id": "wrong", "kind": "text", "ask": "What went wrong?",
         "when": {"question": "nps", "at_most": 6}},
        {"id": "ease", "kind": "ces", "when": {"question": "wrong", "answered": true}},
    ]))
}

/// A survey in front of a visitor. A second passes with every event.
pub(crate) struct Story {
    pub(crate) run: Run,
    pub(crate) effects: Vec<Effect>,
    seconds: i64,
}

pub(crate) fn template(name: &str) -> Definition {
    definition(&serde_json::from_str(templates::json(name).unwrap()).unwrap())
}

pub(crate) fn definition(json: &Value) -> Definition {
    Definition::parse(&json).unwrap()
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

pub(crate) fn words() -> Words {
    Words::english(Numerals::ascii())
}

pub(crate) fn id() -> ResponseId {
    ResponseId::mint(at(0), [7; 10])
}

/// A record as a collector reads it.
pub(crate) fn record(body: &str) -> Response {
    let json: Value = serde_json::from_str(body).unwrap();
    Response::parse(&&json).unwrap()
}

/// The ratings of 127 others: 80 promoters, 34 passives, 13 detractors.
pub(crate) fn others() -> Tally {
    let mut tally = Tally::new(Scale::NPS);
    tally.add_many(10, 50);
    tally.add_many(9, 30);
    tally.add_many(8, 34);
    tally.add_many(0, 13);
    tally
}

impl Story {
    pub(crate) fn of(definition: Definition) -> Self {
        Self::visited(definition, Visit::default())
    }

    pub(crate) fn visited(definition: Definition, visit: Visit) -> Self {
        let (run, effects) = Run::start(definition, visit, words(), id(), at(0));
        Self::started(run, effects)
    }

    pub(crate) fn started(run: Run, effects: Vec<Effect>) -> Self {
        Story {
            run,
            effects,
            seconds: 0,
        }
    }

    /// What was done last.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.effects.iter().map(line).collect()
    }

    pub(crate) fn on(&mut self, event: Event) -> Vec<String> {
        self.seconds += 1;
        let (run, effects) = step(self.run.clone(), event, at(self.seconds));
        (self.run, self.effects) = (run, effects);
        self.lines()
    }

    pub(crate) fn rates(&mut self, rating: i32) -> Vec<String> {
        self.on(Event::Rated(rating))
    }

    pub(crate) fn comments(&mut self, comment: &str) -> Vec<String> {
        self.on(Event::Commented(comment.into()))
    }

    pub(crate) fn chooses(&mut self, chosen: &[&str], other: &str) -> Vec<String> {
        self.on(Event::Chose {
            chosen: chosen.iter().map(|id| (*id).into()).collect(),
            other: other.into(),
        })
    }

    pub(crate) fn reaches(&mut self, fields: &[(&str, &str)], consented: bool) -> Vec<String> {
        let fields = fields
            .iter()
            .map(|(key, value)| ((*key).into(), (*value).into()));
        self.on(Event::Reached {
            fields: fields.collect(),
            consented,
        })
    }

    pub(crate) fn reads(&mut self) -> Vec<String> {
        self.on(Event::Read)
    }

    pub(crate) fn skips(&mut self) -> Vec<String> {
        self.on(Event::Skipped)
    }

    pub(crate) fn returns(&mut self) -> Vec<String> {
        self.on(Event::Returned)
    }

    /// The page is loaded again: what goes on with the record that was kept last, if anything does.
    pub(crate) fn reloads(&self, definition: Definition, visit: Visit) -> Option<Self> {
        let saved: Value = serde_json::from_str(&self.response().to_json()).unwrap();
        let now = at(self.seconds);
        let (run, effects) = Run::resume(definition, visit, words(), &&saved, now)?;
        Some(Story {
            run,
            effects,
            seconds: self.seconds,
        })
    }

    pub(crate) fn dismisses(&mut self) -> Vec<String> {
        self.on(Event::Dismissed)
    }

    pub(crate) fn leaves(&mut self) -> Vec<String> {
        self.on(Event::Left)
    }

    pub(crate) fn kept(&mut self) -> Vec<String> {
        self.on(Event::Kept)
    }

    pub(crate) fn unkept(&mut self) -> Vec<String> {
        self.on(Event::Unkept)
    }

    pub(crate) fn tallied(&mut self, tally: &Tally) -> Vec<String> {
        self.on(Event::Tallied(tally.clone()))
    }

    /// The response that was to be kept last.
    pub(crate) fn response(&self) -> Response {
        let kept = self.effects.iter().find_map(|effect| match effect {
            Effect::Keep { body, .. } => Some(record(body)),
            _ => None,
        });
        kept.expect("something to keep")
    }

    /// What was answered, as it was to be kept last.
    pub(crate) fn answers(&self) -> Value {
        let mut record: Value = serde_json::from_str(&self.response().to_json()).unwrap();
        record["answers"].take()
    }

    /// What was to be drawn last.
    pub(crate) fn view(&self) -> &View {
        let shown = self.effects.iter().find_map(|effect| match effect {
            Effect::Show(view) => Some(view),
            _ => None,
        });
        shown.expect("something to show")
    }

    /// The question that was to be drawn last.
    pub(crate) fn asking(&self) -> &Asking {
        match self.view() {
            View::Question(asking) => asking,
            View::Thanks { .. } => panic!("thanks instead of a question"),
        }
    }

    /// Its text.
    pub(crate) fn ask(&self) -> &str {
        &self.asking().ask.text
    }

    /// Asserts that an event means nothing now.
    pub(crate) fn ignores(&self, event: &Event) {
        let (run, effects) = step(self.run.clone(), event.clone(), at(self.seconds + 1));
        assert_eq!(effects, [], "{event:?}");
        assert_eq!(run, self.run, "{event:?}");
    }
}

fn line(effect: &Effect) -> String {
    match effect {
        Effect::Show(view) => format!("show {}", view_line(view)),
        Effect::Close => "close".into(),
        Effect::Keep { seq, body } => {
            let outcome = match record(body).outcome {
                Outcome::Complete => "complete",
                Outcome::Partial => "partial",
                Outcome::Dismissed | Outcome::Displayed => "unanswered",
            };
            format!("keep {outcome} {seq}")
        }
        Effect::Post => "post".into(),
        Effect::FetchTally { question, metric } => {
            format!("fetch the {} of {question}", metric.name())
        }
        Effect::Tell(signal) => format!("tell {}", signal_line(signal)),
    }
}

fn view_line(view: &View) -> String {
    match view {
        View::Question(asking) => {
            let ask = &asking.ask.text;
            let required = if asking.required { ", required" } else { "" };
            let button = if asking.last { "" } else { ", more to come" };
            match &asking.input {
                Input::Rating { metric, .. } => format!("{}: {ask}", metric.name()),
                Input::Comment { .. } => format!("comment{required}{button}: {ask}"),
                Input::Choice { .. } => format!("choice{required}{button}: {ask}"),
                Input::Contact { .. } => format!("contact{required}{button}: {ask}"),
                Input::Statement => format!("statement{button}: {ask}"),
            }
        }
        View::Thanks { text, standing, .. } => {
            let standing = standing.as_ref().map(|standing| words().standing(standing));
            [Some(text.text.clone()), standing]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        }
    }
}

fn signal_line(signal: &Signal) -> String {
    match signal {
        Signal::Shown => "shown".into(),
        Signal::Rated {
            question,
            rating,
            class,
            ..
        } => {
            let class = class.map_or("nothing", score::Class::name);
            format!("rated {question} {rating} {class}")
        }
        Signal::Answered(body) => format!("answered {}", record(body).seq),
        Signal::Saved => "saved".into(),
        Signal::Dismissed => "dismissed".into(),
    }
}

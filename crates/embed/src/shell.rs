//! Which prompt stands, which wait, and the loop of events and effects.

use std::cell::RefCell;

use js_sys::{Date, JSON};
use prompt::{Act, Drawn, STYLE, Setting, frame, question};
use score::{Metric, Tally};
use survey::definition::Definition;
use survey::id::ResponseId;
use survey::node::Node as _;
use survey::occasion::Occasion;
use survey::run::{Effect, Event, Run, View, step};
use survey::templates;
use survey::time::Timestamp;
use survey::words::{Numerals, Words, digits};
use wasm_bindgen::prelude::*;

use crate::node::JsNode;
use crate::platform::{self, Report};

/// What happens to the shell. One is finished before the next is begun, also when a listener of the
/// host page calls back in the middle.
enum Call {
    Ask(Box<(Occasion, Definition)>),
    /// To the prompt that stands.
    Happened(Event),
    /// The browser reports on what it was asked to do for a run, by the run's id.
    Reported(Report, JsValue),
}

#[derive(Default)]
struct Shell {
    /// Runs that are not over; at most one of them stands.
    prompts: Vec<Prompt>,
    waiting: Vec<(Occasion, Definition)>,
    listening: bool,
}

/// A run with all that belongs to it.
struct Prompt {
    id: String,
    survey: String,
    site: String,
    endpoint: String,
    setting: Setting,
    words: Words,
    /// Out only while it steps.
    run: Option<Run>,
    card: Option<Card>,
    /// What the tally that was asked for counts towards.
    tallied: Option<Metric>,
}

struct Card {
    _frame: Drawn,
    question: Option<Drawn>,
}

thread_local! {
    static CALLS: RefCell<Vec<Call>> = RefCell::default();
    static SHELL: RefCell<Shell> = RefCell::default();
}

/// Asks, or waits for the prompt that stands.
pub(crate) fn ask(occasion: JsValue, given: JsValue) {
    let occasion = Occasion::parse(&JsNode(occasion));
    match definition(&occasion, given) {
        Ok(definition) => call(Call::Ask(Box::new((occasion, definition)))),
        Err(message) => platform::fail(&occasion.survey, "definition", &message),
    }
}

/// Closes the prompt that stands.
pub(crate) fn close() {
    call(Call::Happened(Event::Dismissed));
}

/// The definition that a tag names, its shorthands applied.
fn definition(occasion: &Occasion, given: JsValue) -> Result<Definition, String> {
    let parsed = if given.is_undefined() {
        let Some(template) = templates::json(&occasion.survey) else {
            return Err(["no template is called ", &occasion.survey].concat());
        };
        JSON::parse(template).unwrap_or_default()
    } else {
        given
    };
    match Definition::parse(&JsNode(parsed)) {
        Ok(mut definition) => {
            occasion.apply(&mut definition);
            Ok(definition)
        }
        Err(problems) => {
            let mut message = String::from("the definition is wrong");
            for problem in problems {
                for part in [", ", &problem.at, ": ", problem.code.as_str()] {
                    message.push_str(part);
                }
            }
            Err(message)
        }
    }
}

fn call(call: Call) {
    CALLS.with_borrow_mut(|calls| calls.push(call));
    SHELL.with(|shell| {
        // Held already: whoever holds it goes on with what was just queued.
        let Ok(mut shell) = shell.try_borrow_mut() else {
            return;
        };
        while let Some(call) = CALLS.with_borrow_mut(first) {
            shell.take(call);
        }
    });
}

/// Takes the first out. These queues hold one or two.
fn first<T>(queue: &mut Vec<T>) -> Option<T> {
    (!queue.is_empty()).then(|| queue.remove(0))
}

/// What the visitor does in the prompt that stands.
fn act(act: Act) {
    call(Call::Happened(match act {
        Act::Rate(rating) => Event::Rated(rating),
        Act::Comment(comment) => Event::Commented(comment),
        Act::Choose { chosen, other } => Event::Chose { chosen, other },
        Act::Reach { fields, consented } => Event::Reached { fields, consented },
        Act::Read => Event::Read,
        Act::Skip => Event::Skipped,
        Act::Back => Event::Returned,
        Act::Copy(_) | Act::Open => return,
        Act::Close => Event::Dismissed,
    }));
}

impl Shell {
    fn take(&mut self, call: Call) {
        match call {
            Call::Ask(asked) => {
                if !self.asks(&asked.1.id) {
                    self.waiting.push(*asked);
                }
            }
            Call::Happened(event) => {
                if let Some(prompt) = self.prompts.iter_mut().find(|prompt| prompt.stands()) {
                    prompt.step(event);
                }
            }
            Call::Reported(report, data) => self.reported(report, data),
        }
        self.prompts.retain(|prompt| !prompt.is_over());
        if !self.prompts.iter().any(Prompt::stands)
            && let Some(asked) = first(&mut self.waiting)
        {
            self.start(asked);
        }
    }

    fn asks(&self, survey: &str) -> bool {
        let stands = |prompt: &Prompt| prompt.stands() && prompt.survey == survey;
        self.prompts.iter().any(stands) || self.waiting.iter().any(|asked| asked.1.id == survey)
    }

    fn reported(&mut self, report: Report, data: JsValue) {
        let data = JsNode(data);
        let id = data.member("id").and_then(|id| id.text());
        let mut of = self.prompts.iter_mut();
        let Some(prompt) = of.find(|prompt| Some(&prompt.id) == id.as_ref()) else {
            return;
        };
        match report {
            Report::Kept => prompt.step(Event::Kept),
            Report::Tallied => {
                if let (Some(metric), Some(counts)) = (prompt.tallied, data.member("counts")) {
                    prompt.step(Event::Tallied(tally(metric, &counts)));
                }
            }
            Report::Left => prompt.step(Event::Left),
            Report::Lingered => prompt.step(Event::Dismissed),
        }
    }

    fn start(&mut self, (occasion, definition): (Occasion, Definition)) {
        if !self.listening {
            self.listening = true;
            platform::listen(|report, data| call(Call::Reported(report, data)));
        }
        let now = now();
        let mut random = [0; 10];
        platform::random(&mut random);
        let id = ResponseId::mint(now, random);
        let words = Words::english(Numerals::ascii());
        let setting = Setting {
            position: occasion.position(&definition),
            theme: occasion.theme(&definition),
            preset: occasion.preset(&definition),
        };
        let (run, effects) = Run::start(definition, occasion.visit, words.clone(), id, now);
        let mut prompt = Prompt {
            id: run.id().as_str().into(),
            survey: run.survey().into(),
            site: run.site().into(),
            endpoint: occasion.endpoint,
            setting,
            words,
            run: Some(run),
            card: None,
            tallied: None,
        };
        prompt.perform(effects);
        self.prompts.push(prompt);
    }
}

impl Prompt {
    fn stands(&self) -> bool {
        self.card.is_some()
    }

    fn is_over(&self) -> bool {
        self.run.as_ref().is_none_or(Run::is_over)
    }

    fn step(&mut self, event: Event) {
        if let Some(run) = self.run.take() {
            let (run, effects) = step(run, event, now());
            self.run = Some(run);
            self.perform(effects);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Show(view) => self.show(view),
                Effect::Close => {
                    platform::fall();
                    self.card = None;
                }
                Effect::Keep { seq, body } => {
                    platform::keep(&self.id, seq, &self.survey, &self.endpoint, &body);
                }
                Effect::Post => platform::post(&self.id),
                Effect::FetchTally { question, metric } => {
                    self.tallied = Some(metric);
                    let (endpoint, survey, site) = (&self.endpoint, &self.survey, &self.site);
                    platform::tally(&self.id, endpoint, survey, site, &question, metric.name());
                }
                Effect::Tell(signal) => {
                    let (name, detail) = signal.to_json(&self.survey, &self.id);
                    platform::tell(name, &detail);
                }
            }
        }
    }

    fn show(&mut self, view: View) {
        if self.card.is_none() {
            let Ok(place) = platform::raise(STYLE, &self.id) else {
                self.run = None;
                let message = "this browser cannot draw the prompt";
                return platform::fail(&self.survey, "wasm", message);
            };
            self.card = Some(Card {
                _frame: frame(&place, self.setting, &self.words, act),
                question: None,
            });
        }
        let Some(card) = &mut self.card else { return };
        let announcement = prompt::announcement(&view, &self.words);
        let ends = matches!(view, View::Thanks { .. });
        platform::leave_question();
        card.question = None;
        card.question = Some(question(&platform::slot(), view, &self.words));
        platform::enter_question(&announcement);
        if ends {
            platform::linger();
        }
    }
}

/// What others answered, from the collector's counts by rating.
fn tally(metric: Metric, counts: &JsNode) -> Tally {
    let mut tally = Tally::new(metric.scale());
    for rating in metric.scale().ratings() {
        let count = counts
            .member(&digits(rating))
            .and_then(|count| count.number());
        tally.add_many(rating, count.unwrap_or(0.0) as u64);
    }
    tally
}

fn now() -> Timestamp {
    Timestamp::from_millis(Date::now() as i64)
}

//! Which prompt stands, which wait, and the loop of events and effects.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use prompt::{Act, Setting};
use survey::definition::Definition;
use survey::id::ResponseId;
use survey::run::{Effect, Event, Run, View, step};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::outbox::Item;
use crate::stage::Stage;
use crate::tag::Tag;
use crate::{delivery, js, outbox, standing, tell};

/// After thanks the prompt leaves by itself, but not before this, and not under the visitor's eyes.
const LINGER_MILLIS: i32 = 8000;
/// How long after a card appeared its question is read out.
const ANNOUNCE_MILLIS: i32 = 300;

/// How often an attended prompt is looked at again.
const ATTENDED_MILLIS: i32 = 2000;

/// A run with all that belongs to it.
///
/// No cell is borrowed while the page is called: its listeners may call back.
struct Prompt {
    id: ResponseId,
    survey: String,
    site: String,
    endpoint: String,
    setting: Setting,
    /// Out only while it steps.
    run: Cell<Option<Run>>,
    stage: RefCell<Option<Stage>>,
    /// The latest state given to the outbox.
    kept: RefCell<Option<Item>>,
}

#[derive(Default)]
struct Shell {
    /// Runs that are not over; at most one of them stands.
    prompts: Vec<Rc<Prompt>>,
    waiting: VecDeque<(Tag, Definition)>,
    /// What happened while something else was being done.
    events: VecDeque<(Rc<Prompt>, Event)>,
    busy: bool,
}

thread_local! {
    static SHELL: RefCell<Shell> = RefCell::default();
}

fn with<T>(work: impl FnOnce(&mut Shell) -> T) -> T {
    SHELL.with_borrow_mut(work)
}

impl Shell {
    fn standing(&self) -> Option<Rc<Prompt>> {
        self.prompts.iter().find(|prompt| prompt.stands()).cloned()
    }

    fn asks(&self, survey: &str) -> bool {
        self.standing()
            .is_some_and(|prompt| prompt.survey == survey)
            || self.waiting.iter().any(|(_, waiting)| waiting.id == survey)
    }
}

/// Asks, or waits for the prompt that stands.
pub(crate) fn ask(settings: JsValue, definition: JsValue, context: JsValue) {
    let tag = Tag::new(settings, context);
    match tag.definition(definition) {
        Err(message) => tell::failed(&tag.survey, None, "definition", &message),
        Ok(definition) => {
            with(|shell| {
                if !shell.asks(&definition.id) {
                    shell.waiting.push_back((tag, definition));
                }
            });
            next();
        }
    }
}

/// Puts up the first that waits, if nothing stands.
fn next() {
    let first = with(|shell| match shell.standing() {
        Some(_) => None,
        None => shell.waiting.pop_front(),
    });
    if let Some((tag, definition)) = first {
        start(&tag, definition);
    }
}

fn start(tag: &Tag, definition: Definition) {
    let now = js::now();
    let id = ResponseId::mint(now, js::random());
    let setting = tag.look(&definition);
    let visit = tag.visit(&definition);
    let (run, effects) = Run::start(definition, visit, id.clone(), now);
    let prompt = Rc::new(Prompt {
        id,
        survey: run.survey().into(),
        site: run.site().into(),
        endpoint: tag.endpoint(),
        setting,
        run: Cell::new(Some(run)),
        stage: RefCell::default(),
        kept: RefCell::default(),
    });
    with(|shell| shell.prompts.push(Rc::clone(&prompt)));
    prompt.perform(effects);
}

/// What the visitor does in the prompt that stands.
fn act(act: Act) {
    dispatch(match act {
        Act::Rate(rating) => Event::Rated(rating),
        Act::Comment(comment) => Event::Commented(comment),
        Act::Close => Event::Dismissed,
    });
}

/// The page is hidden or left, or shown again.
fn leave() {
    if js::document().hidden() {
        dispatch(Event::Left);
    }
}

/// Something happened to the prompt that stands.
pub(crate) fn dispatch(event: Event) {
    if let Some(prompt) = with(|shell| shell.standing()) {
        prompt.dispatch(event);
    }
}

impl Prompt {
    fn stands(&self) -> bool {
        self.stage.borrow().is_some()
    }

    /// Something happened to this run. Events are taken one after the other, also those that
    /// listeners of the page cause while an earlier one is being done.
    fn dispatch(self: Rc<Self>, event: Event) {
        let busy = with(|shell| {
            shell.events.push_back((self, event));
            std::mem::replace(&mut shell.busy, true)
        });
        if busy {
            return;
        }
        while let Some((prompt, event)) = with(|shell| shell.events.pop_front()) {
            prompt.step(event);
        }
        with(|shell| shell.busy = false);
        next();
    }

    fn step(self: &Rc<Self>, event: Event) {
        let Some(run) = self.run.take() else {
            return;
        };
        let (run, effects) = step(run, event, js::now());
        let over = run.is_over();
        self.run.set(Some(run));
        self.perform(effects);
        if over {
            with(|shell| shell.prompts.retain(|prompt| prompt.id != self.id));
        }
    }

    fn perform(self: &Rc<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Show(view) => self.show(view),
                Effect::Close => drop(self.stage.take()),
                Effect::Keep(response) => self.keep(Item {
                    id: self.id.as_str().into(),
                    seq: response.seq,
                    endpoint: self.endpoint.clone(),
                    survey: self.survey.clone(),
                    body: response.to_json(),
                    refused: false,
                }),
                Effect::Post => {
                    if let Some(item) = self.kept.borrow().clone() {
                        spawn_local(delivery::deliver(item));
                    }
                }
                Effect::FetchTally { question, metric } => {
                    let prompt = Rc::clone(self);
                    spawn_local(async move {
                        let Prompt {
                            endpoint,
                            survey,
                            site,
                            ..
                        } = &*prompt;
                        let tally = standing::fetch(endpoint, survey, site, &question, metric);
                        if let Some(tally) = tally.await {
                            prompt.dispatch(Event::Tallied(tally));
                        }
                    });
                }
                Effect::Tell(signal) => tell::signal(&self.survey, self.id.as_str(), signal),
            }
        }
    }

    fn keep(self: &Rc<Self>, item: Item) {
        self.kept.replace(Some(item.clone()));
        let prompt = Rc::clone(self);
        spawn_local(async move {
            outbox::keep(item).await;
            prompt.dispatch(Event::Kept);
        });
    }

    fn show(self: &Rc<Self>, view: View) {
        let ends = matches!(view, View::Thanks { .. });
        if self.stands() {
            if let Some(stage) = &*self.stage.borrow() {
                stage.draw(view);
            }
        } else {
            match Stage::raise(self.setting.clone(), view, act, leave) {
                Ok(stage) => {
                    self.stage.replace(Some(stage));
                    spawn_local(Rc::clone(self).announce());
                }
                Err(_) => {
                    with(|shell| shell.prompts.retain(|prompt| prompt.id != self.id));
                    let message = "this browser cannot draw the prompt";
                    tell::failed(&self.survey, None, "wasm", message);
                }
            }
        }
        if ends {
            spawn_local(Rc::clone(self).linger());
        }
    }

    async fn announce(self: Rc<Self>) {
        js::sleep(ANNOUNCE_MILLIS).await;
        if let Some(stage) = &*self.stage.borrow() {
            stage.announce();
        }
    }

    async fn linger(self: Rc<Self>) {
        js::sleep(LINGER_MILLIS).await;
        while self.stage.borrow().as_ref().is_some_and(Stage::is_attended) {
            js::sleep(ATTENDED_MILLIS).await;
        }
        self.dispatch(Event::Dismissed);
    }
}

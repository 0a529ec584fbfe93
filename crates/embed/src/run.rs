//! One run with all that belongs to it, and what its effects do.

use js_sys::Date;
use prompt::{Act, STYLE, announcement, frame, question};
use score::{Metric, Tally};
use survey::id::ResponseId;
use survey::node::Node as _;
use survey::run::{Effect, Event, Run, Signal, View, step};
use survey::time::Timestamp;
#[cfg(feature = "everything")]
use survey::words::Word;
use survey::words::digits;

use crate::asked::{Asked, Scene};
use crate::node::JsNode;
use crate::platform::{self, Came};

/// A run with all that belongs to it.
pub(crate) struct Prompt {
    /// Of the response.
    pub(crate) id: String,
    pub(crate) survey: String,
    site: String,
    scene: Scene,
    /// Out only while it steps.
    run: Option<Run>,
    /// Whether a card of it stands.
    stands: bool,
    /// What the tally that was asked for counts towards.
    tallied: Option<Metric>,
    /// What it was asked by.
    gathered: JsNode,
    /// Whether anything was answered.
    answered: bool,
    act: fn(Act),
}

impl Prompt {
    /// Shows a survey.
    pub(crate) fn start(asked: Asked, act: fn(Act)) -> Self {
        let (now, words) = (now(), asked.scene.words.clone());
        let mut random = [0; 10];
        platform::random(&mut random);
        let id = ResponseId::mint(now, random);
        let begun = Run::start(asked.definition, asked.visit, words, id, now);
        Self::of(begun, asked.scene, asked.gathered, act)
    }

    /// Goes on with the survey that this record is of, if it is.
    pub(crate) fn resume(asked: Asked, saved: &JsNode, act: fn(Act)) -> Option<Self> {
        let (now, words) = (now(), asked.scene.words.clone());
        let begun = Run::resume(asked.definition, asked.visit, words, saved, now)?;
        Some(Self::of(begun, asked.scene, asked.gathered, act))
    }

    fn of(
        (run, effects): (Run, Vec<Effect>),
        scene: Scene,
        gathered: JsNode,
        act: fn(Act),
    ) -> Self {
        let mut prompt = Prompt {
            id: run.id().as_str().into(),
            survey: run.survey().into(),
            site: run.site().into(),
            scene,
            run: Some(run),
            stands: false,
            tallied: None,
            gathered,
            answered: false,
            act,
        };
        prompt.perform(effects);
        prompt
    }

    pub(crate) fn stands(&self) -> bool {
        self.stands
    }

    pub(crate) fn is_over(&self) -> bool {
        self.run.as_ref().is_none_or(Run::is_over)
    }

    pub(crate) fn step(&mut self, event: Event) {
        if let Some(run) = self.run.take() {
            let (run, effects) = step(run, event, now());
            self.run = Some(run);
            self.perform(effects);
        }
    }

    /// What others answered, from the collector's counts by rating.
    pub(crate) fn tallied(&mut self, counts: &JsNode) {
        let Some(metric) = self.tallied else { return };
        let mut tally = Tally::new(metric.scale());
        for rating in metric.scale().ratings() {
            let count = counts
                .member(&digits(rating))
                .and_then(|count| count.number());
            tally.add_many(rating, count.unwrap_or(0.0) as u64);
        }
        self.step(Event::Tallied(tally));
    }

    #[cfg(feature = "everything")]
    pub(crate) fn copy(&self, code: &str) {
        platform::copy(code, self.scene.words.say(Word::Copied));
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Show(view) => self.show(&view),
                Effect::Close => {
                    platform::fall();
                    self.stands = false;
                }
                Effect::Keep { seq, body } => {
                    self.answered = true;
                    platform::note(&self.gathered.0, Came::Answered as u32);
                    platform::remember(&self.scene.tag, &body);
                    platform::keep(&self.gathered.0, &self.id, seq, &self.survey, &body);
                }
                Effect::Post => platform::post(&self.id),
                Effect::FetchTally { question, metric } => {
                    self.tallied = Some(metric);
                    let (asked, survey, site) = (&self.gathered.0, &self.survey, &self.site);
                    platform::tally(asked, &self.id, survey, site, &question, metric.name());
                }
                Effect::Tell(signal) => {
                    if matches!(signal, Signal::Answered(_) | Signal::Dismissed) {
                        platform::forget();
                    }
                    match signal {
                        Signal::Shown => platform::note(&self.gathered.0, Came::Ignored as u32),
                        // Whoever answered in part has answered.
                        Signal::Dismissed if !self.answered => {
                            platform::note(&self.gathered.0, Came::Dismissed as u32);
                        }
                        _ => {}
                    }
                    let (name, detail) = signal.to_json(&self.survey, &self.id);
                    platform::tell(name, &detail);
                }
            }
        }
    }

    fn show(&mut self, view: &View) {
        let comes = !self.stands;
        let position = self.scene.setting.position;
        if comes {
            match platform::raise(STYLE, &self.id, position == "modal", &self.scene.target) {
                Ok(place) => {
                    frame(&place, self.scene.setting, &self.scene.words, self.act);
                    self.stands = true;
                    platform::drawn();
                }
                Err(error) => return self.cannot_stand(error.as_string()),
            }
        }
        platform::leave_question();
        question(&platform::slot(), view, &self.scene.words);
        // Whoever opened it, or sees it as a modal, is there.
        let reach = comes && !matches!(position, "modal" | "tab");
        platform::enter_question(&announcement(view, reach, &self.scene.words));
        let ends = matches!(view, View::Thanks { .. });
        // What leaves a text would move all that follows it.
        if ends && self.scene.target.is_empty() {
            platform::linger();
        }
    }

    /// Gives up, for a reason of ours or else of the browser's.
    fn cannot_stand(&mut self, reason: Option<String>) {
        self.run = None;
        match reason {
            Some(message) => platform::fail(&self.survey, "definition", &message),
            None => platform::fail(&self.survey, "wasm", "this browser cannot draw the prompt"),
        }
    }
}

fn now() -> Timestamp {
    Timestamp::from_millis(Date::now() as i64)
}

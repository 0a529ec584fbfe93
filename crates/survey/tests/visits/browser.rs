//! A browser with a shell that keeps a text for each survey and lets the rules decide.

use survey::eligibility::{Draw, Gate, Moment, Past, Rules, first};
use survey::time::Timestamp;

pub(crate) const TABS: usize = 3;
/// Some day of the year 2026.
const START: i64 = 1_780_000_000_000;

/// A prompt that stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Prompt {
    pub(crate) survey: usize,
    pub(crate) about: Option<&'static str>,
    rated: bool,
}

/// What a shell has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Browser {
    pub(crate) now: i64,
    pub(crate) storage: Vec<Option<String>>,
    pub(crate) tabs: [Option<Prompt>; TABS],
}

impl Browser {
    pub(crate) fn new(surveys: usize) -> Self {
        Browser {
            now: START,
            storage: vec![None; surveys],
            tabs: [const { None }; TABS],
        }
    }

    fn time(&self) -> Timestamp {
        Timestamp::from_millis(self.now)
    }

    fn past(&self, survey: usize) -> Past {
        let text = self.storage[survey].as_deref();
        text.and_then(Past::parse).unwrap_or_default()
    }

    fn change(&mut self, survey: usize, change: impl FnOnce(&mut Past)) {
        let mut past = self.past(survey);
        change(&mut past);
        self.storage[survey] = Some(past.to_text());
    }

    pub(crate) fn stands(&self) -> usize {
        self.tabs.iter().flatten().count()
    }

    /// Opens a page: the gate that is closed for each survey, and the survey that is shown.
    pub(crate) fn visit(
        &mut self,
        surveys: &[Rules],
        tab: usize,
        about: Option<&'static str>,
        chance: [u32; 3],
    ) -> (Vec<Option<Gate>>, Option<usize>) {
        self.tabs[tab] = None;
        let now = self.time();
        for (survey, rules) in surveys.iter().enumerate() {
            let mut past = self.past(survey);
            let mut changed = past.settle(now);
            if rules.sample < 1.0 && past.draw.is_none() {
                past.draw = Some(Draw::of(f64::from(chance[survey]) / 1000.0));
                changed = true;
            }
            if changed {
                self.storage[survey] = Some(past.to_text());
            }
        }
        let closed: Vec<_> = surveys
            .iter()
            .enumerate()
            .map(|(survey, rules)| {
                let others = (0..surveys.len()).filter(|other| *other != survey);
                let moment = Moment {
                    now,
                    about: about.map(str::to_owned),
                    others: others.filter_map(|other| self.past(other).latest()).max(),
                    standing: self.stands() > 0,
                    ..Moment::default()
                };
                rules.closed(&self.past(survey), &moment, &|_, _| false)
            })
            .collect();
        let due: Vec<_> = closed
            .iter()
            .zip(surveys)
            .map(|(gate, rules)| gate.is_none().then_some(rules.priority))
            .collect();
        let shown = first(&due);
        if let Some(survey) = shown {
            self.change(survey, |past| past.show(now));
            let rated = false;
            self.tabs[tab] = Some(Prompt {
                survey,
                about,
                rated,
            });
        }
        (closed, shown)
    }

    pub(crate) fn rate(&mut self, tab: usize) -> Option<Prompt> {
        let now = self.time();
        let prompt = self.tabs[tab].as_mut()?;
        prompt.rated = true;
        let prompt = prompt.clone();
        self.change(prompt.survey, |past| past.answer(now, prompt.about));
        Some(prompt)
    }

    /// The prompt, if nothing was answered.
    pub(crate) fn dismiss(&mut self, tab: usize) -> Option<Prompt> {
        let now = self.time();
        let prompt = self.tabs[tab].take().filter(|prompt| !prompt.rated)?;
        self.change(prompt.survey, |past| past.dismiss(now, prompt.about));
        Some(prompt)
    }
}

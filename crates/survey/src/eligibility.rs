//! Whether a survey is due: who is asked, on which page, and after which quiet time.
//!
//! The shell gathers what it knows as a [`Moment`] and a [`Past`]; [`Rules::closed`] names the first
//! gate that keeps the survey from being asked, and [`Rules::verdicts`] says of each gate what it
//! sees, what it wants, and when that changes. Time and chance are arguments.

mod explain;
mod pages;
mod past;
pub mod pattern;
mod people;
mod quiet;

use crate::time::Timestamp;

pub use explain::Verdict;
pub use pages::{Address, Matches, PageRule, Pages};
pub use past::{Draw, Past};
pub use people::{Device, Hours, People, Property, PropertyTest, Span};
pub(crate) use quiet::is_period;
pub use quiet::{Period, Quiet};

/// When a survey is asked, triggers aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// How long it stays quiet.
    pub quiet: Quiet,
    /// The share of visitors who are asked, in (0, 1].
    pub sample: f64,
    /// Of several that are due, the one with the highest is asked; the first of them, where several
    /// have it.
    pub priority: i32,
    /// Where and to whom.
    pub audience: Audience,
}

impl Default for Rules {
    /// Everywhere, everybody, in the quiet of a relationship.
    fn default() -> Self {
        Rules {
            quiet: Quiet::RELATIONSHIP,
            sample: 1.0,
            priority: 0,
            audience: Audience::default(),
        }
    }
}

/// Where and to whom a survey is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audience {
    /// On which pages.
    pub pages: Pages,
    /// Whom, and when.
    pub people: People,
}

/// What is known when a survey may be asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moment {
    /// The time, by the visitor's clock.
    pub now: Timestamp,
    /// Minutes since the visitor's midnight, 0 to 1439.
    pub minute: u16,
    /// Where the visitor is.
    pub address: Address,
    /// The host that the visitor came from; empty where none is known.
    pub referrer: String,
    /// The campaign that the visitor came by; empty where none is known.
    pub campaign: String,
    /// What the visitor looks at.
    pub device: Device,
    /// The language that the visitor is asked in.
    pub language: String,
    /// What the host page says.
    pub context: Vec<(String, Property)>,
    /// The order or the ticket that it would be about.
    pub about: Option<String>,
    /// When the visitor last had to do with any other survey.
    pub others: Option<Timestamp>,
    /// Whether a prompt stands, in this tab or in another.
    pub standing: bool,
    /// Chance for this visitor and survey, from 0 to below 1; what was drawn earlier goes before it.
    /// Until something is drawn, nobody is kept out.
    pub draw: Option<f64>,
    /// Whether the site waits for a consent that was not given.
    pub unconsented: bool,
    /// Whether it is asked whatever is remembered and drawn: a test, or a call that forces it.
    pub regardless: bool,
}

/// What a survey has to pass to be asked, in the order in which it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// The visitor consented, where the site asks for that.
    Consent,
    /// No prompt stands already.
    Alone,
    /// The page is one of those.
    Page,
    /// The visitor came from one of those hosts.
    Referrer,
    /// The visitor came by one of those campaigns.
    Campaign,
    /// The visitor has one of those devices.
    Device,
    /// The visitor speaks one of those languages.
    Language,
    /// It is one of those days.
    Dates,
    /// It is one of those hours.
    Hours,
    /// What the host page says passes.
    Context,
    /// Nothing was said about this order or ticket yet.
    About,
    /// The quiet time after an answer is over.
    Answered,
    /// The quiet time after a dismissal is over.
    Dismissed,
    /// The quiet time after it was ignored is over.
    Ignored,
    /// It was not shown too often in vain.
    Displays,
    /// The quiet time after another survey is over.
    Others,
    /// The visitor is among those that are asked.
    Sample,
}

impl Gate {
    /// Every gate, in order.
    pub const ALL: [Self; 17] = [
        Self::Consent,
        Self::Alone,
        Self::Page,
        Self::Referrer,
        Self::Campaign,
        Self::Device,
        Self::Language,
        Self::Dates,
        Self::Hours,
        Self::Context,
        Self::About,
        Self::Answered,
        Self::Dismissed,
        Self::Ignored,
        Self::Displays,
        Self::Others,
        Self::Sample,
    ];

    /// Its name, as `explain` prints it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Alone => "alone",
            Self::Page => "page",
            Self::Referrer => "referrer",
            Self::Campaign => "campaign",
            Self::Device => "device",
            Self::Language => "language",
            Self::Dates => "dates",
            Self::Hours => "hours",
            Self::Context => "context",
            Self::About => "about",
            Self::Answered => "answered",
            Self::Dismissed => "dismissed",
            Self::Ignored => "ignored",
            Self::Displays => "displays",
            Self::Others => "others",
            Self::Sample => "sample",
        }
    }
}

impl Rules {
    /// The first gate that keeps the survey from being asked; none, where it is due.
    #[must_use]
    pub fn closed(&self, past: &Past, moment: &Moment, matches: Matches<'_>) -> Option<Gate> {
        let mut gates = Gate::ALL.into_iter();
        gates.find(|gate| !self.passes(*gate, past, moment, matches))
    }

    fn passes(&self, gate: Gate, past: &Past, moment: &Moment, matches: Matches<'_>) -> bool {
        match gate {
            Gate::About
            | Gate::Answered
            | Gate::Dismissed
            | Gate::Ignored
            | Gate::Displays
            | Gate::Others
            | Gate::Sample
                if moment.regardless =>
            {
                true
            }
            Gate::Consent => !moment.unconsented,
            Gate::Alone => !moment.standing,
            Gate::About => moment
                .about
                .as_ref()
                .is_none_or(|about| !past.was_about(about)),
            Gate::Answered | Gate::Dismissed | Gate::Ignored | Gate::Others => self
                .quiet_since(gate, past, moment)
                .is_none_or(|(period, since)| {
                    period.end(since).is_some_and(|end| end <= moment.now)
                }),
            Gate::Displays => past.displays < self.quiet.displays,
            Gate::Sample => drawn(past, moment).is_none_or(|draw| draw.is_below(self.sample)),
            Gate::Page
            | Gate::Referrer
            | Gate::Campaign
            | Gate::Device
            | Gate::Language
            | Gate::Dates
            | Gate::Hours
            | Gate::Context => self.audience.admits(gate, moment, matches),
        }
    }

    /// The period behind a gate, and since when it runs; nothing, where it does not.
    fn quiet_since(&self, gate: Gate, past: &Past, moment: &Moment) -> Option<(Period, Timestamp)> {
        let quiet = &self.quiet;
        let (period, since) = match gate {
            Gate::Answered => (quiet.answered, past.answered),
            Gate::Dismissed => (quiet.dismissed, past.dismissed),
            Gate::Ignored => (quiet.ignored, past.ignored),
            Gate::Others => (quiet.others, moment.others),
            _ => return None,
        };
        // What lies ahead of the clock was noted when the clock was wrong: it counts from now.
        Some((period, since?.min(moment.now)))
    }
}

impl Audience {
    fn admits(&self, gate: Gate, moment: &Moment, matches: Matches<'_>) -> bool {
        let people = &self.people;
        match gate {
            Gate::Page => self.pages.fit(&moment.address, matches),
            Gate::Referrer => one_of(&people.referrer, |wanted| {
                people::is_host(&moment.referrer, wanted)
            }),
            Gate::Campaign => one_of(&people.campaign, |wanted| moment.campaign == *wanted),
            Gate::Device => one_of(&people.device, |wanted| moment.device == *wanted),
            Gate::Language => one_of(&people.language, |wanted| {
                people::is_language(&moment.language, wanted)
            }),
            Gate::Dates => people.dates.holds(moment.now),
            Gate::Hours => people.hours.is_none_or(|hours| hours.hold(moment.minute)),
            Gate::Context => people
                .context
                .iter()
                .all(|(key, test)| test.passes(value(&moment.context, key))),
            _ => true,
        }
    }
}

/// What was drawn for this visitor, or is now.
fn drawn(past: &Past, moment: &Moment) -> Option<Draw> {
    past.draw.or_else(|| moment.draw.map(Draw::of))
}

/// Whether one of what is wanted fits, or nothing is.
fn one_of<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}

fn value<'v>(values: &'v [(String, Property)], key: &str) -> Option<&'v Property> {
    let mut values = values.iter();
    values.find_map(|(of, value)| (of == key).then_some(value))
}

/// Which of several surveys is asked, of those that are due: its place in the list. The shell has the
/// same order in `turn.js`, where they wait.
#[must_use]
pub fn first(due: &[Option<i32>]) -> Option<usize> {
    let mut best: Option<(usize, i32)> = None;
    for (index, priority) in due.iter().enumerate() {
        if let Some(priority) = *priority
            && best.is_none_or(|(_, highest)| priority > highest)
        {
            best = Some((index, priority));
        }
    }
    best.map(|(index, _)| index)
}

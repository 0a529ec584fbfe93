//! What may happen to a visitor's browser and to what it sends: drawn at random, and shrunk.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

pub(crate) const SECOND: u32 = 1000;
pub(crate) const HOUR: u32 = 3600 * SECOND;
const YEAR: f64 = 365.0 * 24.0 * 3_600_000.0;

/// A browser, and what happens in it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) seed: u32,
    pub(crate) has_locks: bool,
    pub(crate) left: Vec<Left>,
    /// Whether a newer version left something behind as well.
    pub(crate) has_later: bool,
    pub(crate) events: Vec<Event>,
}

/// A record that an earlier version of the scripts left behind.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub(crate) in_database: bool,
    pub(crate) refused: Option<u16>,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A page is visited in a new tab.
    Open,
    /// Something happens in one of the tabs that are open.
    In(usize, Act),
    /// The browser ends at once; what is on its way arrives, unless `is_lost`.
    Kill {
        is_lost: bool,
    },
    Online,
    Pass(u32),
    /// The visitor's clock is set.
    Jump(f64),
    /// What becomes of requests from now on, in turn.
    Weather(Vec<Fate>),
    Database(&'static str),
    Local(&'static str),
    /// Whether scripts can be fetched.
    Imports(bool),
    /// Whether the page's own `fetch` works.
    Fetches(bool),
}

/// What happens in a tab.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// A question is answered: the first of a response, unless it goes on with an earlier one.
    Answer {
        again: Option<usize>,
        is_last: bool,
    },
    /// It ends at once; what is on its way arrives, unless `is_lost`.
    Crash {
        is_lost: bool,
    },
    /// It is closed as it should be.
    Leave,
    Hide,
    Show,
    Freeze,
    Thaw,
    /// The page calls `flush` or `status`.
    Call(&'static str),
}

/// What becomes of a request.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// It is taken, once or twice, and the answer is read.
    Taken { after: u32, again: Option<u32> },
    /// Nothing is read; it may have been taken, or be taken late.
    Broken { taken: Option<u32>, after: u32 },
    /// Nothing ever comes back.
    Hung { taken: Option<u32> },
    /// It is answered, and not taken.
    Answered {
        status: u16,
        pause: Option<&'static str>,
        after: u32,
    },
}

impl Fate {
    /// As `platform.js` reads it.
    pub(crate) fn written(&self) -> Value {
        match *self {
            Self::Taken { after, again } => {
                let commits: Vec<_> = [Some(after / 2), again].into_iter().flatten().collect();
                json!({"commits": commits, "after": after, "status": 200})
            }
            Self::Broken { taken, after } => {
                json!({"commits": Vec::from_iter(taken), "after": after, "status": 0})
            }
            Self::Hung { taken } => json!({"commits": Vec::from_iter(taken)}),
            Self::Answered {
                status,
                pause,
                after,
            } => json!({"commits": [], "after": after, "status": status, "pause": pause}),
        }
    }
}

/// What happens when all is well.
pub(crate) const FAIR: Fate = Fate::Taken {
    after: 10,
    again: None,
};

/// What happens when nothing gets through.
pub(crate) const LOST: Fate = Fate::Hung { taken: None };

/// Any schedule.
pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let refused = of(select(vec![404, 422]));
    let left = (any::<bool>(), refused).prop_map(|(in_database, refused)| Left {
        in_database,
        refused,
    });
    let lefts = vec(left, 0..3);
    // Many a browser is as it is from the start.
    let events = (vec(circumstances(), 0..3), vec(events(), 1..30))
        .prop_map(|(before, events)| [before, events].concat());
    let flags = any::<(bool, bool)>();
    (any::<u32>(), flags, lefts, events).prop_map(|(seed, (has_locks, has_later), left, events)| {
        Case {
            seed,
            has_locks,
            left,
            has_later,
            events,
        }
    })
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::Open),
        18 => (any::<usize>(), acts()).prop_map(|(tab, act)| Event::In(tab, act)),
        1 => any::<bool>().prop_map(|is_lost| Event::Kill { is_lost }),
        1 => Just(Event::Online),
        8 => times().prop_map(Event::Pass),
        1 => (-5.0..5.0).prop_map(|years: f64| Event::Jump((years * YEAR).round())),
        11 => circumstances(),
    ]
}

/// How well browser and network work from now on.
fn circumstances() -> impl Strategy<Value = Event> {
    let database = select(vec!["throws", "denied", "blocked", "full", "works"]);
    let local = select(vec!["denied", "full", "works"]);
    prop_oneof![
        5 => vec(fates(), 1..4).prop_map(Event::Weather),
        2 => database.prop_map(Event::Database),
        2 => local.prop_map(Event::Local),
        1 => any::<bool>().prop_map(Event::Imports),
        1 => any::<bool>().prop_map(Event::Fetches),
    ]
}

fn acts() -> impl Strategy<Value = Act> {
    let answer = (of(any::<usize>()), any::<bool>())
        .prop_map(|(again, is_last)| Act::Answer { again, is_last });
    prop_oneof![
        8 => answer,
        3 => any::<bool>().prop_map(|is_lost| Act::Crash { is_lost }),
        2 => Just(Act::Leave),
        1 => Just(Act::Hide),
        1 => Just(Act::Show),
        1 => Just(Act::Freeze),
        1 => Just(Act::Thaw),
        2 => select(vec!["flush", "status"]).prop_map(Act::Call),
    ]
}

/// Milliseconds: within a step of a database, a request, a few retries, and days.
fn times() -> impl Strategy<Value = u32> {
    prop_oneof![
        4 => 0..30_u32,
        4 => 30..4 * SECOND,
        3 => 4 * SECOND..40 * SECOND,
        1 => HOUR..30 * HOUR,
    ]
}

fn fates() -> impl Strategy<Value = Fate> {
    let after = || 1..3 * SECOND;
    let status = select(vec![404, 408, 422, 425, 429, 500, 503]);
    let pause = of(select(vec![
        "0",
        "7",
        "7200",
        "Fri, 21 Nov 2025 00:00:00 GMT",
        "soon",
    ]));
    prop_oneof![
        3 => (after(), of(1..60 * SECOND)).prop_map(|(after, again)| Fate::Taken { after, again }),
        2 => (of(1..60 * SECOND), after())
            .prop_map(|(taken, after)| Fate::Broken { taken, after }),
        1 => of(1..60 * SECOND).prop_map(|taken| Fate::Hung { taken }),
        3 => (status, pause, after())
            .prop_map(|(status, pause, after)| Fate::Answered { status, pause, after }),
    ]
}

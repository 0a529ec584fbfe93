//! What wakes a survey, and reading it. The browser's loader watches; here is said what is right.

use std::slice;

use super::metric::refuse;
use super::parse::{LONGEST_EVENT, LONGEST_SELECTOR, MOST_TRIGGERS};
use super::property::property_tests;
use crate::duration::Duration;
use crate::eligibility::PropertyTest;
use crate::node::Node;
use crate::problem::Code;
use crate::read::{Object, Reader, text_fault};

/// What wakes a survey.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// Only the host page's own call.
    Manual,
    /// The page is ready.
    Load,
    /// This long after the page is ready.
    Delay(Duration),
    /// So many percent of what can be scrolled were in sight.
    Scroll(u8),
    /// The visitor is about to leave the page.
    Exit,
    /// The visitor did nothing for this long.
    Idle(Duration),
    /// Half of an element that this selector matches is in sight.
    Seen(String),
    /// A click on such an element.
    Click(String),
    /// The host page tracked an event, or pushed it to `dataLayer`.
    Event(HostEvent),
    /// This long after the visit began.
    OnSite(Duration),
    /// From this page of the visit on.
    Pages(i32),
    /// From this visit on.
    Visits(i32),
    /// Whichever comes first.
    Any(Vec<Trigger>),
    /// Once each of them has come on one page.
    All(Vec<Trigger>),
}

/// An event of the host page that wakes a survey.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostEvent {
    /// What the page calls it.
    pub name: String,
    /// What its properties have to be, by their names.
    pub properties: Vec<(String, PropertyTest)>,
    /// How long after it the survey is asked, on the first page that is opened then.
    pub after: Option<Duration>,
}

/// What wakes a survey, and what does not any more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Triggers {
    /// Any of these wakes the survey; empty means that only the host page does.
    pub ask_when: Vec<Trigger>,
    /// Events of the host page that take away what has happened so far for this survey.
    pub cancel_on: Vec<String>,
}

impl Triggers {
    /// What a definition says of what wakes it. It is nothing of the run, so it is read by itself;
    /// what is wrong with it is told by [`Definition::parse`](super::Definition::parse).
    #[must_use]
    pub fn of<N: Node>(definition: &N) -> Self {
        let mut reader = Reader::default();
        let fields = reader.open_object(definition);
        fields.map_or_else(Self::default, |fields| triggers(&mut reader, &fields))
    }
}

/// What the definition says of what wakes it.
pub(super) fn triggers<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Triggers {
    Triggers {
        ask_when: fields
            .read(reader, "ask_when", ask_when)
            .unwrap_or_default(),
        cancel_on: fields
            .read(reader, "cancel_on", cancel_on)
            .unwrap_or_default(),
    }
}

impl Trigger {
    /// An event of this name, whatever its properties.
    #[must_use]
    pub fn event(name: &str) -> Self {
        let name = name.into();
        Trigger::Event(HostEvent {
            name,
            ..HostEvent::default()
        })
    }

    /// How many events are waited after.
    fn waits(&self) -> usize {
        match self {
            Trigger::Event(event) => usize::from(event.after.is_some()),
            Trigger::Any(triggers) | Trigger::All(triggers) => {
                triggers.iter().map(Trigger::waits).sum()
            }
            _ => 0,
        }
    }
}

/// What may stand alone or in a group; the first not where another has to come as well.
const TRIGGERS: &[&str] = &[
    "manual", "load", "delay", "scroll", "exit", "idle", "seen", "click", "event", "on_site",
    "pages", "visits", "where", "after",
];
/// What only goes with an event.
const OF_EVENT: [&str; 2] = ["where", "after"];

/// Of pages in a visit, and of visits.
const MOST_COUNTED: i32 = 1000;
const MOST_CANCELS: usize = 20;

/// Which groups may still be opened where a trigger stands, and whether a call is one.
#[derive(Clone, Copy)]
struct Place {
    any: bool,
    all: bool,
    manual: bool,
}

/// What wakes a survey: any of these.
fn ask_when<N: Node>(reader: &mut Reader, node: &N) -> Option<Vec<Trigger>> {
    let place = Place {
        any: true,
        all: true,
        manual: true,
    };
    let triggers = match trigger(reader, node, place)? {
        Trigger::Any(triggers) => triggers,
        alone => vec![alone],
    };
    if triggers.iter().map(Trigger::waits).sum::<usize>() > 1 {
        return reader.report(Code::TwoWaits);
    }
    Some(triggers)
}

/// Names of events that take away what happened.
fn cancel_on<N: Node>(reader: &mut Reader, node: &N) -> Option<Vec<String>> {
    let mut names = Vec::new();
    reader.each(node, (1, MOST_CANCELS), &mut |reader, node| {
        if let Some(name) = reader.text(node, LONGEST_EVENT) {
            if names.contains(&name) {
                reader.report::<()>(Code::DuplicateId);
            }
            names.push(name);
        }
    })?;
    Some(names)
}

fn trigger<N: Node>(reader: &mut Reader, node: &N, place: Place) -> Option<Trigger> {
    let fields = reader.open_object(node)?;
    if place.any && fields.has("any") {
        let within = Place {
            any: false,
            ..place
        };
        return group(reader, node, &"any", within).map(Trigger::Any);
    }
    if place.all && fields.has("all") {
        let within = Place {
            all: false,
            manual: false,
            ..place
        };
        return group(reader, node, &"all", within).map(Trigger::All);
    }
    let known = TRIGGERS.get(usize::from(!place.manual)..)?;
    reader.object(node, known)?;
    let beside = OF_EVENT.iter().filter(|key| fields.has(key)).count();
    if node.keys().len() != 1 + beside {
        return reader.report(Code::WrongCount(1, 1));
    }
    if fields.has("event") {
        return event(reader, &fields).map(Trigger::Event);
    }
    refuse(reader, &fields, &OF_EVENT);
    simple(reader, &fields)
}

fn group<N: Node>(
    reader: &mut Reader,
    node: &N,
    name: &'static &'static str,
    within: Place,
) -> Option<Vec<Trigger>> {
    let fields = reader.object(node, slice::from_ref(name))?;
    let mut triggers = Vec::new();
    fields.read(reader, name, |reader, node| {
        reader.each(node, (1, MOST_TRIGGERS), &mut |reader, node| {
            triggers.extend(trigger(reader, node, within));
        })
    })?;
    Some(triggers)
}

/// A trigger that is said by one value; one of them is there.
fn simple<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Option<Trigger> {
    let selector = |reader: &mut Reader, node: &N| reader.text(node, LONGEST_SELECTOR);
    let count = |reader: &mut Reader, node: &N| reader.whole(node, 1, MOST_COUNTED);
    let read = [
        fields.truth(reader, "manual").map(|()| Trigger::Manual),
        fields.truth(reader, "load").map(|()| Trigger::Load),
        fields.truth(reader, "exit").map(|()| Trigger::Exit),
        fields.read(reader, "delay", duration).map(Trigger::Delay),
        fields.read(reader, "idle", duration).map(Trigger::Idle),
        fields
            .read(reader, "on_site", duration)
            .map(Trigger::OnSite),
        fields.read(reader, "scroll", share).map(Trigger::Scroll),
        fields.read(reader, "seen", selector).map(Trigger::Seen),
        fields.read(reader, "click", selector).map(Trigger::Click),
        fields.read(reader, "pages", count).map(Trigger::Pages),
        fields.read(reader, "visits", count).map(Trigger::Visits),
    ];
    read.into_iter().flatten().next()
}

fn event<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Option<HostEvent> {
    let properties = fields.read(reader, "where", |reader, node| {
        property_tests(reader, node, |name| text_fault(name, LONGEST_EVENT))
    });
    let after = fields.read(reader, "after", duration);
    Some(HostEvent {
        name: fields.text(reader, "event", LONGEST_EVENT)?,
        properties: properties.unwrap_or_default(),
        after,
    })
}

fn duration<N: Node>(reader: &mut Reader, node: &N) -> Option<Duration> {
    let Some(text) = node.text() else {
        return reader.report(Code::WrongType("a text"));
    };
    Duration::parse(&text).or_else(|| reader.report(Code::BadDuration))
}

/// A whole number of percent.
fn share<N: Node>(reader: &mut Reader, node: &N) -> Option<u8> {
    let Some(text) = node.text() else {
        return reader.report(Code::WrongType("a text"));
    };
    let digits = text.strip_suffix('%').filter(|digits| {
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() <= 2 || *digits == "100")
    });
    digits
        .and_then(|digits| digits.parse().ok())
        .or_else(|| reader.report(Code::BadShare))
}

//! The page as a whole: shop and workbench around one set of settings; or the gallery.
#![expect(
    unreachable_pub,
    reason = "`#[component]` writes `pub` where a component is seen from another module"
)]

mod browser;
mod checkout;
mod collector;
mod drawings;
mod gallery;
mod installed;
mod journal;
mod meter;
mod numerals;
mod shop;
mod why;
mod workbench;

use std::time::Duration;

use leptos::prelude::*;
use preview::settings::{Choice, Direction, Settings};
use preview::tag::Tag;
use preview::words::{self, Text};

use collector::Collector;
use journal::Journal;

/// What shop and workbench share.
#[derive(Clone, Copy)]
struct Demo {
    settings: RwSignal<Settings>,
    collector: RwSignal<Collector>,
    journal: Journal,
    /// Counts the tags that were put to work.
    installed: RwSignal<u32>,
    announcement: RwSignal<String>,
}

impl Demo {
    fn new() -> Self {
        Self {
            settings: RwSignal::new(Settings::from_query(&browser::query())),
            collector: RwSignal::new(Collector::Looking),
            journal: Journal::new(),
            installed: RwSignal::new(0),
            announcement: RwSignal::new(String::new()),
        }
    }

    /// The tag in force; none until the collector is found.
    fn tag(self) -> Option<Tag> {
        let origin = self
            .collector
            .with(|collector| collector.origin().map(str::to_owned))?;
        Some(Tag::new(&origin, self.settings.get()))
    }

    fn direction(self) -> Direction {
        self.settings.with(|settings| settings.direction)
    }

    /// A text in the language that the page speaks, as it changes.
    fn say(self, text: Text) -> impl Fn() -> &'static str + Copy + Send + Sync {
        move || text.running(self.direction())
    }

    /// A text in the language that the page speaks now, its gap filled.
    fn fill(self, text: Text, gap: &str) -> String {
        text.running(self.direction()).replace("{}", gap)
    }

    /// Tells it to those who do not see the page.
    fn announce(self, text: String) {
        const LASTS: Duration = Duration::from_secs(4);
        self.announcement.set(text.clone());
        let clear = move || {
            if self.announcement.with_untracked(|now| *now == text) {
                self.announcement.update(String::clear);
            }
        };
        set_timeout(clear, LASTS);
    }
}

/// The demo shared by every view below the page.
fn demo() -> Demo {
    expect_context()
}

/// The address of the gallery: beside the demo, so that any server which has that has this.
const GALLERY: &str = "#gallery";

/// What the address names. The two share nothing, so the way from one to the other is a fresh page.
#[component]
pub(crate) fn Page() -> impl IntoView {
    let in_gallery = || browser::hash() == GALLERY;
    let began_there = in_gallery();
    window_event_listener(leptos::ev::hashchange, move |_| {
        if in_gallery() != began_there {
            browser::reload();
        }
    });
    if began_there {
        view! { <gallery::Gallery/> }.into_any()
    } else {
        view! { <Shopping/> }.into_any()
    }
}

#[component]
fn Shopping() -> impl IntoView {
    let demo = Demo::new();
    provide_context(demo);
    journal::listen(demo.journal);
    collector::find(demo.collector);
    follow_settings(demo);
    installed::keep(demo);
    view! {
        <a class="skip" href="#workbench">{demo.say(words::SKIP_TO_WORKBENCH)}</a>
        <shop::Shop/>
        <workbench::Workbench/>
        <p class="unseen" role="status">{demo.announcement}</p>
    }
}

/// Page and address show the settings.
fn follow_settings(demo: Demo) {
    Effect::new(move |_| {
        let settings = demo.settings.get();
        browser::set_query(&settings.to_query());
        browser::set_root_attribute("dir", settings.direction.value());
        browser::set_root_attribute("lang", settings.direction.language());
        browser::set_root_attribute("data-theme", settings.theme.value());
        browser::set_root_attribute("data-preset", settings.preset.value());
    });
}

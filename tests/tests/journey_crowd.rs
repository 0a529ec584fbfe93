//! What a page pays on which twenty surveys wait and none is asked. How long its scripts take is
//! measured by `cargo xtask bench waiting`; here is counted what does not depend on the machine.

use anyhow::Result;
use journeys::browser::{Browser, Visitor};
use journeys::crowd::{self, crowded};
use journeys::site::Served;
use journeys::wait::until;
use journeys::waiting::{CLOCK, SECOND};
use serde_json::json;

/// Writes down timers, and looks at the page's layout.
const COST: &str = include_str!("../src/cost.js");

/// A visit to the page, everything of which has come.
struct Visit {
    site: Served,
    browser: Browser,
}

impl Visit {
    async fn begin() -> Result<Self> {
        let visit = Self {
            site: crowded()?.serve().await?,
            browser: Browser::open(Visitor::DESKTOP).await?,
        };
        visit.browser.before_each_page(CLOCK).await?;
        visit.browser.before_each_page(COST).await?;
        visit.browser.visit(&visit.site.url("/")).await?;
        until("all that the page fetches", async || {
            let fetched = visit.fetched();
            let all = crowd::fetched().iter().all(|name| fetched.contains(name));
            Ok(all.then_some(()))
        })
        .await?;
        // Each is waited for once this is over.
        visit.pass_a_second().await?;
        Ok(visit)
    }

    /// The names of what was asked for, sorted.
    fn fetched(&self) -> Vec<String> {
        let requests = self.site.requests();
        let name = |path: &String| path.rsplit('/').next().unwrap_or_default().to_owned();
        let mut names: Vec<_> = requests.iter().map(name).collect();
        names.sort();
        names
    }

    async fn pass_a_second(&self) -> Result<()> {
        self.browser
            .run_with("__clock.pass(arguments[0])", vec![SECOND.into()])
            .await?;
        Ok(())
    }
}

#[tokio::test]
async fn nothing_is_fetched_but_what_says_when_to_ask() -> Result<()> {
    let visit = Visit::begin().await?;
    for _ in 0..10 {
        visit.pass_a_second().await?;
    }
    assert_eq!(visit.browser.told_names().await?, ["ready"]);
    assert_eq!(visit.fetched(), crowd::fetched());
    assert_eq!(visit.browser.console_errors().await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn no_timer_comes_more_often_than_once_a_second() -> Result<()> {
    const SECONDS: u64 = 60;
    let visit = Visit::begin().await?;
    // Until then each tag may still wait for the page to have loaded.
    for _ in 0..5 {
        visit.pass_a_second().await?;
    }
    visit.browser.run("__cost.timers = []").await?;
    for _ in 0..SECONDS {
        visit.pass_a_second().await?;
        let pauses = visit.browser.run("return __clock.pauses()").await?;
        assert_eq!(pauses, json!([SECOND]), "one look is ahead, and no more");
    }
    let set = visit.browser.run("return __cost.timers.length").await?;
    let set = set.as_u64().unwrap_or_default();
    // The clock goes on by itself as well.
    assert!((SECONDS..SECONDS * 3 / 2).contains(&set), "{set} timers");
    let others = "return [__cost.repeated, __cost.frames]";
    assert_eq!(visit.browser.run(others).await?, json!([0, 0]));
    Ok(())
}

#[tokio::test]
async fn who_scrolls_is_not_held_up() -> Result<()> {
    let visit = Visit::begin().await?;
    for _ in 0..5 {
        let turn = json!({
            "type": "mouseWheel", "x": 400, "y": 300, "deltaX": 0, "deltaY": 200,
        });
        visit
            .browser
            .devtools("Input.dispatchMouseEvent", turn)
            .await?;
    }
    visit.browser.until("scrollY >= 500").await?;
    let handled = visit.browser.run("return __cost.handled").await?;
    assert!(handled.as_u64() > Some(0), "nobody heard of it");
    assert_eq!(visit.browser.run("return __cost.looks").await?, json!([]));
    Ok(())
}

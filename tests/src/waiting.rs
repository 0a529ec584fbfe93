//! A page on which a survey waits, under a clock that a test can put forward.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Browser, Visitor};
use crate::house::House;
use crate::prompt::Prompt;
use crate::site::{Served, Site};
use crate::wait::until;

/// What replaces the browser's clock, from before the page's first script.
pub const CLOCK: &str = include_str!("clock.js");

/// Where the definition lies.
const DEFINITION: &str = "/survey.json";

/// Milliseconds in a second, a minute and a day.
pub const SECOND: u64 = 1000;
/// See [`SECOND`].
pub const MINUTE: u64 = 60 * SECOND;
/// See [`SECOND`].
pub const DAY: u64 = 24 * 60 * MINUTE;

/// A definition with one question, which says this as well.
#[must_use]
pub fn definition(says: &Value) -> Value {
    let mut definition = json!({"v": 1, "id": "lamp", "questions": [{"id": "nps", "kind": "nps"}]});
    for (key, value) in says.as_object().into_iter().flatten() {
        definition[key] = value.clone();
    }
    definition
}

/// A visit to a page of one's own.
pub struct Waiting {
    /// Whose survey it is.
    pub house: House,
    /// Where the page lies.
    pub site: Served,
    /// Who visits.
    pub browser: Browser,
}

impl Waiting {
    /// On a page with this body, for what this short form says.
    ///
    /// # Errors
    ///
    /// When it does not come so far.
    pub async fn at(body: &str, trigger: &str) -> Result<Self> {
        let tag = format!(r#"data-survey="nps" data-trigger="{trigger}""#);
        Self::with_tag(body, &tag, None).await
    }

    /// On a page with this body, for what a definition says beside its one question.
    ///
    /// # Errors
    ///
    /// When it does not come so far.
    pub async fn by(body: &str, says: &Value) -> Result<Self> {
        let definition = definition(says);
        let tag = format!(r#"data-survey="{DEFINITION}""#);
        Self::with_tag(body, &tag, Some(&definition)).await
    }

    async fn with_tag(body: &str, tag: &str, definition: Option<&Value>) -> Result<Self> {
        let house = House::open()?;
        let tag = house.tag(tag);
        let page = format!(
            r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
            <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">{tag}</head>
            <body>{body}</body></html>"#
        );
        let mut site = Site::of(page.clone()).page("/next", page);
        if let Some(definition) = definition {
            site = site.json(DEFINITION, definition);
        }
        let waiting = Self::on(house, site).await?;
        waiting.goes_to("/").await?;
        Ok(waiting)
    }

    /// In front of a site that asks by this collector; no page of it is open yet.
    ///
    /// # Errors
    ///
    /// When it does not come so far.
    pub async fn on(house: House, site: Site) -> Result<Self> {
        let waiting = Self {
            house,
            site: site.serve().await?,
            browser: Browser::open(Visitor::DESKTOP).await?,
        };
        waiting.browser.before_each_page(CLOCK).await?;
        Ok(waiting)
    }

    /// Opens a page of the site, and waits until the triggers are watched.
    ///
    /// # Errors
    ///
    /// When they are not for too long.
    pub async fn goes_to(&self, path: &str) -> Result<()> {
        self.browser.visit(&self.site.url(path)).await?;
        until("triggers that are watched", async || {
            let listeners = self.browser.listeners("document").await?;
            // One is the witness.
            let shown = listeners.iter().filter(|name| *name == "afterword:shown");
            Ok((shown.count() > 1).then_some(()))
        })
        .await
    }

    /// Lets time pass.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn pass(&self, millis: u64) -> Result<()> {
        let script = "__clock.pass(arguments[0])";
        self.browser.run_with(script, vec![millis.into()]).await?;
        Ok(())
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    ///
    /// When it throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        self.browser.run(script).await
    }

    /// Tracks an event; `call` is what follows its function's name.
    ///
    /// # Errors
    ///
    /// When the page throws.
    pub async fn track(&self, call: &str) -> Result<()> {
        self.run(&format!("afterword('track', {call})")).await?;
        Ok(())
    }

    /// Nothing was asked on this page, nor is it about to be: what asks fetches its module at once.
    ///
    /// # Errors
    ///
    /// When something was.
    pub async fn asks_nothing(&self) -> Result<()> {
        // Whatever was on its way has begun.
        self.browser.told().await?;
        let modules = self.run("return __clock.modules").await?;
        ensure!(modules == 0, "a survey was asked");
        Ok(())
    }

    /// The survey is asked.
    ///
    /// # Errors
    ///
    /// When it is not for too long.
    pub async fn asks(&self) -> Result<Prompt<'_>> {
        Prompt::appears(&self.browser).await
    }
}

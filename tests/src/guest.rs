//! A visitor who comes again and again, to pages whose surveys are asked by the event `go`, under a
//! clock that can be put forward.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Browser, Visitor};
use crate::house::House;
use crate::prompt::Prompt;
use crate::site::{Served, Site};
use crate::wait::until;
use crate::waiting::CLOCK;

/// What counts turns, from before the page's first script.
const TURNS: &str = include_str!("turns.js");

/// The survey that a guest is asked, where nothing else is said.
pub const LAMP: &str = "lamp";
/// Where its definition lies.
const DEFINITION: &str = "/lamp.json";
/// The tag that names it.
pub const BY_DEFINITION: &str = r#"data-survey="/lamp.json""#;

/// A definition with one question, that waits for the event `go`, and says this besides.
#[must_use]
pub fn survey(id: &str, says: &Value) -> Value {
    let mut definition = json!({
        "v": 1, "id": id, "questions": [{"id": "nps", "kind": "nps"}], "ask_when": {"event": "go"},
    });
    for (key, value) in says.as_object().into_iter().flatten() {
        definition[key] = value.clone();
    }
    definition
}

/// A browser, and the collector of the shops that it goes to.
pub struct Guest {
    /// Where answers go.
    pub house: House,
    /// Who comes.
    pub browser: Browser,
}

/// A shop on an origin of its own, where nothing is remembered yet.
pub struct Shop<'g> {
    guest: &'g Guest,
    site: Served,
}

impl Guest {
    /// With a collector and a browser of its own.
    ///
    /// # Errors
    ///
    /// When they do not start.
    pub async fn arrives() -> Result<Self> {
        Self::at(House::open()?).await
    }

    /// With a collector that is there already.
    ///
    /// # Errors
    ///
    /// When the browser does not start.
    pub async fn at(house: House) -> Result<Self> {
        let browser = Browser::open(Visitor::DESKTOP).await?;
        browser.before_each_page(CLOCK).await?;
        browser.before_each_page(TURNS).await?;
        Ok(Self { house, browser })
    }

    /// A shop that asks what a definition says beside its question.
    ///
    /// # Errors
    ///
    /// When there is no port for it.
    pub async fn shop(&self, says: &Value) -> Result<Shop<'_>> {
        self.shop_with(BY_DEFINITION, says).await
    }

    /// The same with the tag's attributes, each line a tag; or all of the tag, where the shop has its
    /// own copy of what is served.
    ///
    /// # Errors
    ///
    /// When there is no port for it.
    pub async fn shop_with(&self, tags: &str, says: &Value) -> Result<Shop<'_>> {
        let site = Site::new().json(DEFINITION, &survey(LAMP, says));
        self.shop_of(tags, site).await
    }

    /// The same with definitions that lie on a site.
    ///
    /// # Errors
    ///
    /// When there is no port for it.
    pub async fn shop_of(&self, tags: &str, site: Site) -> Result<Shop<'_>> {
        let tags: String = tags
            .lines()
            .map(|tag| match tag.starts_with('<') {
                true => tag.to_owned(),
                false => self.house.tag(tag),
            })
            .collect();
        let page = format!(
            r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
            <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">{tags}</head>
            <body>Lamps.</body></html>"#
        );
        let site = site.page("/", page).everywhere().serve().await?;
        Ok(Shop { guest: self, site })
    }
}

impl Shop<'_> {
    /// The address of a page.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.site.url(path)
    }

    /// What was asked for so far.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.site.requests()
    }

    /// Comes to a page.
    ///
    /// # Errors
    ///
    /// When it does not load.
    pub async fn enter(&self, path: &str) -> Result<()> {
        self.guest.browser.visit(&self.url(path)).await?;
        self.guest.browser.heard("ready").await?;
        Ok(())
    }

    /// Comes to a page, and waits until something watches there.
    ///
    /// # Errors
    ///
    /// When nothing does for too long.
    pub async fn enter_watched(&self, path: &str) -> Result<()> {
        self.enter(path).await?;
        until("triggers that are watched", async || {
            let listeners = self.guest.browser.listeners("document").await?;
            // One is the witness.
            let shown = listeners.iter().filter(|name| *name == "afterword:shown");
            Ok((shown.count() > 1).then_some(()))
        })
        .await
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    ///
    /// When it throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        self.guest.browser.run(script).await
    }

    /// What surveys wait for comes: the event `go`, with the properties that the page gives it.
    ///
    /// # Errors
    ///
    /// When the page throws.
    pub async fn go(&self) -> Result<()> {
        self.run("afterword('track', 'go')").await?;
        Ok(())
    }

    /// Comes to the first page, and what surveys wait for as well.
    ///
    /// # Errors
    ///
    /// When the page does not load.
    pub async fn enter_and_go(&self) -> Result<()> {
        self.enter("/").await?;
        self.go().await
    }

    /// Lets days pass; what of them is not whole as well.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn days_pass(&self, days: f64) -> Result<()> {
        self.run(&format!("__clock.set({days} * 864e5)")).await?;
        Ok(())
    }

    /// A survey is asked.
    ///
    /// # Errors
    ///
    /// When none is for too long.
    pub async fn asks(&self) -> Result<Prompt<'_>> {
        Prompt::appears(&self.guest.browser).await
    }

    /// Comes again, and is asked.
    ///
    /// # Errors
    ///
    /// When nothing is asked for too long.
    pub async fn asks_again(&self) -> Result<Prompt<'_>> {
        self.enter_and_go().await?;
        self.asks().await
    }

    /// The loader rules it out: no module was fetched, nor is one about to be.
    ///
    /// # Errors
    ///
    /// When one was.
    pub async fn rules_out(&self) -> Result<()> {
        // Whatever was on its way has begun.
        self.guest.browser.told().await?;
        let modules = self.run("return __clock.modules").await?;
        ensure!(modules == 0, "a survey was asked");
        Ok(())
    }

    /// Comes again, and the loader rules it out.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub async fn rules_out_again(&self) -> Result<()> {
        self.enter("/").await?;
        // The definition is here.
        self.guest
            .browser
            .until(
                "performance.getEntriesByType('resource').some(({name}) => name.endsWith('.json'))",
            )
            .await?;
        self.go().await?;
        self.rules_out().await
    }

    /// The module turns it down: it took its turn, and stands not.
    ///
    /// # Errors
    ///
    /// When it has no turn for too long, or stands.
    pub async fn turns_down(&self) -> Result<()> {
        self.guest
            .browser
            .until("__turns.begun && __turns.begun == __turns.over")
            .await?;
        ensure!(!Prompt::is_on(&self.guest.browser).await?, "it is asked");
        Ok(())
    }

    /// What is remembered of a survey.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn remembers(&self, survey: &str) -> Result<Vec<u64>> {
        let script = "return localStorage['afterword:past:' + arguments[0]] ?? ''";
        let text = self
            .guest
            .browser
            .run_with(script, vec![survey.into()])
            .await?;
        let numbers = text.as_str().unwrap_or_default().split_whitespace();
        Ok(numbers.map(str::parse).collect::<Result<_, _>>()?)
    }
}

/// Answers the one question of a guest's survey, and waits until that is stored.
///
/// # Errors
///
/// When it cannot be answered.
pub async fn answer(guest: &Guest, prompt: &Prompt<'_>) -> Result<()> {
    prompt.rate(9).await?;
    guest.browser.heard("delivered").await?;
    guest.browser.run("afterword('close')").await?;
    Prompt::is_gone(&guest.browser).await
}

/// Closes it, and waits until that is remembered.
///
/// # Errors
///
/// When it cannot be closed.
pub async fn dismiss(guest: &Guest, prompt: &Prompt<'_>) -> Result<()> {
    prompt.close().await?;
    guest.browser.heard("dismissed").await?;
    Prompt::is_gone(&guest.browser).await
}

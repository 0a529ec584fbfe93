//! One visit, in a browser that was never anywhere.

use crate::contestants::{Contestant, Hook, Hooks};
use crate::figures::{Measure, Measured};
use crate::part;
use crate::server::{Server, Traffic};
use anyhow::{Context as _, Result, ensure};
use journeys::browser::{Browser, Visitor};
use journeys::wait::until;
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;
use tokio::time::sleep;

/// What a browser just started still does for itself.
const STARTING: Duration = Duration::from_millis(500);
/// Scripts that work on after the prompt stands are still its own.
const AFTERMATH: Duration = Duration::from_millis(500);
const SLOW_AFTERMATH: Duration = Duration::from_millis(1500);
/// Between a pointer's arrival and its press.
const HOVER: Duration = Duration::from_millis(100);

/// Times that the processor is slowed down by.
const CPU_SLOWDOWN: u32 = 4;
/// Slow 4G, as Chromium's developer tools have it: 1.44 and 0.675 Mbit/s.
const DOWN_BYTES_A_SECOND: u32 = 1_440_000 / 8;
const UP_BYTES_A_SECOND: u32 = 675_000 / 8;
const LATENCY_MS: f64 = 562.5;

const WORDS: &str = "All is well";

/// The parts of a prompt, by the names that the probe knows them by.
const NINE: &str = "nine";
const COMMENT: &str = "comment";
const SEND: &str = "send";
const THANKS: &str = "thanks";

pub(crate) struct Visit<'a> {
    contestant: &'a Contestant,
    server: &'a Server,
}

impl<'a> Visit<'a> {
    pub(crate) fn new(contestant: &'a Contestant, server: &'a Server) -> Self {
        Self { contestant, server }
    }

    /// On a slow network, with a slow processor: until the visitor is asked.
    ///
    /// # Errors
    ///
    /// When nobody asks.
    pub(crate) async fn slowly(&self) -> Result<Measured> {
        let page = self.open().await?;
        page.slow_down().await?;
        self.go(&page).await?;
        page.until_rest(NINE).await?;
        sleep(SLOW_AFTERMATH).await;
        let traffic = self.server.take_traffic();
        ensure!(
            traffic.missing.is_empty(),
            "it asked for {:?} in vain",
            traffic.missing
        );
        let mut measured = vec![
            (Measure::Blocking, page.number("probe.blocking()").await?),
            (Measure::Shift, page.number("probe.shift()").await?),
            (Measure::Bytes, traffic.bytes as f64),
            (Measure::Requests, traffic.requests as f64),
        ];
        if self.contestant.prompt.is_some() {
            let visible = page.number(&format!("probe.visible('{NINE}')")).await?;
            measured.push((Measure::Visible, visible));
        }
        Ok(measured)
    }

    /// At full speed: what the standing prompt holds, and how fast it answers.
    ///
    /// # Errors
    ///
    /// When nobody asks, or a click leads nowhere.
    pub(crate) async fn at_full_speed(&self) -> Result<Measured> {
        let page = self.open().await?;
        self.go(&page).await?;
        page.until_rest(NINE).await?;
        sleep(AFTERMATH).await;
        let mut measured = vec![(Measure::Heap, page.heap().await?)];
        if let Some(prompt) = &self.contestant.prompt {
            page.watch(COMMENT, prompt, Hooks::COMMENT).await?;
            page.click(NINE).await?;
            page.until_rest(COMMENT).await?;
            let click = page.number(&format!("probe.answer('{COMMENT}')")).await?;
            measured.push((Measure::Click, click));
        }
        Ok(measured)
    }

    /// Rates, comments and sends, so that everybody is known to do the same.
    ///
    /// # Errors
    ///
    /// When it does not ask for a comment, thank for it or post anything.
    pub(crate) async fn answer_to_the_end(&self) -> Result<()> {
        let page = self.open().await?;
        self.go(&page).await?;
        page.until_rest(NINE).await?;
        let Some(prompt) = &self.contestant.prompt else {
            return Ok(());
        };
        page.watch(COMMENT, prompt, Hooks::COMMENT).await?;
        page.click(NINE).await?;
        page.until_rest(COMMENT).await?;
        page.click(COMMENT).await?;
        page.browser.type_text(WORDS).await?;
        page.watch(SEND, prompt, prompt.send).await?;
        page.until_rest(SEND).await?;
        page.watch(THANKS, prompt, prompt.thanks).await?;
        page.click(SEND).await?;
        page.until_rest(THANKS).await?;
        until("an answer on the server", async || {
            let Traffic { posts, .. } = self.server.traffic();
            Ok((!posts.is_empty()).then_some(()))
        })
        .await
    }

    async fn open(&self) -> Result<Page> {
        let browser = Browser::open(Visitor::DESKTOP).await?;
        browser.devtools("Performance.enable", json!({})).await?;
        let probe = fs::read_to_string(part("probe.js"))?;
        let prompt = self.contestant.prompt.as_ref();
        // The bare page is looked at as well, so that looking weighs on all.
        let looked_at = prompt.map_or_else(heading, |prompt| prompt.json(prompt.nine()));
        let watch = watch(NINE, &looked_at);
        browser.before_each_page(&(probe + &watch)).await?;
        sleep(STARTING).await;
        Ok(Page { browser })
    }

    async fn go(&self, page: &Page) -> Result<()> {
        self.server.take_traffic();
        let url = self.server.url(&format!("/{}", self.contestant.name));
        page.browser.visit(&url).await
    }
}

/// The page in its browser, with the probe in it.
struct Page {
    browser: Browser,
}

impl Page {
    async fn slow_down(&self) -> Result<()> {
        let network = json!({
            "offline": false,
            "latency": LATENCY_MS,
            "downloadThroughput": DOWN_BYTES_A_SECOND,
            "uploadThroughput": UP_BYTES_A_SECOND,
        });
        let cpu = json!({"rate": CPU_SLOWDOWN});
        for (command, parameters) in [
            ("Network.enable", json!({})),
            ("Network.emulateNetworkConditions", network),
            ("Emulation.setCPUThrottlingRate", cpu),
        ] {
            self.browser.devtools(command, parameters).await?;
        }
        Ok(())
    }

    async fn until_rest(&self, name: &str) -> Result<()> {
        let rest = format!("probe.rest('{name}')");
        let rested = self.browser.eventually(&rest).await;
        rested.with_context(|| format!("no {name}"))?;
        Ok(())
    }

    async fn watch(&self, name: &str, prompt: &Hooks, hook: Hook) -> Result<()> {
        self.browser.run(&watch(name, &prompt.json(hook))).await?;
        Ok(())
    }

    /// Moves the mouse over a part that stands still, presses and releases.
    async fn click(&self, name: &str) -> Result<()> {
        let place = self
            .browser
            .run(&format!("return probe.place('{name}')"))
            .await?;
        self.mouse("mouseMoved", "none", &place).await?;
        sleep(HOVER).await;
        self.mouse("mousePressed", "left", &place).await?;
        self.mouse("mouseReleased", "left", &place).await
    }

    async fn mouse(&self, kind: &str, button: &str, place: &Value) -> Result<()> {
        let clicks = u8::from(button == "left");
        let event = json!({
            "type": kind, "button": button, "clickCount": clicks, "x": place[0], "y": place[1],
        });
        self.browser
            .devtools("Input.dispatchMouseEvent", event)
            .await?;
        Ok(())
    }

    async fn heap(&self) -> Result<f64> {
        // What the first collection frees may have held more.
        for _ in 0..2 {
            self.browser
                .devtools("HeapProfiler.collectGarbage", json!({}))
                .await?;
        }
        let metrics = self
            .browser
            .devtools("Performance.getMetrics", json!({}))
            .await?;
        let mut metrics = metrics["metrics"].as_array().into_iter().flatten();
        let heap = metrics.find(|metric| metric["name"] == "JSHeapUsedSize");
        heap.and_then(|heap| heap["value"].as_f64())
            .context("the browser does not tell its heap")
    }

    async fn number(&self, expression: &str) -> Result<f64> {
        let value = self.browser.eventually(expression).await?;
        value
            .as_f64()
            .with_context(|| format!("{expression} is {value}"))
    }
}

fn watch(name: &str, hooks: &Value) -> String {
    format!("probe.watch('{name}', {hooks});")
}

/// What stands in the 9's place where nobody asks.
fn heading() -> Value {
    json!({"host": "main", "css": "h1", "text": null})
}

//! One run: a visitor answers, it goes wrong, it heals, and somebody looks what came of it.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::browser::Browser;
use crate::engine::Engine;
use crate::house::House;
use crate::prompt::{Part, Prompt};
use crate::site::{Served, Site};
use crate::tabs::Tab;
use crate::witness::Told;

use super::cell::{Cell, Expected};
use super::circumstance::Circumstance;
use super::dice::Dice;
use super::fault::Fault;
use super::outcome::{Outcome, Verdict};
use super::proxy::Proxy;

const RATING: i32 = 9;
const COMMENT: &str = "Fine";
const WHY: &str = "Why?";

/// Once all is healed: longer than the widget waits for an answer and then pauses.
const PATIENCE: Duration = Duration::from_secs(45);
/// Once the collector has the answer, until the browser has no more to send.
const AFTERMATH: Duration = Duration::from_secs(20);
/// What is on its way has arrived by then.
const A_WHILE: Duration = Duration::from_millis(400);
/// Where an answer may be lost, it is not waited for any longer.
const VAIN: Duration = Duration::from_millis(1500);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);
/// Between two calls of a host that has the refused sent again.
const BETWEEN_FLUSHES: Duration = Duration::from_secs(1);

/// A page with a tag whose script and endpoint are behind the proxy, on an origin of its own.
pub(super) struct Trial<'h> {
    cell: Cell,
    house: &'h House,
    proxy: Proxy,
    site: Served,
    survey: String,
    dice: Dice,
}

impl<'h> Trial<'h> {
    /// The `number` is no other trial's at this collector.
    pub(super) async fn new(house: &'h House, cell: Cell, number: u32, dice: Dice) -> Result<Self> {
        let proxy = Proxy::before(house.address()).await?;
        let survey = format!("faults-{number}");
        let tagged = |script: &str| page(script, &tag(&proxy, &survey));
        let site = Site::of(tagged(&cell.circumstance.script()))
            .page("/later", tagged(&cell.circumstance.later_script()))
            .page("/elsewhere", page("", ""))
            .witnessed()
            .serve()
            .await?;
        Ok(Self {
            cell,
            house,
            proxy,
            site,
            survey,
            dice,
        })
    }

    /// In a browser that goes on.
    pub(super) async fn run(mut self, browser: &Browser) -> Result<Verdict> {
        let home = match self.cell.circumstance {
            Circumstance::Close | Circumstance::DeniedAndClosed => browser.open_spare().await?,
            _ => browser.tab().await?,
        };
        if !self.visitor_answers(browser).await? {
            return self.unthanked(browser).await;
        }
        let told = match self.cell.expected() {
            Expected::Told { .. } => browser.told().await?,
            Expected::Once | Expected::Never { .. } => Vec::new(),
        };
        self.pause().await;
        self.goes_on(browser, &home).await?;
        let met = self.heals(browser).await?;
        let verdict = self.verdict(browser, met, &told).await?;
        if self.cell.circumstance == Circumstance::SecondTab {
            browser.close_tab(&home).await?;
        }
        Ok(verdict)
    }

    /// In one that is killed, on a profile that outlives it.
    pub(super) async fn run_killed(mut self) -> Result<Verdict> {
        let profile = tempfile::tempdir()?;
        let browser = Browser::open_on(profile.path()).await?;
        if !self.visitor_answers(&browser).await? {
            return self.unthanked(&browser).await;
        }
        self.pause().await;
        browser.kill(profile.path())?;
        let browser = Browser::open_on(profile.path()).await?;
        let met = self.heals(&browser).await?;
        self.verdict(&browser, met, &[]).await
    }

    /// Whether the visitor is thanked.
    async fn visitor_answers(&mut self, browser: &Browser) -> Result<bool> {
        browser.visit(&self.site.url("/")).await?;
        browser.run("afterword('track', 'go')").await?;
        let prompt = Prompt::appears(browser).await?;
        prompt.asks("Would you?").await?;
        self.goes_wrong(browser).await?;
        prompt.rate(RATING).await?;
        prompt.asks(WHY).await?;
        if self.cell.fault == Fault::Reorder {
            // As where the visitor looks into another tab: what is rated is sent before what is said.
            browser.run("dispatchEvent(new Event('pagehide'))").await?;
            self.is_met(A_WHILE).await;
        }
        prompt.comment(COMMENT).await?;
        Ok(prompt.part(Part::Thanks).await.is_ok())
    }

    async fn goes_wrong(&mut self, browser: &Browser) -> Result<()> {
        let endpoint = self.proxy.endpoint();
        match (self.cell.circumstance, self.cell.engine) {
            (Circumstance::Offline, Engine::Chromium | Engine::Firefox) => {
                browser.set_offline(true).await?;
            }
            (Circumstance::Blocker, Engine::Chromium) => browser.block(&[&endpoint]).await?,
            (Circumstance::Offline | Circumstance::Blocker, _) => {
                return self.proxy.suffer(Fault::Refuse.until_healed()).await;
            }
            _ => {}
        }
        self.proxy.suffer(self.cell.fault.until_healed()).await
    }

    /// What happens at the visitor's.
    async fn goes_on(&mut self, browser: &Browser, home: &Tab) -> Result<()> {
        match self.cell.circumstance {
            Circumstance::Stay
            | Circumstance::Denied
            | Circumstance::Full
            | Circumstance::FetchThrows
            | Circumstance::Kill => {}
            Circumstance::Reload | Circumstance::Blocked => browser.reload().await?,
            Circumstance::Navigate | Circumstance::ClockAhead | Circumstance::ClockBack => {
                browser.visit(&self.site.url("/elsewhere")).await?;
            }
            Circumstance::Close | Circumstance::DeniedAndClosed => browser.close_tab(home).await?,
            Circumstance::SecondTab => {
                browser.open_tab().await?;
                browser.visit(&self.site.url("/")).await?;
            }
            Circumstance::Offline => {
                self.ensure_cut_off()?;
                self.proxy.suffer(self.cell.fault.until_healed()).await?;
                if self.cell.engine != Engine::WebKit {
                    browser.set_offline(false).await?;
                }
            }
            Circumstance::Blocker => {
                self.ensure_cut_off()?;
                self.proxy.suffer(self.cell.fault.until_healed()).await?;
                if self.cell.engine == Engine::Chromium {
                    browser.block(&[]).await?;
                }
            }
        }
        Ok(())
    }

    /// Holds that nothing came through while nothing was to.
    fn ensure_cut_off(&self) -> Result<()> {
        let counts = self.proxy.counts();
        ensure!(counts.met + counts.passed == 0, "it was not cut off");
        Ok(())
    }

    /// Nothing goes wrong any more once it did, if it did, and the visitor comes again.
    async fn heals(&mut self, browser: &Browser) -> Result<bool> {
        let Cell {
            fault,
            circumstance,
            ..
        } = self.cell;
        let gone = matches!(
            circumstance,
            Circumstance::Navigate
                | Circumstance::Close
                | Circumstance::Kill
                | Circumstance::ClockAhead
                | Circumstance::ClockBack
                | Circumstance::DeniedAndClosed
        );
        // The tab is gone, and with it what it had in memory: nothing is sent any more.
        let over = circumstance == Circumstance::DeniedAndClosed;
        if gone && !self.is_met(A_WHILE).await && !over {
            // Nothing was sent in time: the next visit meets it.
            browser.visit(&self.site.url("/later")).await?;
        }
        let met = over || self.is_met(PATIENCE).await;
        self.pause().await;
        self.proxy.heal()?;
        // While nobody listened, the tag's script was not there either.
        let again = matches!(circumstance, Circumstance::Reload | Circumstance::Blocked)
            && fault == Fault::Refuse;
        if gone || again {
            browser.visit(&self.site.url("/later")).await?;
        }
        Ok(met)
    }

    /// Whether the fault happened to anything within this time. Nobody knows of what was refused.
    async fn is_met(&self, patience: Duration) -> bool {
        if self.cell.fault == Fault::Refuse {
            sleep(patience.min(A_WHILE)).await;
            return true;
        }
        let start = Instant::now();
        while self.proxy.counts().met == 0 && start.elapsed() < patience {
            sleep(PAUSE).await;
        }
        self.proxy.counts().met > 0
    }

    async fn pause(&mut self) {
        sleep(self.dice.pause()).await;
    }

    async fn unthanked(&self, browser: &Browser) -> Result<Verdict> {
        let verdict = Verdict::bad(Outcome::Unthanked, "no thanks");
        Ok(self.annotated(browser, verdict).await)
    }

    async fn verdict(&self, browser: &Browser, met: bool, told: &[Told]) -> Result<Verdict> {
        let verdict = if met {
            self.look(browser, told).await?
        } else {
            Verdict::bad(Outcome::Unsent, "nothing was sent until it was healed")
        };
        Ok(self.annotated(browser, verdict).await)
    }

    /// With what else is known, where it is not as it has to be.
    async fn annotated(&self, browser: &Browser, verdict: Verdict) -> Verdict {
        if verdict.outcome.is_good() {
            return verdict;
        }
        let events = browser.told_names().await.unwrap_or_default();
        let counts = self.proxy.counts();
        let note = format!(
            "{}; the last page was told {events:?}; {} met it, {} passed",
            verdict.note, counts.met, counts.passed
        );
        Verdict { note, ..verdict }
    }

    async fn look(&self, browser: &Browser, told: &[Told]) -> Result<Verdict> {
        let expected = self.cell.expected();
        let patience = match expected {
            Expected::Told { .. } => VAIN,
            Expected::Once | Expected::Never { .. } => PATIENCE,
        };
        if !self.arrives(browser, patience).await? {
            return Ok(match (expected, self.responses()?.last()) {
                (_, Some(row)) => Verdict::bad(Outcome::Outdated, row.to_string()),
                (Expected::Told { reason, .. }, None) => honest(told, reason),
                (_, None) => Verdict::bad(Outcome::Lost, "the collector does not have it"),
            });
        }
        let left = self.left(browser).await?;
        if let Some(left) = left {
            return Ok(Verdict::bad(Outcome::Left, left));
        }
        while self.proxy.holds() {
            sleep(PAUSE).await;
        }
        let counted = self.house.score("default", &self.survey, "nps")?["n"].take();
        let rows = self.responses()?;
        if rows.len() != 1 || counted != 1 {
            let note = format!("{} rows, n = {counted}", rows.len());
            return Ok(Verdict::bad(Outcome::Doubled, note));
        }
        if !is_last_state(&rows[0]) {
            return Ok(Verdict::bad(Outcome::Outdated, rows[0].to_string()));
        }
        let uncaught = browser.uncaught().await?;
        if !uncaught.is_empty() {
            return Ok(Verdict::bad(Outcome::Uncaught, uncaught.join("; ")));
        }
        Ok(Verdict::good(Outcome::Once))
    }

    fn responses(&self) -> Result<Vec<Value>> {
        self.house.responses(&self.survey)
    }

    /// Whether the collector has the last state in time. A host whose endpoint refused answers has
    /// them sent again once it is repaired.
    async fn arrives(&self, browser: &Browser, patience: Duration) -> Result<bool> {
        let start = Instant::now();
        let mut flushed = None::<Instant>;
        while start.elapsed() < patience {
            if self.responses()?.iter().any(is_last_state) {
                return Ok(true);
            }
            let due = flushed.is_none_or(|at| at.elapsed() > BETWEEN_FLUSHES);
            if self.cell.fault == Fault::Invalid && due {
                browser.run("window.afterword?.('flush')").await?;
                flushed = Some(Instant::now());
            }
            sleep(PAUSE).await;
        }
        Ok(false)
    }

    /// What the browser still has to send after a while, if anything.
    async fn left(&self, browser: &Browser) -> Result<Option<String>> {
        let look = if self.cell.circumstance.lets_look() {
            LEFT
        } else {
            "afterword('status').then(({pending, parked}) => pending + parked && `${pending} pending, ${parked} parked`)"
        };
        let start = Instant::now();
        loop {
            let left = browser.eventually(look).await?;
            let Some(left) = left.as_str() else {
                return Ok(None);
            };
            if start.elapsed() > AFTERMATH {
                return Ok(Some(format!("{left} left to send")));
            }
            sleep(PAUSE).await;
        }
    }
}

/// Names what the outbox keeps; nothing where it is empty.
const LEFT: &str = "new Promise((resolve, reject) => {
    const items = Object.keys(localStorage).filter(key => key.startsWith('afterword:outbox'));
    const opening = indexedDB.open('afterword');
    // There is none yet, and it stays so.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => resolve(items.join() || null);
    opening.onsuccess = () => {
      const database = opening.result;
      const counting = database.transaction('outbox').objectStore('outbox').getAllKeys();
      counting.onerror = reject;
      counting.onsuccess = () => resolve([...items, ...counting.result].join() || null);
      database.close();
    };
  })";

fn is_last_state(response: &Value) -> bool {
    response["outcome"] == "complete"
        && response["answers"][0]["rating"] == RATING
        && response["answers"][1]["text"] == COMMENT
}

/// Whether a page whose answer is lost was told why, and was not told that it arrived.
fn honest(told: &[Told], reason: &str) -> Verdict {
    let fails = |told: &&Told| told.name == "failed" && told.detail["reason"] == reason;
    let names: Vec<_> = told.iter().map(|told| told.name.as_str()).collect();
    if told.iter().any(|told| fails(&told)) && !names.contains(&"delivered") {
        return Verdict::good(Outcome::Told);
    }
    Verdict::bad(Outcome::Untold, format!("it was told {names:?}"))
}

fn tag(proxy: &Proxy, survey: &str) -> String {
    let definition = json!({
        "v": 1, "id": survey, "questions": [
            {"id": "nps", "kind": "nps", "ask": "Would you?"},
            {"id": "why", "kind": "text", "ask": WHY},
        ],
    });
    let (loader, endpoint) = (proxy.url("/afterword.js"), proxy.endpoint());
    format!(
        r##"<script type="application/json" id="survey">{definition}</script>
        <script async src="{loader}" data-survey="#survey" data-endpoint="{endpoint}"
            data-trigger="event go"></script>"##
    )
}

fn page(script: &str, tag: &str) -> String {
    format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
        <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
        <script>(() => {{ {script} }})()</script>{tag}</head><body><h1>A shop</h1></body></html>"#
    )
}

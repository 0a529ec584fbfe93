//! One run: a visitor answers, it goes wrong, it heals, and somebody looks what came of it.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::json;
use tokio::time::sleep;

use crate::browser::Browser;
use crate::engine::Engine;
use crate::house::House;
use crate::prompt::{Part, Prompt};
use crate::site::{Served, Site};
use crate::tabs::Tab;

use super::cell::{Cell, Expected};
use super::circumstance::Circumstance;
use super::dice::Dice;
use super::fault::Fault;
use super::inquest::{Claim, Inquest, Thanked};
use super::outcome::Verdict;
use super::proxy::Proxy;

pub(super) const RATING: i32 = 9;
pub(super) const COMMENT: &str = "Fine";
const WHY: &str = "Why?";

/// What is on its way has arrived by then.
const A_WHILE: Duration = Duration::from_millis(400);
/// Until what was not sent at first is sent.
const PATIENCE: Duration = Duration::from_secs(45);
/// Chromium has written `localStorage` to the disk by then.
const ON_DISK: Duration = Duration::from_secs(8);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// A page with a tag whose script and endpoint are behind the proxy, on an origin of its own.
pub(super) struct Trial<'h> {
    cell: Cell,
    house: &'h House,
    proxy: Proxy,
    site: Served,
    survey: String,
    dice: Dice,
    /// Whether the visitor had to answer again.
    late: bool,
}

impl<'h> Trial<'h> {
    /// The `number` is no other trial's at this collector.
    pub(super) async fn new(house: &'h House, cell: Cell, number: u32, dice: Dice) -> Result<Self> {
        let proxy = Proxy::before(house.address()).await?;
        let survey = format!("faults-{number}");
        let asking = tag(&proxy, &survey);
        let site = Site::of(page(&cell.circumstance.script(), &asking))
            .page("/later", page(&cell.circumstance.later_script(), &asking))
            .page("/again", page("", &tag(&proxy, &format!("{survey}-again"))))
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
            late: false,
        })
    }

    /// In a browser that goes on.
    pub(super) async fn run(mut self, browser: &Browser) -> Result<Verdict> {
        let home = match self.cell.circumstance {
            Circumstance::Close | Circumstance::DeniedAndClosed => browser.open_spare().await?,
            _ => browser.tab().await?,
        };
        if !self.visitor_answers(browser).await? {
            return self.asks(browser).verdict(None).await;
        }
        let claim = self.claim(browser).await?;
        self.pause().await;
        self.goes_on(browser, &home).await?;
        let met = self.heals(browser).await?;
        let after = Thanked { claim, met };
        let verdict = self.asks(browser).verdict(Some(after)).await?;
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
            return self.asks(&browser).verdict(None).await;
        }
        let claim = self.claim(&browser).await?;
        match self.cell.expected() {
            Expected::Late { .. } => self.pause().await,
            _ => sleep(ON_DISK).await,
        }
        browser.kill(profile.path())?;
        let browser = Browser::open_on(profile.path()).await?;
        let met = self.heals(&browser).await?;
        if let Expected::Late { .. } = self.cell.expected() {
            self.late = !self.asks(&browser).is_soon_over().await?;
        }
        if self.late {
            self.visitor_answers_again(&browser).await?;
        }
        let after = Thanked { claim, met };
        self.asks(&browser).verdict(Some(after)).await
    }

    /// Another survey, and comes once more.
    async fn visitor_answers_again(&self, browser: &Browser) -> Result<()> {
        browser.visit(&self.site.url("/again")).await?;
        browser.run("afterword('track', 'go')").await?;
        let prompt = Prompt::appears(browser).await?;
        prompt.rate(RATING).await?;
        prompt.comment(COMMENT).await?;
        browser.heard("delivered").await?;
        browser.visit(&self.site.url("/later")).await
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

    /// What the visitor and the page are told with the thanks.
    async fn claim(&self, browser: &Browser) -> Result<Claim> {
        let fate = "return root.querySelector('[data-sent]')?.textContent ?? ''";
        let fate = Prompt::on(browser).run(fate).await?;
        let told = browser.told().await?;
        // Looked up last: what was claimed was true before.
        let stored = !self.house.responses(&self.survey)?.is_empty();
        Ok(Claim {
            fate: fate.as_str().unwrap_or_default().to_owned(),
            told,
            stored,
        })
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
            | Circumstance::Kill
            | Circumstance::KillAtOnce => {}
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
                | Circumstance::KillAtOnce
                | Circumstance::ClockAhead
                | Circumstance::ClockBack
                | Circumstance::DeniedAndClosed
        );
        // What the tab had in memory is gone with it, or nobody knows of what is kept: maybe nothing
        // is sent any more.
        let over = matches!(
            circumstance,
            Circumstance::DeniedAndClosed | Circumstance::KillAtOnce
        );
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

    fn asks<'t>(&'t self, browser: &'t Browser) -> Inquest<'t> {
        Inquest {
            cell: self.cell,
            house: self.house,
            proxy: &self.proxy,
            survey: &self.survey,
            browser,
            late: self.late,
        }
    }
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

//! Runs one after the other, in one browser for as long as that is fair.

use std::time::Duration;

use anyhow::Result;
use tokio::time::timeout;

use crate::browser::{Browser, Visitor};
use crate::engine::Engine;
use crate::house::House;

use super::cell::Cell;
use super::dice::Dice;
use super::outcome::{Outcome, Verdict};
use super::trial::Trial;

/// Runs in one browser. Each is on an origin of its own, so that it finds nothing of those before.
const LONGEST: u32 = 40;
/// No run takes this long, unless the browser hangs.
const PATIENCE: Duration = Duration::from_secs(150);

/// Who runs cells.
pub struct Session<'h> {
    house: &'h House,
    browser: Option<Browser>,
    runs: u32,
    version: String,
}

impl<'h> Session<'h> {
    /// At this collector.
    #[must_use]
    pub const fn new(house: &'h House) -> Self {
        Self {
            house,
            browser: None,
            runs: 0,
            version: String::new(),
        }
    }

    /// Runs a cell. The `number` is no other run's at this collector; the seed decides how long
    /// what happens takes until the next thing does.
    pub async fn run(&mut self, cell: Cell, number: u32, seed: u64) -> Verdict {
        let run = timeout(PATIENCE, self.attempt(cell, number, Dice::new(seed))).await;
        let verdict = match run {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(error)) => Verdict::bad(Outcome::Broken, format!("{error:#}")),
            Err(_) => Verdict::bad(Outcome::Broken, format!("no end within {PATIENCE:?}")),
        };
        if !verdict.outcome.is_good() {
            // Nobody knows what state it is in.
            self.browser = None;
        }
        verdict
    }

    async fn attempt(&mut self, cell: Cell, number: u32, dice: Dice) -> Result<Verdict> {
        let trial = Trial::new(self.house, cell, number, dice).await?;
        if cell.circumstance.kills() {
            // Its seat is needed.
            (self.browser, self.version) = (None, String::new());
            return trial.run_killed().await;
        }
        trial.run(self.browser(cell.engine).await?).await
    }

    /// The version of the engine that ran last; empty where that did not start, or was killed.
    #[must_use]
    pub fn version(&self) -> String {
        self.version.clone()
    }

    async fn browser(&mut self, engine: Engine) -> Result<&Browser> {
        let fit = |browser: &Browser| browser.engine() == engine && self.runs < LONGEST;
        let browser = match self.browser.take().filter(fit) {
            Some(browser) => browser,
            None => {
                let browser = Browser::open_in(engine, Visitor::DESKTOP).await?;
                (self.runs, self.version) = (0, browser.version()?);
                browser
            }
        };
        self.runs += 1;
        Ok(self.browser.insert(browser))
    }
}

//! What became of an answer, once all is healed.

use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::Value;
use tokio::time::sleep;

use crate::browser::Browser;
use crate::house::House;
use crate::witness::Told;

use super::cell::{Cell, Expected};
use super::circumstance::Circumstance;
use super::fault::Fault;
use super::outcome::{Outcome, Verdict};
use super::proxy::Proxy;
use super::trial::{COMMENT, RATING};

/// Longer than the widget waits for an answer and then pauses.
const PATIENCE: Duration = Duration::from_secs(45);
/// Once the collector has the answer, until the browser has no more to send.
const AFTERMATH: Duration = Duration::from_secs(20);
/// Where an answer may be lost, it is not waited for any longer.
const VAIN: Duration = Duration::from_millis(1500);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);
/// Between two calls of a host that has the refused sent again.
const BETWEEN_FLUSHES: Duration = Duration::from_secs(1);

/// Asks collector and browser.
pub(super) struct Inquest<'t> {
    pub(super) cell: Cell,
    pub(super) house: &'t House,
    pub(super) proxy: &'t Proxy,
    pub(super) survey: &'t str,
    pub(super) browser: &'t Browser,
    /// Whether the visitor had to answer again.
    pub(super) late: bool,
}

/// What came before.
pub(super) struct Thanked {
    pub(super) claim: Claim,
    /// Whether the fault happened to anything.
    pub(super) met: bool,
}

/// What was told with the thanks.
pub(super) struct Claim {
    /// To the visitor, of where the answer is.
    pub(super) fate: String,
    /// To the page.
    pub(super) told: Vec<Told>,
    /// Whether the collector had anything then.
    pub(super) stored: bool,
}

impl Claim {
    fn names(&self) -> Vec<&str> {
        self.told.iter().map(|told| told.name.as_str()).collect()
    }

    /// What is more than was true, if anything.
    fn excess(&self, circumstance: Circumstance) -> Option<String> {
        let delivered = self.fate == "Sent." || self.names().contains(&"delivered");
        let kept = self.fate == "Saved." || self.names().contains(&"saved");
        let excess = delivered && !self.stored || kept && !circumstance.keeps();
        excess.then(|| format!("it said {:?}, and told {:?}", self.fate, self.names()))
    }

    /// Whether a page whose answer is lost was told why.
    fn names_the(&self, reason: &str) -> bool {
        let failed = |told: &Told| told.name == "failed" && told.detail["reason"] == reason;
        self.told.iter().any(failed)
    }
}

impl Inquest<'_> {
    /// What the run came to, with what else is known where that is not as it has to be.
    pub(super) async fn verdict(&self, after: Option<Thanked>) -> Result<Verdict> {
        let verdict = match after {
            None => Verdict::bad(Outcome::Unthanked, "no thanks"),
            Some(Thanked { met: false, .. }) => {
                Verdict::bad(Outcome::Unsent, "nothing was sent until it was healed")
            }
            Some(Thanked { claim, .. }) => match claim.excess(self.cell.circumstance) {
                Some(excess) => Verdict::bad(Outcome::Overclaimed, excess),
                None => self.look(&claim).await?,
            },
        };
        if verdict.outcome.is_good() {
            return Ok(verdict);
        }
        let events = self.browser.told_names().await.unwrap_or_default();
        let counts = self.proxy.counts();
        let note = format!(
            "{}; the last page was told {events:?}; {} met it, {} passed",
            verdict.note, counts.met, counts.passed
        );
        Ok(Verdict { note, ..verdict })
    }

    async fn look(&self, claim: &Claim) -> Result<Verdict> {
        let patience = match self.cell.expected() {
            Expected::Told { .. } => VAIN,
            Expected::Once | Expected::Late { .. } | Expected::Never { .. } => PATIENCE,
        };
        if !self.arrives(patience).await? {
            return Ok(match (self.cell.expected(), self.responses()?.last()) {
                (_, Some(row)) => Verdict::bad(Outcome::Outdated, row.to_string()),
                (Expected::Told { reason, .. }, None) if claim.names_the(reason) => {
                    Verdict::good(Outcome::Told)
                }
                (Expected::Told { .. }, None) => {
                    let note = format!("it was told {:?}", claim.names());
                    Verdict::bad(Outcome::Untold, note)
                }
                (_, None) => Verdict::bad(Outcome::Lost, "the collector does not have it"),
            });
        }
        if let Some(left) = self.left(AFTERMATH).await? {
            return Ok(Verdict::bad(Outcome::Left, left));
        }
        while self.proxy.holds() {
            sleep(PAUSE).await;
        }
        let counted = self.house.score("default", self.survey, "nps")?["n"].take();
        let rows = self.responses()?;
        if rows.len() != 1 || counted != 1 {
            let note = format!("{} rows, n = {counted}", rows.len());
            return Ok(Verdict::bad(Outcome::Doubled, note));
        }
        if !is_last_state(&rows[0]) {
            return Ok(Verdict::bad(Outcome::Outdated, rows[0].to_string()));
        }
        let uncaught = self.browser.uncaught().await?;
        if !uncaught.is_empty() {
            return Ok(Verdict::bad(Outcome::Uncaught, uncaught.join("; ")));
        }
        Ok(Verdict::good(if self.late {
            Outcome::Late
        } else {
            Outcome::Once
        }))
    }

    fn responses(&self) -> Result<Vec<Value>> {
        self.house.responses(self.survey)
    }

    /// Whether it is over soon: the collector has it, and the browser knows.
    pub(super) async fn is_soon_over(&self) -> Result<bool> {
        Ok(self.arrives(VAIN).await? && self.left(VAIN).await?.is_none())
    }

    /// Whether the collector has the last state in time. A host whose endpoint refused answers has
    /// them sent again once it is repaired.
    async fn arrives(&self, patience: Duration) -> Result<bool> {
        let start = Instant::now();
        let mut flushed = None::<Instant>;
        while start.elapsed() < patience {
            if self.responses()?.iter().any(is_last_state) {
                return Ok(true);
            }
            let due = flushed.is_none_or(|at| at.elapsed() > BETWEEN_FLUSHES);
            if self.cell.fault == Fault::Invalid && due {
                self.browser.run("window.afterword?.('flush')").await?;
                flushed = Some(Instant::now());
            }
            sleep(PAUSE).await;
        }
        Ok(false)
    }

    /// What the browser still has to send after this time, if anything.
    async fn left(&self, patience: Duration) -> Result<Option<String>> {
        let look = if self.cell.circumstance.lets_look() {
            LEFT
        } else {
            STATUS
        };
        let start = Instant::now();
        loop {
            let left = self.browser.eventually(look).await?;
            let Some(left) = left.as_str() else {
                return Ok(None);
            };
            if start.elapsed() > patience {
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

/// The same as the widget says it, where nobody else can look.
const STATUS: &str = "afterword('status').then(({ pending, parked }) =>
    pending + parked ? `${pending} pending, ${parked} parked` : null)";

fn is_last_state(response: &Value) -> bool {
    response["outcome"] == "complete"
        && response["answers"][0]["rating"] == RATING
        && response["answers"][1]["text"] == COMMENT
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Claim;
    use crate::faults::Circumstance;
    use crate::witness::Told;

    fn claim(fate: &str, names: &[&str], stored: bool) -> Claim {
        let told = names.iter().map(|name| Told {
            name: (*name).to_owned(),
            at: 0.0,
            detail: json!({"reason": "storage"}),
        });
        Claim {
            fate: fate.to_owned(),
            told: told.collect(),
            stored,
        }
    }

    #[test]
    fn what_was_not_so_is_too_much() {
        let keeping = Circumstance::Reload;
        for (claim, circumstance, is_excess) in [
            (claim("", &["rated"], false), keeping, false),
            (claim("Saved.", &["saved"], false), keeping, false),
            (claim("Saved.", &[], false), Circumstance::Full, true),
            (claim("", &["saved"], true), Circumstance::Denied, true),
            (claim("Sent.", &[], false), keeping, true),
            (claim("Sent.", &["delivered"], true), keeping, false),
            (claim("", &["delivered"], false), keeping, true),
        ] {
            let excess = claim.excess(circumstance);
            assert_eq!(excess.is_some(), is_excess, "{excess:?}");
        }
    }

    #[test]
    fn a_failure_is_told_by_its_reason() {
        assert!(claim("", &["rated", "failed"], false).names_the("storage"));
        assert!(!claim("", &["rated", "failed"], false).names_the("network"));
        assert!(!claim("", &["rated"], false).names_the("storage"));
    }
}

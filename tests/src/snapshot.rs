//! What is the host's own, and whether it is as it was.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value};

use crate::browser::Browser;
use crate::engine::Engine;

const SCRIPT: &str = include_str!("snapshot.js");

/// The objects of a page that others listen at.
const LISTENED_AT: [&str; 4] = [
    "window",
    "document",
    "document.documentElement",
    "document.body",
];

/// A page without what is ours on it.
pub struct Snapshot {
    page: Value,
    /// The names of the events listened for, by object; empty where the browser does not say.
    listeners: Vec<(&'static str, Vec<String>)>,
}

impl Snapshot {
    /// Takes it.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn take(browser: &Browser) -> Result<Self> {
        let mut listeners = Vec::new();
        if browser.engine() == Engine::Chromium {
            for object in LISTENED_AT {
                let mut names = browser.listeners(object).await?;
                // The first are the loader's own and the witness's; the other never comes again.
                names.retain(|name| !name.starts_with("afterword:") && name != "DOMContentLoaded");
                listeners.push((object, names));
            }
        }
        let page = browser.run(SCRIPT).await?;
        let page = serde_json::from_str(page.as_str().context("no text")?)?;
        Ok(Self { page, listeners })
    }

    /// Holds that nothing differs but what is ours.
    ///
    /// # Errors
    ///
    /// When something does; the message says what.
    pub fn ensure_same(&self, later: &Self) -> Result<()> {
        let (before, after) = (&self.page, &later.page);
        ensure!(
            after["intact"] == true,
            "what is the host's is not any more"
        );
        for whole in ["markup", "title"] {
            let (before, after) = (&before[whole], &after[whole]);
            ensure!(before == after, "{whole}: {before}, then {after}");
        }
        let changed = changes(&before["names"], &after["names"]);
        ensure!(changed.is_empty(), "global names: {changed:?}");
        for (element, style) in object(&before["styles"]) {
            let changed = changes(&style, &after["styles"][&element]);
            ensure!(changed.is_empty(), "the style of {element}: {changed:?}");
        }
        for (before, after) in self.listeners.iter().zip(&later.listeners) {
            ensure!(before == after, "listeners: {before:?}, then {after:?}");
        }
        Ok(())
    }
}

/// The entries in which two objects differ, with the value in each.
fn changes(before: &Value, after: &Value) -> Vec<String> {
    let (before, after) = (object(before), object(after));
    let gone_or_other = before
        .iter()
        .filter(|(name, value)| after.get(*name) != Some(value))
        .map(|(name, value)| format!("{name}: {value}, then {:?}", after.get(name)));
    let new = after
        .iter()
        .filter(|(name, _)| !before.contains_key(*name))
        .map(|(name, value)| format!("{name}: {value}, new"));
    gone_or_other.chain(new).collect()
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

//! What a page went through while nobody looked.

use anyhow::Result;
use serde_json::Value;

use crate::browser::Browser;
use crate::wait::until;

/// Runs in every document before its first script.
pub(crate) const SCRIPT: &str = include_str!("witness.js");

/// One of the events that Afterword tells the host page.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its name after `afterword:`.
    pub name: String,
    /// Milliseconds from the start of the page.
    pub at: f64,
    /// Its detail.
    pub detail: Value,
}

/// A load that the page's policy forbade.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The directive that forbade it.
    pub directive: String,
    /// What was to be loaded: an address, or `inline` and the like.
    pub blocked: String,
}

impl Browser {
    /// The events that the page heard, in their order.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn told(&self) -> Result<Vec<Told>> {
        // What is told is read by the browser's own parser first, one after the other: what was on
        // its way before this has arrived after it.
        let parsed = "new Response(0).json()";
        self.called_back(&format!("{parsed}.then(() => {parsed}).then(() => done())"))
            .await?;
        let told = self.run("return __witness.events").await?;
        Ok(list(&told).iter().map(Told::read).collect())
    }

    /// The names of the events that the page heard, in their order.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn told_names(&self) -> Result<Vec<String>> {
        Ok(self
            .told()
            .await?
            .into_iter()
            .map(|told| told.name)
            .collect())
    }

    /// The detail of the first event of this name, once there is one.
    ///
    /// # Errors
    ///
    /// When there is none for too long.
    pub async fn heard(&self, name: &str) -> Result<Value> {
        until(&format!("the event {name}"), async || {
            let told = self.told().await?;
            let first = told.into_iter().find(|told| told.name == name);
            Ok(first.map(|told| told.detail))
        })
        .await
    }

    /// Errors and rejections that nobody caught.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn uncaught(&self) -> Result<Vec<String>> {
        let errors = self.run("return __witness.errors").await?;
        Ok(list(&errors).iter().map(text).collect())
    }

    /// What the page's policy forbade, sorted.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn violations(&self) -> Result<Vec<Violation>> {
        let violations = self.run("return __witness.violations").await?;
        let mut violations: Vec<_> = list(&violations).iter().map(Violation::read).collect();
        violations.sort();
        Ok(violations)
    }

    /// All of it in one text, for the message of a test that fails.
    pub async fn account(&self) -> String {
        let witness = self.run("return __witness").await.unwrap_or_default();
        let console = self.console().await.unwrap_or_default();
        let console: Vec<_> = console.iter().map(|message| &message.text).collect();
        format!("the page went through {witness}, its console says {console:#?}")
    }

    /// How far things that stood moved: the sum of the page's layout shifts.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn layout_shift(&self) -> Result<f64> {
        let shift = self.run("return __witness.shift").await?;
        Ok(shift.as_f64().unwrap_or(f64::NAN))
    }
}

impl Told {
    fn read(value: &Value) -> Self {
        Self {
            name: text(&value["name"]),
            at: value["at"].as_f64().unwrap_or(f64::NAN),
            detail: value["detail"].clone(),
        }
    }
}

impl Violation {
    fn read(value: &Value) -> Self {
        Self {
            directive: text(&value["directive"]),
            blocked: text(&value["blocked"]),
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

//! What shuts people out of a page, as axe-core finds it: all of its default rules, best practices
//! included.

use anyhow::Result;
use serde_json::Value;

use crate::browser::Browser;
use crate::fixture;

/// A rule that the page breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: String,
    /// The elements, each by its selectors from the document inward.
    pub places: Vec<String>,
}

/// Examines the whole page, shadow roots included.
///
/// # Errors
///
/// When axe is missing or fails.
pub async fn examine(browser: &Browser) -> Result<Vec<Finding>> {
    if browser.run("return window.axe === undefined").await? == true {
        let axe = std::fs::read_to_string(fixture::axe()?)?;
        browser.run(&axe).await?;
    }
    let result = browser
        .eventually(
            "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)",
        )
        .await?;
    let violations = result.as_array().cloned().unwrap_or_default();
    Ok(violations.iter().map(Finding::read).collect())
}

impl Finding {
    fn read(violation: &Value) -> Self {
        let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
        Self {
            rule: violation["id"].as_str().unwrap_or_default().to_owned(),
            places: nodes
                .iter()
                .map(|node| node["target"].to_string())
                .collect(),
        }
    }
}

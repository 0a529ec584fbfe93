//! What shuts people out of a page, as axe-core finds it: all of its default rules, best practices
//! included.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::browser::{Browser, Visitor};
use crate::fixture;
use crate::host::{checkout, checkout_from_right_to_left};
use crate::house::House;
use crate::prompt::{Part, Prompt};

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

/// What a definition shows first, or after a rating.
pub struct Case {
    /// The definition.
    pub definition: Value,
    /// The rating that leads to what is examined.
    pub rating: Option<i32>,
    /// The parts that it shows, beside the card and the button that closes it.
    pub parts: Vec<Part>,
}

/// Examines each case in light, in dark and in forced colours, in both directions of text, on a
/// desk and on the narrowest phone. Gives what is wrong, and where.
///
/// # Errors
///
/// When a prompt does not appear, or shows less than its parts.
pub async fn examine_each(browser: &Browser, cases: &[Case]) -> Result<Vec<String>> {
    let house = House::open()?;
    let head = asked_by_name(&house, cases);
    let mut wrong = Vec::new();
    for (direction, page) in [
        ("ltr", checkout(&head)),
        ("rtl", checkout_from_right_to_left(&head)),
    ] {
        let page = page.serve().await?;
        for (screen, visitor) in visitors() {
            browser.become_visitor(visitor).await?;
            browser.visit(&page.url("/")).await?;
            browser.heard("ready").await?;
            for (number, case) in cases.iter().enumerate() {
                let place = format!("{}, {screen}, {direction}", case.definition["id"]);
                let found = examine_case(browser, number, case)
                    .await
                    .with_context(|| place.clone())?;
                wrong.extend(found.iter().map(|finding| format!("{place}: {finding:?}")));
            }
        }
    }
    Ok(wrong)
}

/// A tag that asks only when it is told to, and all definitions beside it.
fn asked_by_name(house: &House, cases: &[Case]) -> String {
    let mut head = house.tag(r##"data-survey="#case-0" data-trigger="manual""##);
    for (number, case) in cases.iter().enumerate() {
        let Case { definition, .. } = case;
        head.push_str(&format!(
            r#"<script type="application/json" id="case-{number}">{definition}</script>"#
        ));
    }
    head
}

fn visitors() -> Vec<(String, Visitor)> {
    let mut visitors = Vec::new();
    for (screen, visitor) in [("desk", Visitor::DESKTOP), ("phone", Visitor::PHONE)] {
        let forced = Visitor {
            forced_colors: true,
            ..visitor
        };
        for (colours, visitor) in [
            ("light", visitor),
            ("dark", visitor.dark()),
            ("forced colours", forced),
        ] {
            visitors.push((format!("{screen}, {colours}"), visitor));
        }
    }
    visitors
}

async fn examine_case(browser: &Browser, number: usize, case: &Case) -> Result<Vec<Finding>> {
    browser
        .run(&format!(
            "afterword('show', '#case-{number}', {{force: true}})"
        ))
        .await?;
    let prompt = Prompt::appears(browser).await?;
    if let Some(rating) = case.rating {
        prompt.rate(rating).await?;
    }
    for part in [Part::Card, Part::Close].iter().chain(&case.parts) {
        prompt.part(*part).await?;
    }
    prompt.comes_to_rest().await?;
    let found = examine(browser).await?;
    prompt.close().await?;
    Prompt::is_gone(browser).await?;
    Ok(found)
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

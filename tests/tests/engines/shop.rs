//! A shop that asks surveys of its own and takes their answers.

use anyhow::{Context, Result};
use journeys::browser::Browser;
use journeys::fixture;
use journeys::host::checkout;
use journeys::prompt::Prompt;
use journeys::site::{Served, Site};
use journeys::wait::until;
use serde_json::{Value, json};

/// A survey of these questions; what else it says is added to it.
pub(crate) fn survey(id: &str, questions: &Value) -> Value {
    json!({"v": 1, "id": id, "questions": questions})
}

/// The tag of a shop that serves Afterword itself.
pub(crate) fn tag(attributes: &str) -> String {
    format!(
        r#"<script async src="/afterword.js" data-endpoint="/v1/responses" {attributes}></script>"#
    )
}

/// A page with this in its head, and all that it needs.
pub(crate) fn page(head: &str) -> Result<Site> {
    Ok(checkout(head).witnessed().folder(fixture::dist()?).shared())
}

/// A visitor in front of the shop.
pub(crate) struct Shop<'b> {
    browser: &'b Browser,
    pub(crate) site: Served,
}

impl<'b> Shop<'b> {
    /// Opens a shop that has these surveys in its page, and visits it.
    pub(crate) async fn open(browser: &'b Browser, surveys: &[Value]) -> Result<Self> {
        Self::open_with(browser, surveys, "").await
    }

    /// The same with more attributes on the tag.
    pub(crate) async fn open_with(
        browser: &'b Browser,
        surveys: &[Value],
        attributes: &str,
    ) -> Result<Self> {
        let mut head = String::new();
        for survey in surveys {
            let id = survey["id"].as_str().context("a survey without id")?;
            let block = format!(r#"<script type="application/json" id="{id}">{survey}</script>"#);
            head.push_str(&block);
        }
        head.push_str(&tag(attributes));
        let site = page(&head)?.serve().await?;
        browser.visit(&site.url("/")).await?;
        Ok(Self { browser, site })
    }

    /// Has a survey of the page asked.
    pub(crate) async fn ask(&self, survey: &str) -> Result<Prompt<'b>> {
        show(self.browser, &format!("#{survey}")).await
    }

    /// The record of a survey that was answered to its end.
    pub(crate) async fn record(&self, survey: &str) -> Result<Value> {
        record(&self.site, survey).await
    }
}

/// Has a survey asked, by the name that a tag would give it.
pub(crate) async fn show<'b>(browser: &'b Browser, survey: &str) -> Result<Prompt<'b>> {
    browser.until("window.afterword").await?;
    browser
        .run_with(
            "afterword('show', arguments[0], {force: true})",
            vec![survey.into()],
        )
        .await?;
    Prompt::appears(browser).await
}

/// What a site was sent of a survey that was answered to its end.
pub(crate) async fn record(site: &Served, survey: &str) -> Result<Value> {
    until("the complete record", async || {
        let records = site
            .posts()
            .iter()
            .map(|post| serde_json::from_str(post))
            .collect::<Result<Vec<Value>, _>>()?;
        let is_it = |record: &Value| record["survey"] == survey && record["outcome"] == "complete";
        Ok(records.into_iter().find(is_it))
    })
    .await
}

/// Takes the prompt down, by its own button.
pub(crate) async fn close(browser: &Browser) -> Result<()> {
    Prompt::on(browser).close().await?;
    Prompt::is_gone(browser).await
}

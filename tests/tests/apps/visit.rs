//! A visit to an application, with a survey in it.

use anyhow::Result;
use journeys::browser::Browser;
use journeys::house::House;
use journeys::waiting::{SECOND, Waiting, definition};
use serde_json::Value;

use crate::app::{App, Link, Step};

const DEFINITION: &str = "/survey.json";

/// In front of an application whose tag names a definition that says this; under a clock that can
/// be put forward.
pub(crate) async fn waiting(app: App, says: &Value) -> Result<Waiting> {
    let house = House::open()?;
    let tag = house.tag(&format!(r#"data-survey="{DEFINITION}""#));
    let site = app.site(&tag).await?;
    Waiting::on(house, site.json(DEFINITION, &definition(says))).await
}

/// Clicks, and waits until the application is where it leads.
pub(crate) async fn go(browser: &Browser, link: Link) -> Result<()> {
    browser.click(link.css).await?;
    arrives(browser, link.to).await
}

/// Goes back or forward, as by the browser's own buttons.
pub(crate) async fn travel(browser: &Browser, pages: i32, to: &str) -> Result<()> {
    browser.run(&format!("history.go({pages})")).await?;
    arrives(browser, to).await?;
    // A page that the browser kept whole notices at its next look.
    browser.run(&format!("__clock.pass({SECOND})")).await?;
    Ok(())
}

/// Waits until the page at this address is all there is.
pub(crate) async fn arrives(browser: &Browser, path: &str) -> Result<()> {
    let there = format!("location.pathname === '{path}' && document.readyState === 'complete'");
    browser.until(&there).await?;
    // The old page of an application may fade out first.
    browser
        .until("document.querySelectorAll('h1').length > 0 && !document.getAnimations().length")
        .await?;
    Ok(())
}

/// Buys something, as the application lets its visitors.
pub(crate) async fn buy(browser: &Browser, app: App) -> Result<()> {
    for step in app.purchase() {
        match step {
            Step::Go(link) => go(browser, link).await?,
            Step::Click(css) => browser.click(css).await?,
            Step::Run(script) => {
                browser.run(script).await?;
            }
        }
    }
    arrives(browser, app.bought_at).await
}

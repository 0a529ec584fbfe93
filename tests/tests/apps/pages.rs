//! A survey of one page is asked there, however the visitor comes, and nowhere else.

use anyhow::{Context as _, Result};
use journeys::prompt::Prompt;
use journeys::waiting::{MINUTE, SECOND, Waiting};
use serde_json::{Value, json};

use crate::app::{App, Link};
use crate::visit::{go, travel, waiting};

/// The same as the page that it leads to, as a rule.
fn only_at(link: Link, when: &Value) -> Value {
    json!({"pages": {"include": [link.to]}, "ask_when": when})
}

/// Opens the application, on which nothing is asked, not even later.
async fn begins(app: App, when: &Value) -> Result<Waiting> {
    let visit = waiting(app, &only_at(app.there, when)).await?;
    visit.browser.visit(&visit.site.url("/")).await?;
    visit.browser.heard("ready").await?;
    nothing_is_asked(&visit).await?;
    Ok(visit)
}

async fn nothing_is_asked(visit: &Waiting) -> Result<()> {
    visit.pass(10 * MINUTE).await?;
    visit.asks_nothing().await
}

/// Answers what is asked, and finds in the store where that was.
async fn answers(visit: &Waiting, path: &str) -> Result<()> {
    let prompt = visit.asks().await?;
    prompt.rate(9).await?;
    prompt.thanks().await?;
    let row = visit.house.row_after(0).await?;
    assert_eq!(row["page"]["url"], visit.site.url(path));
    assert_eq!(visit.browser.uncaught().await?, [""; 0]);
    Ok(())
}

pub(crate) async fn by_a_link(app: App) -> Result<()> {
    let visit = begins(app, &json!({"load": true})).await?;
    go(&visit.browser, app.elsewhere).await?;
    nothing_is_asked(&visit).await?;
    travel(&visit.browser, -1, "/").await?;
    nothing_is_asked(&visit).await?;
    go(&visit.browser, app.there).await?;
    answers(&visit, app.there.to).await
}

pub(crate) async fn by_a_redirect(app: App) -> Result<()> {
    let redirected = app.redirected.context("it redirects nobody")?;
    let visit = begins(app, &json!({"load": true})).await?;
    go(&visit.browser, redirected).await?;
    answers(&visit, redirected.to).await
}

/// The survey waits on its page each time anew.
pub(crate) async fn by_going_back(app: App) -> Result<()> {
    let visit = begins(app, &json!({"delay": "30s"})).await?;
    go(&visit.browser, app.there).await?;
    visit.pass(20 * SECOND).await?;
    go(&visit.browser, app.elsewhere).await?;
    nothing_is_asked(&visit).await?;
    travel(&visit.browser, -1, app.there.to).await?;
    visit.pass(20 * SECOND).await?;
    visit.asks_nothing().await?;
    visit.pass(11 * SECOND).await?;
    answers(&visit, app.there.to).await
}

pub(crate) async fn by_going_forward(app: App) -> Result<()> {
    let visit = begins(app, &json!({"idle": "30s"})).await?;
    go(&visit.browser, app.there).await?;
    visit.pass(20 * SECOND).await?;
    travel(&visit.browser, -1, "/").await?;
    nothing_is_asked(&visit).await?;
    travel(&visit.browser, 1, app.there.to).await?;
    visit.pass(20 * SECOND).await?;
    visit.asks_nothing().await?;
    visit.pass(11 * SECOND).await?;
    answers(&visit, app.there.to).await
}

/// Each page has a heading; the one of the right page asks.
pub(crate) async fn by_what_is_seen(app: App) -> Result<()> {
    let visit = begins(app, &json!({"seen": "h1"})).await?;
    go(&visit.browser, app.elsewhere).await?;
    nothing_is_asked(&visit).await?;
    travel(&visit.browser, -1, "/").await?;
    go(&visit.browser, app.there).await?;
    visit.pass(SECOND).await?;
    answers(&visit, app.there.to).await
}

pub(crate) async fn by_a_click(app: App) -> Result<()> {
    let visit = begins(app, &json!({"click": "h1"})).await?;
    visit.browser.click("h1").await?;
    visit.asks_nothing().await?;
    go(&visit.browser, app.there).await?;
    visit.asks_nothing().await?;
    visit.browser.click("h1").await?;
    answers(&visit, app.there.to).await?;
    Prompt::on(&visit.browser).close().await?;
    Prompt::is_gone(&visit.browser).await
}

//! What waited on the old page does not show on the new one.

use anyhow::Result;
use journeys::waiting::{MINUTE, SECOND, Waiting};
use serde_json::{Value, json};

use crate::app::App;
use crate::visit::{go, travel, waiting};

/// On the first page, the survey has waited for twenty seconds.
async fn waits(app: App, says: &Value) -> Result<Waiting> {
    let visit = waiting(app, says).await?;
    visit.goes_to("/").await?;
    visit.pass(20 * SECOND).await?;
    visit.asks_nothing().await?;
    Ok(visit)
}

/// A survey of the first page alone is not asked on another, and waits anew on the first one.
async fn is_not_asked_elsewhere(app: App, when: &Value) -> Result<()> {
    let says = json!({"pages": {"include": ["/"]}, "ask_when": when});
    let visit = waits(app, &says).await?;
    go(&visit.browser, app.elsewhere).await?;
    visit.pass(10 * MINUTE).await?;
    visit.asks_nothing().await?;
    travel(&visit.browser, -1, "/").await?;
    visit.pass(20 * SECOND).await?;
    visit.asks_nothing().await?;
    visit.pass(11 * SECOND).await?;
    visit.asks().await?;
    Ok(())
}

pub(crate) async fn after_a_delay(app: App) -> Result<()> {
    is_not_asked_elsewhere(app, &json!({"delay": "30s"})).await
}

pub(crate) async fn after_nothing_was_done(app: App) -> Result<()> {
    is_not_asked_elsewhere(app, &json!({"idle": "30s"})).await
}

/// A survey of every page waits on each anew.
pub(crate) async fn a_survey_of_every_page_waits_anew(app: App) -> Result<()> {
    let visit = waits(app, &json!({"ask_when": {"delay": "30s"}})).await?;
    go(&visit.browser, app.elsewhere).await?;
    visit.pass(20 * SECOND).await?;
    visit.asks_nothing().await?;
    visit.pass(11 * SECOND).await?;
    visit.asks().await?;
    Ok(())
}

/// What of the old page is still in sight while the new one comes, is not of the new one.
pub(crate) async fn what_was_seen_there(app: App) -> Result<()> {
    let says = json!({
        "pages": {"include": [app.elsewhere.to]},
        "ask_when": {"seen": app.only_at_first},
    });
    let visit = waiting(app, &says).await?;
    visit.goes_to("/").await?;
    visit.browser.find(app.only_at_first).await?;
    go(&visit.browser, app.elsewhere).await?;
    visit.pass(10 * MINUTE).await?;
    visit.asks_nothing().await
}

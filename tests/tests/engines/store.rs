//! From the tag to the row in the store of a real collector.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::browser::Browser;
use journeys::fixture;
use journeys::host::{BUY, WISH, checkout};
use journeys::house::House;
use journeys::prompt::{Part, Prompt};
use journeys::wait::until;
use serde_json::{Value, json};

use crate::walk::Walk;

const WHY: &str = "What did we do well?";
const COMMENT: &str = "Schnell, öfter — 早い.";
const THANKS: &str = "Thank you for your feedback.";

/// Asks for one rating and a comment.
const NPS: &str = r#"data-survey="post-purchase" data-metric="nps""#;

pub(crate) async fn from_a_purchase_to_the_store(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    walk.through("from tag to store", async || {
        let house = House::open()?;
        let site = checkout(&house.tag(NPS)).witnessed().serve().await?;
        browser.visit(&site.url("/")).await?;
        browser.click(BUY).await?;
        answer(browser).await?;

        assert_answered(&house.row_after(0).await?);
        browser.heard("delivered").await?;
        assert_eq!(browser.uncaught().await?, [""; 0]);
        Prompt::on(browser).close().await?;
        Prompt::is_gone(browser).await
    })
    .await
}

pub(crate) async fn by_keyboard_alone(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    walk.through("by keyboard alone", async || {
        let house = House::open()?;
        let site = checkout(&house.tag(NPS)).witnessed().serve().await?;
        browser.visit(&site.url("/")).await?;
        browser.tab_to(BUY).await?;
        browser.press(Key::Enter).await?;
        let prompt = Prompt::appears(browser).await?;
        browser.tab_to("[data-rating] input").await?;
        for _ in 0..9 {
            browser.press(Key::Right).await?;
        }
        assert_eq!(prompt.focused_rating().await?, Some(9));
        assert_eq!(browser.told_names().await?, ["ready", "shown"]);
        browser.press(Key::Space).await?;
        prompt.asks(WHY).await?;
        assert!(browser.is_focused("textarea").await?, "focus follows");
        browser.type_text(COMMENT).await?;
        browser.tab_to("[part=send]").await?;
        browser.press(Key::Enter).await?;
        prompt.thanks_with(THANKS).await?;
        browser.press(Key::Escape).await?;
        Prompt::is_gone(browser).await?;
        assert!(browser.is_focused(WISH).await?, "where it came from");
        assert_answered(&house.row_after(0).await?);
        Ok(())
    })
    .await
}

/// A page that serves Afterword itself and allows nothing that it does not need.
pub(crate) async fn under_a_strict_policy(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    walk.through("strict policy", async || {
        let house = House::open()?;
        let endpoint = house.endpoint();
        let tag = format!(
            r#"<script async src="/afterword.js" {NPS} data-endpoint="{endpoint}"></script>"#
        );
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src data:; connect-src 'self' {}",
            house.origin()
        );
        let site = checkout(&tag)
            .witnessed()
            .folder(fixture::dist()?)
            .policy(policy)
            .serve()
            .await?;
        browser.visit(&site.url("/")).await?;
        browser.click(BUY).await?;
        answer(browser).await?;
        let card = Prompt::on(browser).part(Part::Card).await?;
        assert_eq!(
            card.css_value("position").await?,
            "fixed",
            "it has its style"
        );
        assert_answered(&house.row_after(0).await?);
        assert_eq!(browser.violations().await?, []);
        Ok(())
    })
    .await
}

/// Who leaves in the middle has said what they said.
pub(crate) async fn leaving_after_the_rating(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    walk.through("partial answer", async || {
        let house = House::open()?;
        let site = checkout(&house.tag(NPS)).witnessed().serve().await?;
        browser.visit(&site.url("/")).await?;
        browser.click(BUY).await?;
        let prompt = Prompt::appears(browser).await?;
        prompt.rate(3).await?;
        prompt.asks("What went wrong?").await?;
        let kept = "afterword('status').then(({ pending }) => pending)";
        until("the rating in the outbox", async || {
            let pending = browser.eventually(kept).await?;
            Ok((pending == 1).then_some(()))
        })
        .await?;
        // Nothing there could send it later.
        browser.visit("about:blank").await?;

        let row = until("the rating in the store", async || {
            Ok(house.rows()?.into_iter().next())
        })
        .await?;
        assert_eq!(row["outcome"], "partial");
        assert_eq!(row["answers"][0]["rating"], 3);
        Ok(())
    })
    .await
}

/// Who has answered is not asked for it again, and has answered once.
pub(crate) async fn a_reload_after_the_thanks(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    walk.through("answered once", async || {
        let house = House::open()?;
        let site = checkout(&house.tag(NPS)).witnessed().serve().await?;
        browser.visit(&site.url("/")).await?;
        browser.click(BUY).await?;
        answer(browser).await?;
        house.row_after(0).await?;
        browser.heard("delivered").await?;

        browser.visit(&site.url("/")).await?;
        browser.heard("ready").await?;
        let status = browser.eventually("afterword('status')").await?;
        assert_eq!(status, json!({"pending": 0, "parked": 0, "delivered": 0}));
        assert!(!Prompt::is_on(browser).await?);
        assert_answered(&house.row_after(0).await?);
        Ok(())
    })
    .await
}

async fn answer(browser: &Browser) -> Result<()> {
    let prompt = Prompt::appears(browser).await?;
    prompt.rate(9).await?;
    prompt.asks(WHY).await?;
    prompt.comment(COMMENT).await?;
    prompt.thanks_with(THANKS).await
}

fn assert_answered(row: &Value) {
    assert_eq!(row["answers"][0]["rating"], 9);
    assert_eq!(row["answers"][1]["text"], COMMENT);
}

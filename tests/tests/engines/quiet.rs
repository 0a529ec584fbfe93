//! Who is left alone, and for how long: what each browser has to remember for that.

use anyhow::Result;
use journeys::prompt::Prompt;
use journeys::site::Served;
use serde_json::json;

use crate::shop::{close, page, tag};
use crate::walk::Walk;

const PAST: &str = "return localStorage['afterword:past:lamp'] ?? ''";

/// A page whose surveys wait for the event `go`.
async fn shop(attributes: &str) -> Result<Served> {
    let survey = json!({
        "v": 1, "id": "lamp", "ask_when": {"event": "go"}, "quiet": {"dismissed": "2d"},
        "questions": [{"id": "nps", "kind": "nps"}],
    });
    let block = format!(r#"<script type="application/json" id="lamp">{survey}</script>"#);
    let tag = tag(&format!(r##"data-survey="#lamp" {attributes}"##));
    page(&(block + &tag))?.serve().await
}

/// Holds that nothing is asked where the event comes: no module is fetched.
async fn is_left_alone(walk: &Walk<'_>, site: &Served) -> Result<()> {
    let browser = walk.browser;
    browser.visit(&site.url("/")).await?;
    browser.heard("ready").await?;
    browser.run("afterword('track', 'go')").await?;
    // The page's own block is read by then, and what it leads to has begun.
    browser
        .called_back("setTimeout(() => setTimeout(done))")
        .await?;
    browser.told().await?;
    let modules = "return performance.getEntriesByType('resource').filter(({name}) => name.endsWith('.wasm')).length";
    assert_eq!(browser.run(modules).await?, 0);
    assert!(!Prompt::is_on(browser).await?);
    Ok(())
}

pub(crate) async fn what_is_remembered(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let site = shop("").await?;
    walk.through("quiet periods", async || {
        browser.visit(&site.url("/")).await?;
        browser.heard("ready").await?;
        browser.run("afterword('track', 'go')").await?;
        Prompt::appears(browser).await?;
        close(browser).await?;
        browser.heard("dismissed").await?;
        is_left_alone(walk, &site).await?;
        // As if two days had gone by.
        browser
            .run(
                "const past = localStorage['afterword:past:lamp'].split(' '); past[2] -= 2 * 864e5; \
                 localStorage['afterword:past:lamp'] = past.join(' ')",
            )
            .await?;
        browser.visit(&site.url("/")).await?;
        browser.run("afterword('track', 'go')").await?;
        Prompt::appears(browser).await?;
        close(browser).await?;
        browser.heard("dismissed").await?;
        Ok(())
    })
    .await?;
    walk.through("forgotten at the visitor's wish", async || {
        assert_ne!(browser.run(PAST).await?, "");
        browser.eventually("afterword('forget')").await?;
        assert_eq!(browser.run(PAST).await?, "");
        browser
            .until("(indexedDB.databases().then(all => window.__left = all.length), window.__left === 0)")
            .await?;
        assert_eq!(browser.uncaught().await?, [""; 0]);
        Ok(())
    })
    .await
}

pub(crate) async fn one_of_several_tabs(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    walk.through("one prompt among tabs", async || {
        let site = shop("").await?;
        browser.visit(&site.url("/")).await?;
        // Frames of one page are seen all at once, which tabs never are.
        browser
            .run(
                "document.body.innerHTML = ''; for (let tab = 0; tab < 4; tab++) \
                     document.body.append(Object.assign(document.createElement('iframe'), {src: '/'}))",
            )
            .await?;
        let each = |expression: &str| {
            format!("[...document.querySelectorAll('iframe')].map(({{contentWindow: tab}}) => {expression})")
        };
        let ready = each("tab.__witness?.events.length");
        browser
            .until(&format!("{ready}.length == 4 && {ready}.every(count => count)"))
            .await?;
        let cards = each("tab.document.querySelectorAll('[data-afterword]').length");
        for _ in 0..2 {
            browser.run(&each("tab.afterword('track', 'go')")).await?;
            browser
                .until(&format!("{cards}.reduce((sum, count) => sum + count) == 1"))
                .await?;
            // Each of them looked.
            browser
                .eventually(&format!("Promise.all({})", each("tab.afterword('status')")))
                .await?;
            let count = format!("return {cards}.reduce((sum, count) => sum + count)");
            assert_eq!(browser.run(&count).await?, 1);
            browser.run(&each("tab.afterword('close')")).await?;
            browser
                .until(&format!("{cards}.every(count => !count)"))
                .await?;
            browser.run("localStorage.clear()").await?;
        }
        Ok(())
    })
    .await
}

pub(crate) async fn who_did_not_agree(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    walk.through("consent", async || {
        let site = shop(r#"data-consent="required""#).await?;
        is_left_alone(walk, &site).await?;
        let kept = "return localStorage.length + sessionStorage.length";
        assert_eq!(browser.run(kept).await?, 0);
        browser.run("afterword('consent', true)").await?;
        Prompt::appears(browser).await?;
        browser.eventually("afterword('consent', false)").await?;
        Prompt::is_gone(browser).await?;
        assert_eq!(browser.run(kept).await?, 0);
        is_left_alone(walk, &site).await
    })
    .await
}

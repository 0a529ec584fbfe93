//! With WebAssembly or without, and from one prompt to the next.

use anyhow::Result;
use journeys::host::BUY;
use journeys::prompt::{Part, Prompt};
use journeys::site::Served;
use serde_json::{Value, json};

use crate::shop::{Shop, close, page, record, show, survey, tag};
use crate::walk::Walk;

const THANKS: &str = "Thank you for your feedback.";

pub(crate) async fn without_web_assembly(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    walk.through("WebAssembly off", async || {
        let stars = json!([
            {"id": "stars", "kind": "csat", "look": "stars"},
            {"id": "reach", "kind": "contact", "ask": "May we?", "fields": ["email"]},
        ]);
        let shop = Shop::open_with(browser, &[survey("own", &stars)], r#"data-wasm="off""#).await?;
        let prompt = shop.ask("own").await?;
        prompt.rate(4).await?;
        prompt.write("[name=email]", "ada@shop.example").await?;
        prompt.press(Part::Consent).await?;
        prompt.press(Part::Send).await?;
        prompt.thanks_with(THANKS).await?;
        let record = shop.record("own").await?;
        assert_eq!(record["answers"][0]["rating"], 4);
        assert_eq!(
            record["answers"][1]["contact"],
            json!({"email": "ada@shop.example"})
        );
        came_as_javascript(&shop.site);
        Ok(())
    })
    .await?;
    let tag = tag(r#"data-survey="post-purchase" data-metric="nps""#);
    walk.through("WebAssembly missing", async || {
        let lockdown = r#"<script src="/lockdown.js"></script>"#;
        let site = page(&[lockdown, &tag].concat())?;
        let site = site.script("/lockdown.js", "delete window.WebAssembly");
        buy_and_answer(walk, &site.serve().await?).await
    })
    .await?;
    walk.through("WebAssembly refused", async || {
        let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
                      connect-src 'self'";
        let site = page(&tag)?.policy(policy).serve().await?;
        buy_and_answer(walk, &site).await
    })
    .await
}

/// What a purchase asks for comes, works and is sent, all of it as JavaScript.
async fn buy_and_answer(walk: &Walk<'_>, site: &Served) -> Result<()> {
    let browser = walk.browser;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(browser).await?;
    assert_eq!(
        prompt.style("[part=card]", "position").await?,
        "fixed",
        "it has its style"
    );
    prompt.rate(2).await?;
    prompt.comment("Rain").await?;
    prompt.thanks_with(THANKS).await?;
    let record = record(site, "post-purchase").await?;
    assert_eq!(record["answers"][0]["rating"], 2);
    assert_eq!(record["answers"][1]["text"], "Rain");
    assert_eq!(record["context"]["order"], "T-1");
    came_as_javascript(site);
    Ok(())
}

/// Not a byte of WebAssembly was asked for.
fn came_as_javascript(site: &Served) {
    let requests = site.requests();
    let wasm = requests.iter().find(|path| path.ends_with(".wasm"));
    assert_eq!(wasm, None);
    assert!(
        requests.iter().any(|path| path.contains("/fallback")),
        "{requests:?}"
    );
}

pub(crate) async fn one_after_the_other(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let site = page(&tag(r#"data-survey="nps""#))?.serve().await?;
    browser.visit(&site.url("/")).await?;
    walk.through("resumed after a reload", async || {
        let prompt = show(browser, "nps").await?;
        prompt.rate(9).await?;
        prompt.asks("What did we do well?").await?;
        prompt.write("textarea", "Quick, ").await?;
        browser.visit(&site.url("/")).await?;
        let prompt = Prompt::appears(browser).await?;
        prompt.asks("What did we do well?").await?;
        let draft = "return root.querySelector('textarea').value";
        assert_eq!(prompt.run(draft).await?, "Quick, ");
        prompt.comment("and kind.").await?;
        prompt.thanks_with(THANKS).await?;
        let complete = record(&site, "nps").await?;
        assert_eq!(complete["answers"][0]["rating"], 9);
        assert_eq!(complete["answers"][1]["text"], "Quick, and kind.");
        for post in site.posts() {
            let post: Value = serde_json::from_str(&post)?;
            assert_eq!(post["id"], complete["id"], "one response, before and after");
        }
        close(browser).await
    })
    .await?;
    walk.through("never two prompts", async || {
        browser.visit(&site.url("/")).await?;
        browser.forget().await?;
        browser.until("window.afterword").await?;
        // Of another copy of the module, say.
        browser
            .run(
                "const other = document.createElement('div'); \
                 other.id = 'other'; \
                 other.dataset.afterword = ''; \
                 document.body.append(other); \
                 for (const survey of ['csat', 'nps', 'csat', 'nps']) afterword('show', survey, {force: true})",
            )
            .await?;
        browser
            .until(
                "performance.getEntriesByType('resource').some(({name}) => name.endsWith('.wasm'))",
            )
            .await?;
        browser.eventually("afterword('status')").await?;
        assert_eq!(browser.told_names().await?, ["ready"]);
        browser.run("other.remove()").await?;
        let prompt = Prompt::appears(browser).await?;
        prompt
            .asks("How satisfied are you with your experience?")
            .await?;
        assert!(Prompt::is_on(browser).await?, "one of them");
        assert_eq!(browser.told_names().await?, ["ready", "shown"]);
        prompt.close().await?;
        prompt
            .asks("How likely is it that you would recommend us to a friend or colleague?")
            .await?;
        assert!(Prompt::is_on(browser).await?, "one of them");
        close(browser).await?;
        let told = ["ready", "shown", "dismissed", "shown", "dismissed"];
        assert_eq!(browser.told_names().await?, told);
        Ok(())
    })
    .await
}

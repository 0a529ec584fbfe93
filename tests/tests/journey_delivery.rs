//! Where an answer goes, in which form, and what is told of it: on a page whose site takes it itself.

use anyhow::{Context, Result};
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::prompt::Prompt;
use journeys::site::{Served, Site};
use journeys::wait::until;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::form_urlencoded;

/// Written by an earlier widget, and by a later one than this.
const LEFT_BEHIND: &str = r#"
    localStorage['afterword:outbox'] = 1;
    const body = id => JSON.stringify({v: 1, id, seq: 1, survey: 'nps', outcome: 'complete', answers: []});
    const record = (v, id) => ({v, id, seq: 1, survey: 'nps', endpoint: '/v1/responses', body: body(id)});
    const opening = indexedDB.open('afterword', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('outbox', {keyPath: 'id'});
    return new Promise(resolve => opening.onsuccess = () => {
        const transaction = opening.result.transaction('outbox', 'readwrite');
        const outbox = transaction.objectStore('outbox');
        outbox.put(record(1, '01890a5d-ac96-774b-bcce-b302099a8057'));
        outbox.put({...record(3, '01890a5d-ac96-774b-bcce-b302099a8058'), wax: 'red'});
        transaction.oncomplete = () => { opening.result.close(); resolve(true); };
    })"#;

/// Fills the outbox with responses of this age, in milliseconds, for an endpoint.
const FILL: &str = r#"
    const [endpoint, many, age] = arguments;
    localStorage['afterword:outbox'] = 1;
    const opening = indexedDB.open('afterword', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('outbox', {keyPath: 'id'});
    return new Promise(resolve => opening.onsuccess = () => {
        const transaction = opening.result.transaction('outbox', 'readwrite');
        for (let index = 0; index < many; index++) {
            const time = (Date.now() - age).toString(16).padStart(12, 0);
            const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${('' + index).padStart(12, 0)}`;
            transaction.objectStore('outbox').put({v: 1, id, seq: 1, survey: 'nps', endpoint, body: '{}'});
        }
        transaction.oncomplete = () => { opening.result.close(); resolve(true); };
    })"#;

/// What is in the outbox.
const OUTBOX: &str = "
    const opening = indexedDB.open('afterword');
    return new Promise(resolve => opening.onsuccess = () => {
        const all = opening.result.transaction('outbox').objectStore('outbox').getAll();
        all.onsuccess = () => { opening.result.close(); resolve(all.result); };
    })";

/// The loader as it was before `delivery.js`: its `status` and `flush` were the prompt's.
const OLDER_LOADER: &str = include_str!("../fixtures/loader-before-delivery.js");

/// A site that takes answers itself, with a page that asks at once.
fn site(endpoint: &str, more: &str) -> Result<Site> {
    let page = format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
        <link rel="icon" href="data:,"><script>window.afterword ||= (...call) => (afterword.q ||= []).push(call)</script>
        {more}<script async src="/afterword.js" data-survey="nps" data-trigger="load"
        data-endpoint="{endpoint}"></script></head><body><p>Here.</p></body></html>"#
    );
    let quiet = r#"<!DOCTYPE html><html lang="en"><head><title>Another</title><link rel="icon" href="data:,">
        <script async src="/afterword.js" data-survey="nps"></script></head><body></body></html>"#;
    let site = Site::of(page).page("/other", quiet);
    Ok(site.folder(fixture::dist()?).shared())
}

/// A visitor who rates 9, says why, and is thanked.
async fn answer<'b>(browser: &'b Browser, site: &Served) -> Result<Prompt<'b>> {
    browser.visit(&site.url("/")).await?;
    let prompt = Prompt::appears(browser).await?;
    prompt.rate(9).await?;
    prompt.comment("Lovely *lamp*.").await?;
    prompt.thanks_with("Thank you for your feedback.").await?;
    Ok(prompt)
}

async fn posted(site: &Served) -> Result<Value> {
    let post = until("what was posted", async || Ok(site.posts().pop())).await?;
    serde_json::from_str(&post).context(post)
}

async fn status(browser: &Browser) -> Result<Value> {
    browser.eventually("afterword('status')").await
}

/// An address at which nobody listens.
async fn nowhere() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    Ok(format!("http://{}/answers", listener.local_addr()?))
}

#[tokio::test]
async fn nothing_is_asked_of_the_network_before_an_answer_but_files() -> Result<()> {
    let site = site("/v1/responses", "")?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    let prompt = Prompt::appears(&browser).await?;
    let requests = site.requests();
    let ends = ["/", "/afterword.js", "/prompt.js", "/prompt_bg.wasm"];
    assert_eq!(requests.len(), ends.len(), "{requests:?}");
    let are_files = requests
        .iter()
        .zip(ends)
        .all(|(path, end)| path.ends_with(end));
    assert!(are_files, "{requests:?}");
    prompt.rate(9).await?;
    prompt.comment("").await?;
    prompt.fate_is("Sent.").await?;
    assert_eq!(site.posts().len(), 1);
    let more = site.requests().split_off(ends.len());
    assert_eq!(
        more,
        ["/v1/surveys/nps/scores", "/v1/responses"],
        "and nothing that mends"
    );
    Ok(())
}

#[tokio::test]
async fn several_endpoints_each_in_its_form() -> Result<()> {
    let hook = Site::new().shared().serve().await?;
    let endpoints = format!("/v1/responses; slack {}; dataLayer", hook.url("/hook"));
    let site = site(&endpoints, "")?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let prompt = answer(&browser, &site).await?;
    prompt.fate_is("Sent.").await?;
    assert_eq!(posted(&site).await?["answers"][1]["text"], "Lovely *lamp*.");
    let form = until("a message", async || Ok(hook.posts().pop())).await?;
    let (field, message) = form_urlencoded::parse(form.as_bytes())
        .next()
        .context("no field")?;
    assert_eq!(field, "payload");
    assert!(message.contains("nps: 9"), "{message}");
    let comment = r#"{"type":"text","text":"Lovely *lamp*."#;
    assert!(message.contains(comment), "it is text: {message}");
    let pushed = "return dataLayer.map(({event, afterword}) => [event, afterword.answers])";
    let told = browser.run(pushed).await?;
    assert_eq!(told[0][0], "afterword_response");
    assert_eq!(told[0][1]["nps"]["rating"], 9);
    assert_eq!(
        status(&browser).await?,
        json!({"pending": 0, "parked": 0, "delivered": 1})
    );
    assert_eq!(
        (site.posts().len(), hook.posts().len()),
        (1, 1),
        "each once"
    );
    Ok(())
}

#[tokio::test]
async fn what_a_block_of_the_page_says() -> Result<()> {
    let block = r#"<script type="application/json" id="answers">{"url": "/answers", "key": "K",
        "template": {"score": "{{answers.nps.rating}}", "why": "{{answers.why.text|nothing}}"}}</script>"#;
    let site = site("#answers", block)?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer(&browser, &site).await?.fate_is("Sent.").await?;
    assert_eq!(
        posted(&site).await?,
        json!({"score": 9, "why": "Lovely *lamp*."})
    );
    Ok(())
}

#[tokio::test]
async fn an_endpoint_that_is_down_holds_no_other_one_up() -> Result<()> {
    let site = site(&format!("{}; /v1/responses", nowhere().await?), "")?
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let prompt = answer(&browser, &site).await?;
    browser.heard("delivered").await?;
    assert_eq!(posted(&site).await?["outcome"], "complete");
    assert_eq!(
        status(&browser).await?,
        json!({"pending": 1, "parked": 0, "delivered": 1})
    );
    assert_eq!(prompt.fate().await?, "Saved.", "not all of them have it");
    Ok(())
}

/// The owner's slip loses no answer: it is kept until the page is mended.
#[tokio::test]
async fn an_endpoint_that_nobody_understands() -> Result<()> {
    let site = site("slak https://hooks.example/x", "")?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer(&browser, &site).await?;
    let failed = browser.heard("failed").await?;
    assert_eq!(failed["reason"], "refused");
    let message = failed["message"].as_str().unwrap_or_default();
    assert!(
        message.contains("slak") && message.contains("slack"),
        "{message}"
    );
    assert_eq!(
        status(&browser).await?,
        json!({"pending": 1, "parked": 0, "delivered": 0})
    );
    Ok(())
}

#[tokio::test]
async fn the_page_may_change_what_is_sent() -> Result<()> {
    let hook = "<script>afterword('beforeSend', response => \
                ({...response, answers: response.answers.slice(0, 1), id: 'mine', page: undefined}))</script>";
    let site = site("/v1/responses", hook)?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer(&browser, &site).await?.fate_is("Sent.").await?;
    let response = posted(&site).await?;
    assert_eq!(response["answers"].as_array().map(Vec::len), Some(1));
    assert_eq!(response["page"], Value::Null);
    let shown = browser.heard("shown").await?;
    assert_eq!(response["id"], shown["id"], "by which it is counted once");
    Ok(())
}

#[tokio::test]
async fn the_page_may_send_nothing() -> Result<()> {
    for hook in ["() => null", "() => { throw 'no' }"] {
        let hook = format!("<script>afterword('beforeSend', {hook})</script>");
        let site = site("/v1/responses", &hook)?.serve().await?;
        let browser = Browser::open(Visitor::DESKTOP).await?;
        let prompt = answer(&browser, &site).await?;
        assert_eq!(
            status(&browser).await?,
            json!({"pending": 0, "parked": 0, "delivered": 0})
        );
        assert_eq!(site.posts(), [""; 0]);
        assert_eq!(
            prompt
                .run("return root.querySelector('[data-sent]').textContent")
                .await?,
            ""
        );
        let told = browser.told_names().await?;
        assert!(!told.contains(&"saved".to_owned()), "{told:?}");
    }
    Ok(())
}

/// An outbox that an earlier version left is emptied without any prompt; what only a later version
/// understands is left to that.
#[tokio::test]
async fn an_outbox_of_other_versions() -> Result<()> {
    let site = site("/v1/responses", "")?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/afterword.js")).await?;
    browser.run(LEFT_BEHIND).await?;
    browser.visit(&site.url("/other")).await?;
    browser.heard("delivered").await?;
    assert_eq!(
        posted(&site).await?["id"],
        "01890a5d-ac96-774b-bcce-b302099a8057"
    );
    assert_eq!(
        status(&browser).await?,
        json!({"pending": 1, "parked": 0, "delivered": 1})
    );
    assert_eq!(browser.run(OUTBOX).await?[0]["wax"], "red");
    let requests = site.requests();
    assert!(
        !requests.iter().any(|path| path.contains("prompt")),
        "{requests:?}"
    );
    Ok(())
}

/// How often the page was told that an answer is given up.
async fn given_up(browser: &Browser) -> Result<usize> {
    let told = browser.told().await?;
    let expired = told
        .iter()
        .filter(|event| event.detail["reason"] == "expired");
    Ok(expired.count())
}

#[tokio::test]
async fn the_oldest_of_too_many_are_given_up_and_told() -> Result<()> {
    let site = site("/v1/responses", "")?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/afterword.js")).await?;
    let nowhere = nowhere().await?;
    browser
        .run_with(FILL, vec![nowhere.into(), 103.into(), 0.into()])
        .await?;
    browser.visit(&site.url("/other")).await?;
    until("three that are given up", async || {
        Ok((given_up(&browser).await? == 3).then_some(()))
    })
    .await?;
    let left = browser.run(OUTBOX).await?;
    assert_eq!(left.as_array().map(Vec::len), Some(100));
    let first = left[0]["id"].as_str().unwrap_or_default();
    assert!(first.ends_with("000000000003"), "the oldest went: {first}");
    Ok(())
}

/// But not before it was tried once more.
#[tokio::test]
async fn what_is_too_old_is_given_up_and_told() -> Result<()> {
    const DAY: u64 = 24 * 60 * 60 * 1000;
    let site = site("/v1/responses", "")?.serve().await?;
    for (endpoint, age, left) in [
        (nowhere().await?, 31 * DAY, 0),
        (nowhere().await?, 29 * DAY, 1),
        (site.url("/v1/responses"), 31 * DAY, 0),
    ] {
        let browser = Browser::open(Visitor::DESKTOP).await?;
        browser.visit(&site.url("/afterword.js")).await?;
        let is_there = endpoint.ends_with("responses");
        browser
            .run_with(FILL, vec![endpoint.into(), 1.into(), age.into()])
            .await?;
        browser.visit(&site.url("/other")).await?;
        let heard = if is_there { "delivered" } else { "failed" };
        browser.heard(heard).await?;
        let outbox = browser.run(OUTBOX).await?;
        assert_eq!(outbox.as_array().map(Vec::len), Some(left), "{age}");
        assert_eq!(
            given_up(&browser).await?,
            usize::from(left == 0 && !is_there)
        );
    }
    Ok(())
}

/// A loader that a browser kept in its cache, whose own files are gone. The reverse cannot be: a loader
/// names the folder of its build.
#[tokio::test]
async fn an_older_loader_with_newer_files() -> Result<()> {
    let older = OLDER_LOADER.replace("__HASH__", "0123456789abcdef");
    let site = site("/v1/responses", "")?.at_first("/afterword.js", older);
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer(&browser, &site).await?.fate_is("Sent.").await?;
    assert_eq!(posted(&site).await?["outcome"], "complete");
    assert_eq!(browser.uncaught().await?, [""; 0]);
    browser.visit(&site.url("/other")).await?;
    assert_eq!(
        status(&browser).await?,
        json!({"pending": 0, "parked": 0, "delivered": 0})
    );
    assert_eq!(site.posts().len(), 1);
    Ok(())
}

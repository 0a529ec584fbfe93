//! Whatever goes wrong with us, the page says so in one line and one event, and works on.

use std::time::Duration;

use anyhow::Result;
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::host::{BUY, OWN, assert_page_works, checkout};
use journeys::house::House;
use journeys::prompt::Prompt;
use journeys::site::{Served, Site};
use journeys::wait::until;
use score::Metric;
use serde_json::{Value, json};

/// A policy that lets a page run nothing but the site's own scripts.
const STRICT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
                      connect-src 'self'";

#[tokio::test]
async fn a_browser_without_webassembly() -> Result<()> {
    let site = own_site()?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser
        .before_each_page("delete window.WebAssembly")
        .await?;
    answer_in_javascript(&browser, &site).await
}

#[tokio::test]
async fn a_policy_that_refuses_webassembly() -> Result<()> {
    let site = own_site()?.policy(STRICT).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer_in_javascript(&browser, &site).await?;
    let violations = browser.violations().await?;
    let directives: Vec<_> = violations
        .iter()
        .map(|violation| violation.directive.as_str())
        .collect();
    assert_eq!(directives, ["script-src"], "one attempt, one report");
    Ok(())
}

/// Who knows that the policy refuses it says so, and the policy has nothing to report.
#[tokio::test]
async fn a_tag_that_refuses_webassembly() -> Result<()> {
    let tag = OWN.replace("<script", r#"<script data-wasm="off""#);
    let site = checkout(&tag).folder(fixture::dist()?).shared();
    let site = site.policy(STRICT).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer_in_javascript(&browser, &site).await?;
    assert_eq!(browser.violations().await?, []);
    Ok(())
}

/// The translation asks, takes a rating and a comment, and sends them; not a byte of WebAssembly
/// is fetched.
async fn answer_in_javascript(browser: &Browser, site: &Served) -> Result<()> {
    answer(browser, site).await?;
    let requests = site.requests();
    let ends = |end: &str| requests.iter().any(|path| path.ends_with(end));
    assert!(ends("/fallback.js") && !ends(".wasm"), "{requests:?}");
    Ok(())
}

/// Buys, rates, comments; the site gets it.
async fn answer(browser: &Browser, site: &Served) -> Result<()> {
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(browser).await?;
    prompt.rate(9).await?;
    prompt.comment("Lovely lamp.").await?;
    prompt.thanks_with("Thank you for your feedback.").await?;
    let complete = until("the answer", async || {
        let posts = site.posts();
        Ok(posts.into_iter().find(|post| post.contains("complete")))
    });
    let response: Value = serde_json::from_str(&complete.await?)?;
    assert_eq!(response["answers"][0]["rating"], 9);
    assert_eq!(response["answers"][1]["text"], "Lovely lamp.");
    assert_eq!(browser.our_messages().await?, []);
    assert_page_works(browser).await
}

/// A server that does not serve such files, as some do for types that they do not know.
#[tokio::test]
async fn a_module_that_is_not_there() -> Result<()> {
    let site = own_site()?.without("prompt_bg.wasm").serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer(&browser, &site).await
}

#[tokio::test]
async fn glue_that_is_not_there() -> Result<()> {
    let site = own_site()?.without("prompt.js").serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer(&browser, &site).await
}

/// The first of the failures is the one to repair.
#[tokio::test]
async fn nothing_that_is_there() -> Result<()> {
    let site = own_site()?
        .without(".wasm")
        .without("fallback.js")
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let message = buy_in_vain(&browser, &site, "wasm").await?;
    assert!(message.contains("prompt_bg.wasm"), "{message}");
    assert!(message.contains("404"), "{message}");
    Ok(())
}

/// English is spoken by every bundle.
#[tokio::test]
async fn a_language_that_is_not_there() -> Result<()> {
    let tag = OWN.replace("<script", r#"<script data-lang="de""#);
    let site = checkout(&tag).folder(fixture::dist()?).without("de.json");
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(&browser).await?;
    assert!(prompt.question().await?.starts_with("How likely"));
    assert_eq!(browser.our_messages().await?, []);
    assert_page_works(&browser).await
}

/// What stands under our name stays the page's, and triggers ask all the same.
#[tokio::test]
async fn a_name_that_is_taken() -> Result<()> {
    let head = format!("<script>var afterword = {{epilogues: 12}}</script>{OWN}");
    let site = checkout(&head).folder(fixture::dist()?).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    Prompt::appears(&browser).await?;
    assert_eq!(
        browser.run("return afterword").await?,
        json!({"epilogues": 12})
    );
    let messages = browser.our_messages().await?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(
        messages[0].text.contains("the page has its own"),
        "{messages:#?}"
    );
    assert_page_works(&browser).await
}

#[tokio::test]
async fn a_definition_with_mistakes() -> Result<()> {
    let definition = json!({
        "v": 1, "id": "after sales", "ask_when": {"event": "purchase"},
        "questions": [{"id": "nps", "kind": "npz"}, {"id": "why", "kind": "text"}],
    });
    let message = fail_by_definition("/survey.json", Some(&definition)).await?;
    assert!(message.contains("id: bad_id"), "{message}");
    assert!(
        message.contains("questions[0].kind: unknown_value"),
        "{message}"
    );
    Ok(())
}

#[tokio::test]
async fn a_definition_that_is_not_there() -> Result<()> {
    let message = fail_by_definition("/survey.json", None).await?;
    assert!(message.contains("/survey.json"), "{message}");
    assert!(message.contains("404"), "{message}");
    Ok(())
}

#[tokio::test]
async fn a_block_that_is_not_there() -> Result<()> {
    let message = fail_by_definition("#survey", None).await?;
    assert!(message.contains("#survey"), "{message}");
    Ok(())
}

#[tokio::test]
async fn a_template_that_nobody_knows() -> Result<()> {
    let message = fail_by_definition("post-mortem", None).await?;
    assert!(
        message.contains("no template is called post-mortem"),
        "{message}"
    );
    Ok(())
}

/// Buys on a page whose tag names this survey. Gives the message.
async fn fail_by_definition(survey: &str, definition: Option<&Value>) -> Result<String> {
    // Without a trigger of its own the tag asks when the definition says: a broken one never does.
    let trigger = r#"data-trigger="event purchase""#;
    let house = House::open()?;
    let mut site = checkout(&house.tag(&format!(r#"data-survey="{survey}" {trigger}"#)));
    if let Some(definition) = definition {
        site = site.json(survey, definition);
    }
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    buy_in_vain(&browser, &site, "definition").await
}

/// What watches a trigger is not there: the page is told, and goes on.
#[tokio::test]
async fn a_watch_that_is_not_there() -> Result<()> {
    let tag = OWN.replace("<script", r#"<script data-trigger="click h1""#);
    let site = checkout(&tag)
        .folder(fixture::dist()?)
        .without("triggers.js");
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    let failed = browser.heard("failed").await?;
    let message = failed["message"].as_str().unwrap_or_default();
    assert!(
        message.contains("triggers.js") && message.contains("404"),
        "{message}"
    );
    assert_page_works(&browser).await
}

/// A slip in the tag is told, and costs nothing.
#[tokio::test]
async fn a_setting_that_nobody_knows() -> Result<()> {
    let house = House::open()?;
    let tag = house.tag(r#"data-survey="nps" data-trigger="load" data-colour="red""#);
    let site = checkout(&tag).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    Prompt::appears(&browser).await?;
    let messages = browser.our_messages().await?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].text.contains("colour"), "{messages:#?}");
    Ok(())
}

/// The loader begins when the page has loaded, but does not wait long for one that never does.
#[tokio::test]
async fn a_picture_that_is_late_does_not_keep_the_survey_waiting() -> Result<()> {
    let order = "window.order = []; \
                 addEventListener('load', () => order.push('loaded')); \
                 document.addEventListener('afterword:shown', () => order.push('shown'));";
    let tag = OWN.replace("<script", r#"<script data-trigger="delay 1s""#);
    let head = format!(r#"<script src="/order.js"></script><img src="/late.png" alt="">{tag}"#);
    let site = checkout(&head)
        .script("/order.js", order)
        .folder(fixture::dist()?);
    let site = site
        .slow("late.png", Duration::from_secs(9))
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    Prompt::appears(&browser).await?;
    assert_eq!(
        browser.run("return order").await?,
        json!(["shown", "loaded"])
    );
    Ok(())
}

/// A slip in a call is told as well, and whoever waits for its answer hears so.
#[tokio::test]
async fn a_call_that_nobody_knows() -> Result<()> {
    let site = checkout(OWN).folder(fixture::dist()?).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.heard("ready").await?;
    let script = "return afterword('shwo').then(() => 'answered', error => error.message);";
    let answer = browser.run(script).await?;
    assert_eq!(answer, "Afterword: no call 'shwo'");
    let ours = browser.our_messages().await?;
    assert_eq!(ours.len(), 1, "{ours:#?}");
    assert!(ours[0].text.contains("no call 'shwo'"), "{ours:#?}");
    assert_page_works(&browser).await
}

/// A visitor who leaves in the middle has said what was said.
#[tokio::test]
async fn an_answer_half_given() -> Result<()> {
    let house = House::open()?;
    let site = checkout(&asks_for_nps(&house)).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(3).await?;
    prompt.asks("What went wrong?").await?;
    browser.visit("about:blank").await?;
    let row = until("a row", async || Ok(house.rows()?.pop())).await?;
    assert_eq!(row["outcome"], "partial");
    assert_eq!(row["answers"].as_array().map(Vec::len), Some(1));
    assert_eq!(row["answers"][0]["rating"], 3);
    assert_eq!(house.recount("nps", Metric::Nps)?.n, 1, "it counts");
    Ok(())
}

/// Answers given while the collector is down wait for it, on the page that is still open.
#[tokio::test]
async fn a_collector_that_comes_back_soon() -> Result<()> {
    let mut house = House::open()?;
    let site = checkout(&asks_for_nps(&house)).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let prompt = answer_while_down(&mut house, &browser, &site).await?;

    house.come_up()?;
    browser.heard("delivered").await?;
    prompt.fate_is("Sent.").await?;
    let told = ["ready", "shown", "rated", "answered", "saved", "delivered"];
    assert_eq!(browser.told_names().await?, told);
    assert_delivered_once(&house, &browser).await
}

/// Or for the next visit, which asks nothing.
#[tokio::test]
async fn a_collector_that_comes_back_late() -> Result<()> {
    let mut house = House::open()?;
    let site = checkout(&asks_for_nps(&house)).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    answer_while_down(&mut house, &browser, &site).await?;
    browser.visit("about:blank").await?;

    house.come_up()?;
    browser.visit(&site.url("/")).await?;
    browser.heard("delivered").await?;
    assert_eq!(browser.told_names().await?, ["ready", "delivered"]);
    assert_delivered_once(&house, &browser).await
}

/// Likewise where all that is left to keep it in is `localStorage`, on a page with a `JSON` of its own.
#[tokio::test]
async fn an_answer_kept_without_a_database_and_without_json() -> Result<()> {
    let mut house = House::open()?;
    let site = checkout(&asks_for_nps(&house)).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let poor = "Object.defineProperty(window, 'indexedDB', {value: undefined}); \
                JSON = {...JSON, stringify: () => 'as the page likes it'}";
    browser.before_each_page(poor).await?;
    answer_while_down(&mut house, &browser, &site).await?;
    browser.visit("about:blank").await?;

    house.come_up()?;
    browser.visit(&site.url("/")).await?;
    browser.heard("delivered").await?;
    assert_delivered_once(&house, &browser).await
}

async fn answer_while_down<'b>(
    house: &mut House,
    browser: &'b Browser,
    site: &Served,
) -> Result<Prompt<'b>> {
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(browser).await?;
    house.go_down()?;
    prompt.rate(9).await?;
    prompt.comment("Lovely lamp.").await?;
    prompt.thanks_with("Thank you for your feedback.").await?;
    prompt.fate_is("Saved.").await?;
    assert_page_works(browser).await?;
    Ok(prompt)
}

async fn assert_delivered_once(house: &House, browser: &Browser) -> Result<()> {
    let row = house.row_after(0).await?;
    assert_eq!(row["answers"][1]["text"], "Lovely lamp.");
    assert_eq!(row["context"]["order"], "T-1");
    let status = browser.eventually("afterword('status')").await?;
    assert_eq!(status, json!({"pending": 0, "parked": 0, "delivered": 1}));
    browser
        .until("!Object.keys(localStorage).some(key => key.startsWith('afterword:outbox'))")
        .await?;
    Ok(())
}

/// What an endpoint does not want is told, and kept for a repaired one.
#[tokio::test]
async fn an_endpoint_that_refuses() -> Result<()> {
    let site = checkout(OWN).folder(fixture::dist()?).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(2).await?;
    prompt.comment("It flickers.").await?;
    prompt.thanks_with("Thank you for your feedback.").await?;
    let message = assert_one_failure(&browser, "refused").await?;
    assert!(message.contains("404"), "{message}");
    let status = browser.eventually("afterword('status')").await?;
    assert_eq!(status, json!({"pending": 0, "parked": 1, "delivered": 0}));
    assert_page_works(&browser).await
}

/// An answer that nothing keeps is still sent, and the page is told that it could be lost.
#[tokio::test]
async fn a_browser_that_keeps_nothing() -> Result<()> {
    let house = House::open()?;
    let site = checkout(&asks_for_nps(&house)).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let denied = "Object.defineProperty(window, 'indexedDB', {value: undefined}); \
                  Object.defineProperty(window, 'localStorage', \
                      {get() { throw new DOMException('denied', 'SecurityError'); }});";
    browser.before_each_page(denied).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(9).await?;
    prompt.comment("Lovely lamp.").await?;
    prompt.thanks_with("Thank you for your feedback.").await?;
    let row = house.row_after(0).await?;
    assert_eq!(row["answers"][0]["rating"], 9);
    browser.heard("delivered").await?;
    assert_one_failure(&browser, "storage").await?;
    assert_page_works(&browser).await
}

fn asks_for_nps(house: &House) -> String {
    house.tag(r#"data-survey="post-purchase" data-metric="nps""#)
}

/// Serves Afterword itself, and takes answers.
fn own_site() -> Result<Site> {
    Ok(checkout(OWN).folder(fixture::dist()?).shared())
}

/// Buys where the prompt cannot come. Gives the message that tells why.
async fn buy_in_vain(browser: &Browser, site: &Served, reason: &str) -> Result<String> {
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let message = assert_one_failure(browser, reason).await?;
    assert!(!Prompt::is_on(browser).await?, "nothing of ours is left");
    assert_eq!(browser.layout_shift().await?, 0.0);
    assert_page_works(browser).await?;
    Ok(message)
}

/// One event tells of it, and one line in the console, in the same words.
async fn assert_one_failure(browser: &Browser, reason: &str) -> Result<String> {
    let detail = browser.heard("failed").await?;
    assert_eq!(detail["reason"], reason, "{detail}");
    assert!(detail["survey"].is_string(), "{detail}");
    let message = detail["message"].as_str().unwrap_or_default().to_owned();
    let told = browser.told_names().await?;
    assert_eq!(
        told.iter().filter(|name| *name == "failed").count(),
        1,
        "{told:?}"
    );
    let ours = browser.our_messages().await?;
    assert_eq!(ours.len(), 1, "{ours:#?}");
    assert_eq!(ours[0].level, "WARNING");
    let in_quotes = message.replace('"', "\\\"");
    assert!(ours[0].text.contains(&in_quotes), "{ours:#?}");
    Ok(message)
}

//! A shop page that knows nothing of Afterword, from npm as it is, gets our tag and nothing else.
//! It lives on another origin than the collector. What its visitors buy, it tells `dataLayer`, as
//! GA4 wants it.

use std::fs;

use anyhow::{Result, ensure};
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::house::{House, ensure_same};
use journeys::prompt::{Part, Prompt};
use journeys::site::{Served, Site};
use journeys::witness::Violation;
use score::{Metric, Scale};
use serde_json::Value;

/// What the shop's own code would say after a purchase, to Tag Manager.
const MESSAGE: &str = "window.dataLayer = window.dataLayer || []; dataLayer.push({event: 'purchase', \
     ecommerce: {transaction_id: 'T-4711', value: 59.9, currency: 'EUR'}});";
/// The same by the function that Google's tag brings along.
const GTAG: &str = "window.dataLayer = window.dataLayer || []; \
     window.gtag = function () { dataLayer.push(arguments); }; \
     gtag('event', 'purchase', {transaction_id: 'T-4711', value: 59.9, currency: 'EUR'});";

const COMMENT: &str = "Found it at once.";
const THANKS: &str = "Thank you for your feedback.";

#[tokio::test]
async fn a_message_before_the_loader() -> Result<()> {
    bought_before_the_loader(MESSAGE).await
}

#[tokio::test]
async fn a_message_after_the_loader() -> Result<()> {
    bought_after_the_loader(MESSAGE).await
}

#[tokio::test]
async fn gtag_before_the_loader() -> Result<()> {
    bought_before_the_loader(GTAG).await
}

#[tokio::test]
async fn gtag_after_the_loader() -> Result<()> {
    bought_after_the_loader(GTAG).await
}

async fn bought_before_the_loader(purchase: &str) -> Result<()> {
    let house = House::open()?;
    let shop = shop(&elsewhere(&house))?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.before_each_page(purchase).await?;
    browser.visit(&shop.url("/")).await?;
    answer(&house, &browser).await
}

async fn bought_after_the_loader(purchase: &str) -> Result<()> {
    let house = House::open()?;
    let shop = shop(&elsewhere(&house))?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    visit_and_buy(&browser, &shop, purchase).await?;
    answer(&house, &browser).await
}

/// The template as it is first asks for the checkout itself, on five points.
#[tokio::test]
async fn the_template_in_full() -> Result<()> {
    let house = House::open()?;
    let tag = house.tag(r#"data-survey="post-purchase""#);
    let shop = shop(&tag)?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    visit_and_buy(&browser, &shop, MESSAGE).await?;

    let prompt = Prompt::appears(&browser).await?;
    prompt
        .asks("How satisfied are you with the checkout?")
        .await?;
    prompt.rate(4).await?;
    prompt
        .asks("How likely is it that you would recommend us to a friend or colleague?")
        .await?;
    prompt.rate(6).await?;
    prompt.asks("What went wrong?").await?;
    prompt.comment(COMMENT).await?;
    prompt.thanks_with(THANKS).await?;

    let row = house.row_after(0).await?;
    assert_purchase(&row);
    let answers = row["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["question"], "csat");
    assert_eq!(answers[0]["rating"], 4);
    assert_eq!(answers[0]["scale"], serde_json::json!([1, 5]));
    assert_eq!(answers[1]["question"], "nps");
    assert_eq!(answers[1]["rating"], 6);
    assert_eq!(answers[2]["text"], COMMENT);
    let csat = house.recount("csat", Metric::csat(Scale::FIVE))?;
    assert_eq!((csat.n, csat.score), (1, Some(100.0)));
    ensure_same(&house.score("default", "post-purchase", "csat")?, &csat)?;
    Ok(())
}

/// The strictest policy that lets WebAssembly run. The page may connect to its own origin too, and
/// breaks nothing that it would not break without us.
#[tokio::test]
async fn a_strict_policy_that_lets_the_page_connect_to_itself() -> Result<()> {
    let (ours, _) = answer_under_policy("'self' ").await?;
    assert_eq!(ours, []);
    Ok(())
}

/// The page may connect to the collector alone, so that fetching the module from the page's own
/// origin is refused, and the collector's copy of it is taken.
#[tokio::test]
async fn a_strict_policy_that_lets_the_page_connect_to_the_collector_alone() -> Result<()> {
    let (ours, shop) = answer_under_policy("").await?;
    let refused: Vec<_> = ours
        .iter()
        .map(|violation| (violation.directive.as_str(), violation.blocked.as_str()))
        .collect();
    let [(directive, blocked)] = refused[..] else {
        panic!("{ours:#?}");
    };
    assert_eq!(directive, "connect-src");
    assert!(blocked.starts_with(&shop), "{blocked}");
    assert!(blocked.ends_with("/prompt_bg.wasm"), "{blocked}");
    Ok(())
}

/// Buys and answers on a page that serves Afterword itself. Gives the violations that we add to
/// those of the page, and the page's origin.
async fn answer_under_policy(self_or_nothing: &str) -> Result<(Vec<Violation>, String)> {
    let house = House::open()?;
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src {self_or_nothing}{}",
        house.origin()
    );
    let endpoint = house.endpoint();
    let tag = format!(
        r#"<script async src="/afterword.js" data-survey="post-purchase" data-metric="nps" data-endpoint="{endpoint}"></script>"#
    );
    let shop = shop(&tag)?
        .page("/untouched", homepage()?)
        .folder(fixture::dist()?)
        .policy(policy)
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;

    browser.visit(&shop.url("/untouched")).await?;
    let without = browser.violations().await?;
    ensure!(!without.is_empty(), "the policy is not in force");

    visit_and_buy(&browser, &shop, MESSAGE).await?;
    answer(&house, &browser).await?;
    let prompt = Prompt::on(&browser);
    let card = prompt.part(Part::Card).await?;
    assert_eq!(
        card.css_value("position").await?,
        "fixed",
        "it has its style"
    );
    let mut with = browser.violations().await?;
    // One by one: ours may look like one of the page's own.
    for violation in &without {
        if let Some(same) = with.iter().position(|found| found == violation) {
            with.remove(same);
        }
    }
    Ok((with, shop.origin()))
}

async fn visit_and_buy(browser: &Browser, shop: &Served, purchase: &str) -> Result<()> {
    browser.visit(&shop.url("/")).await?;
    browser.heard("ready").await?;
    assert!(!Prompt::is_on(browser).await?, "nothing was bought yet");
    browser.run(purchase).await?;
    Ok(())
}

/// Answers the prompt, and finds the answer in the store with what was bought.
async fn answer(house: &House, browser: &Browser) -> Result<()> {
    let prompt = Prompt::appears(browser).await?;
    prompt.rate(9).await?;
    prompt.asks("What did we do well?").await?;
    prompt.comment(COMMENT).await?;
    // The site's score is nobody's business but the shop's.
    prompt.thanks_with(THANKS).await?;

    let row = house.row_after(0).await?;
    assert_purchase(&row);
    assert_eq!(row["answers"][0]["question"], "nps");
    assert_eq!(row["answers"][0]["rating"], 9);
    assert_eq!(row["answers"][1]["text"], COMMENT);
    let recount = house.recount("nps", Metric::Nps)?;
    assert_eq!((recount.n, recount.score), (1, Some(100.0)));
    ensure_same(&house.score("default", "post-purchase", "nps")?, &recount)?;
    assert_eq!(browser.uncaught().await?, [""; 0]);
    Ok(())
}

fn assert_purchase(row: &Value) {
    assert_eq!(row["survey"], "post-purchase");
    assert_eq!(row["site"], "default");
    assert_eq!(row["touchpoint"], "checkout");
    assert_eq!(row["stage"], "purchase");
    assert_eq!(row["context"]["order"], "T-4711");
    assert_eq!(row["context"]["value"].as_f64(), Some(59.9));
    assert_eq!(row["context"]["currency"], "EUR");
}

/// The tag of a page whose Afterword comes from the collector.
fn elsewhere(house: &House) -> String {
    house.tag(r#"data-survey="post-purchase" data-metric="nps""#)
}

/// The shop, the tag at the end of its page.
fn shop(tag: &str) -> Result<Site> {
    let page = homepage()?;
    ensure!(page.matches("</body>").count() == 1, "not the page we know");
    let page = page.replace("</body>", &format!("{tag}\n</body>"));
    Ok(Site::of(page).folder(fixture::shop_homepage()?))
}

fn homepage() -> Result<String> {
    Ok(fs::read_to_string(
        fixture::shop_homepage()?.join("index.html"),
    )?)
}

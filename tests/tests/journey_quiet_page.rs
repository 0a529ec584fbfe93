//! What a page pays: the loader alone where nothing is asked, two round trips where something is.

use std::time::Duration;

use anyhow::Result;
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::host::{WISH, checkout};
use journeys::house::House;
use journeys::prompt::Prompt;
use journeys::site::{Served, Site};
use journeys::wait::until;
use serde_json::json;

/// How late each file of ours comes: long beside everything that a browser does between two.
const LATE: Duration = Duration::from_millis(400);

#[tokio::test]
async fn where_nothing_is_asked_the_loader_is_all() -> Result<()> {
    let house = House::open()?;
    let site = checkout(&house.tag(r#"data-survey="post-purchase""#))
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.heard("ready").await?;
    browser.click(WISH).await?;
    browser
        .run("afterword('track', 'wish'); dataLayer.push({event: 'wish'})")
        .await?;

    let requests = browser.requests().await?;
    let ours: Vec<_> = requests
        .iter()
        .filter(|url| url.starts_with(&house.origin()))
        .collect();
    assert_eq!(ours, [&house.url("/afterword.js")]);
    assert_eq!(
        requests.len(),
        4,
        "the page, its style, its script: {requests:?}"
    );
    let kept = "indexedDB.databases().then(databases => \
                    [databases, localStorage.length, sessionStorage.length, document.cookie])";
    assert_eq!(browser.eventually(kept).await?, json!([[], 0, 0, ""]));
    Ok(())
}

/// Where a survey waits for a rarer trigger, what watches it is all that comes besides, and nothing is
/// kept.
#[tokio::test]
async fn where_a_rarer_trigger_waits_what_watches_it_comes_as_well() -> Result<()> {
    let house = House::open()?;
    let tags = house.tag(r#"data-survey="nps" data-trigger="scroll 90%; exit; event paid""#)
        + &house.tag(r#"data-survey="csat" data-trigger="click h7; delay 1h""#);
    let site = checkout(&tags).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.heard("ready").await?;
    let ours = async || -> Result<Vec<String>> {
        let urls =
            browser.run("return performance.getEntriesByType('resource').map(entry => entry.name)");
        let urls = urls.await?;
        let urls = urls.as_array().into_iter().flatten();
        let names = urls.filter_map(|url| url.as_str()?.rsplit('/').next().map(str::to_owned));
        Ok(names
            .filter(|name| !name.starts_with("checkout."))
            .collect())
    };
    until("what watches", async || {
        let names = ours().await?;
        Ok(names.iter().any(|name| name == "triggers.js").then_some(()))
    })
    .await?;
    browser.click(WISH).await?;
    let mut names = ours().await?;
    names.dedup();
    assert_eq!(names, ["afterword.js", "triggers.js"]);
    let kept = "return [localStorage.length, sessionStorage.length]";
    assert_eq!(browser.run(kept).await?, json!([0, 0]));
    Ok(())
}

/// The loader is one; glue and module, started together, are the other.
#[tokio::test]
async fn from_tag_to_prompt_in_two_round_trips() -> Result<()> {
    let tag =
        r#"<script async src="/afterword.js" data-survey="nps" data-trigger="load"></script>"#;
    let site = late(checkout(tag)).await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    Prompt::appears(&browser).await?;
    assert_fetched_at_once(&browser, &["prompt.js", "prompt_bg.wasm"]).await
}

/// A language comes along with the two. A definition comes before: it may say that nothing is asked.
#[tokio::test]
async fn a_language_costs_no_round_trip() -> Result<()> {
    let tag = r#"<script async src="/afterword.js" data-survey="/survey.json" data-lang="de" data-trigger="load"></script>"#;
    let definition = json!({"v": 1, "id": "lamp", "questions": [{"id": "nps", "kind": "nps"}]});
    let site = late(checkout(tag).json("/survey.json", &definition)).await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    Prompt::appears(&browser).await?;
    let files = ["de.json", "prompt.js", "prompt_bg.wasm"];
    assert_fetched_at_once(&browser, &files).await
}

/// A site that serves Afterword itself, from far away.
async fn late(site: Site) -> Result<Served> {
    let ends = ["prompt.js", "prompt_bg.wasm", "de.json"];
    let late = ends
        .into_iter()
        .fold(site, |site, end| site.slow(end, LATE));
    late.folder(fixture::dist()?).serve().await
}

/// These files and no others came after the loader, and each was asked for before any had come.
async fn assert_fetched_at_once(browser: &Browser, names: &[&str]) -> Result<()> {
    let script = "return performance.getEntriesByType('resource') \
                      .map(({name, startTime, responseEnd}) => \
                          ({name: name.replace(/.*[/]/, ''), startTime, responseEnd})) \
                      .filter(({name}) => !/^(checkout|afterword|survey)[.]/.test(name))";
    let fetched = browser.run(script).await?;
    let fetched = fetched.as_array().cloned().unwrap_or_default();
    let mut found: Vec<_> = fetched
        .iter()
        .map(|file| file["name"].as_str().unwrap_or_default())
        .collect();
    found.sort_unstable();
    assert_eq!(found, names);
    let times = |key: &str| {
        fetched
            .iter()
            .map(|file| file[key].as_f64().unwrap())
            .collect()
    };
    let (asked, came): (Vec<f64>, Vec<f64>) = (times("startTime"), times("responseEnd"));
    let last_asked = asked.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let first_came = came.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(last_asked < first_came, "{fetched:#?}");
    Ok(())
}

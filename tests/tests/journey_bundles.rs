//! What the loader fetches for an occasion: which bundle, and which language.

use std::time::Duration;

use anyhow::Result;
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::host::{BUY, checkout};
use journeys::prompt::Prompt;
use journeys::site::{Served, Site};
use journeys::wait::until;
use serde_json::{Value, json};

/// How late a definition comes where it comes too late.
const LATE: Duration = Duration::from_millis(600);

const LIGHT: [&str; 2] = ["prompt.js", "prompt_bg.wasm"];
const FULL: [&str; 2] = ["full.js", "full_bg.wasm"];

/// A built-in survey takes the light bundle, one of the site's own the full one; neither before the
/// trigger.
#[tokio::test]
async fn a_survey_of_the_site_s_own_takes_the_full_bundle() -> Result<()> {
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let own = of_definition(&json!([{"id": "a", "kind": "nps"}]), "event purchase")?;
    let tag = r#"<script async src="/afterword.js" data-survey="drivers" data-trigger="event purchase"></script>"#;
    let built_in = checkout(tag).folder(fixture::dist()?);
    for (site, bundle) in [(own, FULL), (built_in, LIGHT)] {
        let site = site.serve().await?;
        browser.visit(&site.url("/")).await?;
        browser.until("window.afterword").await?;
        assert_eq!(bundles(&site), [""; 0], "nothing before the trigger");
        browser.click(BUY).await?;
        Prompt::appears(&browser).await?;
        assert_eq!(bundles(&site), bundle);
    }
    Ok(())
}

/// Where the trigger is faster than the definition, the bundle that can do everything is fetched
/// beside it: a round trip costs more than the bytes.
#[tokio::test]
async fn a_definition_on_its_way_holds_nothing_up() -> Result<()> {
    let questions = json!([{"id": "nps", "kind": "nps"}]);
    let site = of_definition(&questions, "load")?.slow("survey.json", LATE);
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    Prompt::appears(&browser).await?;
    assert_eq!(bundles(&site), FULL);
    let came = "performance.getEntriesByType('resource').find(({name}) => name.endsWith('";
    let early = browser
        .until(&format!(
            "{came}full_bg.wasm')).startTime < {came}survey.json')).responseEnd"
        ))
        .await?;
    assert_eq!(early, true);
    Ok(())
}

/// A page that needs the full bundle for one of its surveys uses it for all: a second bundle would
/// cost as much again.
#[tokio::test]
async fn one_bundle_serves_all_surveys_of_a_page() -> Result<()> {
    let questions = json!([{"id": "a", "kind": "csat", "look": "stars"}]);
    let tag = |attributes| format!(r#"<script async src="/afterword.js" {attributes}></script>"#);
    let tags = [
        tag(r#"data-survey="/survey.json" data-trigger="manual""#),
        tag(r#"data-survey="nps" data-trigger="event purchase""#),
    ];
    let site = checkout(&tags.concat())
        .json("/survey.json", &definition(&questions))
        .folder(fixture::dist()?);
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser
        .until("performance.getEntriesByName(location.origin + '/survey.json').length")
        .await?;
    browser.click(BUY).await?;
    Prompt::appears(&browser).await?;
    assert_eq!(bundles(&site), FULL);
    Ok(())
}

/// The tag has the first word, then the page, then the browser; each code may be more exact than
/// the languages that there are.
#[tokio::test]
async fn tag_page_and_browser_choose_the_language() -> Result<()> {
    let cases: [(&str, &str, &[&str], &str); 12] = [
        ("de", "fr", &["es"], "de"),
        ("", "fr", &["es"], "fr"),
        ("", "", &["es", "de"], "es"),
        ("tlh", "", &["x", "es-419"], "es"),
        ("de-AT", "", &[], "de"),
        ("de_CH", "", &[], "de"),
        ("PT-br", "", &[], "pt-BR"),
        ("pt-PT", "", &[], "pt"),
        ("zh-Hant-MY", "", &[], "zh-Hant"),
        ("iw", "", &[], "he"),
        // English comes with every bundle, and ends the search as any other language does.
        ("en-GB", "de", &["de"], ""),
        ("", "", &["tlh"], ""),
    ];
    let mut site = Site::new().folder(fixture::dist()?);
    for (number, (tag, page, browser, _)) in cases.iter().enumerate() {
        let tag = match *tag {
            "" => String::new(),
            lang => format!(r#"data-lang="{lang}""#),
        };
        let html = format!(
            r#"<!doctype html><html lang="{page}"><title>.</title>
            <script>Object.defineProperty(navigator, 'languages', {{value: {browser}}})</script>
            <script async src="/afterword.js" data-survey="nps" data-trigger="load" {tag}></script>"#,
            browser = json!(browser),
        );
        site = site.page(&format!("/{number}"), html);
    }
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    for (number, (tag, page, wishes, language)) in cases.iter().enumerate() {
        let before = site.requests().len();
        browser.visit(&site.url(&format!("/{number}"))).await?;
        Prompt::appears(&browser).await?;
        let requests = site.requests();
        let languages = requests[before..]
            .iter()
            .filter_map(|path| path.split_once("/languages/"));
        let found: Vec<_> = languages.map(|(_, file)| file.to_owned()).collect();
        let expected = match *language {
            "" => vec![],
            code => vec![format!("{code}.json")],
        };
        assert_eq!(
            found, expected,
            "tag {tag:?}, page {page:?}, browser {wishes:?}"
        );
    }
    Ok(())
}

/// The looks that few visitors see come in a file of their own, for those who see one, and are there
/// when the card is.
#[tokio::test]
async fn a_preset_comes_to_who_sees_it() -> Result<()> {
    let browser = Browser::open(Visitor::DESKTOP).await?;
    for (preset, radius, files) in [("classic", "14px", 0), ("sharp", "0px", 1)] {
        let tag = format!(
            r#"<script async src="/afterword.js" data-survey="nps" data-trigger="load" data-preset="{preset}"></script>"#
        );
        let site = checkout(&tag).folder(fixture::dist()?).serve().await?;
        browser.visit(&site.url("/")).await?;
        let prompt = Prompt::appears(&browser).await?;
        let shown = "return getComputedStyle(root.querySelector('section')).borderTopLeftRadius";
        assert_eq!(prompt.run(shown).await?, radius, "{preset}");
        let requests = site.requests();
        let rare = requests.iter().filter(|path| path.ends_with("/rare.js"));
        assert_eq!(rare.count(), files, "{preset}");
    }
    Ok(())
}

/// What a visitor began before the page was loaded again goes on, without the trigger.
#[tokio::test]
async fn a_run_that_is_not_over_is_asked_at_once() -> Result<()> {
    let tag = r#"<script async src="/afterword.js" data-survey="nps" data-trigger="event purchase"></script>"#;
    let site = checkout(tag).folder(fixture::dist()?).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let begun = |survey| {
        format!(
            "sessionStorage['afterword:run'] = JSON.stringify({{survey: '{survey}', body: ''}})"
        )
    };
    browser.visit(&site.url("/")).await?;
    browser.run(&begun("ces")).await?;
    browser.visit(&site.url("/")).await?;
    browser.heard("ready").await?;
    assert_eq!(bundles(&site), [""; 0], "another survey's");
    browser.run(&begun("nps")).await?;
    browser.visit(&site.url("/")).await?;
    fetched(&site, &LIGHT).await
}

/// A tab at the edge asks nothing, so it stands before anything happened.
#[tokio::test]
async fn a_tab_comes_without_a_trigger() -> Result<()> {
    let tag =
        r#"<script async src="/afterword.js" data-survey="nps" data-position="tab"></script>"#;
    let site = checkout(tag).folder(fixture::dist()?).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    fetched(&site, &LIGHT).await
}

fn of_definition(questions: &Value, trigger: &str) -> Result<Site> {
    let tag = format!(
        r#"<script async src="/afterword.js" data-survey="/survey.json" data-trigger="{trigger}"></script>"#
    );
    let site = checkout(&tag).json("/survey.json", &definition(questions));
    Ok(site.folder(fixture::dist()?))
}

fn definition(questions: &Value) -> Value {
    json!({"v": 1, "id": "lamp", "questions": questions})
}

/// Waits until these files were asked for.
async fn fetched(site: &Served, names: &[&str]) -> Result<()> {
    until(&format!("{names:?}"), async || {
        let found = bundles(site);
        Ok(names
            .iter()
            .all(|name| found.iter().any(|file| file == name))
            .then_some(()))
    })
    .await
}

/// Which files of bundles were asked for, in the order of their names.
fn bundles(site: &Served) -> Vec<String> {
    let mut names: Vec<String> = site
        .requests()
        .iter()
        .filter_map(|path| Some(path.rsplit_once('/')?.1.to_owned()))
        .filter(|name| {
            ["prompt", "full", "fallback"]
                .iter()
                .any(|bundle| name.starts_with(bundle))
        })
        .collect();
    names.sort_unstable();
    names
}

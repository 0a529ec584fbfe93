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

/// What a site asks decides which bundle it takes: ratings and comments the light one, by an address
/// as in the page; all else the one that has everything, and never the light one before. Neither
/// comes before the trigger.
#[tokio::test]
async fn the_kinds_of_a_definition_choose_the_bundle() -> Result<()> {
    let nps = json!({"id": "nps", "kind": "nps", "ask": "Would you?", "low": "No", "high": "Yes"});
    let why = json!({"id": "why", "kind": "text", "ask": "Why?"});
    let plain = json!([nps, why]);
    let when =
        json!([nps, {"id": "why", "kind": "text", "when": {"question": "nps", "at_most": 6}}]);
    let choice = json!([{"id": "what", "kind": "choice", "ask": "What?", "options": [
        {"id": "a", "label": "A"}, {"id": "b", "label": "B"},
    ]}]);
    let stars = json!([{"id": "a", "kind": "csat", "look": "stars"}]);
    let mut german = definition(&plain);
    german["languages"] = json!({"de": {"nps.ask": "Wirklich?"}});
    let mut patient = definition(&plain);
    patient["ask_when"] = json!({"all": [{"load": true}, {"event": "purchase"}]});
    let browser = Browser::open(Visitor::DESKTOP).await?;
    for (definition, compiled, translated) in [
        (definition(&plain), &LIGHT[..], "fallback.js"),
        (definition(&when), &FULL, "fallback-full.js"),
        (definition(&choice), &FULL, "fallback-full.js"),
        (definition(&stars), &FULL, "fallback-full.js"),
        (german, &FULL, "fallback-full.js"),
        (patient, &FULL, "fallback-full.js"),
    ] {
        for (wasm, bundle) in [("on", compiled), ("off", &[translated])] {
            for site in [by_address(&definition, wasm)?, in_page(&definition, wasm)?] {
                let site = site.serve().await?;
                browser.visit(&site.url("/")).await?;
                browser.until("window.afterword").await?;
                assert_eq!(bundles(&site), [""; 0], "nothing before the trigger");
                browser.click(BUY).await?;
                Prompt::appears(&browser).await?;
                assert_eq!(bundles(&site), bundle, "{definition}");
            }
        }
    }
    Ok(())
}

/// A built-in survey takes the light bundle.
#[tokio::test]
async fn a_built_in_survey_takes_the_light_bundle() -> Result<()> {
    let tag = r#"<script async src="/afterword.js" data-survey="drivers" data-trigger="event purchase"></script>"#;
    let site = checkout(tag).folder(fixture::dist()?).serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    Prompt::appears(&browser).await?;
    assert_eq!(bundles(&site), LIGHT);
    Ok(())
}

/// What the loader takes for plain and is not: the light bundle says nothing of it, and the full one
/// asks it, or says what is wrong.
#[tokio::test]
async fn what_the_light_bundle_leaves_is_for_the_full_one() -> Result<()> {
    let both = [FULL, LIGHT].concat();
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let brace = definition(&json!([{"id": "nps", "kind": "nps", "ask": "A } b?"}]));
    let site = by_address(&brace, "on")?.witnessed().serve().await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    Prompt::appears(&browser).await?.asks("A } b?").await?;
    assert_eq!(bundles(&site), both);
    assert_eq!(browser.told_names().await?, ["ready", "shown"]);
    for (question, fault) in [
        (
            json!({"id": "a", "kind": "nps", "colour": "red"}),
            "questions[0].colour: unknown_field",
        ),
        (
            json!({"id": "a", "kind": "nps", "ask": "a\u{202e}b"}),
            "questions[0].ask: bidi_control",
        ),
    ] {
        let site = by_address(&definition(&json!([question])), "on")?;
        let site = site.witnessed().serve().await?;
        browser.visit(&site.url("/")).await?;
        browser.click(BUY).await?;
        let failed = browser.heard("failed").await?;
        let message = failed["message"].to_string();
        assert!(message.contains(fault), "{message}");
        assert_eq!(bundles(&site), both);
        assert_eq!(browser.told_names().await?, ["ready", "failed"], "once");
    }
    Ok(())
}

/// Where the trigger is faster than the definition, it waits: the definition may say that nothing is
/// asked here, and says which bundle asks it.
#[tokio::test]
async fn a_definition_on_its_way_is_waited_for() -> Result<()> {
    let questions = json!([{"id": "nps", "kind": "nps"}]);
    let site = of_definition(&questions, "load")?.slow("survey.json", LATE);
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    Prompt::appears(&browser).await?;
    assert_eq!(bundles(&site), LIGHT);
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
            <script async src="/afterword.js" data-survey="nps" data-trigger="load" data-test {tag}></script>"#,
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
    browser.visit(&site.url("/")).await?;
    browser.run(&begun("ces")).await?;
    browser.visit(&site.url("/")).await?;
    browser.heard("ready").await?;
    assert_eq!(bundles(&site), [""; 0], "another survey's");
    browser.run(&begun("nps")).await?;
    browser.visit(&site.url("/")).await?;
    fetched(&site, &LIGHT).await
}

/// It takes the bundle that it began with, though the definition is not here yet: that one the browser
/// has.
#[tokio::test]
async fn a_run_that_is_not_over_takes_the_same_bundle() -> Result<()> {
    let plain = definition(&json!([{"id": "nps", "kind": "nps"}]));
    let site = by_address(&plain, "on")?.slow("survey.json", LATE);
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.run(&begun("/survey.json")).await?;
    browser.visit(&site.url("/")).await?;
    Prompt::appears(&browser).await?;
    assert_eq!(bundles(&site), LIGHT);
    Ok(())
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

/// What the page was left with, in the middle of this survey.
fn begun(survey: &str) -> String {
    format!("sessionStorage['afterword:run'] = JSON.stringify({{survey: '{survey}', body: ''}})")
}

/// The checkout with a tag that names a definition, which says when it is asked.
fn by_address(definition: &Value, wasm: &str) -> Result<Site> {
    let site = checkout(&tag_of("/survey.json", wasm)).json("/survey.json", definition);
    Ok(site.folder(fixture::dist()?))
}

/// Likewise with the definition in the page.
fn in_page(definition: &Value, wasm: &str) -> Result<Site> {
    let block = format!(r#"<script type="application/json" id="own">{definition}</script>"#);
    Ok(checkout(&[tag_of("#own", wasm), block].concat()).folder(fixture::dist()?))
}

fn tag_of(survey: &str, wasm: &str) -> String {
    format!(
        r#"<script async src="/afterword.js" data-survey="{survey}" data-wasm="{wasm}"></script>"#
    )
}

fn of_definition(questions: &Value, trigger: &str) -> Result<Site> {
    let tag = format!(
        r#"<script async src="/afterword.js" data-survey="/survey.json" data-trigger="{trigger}"></script>"#
    );
    let site = checkout(&tag).json("/survey.json", &definition(questions));
    Ok(site.folder(fixture::dist()?))
}

fn definition(questions: &Value) -> Value {
    json!({"v": 1, "id": "lamp", "questions": questions, "ask_when": {"event": "purchase"}})
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

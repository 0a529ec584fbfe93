//! The gallery shows every prompt there is, and the workbench asks by any tag that it makes.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use journeys::axe;
use journeys::browser::{Browser, Visitor};
use journeys::chromium::Message;
use journeys::house::House;
use journeys::prompt::{Part, Prompt};
use preview::gallery::{Section, Shows, Tile, sections};
use preview::settings::{Choice, Template};
use serde_json::{Value, json};
use survey::run::View;
use survey::words::Numerals;

/// What is drawn, tile by tile.
const DRAWN: &str = "return Object.fromEntries(\
    [...document.querySelectorAll('[data-tile]')].map(tile => {\
        const root = tile.querySelector('.stage > div').shadowRoot;\
        const card = root.querySelector('section');\
        const text = css => root.querySelector(css)?.innerText.trim() ?? null;\
        const {lang, dir, dataset: {theme, preset}} = card;\
        return [tile.dataset.tile, {\
            lang, dir, theme, preset,\
            question: text('[part=question] bdi'), thanks: text('[part=thanks] bdi'), tab: text('[part=tab]'),\
            errors: root.querySelectorAll('[part=error]:not([hidden])').length,\
            seen: card.getBoundingClientRect().height > 30,\
        }];\
    }))";

fn tiles(language: Option<&str>) -> Vec<Tile> {
    let sections = sections(language, Numerals::ascii());
    sections
        .into_iter()
        .flat_map(|Section { tiles, .. }| tiles)
        .collect()
}

/// A visitor in front of the gallery.
async fn in_gallery(visitor: Visitor) -> Result<(House, Browser)> {
    let house = House::open()?;
    let browser = Browser::open(visitor).await?;
    browser.visit(&house.url("/#gallery")).await?;
    shows(&browser, tiles(None).len()).await?;
    Ok((house, browser))
}

/// Waits until the gallery has drawn so many tiles.
async fn shows(browser: &Browser, count: usize) -> Result<()> {
    let drawn = "[...document.querySelectorAll('[data-tile] .stage > div')].filter(host => host.shadowRoot)";
    browser.until(&format!("{drawn}.length == {count}")).await?;
    Ok(())
}

async fn drawn(browser: &Browser) -> Result<BTreeMap<String, Value>> {
    Ok(serde_json::from_value(browser.run(DRAWN).await?)?)
}

/// What [`DRAWN`] is to find of a tile.
fn expected(tile: &Tile) -> Value {
    let (mut question, mut thanks, mut tab) = (None, None, None);
    match &tile.shows {
        Shows::View(view) | Shows::Refused(view) => match view {
            View::Question(asking) => question = Some(&*asking.ask.text),
            View::Thanks { text, .. } => thanks = Some(&*text.text),
        },
        Shows::Tab => tab = Some(tile.words.say(survey::words::Word::Feedback)),
    }
    json!({
        "lang": tile.words.language(), "dir": tile.words.direction(),
        "theme": tile.theme, "preset": tile.preset,
        "question": question, "thanks": thanks, "tab": tab,
        "errors": u8::from(matches!(tile.shows, Shows::Refused(_))),
        "seen": true,
    })
}

async fn is_silent(browser: &Browser) -> Result<()> {
    assert_eq!(browser.uncaught().await?, [""; 0]);
    let severe = |message: &Message| message.level == "SEVERE";
    let complaints: Vec<_> = browser
        .console()
        .await?
        .into_iter()
        .filter(severe)
        .collect();
    assert_eq!(complaints, []);
    Ok(())
}

#[tokio::test]
async fn from_the_demo_to_every_prompt_there_is() -> Result<()> {
    let house = House::open()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/")).await?;
    browser.click("[data-test=gallery]").await?;
    let tiles = tiles(None);
    shows(&browser, tiles.len()).await?;

    let drawn = drawn(&browser).await?;
    assert_eq!(drawn.len(), tiles.len());
    for tile in &tiles {
        assert_eq!(drawn[&tile.id], expected(tile), "{}", tile.id);
    }
    let top = browser.run("return scrollY").await?;
    assert_eq!(top, 0, "no tile draws the eye to itself");
    is_silent(&browser).await?;

    browser.click(".gallery header a").await?;
    browser.find("[data-test=add-to-cart]").await?;
    Ok(())
}

#[tokio::test]
async fn one_language_and_one_theme_at_a_time() -> Result<()> {
    let (_house, browser) = in_gallery(Visitor::DESKTOP).await?;
    let language = browser.find("select[name=language]").await?;
    language.select_by_value("he").await?;
    let tiles = tiles(Some("he"));
    shows(&browser, tiles.len()).await?;
    let drawn = drawn(&browser).await?;
    for tile in &tiles {
        assert_eq!(drawn[&tile.id], expected(tile), "{}", tile.id);
    }

    browser
        .find("select[name=theme]")
        .await?
        .select_by_value("dark")
        .await?;
    let seen =
        "[...document.querySelectorAll('[data-tile]')].filter(tile => tile.checkVisibility())";
    let themes = browser
        .run(&format!("return {seen}.map(tile => tile.dataset.theme)"))
        .await?;
    let themes: Vec<String> = serde_json::from_value(themes)?;
    let dark = tiles.iter().filter(|tile| tile.theme == "dark").count();
    assert_eq!(themes, vec!["dark"; dark]);
    is_silent(&browser).await
}

#[tokio::test]
async fn it_prints_as_one_sheet_with_every_card_on_it() -> Result<()> {
    let (_house, browser) = in_gallery(Visitor::DESKTOP).await?;
    let paper = String::from_utf8_lossy(&browser.print().await?).into_owned();
    let (_, pages) = paper.split_once("/Count ").context("no pages")?;
    let pages: String = pages.chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(pages, "1");

    let media = json!({"media": "print"});
    browser
        .devtools("Emulation.setEmulatedMedia", media)
        .await?;
    let drawn = drawn(&browser).await?;
    let unseen: Vec<_> = drawn
        .iter()
        .filter(|(_, tile)| tile["seen"] != true)
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
    Ok(())
}

#[tokio::test]
async fn it_shuts_nobody_out() -> Result<()> {
    let (_house, browser) = in_gallery(Visitor::DESKTOP).await?;
    assert_eq!(axe::examine(&browser).await?, []);
    browser.become_visitor(Visitor::PHONE.dark()).await?;
    assert_eq!(axe::examine(&browser).await?, []);
    Ok(())
}

#[tokio::test]
async fn the_workbench_asks_in_arabic_in_the_dark_and_on_the_left() -> Result<()> {
    let house = House::open()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/")).await?;
    let language = browser.find("select[name=lang]").await?;
    language.select_by_value("ar").await?;
    browser.click("input[name=theme][value=dark]").await?;
    browser
        .click("input[name=position][value=bottom-left]")
        .await?;
    let tag = browser.text("[data-test=tag]").await?;
    for attribute in [
        r#"data-lang="ar""#,
        r#"data-theme="dark""#,
        r#"data-position="bottom-left""#,
    ] {
        assert!(tag.contains(attribute), "{tag}");
    }

    browser.click("[data-test=show]").await?;
    let prompt = Prompt::appears(&browser).await?;
    let tile = tiles(None)
        .into_iter()
        .find(|tile| tile.id == "languages/ar");
    let Some(Shows::View(View::Question(asking))) = tile.map(|tile| tile.shows) else {
        panic!("the gallery has no Arabic");
    };
    prompt.asks(&asking.ask.text).await?;
    let card = prompt.part(Part::Card).await?;
    for (name, value) in [("lang", "ar"), ("dir", "rtl"), ("data-theme", "dark")] {
        assert_eq!(card.attr(name).await?.as_deref(), Some(value));
    }
    let class = card.attr("class").await?.unwrap_or_default();
    assert!(class.contains("bottom-left"), "{class}");
    prompt.comes_to_rest().await?;
    let [area] = prompt.areas("[part=card]").await?[..] else {
        panic!("not one card");
    };
    // Not at the bottom, where the button is that has the focus.
    assert!(area.left < 40.0 && area.right < 640.0, "{area:?}");
    let [lowest] = prompt.areas("[data-rating='0']").await?[..] else {
        panic!("not one lowest rating");
    };
    let [highest] = prompt.areas("[data-rating='10']").await?[..] else {
        panic!("not one highest rating");
    };
    assert!(lowest.left > highest.left, "it runs from right to left");
    is_silent(&browser).await
}

#[tokio::test]
async fn the_workbench_asks_every_survey() -> Result<()> {
    let house = House::open()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/")).await?;
    let list = browser.find("select[name=survey]").await?;
    for survey in Template::all().into_iter().map(Choice::value) {
        list.select_by_value(survey).await?;
        let tag = browser.text("[data-test=tag]").await?;
        assert!(tag.contains(&format!(r#"data-survey="{survey}""#)), "{tag}");
        assert!(!tag.contains("data-metric"), "{tag}");
        let loaded = format!(
            "document.querySelector('script[data-survey=\"{survey}\"]') && typeof afterword == 'function'"
        );
        browser.until(&loaded).await?;
        browser.click("[data-test=show]").await?;
        let prompt = Prompt::appears(&browser).await?;
        prompt.part(Part::Scale).await?;
        prompt.close().await?;
        Prompt::is_gone(&browser).await?;
    }
    is_silent(&browser).await
}

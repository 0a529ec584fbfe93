//! Where a prompt stands, what it keeps clear of, and who has the focus.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::host::{BUY, WISH, checkout};
use journeys::prompt::{Part, Prompt};
use journeys::site::Served;
use serde_json::json;

const NPS: &str = "How likely is it that you would recommend us to a friend or colleague?";

/// A shop that serves Afterword itself and asks by a tag with these attributes.
async fn shop(attributes: &str) -> Result<Served> {
    let tag = format!(
        r#"<script async src="/afterword.js" data-survey="post-purchase" data-metric="nps"
               data-endpoint="/v1/responses" {attributes}></script>"#
    );
    checkout(&tag)
        .folder(fixture::dist()?)
        .json("/v1/responses", &json!({}))
        .serve()
        .await
}

/// A visitor of that shop.
async fn visitor(attributes: &str) -> Result<(Served, Browser)> {
    let site = shop(attributes).await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    Ok((site, browser))
}

/// A visitor who has just bought by a click: the page's button has the focus.
async fn buyer(attributes: &str) -> Result<(Served, Browser)> {
    let (site, browser) = visitor(attributes).await?;
    browser.click(BUY).await?;
    Ok((site, browser))
}

/// Waits until the prompt could stand, if nothing kept it from doing so.
async fn is_ready_to_ask(browser: &Browser) -> Result<()> {
    let drawn = "performance.getEntriesByType('resource').some(entry => /wasm$/.test(entry.name)) \
                 && window.__frames > 10";
    browser
        .run("window.__frames = 0; (function count() { window.__frames++; requestAnimationFrame(count); })()")
        .await?;
    browser.until(drawn).await?;
    Ok(())
}

#[tokio::test]
async fn a_tab_opens_the_card_and_has_the_focus_back() -> Result<()> {
    let (_site, browser) = visitor(r#"data-position="tab" data-trigger="load""#).await?;
    let prompt = Prompt::on(&browser);
    prompt.find("[part=tab]").await?;
    assert_eq!(browser.told_names().await?, ["ready"], "a tab asks nothing");
    browser.press(Key::F6).await?;
    assert!(browser.is_focused("[part=tab]").await?);
    for _ in 0..2 {
        browser.press(Key::Enter).await?;
        prompt.asks(NPS).await?;
        assert!(browser.is_focused("[data-rating='0'] input").await?);
        browser.press(Key::Escape).await?;
        prompt.find("[part=tab]").await?;
        assert!(browser.is_focused("[part=tab]").await?);
    }
    let names = ["ready", "shown", "dismissed", "shown", "dismissed"];
    assert_eq!(browser.told_names().await?, names);
    browser.run("afterword('close')").await?;
    Prompt::is_gone(&browser).await
}

#[tokio::test]
async fn inside_an_element_of_the_page() -> Result<()> {
    let (_site, browser) = buyer(r##"data-target="footer""##).await?;
    let prompt = Prompt::appears(&browser).await?;
    let place = "return [root.host.parentElement.localName, root.host.matches(':popover-open'), \
                 getComputedStyle(root.querySelector('section')).position]";
    assert_eq!(
        prompt.run(place).await?,
        json!(["footer", false, "relative"]),
        "a part of the text"
    );
    prompt.rate(9).await?;
    prompt.asks("What did we do well?").await?;

    // Where the page threw it out, it is asked again where the visitor was.
    browser
        .run(
            "document.querySelector('[data-afterword]').remove(); afterword('show', {force: true})",
        )
        .await?;
    Prompt::appears(&browser)
        .await?
        .asks("What did we do well?")
        .await
}

#[tokio::test]
async fn an_element_that_is_not_there() -> Result<()> {
    for target in ["#nowhere", "#1"] {
        let (_site, browser) = buyer(&format!(r#"data-target="{target}""#)).await?;
        let failed = browser.heard("failed").await?;
        assert_eq!(failed["reason"], "definition");
        let message = failed["message"].as_str().unwrap_or_default();
        assert!(message.contains(target), "{message}");
        assert!(!Prompt::is_on(&browser).await?);
    }
    Ok(())
}

#[tokio::test]
async fn a_modal_takes_the_focus_and_gives_it_back() -> Result<()> {
    let (_site, browser) = buyer(r#"data-position="modal""#).await?;
    let prompt = Prompt::appears(&browser).await?;
    assert!(browser.is_focused("[data-rating='0'] input").await?);
    assert_eq!(
        prompt
            .run("return root.querySelector('dialog').matches(':modal')")
            .await?,
        true
    );
    for _ in 0..6 {
        browser.press(Key::Tab).await?;
        assert!(!browser.is_focused("#buy, #wish").await?, "the page waits");
    }
    prompt.rate(9).await?;
    prompt.asks("What did we do well?").await?;
    assert!(
        browser.is_focused("[part=card] *").await?,
        "it stays inside"
    );
    browser.press(Key::Escape).await?;
    Prompt::is_gone(&browser).await?;
    assert!(browser.is_focused(BUY).await?);
    browser.heard("dismissed").await?;

    // The gesture of a phone closes the dialog past all keys.
    browser.run("afterword('show', {force: true})").await?;
    Prompt::appears(&browser).await?;
    prompt.run("root.querySelector('dialog').close()").await?;
    Prompt::is_gone(&browser).await
}

#[tokio::test]
async fn the_focused_control_is_not_covered() -> Result<()> {
    let (_site, browser) = visitor("").await?;
    browser
        .run(
            "document.body.insertAdjacentHTML('beforeend', \
                 '<input id=low style=\"position:fixed;right:40px;bottom:40px\">'); \
             low.focus(); dataLayer.push({event: 'purchase'})",
        )
        .await?;
    let prompt = Prompt::appears(&browser).await?;
    let covered = "(() => { \
        const a = document.querySelector('[data-afterword]').shadowRoot.querySelector('section').getBoundingClientRect(); \
        const b = low.getBoundingClientRect(); \
        return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom })()";
    browser.until(&format!("!{covered}")).await?;
    browser
        .run("document.querySelector('#wish').focus()")
        .await?;
    browser.until(covered).await?;
    browser.run("low.focus()").await?;
    browser.until(&format!("!{covered}")).await?;
    prompt.rate(9).await?;
    prompt.asks("What did we do well?").await
}

#[tokio::test]
async fn it_waits_for_what_is_modal() -> Result<()> {
    let open = "document.body.insertAdjacentHTML('beforeend', '<dialog>Well?</dialog>'); \
                document.querySelector('dialog').showModal()";
    let close = "document.querySelector('dialog').close()";
    let draw = "document.body.insertAdjacentHTML('beforeend', '<div role=dialog aria-modal=true>Well?</div>')";
    let take_away = "document.querySelector('[role=dialog]').style.visibility = 'hidden'";
    for (come, go) in [(open, close), (draw, take_away)] {
        let (_site, browser) = visitor("").await?;
        browser.run(come).await?;
        browser.run("dataLayer.push({event: 'purchase'})").await?;
        is_ready_to_ask(&browser).await?;
        assert!(!Prompt::is_on(&browser).await?, "{come}");
        assert_eq!(browser.told_names().await?, ["ready"]);
        browser.run(go).await?;
        Prompt::appears(&browser).await?.asks(NPS).await?;
    }
    Ok(())
}

#[tokio::test]
async fn f6_leads_in_and_back() -> Result<()> {
    let (_site, browser) = buyer("").await?;
    Prompt::appears(&browser).await?;
    browser.press(Key::Tab).await?;
    assert!(browser.is_focused(WISH).await?);
    browser.press(Key::F6).await?;
    assert!(browser.is_focused("[data-rating='0'] input").await?);
    browser.press(Key::F6).await?;
    assert!(browser.is_focused(WISH).await?);

    browser.press(Key::F6).await?;
    browser.press(Key::Escape).await?;
    Prompt::is_gone(&browser).await?;
    browser.press(Key::F6).await?;
    assert!(
        browser.is_focused(WISH).await?,
        "the key is the page's again"
    );
    Ok(())
}

#[tokio::test]
async fn keys_inside_are_nobodys_shortcuts() -> Result<()> {
    let (_site, browser) = buyer("").await?;
    let prompt = Prompt::appears(&browser).await?;
    // A page with shortcuts, one of which takes every key from everybody.
    browser
        .run(
            "window.__keys = []; \
             for (const type of ['keydown', 'keypress']) \
               document.addEventListener(type, event => { \
                 __keys.push(event.key); event.preventDefault(); event.stopPropagation(); }, true)",
        )
        .await?;
    browser.press(Key::F6).await?;
    let outside = browser.run("return __keys.splice(0)").await?;
    browser.press(Key::Right).await?;
    assert_eq!(prompt.focused_rating().await?, Some(1));
    browser.press(Key::Enter).await?;
    prompt.asks("What went wrong?").await?;
    browser.type_text("no, k").await?;
    assert_eq!(
        prompt
            .run("return root.querySelector('textarea').value")
            .await?,
        "no, k"
    );
    assert_eq!(
        browser.run("return __keys").await?,
        json!([]),
        "after {outside}"
    );
    browser.press(Key::Escape).await?;
    Prompt::is_gone(&browser).await?;
    browser.press(Key::Right).await?;
    assert_eq!(browser.run("return __keys").await?, json!(["ArrowRight"]));
    Ok(())
}

#[tokio::test]
async fn it_stands_on_the_keyboard_of_a_phone() -> Result<()> {
    let site = shop("").await?;
    let browser = Browser::open(Visitor::PHONE).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(&browser).await?;
    let lift = "return getComputedStyle(root.host).getPropertyValue('--afterword-lift')";
    assert_eq!(prompt.run(lift).await?, "0px");
    for (height, scale, expected) in [
        (340, 1, "300px"),
        (320, 2, "0px"),
        (625, 1, "0px"),
        (440, 1, "200px"),
    ] {
        let script = format!(
            "for (const [name, value] of Object.entries({{height: {height}, scale: {scale}}})) \
               Object.defineProperty(visualViewport, name, {{value, configurable: true}}); \
             visualViewport.dispatchEvent(new Event('resize'))"
        );
        browser.run(&script).await?;
        assert_eq!(prompt.run(lift).await?, expected, "{height} {scale}");
    }
    prompt.comes_to_rest().await?;
    let card = prompt.areas("[part=card]").await?[0];
    assert_eq!(card.bottom, 440.0, "on the keyboard, not under it");
    Ok(())
}

#[tokio::test]
async fn it_outlives_the_body_it_stood_in() -> Result<()> {
    let (_site, browser) = buyer("").await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(9).await?;
    prompt.part(Part::Comment).await?;
    for swap in [
        "document.documentElement.replaceChild(document.createElement('body'), document.body)",
        "document.body.replaceChildren(document.createElement('main'))",
    ] {
        browser.run(swap).await?;
        browser
            .until("document.querySelector('[data-afterword]:popover-open')")
            .await?;
        prompt.part(Part::Close).await?;
    }
    prompt.close().await?;
    Prompt::is_gone(&browser).await?;
    assert_eq!(browser.uncaught().await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn a_page_that_keeps_throwing_it_out_wins() -> Result<()> {
    let (_site, browser) = visitor("").await?;
    browser
        .run(
            "new MutationObserver(() => document.querySelector('body > [data-afterword]')?.remove()) \
                 .observe(document.body, {childList: true}); dataLayer.push({event: 'purchase'})",
        )
        .await?;
    browser.heard("shown").await?;
    assert!(!Prompt::is_on(&browser).await?);
    // The page, and not a race of two observers, has the last word.
    browser.click(WISH).await
}

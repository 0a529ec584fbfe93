//! Whose turn it is: of several surveys the one with the highest priority, of several tabs one that is
//! seen, and after a reload the one that was begun.

use anyhow::{Context as _, Result};
use journeys::guest::{BY_DEFINITION, Guest, LAMP, Shop, answer, dismiss, survey};
use journeys::prompt::Prompt;
use journeys::site::Site;
use journeys::wait::until;
use serde_json::{Value, json};

/// A survey that asks for its own name.
fn named(id: &str, says: &Value) -> Value {
    let mut survey = survey(id, says);
    survey["questions"][0]["ask"] = json!(format!("Which {id}?"));
    survey
}

/// Holds that these are asked, one after the other, and nothing else.
async fn asks_in_turn(guest: &Guest, shop: &Shop<'_>, names: &[&str]) -> Result<()> {
    for name in names {
        let prompt = shop.asks().await?;
        prompt.asks(&format!("Which {name}?")).await?;
        prompt.close().await?;
        // The next one may stand already.
        until("the end of it", async || {
            let told = guest.browser.told().await?;
            let mut ended = told.iter().filter(|told| told.name == "dismissed");
            Ok(ended.find(|told| told.detail["survey"] == *name).cloned())
        })
        .await?;
    }
    Prompt::is_gone(&guest.browser).await?;
    let told = guest.browser.told().await?;
    let shown: Vec<_> = told
        .iter()
        .filter(|told| told.name == "shown")
        .map(|told| told.detail["survey"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(shown, names);
    Ok(())
}

fn several() -> [Value; 4] {
    [
        named("first", &json!({})),
        named("low", &json!({"priority": -5})),
        named("high", &json!({"priority": 10})),
        named("second", &json!({})),
    ]
}

/// The highest goes first, and among equals the first of the list: each time the same.
#[tokio::test]
async fn of_several_that_are_due_at_once() -> Result<()> {
    let guest = Guest::arrives().await?;
    for _ in 0..3 {
        let at_once = several().map(|mut survey| {
            survey["ask_when"] = json!({"load": true});
            survey
        });
        let site = Site::new().json("/all.json", &Value::from(at_once.to_vec()));
        let shop = guest.shop_of(r#"data-surveys="/all.json""#, site).await?;
        shop.enter("/").await?;
        asks_in_turn(&guest, &shop, &["high", "first", "second", "low"]).await?;
    }
    Ok(())
}

/// Likewise of tags, each with its own definition.
#[tokio::test]
async fn of_several_tags() -> Result<()> {
    let guest = Guest::arrives().await?;
    let mut site = Site::new();
    let mut tags = String::new();
    for survey in several() {
        let path = format!("/{}.json", survey["id"].as_str().unwrap_or_default());
        tags += &format!("data-survey=\"{path}\"\n");
        site = site.json(&path, &survey);
    }
    let shop = guest.shop_of(&tags, site).await?;
    shop.enter("/").await?;
    let all = "performance.getEntriesByType('resource').filter(({name}) => name.endsWith('.json')).length == 4";
    guest.browser.until(all).await?;
    shop.go().await?;
    let prompt = shop.asks().await?;
    prompt.asks("Which high?").await?;
    Ok(())
}

/// What is not due gives way at once, whatever its priority.
#[tokio::test]
async fn one_that_is_quiet_gives_way() -> Result<()> {
    let guest = Guest::arrives().await?;
    let high = named(
        "high",
        &json!({"priority": 10, "people": {"device": ["phone"]}}),
    );
    let surveys = Value::from(vec![named("low", &json!({})), high]);
    let site = Site::new().json("/all.json", &surveys);
    let shop = guest.shop_of(r#"data-surveys="/all.json""#, site).await?;
    shop.enter_and_go().await?;
    asks_in_turn(&guest, &shop, &["low"]).await
}

/// A survey of which nothing is remembered takes the light bundle, one of which something is the other
/// one: neither is lost, and they never stand together.
#[tokio::test]
async fn of_two_bundles() -> Result<()> {
    let guest = Guest::arrives().await?;
    let site = Site::new()
        .json("/new.json", &named("new", &json!({})))
        .json("/known.json", &named("known", &json!({})));
    let tags = "data-survey=\"/known.json\"\ndata-survey=\"/new.json\"";
    let shop = guest.shop_of(tags, site).await?;
    shop.enter("/").await?;
    shop.run("localStorage['afterword:past:known'] = '1 1000 0 0 0 0'")
        .await?;
    shop.enter("/").await?;
    let both = "performance.getEntriesByType('resource').filter(({name}) => name.endsWith('.json')).length == 2";
    guest.browser.until(both).await?;
    shop.go().await?;
    let mut asked = Vec::new();
    for _ in 0..2 {
        let prompt = shop.asks().await?;
        let question = prompt.question().await?;
        prompt.close().await?;
        until("another question, or none", async || {
            if !Prompt::is_on(&guest.browser).await? {
                return Ok(Some(()));
            }
            Ok((prompt.question().await.ok().as_ref() != Some(&question)).then_some(()))
        })
        .await?;
        asked.push(question);
    }
    asked.sort();
    assert_eq!(asked, ["Which known?", "Which new?"]);
    assert_eq!(guest.browser.run("return __clock.modules").await?, 2);
    Ok(())
}

/// Of ten tabs that ask at the same time one does, and when its prompt is over any other may.
#[tokio::test]
async fn of_ten_tabs() -> Result<()> {
    let guest = Guest::arrives().await?;
    let quiet = json!({"quiet": {"dismissed": "0s", "ignored": "0s", "displays": 100}});
    let shop = guest.shop(&quiet).await?;
    shop.enter("/").await?;
    // Frames of one page are seen all at once, which tabs never are.
    shop.run(
        "document.body.innerHTML = ''; for (let tab = 0; tab < 10; tab++) \
             document.body.append(Object.assign(document.createElement('iframe'), {src: '/tab', name: '0'}))",
    )
    .await?;
    let each = |expression: &str| {
        format!(
            "[...document.querySelectorAll('iframe')].map(({{contentWindow: tab}}) => {expression})"
        )
    };
    let tabs = each("tab.__witness?.events.length");
    guest
        .browser
        .until(&format!(
            "{tabs}.length == 10 && {tabs}.every(count => count)"
        ))
        .await?;
    let go = each("tab.afterword('track', 'go')");
    let cards = each("tab.document.querySelectorAll('[data-afterword]').length");
    let one = format!("{cards}.reduce((sum, count) => sum + count) == 1");
    let over = each("tab.__turns.begun > 0 && tab.__turns.begun - tab.__turns.over");
    let settled =
        format!("!{over}.includes(false) && {over}.reduce((sum, held) => sum + held) == 1");
    for round in 0..2 {
        guest.browser.run(&format!("{go}; {go}")).await?;
        guest.browser.until(&settled).await.context(round)?;
        guest.browser.until(&one).await.context(round)?;
        let close = each("tab.afterword('close')");
        guest.browser.run(&close).await?;
        let none = format!("{cards}.every(count => !count)");
        guest.browser.until(&none).await.context(round)?;
    }
    Ok(())
}

/// A tab that nobody sees waits until somebody does, and keeps no other tab from asking.
#[tokio::test]
async fn of_a_tab_that_nobody_sees() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = guest.shop(&json!({})).await?;
    let hidden = "Object.defineProperty(document, 'hidden', {get: () => !window.seen})";
    guest.browser.before_each_page(hidden).await?;
    shop.enter_and_go().await?;
    guest.browser.eventually("afterword('status')").await?;
    guest
        .browser
        .called_back("requestAnimationFrame(() => setTimeout(done))")
        .await?;
    assert_eq!(shop.run("return __turns.begun").await?, 0);
    assert!(!Prompt::is_on(&guest.browser).await?);
    shop.run(
        "window.seen = 1; document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))",
    )
    .await?;
    shop.asks().await?;
    Ok(())
}

/// What waited for a page is not asked on another one.
#[tokio::test]
async fn of_a_page_that_was_left() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = guest.shop(&json!({})).await?;
    shop.enter("/").await?;
    shop.run("document.body.innerHTML = '<dialog>Cookies?</dialog>'; document.querySelector('dialog').showModal()")
        .await?;
    shop.go().await?;
    guest
        .browser
        .until("__clock.pauses().includes(1000)")
        .await?;
    shop.run("history.pushState(0, '', '/next'); document.querySelector('dialog').close(); __clock.pass(1000)")
        .await?;
    guest.browser.eventually("afterword('status')").await?;
    assert!(!Prompt::is_on(&guest.browser).await?);
    shop.go().await?;
    shop.asks().await?;
    Ok(())
}

/// A reload in the middle goes on with what was begun, though by now it is quiet; and only once.
#[tokio::test]
async fn of_what_was_begun_before_a_reload() -> Result<()> {
    let guest = Guest::arrives().await?;
    let questions =
        json!([{"id": "nps", "kind": "nps"}, {"id": "why", "kind": "text", "ask": "Why?"}]);
    let says = json!({"quiet": {"answered": "ever"}, "questions": questions, "priority": -1});
    let site = Site::new().json("/lamp.json", &survey(LAMP, &says)).json(
        "/shade.json",
        &named("shade", &json!({"quiet": {"others": "0s"}})),
    );
    let tags = format!("{BY_DEFINITION}\ndata-survey=\"/shade.json\"");
    let shop = guest.shop_of(&tags, site).await?;
    shop.enter("/").await?;
    shop.run("afterword('show', '/lamp.json')").await?;
    let prompt = shop.asks().await?;
    prompt.rate(9).await?;
    prompt.asks("Why?").await?;
    shop.enter("/").await?;
    let prompt = shop.asks().await?;
    prompt.asks("Why?").await?;
    prompt.comment("Bright.").await?;
    guest.browser.heard("delivered").await?;
    shop.run("afterword('close')").await?;
    Prompt::is_gone(&guest.browser).await?;
    let row = guest.house.row_after(0).await?;
    assert_eq!(row["answers"][0]["rating"], 9);
    shop.enter("/").await?;
    guest
        .browser
        .until("performance.getEntriesByType('resource').length > 2")
        .await?;
    shop.run("afterword('show', '/lamp.json')").await?;
    shop.rules_out().await
}

/// The storage goes away in the middle: nothing breaks, and nothing is asked twice on the page.
#[tokio::test]
async fn where_the_storage_is_wiped_halfway() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = guest.shop(&json!({})).await?;
    shop.enter_and_go().await?;
    let prompt = shop.asks().await?;
    shop.run("localStorage.clear(); sessionStorage.clear()")
        .await?;
    shop.go().await?;
    answer(&guest, &prompt).await?;
    shop.run("localStorage.clear(); sessionStorage.clear()")
        .await?;
    shop.go().await?;
    guest.browser.eventually("afterword('status')").await?;
    assert!(!Prompt::is_on(&guest.browser).await?);
    assert_eq!(guest.house.rows()?.len(), 1);
    // What nobody remembers is asked on the next page.
    dismiss(&guest, &shop.asks_again().await?).await?;
    assert_eq!(guest.browser.uncaught().await?, [""; 0]);
    Ok(())
}

/// Nothing can be kept: it is asked once on a page, answered and stored, and nothing breaks.
#[tokio::test]
async fn where_nothing_can_be_kept() -> Result<()> {
    for (kind, script) in [
        (
            "denied",
            "for (const area of ['localStorage', 'sessionStorage']) \
             Object.defineProperty(window, area, {get() { throw new DOMException('', 'SecurityError') }})",
        ),
        (
            "full",
            "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }; \
             for (const area of ['localStorage', 'sessionStorage']) { \
                 const full = new Proxy({}, {set() { throw new DOMException('', 'QuotaExceededError') }, \
                     get: (_, name) => name == 'setItem' || name == 'removeItem' ? () => { throw new DOMException('', 'QuotaExceededError') } : undefined}); \
                 Object.defineProperty(window, area, {value: full}) }",
        ),
    ] {
        let guest = Guest::arrives().await?;
        guest.browser.before_each_page(script).await?;
        let shop = guest
            .shop(&json!({"people": {"device": ["desktop"]}}))
            .await?;
        shop.enter_and_go().await?;
        answer(&guest, &shop.asks().await.context(kind)?)
            .await
            .context(kind)?;
        shop.go().await?;
        guest.browser.eventually("afterword('status')").await?;
        assert!(!Prompt::is_on(&guest.browser).await?, "{kind}");
        assert_eq!(guest.house.rows()?.len(), 1, "{kind}");
        assert_eq!(guest.browser.uncaught().await?, [""; 0], "{kind}");
    }
    Ok(())
}

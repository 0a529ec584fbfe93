//! The triggers that watch the visitor or the clock: each on a page of its own, and no test sleeps.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::browser::Visitor;
use journeys::waiting::{MINUTE, SECOND, Waiting};
use serde_json::{Value, json};

/// A page that is five windows high, with a button at its end.
const LONG: &str =
    r#"<div style="height: 3960px">Far to go.</div><button id="end">The end</button>"#;
const SHORT: &str = r#"<p id="here">Here.</p><p id="there">There.</p>"#;

#[tokio::test]
async fn a_delay() -> Result<()> {
    let page = Waiting::at(SHORT, "delay 10m").await?;
    page.pass(9 * MINUTE).await?;
    page.asks_nothing().await?;
    page.pass(MINUTE).await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn so_far_down_the_page() -> Result<()> {
    let page = Waiting::at(LONG, "scroll 60%").await?;
    page.pass(5 * SECOND).await?;
    page.asks_nothing().await?;
    page.run("scrollTo(0, 0.55 * (document.documentElement.scrollHeight - innerHeight))")
        .await?;
    page.pass(SECOND).await?;
    page.asks_nothing().await?;
    page.run("scrollTo(0, 0.61 * (document.documentElement.scrollHeight - innerHeight))")
        .await?;
    page.pass(SECOND).await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn a_page_that_cannot_be_scrolled_was_seen() -> Result<()> {
    let page = Waiting::at(SHORT, "scroll 100%").await?;
    page.pass(2 * SECOND).await?;
    page.asks().await?;
    Ok(())
}

/// Where a pointer hovers, it leaves by the top of the window.
#[tokio::test]
async fn a_pointer_that_leaves() -> Result<()> {
    let page = Waiting::at(SHORT, "exit").await?;
    let moved = async |x: i32, y: i32| {
        let to = json!({"type": "mouseMoved", "x": x, "y": y});
        page.browser.devtools("Input.dispatchMouseEvent", to).await
    };
    moved(400, 300).await?;
    moved(400, 5).await?;
    page.asks_nothing().await?;
    let out = "document.body.dispatchEvent(new MouseEvent('mouseout', \
                   {bubbles: true, clientX: arguments[0], clientY: arguments[1]}))";
    let leaves = async |x: i32, y: i32| {
        let at = vec![x.into(), y.into()];
        page.browser.run_with(out, at).await
    };
    leaves(-1, 300).await?;
    page.asks_nothing().await?;
    leaves(400, -1).await?;
    page.asks().await?;
    Ok(())
}

/// Where none does, a quick way up; but not to the very top, where links lead.
#[tokio::test]
async fn a_quick_way_up() -> Result<()> {
    let page = Waiting::at(LONG, "exit").await?;
    page.browser.become_visitor(Visitor::PHONE).await?;
    let touch = json!({"enabled": true});
    page.browser
        .devtools("Emulation.setTouchEmulationEnabled", touch)
        .await?;
    page.goes_to("/next").await?;
    let to = async |y: u32| {
        page.run(&format!("scrollTo(0, {y})")).await?;
        page.pass(SECOND).await
    };
    for y in [2000, 1600, 1200, 0, 2000] {
        to(y).await?;
        page.asks_nothing().await?;
    }
    to(1400).await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn a_visitor_who_does_nothing() -> Result<()> {
    let page = Waiting::at(LONG, "idle 10m").await?;
    page.pass(8 * MINUTE).await?;
    page.browser.press(Key::Shift).await?;
    page.pass(8 * MINUTE).await?;
    page.asks_nothing().await?;
    page.run("scrollBy(0, 100)").await?;
    page.browser
        .called_back("requestAnimationFrame(() => requestAnimationFrame(done))")
        .await?;
    page.pass(8 * MINUTE).await?;
    page.asks_nothing().await?;
    page.pass(2 * MINUTE).await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn an_element_in_sight() -> Result<()> {
    let page = Waiting::at(LONG, "seen #end").await?;
    page.pass(5 * SECOND).await?;
    page.asks_nothing().await?;
    page.run("document.querySelector('#end').scrollIntoView()")
        .await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn an_element_that_comes_later() -> Result<()> {
    let page = Waiting::at(SHORT, "seen .late").await?;
    page.pass(5 * SECOND).await?;
    page.asks_nothing().await?;
    page.run("document.body.append(Object.assign(document.createElement('p'), {className: 'late', textContent: 'Late.'}))")
        .await?;
    page.pass(SECOND).await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn a_click() -> Result<()> {
    let page = Waiting::at(SHORT, "click #there").await?;
    page.browser.click("#here").await?;
    page.asks_nothing().await?;
    page.browser.click("#there").await?;
    page.asks().await?;
    Ok(())
}

/// Also where the element is in a shadow root, and keeps the click to itself.
#[tokio::test]
async fn a_click_in_the_shadow() -> Result<()> {
    let page = Waiting::at(SHORT, "click button.help").await?;
    let shadow = "const root = document.querySelector('#here').attachShadow({mode: 'open'}); \
                  root.innerHTML = '<button class=help><b>?</b></button>'; \
                  root.onclick = event => event.stopPropagation(); \
                  root.querySelector('b').click()";
    page.run(shadow).await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn any_of_several() -> Result<()> {
    let page = Waiting::at(LONG, "delay 10m; click #end; scroll 90%").await?;
    page.pass(5 * SECOND).await?;
    page.asks_nothing().await?;
    page.run("document.querySelector('#end').click()").await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn all_of_several_in_any_order() -> Result<()> {
    let parts =
        json!([{"click": "#there"}, {"delay": "10m"}, {"any": [{"event": "a"}, {"event": "b"}]}]);
    let page = Waiting::by(SHORT, &json!({"ask_when": {"all": parts}})).await?;
    page.pass(10 * MINUTE).await?;
    page.track("'b'").await?;
    page.asks_nothing().await?;
    page.browser.click("#there").await?;
    page.asks().await?;
    Ok(())
}

/// Each fires at most once on a page, and none once the survey was asked.
#[tokio::test]
async fn what_was_asked_is_not_asked_again() -> Result<()> {
    let page = Waiting::at(SHORT, "click #there; delay 10m").await?;
    page.browser.click("#there").await?;
    page.asks().await?.close().await?;
    page.browser.heard("dismissed").await?;
    page.browser.click("#there").await?;
    page.pass(10 * MINUTE).await?;
    page.run("history.pushState(0, '', '/next')").await?;
    page.pass(10 * MINUTE).await?;
    page.browser.click("#there").await?;
    page.browser
        .called_back("requestAnimationFrame(() => requestAnimationFrame(done))")
        .await?;
    let told = page.browser.told_names().await?;
    assert_eq!(told, ["ready", "shown", "dismissed"]);
    Ok(())
}

/// What no trigger needs is not done: no timer, no listener for what moves. The loader alone waited a
/// while, once, for a page that never loads.
#[tokio::test]
async fn nothing_polls_without_need() -> Result<()> {
    let page = Waiting::at(LONG, "click #end; pages 2").await?;
    page.pass(5 * SECOND).await?;
    assert_eq!(page.run("return __clock.pauses()").await?, json!([]));
    let listeners = page.browser.listeners("document").await?;
    assert!(!listeners.contains(&"scroll".to_owned()), "{listeners:?}");

    let page = Waiting::at(LONG, "idle 10m; scroll 90%; seen #end; delay 1h").await?;
    page.pass(5 * SECOND).await?;
    for _ in 0..3 {
        assert_eq!(page.run("return __clock.pauses()").await?, json!([1000]));
        page.pass(SECOND).await?;
    }
    let still: Value = json!(true);
    let passive = "const event = new WheelEvent('wheel', {bubbles: true, cancelable: true}); \
                   return document.body.dispatchEvent(event)";
    assert_eq!(page.run(passive).await?, still);
    Ok(())
}

#[tokio::test]
async fn a_trigger_that_nobody_knows() -> Result<()> {
    for (trigger, named) in [
        ("scrol 60%", "scrol 60%"),
        ("delay 5", "delay 5"),
        ("seen #1", "#1"),
    ] {
        let failed = fails(trigger).await?;
        let message = failed["message"].as_str().unwrap_or_default();
        assert_eq!(failed["reason"], "definition");
        assert!(message.contains(named), "{trigger}: {message}");
    }
    Ok(())
}

/// What the page is told where a tag has such a trigger.
async fn fails(trigger: &str) -> Result<Value> {
    let house = journeys::house::House::open()?;
    let tag = house.tag(&format!(r#"data-survey="nps" data-trigger="{trigger}""#));
    let site = journeys::host::checkout(&tag).serve().await?;
    let browser = journeys::browser::Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.heard("failed").await
}

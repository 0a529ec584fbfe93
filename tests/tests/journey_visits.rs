//! The triggers that know of other pages and visits, events with their properties, what cancels, and
//! applications that go from page to page by themselves.

use anyhow::Result;
use journeys::prompt::Prompt;
use journeys::waiting::{DAY, MINUTE, SECOND, Waiting};
use serde_json::{Value, json};

const PAGE: &str = r#"<main id="main">A page.</main><button id="more">More</button>"#;

#[tokio::test]
async fn an_event_with_its_properties() -> Result<()> {
    let tests = json!({
        "value": {"at_least": 50, "at_most": 100}, "currency": {"is": "EUR"},
        "coupon": {"given": false}, "gift": {"is": false},
    });
    let says = json!({"ask_when": {"event": "purchase", "where": tests}});
    let page = Waiting::by(PAGE, &says).await?;
    for properties in [
        "",
        "{value: 49.9, currency: 'EUR', gift: false}",
        "{value: 100.1, currency: 'EUR', gift: false}",
        "{value: null, currency: 'EUR', gift: false}",
        "{value: 50, currency: 'USD', gift: false}",
        "{value: 50, currency: 'EUR', gift: 0}",
        "{value: 50, currency: 'EUR', gift: false, coupon: 'X'}",
    ] {
        page.track(&format!("'purchase', {properties}")).await?;
        page.asks_nothing().await?;
    }
    page.track("'wish', {value: 50, currency: 'EUR', gift: false}")
        .await?;
    page.asks_nothing().await?;
    page.track("'purchase', {value: '50', currency: 'EUR', gift: false, coupon: ''}")
        .await?;
    page.asks().await?;
    Ok(())
}

/// Of the data layer as well, where a purchase says what was bought in an object of its own.
#[tokio::test]
async fn an_event_of_the_data_layer_with_its_properties() -> Result<()> {
    let tests = json!({"value": {"at_least": 50}, "shop": {"is": "lamps"}});
    let says = json!({"ask_when": {"event": "purchase", "where": tests}});
    let page = Waiting::by(PAGE, &says).await?;
    page.run(
        "dataLayer.push({event: 'purchase', shop: 'lamps', value: 99, ecommerce: {value: 20}})",
    )
    .await?;
    page.asks_nothing().await?;
    page.run("dataLayer.push({event: 'purchase', shop: 'lamps', ecommerce: {value: 50}})")
        .await?;
    page.asks().await?;
    Ok(())
}

fn three_days_after_a_purchase() -> Value {
    json!({"ask_when": {"event": "purchase", "after": "3d"}, "cancel_on": ["refund"]})
}

const LATER: &str = "return localStorage['afterword:later:lamp'] ?? null";

#[tokio::test]
async fn days_after_an_event() -> Result<()> {
    let page = Waiting::by(PAGE, &three_days_after_a_purchase()).await?;
    assert_eq!(page.run("return localStorage.length").await?, 0);
    page.track("'purchase'").await?;
    let due = page.run(LATER).await?;
    page.pass(DAY).await?;
    page.track("'purchase'").await?;
    assert_eq!(page.run(LATER).await?, due, "the first one counts");
    page.pass(3 * DAY).await?;
    page.asks_nothing().await?;

    // It was later than it is.
    page.run("__clock.set(-2 * 864e5)").await?;
    page.goes_to("/next").await?;
    page.asks_nothing().await?;
    page.run("__clock.set(864e5)").await?;
    page.goes_to("/").await?;
    let prompt = page.asks().await?;
    page.browser
        .until("!('afterword:later:lamp' in localStorage)")
        .await?;
    prompt.close().await?;
    Prompt::is_gone(&page.browser).await?;
    page.goes_to("/next").await?;
    page.asks_nothing().await
}

/// A clock that was far ahead when it happened does not put it off for as long.
#[tokio::test]
async fn a_clock_that_was_set_back() -> Result<()> {
    let page = Waiting::by(PAGE, &three_days_after_a_purchase()).await?;
    page.run("__clock.set(1000 * 864e5)").await?;
    page.track("'purchase'").await?;
    page.run("__clock.set(-1000 * 864e5)").await?;
    page.goes_to("/next").await?;
    page.asks_nothing().await?;
    page.run("__clock.set(2 * 864e5)").await?;
    page.goes_to("/").await?;
    page.asks_nothing().await?;
    page.run("__clock.set(864e5)").await?;
    page.goes_to("/next").await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn days_after_an_event_that_was_cancelled() -> Result<()> {
    let page = Waiting::by(PAGE, &three_days_after_a_purchase()).await?;
    page.track("'purchase'").await?;
    page.goes_to("/next").await?;
    page.track("'refund'").await?;
    assert_eq!(page.run(LATER).await?, Value::Null);
    page.run("__clock.set(4 * 864e5)").await?;
    page.goes_to("/").await?;
    page.asks_nothing().await
}

/// Where nothing can be kept, it is never asked, and the page notices nothing.
#[tokio::test]
async fn days_after_an_event_without_storage() -> Result<()> {
    let page = Waiting::by(PAGE, &three_days_after_a_purchase()).await?;
    let denied = "Object.defineProperty(window, 'localStorage', {get() { throw Error('denied') }})";
    page.browser.before_each_page(denied).await?;
    page.goes_to("/next").await?;
    page.track("'purchase'").await?;
    page.run("__clock.set(4 * 864e5)").await?;
    page.goes_to("/").await?;
    page.asks_nothing().await?;
    assert_eq!(page.browser.uncaught().await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn time_on_the_site() -> Result<()> {
    let page = Waiting::at(PAGE, "on-site 10m").await?;
    page.pass(6 * MINUTE).await?;
    page.asks_nothing().await?;
    page.goes_to("/next").await?;
    page.pass(3 * MINUTE).await?;
    page.asks_nothing().await?;
    page.pass(MINUTE).await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn the_third_page() -> Result<()> {
    let page = Waiting::at(PAGE, "pages 3").await?;
    page.asks_nothing().await?;
    page.goes_to("/next").await?;
    page.asks_nothing().await?;
    page.goes_to("/next").await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn the_second_visit() -> Result<()> {
    let page = Waiting::at(PAGE, "visits 2").await?;
    page.goes_to("/next").await?;
    page.asks_nothing().await?;
    assert_eq!(
        page.run("return localStorage['afterword:visits']").await?,
        "1"
    );
    // As a browser that was closed.
    page.run("sessionStorage.clear()").await?;
    page.goes_to("/").await?;
    page.asks().await?;
    Ok(())
}

/// Nothing is kept that no survey of the page asks for.
#[tokio::test]
async fn nothing_is_kept_without_need() -> Result<()> {
    let page = Waiting::at(PAGE, "click #main; delay 1h; exit").await?;
    page.pass(5 * SECOND).await?;
    let kept = "return [localStorage.length, sessionStorage.length]";
    assert_eq!(page.run(kept).await?, json!([0, 0]));
    Ok(())
}

#[tokio::test]
async fn what_is_cancelled_begins_anew() -> Result<()> {
    let both = json!({"ask_when": {"all": [{"event": "a"}, {"event": "b"}]}, "cancel_on": ["c"]});
    let page = Waiting::by(PAGE, &both).await?;
    page.track("'a'").await?;
    page.track("'c'").await?;
    page.track("'b'").await?;
    page.asks_nothing().await?;
    page.track("'a'").await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn a_delay_that_is_cancelled() -> Result<()> {
    let says = json!({"ask_when": {"delay": "10m"}, "cancel_on": ["chat"]});
    let page = Waiting::by(PAGE, &says).await?;
    page.run("dataLayer.push({event: 'chat'})").await?;
    page.pass(20 * MINUTE).await?;
    page.asks_nothing().await?;
    page.goes_to("/next").await?;
    page.pass(10 * MINUTE).await?;
    let prompt = page.asks().await?;
    page.track("'chat'").await?;
    prompt
        .asks("How likely is it that you would recommend us to a friend or colleague?")
        .await
}

/// What waits for one page of an application does not come on the next, and begins anew there.
#[tokio::test]
async fn another_page_of_an_application() -> Result<()> {
    let page = Waiting::at(PAGE, "delay 10m").await?;
    page.pass(9 * MINUTE).await?;
    page.run("history.pushState(0, '', '#part'); history.replaceState(1, '', '#other')")
        .await?;
    page.run("history.pushState(0, '', '/next')").await?;
    page.pass(2 * MINUTE).await?;
    page.asks_nothing().await?;
    page.pass(8 * MINUTE).await?;
    page.asks().await?;
    Ok(())
}

/// A place on the same page is no other page.
#[tokio::test]
async fn another_place_on_the_same_page() -> Result<()> {
    let page = Waiting::at(PAGE, "delay 10m").await?;
    page.pass(9 * MINUTE).await?;
    page.run("location.hash = 'main'").await?;
    page.pass(MINUTE).await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn half_a_group_does_not_outlive_its_page() -> Result<()> {
    let says = json!({"ask_when": {"all": [{"event": "a"}, {"click": "#more"}]}});
    let page = Waiting::by(PAGE, &says).await?;
    page.track("'a'").await?;
    page.run("history.pushState(0, '', '/next')").await?;
    page.browser.click("#more").await?;
    page.asks_nothing().await?;
    page.track("'a'").await?;
    page.asks().await?;
    Ok(())
}

#[tokio::test]
async fn pages_of_an_application_are_counted() -> Result<()> {
    let page = Waiting::at(PAGE, "pages 3").await?;
    page.run("history.pushState(0, '', '/next')").await?;
    page.asks_nothing().await?;
    page.run("history.back()").await?;
    page.asks().await?;
    Ok(())
}

/// Where the browser does not tell, the address is looked at.
#[tokio::test]
async fn another_page_where_the_browser_does_not_tell() -> Result<()> {
    let page = Waiting::at(PAGE, "pages 2; delay 10m").await?;
    let without = "delete window.Navigation; delete window.navigation";
    page.browser.before_each_page(without).await?;
    page.run("sessionStorage.clear()").await?;
    page.goes_to("/").await?;
    page.pass(9 * MINUTE).await?;
    page.run("history.pushState(0, '', '/next')").await?;
    page.asks_nothing().await?;
    page.pass(SECOND).await?;
    page.asks().await?;
    Ok(())
}

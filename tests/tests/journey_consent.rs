//! What is kept of visitors, and asked about them: nothing before they agree where that is asked for,
//! nothing after they took it back, and by a token of the site's server across their devices.

use std::time::Duration;

use anyhow::Result;
use journeys::guest::{BY_DEFINITION, Guest, LAMP, Shop, answer, dismiss};
use journeys::prompt::Prompt;
use journeys::wait::until;
use serde_json::json;

/// Names of all that is kept in this browser by this origin.
const KEPT: &str = "indexedDB.databases().then(databases => [\
     ...databases.map(({name}) => name), ...Object.keys(localStorage), ...Object.keys(sessionStorage), \
     ...document.cookie.split('; ')].filter(name => name).sort())";

/// Before the page's first script: the visitor wants nothing shared.
const PRIVATE: &str =
    "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {value: true})";

/// Files that came, besides the page itself.
async fn files(guest: &Guest) -> Result<Vec<String>> {
    let script =
        "return performance.getEntriesByType('resource').map(({name}) => name.split('/').pop())";
    let files = guest.browser.run(script).await?;
    Ok(serde_json::from_value(files)?)
}

/// Holds that a page on which everything happened has the loader alone, and keeps nothing.
async fn waits_for_consent(guest: &Guest, shop: &Shop<'_>) -> Result<()> {
    shop.enter("/").await?;
    shop.run("afterword('track', 'go'); dataLayer = [{event: 'go'}]")
        .await?;
    guest
        .browser
        .called_back("(window.requestIdleCallback || setTimeout)(() => setTimeout(done))")
        .await?;
    shop.rules_out().await?;
    assert_eq!(files(guest).await?, ["afterword.js"]);
    assert_eq!(guest.browser.eventually(KEPT).await?, json!([]));
    Ok(())
}

#[tokio::test]
async fn a_consent_that_the_site_asks_for() -> Result<()> {
    let guest = Guest::arrives().await?;
    for tag in [
        format!(r#"{BY_DEFINITION} data-consent="required""#),
        r#"data-survey="csat" data-consent="required" data-trigger="event go; delay 1s" data-sample="0.9""#.into(),
        r#"data-surveys="/all.json" data-consent="required""#.into(),
    ] {
        let shop = guest.shop_with(&tag, &json!({})).await?;
        waits_for_consent(&guest, &shop).await?;
    }
    Ok(())
}

/// What happened before is asked about as soon as the visitor agrees, and that is remembered.
#[tokio::test]
async fn a_consent_that_is_given() -> Result<()> {
    let guest = Guest::arrives().await?;
    let tag = format!(r#"{BY_DEFINITION} data-consent="required""#);
    let shop = guest
        .shop_with(&tag, &json!({"quiet": {"dismissed": "1d"}}))
        .await?;
    shop.enter_and_go().await?;
    shop.rules_out().await?;
    shop.run("afterword('consent', true)").await?;
    dismiss(&guest, &shop.asks().await?).await?;
    shop.days_pass(1.0).await?;
    shop.asks_again().await?;
    Ok(())
}

/// All of ours is gone, and nothing is asked any more until the visitor agrees again.
#[tokio::test]
async fn a_consent_that_is_taken_back() -> Result<()> {
    let guest = Guest::arrives().await?;
    let tag = format!(r#"{BY_DEFINITION} data-consent="required""#);
    let shop = guest
        .shop_with(
            &tag,
            &json!({"quiet": {"answered": "0s", "dismissed": "0s"}}),
        )
        .await?;
    shop.enter("/").await?;
    shop.run("afterword('consent', true)").await?;
    shop.go().await?;
    answer(&guest, &shop.asks().await?).await?;
    let prompt = shop.asks_again().await?;
    assert!(prompt.question().await?.contains("recommend"));
    guest
        .browser
        .eventually("afterword('consent', false)")
        .await?;
    Prompt::is_gone(&guest.browser).await?;
    until("nothing that is kept", async || {
        let kept = guest.browser.eventually(KEPT).await?;
        Ok((kept == json!([])).then_some(()))
    })
    .await?;
    shop.run("afterword('show', {force: true})").await?;
    guest
        .browser
        .eventually("new Promise(resolve => setTimeout(resolve))")
        .await?;
    assert!(!Prompt::is_on(&guest.browser).await?);
    waits_for_consent(&guest, &shop).await?;
    Ok(())
}

/// The browser speaks for its visitor; a site with another ground for asking says so.
#[tokio::test]
async fn a_browser_that_wants_nothing_shared() -> Result<()> {
    let guest = Guest::arrives().await?;
    guest.browser.before_each_page(PRIVATE).await?;
    let shop = guest.shop(&json!({})).await?;
    waits_for_consent(&guest, &shop).await?;
    shop.run("afterword('consent', true)").await?;
    shop.asks().await?;

    let tag = format!(r#"{BY_DEFINITION} data-gpc="ignore""#);
    let shop = guest.shop_with(&tag, &json!({})).await?;
    shop.asks_again().await?;

    // It does not stand for a consent that the site asks for.
    let tag = format!(r#"{BY_DEFINITION} data-gpc="ignore" data-consent="required""#);
    let shop = guest.shop_with(&tag, &json!({})).await?;
    waits_for_consent(&guest, &shop).await
}

/// Everything of ours is gone, and nothing of the page's.
#[tokio::test]
async fn to_be_forgotten() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = guest
        .shop(&json!({"ask_when": {"any": [{"event": "go"}, {"visits": 9}]}}))
        .await?;
    shop.enter_watched("/").await?;
    shop.run(
        "for (const area of [localStorage, sessionStorage]) area.basket = 'lamp'; \
              indexedDB.open('basket')",
    )
    .await?;
    shop.go().await?;
    answer(&guest, &shop.asks().await?).await?;
    let ours = guest.browser.eventually(KEPT).await?;
    for name in ["afterword", "afterword:past:lamp", "afterword:visits"] {
        assert!(
            ours.as_array()
                .is_some_and(|names| names.contains(&json!(name))),
            "{name}: {ours}"
        );
    }
    guest.browser.eventually("afterword('forget')").await?;
    until("nothing of ours that is kept", async || {
        let kept = guest.browser.eventually(KEPT).await?;
        Ok((kept == json!(["basket", "basket", "basket"])).then_some(()))
    })
    .await?;
    // What was answered stays with the collector: nobody said whose it is.
    assert_eq!(guest.house.rows()?.len(), 1);
    shop.asks_again().await?;
    assert_eq!(guest.browser.uncaught().await?, [""; 0]);
    Ok(())
}

/// Whom the site knows, and who answered on one device, is not asked on another.
#[tokio::test]
async fn asked_on_another_device() -> Result<()> {
    let guest = Guest::arrives().await?;
    let says = json!({"quiet": {"answered": "30d"}});
    let shop = guest.shop(&says).await?;
    let known = |who: &str, order: &str| -> Result<String> {
        let signed = guest.house.signed(who)?;
        Ok(format!(
            "afterword('context', {{respondent: '{who}', signed: '{signed}', order: {order}}})"
        ))
    };
    shop.enter("/").await?;
    shop.run(&known("u-1", "1001")?).await?;
    shop.go().await?;
    answer(&guest, &shop.asks().await?).await?;
    guest.house.row_after(0).await?;

    // Another origin remembers as little as another device.
    let device = guest.shop(&says).await?;
    let was_asked = async |context: String| {
        device.enter("/").await?;
        device.run(&context).await?;
        device.go().await?;
        guest.browser.until("performance.getEntriesByType('resource').some(({name, responseEnd}) => name.endsWith('/asked') && responseEnd)").await?;
        // Then it took no turn, or the prompt stands.
        guest.browser.eventually("afterword('status')").await?;
        anyhow::Ok(())
    };
    was_asked(known("u-1", "1002")?).await?;
    assert_eq!(device.run("return __turns.begun").await?, 0);
    assert!(!Prompt::is_on(&guest.browser).await?);

    // A call that is forced does not ask; nor is anybody else meant.
    device
        .run("afterword('show', '/lamp.json', {force: true})")
        .await?;
    dismiss(&guest, &device.asks().await?).await?;
    device.run("localStorage.clear()").await?;
    was_asked(known("u-2", "1001")?).await?;
    device.asks().await?;
    device.run("localStorage.clear()").await?;

    // Nor one whom nobody vouches for: the site's survey is asked, and the console says why.
    device.enter("/").await?;
    device
        .run("afterword('context', {respondent: 'u-1', signed: 'v1.e30.e30'})")
        .await?;
    device.go().await?;
    device.asks().await?;
    Ok(())
}

/// About the same order it is not asked again, however long ago that was.
#[tokio::test]
async fn asked_about_the_same_order_on_another_device() -> Result<()> {
    let guest = Guest::arrives().await?;
    let says = json!({"quiet": {"answered": "0s"}});
    for (order, other) in [("1001", "1002"), ("'A-1'", "'A-2'")] {
        let who = order.trim_matches('\'');
        let signed = guest.house.signed(who)?;
        let is_asked = async |order: &str| {
            let device = guest.shop(&says).await?;
            device.enter("/").await?;
            device
                .run(&format!("afterword('context', {{respondent: '{who}', signed: '{signed}', order: {order}}})"))
                .await?;
            device.go().await?;
            guest.browser.until("performance.getEntriesByType('resource').some(({name, responseEnd}) => name.endsWith('/asked') && responseEnd)").await?;
            guest.browser.eventually("afterword('status')").await?;
            let begun = guest.browser.run("return __turns.begun").await?;
            if begun == 1 {
                answer(&guest, &device.asks().await?).await?;
            }
            anyhow::Ok(begun == 1)
        };
        assert!(is_asked(order).await?, "{order}");
        assert!(!is_asked(order).await?, "{order} again");
        assert!(is_asked(other).await?, "{other}");
    }
    Ok(())
}

/// A collector that does not answer keeps nothing from being asked.
#[tokio::test]
async fn asked_nobody_knows_where() -> Result<()> {
    let mut guest = Guest::arrives().await?;
    let signed = guest.house.signed("u-1")?;
    let site = journeys::site::Site::new()
        .folder(journeys::fixture::dist()?)
        .slow("/asked", Duration::from_secs(60))
        .json("/lamp.json", &journeys::guest::survey(LAMP, &json!({})));
    guest.house.go_down()?;
    let tag = format!(r#"<script async src="/afterword.js" {BY_DEFINITION}></script>"#);
    let shop = guest.shop_of(&tag, site).await?;
    shop.enter("/").await?;
    shop.run(&format!(
        "afterword('context', {{respondent: 'u-1', signed: '{signed}'}})"
    ))
    .await?;
    shop.go().await?;
    shop.asks().await?;
    assert_eq!(guest.browser.uncaught().await?, [""; 0]);
    Ok(())
}

/// The collector forgets as well, for whom the site's server vouches.
#[tokio::test]
async fn to_be_forgotten_by_the_collector() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = guest.shop(&json!({})).await?;
    let context = |who: &str| -> Result<String> {
        let signed = guest.house.signed(who)?;
        Ok(format!(
            "afterword('context', {{respondent: '{who}', signed: '{signed}'}})"
        ))
    };
    for (number, who) in ["u-1", "u-2"].into_iter().enumerate() {
        shop.enter("/").await?;
        shop.run("localStorage.clear()").await?;
        shop.run(&context(who)?).await?;
        shop.go().await?;
        answer(&guest, &shop.asks().await?).await?;
        guest.house.row_after(number).await?;
    }
    guest.browser.eventually("afterword('forget')").await?;
    let rows = guest.house.rows()?;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["respondent"], "u-1");
    Ok(())
}

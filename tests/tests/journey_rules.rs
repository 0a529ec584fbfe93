//! Where, to whom and when a survey is asked: each rule of a definition on pages of its own, on both
//! sides of it. What pages rule out costs no module.

use anyhow::Result;
use journeys::browser::Visitor;
use journeys::guest::{BY_DEFINITION, Guest, Shop};
use journeys::prompt::Prompt;
use serde_json::{Value, json};

/// Goes to each of these paths of a shop with these rules of pages: some are asked, some ruled out.
async fn pages(rules: Value, rows: &[(&str, bool)]) -> Result<()> {
    let guest = Guest::arrives().await?;
    for (path, is_asked) in rows {
        // Another origin each time, where nothing is remembered.
        let shop = guest.shop(&json!({"pages": rules})).await?;
        shop.enter_watched(path).await?;
        shop.go().await?;
        if *is_asked {
            shop.asks().await?;
        } else {
            shop.rules_out()
                .await
                .map_err(|error| error.context((*path).to_owned()))?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn pages_by_their_exact_address() -> Result<()> {
    let rows = [
        ("/done", true),
        ("/done?order=7#top", true),
        ("/done/", false),
        ("/Done", false),
        ("/", false),
    ];
    pages(json!({"include": [{"exact": "/done"}]}), &rows).await
}

#[tokio::test]
async fn pages_by_how_they_begin() -> Result<()> {
    let rows = [("/help", true), ("/help/orders", true), ("/de/help", false)];
    pages(json!({"include": [{"prefix": "/help"}]}), &rows).await
}

#[tokio::test]
async fn pages_by_globs() -> Result<()> {
    let rows = [
        ("/checkout", true),
        ("/checkout/pay/card", true),
        ("/checkouts", false),
        ("/de/done", true),
        ("/de/at/done", false),
        ("/#/cart", true),
        ("/#/help", false),
    ];
    let globs = json!({"include": ["/checkout/**", {"glob": "/*/done"}, "/#/cart"]});
    pages(globs, &rows).await
}

#[tokio::test]
async fn pages_by_regular_expressions() -> Result<()> {
    let rows = [("/p/17", true), ("/p/17?x=1", true), ("/p/x17", false)];
    pages(json!({"include": [{"regex": "^/p/[0-9]+$"}]}), &rows).await
}

#[tokio::test]
async fn pages_that_are_excluded() -> Result<()> {
    let rows = [
        ("/shop/lamps", true),
        ("/shop/private", false),
        ("/shop/account/orders", false),
        ("/help", false),
    ];
    let rules = json!({
        "include": ["/shop/**"],
        "exclude": ["/shop/private", {"regex": "/account/"}],
    });
    pages(rules, &rows).await
}

/// An application goes on to another page by itself: the rule is held against where it is then.
#[tokio::test]
async fn pages_of_an_application() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = guest
        .shop(&json!({"pages": {"include": ["/done"]}}))
        .await?;
    shop.enter_watched("/").await?;
    shop.go().await?;
    shop.rules_out().await?;
    shop.run("history.pushState(0, '', '/done')").await?;
    shop.go().await?;
    shop.asks().await?;
    Ok(())
}

/// Also a call of the page's own asks on these pages alone, however it is forced.
#[tokio::test]
async fn pages_hold_for_calls_as_well() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = guest
        .shop(&json!({"pages": {"include": ["/done"]}}))
        .await?;
    shop.enter("/").await?;
    shop.run("afterword('show', {force: true})").await?;
    shop.turns_down().await?;
    shop.enter("/done").await?;
    shop.run("afterword('show')").await?;
    shop.asks().await?;
    Ok(())
}

/// What is wrong with a rule is told to the page, and is no error of the page's.
#[tokio::test]
async fn rules_that_are_none_are_told() -> Result<()> {
    let guest = Guest::arrives().await?;
    for (rules, at) in [
        (json!({"pages": {"include": "/a"}}), "pages.include"),
        (
            json!({"pages": {"include": [{"regex": "("}]}}),
            "pages.include[0].regex",
        ),
        (
            json!({"pages": {"include": [{"like": "/a"}]}}),
            "pages.include[0].like",
        ),
        (json!({"pages": {"exclude": [null]}}), "pages.exclude[0]"),
        (json!({"sample": 25}), "sample"),
        (
            json!({"people": {"device": ["fridge"]}}),
            "people.device[0]",
        ),
    ] {
        let shop = guest.shop(&rules).await?;
        shop.enter_and_go().await?;
        let failed = guest.browser.heard("failed").await?;
        assert_eq!(failed["reason"], "definition", "{rules}");
        let message = failed["message"].as_str().unwrap_or_default();
        assert!(message.contains(at), "{rules}: {message}");
        assert_eq!(guest.browser.uncaught().await?, [""; 0], "{rules}");
    }
    Ok(())
}

/// A shop that asks these people.
async fn asking<'g>(guest: &'g Guest, people: &Value) -> Result<Shop<'g>> {
    guest.shop(&json!({"people": people})).await
}

/// Comes to a path of it, and is asked or not.
async fn comes(shop: &Shop<'_>, path: &str, is_asked: bool) -> Result<()> {
    shop.enter(path).await?;
    is_wanted(shop, is_asked).await
}

async fn is_wanted(shop: &Shop<'_>, is_asked: bool) -> Result<()> {
    shop.go().await?;
    if is_asked {
        shop.asks().await?;
        // It is no matter of quiet periods.
        shop.run("localStorage.clear()").await?;
        return Ok(());
    }
    shop.turns_down().await
}

#[tokio::test]
async fn people_from_a_host() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = asking(&guest, &json!({"referrer": ["news.example"]})).await?;
    for (referrer, is_asked) in [
        ("", false),
        ("https://badnews.example/", false),
        ("https://www.news.example/lamps?x=1", true),
        ("http://news.example:8080/", true),
    ] {
        let to = json!({"url": shop.url("/"), "referrer": referrer, "referrerPolicy": "unsafeUrl"});
        guest.browser.visit("about:blank").await?;
        guest.browser.devtools("Page.navigate", to).await?;
        guest
            .browser
            .until("window.__witness?.events.length")
            .await?;
        is_wanted(&shop, is_asked)
            .await
            .map_err(|error| error.context(referrer))?;
    }
    Ok(())
}

#[tokio::test]
async fn people_of_a_campaign() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = asking(&guest, &json!({"campaign": ["spring sale"]})).await?;
    comes(&shop, "/", false).await?;
    comes(&shop, "/?utm_campaign=spring", false).await?;
    comes(&shop, "/?a=b&utm_campaign=spring+sale", true).await
}

#[tokio::test]
async fn people_with_a_device() -> Result<()> {
    let guest = Guest::arrives().await?;
    let tablet = Visitor {
        width: 800,
        ..Visitor::PHONE
    };
    for (visitor, touches, name) in [
        (Visitor::DESKTOP, false, "desktop"),
        (Visitor::PHONE, true, "phone"),
        (tablet, true, "tablet"),
    ] {
        guest.browser.become_visitor(visitor).await?;
        let touch = json!({"enabled": touches});
        guest
            .browser
            .devtools("Emulation.setTouchEmulationEnabled", touch)
            .await?;
        for device in ["desktop", "phone", "tablet"] {
            let shop = asking(&guest, &json!({"device": [device]})).await?;
            comes(&shop, "/", device == name).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn people_of_a_language() -> Result<()> {
    let guest = Guest::arrives().await?;
    for (lang, is_asked) in [("de", true), ("en", false), ("pt-BR", true), ("pt", false)] {
        let tag = format!(r#"{BY_DEFINITION} data-lang="{lang}""#);
        let people = json!({"people": {"language": ["de", "pt-BR"]}});
        let shop = guest.shop_with(&tag, &people).await?;
        comes(&shop, "/", is_asked)
            .await
            .map_err(|error| error.context(lang))?;
    }
    Ok(())
}

#[tokio::test]
async fn on_some_days() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = asking(
        &guest,
        &json!({"dates": {"from": "2126-06-01", "until": "2126-06-03"}}),
    )
    .await?;
    shop.enter("/").await?;
    let to = async |moment: &str| {
        shop.run(&format!("__clock.set(Date.parse('{moment}') - Date.now())"))
            .await?;
        anyhow::Ok(())
    };
    for (moment, is_asked) in [
        ("2126-05-31T23:59:00Z", false),
        ("2126-06-01T00:00:00Z", true),
        ("2126-06-02T23:00:00Z", true),
        ("2126-06-03T00:00:00Z", false),
    ] {
        to(moment).await?;
        comes(&shop, "/", is_asked)
            .await
            .map_err(|error| error.context(moment))?;
    }
    Ok(())
}

/// By the visitor's own clock, not the server's.
#[tokio::test]
async fn in_some_hours_of_the_visitors_day() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = asking(
        &guest,
        &json!({"hours": {"from": "06:00", "until": "18:00"}}),
    )
    .await?;
    let live = async |hours_east: i64| {
        // These names count to the west.
        let zone = json!({"timezoneId": format!("Etc/GMT{:+}", -hours_east)});
        guest
            .browser
            .devtools("Emulation.setTimezoneOverride", zone)
            .await
    };
    shop.enter("/").await?;
    let hour = shop.run("return new Date().getUTCHours()").await?;
    let hour = hour.as_i64().unwrap_or_default();
    // Where it is noon, and where it is midnight, give or take the hour that may just end.
    for (wanted, is_asked) in [(12, true), (0, false)] {
        live((wanted - hour + 36) % 24 - 12).await?;
        comes(&shop, "/", is_asked).await?;
    }
    Ok(())
}

#[tokio::test]
async fn people_of_whom_the_page_says_something() -> Result<()> {
    let guest = Guest::arrives().await?;
    let tests = json!({"plan": {"is": "team"}, "seats": {"at_least": 5, "at_most": 50}, "trial": {"given": false}});
    let shop = asking(&guest, &json!({"context": tests})).await?;
    for (context, is_asked) in [
        ("{}", false),
        ("{plan: 'team', seats: 4}", false),
        ("{plan: 'Team', seats: 5}", false),
        ("{plan: 'team', seats: '5'}", false),
        ("{plan: 'team', seats: 5, trial: true}", false),
        ("{plan: 'team', seats: 51}", false),
        ("{plan: 'team', seats: 50}", true),
    ] {
        shop.enter("/").await?;
        shop.run(&format!("afterword('context', {context})"))
            .await?;
        is_wanted(&shop, is_asked)
            .await
            .map_err(|error| error.context(context))?;
    }
    Ok(())
}

/// What was turned down is asked as soon as it comes about again and fits.
#[tokio::test]
async fn what_was_turned_down_is_asked_once_it_fits() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = asking(&guest, &json!({"context": {"plan": {"is": "team"}}})).await?;
    comes(&shop, "/", false).await?;
    shop.run("afterword('context', {plan: 'team'})").await?;
    shop.go().await?;
    shop.asks().await?;
    assert!(Prompt::is_on(&guest.browser).await?);
    Ok(())
}

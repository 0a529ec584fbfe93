//! Where a prompt stands, and what it keeps clear of.

use anyhow::{Context as _, Result};
use fantoccini::key::Key;
use journeys::browser::Browser;
use journeys::host::{BUY, WISH};
use journeys::prompt::{Area, Part, Prompt};
use serde_json::{Value, json};

use crate::shop::{Shop, close, page, show, survey, tag};
use crate::walk::Walk;

/// What it keeps from the edges of the window, in CSS pixels.
const GAP: f64 = 16.0;

/// One question in this place, and named after it.
fn placed(position: &str) -> Value {
    let mut survey = survey(position, &json!([{"id": "nps", "kind": "nps"}]));
    survey["look"] = json!({"position": position});
    survey
}

/// The card that rests, and the room that it stands in.
async fn card_and_room(browser: &Browser) -> Result<(Area, Area)> {
    let prompt = Prompt::on(browser);
    prompt.comes_to_rest().await?;
    let card = prompt.areas("[part=card]").await?;
    let room = browser
        .run("const {clientWidth, clientHeight} = document.documentElement; return [clientWidth, innerHeight]")
        .await?;
    let side = |index: usize| room[index].as_f64().context("no room");
    let room = Area {
        left: 0.0,
        top: 0.0,
        right: side(0)?,
        bottom: side(1)?,
    };
    Ok((*card.first().context("no card")?, room))
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1.0
}

/// Two questions, each with more options than the window has room for.
fn long() -> Value {
    let options: Vec<_> = (0..40)
        .map(|n| json!({"id": format!("o{n}"), "label": format!("Option {n}")}))
        .collect();
    let question = |id| json!({"id": id, "kind": "choices", "ask": id, "options": options});
    survey("long", &json!([question("first"), question("second")]))
}

pub(crate) async fn on_the_window(walk: &Walk<'_>) -> Result<()> {
    const CORNERS: [&str; 4] = ["bottom-right", "bottom-left", "top-right", "top-left"];
    let browser = walk.browser;
    let surveys: Vec<_> = CORNERS
        .iter()
        .chain(&["bottom-bar", "center"])
        .map(|place| placed(place))
        .chain([long()])
        .collect();
    let shop = Shop::open(browser, &surveys).await?;
    walk.through("corners", async || {
        for corner in CORNERS {
            let prompt = shop.ask(corner).await?;
            let (card, room) = card_and_room(browser).await?;
            let (left, top) = (near(card.left, GAP), near(card.top, GAP));
            let right = near(card.right, room.right - GAP);
            let bottom = near(card.bottom, room.bottom - GAP);
            assert_eq!(
                [left, top, right, bottom],
                ["left", "top", "right", "bottom"].map(|side| corner.contains(side)),
                "{corner}: {card:?} in {room:?}"
            );
            prompt.rate(9).await?;
            prompt.thanks().await?;
            close(browser).await?;
        }
        Ok(())
    })
    .await?;
    walk.through("each question from its beginning", async || {
        const SCROLLED: &str = "return root.querySelector('[part=card]').scrollTop";
        let prompt = shop.ask("long").await?;
        prompt.choose("o39").await?;
        prompt
            .run("root.querySelector('[part=card]').scrollTop = 9999")
            .await?;
        assert!(prompt.run(SCROLLED).await?.as_f64() > Some(100.0));
        prompt.press(Part::Send).await?;
        prompt.asks("second").await?;
        assert_eq!(prompt.run(SCROLLED).await?.as_f64(), Some(0.0));
        close(browser).await
    })
    .await?;
    walk.through("bottom bar", async || {
        shop.ask("bottom-bar").await?;
        let (card, room) = card_and_room(browser).await?;
        assert!(
            near(card.left, 0.0) && near(card.right, room.right),
            "{card:?}"
        );
        assert!(
            near(card.bottom, room.bottom) && card.height() < 300.0,
            "{card:?}"
        );
        close(browser).await
    })
    .await?;
    walk.through("center", async || {
        shop.ask("center").await?;
        let (card, room) = card_and_room(browser).await?;
        assert!(
            near(card.left, room.right - card.right),
            "{card:?} in {room:?}"
        );
        assert!(
            near(card.top, room.bottom - card.bottom),
            "{card:?} in {room:?}"
        );
        close(browser).await
    })
    .await?;
    walk.through("sheet on a phone", async || {
        // No window is as narrow everywhere; a frame of the page is.
        let frame = r#"<!doctype html><title>Phone</title><iframe src="/phone" width="320" height="600"></iframe>"#;
        let site = page(&tag(""))?;
        let phone = r#"<!doctype html><html lang="en"><head><title>.</title></head><body>"#;
        let site = site
            .page("/phone", format!("{phone}{}</body></html>", tag(r#"data-survey="nps""#)))
            .page("/frame", frame);
        let site = site.serve().await?;
        browser.visit(&site.url("/frame")).await?;
        browser.enter_frame("iframe").await?;
        let prompt = show(browser, "nps").await?;
        let (card, room) = card_and_room(browser).await?;
        assert!(near(card.left, 0.0) && near(card.right, room.right), "{card:?} in {room:?}");
        assert!(near(card.bottom, room.bottom) && card.top > 32.0, "{card:?} in {room:?}");
        let ratings = prompt.areas("[data-rating]").await?;
        assert_eq!(ratings.len(), 11);
        assert!(ratings.iter().all(|area| area.is_target()), "{ratings:?}");
        assert!(ratings.iter().all(|area| area.top == ratings[0].top), "{ratings:?}");
        prompt.rate(10).await?;
        prompt.comment("Near").await?;
        prompt.thanks_with("Thank you for your feedback.").await
    })
    .await
}

pub(crate) async fn elsewhere(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let mut inline = survey("inline", &json!([{"id": "nps", "kind": "nps"}]));
    inline["look"] = json!({"target": "footer"});
    let shop = Shop::open(browser, &[placed("modal"), inline, placed("tab")]).await?;
    browser.click(BUY).await?;
    walk.through("modal", async || {
        let prompt = shop.ask("modal").await?;
        assert!(browser.is_focused("[data-rating='0'] input").await?);
        assert!(prompt.has("dialog:modal").await?);
        for _ in 0..6 {
            browser.press(Key::Tab).await?;
            assert!(!browser.is_focused("#buy, #wish").await?, "the page waits");
        }
        let (card, room) = card_and_room(browser).await?;
        assert!(
            near(card.left, room.right - card.right),
            "{card:?} in {room:?}"
        );
        prompt.rate(3).await?;
        prompt.thanks().await?;
        browser.press(Key::Escape).await?;
        Prompt::is_gone(browser).await?;
        assert!(browser.is_focused(BUY).await?, "where it came from");
        Ok(())
    })
    .await?;
    walk.through("inline", async || {
        let before = browser
            .run("return document.querySelector('footer').offsetHeight")
            .await?;
        let prompt = shop.ask("inline").await?;
        let inside =
            "return [root.host.parentElement.localName, root.host.matches(':popover-open')]";
        assert_eq!(prompt.run(inside).await?, json!(["footer", false]));
        let room = browser
            .run("return document.querySelector('footer').getBoundingClientRect().width")
            .await?;
        let (card, _) = card_and_room(browser).await?;
        assert_eq!(
            Some(card.width()),
            room.as_f64(),
            "as wide as what it stands in"
        );
        prompt.rate(9).await?;
        prompt.thanks().await?;
        close(browser).await?;
        let after = browser
            .run("return document.querySelector('footer').offsetHeight")
            .await?;
        assert_eq!(after, before);
        Ok(())
    })
    .await?;
    walk.through("tab", async || {
        let told = browser.told_names().await?.len();
        browser
            .run("afterword('show', '#tab', {force: true})")
            .await?;
        let prompt = Prompt::on(browser);
        let tab = prompt.part(Part::Tab).await?;
        assert_eq!(tab.text().await?, "Feedback");
        assert_eq!(
            browser.told_names().await?.len(),
            told,
            "a tab asks nothing"
        );
        let area = prompt.areas("[part=tab]").await?[0];
        let width = browser
            .run("return document.documentElement.clientWidth")
            .await?;
        assert!(
            near(area.right, width.as_f64().unwrap_or_default()),
            "at the edge: {area:?}"
        );
        prompt.press(Part::Tab).await?;
        prompt.rate(10).await?;
        prompt.thanks().await?;
        prompt.close().await?;
        prompt.part(Part::Tab).await?;
        browser.run("afterword('close')").await?;
        Prompt::is_gone(browser).await
    })
    .await
}

pub(crate) async fn out_of_the_way(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let shop = Shop::open(browser, &[placed("bottom-right")]).await?;
    walk.through("away from the focused control", async || {
        browser
            .run(
                "document.body.insertAdjacentHTML('beforeend', \
                     '<input id=low style=\"position:fixed;right:40px;bottom:40px\">'); low.focus()",
            )
            .await?;
        shop.ask("bottom-right").await?;
        let covered = "(() => { \
            const card = document.querySelector('[data-afterword]').shadowRoot.querySelector('section'); \
            const [a, b] = [card, low].map(element => element.getBoundingClientRect()); \
            return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom })()";
        browser.until(&format!("!{covered}")).await?;
        browser.run("document.querySelector('#wish').focus()").await?;
        browser.until(covered).await?;
        browser.run("low.focus()").await?;
        browser.until(&format!("!{covered}")).await?;
        browser.run("low.remove()").await?;
        close(browser).await
    })
    .await?;
    walk.through("waits for a modal of the page", async || {
        browser
            .run(
                "document.body.insertAdjacentHTML('beforeend', '<dialog>Well?</dialog>'); \
                 document.querySelector('dialog').showModal(); afterword('show', '#bottom-right', {force: true}); \
                 window.__frames = 0; \
                 (function count() { window.__frames++; requestAnimationFrame(count); })()",
            )
            .await?;
        // The bundle is there already: in a dozen frames it would have stood.
        browser.until("window.__frames > 12").await?;
        assert!(!Prompt::is_on(browser).await?);
        browser
            .run("document.querySelector('dialog').close()")
            .await?;
        Prompt::appears(browser).await?;
        Ok(())
    })
    .await?;
    walk.through("lifted by a keyboard on the screen", async || {
        // No engine shows a keyboard to its driver; what it would tell the page is told here.
        let (before, room) = card_and_room(browser).await?;
        for (hidden, expected) in [(300.0, 300.0), (15.0, 0.0), (200.0, 200.0), (0.0, 0.0)] {
            browser
                .run(&format!(
                    "Object.defineProperty(visualViewport, 'height', {{value: innerHeight - {hidden}, configurable: true}}); \
                     visualViewport.dispatchEvent(new Event('resize'))"
                ))
                .await?;
            let (card, _) = card_and_room(browser).await?;
            assert!(near(card.bottom, before.bottom - expected), "{card:?} in {room:?}");
        }
        Ok(())
    })
    .await?;
    close(browser).await?;
    browser.click(WISH).await
}

//! By keyboard, and by ear.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::host::WISH;
use journeys::prompt::{Part, Prompt};
use serde_json::json;

use crate::shop::{Shop, close, survey};
use crate::walk::Walk;

pub(crate) async fn for_keyboards(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let questions = json!([
        {"id": "csat", "kind": "csat", "ask": "Satisfied?"},
        {"id": "nps", "kind": "nps", "ask": "Likely?"},
        {"id": "why", "kind": "text", "ask": "Why?"},
    ]);
    let shop = Shop::open(browser, &[survey("keys", &questions)]).await?;
    browser.click(WISH).await?;
    let prompt = shop.ask("keys").await?;
    walk.through("F6", async || {
        assert!(browser.is_focused(WISH).await?, "it takes no focus");
        browser.press(Key::F6).await?;
        assert_eq!(prompt.focused_rating().await?, Some(1));
        browser.press(Key::F6).await?;
        assert!(browser.is_focused(WISH).await?);
        Ok(())
    })
    .await?;
    walk.through("Escape from inside", async || {
        browser.press(Key::Escape).await?;
        browser.press(Key::Tab).await?;
        assert!(
            Prompt::is_on(browser).await?,
            "outside, Escape is the page's"
        );
        browser.click(WISH).await?;
        browser.press(Key::F6).await?;
        browser.press(Key::Escape).await?;
        Prompt::is_gone(browser).await?;
        assert_eq!(browser.told_names().await?, ["ready", "shown", "dismissed"]);
        Ok(())
    })
    .await?;
    walk.through("focus given back", async || {
        assert!(browser.is_focused(WISH).await?, "where it came from");
        Ok(())
    })
    .await?;
    let prompt = shop.ask("keys").await?;
    browser.press(Key::F6).await?;
    walk.through("arrows move", async || {
        for (key, leads_to) in [
            (Key::Left, 1),
            (Key::Right, 2),
            (Key::Down, 3),
            (Key::Up, 2),
            (Key::Right, 3),
            (Key::Right, 4),
            (Key::Right, 5),
            (Key::Right, 5),
            (Key::Left, 4),
        ] {
            browser.press(key).await?;
            assert_eq!(prompt.focused_rating().await?, Some(leads_to), "{key:?}");
        }
        assert!(!prompt.has(":checked").await?, "an arrow chooses nothing");
        prompt.asks("Satisfied?").await
    })
    .await?;
    walk.through("Space and Enter rate", async || {
        browser.press(Key::Enter).await?;
        prompt.asks("Likely?").await?;
        assert_eq!(browser.heard("rated").await?["rating"], 4);
        assert_eq!(prompt.focused_rating().await?, Some(0), "focus follows");
        browser.press(Key::Right).await?;
        browser.press(Key::Space).await?;
        prompt.asks("Why?").await?;
        let told = browser.told().await?;
        let rated = told.iter().filter(|told| told.name == "rated");
        let ratings: Vec<_> = rated.map(|told| told.detail["rating"].clone()).collect();
        assert_eq!(ratings, [4, 1], "each once");
        assert!(browser.is_focused("textarea").await?, "focus follows");
        Ok(())
    })
    .await?;
    close(browser).await
}

pub(crate) async fn for_ears(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let mut said = survey(
        "said",
        &json!([
            {"id": "csat", "kind": "csat", "ask": "Satisfied?"},
            {"id": "why", "kind": "text", "ask": "Why?", "required": true},
            {"id": "news", "kind": "statement", "ask": "We have moved."},
            {"id": "nps", "kind": "nps", "ask": "Likely?"},
        ]),
    );
    said["language"] = json!("en");
    said["thanks"] = json!({"code": "LAMP5"});
    let shop = Shop::open_with(browser, &[said], r#"data-lang="de""#).await?;
    browser.click(WISH).await?;
    let prompt = shop.ask("said").await?;
    walk.through("language of each text", async || {
        assert_eq!(prompt.attributes("section", "lang").await?, ["de"]);
        let foreign =
            "return [...root.querySelectorAll('.question [lang=en]')].map(({textContent}) => textContent)";
        assert_eq!(
            prompt.run(foreign).await?,
            json!(["Satisfied?"]),
            "and no other"
        );
        assert_eq!(
            prompt.attributes("[part=close]", "aria-label").await?,
            ["Schließen"]
        );
        Ok(())
    })
    .await?;
    walk.through("error announced", async || {
        prompt
            .announces("Frage 1 von 3. Satisfied? Drücken Sie F6, um dorthin zu gelangen.")
            .await?;
        let foreign = "return root.querySelector('[role=status] [lang=en]').textContent";
        assert_eq!(prompt.run(foreign).await?, "Satisfied?");
        prompt.rate(2).await?;
        prompt.announces("Frage 2 von 3. Why?").await?;
        let alert = "return root.querySelector('[role=alert]').checkVisibility()";
        assert_eq!(prompt.run(alert).await?, false, "nothing is wrong yet");
        prompt.press(Part::Send).await?;
        assert_eq!(prompt.run(alert).await?, true);
        assert!(browser.is_focused("textarea[aria-invalid=true]").await?);
        let described = "const {activeElement} = root; \
            return root.getElementById(activeElement.getAttribute('aria-describedby')).textContent";
        assert_eq!(prompt.run(described).await?, "Bitte schreiben Sie etwas.");
        Ok(())
    })
    .await?;
    walk.through("announced", async || {
        prompt.write("textarea", "Rain").await?;
        prompt.press(Part::Send).await?;
        prompt.announces("We have moved.").await?;
        prompt.press(Part::Send).await?;
        prompt.announces("Frage 3 von 3. Likely?").await?;
        prompt.rate(9).await?;
        prompt
            .announces("Vielen Dank für Ihr Feedback. Ihr Code: LAMP5")
            .await?;
        assert_eq!(
            prompt.attributes("section", "aria-label").await?,
            ["Feedback"]
        );
        Ok(())
    })
    .await?;
    close(browser).await
}

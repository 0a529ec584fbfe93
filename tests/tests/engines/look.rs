//! Owners set how it looks, visitors whether it is light, and nobody makes it unreadable.

use anyhow::Result;
use journeys::browser::Visitor;
use journeys::color::{Color, contrast};
use journeys::prompt::{Part, Prompt};
use serde_json::{Value, json};

use crate::shop::{Shop, close, survey};
use crate::walk::Walk;

/// Notes what the console is warned of.
const LISTEN: &str =
    "window.__warned = []; console.warn = (...said) => __warned.push(said.join(' '))";

const DESK: Visitor = Visitor::DESKTOP;

const WHITE: Color = [255.0, 255.0, 255.0];
/// The ground of the classic preset in the dark.
const DARK: Color = [32.0, 32.0, 36.0];
/// Its accent in the light.
const INDIGO: Color = [59.0, 75.0, 200.0];

fn looks(id: &str, look: &Value) -> Value {
    let mut survey = survey(id, &json!([{"id": "nps", "kind": "nps"}]));
    survey["look"] = look.clone();
    survey
}

pub(crate) async fn themes(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let presets = ["classic", "soft", "sharp", "night", "paper"];
    let mut surveys: Vec<_> = presets
        .iter()
        .map(|preset| looks(preset, &json!({"preset": preset, "theme": "light"})))
        .collect();
    surveys.extend(["auto", "light", "dark"].map(|theme| looks(theme, &json!({"theme": theme}))));
    surveys.push(survey(
        "faces",
        &json!([{"id": "csat", "kind": "csat", "look": "faces"},
                {"id": "why", "kind": "text", "ask": "Why?"}]),
    ));
    let shop = Shop::open(browser, &surveys).await?;
    let ground = async |prompt: &Prompt<'_>| prompt.color("surface").await;

    walk.through("light", async || {
        let prompt = shop.ask("light").await?;
        assert_eq!(ground(&prompt).await?, WHITE);
        assert_eq!(prompt.color("accent").await?, INDIGO);
        assert_eq!(
            prompt.style("[part=card]", "background-color").await?,
            "rgb(255, 255, 255)"
        );
        close(browser).await
    })
    .await?;
    walk.through("dark", async || {
        let prompt = shop.ask("dark").await?;
        assert_eq!(ground(&prompt).await?, DARK);
        assert_eq!(
            prompt.style("[part=card]", "background-color").await?,
            "rgb(32, 32, 36)"
        );
        close(browser).await
    })
    .await?;
    walk.through("light or dark by the visitor", async || {
        for (visitor, expected) in [(DESK.dark(), DARK), (DESK, WHITE)] {
            browser.become_visitor(visitor).await?;
            let prompt = shop.ask("auto").await?;
            assert_eq!(ground(&prompt).await?, expected);
            close(browser).await?;
        }
        Ok(())
    })
    .await?;
    walk.through("reduced motion", async || {
        for (still, animation) in [(true, "none"), (false, "rise")] {
            browser.become_visitor(Visitor { still, ..DESK }).await?;
            let prompt = shop.ask("light").await?;
            let style = prompt.style("[part=card]", "animation-name").await?;
            assert_eq!(style, animation);
            close(browser).await?;
        }
        Ok(())
    })
    .await?;
    walk.through("forced colours", async || {
        let forced_colors = true;
        browser
            .become_visitor(Visitor {
                forced_colors,
                ..DESK
            })
            .await?;
        let prompt = shop.ask("light").await?;
        assert_ne!(prompt.color("accent").await?, INDIGO, "the visitor's own");
        close(browser).await?;
        // What is chosen is told from the others where no background tells it.
        let prompt = shop.ask("faces").await?;
        prompt.rate(4).await?;
        prompt.press(Part::Back).await?;
        let stroke = async |rating| {
            let face = format!("[data-rating=\"{rating}\"] svg");
            prompt.style(&face, "stroke-width").await
        };
        assert_eq!(stroke(4).await?, "22px");
        assert_eq!(stroke(3).await?, "13px");
        close(browser).await?;
        browser.become_visitor(DESK).await
    })
    .await?;
    walk.through("presets", async || {
        let mut seen = Vec::new();
        for preset in presets {
            let prompt = shop.ask(preset).await?;
            let [text, surface, accent] = [
                prompt.color("text").await?,
                ground(&prompt).await?,
                prompt.color("accent").await?,
            ];
            assert!(contrast(text, surface) >= 4.5, "{preset}");
            assert!(contrast(accent, surface) >= 3.0, "{preset}");
            let radius = prompt
                .style("[part=card]", "border-top-left-radius")
                .await?;
            seen.push((accent, radius));
            close(browser).await?;
        }
        for (index, look) in seen.iter().enumerate() {
            assert!(!seen[..index].contains(look), "{seen:?}");
        }
        Ok(())
    })
    .await?;
    walk.through("custom properties", async || {
        set(
            walk,
            "--afterword-surface: #fffdf5; --afterword-accent: #006644; \
                   --afterword-radius: 3px; --afterword-width: 400px; --afterword-space: 30px; \
                   --afterword-font: 17px/1.5 serif",
        )
        .await?;
        let prompt = shop.ask("light").await?;
        assert_eq!(ground(&prompt).await?, [255.0, 253.0, 245.0]);
        assert_eq!(prompt.color("accent").await?, [0.0, 102.0, 68.0]);
        for (property, value) in [
            ("border-top-left-radius", "4.2px"),
            ("width", "400px"),
            ("padding-top", "30px"),
            ("font-size", "17px"),
            ("font-family", "serif"),
        ] {
            assert_eq!(
                prompt.style("[part=card]", property).await?,
                value,
                "{property}"
            );
        }
        assert_eq!(warned(walk).await?, [""; 0]);
        close(browser).await
    })
    .await?;
    walk.through("contrast repaired and told", async || {
        set(walk, "--afterword-surface: white; --afterword-text: #aaa; --afterword-accent: gold; \
                   --afterword-on-accent: #fff").await?;
        let prompt = shop.ask("light").await?;
        for (name, on, least) in [
            ("text", "surface", 4.5),
            ("quiet", "surface", 4.5),
            ("edge", "surface", 3.0),
            ("accent", "surface", 3.0),
            ("on-accent", "accent", 4.5),
        ] {
            let contrast = contrast(prompt.color(name).await?, prompt.color(on).await?);
            assert!(contrast >= least, "{name} on {on} is {contrast}");
        }
        let warned = warned(walk).await?;
        let told = |text| warned.iter().filter(|line| line.contains(text)).count();
        assert_eq!(told("a contrast of"), 3, "{warned:?}");
        let first = "Afterword: --afterword-text is #aaaaaa on #ffffff, a contrast of 2.32 where 4.5 is needed";
        assert_eq!(told(first), 1, "{warned:?}");
        close(browser).await
    })
    .await
}

/// Gives the page a theme, and listens to what is said of it.
async fn set(walk: &Walk<'_>, theme: &str) -> Result<()> {
    let set = format!("document.documentElement.style.cssText = `{theme}`; {LISTEN}");
    walk.browser.run(&set).await?;
    Ok(())
}

async fn warned(walk: &Walk<'_>) -> Result<Vec<String>> {
    Ok(serde_json::from_value(
        walk.browser.run("return __warned").await?,
    )?)
}

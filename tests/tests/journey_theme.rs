//! A theme of the owner's that could not be read is repaired, and its owner told.

use anyhow::{Context, Result};
use journeys::browser::{Browser, Visitor};
use journeys::color::{Color, contrast};
use journeys::fixture;
use journeys::host::checkout;
use journeys::prompt::Prompt;
use journeys::site::Served;
use serde_json::json;

/// In front of a page that an owner may give any theme.
async fn visitor() -> Result<(Served, Browser)> {
    let tag = r#"<script async src="/afterword.js" data-survey="nps" data-endpoint="/v1/responses">
                 </script>"#;
    let site = checkout(tag)
        .folder(fixture::dist()?)
        .json("/v1/responses", &json!({}))
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    Ok((site, browser))
}

/// Has the page ask in a theme.
async fn asked_in<'b>(browser: &'b Browser, theme: &str) -> Result<Prompt<'b>> {
    let set = format!(
        "document.documentElement.style.cssText = `{theme}`; afterword('show', {{force: true}})"
    );
    browser.run(&set).await?;
    Prompt::appears(browser).await
}

/// One colour as an owner sets it, and what it is drawn on.
struct Pair {
    name: &'static str,
    color: &'static str,
    on: &'static str,
    ground: &'static str,
    least: f64,
}

const fn pair(name: &'static str, color: &'static str, ground: &'static str, least: f64) -> Pair {
    let on = "surface";
    Pair {
        name,
        color,
        on,
        ground,
        least,
    }
}

const fn on_accent(color: &'static str, ground: &'static str) -> Pair {
    let (name, on, least) = ("on-accent", "accent", 4.5);
    Pair {
        name,
        color,
        on,
        ground,
        least,
    }
}

const PAIRS: [Pair; 20] = [
    // What can be read stays as it is.
    pair("text", "#222", "#fffdf5", 4.5),
    pair("text", "#767676", "#fff", 4.5),
    pair("accent", "#3b4bc8", "#fff", 3.0),
    on_accent("#fff", "#3b4bc8"),
    // Too light on a light ground, too dark on a dark one.
    pair("text", "#aaa", "#fff", 4.5),
    pair("text", "hotpink", "white", 4.5),
    pair("text", "navy", "#101018", 4.5),
    pair("text", "#777", "#777", 4.5),
    pair("text", "oklch(0.8 0.15 150)", "oklch(0.95 0.02 150)", 4.5),
    pair("quiet", "#8fbc8f", "#fff", 4.5),
    pair("quiet", "#345", "#202024", 4.5),
    pair("edge", "gold", "white", 3.0),
    pair("edge", "#333", "#111", 3.0),
    pair("wrong", "orange", "white", 4.5),
    pair("wrong", "#b3261e", "#200", 4.5),
    pair("accent", "gold", "#fffdf5", 3.0),
    pair("accent", "#036", "#101018", 3.0),
    on_accent("#fff", "#c76a00"),
    on_accent("#008080", "#006666"),
    on_accent("#ff0", "#767676"),
];

#[tokio::test]
async fn a_colour_is_moved_only_as_far_as_it_must_and_keeps_its_hue() -> Result<()> {
    let (_site, browser) = visitor().await?;
    for Pair {
        name,
        color: meant,
        on,
        ground,
        least,
    } in PAIRS
    {
        let theme = format!("--afterword-{on}: {ground}; --afterword-{name}: {meant}");
        let prompt = asked_in(&browser, &theme).await?;
        let told: Vec<String> = browser
            .console()
            .await?
            .into_iter()
            .map(|line| line.text)
            .collect();
        let told = told
            .iter()
            .find(|line| line.contains(&format!("--afterword-{name} is ")));
        let given = prompt.color(&format!("afterword-{name}")).await?;
        let [ground, shown] = [prompt.color(on).await?, prompt.color(name).await?];
        let row = format!("{theme}: {given:?} shown as {shown:?} on {ground:?}, {told:?}");
        if contrast(given, ground) >= least {
            assert_eq!(shown, given, "{row}");
            assert_eq!(told, None, "{row}");
        } else {
            let reached = contrast(shown, ground);
            assert!(reached >= least, "{row}");
            // A step less is not enough; near black a step is a large one.
            assert!(reached < least * 1.12, "{reached}: {row}");
            let told = told.with_context(|| format!("nothing was told: {row}"))?;
            assert!(
                told.contains(&format!("{} on {}", hex(given), hex(ground))),
                "{row}"
            );
            assert!(told.contains(&format!("shown as {}", hex(shown))), "{row}");
            if let (Some(meant), Some(kept)) = (hue(given), hue(shown)) {
                let apart = (meant - kept).abs();
                assert!(
                    apart.min(360.0 - apart) < 6.0,
                    "{meant} became {kept}: {row}"
                );
            }
        }
        prompt.close().await?;
        Prompt::is_gone(&browser).await?;
    }
    Ok(())
}

/// A theme as an owner sets it, and how many of its colours are told to be repaired.
const THEMES: [(&str, usize); 6] = [
    ("", 0),
    ("--afterword-radius: 2px", 0),
    (
        "--afterword-surface: #fffdf5; --afterword-text: #222; --afterword-accent: #064",
        0,
    ),
    // Grey on white, gold on white, white on gold.
    (
        "--afterword-surface: white; --afterword-text: #aaa; --afterword-accent: gold; \
      --afterword-on-accent: #fff",
        3,
    ),
    // All that was made for a light card is on a dark one.
    ("--afterword-surface: oklch(0.25 0.03 260)", 4),
    // Of medium light: neither black nor white has much to give.
    (
        "--afterword-surface: #777; --afterword-text: #777; --afterword-on-accent: transparent",
        4,
    ),
];

#[tokio::test]
async fn colours_that_cannot_be_read_are_repaired_and_told() -> Result<()> {
    let (_site, browser) = visitor().await?;
    for (theme, repaired) in THEMES {
        let prompt = asked_in(&browser, theme).await?;
        let console = browser.console().await?;
        let told = |text: &str| console.iter().any(|message| message.text.contains(text));
        let count = console
            .iter()
            .filter(|message| message.text.contains("a contrast of"))
            .count();
        assert!(
            count >= repaired && (repaired > 0 || count == 0),
            "{theme}: {console:?}"
        );
        for (name, on, least) in [
            ("text", "surface", 4.5),
            ("edge", "surface", 3.0),
            ("accent", "surface", 3.0),
            ("on-accent", "accent", 4.5),
        ] {
            let [color, ground] = [prompt.color(name).await?, prompt.color(on).await?];
            let contrast = contrast(color, ground);
            assert!(contrast >= least, "{theme}: {name} on {on} is {contrast}");
        }
        if theme.contains("#aaa;") {
            assert!(
                told("--afterword-text is #aaaaaa on #ffffff, a contrast of 2.32"),
                "{console:?}"
            );
        }
        prompt.close().await?;
        Prompt::is_gone(&browser).await?;
    }
    Ok(())
}

/// Where a colour stands on the circle of colours, in degrees; nothing of a grey, or of one so dark
/// or so light that a step of one in 255 turns it.
fn hue([red, green, blue]: Color) -> Option<f64> {
    let most = red.max(green).max(blue);
    let span = most - red.min(green).min(blue);
    if span < 25.0 {
        return None;
    }
    let sixth = if most == red {
        (green - blue) / span
    } else if most == green {
        2.0 + (blue - red) / span
    } else {
        4.0 + (red - green) / span
    };
    Some((60.0 * sixth).rem_euclid(360.0))
}

/// As the console says it.
fn hex(color: Color) -> String {
    let [red, green, blue] = color.map(|part| part as u8);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

//! The card and its tab: landmark, closing, places and themes.

use prompt::{Act, Setting, tab};
use survey::definition::{POSITIONS, PRESETS};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::stage::{Card, act, acts, english, nps, setting};

#[wasm_bindgen_test]
fn escape_and_the_button_close() {
    let card = Card::show(nps());
    card.press(&card.radio("3"), "Escape");
    card.click("[part=close]");
    assert_eq!(acts(), [Act::Close, Act::Close]);
    assert_eq!(
        card.one("[part=close]")
            .get_attribute("aria-label")
            .as_deref(),
        Some("Close")
    );
}

#[wasm_bindgen_test]
fn the_card_is_a_landmark_with_a_status() {
    let card = Card::show(nps());
    let section = card.one("section[part=card]");
    for (name, value) in [
        ("aria-label", "Feedback"),
        ("data-theme", "dark"),
        ("dir", "ltr"),
        ("lang", "en"),
        ("class", "bottom-right"),
        ("data-preset", "classic"),
    ] {
        assert_eq!(section.get_attribute(name).as_deref(), Some(value));
    }
    assert_eq!(
        card.text("[role=status]"),
        "",
        "a status speaks when it changes"
    );
}

#[wasm_bindgen_test]
fn a_tab_opens_the_card() {
    let (card, place) = Card::place();
    tab(&place, setting(), &english(), act);
    assert_eq!(card.text("button[part=tab]"), "Feedback");
    assert_eq!(
        card.attribute("section", "data-theme").as_deref(),
        Some("dark")
    );
    card.click("[part=tab]");
    assert_eq!(acts(), [Act::Open]);
}

#[wasm_bindgen_test]
fn each_position_stands_where_its_name_says() {
    let window = web_sys::window().unwrap();
    let [width, height] =
        [window.inner_width(), window.inner_height()].map(|size| size.unwrap().as_f64().unwrap());
    assert!(
        width > 480.0 && height > 400.0,
        "a phone has sheets instead"
    );
    for &position in POSITIONS {
        let theme = "light";
        let card = Card::show_in(
            nps(),
            Setting {
                position,
                theme,
                preset: "classic",
            },
        );
        let area = card.one("[part=card]").get_bounding_client_rect();
        let (top, bottom) = (area.top(), height - area.bottom());
        let (left, right) = (area.left(), width - area.right());
        let near = |edge: f64| (edge - 16.0).abs() < 1.0;
        let (vertical, sideways) = match position {
            "bottom-right" | "tab" => (near(bottom), near(right) && !near(left)),
            "bottom-left" => (near(bottom), near(left) && !near(right)),
            "top-right" => (near(top), near(right) && !near(left)),
            "top-left" => (near(top), near(left) && !near(right)),
            "bottom-bar" => (bottom.abs() < 1.0, left == 0.0 && right.abs() < 1.0),
            "center" => ((top - bottom).abs() < 2.0, (left - right).abs() < 2.0),
            // Within the margin of the body; a modal one is put in its place by its dialog.
            "inline" => (left == 8.0, right == 8.0),
            _ => (left == 8.0, area.width() == 432.0),
        };
        assert!(
            vertical && sideways,
            "{position}: {top} {right} {bottom} {left}"
        );
    }
}

#[wasm_bindgen_test]
fn a_card_that_is_in_the_way_moves_to_the_other_side() {
    let height = web_sys::window().unwrap().inner_height().unwrap();
    let height = height.as_f64().unwrap();
    for (position, top) in [
        ("bottom-right", true),
        ("bottom-left", true),
        ("bottom-bar", true),
        ("center", true),
        ("top-left", false),
        ("top-right", false),
    ] {
        let card = Card::show_in(
            nps(),
            Setting {
                position,
                ..setting()
            },
        );
        card.one("[part=card]").class_list().add_1("away").unwrap();
        let area = card.one("[part=card]").get_bounding_client_rect();
        let edge = if top {
            area.top()
        } else {
            height - area.bottom()
        };
        assert!((0.0..=17.0).contains(&edge), "{position}: {edge}");
    }
}

#[wasm_bindgen_test]
fn a_keyboard_on_the_screen_lifts_the_card() {
    let card = Card::show(nps());
    let before = card.one("[part=card]").get_bounding_client_rect().bottom();
    let host: HtmlElement = card
        .one("[part=card]")
        .parent_element()
        .unwrap()
        .unchecked_into();
    host.style()
        .set_property("--afterword-lift", "120px")
        .unwrap();
    let after = card.one("[part=card]").get_bounding_client_rect().bottom();
    assert_eq!(before - after, 120.0);
}

#[wasm_bindgen_test]
fn a_theme_is_a_colour_scheme_in_every_preset() {
    for &preset in PRESETS {
        for (theme, scheme) in [("light", "light"), ("dark", "dark"), ("auto", "light dark")] {
            let (position, night) = ("inline", preset == "night" && theme == "auto");
            let card = Card::show_in(
                nps(),
                Setting {
                    position,
                    theme,
                    preset,
                },
            );
            let scheme = if night { "dark" } else { scheme };
            let style = card.style("[part=card]");
            assert_eq!(
                style.get_property_value("color-scheme").unwrap(),
                scheme,
                "{preset}"
            );
        }
    }
}

/// The contrast of two colours, as WCAG defines it.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let parts = colour.trim_start_matches("rgb(").trim_end_matches(')');
        let parts: Vec<f64> = parts
            .split(", ")
            .map(|part| part.parse().unwrap())
            .collect();
        let [red, green, blue] = [0, 1, 2].map(|index| {
            let part = parts[index] / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[wasm_bindgen_test]
fn every_preset_can_be_read_light_and_dark() {
    for &preset in PRESETS {
        for theme in ["light", "dark"] {
            let card = Card::show_in(
                nps(),
                Setting {
                    position: "inline",
                    theme,
                    preset,
                },
            );
            let probe: HtmlElement = card.one("[part=low]").unchecked_into();
            let colour = |name: &str| {
                probe.style().set_property("transition", "none").unwrap();
                probe
                    .style()
                    .set_property("color", &format!("var(--{name})"))
                    .unwrap();
                card.style("[part=low]")
                    .get_property_value("color")
                    .unwrap()
            };
            for (front, back, least) in [
                ("text", "surface", 7.0),
                ("quiet", "surface", 4.5),
                ("accent", "surface", 4.5),
                ("wrong", "surface", 4.5),
                ("on-accent", "accent", 4.5),
                ("edge", "surface", 3.0),
            ] {
                let found = contrast(&colour(front), &colour(back));
                assert!(
                    found >= least,
                    "{preset} {theme}: {front} on {back} is {found}"
                );
            }
        }
    }
}

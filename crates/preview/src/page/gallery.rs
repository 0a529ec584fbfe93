//! The gallery: every prompt there is to look at, drawn by the prompt's own views.

use js_sys::Array;
use leptos::html::Div;
use leptos::prelude::*;
use preview::gallery::{Section, Shows, Tile, sections};
use prompt::{Act, RARE_STYLE, STYLE, Setting};
use survey::run::View;
use survey::words::LANGUAGES;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, HtmlElement};
use web_sys::{ShadowRoot, ShadowRootInit, ShadowRootMode};

use super::{browser, numerals};

/// Stands for all languages among their codes.
const ALL: &str = "";

/// The themes to choose from, by their values.
const THEMES: [(&str, &str); 3] = [("", "Light and dark"), ("light", "Light"), ("dark", "Dark")];

#[component]
pub(crate) fn Gallery() -> impl IntoView {
    browser::set_title("Afterword: the gallery");
    let language = RwSignal::new(ALL.to_owned());
    let theme = RwSignal::new(String::new());
    let sheet = style_sheet();
    // A host has one shadow root for ever: with another language, every tile is another one.
    let shown = move || {
        let code = language.get();
        let sections = sections((code != ALL).then_some(&*code), numerals::of_browser());
        sections
            .into_iter()
            .map(move |section| (code.clone(), section))
    };
    let drawn = move |(_, section)| drawn(section, sheet.as_ref());
    view! {
        <div class="gallery" data-only=theme>
            <header>
                <div>
                    <p class="wordmark">"Afterword"</p>
                    <h1>"The gallery"</h1>
                    <p class="lead">
                        "Every kind of question, theme, preset and language, drawn as a visitor sees it. "
                        "It prints as one contact sheet."
                    </p>
                    <p><a href="#">"Back to the shop"</a></p>
                </div>
                <form class="filters">
                    <label>
                        "Language"
                        <select name="language" on:change=move |event| language.set(event_target_value(&event))>
                            <option value=ALL>"Every language"</option>
                            {LANGUAGES.map(|(code, name)| view! { <option value=code lang=code>{name}</option> })}
                        </select>
                    </label>
                    <label>
                        "Theme"
                        <select name="theme" on:change=move |event| theme.set(event_target_value(&event))>
                            {THEMES.map(|(value, label)| view! { <option value=value>{label}</option> })}
                        </select>
                    </label>
                </form>
            </header>
            <main>
                <For each=shown key=|(code, section)| (code.clone(), section.id.clone()) children=drawn/>
            </main>
        </div>
    }
}

fn drawn(section: Section, sheet: Option<&CssStyleSheet>) -> impl IntoView + use<> {
    let Section { id, title, tiles } = section;
    let tiles = tiles.into_iter().map(|tile| {
        let sheet = sheet.cloned();
        view! { <DrawnTile tile sheet/> }
    });
    view! {
        <section id=id>
            <h2>{title}</h2>
            <ul>{tiles.collect_view()}</ul>
        </section>
    }
}

#[component]
fn DrawnTile(tile: Tile, sheet: Option<CssStyleSheet>) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let (id, title, theme) = (tile.id.clone(), tile.title.clone(), tile.theme);
    let class = if tile.shows == Shows::Tab {
        "stage edge"
    } else {
        "stage"
    };
    host.on_load(move |host| {
        if let Some(sheet) = &sheet {
            // A browser without shadow roots or constructed sheets shows the titles alone.
            let _ = draw(&host, tile, sheet);
        }
    });
    view! {
        <li data-tile=id data-theme=theme>
            <div class=class><div node_ref=host></div></div>
            <p>{title}</p>
        </li>
    }
}

/// The prompt's style sheet, for every tile.
fn style_sheet() -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    sheet.replace_sync(&[RARE_STYLE, STYLE].concat()).ok()?;
    Some(sheet)
}

/// Nothing comes of what is done to a picture.
fn unheard(_: Act) {}

fn draw(host: &HtmlElement, tile: Tile, sheet: &CssStyleSheet) -> Option<()> {
    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open));
    let root = root.ok()?;
    root.set_adopted_style_sheets(&Array::of1(sheet));
    let place = document().create_element("div").ok()?;
    root.append_child(&place).ok()?;
    let setting = Setting {
        position: "inline",
        theme: tile.theme,
        preset: tile.preset,
    };
    let words = tile.words;
    match tile.shows {
        Shows::Tab => prompt::tab(&place, setting, &words, unheard),
        Shows::View(view) => {
            prompt::frame(&place, setting, &words, unheard);
            ask(&root, &view, &words)?;
        }
        Shows::Refused(view) => {
            prompt::frame(&place, setting, &words, unheard);
            send(&root, &ask(&root, &view, &words)?)?;
        }
    }
    // Each card is a landmark; so many on one page are told apart by their titles.
    let card = root.query_selector("[aria-label]").ok()?;
    if let Some(card) = card {
        let _ = card.set_attribute("aria-label", &tile.title);
    }
    Some(())
}

/// Draws what is shown into the card, and gives its place.
fn ask(root: &ShadowRoot, view: &View, words: &survey::words::Words) -> Option<Element> {
    let place = root.query_selector(".question").ok()??;
    prompt::question(&place, view, words);
    Some(place)
}

/// Sends the form as it stands. What is wrong in it takes the focus and is
/// scrolled to, which a picture does not need.
fn send(root: &ShadowRoot, place: &Element) -> Option<()> {
    let button = place.query_selector("[part=send]").ok()??;
    button.unchecked_into::<HtmlElement>().click();
    let focused = root.active_element()?;
    focused.unchecked_into::<HtmlElement>().blur().ok()?;
    browser::scroll_to_top();
    Some(())
}

//! Every feature of the prompt, walked through in each engine.
//!
//! The table is the list of features and the list of tests in one: each line is a journey, and what
//! it walks through. A journey that leaves out one of its features fails, and so does one that
//! walks through a feature that is not on its line.

mod access;
mod flow;
mod languages;
mod life;
mod look;
mod places;
mod questions;
mod quiet;
mod scales;
mod shop;
mod store;
mod walk;

use anyhow::Result;
use journeys::engine::Engine;

/// Makes a test of each line.
macro_rules! journeys {
    ($($module:ident::$journey:ident: $($feature:literal),+;)+) => {
        const FEATURES: &[&str] = &[$($($feature),+),+];

        $(#[tokio::test]
        async fn $journey() -> Result<()> {
            walk::in_each_engine(&[$($feature),+], $module::$journey).await
        })+
    };
}

journeys! {
    scales::scales: "nps", "csat in numbers", "csat in stars", "csat in faces", "csat in thumbs",
        "ces of 5", "ces of 7", "rating from n to m";
    questions::options: "choice", "choices", "other", "shuffle";
    questions::words: "short text", "long text", "contact with consent", "statement";
    questions::ways_through: "required", "skip", "back", "progress";
    flow::branches: "branch by class", "branch by answer", "follow-up by class", "piping";
    flow::what_is_known: "hidden fields", "prefill by the address";
    flow::ends: "thanks by class", "code to copy", "link";
    flow::templates: "templates", "agent and department";
    places::on_the_window: "corners", "bottom bar", "center", "sheet on a phone",
        "each question from its beginning";
    places::elsewhere: "modal", "inline", "tab";
    places::out_of_the_way: "away from the focused control", "waits for a modal of the page",
        "lifted by a keyboard on the screen";
    languages::choice: "language by attribute", "language by page", "language by browser",
        "fallback to English", "one language file";
    languages::writing: "right to left", "numerals", "words kept whole", "plurals",
        "texts per language";
    look::themes: "custom properties", "light", "dark", "light or dark by the visitor", "presets",
        "contrast repaired and told", "reduced motion", "forced colours";
    access::for_keyboards: "F6", "focus given back", "Escape from inside", "arrows move",
        "Space and Enter rate";
    access::for_ears: "announced", "error announced", "language of each text";
    life::without_web_assembly: "WebAssembly off", "WebAssembly missing", "WebAssembly refused";
    life::one_after_the_other: "resumed after a reload", "never two prompts";
    quiet::what_is_remembered: "quiet periods", "forgotten at the visitor's wish";
    quiet::one_of_several_tabs: "one prompt among tabs";
    quiet::who_did_not_agree: "consent";
    store::from_a_purchase_to_the_store: "from tag to store";
    store::by_keyboard_alone: "by keyboard alone";
    store::under_a_strict_policy: "strict policy";
    store::leaving_after_the_rating: "partial answer";
    store::a_reload_after_the_thanks: "answered once";
}

/// What an engine cannot be brought to do, and why. Chromium can do all of it.
const CANNOT: &[(Engine, &[&str], &str)] = &[
    (Engine::Firefox, WISHES, NO_WISHES),
    (Engine::WebKit, WISHES, NO_WISHES),
    (
        Engine::WebKit,
        &["WebAssembly refused"],
        "it compiles WebAssembly whatever the policy says",
    ),
];
const WISHES: &[&str] = &[
    "light or dark by the visitor",
    "reduced motion",
    "forced colours",
];
const NO_WISHES: &str = "WebDriver cannot change what the visitor prefers";

#[test]
fn each_feature_has_one_journey_and_what_cannot_be_is_a_feature() {
    for (index, feature) in FEATURES.iter().enumerate() {
        assert!(
            !FEATURES[..index].contains(feature),
            "{feature} is there twice"
        );
    }
    for (engine, features, _) in CANNOT {
        assert_ne!(*engine, Engine::Chromium, "{features:?} are nowhere");
        for feature in *features {
            assert!(FEATURES.contains(feature), "no feature is {feature}");
        }
    }
}

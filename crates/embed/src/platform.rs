//! The browser, in as few and as wide calls as possible. Each is documented where it is written.

use survey::words::{Numerals, Plural};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

#[cfg(feature = "everything")]
use crate::node::JsNode;

/// What the browser reports; what is about a response comes with its `id`.
#[derive(Clone, Copy)]
pub(crate) enum Report {
    /// All that is known when a survey is asked.
    Asked,
    /// A state is in the outbox.
    Kept,
    /// Nothing keeps a state, or the page does not let it be sent.
    Unkept,
    /// The `counts` of the tally that was asked for last.
    Tallied,
    /// What a prompt had to wait for may be gone.
    Free,
    /// The page is hidden or left.
    Left,
    /// Thanks have stood long enough, or the browser closed the dialog.
    Closed,
}

/// Says once where reports go.
pub(crate) fn listen(hear: fn(Report, JsValue)) {
    let reports = [
        Report::Asked,
        Report::Kept,
        Report::Unkept,
        Report::Tallied,
        Report::Free,
        Report::Left,
        Report::Closed,
    ];
    let hear = move |report: usize, data| {
        if let Some(report) = reports.get(report) {
            hear(*report, data);
        }
    };
    set_report(Closure::<dyn Fn(usize, JsValue)>::new(hear).into_js_value());
}

/// How languages write numbers, as the browser knows it.
pub(crate) fn numerals() -> Numerals {
    Numerals {
        digits,
        plural: |language, number| {
            let form = plural(language, number);
            Plural::ALL.get(form).copied().unwrap_or(Plural::Other)
        },
    }
}

/// To be called when a card or a tab is drawn.
pub(crate) fn drawn() {
    repair();
    settle();
}

#[wasm_bindgen(module = "/src/stage.js")]
extern "C" {
    #[wasm_bindgen(js_name = setReport)]
    fn set_report(report: JsValue);
    #[wasm_bindgen(catch)]
    pub(crate) fn raise(
        style: &str,
        id: &str,
        modal: bool,
        target: &str,
    ) -> Result<HtmlElement, JsValue>;
    pub(crate) fn slot() -> HtmlElement;
    #[wasm_bindgen(js_name = leaveQuestion)]
    pub(crate) fn leave_question();
    #[wasm_bindgen(js_name = enterQuestion)]
    pub(crate) fn enter_question(said: &Element);
    pub(crate) fn linger();
    pub(crate) fn fall();
    #[cfg(feature = "everything")]
    pub(crate) fn copy(text: &str, done: &str);
    pub(crate) fn tell(name: &str, detail: &str);
    pub(crate) fn random(bytes: &mut [u8]);
}

#[wasm_bindgen(module = "/src/tell.js")]
extern "C" {
    pub(crate) fn fail(survey: &str, reason: &str, message: &str);
}

#[wasm_bindgen(module = "/src/place.js")]
extern "C" {
    #[wasm_bindgen(js_name = isClear)]
    pub(crate) fn is_clear() -> bool;
}

#[wasm_bindgen(module = "/src/turn.js")]
extern "C" {
    pub(crate) fn next();
}

#[wasm_bindgen(module = "/src/focus.js")]
extern "C" {
    fn settle();
    pub(crate) fn open();
}

#[wasm_bindgen(module = "/src/look.js")]
extern "C" {
    fn repair();
}

/// What may come of a survey, as `past.js` counts it.
#[derive(Clone, Copy)]
pub(crate) enum Came {
    Answered = 1,
    Dismissed = 2,
    /// So far.
    Ignored = 3,
}

#[wasm_bindgen(module = "/src/past.js")]
extern "C" {
    #[cfg(feature = "everything")]
    pub(crate) fn note(asked: &JsValue, came: u32);
    // Whoever is known is for the bundle that has everything.
    #[cfg(not(feature = "everything"))]
    #[wasm_bindgen(js_name = noteFirst)]
    pub(crate) fn note(asked: &JsValue, came: u32);
    #[cfg(feature = "everything")]
    pub(crate) fn others(survey: &str) -> f64;
    #[cfg(feature = "everything")]
    pub(crate) fn draw(survey: &str) -> f64;
}

#[cfg(feature = "everything")]
#[wasm_bindgen(module = "/src/elsewhere.js")]
extern "C" {
    #[wasm_bindgen(js_name = lookElsewhere)]
    pub(crate) fn look_elsewhere();
}

#[cfg(feature = "everything")]
#[wasm_bindgen(module = "/src/audience.js")]
extern "C" {
    #[wasm_bindgen(js_name = audience)]
    fn gather_audience(asked: &JsValue) -> JsValue;
    fn fits(pattern: &str, text: &str) -> bool;
}

/// What the browser knows of the page and its visitor.
#[cfg(feature = "everything")]
pub(crate) fn audience(asked: &JsNode) -> JsNode {
    JsNode(gather_audience(&asked.0))
}

/// What the browser makes of a regular expression.
#[cfg(feature = "everything")]
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    fits(pattern, text)
}

#[wasm_bindgen(module = "/src/session.js")]
extern "C" {
    pub(crate) fn remember(survey: &str, body: &str);
    pub(crate) fn forget();
}

#[wasm_bindgen(module = "/src/occasion.js")]
extern "C" {
    fn digits(language: &str, number: f64) -> String;
    fn plural(language: &str, number: f64) -> usize;
}

#[wasm_bindgen(module = "/src/outbox.js")]
extern "C" {
    pub(crate) fn keep(asked: &JsValue, id: &str, seq: i32, survey: &str, body: &str);
    pub(crate) fn post(id: &str);
}

// Only scripts call it; but what no block names does not come along.
#[wasm_bindgen(module = "/src/store.js")]
extern "C" {
    #[allow(dead_code)]
    fn all() -> js_sys::Promise;
}

#[wasm_bindgen(module = "/src/tally.js")]
extern "C" {
    pub(crate) fn tally(
        asked: &JsValue,
        id: &str,
        survey: &str,
        site: &str,
        question: &str,
        metric: &str,
    );
}

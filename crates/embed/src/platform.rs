//! The browser, in as few and as wide calls as possible. Each is documented where it is written.

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// What the browser reports, always with the `id` of the response.
#[derive(Clone, Copy)]
pub(crate) enum Report {
    /// A state is in the outbox.
    Kept,
    /// The `counts` of the tally that was asked for.
    Tallied,
    /// The page is hidden or left.
    Left,
    /// Thanks have stood long enough.
    Lingered,
}

/// Says once where reports go.
pub(crate) fn listen(hear: fn(Report, JsValue)) {
    let reports = [
        Report::Kept,
        Report::Tallied,
        Report::Left,
        Report::Lingered,
    ];
    let hear = move |report: usize, data| {
        if let Some(report) = reports.get(report) {
            hear(*report, data);
        }
    };
    set_report(Closure::<dyn Fn(usize, JsValue)>::new(hear).into_js_value());
}

#[wasm_bindgen(module = "/src/stage.js")]
extern "C" {
    #[wasm_bindgen(js_name = setReport)]
    fn set_report(report: JsValue);
    #[wasm_bindgen(catch)]
    pub(crate) fn raise(style: &str, id: &str) -> Result<HtmlElement, JsValue>;
    pub(crate) fn slot() -> HtmlElement;
    #[wasm_bindgen(js_name = leaveQuestion)]
    pub(crate) fn leave_question();
    #[wasm_bindgen(js_name = enterQuestion)]
    pub(crate) fn enter_question(text: &str);
    pub(crate) fn linger();
    pub(crate) fn fall();
    pub(crate) fn tell(name: &str, detail: &str);
    pub(crate) fn fail(survey: &str, reason: &str, message: &str);
    pub(crate) fn occasion(tag: &JsValue, context: &JsValue) -> JsValue;
    pub(crate) fn random(bytes: &mut [u8]);
}

#[wasm_bindgen(module = "/src/outbox.js")]
extern "C" {
    pub(crate) fn keep(id: &str, seq: i32, survey: &str, endpoint: &str, body: &str);
    pub(crate) fn post(id: &str);
    pub(crate) fn flush();
    pub(crate) fn status() -> JsValue;
    pub(crate) fn tally(
        id: &str,
        endpoint: &str,
        survey: &str,
        site: &str,
        question: &str,
        metric: &str,
    );
}

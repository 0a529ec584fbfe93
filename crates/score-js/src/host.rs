//! What Rust asks of JavaScript, in as few and as wide calls as possible: results and errors are
//! put together there, where an object is a line of text.

#[cfg(feature = "statistics")]
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/host.js")]
extern "C" {
    /// An error to throw: what is wrong with `value` at a path, or under a key of what stands
    /// there, in the words of `calc`.
    #[cfg(feature = "metrics")]
    pub(crate) fn fault(
        code: &str,
        at: &str,
        key: &JsValue,
        value: &JsValue,
        expected: &str,
    ) -> JsValue;

    /// The frozen result of a metric. Not-a-number is undefined; the classes have no names where
    /// there are none.
    #[cfg(feature = "metrics")]
    pub(crate) fn score(
        metric: &str,
        n: f64,
        score: f64,
        rounded: f64,
        lower: f64,
        upper: f64,
        method: &str,
        confidence: f64,
        mean: f64,
        high_name: &str,
        high: f64,
        middle_name: &str,
        middle: f64,
        low_name: &str,
        low: f64,
        invalid: f64,
        missing: f64,
        too_few: bool,
    ) -> JsValue;

    /// The frozen result for a share.
    #[cfg(feature = "metrics")]
    pub(crate) fn proportion(
        n: f64,
        hits: f64,
        proportion: f64,
        lower: f64,
        upper: f64,
        method: &str,
        confidence: f64,
        too_few: bool,
    ) -> JsValue;

    /// The frozen result for a mean.
    #[cfg(feature = "metrics")]
    pub(crate) fn mean(
        n: f64,
        mean: f64,
        sd: f64,
        se: f64,
        lower: f64,
        upper: f64,
        method: &str,
        confidence: f64,
        invalid: f64,
        missing: f64,
        too_few: bool,
    ) -> JsValue;

    /// An error to throw, in words that are there already.
    #[cfg(feature = "statistics")]
    pub(crate) fn error(code: &str, at: &str, message: &str, expected: &str) -> JsValue;

    /// The same list, frozen.
    #[cfg(feature = "statistics")]
    pub(crate) fn list(items: &Array) -> JsValue;

    /// A frozen object of names and values in turn.
    #[cfg(feature = "statistics")]
    pub(crate) fn object(entries: &Array) -> JsValue;
}

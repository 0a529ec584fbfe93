//! The browser shell around a prompt.
//!
//! The loader (`www/afterword.js`) watches the page's triggers, fetches this module when one fires,
//! and calls what is exported here. The shell runs the pure machine of `survey`: it performs the
//! effects and feeds back what happened.
//!
//! - `shell`: which prompt stands, which wait, and the loop of events and effects.
//! - `node`: definitions as the browser parsed them.
//! - `platform`: the browser, as few and as wide calls as possible; its other side is `stage.js`
//!   (where a prompt stands) and `outbox.js` (answers, until they are delivered).

mod node;
mod platform;
mod shell;

use wasm_bindgen::prelude::*;

/// Smaller than the default, which is made for more than the few kilobytes of a prompt.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Asks: now, or after the prompt that stands, unless the same survey stands or waits already.
///
/// `tag` holds the tag's `data-*` settings by name, `definition` the parsed definition where the tag
/// names one (`undefined` for a template), `context` what the host page said of the occasion. A
/// definition that cannot be used is told to the host page as `afterword:failed`.
#[wasm_bindgen]
pub fn show(tag: &JsValue, definition: JsValue, context: &JsValue) {
    shell::ask(platform::occasion(tag, context), definition);
}

/// Takes the prompt down, as if the visitor had closed it.
#[wasm_bindgen]
pub fn close() {
    shell::close();
}

/// Sends what earlier visits left in the outbox.
#[wasm_bindgen]
pub fn flush() {
    platform::flush();
}

/// A promise of `{pending, parked, delivered}`: responses that wait, that an endpoint refused, and
/// that this page delivered.
#[wasm_bindgen]
pub fn status() -> JsValue {
    platform::status()
}

//! The browser shell around a prompt.
//!
//! The loader (`www/afterword.js`) watches the page's triggers, fetches this module when one fires,
//! and calls what is exported here. The shell runs the pure machine of `survey`: it performs the
//! effects and feeds back what happened.
//!
//! - [`shell`]: which prompt stands, which wait, and the loop of events and effects.
//! - [`stage`]: the host element, its shadow root, focus and listeners.
//! - [`tag`]: what the script tag and the host page said.
//! - [`node`]: definitions as the browser parsed them.
//! - [`outbox`]: answers, until they are delivered.
//! - [`delivery`]: sending what is in the outbox.
//! - [`standing`]: what others answered, where it is public.
//! - [`tell`]: events on the host page.

mod delivery;
mod idb;
mod js;
mod node;
mod outbox;
mod shell;
mod stage;
mod standing;
mod tag;
mod tell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// Asks: now, or after the prompt that stands, unless the same survey stands or waits already.
///
/// `tag` holds the tag's `data-*` settings by name, `definition` the parsed definition where the tag
/// names one (nothing for a template), `context` what the host page said of the occasion. A
/// definition that cannot be used is told to the host page as `afterword:failed`.
#[wasm_bindgen]
pub fn show(tag: JsValue, definition: JsValue, context: JsValue) {
    shell::ask(tag, definition, context);
}

/// Takes the prompt down, as if the visitor had closed it.
#[wasm_bindgen]
pub fn close() {
    shell::dispatch(survey::run::Event::Dismissed);
}

/// Sends what earlier visits left in the outbox.
#[wasm_bindgen]
pub fn flush() {
    wasm_bindgen_futures::spawn_local(delivery::drain());
}

/// A promise of `{pending, parked, delivered}`: responses that wait, that an endpoint refused, and
/// that this page delivered.
#[wasm_bindgen]
pub fn status() -> Promise {
    future_to_promise(async { Ok(delivery::status().await) })
}

//! The browser shell around a prompt.
//!
//! The loader (`www/afterword.js`) watches the page's triggers, fetches this module when one fires,
//! and calls what is exported here; `show` is the scripts' own. The shell runs
//! the pure machine of `survey`: it performs the effects and feeds back what happened.
//!
//! - `shell`: which prompt stands, and the loop of what happens to them.
//! - `run`: one run with all that belongs to it, and what its effects do.
//! - `asked`: what is asked, as it was gathered; `due`: whether it is, now.
//! - `node`: definitions as the browser parsed them.
//! - `platform`: the browser, as few and as wide calls as possible. Its other side are the scripts:
//!   `stage.js` (what stands), `place.js` (where), `focus.js` (who has the focus, and what keys do),
//!   `look.js` (what few looks need: presets, and `theme.js`, which repairs colours that could not be
//!   read), `session.js` (what a reload must not cost), `turn.js` (whose
//!   turn it is), `past.js` (what the browser remembers), `audience.js` (whom it asks), `occasion.js` (what the page and the browser
//!   know), `outbox.js` (answers, kept in `store.js` and sent once; the rest is `delivery.js`), `tally.js`
//!   (what others answered) and `tell.js` (what the host page is told).

mod asked;
mod due;
mod node;
mod platform;
mod run;
mod shell;

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};
use wasm_bindgen::prelude::*;

use crate::node::JsNode;

/// Smaller than the default, which is made for more than the few kilobytes of a prompt.
// SAFETY: without atomics there is a single thread.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
#[allow(unsafe_code)]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

/// Listens to the browser from the start.
#[wasm_bindgen(start)]
pub fn start() {
    shell::listen();
    #[cfg(feature = "everything")]
    platform::look_elsewhere();
}

/// Whether this bundle asks a parsed definition, or `undefined`; if not, the one that has everything
/// does. A module that broke says yes, so that no other one goes where it failed.
#[wasm_bindgen]
pub fn takes(definition: JsValue) -> bool {
    asked::takes(&JsNode(definition))
}

/// Takes the prompt down, as if the visitor had closed it.
#[wasm_bindgen]
pub fn close() {
    shell::close();
}

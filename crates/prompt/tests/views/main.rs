//! The views in a real browser, without the shell: what they draw, and what they tell.
#![cfg(target_arch = "wasm32")]

mod card;
mod choice;
mod comment;
mod contact;
mod form;
mod scale;
mod shape;
mod stage;
mod thanks;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

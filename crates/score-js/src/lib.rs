//! The scorer for JavaScript.
//!
//! The package `afterword-score` has two modules, each made from one feature of this crate:
//!
//! - `metrics`: NPS, CSAT, CES, ratings, proportions and means, each with its interval; as small
//!   as it gets.
//! - `statistics`: every statistic of `calc` by name.
//!
//! What is exported here is called by the scripts in `js/`, which are the package's face. They
//! read what the caller gave into fresh arrays and primitives before they enter Rust: so no code
//! of the caller's (a getter, a proxy, an iterator) ever runs inside of it, where what it throws
//! would leave the module half done. Rust judges what was given, and computes.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod host;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "metrics")]
mod options;
#[cfg(feature = "metrics")]
mod ratings;
#[cfg(feature = "metrics")]
mod read;
#[cfg(feature = "statistics")]
pub mod statistics;

/// Smaller than the default, which is made for programs that run for long.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

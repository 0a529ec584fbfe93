//! What the demo page knows without a browser: its settings, the tag they make, the shop's
//! goods and words, how live scores, events and explanations read, and what the gallery shows.
#![forbid(unsafe_code)]

pub mod cart;
pub mod events;
pub mod gallery;
pub mod live;
pub mod settings;
pub mod tag;
pub mod why;
pub mod words;

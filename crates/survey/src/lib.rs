//! What a survey is and how one runs.
//!
//! This crate is pure: no browser, no clock, no chance, no I/O. Time and random bytes come in as
//! arguments, so everything here is tested on the host and runs unchanged in a visitor's browser.
//!
//! - [`definition`]: what is asked, where and when; read strictly, every problem named by its path.
//! - [`eligibility`]: whether a survey is due: pages, people, quiet periods, sampling.
//! - [`pace`]: how many visitors are asked, so that as many responses come as are wanted.
//! - [`templates`]: the surveys that are always known by name.
//! - [`occasion`]: what the script tag and the host page said of the occasion to ask.
//! - [`run`]: one survey in front of one visitor, as a pure state machine.
//! - [`response`]: the record that a run produces and a collector takes in.
//! - [`words`]: what the prompt says in each language; [`drawing`]: the shapes of ratings.
//! - [`schema`]: the formats of both documents, as published.
//! - [`problem`]: what is wrong with a definition or a response, where, and what would be right.
//!
//! ```
//! use survey::definition::Definition;
//!
//! let json = serde_json::json!({"v": 1, "id": "hello", "questions": [{"id": "nps", "kind": "npz"}]});
//! let problems = Definition::parse(&&json).unwrap_err();
//! assert_eq!(problems[0].at, "questions[0].kind");
//! assert_eq!(problems[0].code.as_str(), "unknown_value");
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

pub mod definition;
pub mod drawing;
pub mod duration;
pub mod eligibility;
pub mod id;
mod json;
mod lenient;
pub mod node;
pub mod occasion;
pub mod pace;
pub mod problem;
mod read;
pub mod response;
pub mod run;
pub mod schema;
pub mod templates;
pub mod time;
pub mod words;

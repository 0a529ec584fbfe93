//! How a survey runs in front of one visitor.

mod back;
mod choices;
mod contact;
mod flow;
mod invariants;
mod pages;
mod piping;
mod prefill;
mod properties;
mod record;
mod resume;
mod scenarios;
mod signals;
mod standing;
mod story;

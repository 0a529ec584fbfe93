//! Hosted surveys: plain pages, one for each question, by the run that the prompt has.

mod answers;
mod forms;
mod languages;
mod links;
mod page;

pub(crate) use page::{Page, visit, visit_in};

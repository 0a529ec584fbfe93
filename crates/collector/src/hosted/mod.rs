//! Surveys as pages of plain HTML, for e-mail, SMS and QR codes: without JavaScript and without
//! WebAssembly, from the same definitions and by the same run as the prompt.
//!
//! Each question is a page. The answers so far stand in the store, as the partial response that the
//! prompt would have sent; which response a page belongs to is on its [`Ticket`]. So nothing is kept
//! between two requests, and any collector on the same store can answer the next one.

mod address;
mod form;
mod language;
mod numerals;
mod page;
mod parts;
mod sentences;
mod style;
mod ticket;

pub(crate) use address::{Address, Names};
pub(crate) use form::{Form, Typed, Wrong};
pub(crate) use language::Spoken;
pub(crate) use page::{Message, QuestionPage, message, question, thanks};
pub(crate) use style::{STYLE, style_path};
pub(crate) use ticket::{Seal, Ticket};

//! Faults between a browser and its collector, and what becomes of answers in spite of them.
//!
//! - [`Fault`]: what may go wrong, and [`Outage`], for how long.
//! - [`Proxy`]: what makes it go wrong.
//! - [`Circumstance`]: what happens at the visitor's meanwhile.
//! - [`Cell`]: one fault in one circumstance in one engine, and what it is [to come to](Expected).
//! - [`Session`]: runs cells, and says what each [came to](Verdict).
//! - [`Ledger`]: what runs came to, and [`report()`], in tables.

mod cell;
mod circumstance;
mod dice;
mod fault;
mod inquest;
mod ledger;
mod message;
mod outcome;
mod proxy;
mod report;
mod session;
mod trial;

pub use cell::{Cell, Expected};
pub use circumstance::Circumstance;
pub use fault::{Fault, Outage};
pub use ledger::{Entry, Ledger};
pub use outcome::{Outcome, Verdict};
pub use proxy::{Counts, LATE, Proxy};
pub use report::report;
pub use session::Session;

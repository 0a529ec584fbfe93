//! Faults between a browser and its collector, and what becomes of answers in spite of them.
//!
//! - [`Fault`]: what may go wrong, and [`Outage`], for how long.
//! - [`Proxy`]: what makes it go wrong.

mod fault;
mod message;
mod proxy;

pub use fault::{Fault, Outage};
pub use proxy::{Counts, LATE, Proxy};

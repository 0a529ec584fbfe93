//! Where ratings come from: CSV, read in one pass into tallies by segment and wave.
#![forbid(unsafe_code)]

mod aside;
mod csv;
mod error;
mod look;
mod pipeline;
mod plan;
mod reading;
mod source;
mod table;
mod value;
mod when;

pub use aside::{Aside, Example, Kind, Reason};
pub use error::Error;
pub use look::{Column, Sample};
pub use plan::{Dates, Plan};
pub use reading::{Cell, Reading};
pub use source::{Format, Source};
pub use when::{Period, UnknownWave, Wave, moment};

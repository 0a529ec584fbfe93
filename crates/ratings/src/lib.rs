//! Where ratings come from: CSV, JSON Lines and Parquet, read in one pass into tallies by segment and wave.
#![forbid(unsafe_code)]

mod aside;
mod columnar;
mod csv;
mod error;
mod form;
mod json;
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
pub use form::{Format, UnknownFormat};
pub use look::{Column, Sample};
pub use plan::{Dates, Plan};
pub use reading::{Cell, Reading};
pub use source::Source;
pub use when::{Period, UnknownWave, Wave, moment};

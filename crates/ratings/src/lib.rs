//! Where ratings come from: CSV, JSON Lines and Parquet, read in one pass into tallies by segment
//! and wave.
//!
//! A [`Source`] is opened and looked at: its format is recognised, and each [`Column`] says what
//! its first values are like. A [`Plan`] says which columns are ratings, segments, dates and
//! weights. Reading gives a [`Reading`]: a tally for each segment and wave, and how many records
//! were set [`Aside`], why, and where the first ones stand. Nothing is dropped without being
//! counted, and nothing depends on how many threads read.
//!
//! ```
//! use ratings::{Plan, Reason, Source};
//! use score::Scale;
//!
//! let csv = "region,nps\nnorth,9\nnorth,10\nsouth,nine\nsouth,3\n";
//! let source = Source::new(csv.as_bytes(), None)?;
//! assert_eq!(source.columns()[1].name, "nps");
//!
//! let plan = Plan {
//!     by: vec![0],
//!     ..Plan::new(1, Scale::NPS)
//! };
//! let reading = source.read(&plan, &mut |_bytes| ())?;
//! assert_eq!(reading.cells[0].segment, [Some("north".to_owned())]);
//! assert_eq!(reading.cells[0].tally.n(), 2);
//!
//! assert_eq!(reading.aside.count(Reason::NotANumber), 1);
//! assert_eq!(reading.aside.examples(Reason::NotANumber)[0].line, 4);
//! # Ok::<(), ratings::Error>(())
//! ```
//!
//! Memory is that of a few blocks and of the tallies, whatever the size of the source.
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
pub use plan::{Dates, Plan, Weights};
pub use reading::{Cell, Reading};
pub use source::Source;
pub use when::{Period, UnknownWave, Wave, moment};

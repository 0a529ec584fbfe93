//! Scores of an experience as a whole: satisfaction as an index, what drives it, what is
//! remembered of a journey, and what to do first.

mod acsi;
mod drivers;
mod peak_end;
mod priorities;
mod stage;

pub use acsi::{Acsi, AcsiError};
pub use drivers::{Driver, DriverIndex, DriverWeights, DriverWeightsError, Drivers};
pub use peak_end::{PeakEnd, PeakEndError, Touchpoint};
pub use priorities::{
    Estimate, Exponents, Factor, Opportunity, Priority, PriorityError, prioritize,
};
pub use stage::Stage;

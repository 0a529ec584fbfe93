//! Did it change, and when?
//!
//! [`two_window`] compares the last periods with those just before, once. [`Cusum`] and
//! [`Ewma`] watch a series all the time; what they cost in false alarms is stated by their
//! average run lengths. A series of NPS has periods of different size: [`NpsInControl`] turns
//! it into residuals that these charts can watch.
//!
//! Charts take readings that follow each other to be independent. Where one period depends on
//! the last (the same respondents asked again, overlapping windows, seasons), false alarms are
//! more frequent than stated.

mod cusum;
mod error;
mod ewma;
mod nps_series;
mod run_length;
mod two_window;

pub use cusum::{Cusum, CusumChart, CusumPoint};
pub use error::{ChartError, LARGEST};
pub use ewma::{Ewma, EwmaChart, EwmaPoint};
pub use nps_series::{NpsInControl, NpsPeriod};
pub use run_length::Limits;
pub use two_window::{TwoWindow, two_window};

/// The places, counted from 1, of what is a signal.
fn signals(beyond: impl Iterator<Item = bool>) -> Vec<usize> {
    (1..)
        .zip(beyond)
        .filter_map(|(place, signal)| signal.then_some(place))
        .collect()
}

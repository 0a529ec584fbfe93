//! The statistics, a file for each room of the scorer.

mod association;
mod bootstrap;
mod boxes;
mod compare;
mod distributions;
mod experience;
mod intervals;
mod nps;
mod sample_sizes;
mod segments;
mod trend;
mod value;
mod weight;

use crate::fault::Fault;
use crate::field::Field;
use crate::input::Input;
use crate::value::Record;

/// A statistic by its name.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name it is asked for by.
    pub name: &'static str,
    /// What it computes.
    pub about: &'static str,
    /// What it reads.
    pub input: &'static [Field],
    /// What it gives.
    pub result: &'static [Field],
    pub(crate) run: fn(&Input<'_>) -> Result<Record, Fault>,
}

/// Every statistic, room by room.
pub(crate) const ROOMS: &[&[Kind]] = &[
    nps::KINDS,
    bootstrap::KINDS,
    boxes::KINDS,
    intervals::KINDS,
    sample_sizes::KINDS,
    compare::KINDS,
    segments::KINDS,
    weight::KINDS,
    trend::KINDS,
    value::KINDS,
    association::KINDS,
    experience::KINDS,
    distributions::KINDS,
];

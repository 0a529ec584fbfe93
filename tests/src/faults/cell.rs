//! The cells of the matrix, and what each is to come to.

use std::fmt;

use crate::engine::Engine;

use super::circumstance::Circumstance;
use super::fault::Fault;

/// One fault in one circumstance in one engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// In which browser.
    pub engine: Engine,
    /// What happens on the way.
    pub fault: Fault,
    /// What happens at the visitor's.
    pub circumstance: Circumstance,
}

/// What a cell is to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The collector has the answer exactly once, in its last state, and nothing is left to send.
    Once,
    /// The answer may be lost, and the page is told so by `afterword:failed`.
    Told {
        /// What keeps it from arriving.
        why: &'static str,
        /// The `reason` that the page is told.
        reason: &'static str,
    },
    /// The same, but maybe not before the visitor answers again.
    Late {
        /// What keeps it from being sent at the next visit.
        why: &'static str,
    },
    /// It is not run.
    Never {
        /// What keeps it from running.
        why: &'static str,
    },
}

/// What cannot come to [`Expected::Once`].
struct Impossible {
    engines: &'static [Engine],
    faults: &'static [Fault],
    circumstance: Circumstance,
    expected: Expected,
}

/// Those after which the collector has nothing until it is sent again.
const BEFORE_THE_COMMIT: &[Fault] = &[
    Fault::Refuse,
    Fault::ResetBefore,
    Fault::Hang,
    Fault::TooMany,
    Fault::Invalid,
    Fault::Unavailable,
    Fault::Reorder,
];

const OTHERS: &[Engine] = &[Engine::Firefox, Engine::WebKit];
const NEVER_KILLED: Expected = Expected::Never {
    why: "only Chromium is killed: the others' drivers own the profile, and it goes with the browser",
};

/// Every exception there is.
const IMPOSSIBLE: &[Impossible] = &[
    Impossible {
        engines: OTHERS,
        faults: &Fault::ALL,
        circumstance: Circumstance::Kill,
        expected: NEVER_KILLED,
    },
    Impossible {
        engines: OTHERS,
        faults: &Fault::ALL,
        circumstance: Circumstance::KillAtOnce,
        expected: NEVER_KILLED,
    },
    Impossible {
        engines: &[Engine::Chromium],
        faults: &Fault::ALL,
        circumstance: Circumstance::KillAtOnce,
        expected: Expected::Late {
            why: "the database has the answer at once, but Chromium writes `localStorage`, by which \
                  the next page knows that there is something to send, to the disk some seconds late: \
                  then it is sent when the visitor has answered again",
        },
    },
    Impossible {
        engines: &Engine::ALL,
        faults: BEFORE_THE_COMMIT,
        circumstance: Circumstance::DeniedAndClosed,
        expected: Expected::Told {
            why: "where nothing can be stored, what could not be sent goes with its tab; \
                  the page was told `storage`",
            reason: "storage",
        },
    },
];

impl Cell {
    /// Every cell of these engines, row by row.
    #[must_use]
    pub fn all(engines: &[Engine]) -> Vec<Self> {
        let cells = engines.iter().flat_map(|&engine| {
            Fault::ALL.into_iter().flat_map(move |fault| {
                Circumstance::ALL.into_iter().map(move |circumstance| Self {
                    engine,
                    fault,
                    circumstance,
                })
            })
        });
        cells.collect()
    }

    /// What it is to come to.
    #[must_use]
    pub fn expected(self) -> Expected {
        let mut impossible = IMPOSSIBLE.iter();
        let found = impossible.find(|impossible| {
            impossible.engines.contains(&self.engine)
                && impossible.faults.contains(&self.fault)
                && impossible.circumstance == self.circumstance
        });
        found.map_or(Expected::Once, |impossible| impossible.expected)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} × {} in {}",
            self.fault, self.circumstance, self.engine
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{BEFORE_THE_COMMIT, Cell, Expected};
    use crate::engine::Engine;
    use crate::faults::Fault;

    #[test]
    fn what_may_be_lost_was_never_committed() {
        for fault in Fault::ALL {
            assert_ne!(
                fault.commits(),
                BEFORE_THE_COMMIT.contains(&fault),
                "{fault}"
            );
        }
        for cell in Cell::all(&Engine::ALL) {
            if let Expected::Told { .. } = cell.expected() {
                assert!(!cell.fault.commits(), "{cell}");
            }
        }
    }

    #[test]
    fn in_chromium_every_cell_is_run() {
        for cell in Cell::all(&[Engine::Chromium]) {
            assert!(!matches!(cell.expected(), Expected::Never { .. }), "{cell}");
        }
    }
}

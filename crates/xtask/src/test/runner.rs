//! Counts what a test runner reports while it reports it.

use crate::process;
use anyhow::{Context, Result};
use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// How many tests and checks there were.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Tally {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Tally {
    pub(super) const PASSED: Self = Self {
        passed: 1,
        failed: 0,
    };
    pub(super) const FAILED: Self = Self {
        passed: 0,
        failed: 1,
    };

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }

    /// What a line says of a finished run: `test result: ok. 5 passed; 0 failed; …`, or by Node
    /// `ℹ pass 5` and `ℹ fail 0`.
    fn reported_in(line: &str) -> Option<Self> {
        let by_node = |what| line.strip_prefix(what)?.parse().ok();
        if let Some(passed) = by_node("ℹ pass ") {
            return Some(Self { passed, failed: 0 });
        }
        if let Some(failed) = by_node("ℹ fail ") {
            return Some(Self { passed: 0, failed });
        }
        let (_, report) = line.split_once("test result: ")?;
        let count = |unit: &str| -> Option<u32> {
            let (before, _) = report.split_once(unit)?;
            before.rsplit(' ').next()?.parse().ok()
        };
        Some(Self {
            passed: count(" passed")?,
            failed: count(" failed")?,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Runs tests, shows what they print, and adds up their results.
///
/// # Errors
/// When the tests could not be run; a test that fails is counted.
pub(super) fn run(command: &mut Command) -> Result<Tally> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| process::cannot_start(command))?;
    let mut sum = Tally::default();
    let output = child.stdout.take().context("no output to read")?;
    for line in BufReader::new(output).lines() {
        let line = line.context("cannot read what the tests print")?;
        println!("{line}");
        if let Some(tally) = Tally::reported_in(&line) {
            sum = sum.plus(tally);
        }
    }
    let status = child.wait()?;
    if sum.failed == 0 {
        process::check(command, status)?;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn results_are_read_from_each_runner() {
        let tally = |passed, failed| Some(Tally { passed, failed });
        for (line, expected) in [
            (
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s",
                tally(12, 0),
            ),
            (
                "test result: FAILED. 3 passed; 2 failed; 0 ignored",
                tally(3, 2),
            ),
            (
                "test result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out",
                tally(7, 0),
            ),
            ("ℹ pass 25", tally(25, 0)),
            ("ℹ fail 2", tally(0, 2)),
            ("ℹ duration_ms 4310.1", None),
            ("test takes::a_while ... ok", None),
            ("test result: interrupted", None),
        ] {
            assert_eq!(Tally::reported_in(line), expected, "{line}");
        }
    }

    #[test]
    fn a_tally_reads_as_one_line() {
        let sum = Tally::PASSED.plus(Tally::FAILED).plus(Tally::PASSED);
        assert_eq!(sum.to_string(), "2 passed, 1 failed");
    }
}

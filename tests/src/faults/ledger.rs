//! What runs came to, written down one by one, so that a long row of them can be gone on with.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::mem;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::engine::Engine;

use super::cell::Cell;
use super::outcome::{Outcome, Verdict};

/// A file with a line for each run, of one build of the widget.
pub struct Ledger {
    file: File,
    build: String,
    entries: Vec<Entry>,
}

/// One run.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was run.
    pub cell: Cell,
    /// The how manieth time.
    pub run: u32,
    /// What decided over its pauses.
    pub seed: u64,
    /// What it came to.
    pub verdict: Verdict,
    /// How long it took.
    pub seconds: f64,
    /// The engine's version.
    pub version: String,
}

impl Ledger {
    /// Opens the file, and reads what it says of this build.
    ///
    /// # Errors
    ///
    /// When it cannot be read or made.
    pub fn open(path: &Path, build: &str) -> Result<Self> {
        let text = if path.exists() {
            fs::read_to_string(path)?
        } else {
            String::new()
        };
        let mut entries = Vec::new();
        for line in text.lines() {
            // The last line of a run that was stopped may be half a line.
            let Ok(line) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            let entry = Entry::read(&line).filter(|_| line["build"] == build);
            // What says nothing of the widget is made again.
            entries.extend(entry.filter(|entry| entry.verdict.outcome != Outcome::Broken));
        }
        let file = OpenOptions::new().create(true).append(true).open(path);
        let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self {
            file,
            build: build.to_owned(),
            entries,
        })
    }

    /// Lets go of what these cells came to, and of other builds.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn forget(&mut self, cells: &[Cell]) -> Result<()> {
        self.file.set_len(0)?;
        for entry in mem::take(&mut self.entries) {
            if !cells.contains(&entry.cell) {
                self.add(entry)?;
            }
        }
        Ok(())
    }

    /// Every run that is known.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether this one was made.
    #[must_use]
    pub fn has(&self, cell: Cell, run: u32) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|entry| entry.cell == cell && entry.run == run)
    }

    /// Writes a run down.
    ///
    /// # Errors
    ///
    /// When there is no room.
    pub fn add(&mut self, entry: Entry) -> Result<()> {
        let mut line = entry.to_json();
        line["build"] = self.build.as_str().into();
        self.file.write_all(format!("{line}\n").as_bytes())?;
        self.entries.push(entry);
        Ok(())
    }

    /// The version of each engine that ran.
    #[must_use]
    pub fn versions(&self) -> BTreeMap<String, String> {
        let entries = self
            .entries
            .iter()
            .filter(|entry| !entry.version.is_empty());
        entries
            .map(|entry| (entry.cell.engine.to_string(), entry.version.clone()))
            .collect()
    }
}

impl Entry {
    fn to_json(&self) -> Value {
        let Cell {
            engine,
            fault,
            circumstance,
        } = self.cell;
        json!({
            "engine": engine.to_string(), "fault": fault.name(), "circumstance": circumstance.name(),
            "run": self.run, "seed": self.seed, "outcome": self.verdict.outcome.name(),
            "note": self.verdict.note, "seconds": self.seconds, "version": self.version,
        })
    }

    /// None where it names what there is no more.
    fn read(line: &Value) -> Option<Self> {
        let text = |key: &str| line[key].as_str();
        let engine: Engine = text("engine")?.parse().ok()?;
        let outcome: Outcome = text("outcome")?.parse().ok()?;
        Some(Self {
            cell: Cell {
                engine,
                fault: text("fault")?.parse().ok()?,
                circumstance: text("circumstance")?.parse().ok()?,
            },
            run: line["run"].as_u64()?.try_into().ok()?,
            seed: line["seed"].as_u64()?,
            verdict: Verdict {
                outcome,
                note: text("note")?.to_owned(),
            },
            seconds: line["seconds"].as_f64()?,
            version: text("version")?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write as _;

    use super::{Entry, Ledger};
    use crate::engine::Engine;
    use crate::faults::{Cell, Circumstance, Fault, Outcome, Verdict};

    #[test]
    fn what_is_written_is_read_again_for_the_same_build() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let cell = Cell {
            engine: Engine::WebKit,
            fault: Fault::NoCors,
            circumstance: Circumstance::ClockBack,
        };
        let entry = Entry {
            cell,
            run: 2,
            seed: u64::MAX,
            verdict: Verdict::bad(Outcome::Left, "one \"item\"\n"),
            seconds: 1.5,
            version: "1.2".to_owned(),
        };
        Ledger::open(&path, "a").unwrap().add(entry).unwrap();
        let mut torn = OpenOptions::new().append(true).open(&path).unwrap();
        torn.write_all(b"{\"build\": \"a\", \"engi").unwrap();

        let mut again = Ledger::open(&path, "a").unwrap();
        assert!(again.has(cell, 2) && !again.has(cell, 1));
        assert_eq!(again.entries()[0].verdict.note, "one \"item\"\n");
        assert_eq!(again.entries()[0].seed, u64::MAX);
        assert_eq!(again.versions()["WebKit"], "1.2");
        assert!(Ledger::open(&path, "b").unwrap().entries().is_empty());

        again.forget(&Cell::all(&[Engine::Firefox])).unwrap();
        assert!(Ledger::open(&path, "a").unwrap().has(cell, 2));
        again.forget(&[cell]).unwrap();
        assert!(Ledger::open(&path, "a").unwrap().entries().is_empty());
    }
}

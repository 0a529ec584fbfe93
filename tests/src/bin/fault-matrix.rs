//! Every fault in every circumstance in every engine, and a page of what it came to.
//!
//! `cargo xtask faults` runs it with what it needs. What was run of the same build is not run again.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use journeys::engine::Engine;
use journeys::faults::{Cell, Entry, Expected, Ledger, Session, report};
use journeys::fixture;
use journeys::house::House;

/// Browsers that run at one time.
const SESSIONS: usize = 2;

/// Runs faults × circumstances × engines
#[derive(Parser)]
struct Options {
    /// Runs of each cell
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Engines, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "chromium,firefox,webkit")]
    engines: Vec<Engine>,
    /// Only this fault or circumstance, by the name of its row or column
    #[arg(long)]
    only: Option<String>,
    /// What decides how long things take until the next happens
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Runs again what was run before, and forgets what that came to
    #[arg(long)]
    again: bool,
    /// Where each run is written down
    #[arg(long, value_name = "FILE")]
    ledger: PathBuf,
    /// Where the page is written
    #[arg(long, value_name = "FILE")]
    report: PathBuf,
}

/// One run that is to be made.
#[derive(Clone, Copy)]
struct Due {
    cell: Cell,
    run: u32,
    seed: u64,
}

/// What all sessions share.
struct Matrix {
    due: RefCell<VecDeque<Due>>,
    ledger: RefCell<Ledger>,
    all: usize,
    /// How many were begun.
    begun: RefCell<u32>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<()> {
    for engine in &options.engines {
        engine.check()?;
    }
    let cells = wanted(options)?;
    let mut ledger = Ledger::open(&options.ledger, &build()?)?;
    if options.again {
        ledger.forget(&cells)?;
    }
    let due = due(options, &cells, &ledger);
    let matrix = Matrix {
        all: due.len(),
        due: due.into(),
        ledger: ledger.into(),
        begun: 0.into(),
    };
    let house = House::open()?;
    let start = Instant::now();
    let sessions: [_; SESSIONS] = [matrix.work(&house), matrix.work(&house)];
    let [one, other] = sessions;
    let (one, other) = tokio::join!(one, other);
    one.and(other)?;
    if matrix.all > 0 {
        let seconds = start.elapsed().as_secs_f64();
        let each = seconds / f64::from(*matrix.begun.borrow());
        println!("{} runs in {seconds:.0} s, {each:.2} s each", matrix.all);
    }
    let ledger = matrix.ledger.borrow();
    std::fs::write(&options.report, report(&ledger))?;
    println!("{}", options.report.display());
    let bad = ledger
        .entries()
        .iter()
        .filter(|entry| !entry.verdict.outcome.is_good());
    let bad = bad.count();
    ensure!(bad == 0, "{bad} runs came to what must not be");
    Ok(())
}

impl Matrix {
    /// Runs what is due until nothing is.
    async fn work(&self, house: &House) -> Result<()> {
        let mut session = Session::new(house);
        loop {
            let next = self.due.borrow_mut().pop_front();
            let Some(Due { cell, run, seed }) = next else {
                return Ok(());
            };
            let number = *self.begun.borrow() + 1;
            *self.begun.borrow_mut() = number;
            let start = Instant::now();
            let verdict = session.run(cell, number, seed).await;
            let seconds = start.elapsed().as_secs_f64();
            println!(
                "{number}/{}: {cell}, run {run}: {} in {seconds:.1} s {}",
                self.all, verdict.outcome, verdict.note
            );
            self.ledger.borrow_mut().add(Entry {
                cell,
                run,
                seed,
                verdict,
                seconds,
                version: session.version(),
            })?;
        }
    }
}

/// What names the build of the widget: the folder of its files, which is called after their content.
fn build() -> Result<String> {
    let manifest = std::fs::read_to_string(fixture::dist()?.join("manifest.json"))?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest)?;
    let glue = manifest["prompt"][0].as_str().unwrap_or_default();
    let (build, _) = glue.split_once('/').context("no folder of a build")?;
    Ok(build.to_owned())
}

/// The cells that are to be run, in the order in which they are.
fn wanted(options: &Options) -> Result<Vec<Cell>> {
    let is_wanted = |cell: &Cell| {
        let names = [cell.fault.name(), cell.circumstance.name()];
        let only = options.only.as_deref();
        only.is_none_or(|only| names.contains(&only))
    };
    let mut cells = Cell::all(&options.engines);
    cells.retain(is_wanted);
    if let (true, Some(only)) = (cells.is_empty(), &options.only) {
        bail!("no fault or circumstance is called {only:?}; tests/FAULTS.md has their names");
    }
    cells.retain(|cell| !matches!(cell.expected(), Expected::Never { .. }));
    // Killed browsers are not gone on with: all of them together cost least.
    cells.sort_by_key(|cell| cell.circumstance.kills());
    Ok(cells)
}

/// Every cell once before any is run again.
fn due(options: &Options, cells: &[Cell], ledger: &Ledger) -> VecDeque<Due> {
    let mut due = VecDeque::new();
    for run in 1..=options.runs {
        let seed = options.seed.wrapping_add(u64::from(run) << 32);
        let missing = cells.iter().filter(|cell| !ledger.has(**cell, run));
        due.extend(missing.map(|&cell| Due { cell, run, seed }));
    }
    due
}

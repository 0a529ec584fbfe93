//! Ratings in memory.

use crate::native;
use crate::ratings::Classes;
use crate::table::{self, Aim, Row};
use crate::worker::Worker;
use anyhow::{Context as _, Result, ensure};
use std::cell::RefCell;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const ROUNDS: u32 = 7;

const SUM: &str = "scalar sum of the bytes";
const OURS: &str = "ours, from bytes";
const OURS_WASM: &str = "ours in wasm, from a Uint8Array, copied";
const NUMPY: &str = "numpy bincount";
const LOOP: &str = "plain JavaScript loop";

/// One count.
pub(crate) struct Timed {
    pub(crate) seconds: f64,
    /// Nothing for what does not tell ratings apart.
    pub(crate) counted: Option<Classes>,
}

impl Timed {
    pub(crate) fn since(start: Instant, counted: Option<Classes>) -> Self {
        let seconds = start.elapsed().as_secs_f64();
        Self { seconds, counted }
    }
}

struct Counter<'a> {
    name: &'static str,
    count: Box<dyn FnMut() -> Result<Timed> + 'a>,
    best: f64,
}

impl<'a> Counter<'a> {
    fn native(name: &'static str, count: impl Fn() -> Timed + 'a) -> Self {
        Self::new(name, move || Ok(count()))
    }

    fn of(worker: &'a RefCell<Worker>, name: &'static str, counter: &'static str) -> Self {
        Self::new(name, move || worker.borrow_mut().count(counter))
    }

    fn new(name: &'static str, count: impl FnMut() -> Result<Timed> + 'a) -> Self {
        Self {
            name,
            count: Box::new(count),
            best: f64::INFINITY,
        }
    }

    fn take_a_turn(&mut self, expected: Classes) -> Result<()> {
        let Timed { seconds, counted } = (self.count)().with_context(|| self.name)?;
        ensure!(
            self.name == SUM || counted == Some(expected),
            "{} counts {counted:?}, but it is {expected:?}",
            self.name
        );
        self.best = self.best.min(seconds);
        Ok(())
    }
}

/// Counts the ratings in every way and prints a table.
pub(crate) fn compare(ratings: &[u8], folder: &Path) -> Result<()> {
    let file = folder.join("ratings.bin");
    fs::write(&file, ratings)?;
    let expected = Classes::expected(ratings);
    let as_i32: Vec<i32> = ratings.iter().map(|&rating| rating.into()).collect();
    let python = RefCell::new(Worker::start(
        Command::new(given("BENCH_PYTHON")?)
            .arg(script("count.py"))
            .arg(&file),
    )?);
    let node = RefCell::new(Worker::start(
        Command::new(given("NODE")?)
            .arg(script("count.mjs"))
            .arg(&file)
            .arg(given("NET_PROMOTER_SCORE")?)
            .arg(given("AFTERWORD_SCORE_JS")?),
    )?);

    let mut counters = [
        Counter::native(SUM, || native::sum(ratings)),
        Counter::native(OURS, || native::ours_from_bytes(ratings)),
        Counter::native("ours, one i32 after the other", || {
            native::ours_one_by_one(&as_i32)
        }),
        Counter::of(&node, OURS_WASM, "wasm"),
        Counter::of(&python, NUMPY, "bincount"),
        Counter::of(&node, LOOP, "loop"),
        Counter::native("crate nps", || native::nps(ratings)),
        Counter::native("crate net_promoter_score", || {
            native::net_promoter_score(ratings)
        }),
        Counter::of(&node, "npm net-promoter-score", "npm"),
    ];
    for _ in 0..ROUNDS {
        for counter in &mut counters {
            counter.take_a_turn(expected)?;
        }
    }
    println!(
        "\n{} ratings in memory, best of {ROUNDS} rounds",
        ratings.len()
    );
    print(&counters);
    Ok(())
}

fn print(counters: &[Counter<'_>]) {
    let rows: Vec<Row> = counters
        .iter()
        .map(|counter| Row {
            name: counter.name.to_owned(),
            seconds: counter.best,
            peak: None,
        })
        .collect();
    table::print(&rows, "sum");
    let best = |name: &str| {
        let counter = counters.iter().find(|counter| counter.name == name);
        counter.map_or(f64::NAN, |counter| counter.best)
    };
    for (what, ours, other, at_most) in [
        ("ours, as a multiple of the sum", OURS, SUM, 3.0),
        ("ours, as a share of numpy", OURS, NUMPY, 0.25),
        ("ours in wasm, as a share of the loop", OURS_WASM, LOOP, 1.0),
    ] {
        Aim {
            what,
            value: best(ours) / best(other),
            at_most,
        }
        .print();
    }
}

/// What `cargo xtask bench score` says by a variable.
pub(crate) fn given(variable: &str) -> Result<PathBuf> {
    env::var_os(variable).map(PathBuf::from).with_context(|| {
        format!("{variable} is not set: run `cargo xtask bench score`, which sets it")
    })
}

pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("bench")
        .join(name)
}

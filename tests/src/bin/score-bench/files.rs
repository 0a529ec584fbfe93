//! Ratings in a file, counted by segment: whole programs, from their start to their end.

use crate::arrays::{given, script};
use crate::ratings::Chance;
use crate::table::{self, Aim, Row, megabytes};
use anyhow::{Context as _, Result, bail, ensure};
use journeys::collector;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::Command;

const ROUNDS: u32 = 5;
const SEED: u64 = 20_260_228;

const SEGMENTS: [&str; 8] = [
    "direct",
    "email",
    "organic",
    "partner",
    "retail",
    "search",
    "social",
    "wholesale",
];

/// Promoters, passives and detractors of each segment.
type Segments = BTreeMap<String, [u64; 3]>;

/// One run of a program.
struct Run {
    /// From its start to its end.
    seconds: f64,
    /// What it says of its query alone.
    query: Option<f64>,
    peak: u64,
    segments: Segments,
}

struct Program {
    name: &'static str,
    arguments: Vec<String>,
    read: fn(&Value) -> Result<Segments>,
    seconds: f64,
    query: f64,
    peak: u64,
}

impl Program {
    fn new(name: &'static str, arguments: &[&Path], read: fn(&Value) -> Result<Segments>) -> Self {
        let text = |argument: &&Path| argument.display().to_string();
        Self {
            name,
            arguments: arguments.iter().map(text).collect(),
            read,
            seconds: f64::INFINITY,
            query: f64::INFINITY,
            peak: 0,
        }
    }

    fn take_a_turn(&mut self, expected: &Segments) -> Result<()> {
        let run = self.run().with_context(|| self.name)?;
        ensure!(
            run.segments == *expected,
            "{} counts {:?}, but it is {expected:?}",
            self.name,
            run.segments
        );
        self.seconds = self.seconds.min(run.seconds);
        self.query = self.query.min(run.query.unwrap_or(run.seconds));
        self.peak = self.peak.max(run.peak);
        Ok(())
    }

    fn run(&self) -> Result<Run> {
        let output = Command::new(given("BENCH_PYTHON")?)
            .arg(script("measured.py"))
            .args(&self.arguments)
            .output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            bail!("it failed ({}): {errors}", output.status);
        }
        let measured = errors.lines().last().unwrap_or_default();
        let (seconds, peak) = measured.split_once(' ').context("nothing was measured")?;
        let json: Value = serde_json::from_slice(&output.stdout)?;
        Ok(Run {
            seconds: seconds.parse()?,
            query: json["seconds"].as_f64(),
            peak: peak.parse()?,
            segments: (self.read)(&json)?,
        })
    }
}

/// Lets every program count the same file and prints a table.
pub(crate) fn compare(ratings: &[u8], folder: &Path) -> Result<()> {
    let file = folder.join("ratings.csv");
    let expected = write(ratings, &file)?;
    let afterword = collector::binary()?;
    let (python, group_by) = (given("BENCH_PYTHON")?, script("group_by.py"));
    let path = Path::new;
    let mut programs = [
        Program::new(
            "afterword score",
            &[
                &afterword,
                path("score"),
                &file,
                path("--metric"),
                path("nps"),
                path("--by"),
                path("segment"),
                path("--json"),
            ],
            of_ours,
        ),
        Program::new(
            "duckdb",
            &[&python, &group_by, path("duckdb"), &file],
            of_theirs,
        ),
        Program::new(
            "polars",
            &[&python, &group_by, path("polars"), &file],
            of_theirs,
        ),
    ];
    for _ in 0..ROUNDS {
        for program in &mut programs {
            program.take_a_turn(&expected)?;
        }
    }
    let size = megabytes(file.metadata()?.len());
    println!(
        "\n{} rows of CSV ({size:.0} MB) by segment, best of {ROUNDS} rounds; of memory the most",
        ratings.len()
    );
    print(&programs);
    Ok(())
}

/// Writes a row for each rating and returns what is in them.
fn write(ratings: &[u8], path: &Path) -> Result<Segments> {
    let mut chance = Chance(SEED);
    let mut segments = [[0; 3]; SEGMENTS.len()];
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "segment,rating")?;
    for &rating in ratings {
        let segment = chance.below(SEGMENTS.len());
        writeln!(file, "{},{rating}", SEGMENTS[segment])?;
        let class = match rating {
            9.. => 0,
            7..=8 => 1,
            _ => 2,
        };
        segments[segment][class] += 1;
    }
    file.flush()?;
    let names = SEGMENTS.map(ToOwned::to_owned);
    Ok(names.into_iter().zip(segments).collect())
}

fn of_theirs(json: &Value) -> Result<Segments> {
    Ok(serde_json::from_value(json["segments"].clone())?)
}

fn of_ours(json: &Value) -> Result<Segments> {
    let segments = json["segments"].as_array().context("no segments")?;
    let classes = |segment: &Value| {
        let name = segment["by"]["segment"].as_str()?.to_owned();
        let count = |rating: i32| segment["counts"][rating.to_string()].as_u64();
        let sum = |ratings: RangeInclusive<i32>| ratings.map(count).sum::<Option<u64>>();
        Some((name, [sum(9..=10)?, sum(7..=8)?, sum(0..=6)?]))
    };
    let read: Option<Segments> = segments.iter().map(classes).collect();
    read.context("a segment has no name or not every count")
}

fn print(programs: &[Program]) {
    let rows = programs.iter().flat_map(|program| {
        let row = |what: &str, seconds| Row {
            name: format!("{}{what}", program.name),
            seconds,
            peak: Some(program.peak),
        };
        let whole = row("", program.seconds);
        let query =
            (program.query < program.seconds).then(|| row(", its query alone", program.query));
        [Some(whole), query].into_iter().flatten()
    });
    table::print(&rows.collect::<Vec<_>>(), "ours");
    let [ours, others @ ..] = programs else {
        return;
    };
    let fastest =
        |seconds: fn(&Program) -> f64| others.iter().map(seconds).fold(f64::INFINITY, f64::min);
    for (what, value, at_most) in [
        (
            "ours, as a share of the faster program",
            ours.seconds / fastest(|other| other.seconds),
            1.0,
        ),
        (
            "ours, as a share of the faster query alone",
            ours.seconds / fastest(|other| other.query),
            1.0,
        ),
        ("memory of ours in MB", megabytes(ours.peak), 100.0),
    ] {
        Aim {
            what,
            value,
            at_most,
        }
        .print();
    }
}

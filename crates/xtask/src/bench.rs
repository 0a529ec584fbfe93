//! `bench`: measures, by programs that belong to what they measure.

use crate::demo;
use crate::dist;
use crate::process;
use crate::setup::{self, Report};
use crate::tools::{Program, Scope};
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Durable responses a second, as a share of what the same server does without a store
    Ingest {
        /// Passed on to the benchmark
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Ten million ratings, in memory and in a file, beside what others make of them
    Score {
        /// `arrays` or `files`; without it, both
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut bench = match &options.what {
        What::Ingest { arguments } => program(workspace, "ingest-bench", arguments),
        What::Score { arguments } => score(workspace, arguments)?,
    };
    process::run(&mut bench)
}

fn program(workspace: &Workspace, name: &str, arguments: &[String]) -> Command {
    let mut cargo = process::cargo(workspace.root());
    cargo
        .args(["run", "--release", "--package", "journeys"])
        .args(["--bin", name, "--"])
        .args(arguments);
    cargo
}

fn score(workspace: &Workspace, arguments: &[String]) -> Result<Command> {
    let toolbox = setup::ensure(workspace, Scope::Bench, Report::Changes)?;
    demo::build_collector(workspace)?;
    let scorer = dist::build_scorer(workspace, &toolbox)?;
    let mut bench = program(workspace, "score-bench", arguments);
    bench
        .env("AFTERWORD_BIN", demo::collector(workspace))
        .env("AFTERWORD_SCORE_JS", scorer);
    for (variable, program) in [
        ("NODE", Program::Node),
        ("BENCH_PYTHON", Program::BenchPython),
        ("NET_PROMOTER_SCORE", Program::NetPromoterScore),
    ] {
        bench.env(variable, toolbox.path(program)?);
    }
    Ok(bench)
}

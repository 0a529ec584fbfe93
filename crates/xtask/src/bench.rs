//! `bench`: measures, by programs that belong to what they measure.

use crate::demo;
use crate::dist;
use crate::process;
use crate::setup::{self, Report};
use crate::tools::{Program, Scope, Toolbox};
use crate::workspace::Workspace;
use anyhow::Result;
use std::env;
use std::process::Command;

/// Names the folder that `dist` made, if it is another one.
const DIST: &str = "AFTERWORD_DIST";

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
    /// How fast a visitor is asked, beside others on the same page
    Prompt {
        /// `--runs N`, `--only NAME,…`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// What a page pays while surveys wait on it and none is asked
    Waiting {
        /// `--runs N`, `--slowdown N`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut bench = match &options.what {
        What::Ingest { arguments } => program(workspace, "ingest-bench", arguments),
        What::Score { arguments } => score(workspace, arguments)?,
        What::Prompt { arguments } => prompt(workspace, arguments)?,
        What::Waiting { arguments } => waiting(workspace, arguments)?,
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
    let programs = [
        ("NODE", Program::Node),
        ("BENCH_PYTHON", Program::BenchPython),
        ("NET_PROMOTER_SCORE", Program::NetPromoterScore),
    ];
    name_programs(&toolbox, &programs, &mut bench)?;
    Ok(bench)
}

fn prompt(workspace: &Workspace, arguments: &[String]) -> Result<Command> {
    let toolbox = setup::ensure(workspace, Scope::Bench, Report::Changes)?;
    let mut bench = visit(workspace, &toolbox, "prompt-bench", arguments)?;
    let programs = [
        ("ESBUILD", Program::Esbuild),
        ("PREACT", Program::Preact),
        ("POSTHOG_JS", Program::PosthogJs),
        ("FORMBRICKS_SURVEYS", Program::FormbricksSurveys),
    ];
    name_programs(&toolbox, &programs, &mut bench)?;
    Ok(bench)
}

fn waiting(workspace: &Workspace, arguments: &[String]) -> Result<Command> {
    let toolbox = setup::ensure(workspace, Scope::Bench, Report::Changes)?;
    visit(workspace, &toolbox, "waiting-bench", arguments)
}

/// A program that visits pages with what `dist` built last, or what the environment names.
fn visit(
    workspace: &Workspace,
    toolbox: &Toolbox,
    name: &str,
    arguments: &[String],
) -> Result<Command> {
    let mut bench = program(workspace, name, arguments);
    if env::var_os(DIST).is_none() {
        bench.env(DIST, workspace.dist());
    }
    let programs = [
        ("CHROME", Program::Chrome),
        ("CHROMEDRIVER", Program::Chromedriver),
    ];
    name_programs(toolbox, &programs, &mut bench)?;
    Ok(bench)
}

/// Says by variables where programs are.
fn name_programs(
    toolbox: &Toolbox,
    programs: &[(&str, Program)],
    bench: &mut Command,
) -> Result<()> {
    for (variable, program) in programs {
        bench.env(variable, toolbox.path(*program)?);
    }
    Ok(())
}

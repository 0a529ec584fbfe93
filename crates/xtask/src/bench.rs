//! `bench`: measures, by programs that belong to what they measure.

use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;

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
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let (program, arguments) = match &options.what {
        What::Ingest { arguments } => ("ingest-bench", arguments),
    };
    let mut cargo = process::cargo(workspace.root());
    cargo
        .args([
            "run",
            "--release",
            "--package",
            "journeys",
            "--bin",
            program,
            "--",
        ])
        .args(arguments);
    process::run(&mut cargo)
}

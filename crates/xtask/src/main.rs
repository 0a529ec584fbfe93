//! Everything a developer runs: setup, demo, test, dist, size, bench, faults, fuzz.

mod bench;
mod demo;
mod dist;
mod faults;
mod fuzz;
mod process;
mod setup;
mod size;
mod test;
mod toolchain;
mod tools;
mod version;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

/// What a developer of Afterword runs.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Install the tools that are missing; does nothing the second time
    Setup(setup::Options),
    /// Build everything and open the demo to visits
    Demo(demo::Options),
    /// Run every check and every test
    Test(test::Options),
    /// Build what a site serves: the loader, the prompt and the demo page, into dist/
    Dist(dist::Options),
    /// Build the package of the scorer for JavaScript alone
    ScoreJs,
    /// Print the size of each shipped file; fail when a visitor is sent too much
    Size(size::Options),
    /// Measure
    Bench(bench::Options),
    /// Lose answers in every way and every engine, and write what became of them to tests/FAULTS.md
    Faults(faults::Options),
    /// Look for requests that break a statistic
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    match run(&Arguments::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: &Verb) -> Result<()> {
    let workspace = Workspace::of_this_crate()?;
    match verb {
        Verb::Setup(options) => setup::run(&workspace, options),
        Verb::Demo(options) => demo::run(&workspace, options),
        Verb::Test(options) => test::run(&workspace, options),
        Verb::Dist(options) => dist::run(&workspace, options),
        Verb::ScoreJs => dist::score_js(&workspace),
        Verb::Size(options) => size::run(&workspace, options),
        Verb::Bench(options) => bench::run(&workspace, options),
        Verb::Faults(options) => faults::run(&workspace, options),
        Verb::Fuzz(options) => fuzz::run(&workspace, options),
    }
}

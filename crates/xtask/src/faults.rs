//! `faults`: every fault on the way of an answer, in every circumstance, in every engine.

use crate::demo;
use crate::process;
use crate::setup::{self, Report};
use crate::test;
use crate::tools::Scope;
use crate::workspace::Workspace;
use anyhow::Result;
use std::env;

/// Names the folder that `dist` made, if it is another one.
const DIST: &str = "AFTERWORD_DIST";
/// Names the collector with that inside, if it is another one.
const COLLECTOR: &str = "AFTERWORD_BIN";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// `--runs N`, `--engines NAME,…`, `--only FAULT|CIRCUMSTANCE`, `--seed N`, `--again`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let toolbox = setup::ensure(workspace, Scope::Test, Report::Changes)?;
    let mut matrix = process::cargo(workspace.root());
    matrix
        .args(["run", "--package", "journeys"])
        .args(["--bin", "fault-matrix", "--"])
        .arg("--ledger")
        .arg(workspace.target().join("faults.jsonl"))
        .arg("--report")
        .arg(workspace.root().join("tests/FAULTS.md"))
        .args(&options.arguments);
    if env::var_os(DIST).is_none() {
        matrix.env(DIST, workspace.dist());
    }
    if env::var_os(COLLECTOR).is_none() {
        demo::build_collector(workspace)?;
        matrix.env(COLLECTOR, demo::collector(workspace));
    }
    test::name_browsers(&toolbox, &mut matrix)?;
    process::run(&mut matrix)
}

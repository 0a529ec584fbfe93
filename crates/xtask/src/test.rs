//! `test`: every check and every test, in one order, up to the first failure.

mod runner;

use crate::demo;
use crate::dist;
use crate::process;
use crate::setup::{self, Report};
use crate::size;
use crate::tools::{Program, Scope, Toolbox};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use runner::Tally;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// The packages that run in a browser.
const BROWSER: &[&str] = &["prompt", "embed", "preview", "score-js"];
const BROWSER_TARGET: &str = "wasm32-unknown-unknown";

/// The tests of the published package, of the loader and what browsers remember beside `survey`, of
/// where answers go and in which form, and of the languages beside those that Node knows; one by one:
/// what a folder means differs between Nodes.
const NODE_TESTS: &[&str] = &[
    "crates/embed/tests/destinations.test.mjs",
    "crates/embed/tests/formats.test.mjs",
    "crates/embed/tests/loader.test.mjs",
    "crates/embed/tests/past.test.mjs",
    "crates/embed/tests/plain.test.mjs",
    "crates/score-js/tests/metrics.test.mjs",
    "crates/score-js/tests/package.test.mjs",
    "crates/score-js/tests/statistics.test.mjs",
    "crates/survey/tests/plurals.test.mjs",
];

/// The package of tests that visit pages.
const JOURNEYS: &str = "journeys";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only this step, after setup
    #[arg(long, value_enum, value_name = "STEP")]
    only: Option<Step>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Step {
    /// Formatting
    Fmt,
    /// Lints, on the host and in the browser
    Clippy,
    /// Licences and sources of dependencies
    Deny,
    /// The reference of every host package
    Docs,
    /// What a site serves
    Dist,
    /// The limits of what a visitor is sent
    Size,
    /// Tests that need no browser
    Host,
    /// Tests of views and shell, inside a browser
    Browser,
    /// The collector as it is shipped
    Binary,
    /// The scorer for JavaScript as it is published, the loader, where answers go, and the languages' plurals, in Node
    Node,
    /// Visits to pages, from tag to score, and statistics beside those of others
    Journeys,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let start = Instant::now();
    println!("== setup");
    let toolbox = setup::ensure(workspace, Scope::Test, Report::Everything)?;
    let context = TestRun { workspace, toolbox };
    let mut sum = Tally::default();
    for step in Step::value_variants() {
        if options.only.is_some_and(|only| only != *step) {
            continue;
        }
        let name = step.name();
        println!("\n== {name}");
        let step_start = Instant::now();
        let (tally, failure) = match context.run(*step) {
            Ok(tally) if tally.failed == 0 => (tally, None),
            Ok(tally) => (tally, Some(format!("{} failed", tally.failed))),
            Err(error) => (Tally::FAILED, Some(format!("{error:#}"))),
        };
        sum = sum.plus(tally);
        if let Some(failure) = failure {
            bail!("step {name}: {failure}\n{sum}");
        }
        println!("== {name}: ok in {}", seconds(step_start.elapsed()));
    }
    println!("\nall steps passed in {}\n{sum}", seconds(start.elapsed()));
    Ok(())
}

impl Step {
    fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

struct TestRun<'a> {
    workspace: &'a Workspace,
    toolbox: Toolbox,
}

impl TestRun<'_> {
    fn run(&self, step: Step) -> Result<Tally> {
        match step {
            Step::Fmt => check(&mut self.cargo(&["fmt", "--all", "--check"])),
            Step::Clippy => self.clippy(),
            Step::Deny => self.deny(),
            Step::Docs => self.docs(),
            Step::Dist => dist::build(self.workspace, &self.toolbox, &dist::Options::default())
                .map(|()| Tally::PASSED),
            Step::Size => size::check(self.workspace).map(|()| Tally::PASSED),
            Step::Host => self.host_tests(),
            Step::Browser => self.browser_tests(),
            Step::Binary => demo::build_collector(self.workspace).map(|()| Tally::PASSED),
            Step::Node => self.node_tests(),
            Step::Journeys => self.journeys(),
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = process::cargo(self.workspace.root());
        cargo.args(arguments);
        cargo
    }

    fn clippy(&self) -> Result<Tally> {
        let mut host = self.cargo(&["clippy", "--workspace", "--all-targets"]);
        host.args(all_but(BROWSER)).args(["--", "-D", "warnings"]);
        let mut browser = self.cargo(&["clippy", "--target", BROWSER_TARGET, "--all-targets"]);
        browser
            .args(packages(BROWSER))
            .args(["--", "-D", "warnings"]);
        Ok(check(&mut host)?.plus(check(&mut browser)?))
    }

    fn deny(&self) -> Result<Tally> {
        let mut deny = self.toolbox.command(Program::CargoDeny)?;
        deny.current_dir(self.workspace.root()).args([
            "--log-level",
            "error",
            "check",
            "licenses",
            "bans",
            "sources",
        ]);
        check(&mut deny)
    }

    fn docs(&self) -> Result<Tally> {
        let mut doc = self.cargo(&["doc", "--workspace", "--no-deps"]);
        doc.args(all_but(BROWSER))
            .env("RUSTDOCFLAGS", "-D warnings");
        check(&mut doc)
    }

    fn host_tests(&self) -> Result<Tally> {
        let mut tests = self.cargo(&["test", "--workspace"]);
        tests.args(all_but(BROWSER)).args(all_but(&[JOURNEYS]));
        // A developer may have left it out: setup said so in a line.
        if let Ok(postgres) = self.toolbox.path(Program::Postgres) {
            tests.args(["--features", "collector/postgres-tests"]);
            tests.env("POSTGRES", postgres);
        }
        runner::run(&mut tests)
    }

    fn browser_tests(&self) -> Result<Tally> {
        /// Seconds; a machine that compiles beside it is slow.
        const PATIENCE: &str = "120";
        let mut tests = self.cargo(&["test", "--tests", "--target", BROWSER_TARGET]);
        tests
            .args(packages(BROWSER))
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                self.toolbox.path(Program::WasmBindgenTestRunner)?,
            )
            .env("CHROMEDRIVER", self.toolbox.path(Program::Chromedriver)?)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", self.browser_options()?)
            .env("WASM_BINDGEN_TEST_TIMEOUT", PATIENCE);
        runner::run(&mut tests)
    }

    /// Writes how the test runner is to start the browser.
    fn browser_options(&self) -> Result<PathBuf> {
        let options = serde_json::json!({
            "goog:chromeOptions": {
                "binary": self.toolbox.path(Program::Chrome)?,
                "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"],
            }
        });
        let path = self.workspace.target().join("webdriver.json");
        fs::write(&path, options.to_string())
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }

    fn node_tests(&self) -> Result<Tally> {
        let mut tests = self.toolbox.command(Program::Node)?;
        tests
            .current_dir(self.workspace.root())
            .args(["--test", "--test-reporter=spec"])
            .args(NODE_TESTS)
            .env("AFTERWORD_BIN", demo::collector(self.workspace))
            .env("AFTERWORD_DIST", self.workspace.dist())
            .env("AFTERWORD_SCORE_JS", dist::scorer(self.workspace))
            .env("ESBUILD", self.toolbox.path(Program::Esbuild)?)
            .env("TSC", self.toolbox.path(Program::Tsc)?);
        runner::run(&mut tests)
    }

    fn journeys(&self) -> Result<Tally> {
        let mut tests = self.cargo(&["test", "--no-fail-fast", "--package", JOURNEYS]);
        tests
            .env("AFTERWORD_BIN", demo::collector(self.workspace))
            .env("AFTERWORD_DIST", self.workspace.dist());
        for (variable, program) in [
            ("AFTERWORD_PYTHON", Program::StatisticsPython),
            ("AXE", Program::Axe),
            ("ESBUILD", Program::Esbuild),
            ("MODERN_BUSINESS", Program::ModernBusiness),
            ("NODE", Program::Node),
            ("REACT_ROUTER", Program::ReactRouter),
            ("SHOP_HOMEPAGE", Program::ShopHomepage),
            ("VUE_ROUTER", Program::VueRouter),
        ] {
            tests.env(variable, self.toolbox.path(program)?);
        }
        name_browsers(&self.toolbox, &mut tests)?;
        runner::run(&mut tests)
    }
}

/// Says by variables where the browsers are, and what drives them.
///
/// # Errors
/// When what drives one was not set up.
pub(crate) fn name_browsers(toolbox: &Toolbox, command: &mut Command) -> Result<()> {
    for (variable, program) in [
        ("CHROME", Program::Chrome),
        ("CHROMEDRIVER", Program::Chromedriver),
        ("GECKODRIVER", Program::Geckodriver),
    ] {
        command.env(variable, toolbox.path(program)?);
    }
    // A developer may have left these out: then their journeys say that they are skipped.
    for (variable, program) in [
        ("FIREFOX", Program::Firefox),
        ("POSTGRES", Program::Postgres),
        ("WEBKITDRIVER", Program::WebkitDriver),
        ("XVFB", Program::Xvfb),
    ] {
        if let Ok(path) = toolbox.path(program) {
            command.env(variable, path);
        }
    }
    Ok(())
}

/// Runs a command that counts as one test.
fn check(command: &mut Command) -> Result<Tally> {
    process::run(command).map(|()| Tally::PASSED)
}

fn packages(names: &[&'static str]) -> Vec<&'static str> {
    flags("--package", names)
}

fn all_but(names: &[&'static str]) -> Vec<&'static str> {
    flags("--exclude", names)
}

fn flags(flag: &'static str, names: &[&'static str]) -> Vec<&'static str> {
    names.iter().flat_map(|name| [flag, *name]).collect()
}

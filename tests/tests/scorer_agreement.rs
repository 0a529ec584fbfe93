//! The statistics of `afterword calc` are those of scipy, statsmodels, numpy and pandas, on
//! hundreds of inputs that are drawn anew from a seed. `tests/agreement` draws and compares.

use std::env;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;

use journeys::collector;

/// Python with those packages; `cargo xtask test` installs it and sets this.
const PYTHON: &str = "AFTERWORD_PYTHON";

#[test]
fn statistics_agree_with_independent_tools() {
    // Past the test's captured output: it is to be seen when the test passes.
    let mut told = io::stderr();
    let Some(python) = env::var_os(PYTHON) else {
        writeln!(
            told,
            "skipped: {PYTHON} is not set; `cargo xtask test` sets it"
        )
        .unwrap();
        return;
    };
    let agreement = Path::new(env!("CARGO_MANIFEST_DIR")).join("agreement");
    let output = Command::new(python)
        // No compiled files beside the sources.
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(agreement)
        .arg(collector::binary().unwrap())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{problems}");
    for line in text.lines().filter(|line| !line.starts_with(' ')) {
        writeln!(told, "{line}").unwrap();
    }
}

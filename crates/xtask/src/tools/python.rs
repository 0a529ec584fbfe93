//! Environments of Python packages, each in a folder of its own.

use crate::process;
use crate::version::Version;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Prints the version of the first package if the others are as they should be.
const ASK: &str = "
import sys
from importlib.metadata import version
package, *others = sys.argv[1:]
if all(f'{name}=={version(name)}' == other for other in others for name in [other.split('==')[0]]):
    print(version(package))
";

/// The version of a package, unless another one that belongs to it is missing or differs.
pub(super) fn version_in_environment(
    python: &Path,
    package: &str,
    others: &[&str],
) -> Option<Version> {
    let mut ask = Command::new(python);
    ask.args(["-c", ASK, package]).args(others);
    Version::printed_in(&String::from_utf8_lossy(&ask.output().ok()?.stdout))
}

/// Makes an environment, or makes it anew, with exactly these packages (`name==version`).
pub(crate) fn make_environment<'a>(
    folder: &Path,
    packages: impl IntoIterator<Item = &'a str>,
) -> Result<()> {
    let mut venv = Command::new("python3");
    process::run(venv.args(["-m", "venv", "--clear"]).arg(folder))?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet"])
        .arg("--disable-pip-version-check")
        // What would have to be compiled is better refused at once.
        .args(["--only-binary", ":all:"])
        .args(packages);
    process::run(&mut pip)
}

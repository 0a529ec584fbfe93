//! Prompts written by hand, as small as they can be: the floors that others stand on.

use crate::{given, part};
use anyhow::{Context as _, Result, ensure};
use std::process::Command;

/// A floor's script, bundled and minified.
///
/// # Errors
///
/// When the bundler refuses it.
pub(crate) fn bundled(source: &str) -> Result<Vec<u8>> {
    let preact = given("PREACT")?;
    let packages = preact.parent().context("preact lies in no folder")?;
    let output = Command::new(given("ESBUILD")?)
        .arg(part(source))
        .args([
            "--bundle",
            "--minify",
            "--format=iife",
            "--loader:.css=text",
        ])
        .args(["--jsx-factory=h", "--log-level=warning"])
        .env("NODE_PATH", packages)
        .output()
        .context("cannot start esbuild")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{source}: {errors}");
    Ok(output.stdout)
}

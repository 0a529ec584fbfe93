//! The browser shell as WebAssembly, compiled for size together with the standard library.

use super::PACKAGE;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::PathBuf;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "prompt";

/// A panic becomes a trap without a message: the messages and their formatting are a fifth of
/// the download. What `RUSTC_BOOTSTRAP` allows is as stable as the pinned compiler is.
const RUSTFLAGS: &[&str] = &["-Zunstable-options", "-Cpanic=immediate-abort"];

/// Crates that stand in for dependencies; see each one's first lines.
const STAND_INS: &[&str] = &[
    "crates/embed/slim/send_wrapper",
    "crates/embed/slim/wasm-streams",
];

/// Compiles the module that wasm-bindgen works on.
pub(super) fn module(workspace: &Workspace) -> Result<PathBuf> {
    // A folder of its own: other flags would make cargo compile everything again and again.
    let target = workspace.target().join("dist-build");
    let mut cargo = process::cargo(workspace.root());
    cargo
        .args(["rustc", "--package", PACKAGE, "--lib"])
        // Alone, since rustc optimises across crates only if nothing else may link the result.
        .args(["--crate-type", "cdylib"])
        .args(["--profile", PROFILE, "--target", TARGET])
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ])
        .args(["--config", &overrides(workspace)?])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_ENCODED_RUSTFLAGS", RUSTFLAGS.join("\x1f"));
    process::run(&mut cargo)?;
    let module = target
        .join(TARGET)
        .join(PROFILE)
        .join(format!("{PACKAGE}.wasm"));
    if !module.exists() {
        bail!(
            "{} is missing: has {PACKAGE} the crate type cdylib?",
            module.display()
        );
    }
    Ok(module)
}

/// The stand-ins as cargo's `paths`, which leaves `Cargo.lock` alone.
fn overrides(workspace: &Workspace) -> Result<String> {
    let paths: Vec<PathBuf> = STAND_INS.iter().map(|path| workspace.path(path)).collect();
    let mut table = toml::Table::new();
    table.insert("paths".to_owned(), toml::Value::try_from(paths)?);
    Ok(table.to_string().trim().to_owned())
}

//! A package as WebAssembly, compiled for size together with the standard library.

use super::product::Product;
use super::read;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::PathBuf;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "prompt";

/// A panic becomes a trap without a message: the messages and their formatting are a fifth of
/// the download. What `RUSTC_BOOTSTRAP` allows is as stable as the pinned compiler is.
const RUSTFLAGS: &[&str] = &["-Zunstable-options", "-Cpanic=immediate-abort"];

/// Compiles the module that wasm-bindgen works on.
pub(super) fn module(workspace: &Workspace, product: &Product) -> Result<Vec<u8>> {
    // A folder of its own: other flags would make cargo compile everything again and again.
    let target = workspace.target().join("dist-build");
    let mut cargo = process::cargo(workspace.root());
    cargo
        .args(["rustc", "--package", product.package, "--lib"])
        .args(["--no-default-features", "--features", product.features])
        // Alone, since rustc optimises across crates only if nothing else may link the result.
        .args(["--crate-type", "cdylib"])
        .args(["--profile", PROFILE, "--target", TARGET])
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ])
        .args(overrides(workspace, product)?)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_ENCODED_RUSTFLAGS", RUSTFLAGS.join("\x1f"));
    process::run(&mut cargo)?;
    let file = format!("{}.wasm", product.package.replace('-', "_"));
    let module = target.join(TARGET).join(PROFILE).join(file);
    if !module.exists() {
        bail!(
            "{} is missing: has {} the crate type cdylib?",
            module.display(),
            product.package
        );
    }
    read(&module)
}

/// What the product asks of cargo beyond the profile, which is the same for all: so the standard
/// library is compiled once.
fn overrides(workspace: &Workspace, product: &Product) -> Result<Vec<String>> {
    let stand_ins = product.stand_ins.iter().map(|path| workspace.path(path));
    let stand_ins: Vec<PathBuf> = stand_ins.collect();
    let mut overrides = Vec::new();
    if !stand_ins.is_empty() {
        // As cargo's `paths`, which leaves `Cargo.lock` alone.
        let mut table = toml::Table::new();
        table.insert("paths".to_owned(), toml::Value::try_from(stand_ins)?);
        overrides.push(table.to_string().trim().to_owned());
    }
    for package in product.fast {
        overrides.push(format!("profile.{PROFILE}.package.{package}.opt-level=2"));
    }
    let flags = overrides.into_iter();
    Ok(flags
        .flat_map(|value| ["--config".to_owned(), value])
        .collect())
}

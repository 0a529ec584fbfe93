//! The pinned compiler and the parts of it that a build needs.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Deserialize)]
struct ToolchainFile {
    toolchain: Toolchain,
}

/// What `rust-toolchain.toml` asks for.
#[derive(Deserialize)]
pub(crate) struct Toolchain {
    pub(crate) channel: String,
    components: Vec<String>,
    targets: Vec<String>,
}

/// What is not there.
pub(crate) struct Missing {
    components: Vec<String>,
    targets: Vec<String>,
}

impl Missing {
    pub(crate) fn is_nothing(&self) -> bool {
        self.components.is_empty() && self.targets.is_empty()
    }
}

impl Toolchain {
    pub(crate) fn pinned(workspace: &Workspace) -> Result<Self> {
        let path = workspace.path("rust-toolchain.toml");
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let file: ToolchainFile =
            toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
        Ok(file.toolchain)
    }

    /// Looks for the files themselves, so that a compiler without rustup serves as well.
    pub(crate) fn missing(&self, workspace: &Workspace) -> Result<Missing> {
        let sysroot = sysroot(workspace)?;
        let absent = |names: &[String], place: fn(&str) -> String| {
            let is_absent = |name: &&String| !sysroot.join(place(name)).exists();
            names.iter().filter(is_absent).cloned().collect()
        };
        Ok(Missing {
            components: absent(&self.components, component_place),
            targets: absent(&self.targets, |name| format!("lib/rustlib/{name}/lib")),
        })
    }

    /// Adds what is missing. On most machines rustup has done so when cargo started.
    pub(crate) fn add(&self, workspace: &Workspace, missing: &Missing) -> Result<()> {
        if process::on_path("rustup").is_none() {
            bail!(
                "the compiler lacks {}; install it through https://rustup.rs, or add them with what installed it",
                missing.all().join(", ")
            );
        }
        let root = workspace.root();
        for (kind, names) in [
            ("component", &missing.components),
            ("target", &missing.targets),
        ] {
            if !names.is_empty() {
                let mut rustup = Command::new("rustup");
                rustup.current_dir(root).args([kind, "add"]).args(names);
                process::run(rustup.args(["--toolchain", &self.channel]))?;
            }
        }
        Ok(())
    }
}

impl Missing {
    fn all(&self) -> Vec<&str> {
        let all = self.components.iter().chain(&self.targets);
        all.map(String::as_str).collect()
    }
}

fn component_place(name: &str) -> String {
    match name {
        "rust-src" => "lib/rustlib/src/rust/library/Cargo.lock".to_owned(),
        "clippy" => format!("bin/cargo-clippy{}", std::env::consts::EXE_SUFFIX),
        program => format!("bin/{program}{}", std::env::consts::EXE_SUFFIX),
    }
}

fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc.current_dir(workspace.root());
    let printed = process::output(rustc.args(["--print", "sysroot"]))?;
    Ok(Path::new(printed.trim()).to_path_buf())
}

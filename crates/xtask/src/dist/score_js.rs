//! The scorer for JavaScript: the folder of the package `afterword-score`.
//!
//! Each of its two modules is made like the prompt. Around the glue stand the scripts of
//! `crates/score-js/js`, bundled into an entry that starts by itself and one that waits for
//! `init()`; for Node, which fetches no files, each has a companion that reads the module.

use super::product::{Product, SCORE, STATISTICS};
use super::{Compiled, compile, glue, read, read_folder, read_text, write};
use crate::process;
use crate::tools::Toolbox;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the package's own files are.
const SOURCE: &str = "crates/score-js";

/// Stands for the version of the workspace.
const VERSION: &str = "__VERSION__";

/// What the scripts call the glue of a module, and the other side of what Rust calls.
const GLUE: &str = "@glue";
const HOST: &str = "@glue/host";

/// Where it is served from, inside the folder that is named by its content.
pub(super) const FOLDER: &str = "score";

/// What a page fetches of it: script and module of the core, then those of the statistics.
pub(super) const SHIPPED: [&str; 4] =
    ["score.js", "score.wasm", "statistics.js", "statistics.wasm"];

/// The files of a finished package, named as they are served.
pub(super) fn files(package: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let named = |path: PathBuf| {
        let name = path.file_name().context("a file without a name")?;
        Ok((format!("{FOLDER}/{}", name.to_string_lossy()), read(&path)?))
    };
    read_folder(package)?.into_iter().map(named).collect()
}

/// Makes the package in a folder.
pub(super) fn build(
    workspace: &Workspace,
    toolbox: &Toolbox,
    work: &Path,
    to: &Path,
) -> Result<()> {
    for product in [&SCORE, &STATISTICS] {
        module(workspace, toolbox, product, work, to)?;
    }
    let scripts = workspace.path(SOURCE).join("js");
    copy(&scripts.join("score.d.ts"), &to.join("score.d.ts"))?;
    write(&to.join("statistics.d.ts"), types(workspace)?)?;
    for file in ["README.md", "package.json"] {
        let text = read_text(&workspace.path(SOURCE).join(file))?;
        write(
            &to.join(file),
            text.replace(VERSION, env!("CARGO_PKG_VERSION")),
        )?;
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&workspace.path(licence), &to.join(licence))?;
    }
    Ok(())
}

fn module(
    workspace: &Workspace,
    toolbox: &Toolbox,
    product: &Product,
    work: &Path,
    to: &Path,
) -> Result<()> {
    let name = product.name;
    let work = work.join(name);
    fs::create_dir_all(&work).with_context(|| format!("cannot make {}", work.display()))?;
    let Compiled {
        bindings,
        entry,
        wasm,
    } = super::linked(
        toolbox,
        product,
        &compile::module(workspace, product)?,
        &work,
    )?;
    write(&to.join(format!("{name}.wasm")), wasm)?;
    let scripts = workspace.path(SOURCE).join("js");
    let aliases = [
        format!("--alias:{GLUE}/{name}={}", entry.display()),
        // The one that Rust calls, which the scripts share.
        format!(
            "--alias:{HOST}={}",
            bindings.script("src/host.js")?.display()
        ),
    ];
    for (script, file) in [
        (format!("{name}.start.js"), format!("{name}.js")),
        (format!("{name}.js"), format!("{name}.init.js")),
    ] {
        glue::minified(toolbox, &scripts.join(script), &aliases, &to.join(file))?;
    }
    for end in ["node.js", "init.node.js", "init.d.ts"] {
        let file = format!("{name}.{end}");
        copy(&scripts.join(&file), &to.join(&file))?;
    }
    Ok(())
}

/// The types of the statistics, as the tables of fields in Rust have them.
fn types(workspace: &Workspace) -> Result<String> {
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["run", "--quiet", "--package", SCORE.package]);
    process::output(cargo.args(["--example", "types"]))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

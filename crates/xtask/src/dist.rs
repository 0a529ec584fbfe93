//! `dist`: what a site serves, as small as it gets.
//!
//! 1. [`compile`] the browser shell for size, and let wasm-bindgen write its glue;
//! 2. [`link`] the two as one program: what neither side reaches goes, names become short;
//! 3. [`glue`] becomes one module (its [`functions`] one object), the [`loader`] one script;
//! 4. [`translate()`] says the same program in JavaScript, for browsers that refuse WebAssembly;
//! 5. [`score_js()`] does as 1 to 3 for the scorer, as a package for npm;
//! 6. what says why is translated likewise, and stands beside them;
//! 7. [`languages`] are written as lists;
//! 8. all of it goes into a folder named by its content, with a manifest beside it.
//!
//! The prompt is compiled twice, with few kinds of questions and with all of them: the standard
//! library and what both depend on are compiled once. The second is also what gets translated.

mod brief;
mod compile;
mod functions;
mod glue;
mod languages;
mod link;
mod loader;
mod manifest;
mod product;
mod score_js;
mod translate;
mod wasm;

use crate::process;
use crate::setup::{self, Report};
use crate::tools::{Program, Scope, Toolbox};
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow, bail};
use glue::Bindings;
pub(crate) use manifest::Manifest;
use product::{FALLBACK, FULL, FULL_FALLBACK, NAMED, PROMPT, Product, Start, VERDICTS};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;
use translate::translate;

#[derive(Default, clap::Args)]
pub(crate) struct Options {
    /// Leave the demo page as it is, for a quick look at sizes
    #[arg(long)]
    keep_demo: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let toolbox = setup::ensure(workspace, Scope::Demo, Report::Changes)?;
    build(workspace, &toolbox, options)
}

/// Makes the scorer for JavaScript alone, where `npm pack` packs it.
pub(crate) fn score_js(workspace: &Workspace) -> Result<()> {
    let toolbox = setup::ensure(workspace, Scope::Demo, Report::Changes)?;
    let package = build_scorer(workspace, &toolbox)?;
    println!("score-js: {} holds the package", package.display());
    Ok(())
}

/// Where the package of the scorer for JavaScript lies.
pub(crate) fn scorer(workspace: &Workspace) -> PathBuf {
    workspace.target().join("afterword-score")
}

/// Makes that package, and says where.
pub(crate) fn build_scorer(workspace: &Workspace, toolbox: &Toolbox) -> Result<PathBuf> {
    let work = workspace.target().join("dist-work").join("scorer");
    let package = scorer(workspace);
    clear(&work)?;
    clear(&package)?;
    score_js::build(workspace, toolbox, &work, &package)?;
    Ok(package)
}

pub(crate) fn build(workspace: &Workspace, toolbox: &Toolbox, options: &Options) -> Result<()> {
    let start = Instant::now();
    // A new folder next to the old one, so that a failure leaves what was there.
    let new = workspace.target().join("dist-new");
    clear(&new)?;
    let work = workspace.target().join("dist-work");
    clear(&work)?;

    println!("dist: compiling the prompt for size");
    let light = compile::module(workspace, &PROMPT)?;
    println!("dist: compiling the prompt with every kind of question");
    let full = compile::module(workspace, &FULL)?;
    println!("dist: compiling what says why");
    let verdicts = compile::module(workspace, &VERDICTS)?;
    let (siblings, scorer) = thread::scope(|scope| {
        let products = [
            (&PROMPT, &light),
            (&FULL, &full),
            (&FALLBACK, &light),
            (&FULL_FALLBACK, &full),
            (&VERDICTS, &verdicts),
        ];
        let linking = products
            .map(|(product, module)| scope.spawn(|| files(toolbox, product, module, &work)));
        println!("dist: compiling the scorer for JavaScript");
        let scorer = build_scorer(workspace, toolbox);
        let linked = linking.map(|linked| linked.join().map_err(|_| anyhow!("linking stopped")));
        let siblings: Result<Vec<_>> = linked.into_iter().map(Result::flatten).collect();
        (siblings, scorer)
    });
    let siblings = siblings?.concat();
    let manifest = manifest::write(workspace, toolbox, siblings, &scorer?, &work, &new)?;
    let demo = new.join("demo");
    let old_demo = workspace.dist().join("demo");
    if options.keep_demo && old_demo.exists() {
        copy_folder(&old_demo, &demo)?;
    } else {
        println!("dist: building the demo page");
        build_demo_page(workspace, toolbox, &demo)?;
    }

    replace(&new, &workspace.dist())?;
    println!(
        "dist: {} holds {} in {:.0?}",
        workspace.dist().display(),
        manifest.prompt[0].trim_end_matches("/prompt.js"),
        start.elapsed()
    );
    Ok(())
}

/// The module that most visitors are sent, its functions with their names.
pub(crate) fn named_module(workspace: &Workspace) -> Result<Vec<u8>> {
    let toolbox = setup::ensure(workspace, Scope::Demo, Report::Changes)?;
    let work = workspace.target().join("dist-work").join(NAMED.name);
    clear(&work)?;
    let module = compile::module(workspace, &NAMED)?;
    Ok(linked(&toolbox, &NAMED, &module, &work)?.wasm)
}

/// Links a product: its files and what they are called, those that browsers are sent.
fn files(
    toolbox: &Toolbox,
    product: &Product,
    module: &[u8],
    work: &Path,
) -> Result<Vec<(String, Vec<u8>)>> {
    let work = work.join(product.name);
    clear(&work)?;
    let compiled = linked(toolbox, product, module, &work)?;
    let script = product.script();
    let to = work.join(&script);
    let minified = |aliases: &[String]| glue::minified(toolbox, &compiled.entry, aliases, &to);
    let alias = glue::values_alias(&compiled.bindings)?;
    let mut files = vec![(script, minified(&[alias])?)];
    if product.start != Start::Translated {
        files.push((product.module(), compiled.wasm));
    }
    Ok(files)
}

/// A module, and the scripts that belong to it.
struct Compiled {
    bindings: Bindings,
    /// The script that callers import.
    entry: PathBuf,
    wasm: Vec<u8>,
}

/// Links a compiled product with its glue.
fn linked(toolbox: &Toolbox, product: &Product, module: &[u8], work: &Path) -> Result<Compiled> {
    let bindings = glue::bindings(toolbox, product, module, work)?;
    let linked = link::link(toolbox, product, &bindings, work)?;
    let translation = match product.start {
        Start::Translated => Some(translate(toolbox, &linked, work)?),
        Start::Response | Start::Instance => None,
    };
    Ok(Compiled {
        entry: glue::entry(product, &bindings, &linked, translation.as_deref())?,
        bindings,
        wasm: linked.module,
    })
}

fn build_demo_page(workspace: &Workspace, toolbox: &Toolbox, to: &Path) -> Result<()> {
    let built = workspace.target().join("www");
    let tools = [Program::WasmBindgen, Program::WasmOpt];
    let folders: Vec<&Path> = tools
        .iter()
        .filter_map(|program| toolbox.path(*program).ok()?.parent())
        .collect();
    let mut trunk = toolbox.command(Program::Trunk)?;
    trunk
        .current_dir(workspace.root())
        .args(["build", "--release", "--offline", "--dist"])
        .arg(&built)
        .env("PATH", process::path_with(folders)?)
        // Trunk takes this variable for a flag of its own and wants a word in it.
        .env_remove("NO_COLOR");
    process::run(&mut trunk)?;
    copy_folder(&built, to)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in read_folder(from)? {
        let target = to.join(entry.file_name().context("a folder without a name")?);
        if entry.is_dir() {
            copy_folder(&entry, &target)?;
        } else {
            fs::copy(&entry, &target)
                .with_context(|| format!("cannot copy {}", entry.display()))?;
        }
    }
    Ok(())
}

fn read_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    paths.map_err(|error: std::io::Error| error.into())
}

fn clear(folder: &Path) -> Result<()> {
    remove(folder)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// Puts a finished folder in the place of an older one.
fn replace(new: &Path, old: &Path) -> Result<()> {
    remove(old)?;
    if fs::rename(new, old).is_err() {
        // Another file system.
        copy_folder(new, old)?;
        remove(new)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Refuses a folder that is not one that `dist` makes.
pub(crate) fn manifest(workspace: &Workspace) -> Result<Manifest> {
    let path = workspace.dist().join("manifest.json");
    if !path.exists() {
        bail!("{} is missing; run `cargo xtask dist`", path.display());
    }
    serde_json::from_slice(&read(&path)?).with_context(|| format!("in {}", path.display()))
}

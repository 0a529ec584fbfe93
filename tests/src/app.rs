//! Applications of others, as they are built today. Nothing of ours stands in them but the tag.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use tokio::sync::OnceCell;

use crate::fixture;
use crate::site::Site;

/// Where the tag belongs.
const PLACE: &str = "<!-- tag -->";

/// The shop that is built on npm's react-router, with this in its head.
///
/// # Errors
///
/// When it cannot be built.
pub async fn on_react_router(head: &str) -> Result<Site> {
    static SCRIPT: OnceCell<String> = OnceCell::const_new();
    let script = SCRIPT.get_or_try_init(async || {
        let main = sources().join("react-router/main.jsx");
        bundled(&main, &packages(&fixture::react_router()?)?)
    });
    shop(script.await?, head)
}

/// The shop that is built on npm's vue-router, with this in its head.
///
/// # Errors
///
/// When it cannot be built.
pub async fn on_vue_router(head: &str) -> Result<Site> {
    static SCRIPT: OnceCell<String> = OnceCell::const_new();
    let script = SCRIPT.get_or_try_init(async || {
        let packages = packages(&fixture::vue_router()?)?;
        let folder = tempfile::tempdir()?;
        let mut compile = Command::new(fixture::node());
        compile.arg(sources().join("compile.mjs")).args([
            packages.as_path(),
            &sources(),
            folder.path(),
        ]);
        output(&mut compile)?;
        bundled(&folder.path().join("vue-router/main.js"), &packages)
    });
    shop(script.await?, head)
}

/// A template of many pages from npm, with this at the end of each page's head.
///
/// # Errors
///
/// When it is not installed, or has pages without one.
pub fn of_many_pages(head: &str) -> Result<Site> {
    let folder = fixture::modern_business()?;
    let mut site = Site::new().folder(&folder);
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension() != Some(OsStr::new("html")) {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let page = fs::read_to_string(&path)?;
        ensure!(page.matches("</head>").count() == 1, "{name} has no head");
        let page = page.replace("</head>", &format!("{head}</head>"));
        if name == "index.html" {
            site = site.page("/", page.clone());
        }
        site = site.page(&format!("/{name}"), page);
    }
    Ok(site)
}

/// A shop with this script: each address of its own is its one page.
fn shop(script: &str, head: &str) -> Result<Site> {
    let part = |name: &str| fs::read_to_string(sources().join("shop").join(name));
    let page = part("index.html")?;
    ensure!(page.contains(PLACE), "the shop has no place for the tag");
    Ok(Site::of(page.replace(PLACE, head))
        .everywhere()
        .script("/app.js", script)
        .style("/shop.css", &part("shop.css")?))
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("apps")
}

/// The folder that this package and those that it needs lie in.
fn packages(package: &Path) -> Result<PathBuf> {
    let folder = package.parent().context("the package lies in no folder")?;
    Ok(folder.to_owned())
}

/// An application in one script, as its developers would ship it.
fn bundled(main: &Path, packages: &Path) -> Result<String> {
    let mut esbuild = Command::new(fixture::esbuild()?);
    esbuild
        .arg(main)
        .args(["--bundle", "--minify", "--format=esm", "--jsx=automatic"])
        // They are compiled already.
        .arg("--loader:.vue=js")
        .arg("--define:process.env.NODE_ENV=\"production\"")
        .args(["--define:__VUE_OPTIONS_API__=false"])
        .args(["--define:__VUE_PROD_DEVTOOLS__=false"])
        .args(["--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false"])
        .arg("--log-level=warning")
        .env("NODE_PATH", packages);
    output(&mut esbuild)
}

/// What a program prints.
fn output(program: &mut Command) -> Result<String> {
    let name = program.get_program().to_string_lossy().into_owned();
    let output = program
        .output()
        .with_context(|| format!("cannot start {name}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{name}: {errors}");
    Ok(String::from_utf8(output.stdout)?)
}

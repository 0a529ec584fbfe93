//! What the environment has to bring along. `cargo xtask test` names it by variables; without
//! them it is looked for where `cargo xtask setup` and `cargo xtask dist` leave it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

const SETUP: &str = "cargo xtask setup";
const DIST: &str = "cargo xtask dist";

/// The browser.
///
/// # Errors
///
/// When it is not installed.
pub fn chrome() -> Result<PathBuf> {
    needed("CHROME", Path::new("/usr/bin/chromium"), SETUP)
}

/// The program that drives the browser.
///
/// # Errors
///
/// When it is not installed.
pub fn chromedriver() -> Result<PathBuf> {
    needed("CHROMEDRIVER", Path::new("/usr/bin/chromedriver"), SETUP)
}

/// The second browser.
///
/// # Errors
///
/// When it is not installed.
pub fn firefox() -> Result<PathBuf> {
    let usual = if cfg!(target_os = "macos") {
        "/Applications/Firefox.app/Contents/MacOS/firefox"
    } else {
        "/usr/bin/firefox-esr"
    };
    needed("FIREFOX", Path::new(usual), SETUP)
}

/// The program that drives it.
///
/// # Errors
///
/// When it is not installed.
pub fn geckodriver() -> Result<PathBuf> {
    let cached = cache().join("geckodriver-0.37.1/bin/geckodriver");
    needed("GECKODRIVER", &cached, SETUP)
}

/// The program that drives the third browser, and brings it along.
///
/// # Errors
///
/// When it is not installed.
pub fn webkit_driver() -> Result<PathBuf> {
    needed("WEBKITDRIVER", Path::new("/usr/bin/WebKitWebDriver"), SETUP)
}

/// The screen that the third browser draws on.
///
/// # Errors
///
/// When it is not installed.
pub fn xvfb() -> Result<PathBuf> {
    needed("XVFB", Path::new("/usr/bin/Xvfb"), SETUP)
}

/// The script of axe-core.
///
/// # Errors
///
/// When it is not installed.
pub fn axe() -> Result<PathBuf> {
    let cached = cache().join("axe-core-4.14.1/node_modules/axe-core/axe.min.js");
    needed("AXE", &cached, SETUP)
}

/// The folder of the shop page that npm publishes as `startbootstrap-shop-homepage`.
///
/// # Errors
///
/// When it is not installed.
pub fn shop_homepage() -> Result<PathBuf> {
    let package = "startbootstrap-shop-homepage";
    let cached = cache().join(format!("{package}-5.0.6/node_modules/{package}/dist"));
    needed("SHOP_HOMEPAGE", &cached, SETUP)
}

/// The folder of the site that npm publishes as `startbootstrap-modern-business`.
///
/// # Errors
///
/// When it is not installed.
pub fn modern_business() -> Result<PathBuf> {
    let package = "startbootstrap-modern-business";
    let cached = cache().join(format!("{package}-5.0.7/node_modules/{package}/dist"));
    needed("MODERN_BUSINESS", &cached, SETUP)
}

/// The folder of npm's `react-router`, which React lies beside.
///
/// # Errors
///
/// When it is not installed.
pub fn react_router() -> Result<PathBuf> {
    let cached = cache().join("react-router-8.5.1/node_modules/react-router");
    needed("REACT_ROUTER", &cached, SETUP)
}

/// The folder of npm's `vue-router`, which Vue lies beside.
///
/// # Errors
///
/// When it is not installed.
pub fn vue_router() -> Result<PathBuf> {
    let cached = cache().join("vue-router-5.5.1/node_modules/vue-router");
    needed("VUE_ROUTER", &cached, SETUP)
}

/// The bundler of the applications that are built on these.
///
/// # Errors
///
/// When it is not installed.
pub fn esbuild() -> Result<PathBuf> {
    let cached = cache().join("esbuild-0.28.2/node_modules/esbuild/bin/esbuild");
    needed("ESBUILD", &cached, SETUP)
}

/// What runs JavaScript outside of a browser.
#[must_use]
pub fn node() -> PathBuf {
    env::var_os("NODE").map_or_else(|| "node".into(), PathBuf::from)
}

/// What a site that serves Afterword itself puts on its server.
///
/// # Errors
///
/// When it was not built.
pub fn dist() -> Result<PathBuf> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    let folder = needed("AFTERWORD_DIST", &built, DIST)?;
    if !folder.join("manifest.json").exists() {
        bail!("{} is empty: run `{DIST}`", folder.display());
    }
    Ok(folder)
}

fn needed(variable: &str, usual: &Path, remedy: &str) -> Result<PathBuf> {
    let path = env::var_os(variable).map_or_else(|| usual.to_owned(), PathBuf::from);
    if !path.exists() {
        let path = path.display();
        bail!("{path} is missing: run `{remedy}`, or set {variable} to where it is");
    }
    Ok(path)
}

/// Where `setup` keeps what it fetched.
fn cache() -> PathBuf {
    let folder = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || env::home_dir().unwrap_or_default();
    let caches = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    folder
        .unwrap_or_else(|| home().join(caches))
        .join("afterword")
}

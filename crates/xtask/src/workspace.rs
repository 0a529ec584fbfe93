//! Where things are.

use crate::version::Version;
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The checkout that this xtask was built from.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    pub(crate) fn of_this_crate() -> Result<Self> {
        let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = crate_folder
            .join("../..")
            .canonicalize()
            .with_context(|| format!("no workspace above {}", crate_folder.display()))?;
        Ok(Self { root })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// Where cargo builds: `CARGO_TARGET_DIR`, or `target`.
    pub(crate) fn target(&self) -> PathBuf {
        match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.path("target"),
        }
    }

    /// The version that `Cargo.lock` has settled on for a package.
    pub(crate) fn locked_version(&self, package: &str) -> Result<Version> {
        let path = self.path("Cargo.lock");
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        locked_version(&text, package).with_context(|| format!("in {}", path.display()))
    }
}

fn locked_version(lock: &str, package: &str) -> Result<Version> {
    let lock: toml::Table = lock.parse().context("not a lock file")?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    packages
        .into_iter()
        .flatten()
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
        .and_then(|entry| entry.get("version")?.as_str()?.parse().ok())
        .with_context(|| format!("no package {package} with a version"))
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.70"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
dependencies = ["cfg-if"]
"#;

    #[test]
    fn the_locked_version_is_that_of_the_package_with_exactly_this_name() {
        let version = locked_version(LOCK, "wasm-bindgen").unwrap();
        assert_eq!(version.to_string(), "0.2.130");
    }

    #[test]
    fn a_package_that_is_not_locked_is_named_in_the_error() {
        let error = locked_version(LOCK, "leptos").unwrap_err();
        assert!(error.to_string().contains("leptos"), "{error}");
    }

    #[test]
    fn what_is_no_lock_file_is_an_error() {
        assert!(locked_version("[[package", "leptos").is_err());
    }
}

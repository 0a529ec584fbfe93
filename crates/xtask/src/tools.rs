//! The tools that a build or a test needs: which, of what version, what for, and where from.

use crate::process;
use crate::version::Version;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What somebody wants to do, and so how many tools they need.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, clap::ValueEnum)]
pub(crate) enum Scope {
    /// Build and visit: `dist`, `size` and `demo`.
    Demo,
    /// Everything: `test` as well.
    Test,
}

/// A file that a tool brings and a step uses.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Program {
    Node,
    Npm,
    WasmBindgen,
    WasmBindgenTestRunner,
    Trunk,
    WasmOpt,
    WasmMetadce,
    Esbuild,
    Chrome,
    Chromedriver,
    CargoDeny,
    /// `axe.min.js`.
    Axe,
    /// The folder of the unmodified shop page.
    ShopHomepage,
}

pub(crate) struct Tool {
    /// How messages and the cache call it.
    pub(crate) name: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) scope: Scope,
    pub(crate) wanted: Wanted,
    pub(crate) source: Source,
    /// What it brings. The first one is asked for its version.
    pub(crate) files: &'static [File],
}

/// Which versions will do.
pub(crate) enum Wanted {
    /// The version of this package in `Cargo.lock`, and no other.
    Locked(&'static str),
    /// This version and no other.
    Exactly(Version),
    /// This one or a newer one; the second is what gets installed.
    AtLeast(Version, Version),
    /// Any, as long as all files are of the same major version.
    OneMajor,
}

/// Where a missing tool comes from.
pub(crate) enum Source {
    /// crates.io: the package of the tool's name, with these arguments to `cargo install`.
    Crate(&'static [&'static str]),
    /// The npm registry: the package of the tool's name.
    Npm,
    /// The operating system's packages.
    System(SystemPackages),
}

/// What the package managers call it, separated by spaces.
pub(crate) struct SystemPackages {
    pub(crate) apt: &'static str,
    pub(crate) dnf: &'static str,
    pub(crate) brew: &'static str,
}

pub(crate) struct File {
    pub(crate) program: Program,
    /// An environment variable that names the file and goes before everything else.
    pub(crate) variable: Option<&'static str>,
    /// What it is called on `PATH`, the preferred name first; nothing for what is not run.
    pub(crate) names: &'static [&'static str],
    /// Where it lies in the tool's folder of the cache.
    pub(crate) cached: &'static str,
}

impl File {
    const fn in_crate(
        program: Program,
        names: &'static [&'static str],
        cached: &'static str,
    ) -> Self {
        Self {
            program,
            variable: None,
            names,
            cached,
        }
    }

    const fn of_system(
        program: Program,
        variable: Option<&'static str>,
        names: &'static [&'static str],
    ) -> Self {
        Self {
            program,
            variable,
            names,
            cached: "",
        }
    }
}

/// Every tool, those first that others are installed with.
pub(crate) const TOOLS: &[Tool] = &[
    Tool {
        name: "node",
        purpose: "runs the tools that come from npm",
        scope: Scope::Demo,
        wanted: Wanted::AtLeast(Version::new(18, 0, 0), Version::new(18, 0, 0)),
        source: Source::System(SystemPackages {
            apt: "nodejs npm",
            dnf: "nodejs npm",
            brew: "node",
        }),
        files: &[
            File::of_system(Program::Node, None, &["node"]),
            File::of_system(Program::Npm, None, &["npm"]),
        ],
    },
    Tool {
        name: "wasm-bindgen-cli",
        purpose: "writes the glue between WebAssembly and JavaScript, and runs browser tests",
        scope: Scope::Demo,
        wanted: Wanted::Locked("wasm-bindgen"),
        // Without --locked: newer patches of its dependencies will do.
        source: Source::Crate(&["--no-default-features"]),
        files: &[
            File::in_crate(Program::WasmBindgen, &["wasm-bindgen"], "bin/wasm-bindgen"),
            File::in_crate(
                Program::WasmBindgenTestRunner,
                &["wasm-bindgen-test-runner"],
                "bin/wasm-bindgen-test-runner",
            ),
        ],
    },
    Tool {
        name: "trunk",
        purpose: "builds the demo page",
        scope: Scope::Demo,
        // Trunk 0.22 wants a newer compiler than the pinned one.
        wanted: Wanted::AtLeast(Version::new(0, 21, 0), Version::new(0, 21, 14)),
        // Unoptimised: it compiles in a third of the time and is as fast at waiting for cargo.
        source: Source::Crate(&["--locked", "--no-default-features", "--debug"]),
        files: &[File::in_crate(Program::Trunk, &["trunk"], "bin/trunk")],
    },
    Tool {
        name: "binaryen",
        purpose: "makes WebAssembly small",
        scope: Scope::Demo,
        wanted: Wanted::AtLeast(Version::new(120, 0, 0), Version::new(132, 0, 0)),
        source: Source::Npm,
        files: &[
            File::in_crate(
                Program::WasmOpt,
                &["wasm-opt"],
                "node_modules/binaryen/bin/wasm-opt",
            ),
            File::in_crate(
                Program::WasmMetadce,
                &["wasm-metadce"],
                "node_modules/binaryen/bin/wasm-metadce",
            ),
        ],
    },
    Tool {
        name: "esbuild",
        purpose: "makes JavaScript small",
        scope: Scope::Demo,
        wanted: Wanted::Exactly(Version::new(0, 28, 2)),
        source: Source::Npm,
        files: &[File::in_crate(
            Program::Esbuild,
            &["esbuild"],
            "node_modules/esbuild/bin/esbuild",
        )],
    },
    Tool {
        name: "chromium",
        purpose: "is the browser that tests visit pages with",
        scope: Scope::Test,
        wanted: Wanted::OneMajor,
        source: Source::System(SystemPackages {
            apt: "chromium chromium-driver",
            dnf: "chromium chromedriver",
            brew: "--cask chromium chromedriver",
        }),
        files: &[
            File::of_system(
                Program::Chrome,
                Some("CHROME"),
                &[
                    "chromium",
                    "chromium-browser",
                    "google-chrome",
                    "google-chrome-stable",
                ],
            ),
            File::of_system(
                Program::Chromedriver,
                Some("CHROMEDRIVER"),
                &["chromedriver"],
            ),
        ],
    },
    Tool {
        name: "cargo-deny",
        purpose: "checks licences and sources of dependencies",
        scope: Scope::Test,
        wanted: Wanted::AtLeast(Version::new(0, 18, 0), Version::new(0, 20, 2)),
        source: Source::Crate(&["--locked", "--debug"]),
        files: &[File::in_crate(
            Program::CargoDeny,
            &["cargo-deny"],
            "bin/cargo-deny",
        )],
    },
    Tool {
        name: "axe-core",
        purpose: "finds what shuts people out of a page",
        scope: Scope::Test,
        wanted: Wanted::Exactly(Version::new(4, 14, 1)),
        source: Source::Npm,
        files: &[File::in_crate(
            Program::Axe,
            &[],
            "node_modules/axe-core/axe.min.js",
        )],
    },
    Tool {
        name: "startbootstrap-shop-homepage",
        purpose: "is a page that knows nothing of Afterword, and gets its tag",
        scope: Scope::Test,
        wanted: Wanted::Exactly(Version::new(5, 0, 6)),
        source: Source::Npm,
        files: &[File::in_crate(
            Program::ShopHomepage,
            &[],
            "node_modules/startbootstrap-shop-homepage/dist",
        )],
    },
];

/// A tool that is there.
pub(crate) struct Found {
    pub(crate) version: Version,
    pub(crate) files: Vec<(Program, PathBuf)>,
}

impl Tool {
    /// Looks where the developer keeps tools, then in the cache.
    ///
    /// # Errors
    /// Only when the version to look for cannot be told.
    pub(crate) fn find(&self, workspace: &Workspace) -> Result<Option<Found>> {
        let accepted = self.accepted(workspace)?;
        let installed = self.files.iter().map(File::installed).collect();
        if let Some(found) = self.check(installed, &accepted) {
            return Ok(Some(found));
        }
        let Some(version) = accepted.to_install else {
            return Ok(None);
        };
        let folder = self.cache_folder(version)?;
        let cached = self.files.iter().map(|file| file.in_folder(&folder));
        Ok(self.check(cached.collect(), &accepted))
    }

    fn check(&self, files: Option<Vec<(Program, PathBuf)>>, accepted: &Accepted) -> Option<Found> {
        let files = files?;
        let runs = self.files.iter().all(|file| !file.names.is_empty());
        if !runs {
            // The folder's name says the version.
            let version = accepted.to_install?;
            return Some(Found { version, files });
        }
        let version = version_of(&files.first()?.1)?;
        let same_major = matches!(self.wanted, Wanted::OneMajor);
        let rest = &files[1..];
        let agree = !same_major
            || rest
                .iter()
                .all(|(_, path)| version_of(path).map(Version::major) == Some(version.major()));
        (agree && (accepted.test)(version)).then_some(Found { version, files })
    }

    /// The version that `setup` installs, where it can.
    pub(crate) fn version_to_install(&self, workspace: &Workspace) -> Result<Option<Version>> {
        Ok(self.accepted(workspace)?.to_install)
    }

    fn accepted(&self, workspace: &Workspace) -> Result<Accepted> {
        let exactly = |version: Version| Accepted {
            to_install: Some(version),
            test: Box::new(move |found| found == version),
        };
        Ok(match self.wanted {
            Wanted::Locked(package) => exactly(workspace.locked_version(package)?),
            Wanted::Exactly(version) => exactly(version),
            Wanted::AtLeast(least, to_install) => Accepted {
                to_install: Some(to_install),
                test: Box::new(move |found| found >= least),
            },
            Wanted::OneMajor => Accepted {
                to_install: None,
                test: Box::new(|_| true),
            },
        })
    }

    /// The tool's own folder among what Afterword keeps for this user.
    pub(crate) fn cache_folder(&self, version: Version) -> Result<PathBuf> {
        Ok(cache()?.join(format!("{}-{version}", self.name)))
    }
}

struct Accepted {
    to_install: Option<Version>,
    test: Box<dyn Fn(Version) -> bool>,
}

impl File {
    fn installed(&self) -> Option<(Program, PathBuf)> {
        let named = self.variable.and_then(env::var_os).map(PathBuf::from);
        let path = named.or_else(|| self.names.iter().find_map(|name| process::on_path(name)))?;
        Some((self.program, path))
    }

    fn in_folder(&self, folder: &Path) -> Option<(Program, PathBuf)> {
        let path = folder.join(self.cached);
        (!self.cached.is_empty() && path.exists()).then_some((self.program, path))
    }
}

fn version_of(program: &Path) -> Option<Version> {
    let output = Command::new(program).arg("--version").output().ok()?;
    Version::printed_in(&String::from_utf8_lossy(&output.stdout))
}

/// Where Afterword keeps tools for this user, never among the user's own.
pub(crate) fn cache() -> Result<PathBuf> {
    let folder = match env::var_os("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => {
            let home = env::home_dir().context("no home folder to keep tools in")?;
            let caches = if cfg!(target_os = "macos") {
                "Library/Caches"
            } else {
                ".cache"
            };
            home.join(caches)
        }
    };
    Ok(folder.join("afterword"))
}

/// The tools that a step can rely on.
pub(crate) struct Toolbox(BTreeMap<Program, PathBuf>);

impl Toolbox {
    pub(crate) fn new(files: impl IntoIterator<Item = (Program, PathBuf)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// # Errors
    /// When the step asked for fewer tools than it uses.
    pub(crate) fn path(&self, program: Program) -> Result<&Path> {
        let path = self.0.get(&program);
        path.map(PathBuf::as_path)
            .with_context(|| format!("{program:?} is used but was not set up"))
    }

    pub(crate) fn command(&self, program: Program) -> Result<Command> {
        self.path(program).map(Command::new)
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, TOOLS, Wanted};
    use std::collections::BTreeSet;

    #[test]
    fn each_program_comes_from_one_tool() {
        let programs: Vec<_> = TOOLS
            .iter()
            .flat_map(|tool| tool.files)
            .map(|file| file.program)
            .collect();
        let distinct: BTreeSet<_> = programs.iter().collect();
        assert_eq!(distinct.len(), programs.len());
    }

    #[test]
    fn what_setup_installs_lies_in_the_cache_and_is_new_enough() {
        for tool in TOOLS {
            if !matches!(tool.source, Source::System(_)) {
                assert!(
                    tool.files.iter().all(|file| !file.cached.is_empty()),
                    "{}",
                    tool.name
                );
            }
            if let Wanted::AtLeast(least, to_install) = tool.wanted {
                assert!(to_install >= least, "{}", tool.name);
            }
        }
    }
}

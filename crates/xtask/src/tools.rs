//! The tools that a build or a test needs: finding them, and what can be said of each.

mod list;
mod npm;
mod python;

use crate::process;
use crate::version::Version;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
pub(crate) use list::TOOLS;
pub(crate) use python::make_environment;
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What somebody wants to do, and so which tools they need.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum Scope {
    /// Build and visit: `dist`, `size` and `demo`.
    Demo,
    /// Every check and every test.
    Test,
    /// Measure, beside others.
    Bench,
    /// Look for input that breaks something.
    Fuzz,
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
    Wasm2Js,
    Esbuild,
    Chrome,
    Chromedriver,
    Firefox,
    Geckodriver,
    /// The database's server.
    Postgres,
    WebkitDriver,
    /// A screen that nobody sees, for the browser that insists on one.
    Xvfb,
    CargoDeny,
    CargoFuzz,
    /// The system's Python, which environments are made with.
    Python,
    /// The Python of an environment with statsmodels, scipy and numpy.
    StatisticsPython,
    /// The Python of an environment with duckdb, polars and numpy.
    BenchPython,
    /// The TypeScript compiler, which Node runs.
    Tsc,
    /// `axe.min.js`.
    Axe,
    /// The folder of the unmodified shop page.
    ShopHomepage,
    /// The folder of an unmodified site of many pages.
    ModernBusiness,
    /// The folder of the router that one host app is built on, React beside it.
    ReactRouter,
    /// The folder of the router that another is built on, Vue beside it.
    VueRouter,
    /// The folder of another scorer for JavaScript.
    NetPromoterScore,
    /// The folder of the framework that a floor is written with.
    Preact,
    /// The folder of the scripts that `PostHog` serves.
    PosthogJs,
    /// The script that Formbricks' prompts are drawn by.
    FormbricksSurveys,
}

pub(crate) struct Tool {
    /// How messages and the cache call it.
    pub(crate) name: &'static str,
    pub(crate) purpose: &'static str,
    /// Who needs it.
    pub(crate) scopes: &'static [Scope],
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
    /// Any, of programs that do not say theirs.
    Any,
}

/// Where a missing tool comes from.
pub(crate) enum Source {
    /// crates.io: the package of the tool's name, with these arguments to `cargo install`.
    Crate(&'static [&'static str]),
    /// The npm registry: the package of the tool's name, and beside it these (`name@version`).
    Npm(&'static [&'static str]),
    /// The Python Package Index: the package of the tool's name, and beside it these
    /// (`name==version`), in an environment of their own.
    PyPi(&'static [&'static str]),
    /// The operating system's packages.
    System(SystemPackages),
}

/// What the package managers call it, separated by spaces.
pub(crate) struct SystemPackages {
    pub(crate) apt: &'static str,
    pub(crate) dnf: &'static str,
    /// Nothing where macOS has none.
    pub(crate) brew: Option<&'static str>,
    /// What a developer without it misses; nothing where nobody can do without. Where every change
    /// is checked, nobody can.
    pub(crate) without: Option<&'static str>,
}

pub(crate) struct File {
    pub(crate) program: Program,
    /// An environment variable that names the file and goes before everything else.
    pub(crate) variable: Option<&'static str>,
    /// What it is called on `PATH`, or where it is outside of it, the preferred first; nothing for
    /// what only the cache has.
    pub(crate) names: &'static [&'static str],
    /// Where it lies in the tool's folder of the cache.
    pub(crate) cached: &'static str,
    /// Arguments that make it print its version; nothing for what is not run.
    pub(crate) asked: &'static [&'static str],
}

/// How most programs are asked for their version.
const VERSION: &[&str] = &["--version"];

impl File {
    /// A program that setup can install.
    const fn program(
        program: Program,
        names: &'static [&'static str],
        cached: &'static str,
    ) -> Self {
        Self {
            program,
            variable: None,
            names,
            cached,
            asked: VERSION,
        }
    }

    /// A file or folder that setup can install and nobody runs: its folder's name says the version.
    const fn data(program: Program, cached: &'static str) -> Self {
        Self {
            program,
            variable: None,
            names: &[],
            cached,
            asked: &[],
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
            asked: VERSION,
        }
    }
}

/// A tool that is there.
pub(crate) struct Found {
    /// Nothing where its programs do not say.
    pub(crate) version: Option<Version>,
    pub(crate) files: Vec<(Program, PathBuf)>,
}

impl Found {
    /// What is there, for a line about it.
    pub(crate) fn named(&self, name: &str) -> String {
        match self.version {
            Some(version) => format!("{name} {version}"),
            None => name.to_owned(),
        }
    }
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
        if matches!(self.wanted, Wanted::Any) {
            let version = None;
            return Some(Found { version, files });
        }
        let version = self.version(&files.first()?.1, accepted)?;
        let same_major = matches!(self.wanted, Wanted::OneMajor);
        let rest = &files[1..];
        let agree = !same_major
            || rest.iter().all(|(_, path)| {
                version_of(path, VERSION).map(Version::major) == Some(version.major())
            });
        let version = (agree && (accepted.test)(version)).then_some(version);
        version.is_some().then_some(Found { version, files })
    }

    /// What its first file, at this path, says.
    fn version(&self, path: &Path, accepted: &Accepted) -> Option<Version> {
        if let Source::PyPi(others) = self.source {
            return python::version_in_environment(path, self.name, others);
        }
        if let Source::Npm(others) = self.source
            && !npm::has_beside(path, others)
        {
            return None;
        }
        match self.files.first()?.asked {
            // The folder's name says the version.
            [] => accepted.to_install,
            arguments => version_of(path, arguments),
        }
    }

    /// Whether somebody with this in mind needs it.
    pub(crate) fn serves(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
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
            Wanted::OneMajor | Wanted::Any => Accepted {
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

fn version_of(program: &Path, asked: &[&str]) -> Option<Version> {
    let output = Command::new(program).args(asked).output().ok()?;
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
    use super::{Scope, Source, TOOLS, Wanted};
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

    /// Or setup would look for an interpreter that it has not installed yet.
    #[test]
    fn a_python_environment_comes_after_python_and_with_it() {
        let position = |name: &str| TOOLS.iter().position(|tool| tool.name == name).unwrap();
        let python = position("python3");
        for tool in TOOLS {
            if let Source::PyPi(others) = tool.source {
                assert!(position(tool.name) > python, "{}", tool.name);
                assert!(
                    others.iter().all(|other| other.contains("==")),
                    "{others:?}"
                );
                for &scope in tool.scopes {
                    assert!(TOOLS[python].serves(scope), "{} for {scope:?}", tool.name);
                }
            }
        }
        assert!(
            !TOOLS[python].serves(Scope::Demo),
            "a visit needs no Python"
        );
    }
}

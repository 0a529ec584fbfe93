//! `fuzz`: looks for requests that break a statistic, and for bodies and tokens that break the
//! collector.

use crate::process;
use crate::setup::{self, Report};
use crate::tools::{Program, Scope};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates of targets, each a workspace of its own. The first target of each begins with what its
/// example `seeds` writes.
const CRATES: [(&str, [&str; 2]); 2] = [
    ("crates/calc/fuzz", ["lines", "requests"]),
    ("crates/collector/fuzz", ["bodies", "tokens"]),
];

/// Bytes of an input.
const LONGEST: usize = 4096;

/// Seconds that an input may take. A million resamples, the most that can be asked for, take one.
const PATIENCE: u32 = 5;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long each of the targets is tried
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// Keep, in the repository, the fewest inputs that reach as much as all that are known
    #[arg(long)]
    keep: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let toolbox = setup::ensure(workspace, Scope::Fuzz, Report::Changes)?;
    for (crate_folder, [seeded, unseeded]) in CRATES {
        let fuzzing = Fuzzing {
            workspace,
            cargo_fuzz: toolbox.path(Program::CargoFuzz)?,
            crate_folder,
            folder: workspace.target().join("fuzz"),
        };
        let seeds = fuzzing.folder.join(format!("{seeded}-seeds"));
        let dictionary = fuzzing.folder.join(format!("{seeded}-dictionary"));
        fuzzing.write_seeds(&seeds, &dictionary)?;
        let seeded = Target {
            name: seeded,
            seeds: Some(&seeds),
            dictionary: Some(&dictionary),
        };
        let unseeded = Target {
            name: unseeded,
            seeds: None,
            dictionary: None,
        };
        for target in [seeded, unseeded] {
            fuzzing.search(&target, options.minutes)?;
            if options.keep {
                fuzzing.keep(&target)?;
            }
        }
    }
    Ok(())
}

struct Target<'a> {
    name: &'static str,
    seeds: Option<&'a Path>,
    dictionary: Option<&'a Path>,
}

struct Fuzzing<'a> {
    workspace: &'a Workspace,
    cargo_fuzz: &'a Path,
    /// Whose targets.
    crate_folder: &'static str,
    /// What is built and found, apart from what is kept.
    folder: PathBuf,
}

impl Fuzzing<'_> {
    fn write_seeds(&self, seeds: &Path, dictionary: &Path) -> Result<()> {
        make(seeds)?;
        let mut cargo = process::cargo(self.workspace.root());
        cargo
            .args(["run", "--quiet", "--example", "seeds", "--manifest-path"])
            .arg(self.workspace.path(self.crate_folder).join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.build())
            .arg("--")
            .args([seeds, dictionary]);
        process::run(&mut cargo)
    }

    fn search(&self, target: &Target<'_>, minutes: u64) -> Result<()> {
        let (found, kept) = (self.found(target), self.kept(target));
        make(&found)?;
        make(&kept)?;
        let mut fuzz = self.fuzz(target, &[&found, &kept]);
        fuzz.arg(format!("-max_total_time={}", minutes * 60))
            .arg(format!("-timeout={PATIENCE}"))
            .arg("-print_final_stats=1");
        if let Some(dictionary) = target.dictionary {
            fuzz.arg(format!("-dict={}", dictionary.display()));
        }
        process::run(&mut fuzz)
    }

    /// Replaces what is kept by the fewest inputs, of it and of what was found, that reach every
    /// place of the code that all together reach.
    fn keep(&self, target: &Target<'_>) -> Result<()> {
        let fewest = self.folder.join(format!("{}-fewest", target.name));
        if fewest.exists() {
            fs::remove_dir_all(&fewest)
                .with_context(|| format!("cannot remove {}", fewest.display()))?;
        }
        make(&fewest)?;
        let kept = self.kept(target);
        let mut fuzz = self.fuzz(target, &[&fewest, &kept, &self.found(target)]);
        process::run(fuzz.args(["-set_cover_merge=1", "-use_counters=0"]))?;
        fs::remove_dir_all(&kept).with_context(|| format!("cannot empty {}", kept.display()))?;
        make(&kept)?;
        for entry in fs::read_dir(&fewest)? {
            let entry = entry?;
            fs::copy(entry.path(), kept.join(entry.file_name()))?;
        }
        Ok(())
    }

    /// The fuzzer with folders of inputs; it adds to the first one. What follows are its flags.
    fn fuzz(&self, target: &Target<'_>, folders: &[&Path]) -> Command {
        let mut fuzz = Command::new(self.cargo_fuzz);
        fuzz.current_dir(self.workspace.root())
            .args(["fuzz", "run", "--fuzz-dir", self.crate_folder])
            // There is no unsafe code to watch, and without one the pinned compiler will do.
            .args(["--sanitizer", "none", "--target-dir"])
            .arg(self.build())
            .arg(target.name)
            .args(folders)
            .args(target.seeds)
            .args(["--", &format!("-max_len={LONGEST}")]);
        fuzz
    }

    fn build(&self) -> PathBuf {
        self.folder.join("build")
    }

    fn found(&self, target: &Target<'_>) -> PathBuf {
        self.folder.join(target.name)
    }

    fn kept(&self, target: &Target<'_>) -> PathBuf {
        self.workspace
            .path(self.crate_folder)
            .join("corpus")
            .join(target.name)
    }
}

fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

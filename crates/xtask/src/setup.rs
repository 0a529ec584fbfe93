//! `setup`: installs what is missing, and nothing else.

use crate::process;
use crate::toolchain::Toolchain;
use crate::tools::{self, Found, Program, Scope, Source, SystemPackages, TOOLS, Tool, Toolbox};
use crate::version::Version;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// What the tools are for
    #[arg(long = "for", value_enum, default_value_t = Scope::Test)]
    scope: Scope,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    ensure(workspace, options.scope, Report::Everything)?;
    Ok(())
}

/// What to tell the developer.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Report {
    /// One line for each tool.
    Everything,
    /// Only what gets installed.
    Changes,
}

/// Makes every tool of a scope available.
///
/// # Errors
/// When something has to be installed by hand, which the message says how to do, or when an
/// installation fails.
pub(crate) fn ensure(workspace: &Workspace, scope: Scope, report: Report) -> Result<Toolbox> {
    ensure_toolchain(workspace, report)?;
    let needed = || TOOLS.iter().filter(move |tool| tool.serves(scope));
    let left_out = what_only_hands_can_install(workspace, needed())?;
    let mut files: Vec<(Program, PathBuf)> = Vec::new();
    for tool in needed().filter(|tool| !left_out.contains(&tool.name)) {
        let found = match tool.find(workspace)? {
            Some(found) => found,
            None => install(workspace, tool)?,
        };
        if report == Report::Everything {
            let place = found.files[0].1.display();
            println!("ok: {} ({place})", found.named(tool.name));
        }
        files.extend(found.files);
    }
    Ok(Toolbox::new(files))
}

fn ensure_toolchain(workspace: &Workspace, report: Report) -> Result<()> {
    let toolchain = Toolchain::pinned(workspace)?;
    let missing = toolchain.missing(workspace)?;
    if !missing.is_nothing() {
        toolchain.add(workspace, &missing)?;
        if !toolchain.missing(workspace)?.is_nothing() {
            bail!(
                "rustup added parts to {}, but rustc still lacks them: is another compiler first on PATH?",
                toolchain.channel
            );
        }
    }
    if report == Report::Everything {
        println!("ok: rust {}", toolchain.channel);
    }
    Ok(())
}

/// Says everything that is to be done by hand at once, before the long installations. Gives the
/// names of the tools that are missing and can be done without, each of which it names in a line.
fn what_only_hands_can_install<'a>(
    workspace: &Workspace,
    tools: impl Iterator<Item = &'a Tool>,
) -> Result<Vec<&'static str>> {
    let mut left_out = Vec::new();
    if can_use_apt() {
        return Ok(left_out);
    }
    let checks_every_change = env::var_os("CI").is_some_and(|value| value == "true");
    let mut advice = Vec::new();
    for tool in tools {
        let Source::System(packages) = &tool.source else {
            continue;
        };
        if tool.find(workspace)?.is_some() {
            continue;
        }
        match packages.without {
            Some(missed) if !checks_every_change => {
                println!("{}", left_out_line(tool, missed, packages));
                left_out.push(tool.name);
            }
            _ => advice.push(by_hand(tool, packages)),
        }
    }
    if advice.is_empty() {
        return Ok(left_out);
    }
    bail!("{}\nthen run this command again", advice.join("\n"))
}

fn left_out_line(tool: &Tool, missed: &str, packages: &SystemPackages) -> String {
    let commands = by_package_manager(packages);
    let commands: Vec<_> = commands
        .iter()
        .map(|(_, command)| command.as_str())
        .collect();
    let remedy = commands.join(", or ");
    format!("skipped: no {} here, so no {missed}; {remedy}", tool.name)
}

/// The command that installs them, by system.
fn by_package_manager(packages: &SystemPackages) -> Vec<(&'static str, String)> {
    let mut commands = vec![
        (
            "Debian, Ubuntu",
            format!("sudo apt-get install -y {}", packages.apt),
        ),
        ("Fedora", format!("sudo dnf install -y {}", packages.dnf)),
    ];
    commands.extend(
        packages
            .brew
            .map(|names| ("macOS", format!("brew install {names}"))),
    );
    commands
}

fn by_hand(tool: &Tool, packages: &SystemPackages) -> String {
    let mut text = format!(
        "{} is missing, too old or incomplete (it {}); install it:",
        tool.name, tool.purpose
    );
    for (system, command) in by_package_manager(packages) {
        text.push_str(&format!("\n  {system:<15} {command}"));
    }
    let variables: Vec<&str> = tool.files.iter().filter_map(|file| file.variable).collect();
    if !variables.is_empty() {
        text.push_str("\n  elsewhere       set ");
        text.push_str(&variables.join(" and "));
        text.push_str(" to programs of the same version");
    }
    text
}

fn install(workspace: &Workspace, tool: &Tool) -> Result<Found> {
    let start = Instant::now();
    let version = tool.version_to_install(workspace)?;
    match (&tool.source, version) {
        (Source::System(packages), _) => install_by_apt(tool, packages)?,
        (Source::Crate(arguments), Some(version)) => {
            install_crate(workspace, tool, version, arguments)?;
        }
        (Source::Npm(others), Some(version)) => install_from_npm(tool, version, others)?,
        (Source::PyPi(others), Some(version)) => install_from_pypi(tool, version, others)?,
        (Source::Crate(_) | Source::Npm(_) | Source::PyPi(_), None) => {
            bail!("no version of {} is named", tool.name)
        }
    }
    let found = tool.find(workspace)?.with_context(|| useless(tool))?;
    println!(
        "installed: {} in {:.0?}",
        found.named(tool.name),
        start.elapsed()
    );
    Ok(found)
}

fn useless(tool: &Tool) -> String {
    let mut text = format!("{} was installed, but does not run as it should", tool.name);
    for variable in tool.files.iter().filter_map(|file| file.variable) {
        if let Ok(value) = env::var(variable) {
            text.push_str("; ");
            text.push_str(variable);
            text.push_str(" says ");
            text.push_str(&value);
        }
    }
    text
}

fn install_crate(
    workspace: &Workspace,
    tool: &Tool,
    version: Version,
    arguments: &[&str],
) -> Result<()> {
    println!(
        "installing {} {version}, which {}; it is compiled, which takes some minutes",
        tool.name, tool.purpose
    );
    let folder = tool.cache_folder(version)?;
    let build = tools::cache()?.join("build");
    let mut cargo = process::cargo(workspace.root());
    cargo
        .args(["install", tool.name, "--version", &version.to_string()])
        .arg("--force")
        .arg("--root")
        .arg(&folder)
        .args(arguments)
        // Or cargo would advise to add the folder, which nobody needs to.
        .env("PATH", process::path_with([folder.join("bin").as_path()])?)
        .env("CARGO_TARGET_DIR", &build);
    process::run(&mut cargo)?;
    fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
}

fn install_from_npm(tool: &Tool, version: Version, others: &[&str]) -> Result<()> {
    println!("installing {} {version}, which {}", tool.name, tool.purpose);
    let folder = tool.cache_folder(version)?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save"])
        .args(["--loglevel", "error", "--prefix"])
        .arg(&folder)
        .arg(format!("{}@{version}", tool.name))
        .args(others)
        .current_dir(&folder);
    process::run(&mut npm)
}

fn install_from_pypi(tool: &Tool, version: Version, others: &[&str]) -> Result<()> {
    println!("installing {} {version}, which {}", tool.name, tool.purpose);
    let package = format!("{}=={version}", tool.name);
    let packages = iter::once(package.as_str()).chain(others.iter().copied());
    tools::make_environment(&tool.cache_folder(version)?, packages)
}

fn install_by_apt(tool: &Tool, packages: &SystemPackages) -> Result<()> {
    println!("installing {}, which {}", tool.name, tool.purpose);
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(arguments);
        process::run(command.env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update"])?;
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(packages.apt.split(' '));
    apt(&arguments)
}

/// Whether this is Debian or a relative of it, and the user its root.
fn can_use_apt() -> bool {
    let is_root = || {
        let id = Command::new("id").arg("-u").output();
        id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
    };
    Path::new("/etc/debian_version").exists() && process::on_path("apt-get").is_some() && is_root()
}

#[cfg(test)]
mod tests {
    use super::{by_hand, left_out_line};
    use crate::tools::{Source, TOOLS};

    fn advice(name: &str) -> String {
        let tool = TOOLS.iter().find(|tool| tool.name == name).unwrap();
        let Source::System(packages) = &tool.source else {
            panic!("{name} comes from the system");
        };
        by_hand(tool, packages)
    }

    #[test]
    fn what_hands_must_install_is_named_for_each_system() {
        let advice = advice("chromium");
        for part in [
            "sudo apt-get install -y chromium chromium-driver",
            "sudo dnf install -y chromium chromedriver",
            "brew install --cask chromium chromedriver",
            "set CHROME and CHROMEDRIVER",
        ] {
            assert!(advice.contains(part), "{part} in {advice}");
        }
    }

    #[test]
    fn what_can_be_left_out_says_what_is_missed_in_one_line() {
        let line = |name: &str| {
            let tool = TOOLS.iter().find(|tool| tool.name == name).unwrap();
            match &tool.source {
                Source::System(packages) => packages
                    .without
                    .map(|missed| left_out_line(tool, missed, packages)),
                _ => None,
            }
        };
        assert_eq!(
            line("firefox").unwrap(),
            "skipped: no firefox here, so no journeys in Firefox; \
             sudo apt-get install -y firefox-esr, or sudo dnf install -y firefox, \
             or brew install --cask firefox"
        );
        let webkit = line("webkitgtk").unwrap();
        assert!(!webkit.contains("brew"), "{webkit}");
        assert_eq!(line("chromium"), None);
    }

    /// Debian's Python does not bring along what makes environments.
    #[test]
    fn python_is_named_with_what_makes_environments() {
        let advice = advice("python3");
        assert!(
            advice.contains("sudo apt-get install -y python3 python3-venv\n"),
            "{advice}"
        );
    }
}

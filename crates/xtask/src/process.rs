//! Running other programs, and saying which one failed.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// The cargo that runs this xtask, in the given folder.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

/// Runs a program whose output the developer sees.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    check(command, status)
}

/// Runs a program whose output matters only when it fails, and returns what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| cannot_start(command))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    check(command, output.status)?;
    String::from_utf8(output.stdout).with_context(|| format!("{} prints no text", name(command)))
}

/// Fails unless the program succeeded.
pub(crate) fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("{} failed ({status})", line(command))
}

pub(crate) fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", line(command))
}

/// The file that a bare program name means, as a shell would find it.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&folders)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// `PATH` with folders put before it.
pub(crate) fn path_with<'a>(
    folders: impl IntoIterator<Item = &'a Path>,
) -> Result<std::ffi::OsString> {
    let before = folders.into_iter().map(Path::to_path_buf);
    let path = env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = before.chain(env::split_paths(&path)).collect();
    env::join_paths(all).context("a tool lies in a folder that PATH cannot name")
}

fn name(command: &Command) -> String {
    Path::new(command.get_program())
        .file_name()
        .unwrap_or_else(|| command.get_program())
        .to_string_lossy()
        .into_owned()
}

fn line(command: &Command) -> String {
    /// Enough to recognise a command by.
    const SHOWN: usize = 12;
    let arguments: Vec<&OsStr> = command.get_args().collect();
    let mut line = format!("`{}", name(command));
    for argument in arguments.iter().take(SHOWN) {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    if arguments.len() > SHOWN {
        line.push_str(" …");
    }
    line.push('`');
    line
}

#[cfg(test)]
mod tests {
    use super::{line, output};
    use std::process::Command;

    #[test]
    fn a_failure_names_the_command_and_its_status() {
        let error = output(Command::new("cargo").arg("no-such-verb")).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("`cargo no-such-verb` failed"),
            "{message}"
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = output(&mut Command::new("no-such-program")).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `no-such-program`");
    }

    #[test]
    fn a_long_command_line_is_cut() {
        let mut command = Command::new("/bin/tool");
        command.args((0..20).map(|n| n.to_string()));
        assert_eq!(line(&command), "`tool 0 1 2 3 4 5 6 7 8 9 10 11 …`");
    }
}

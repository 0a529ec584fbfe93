//! `afterword score` as its users meet it: the real binary, its table, its JSON and its errors.

mod answers;
mod errors;
mod files;
mod table;

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// What the program said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// The answer as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.err))
    }
}

/// Runs `afterword score` on standard input.
pub(crate) fn score(input: impl AsRef<[u8]>, arguments: &[&str]) -> Said {
    let mut command = command(arguments);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    // Whoever refuses the arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_ref());
    said(child.wait_with_output().unwrap())
}

/// Runs `afterword score` on a file.
pub(crate) fn score_file(name: &str, content: impl AsRef<[u8]>, arguments: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    let mut command = command(&[&[name], arguments].concat());
    said(command.current_dir(folder.path()).output().unwrap())
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
    command
        .arg("score")
        .args(arguments)
        .env_remove("COLUMNS")
        .env_remove("LC_ALL")
        .env("LC_CTYPE", "C.UTF-8")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

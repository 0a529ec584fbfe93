//! `demo`: from nothing to a shop that asks its customers.

use crate::dist;
use crate::process;
use crate::setup::{self, Report};
use crate::tools::Scope;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The port on 127.0.0.1 that the demo listens on
    #[arg(long, default_value_t = 8737)]
    port: u16,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    ensure_free(options.port)?;
    let toolbox = setup::ensure(workspace, Scope::Demo, Report::Everything)?;
    dist::build(workspace, &toolbox, &dist::Options::default())?;
    println!("demo: compiling the collector");
    build_collector(workspace)?;
    let data = workspace.target().join("demo");
    fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;

    println!("demo: http://127.0.0.1:{}/ (Ctrl-C ends it)", options.port);
    let mut serve = Command::new(collector(workspace));
    serve
        .current_dir(workspace.root())
        .arg("serve")
        .args(["--listen", &format!("127.0.0.1:{}", options.port)])
        .arg("--store")
        .arg(format!("sqlite:{}", data.join("afterword.db").display()));
    become_it(serve)
}

/// Finds out before the long build what would end it in vain.
fn ensure_free(port: u16) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .with_context(|| format!("port {port} cannot be used; name another: --port NUMBER"))
}

/// Builds the binary, with `dist/` inside.
pub(crate) fn build_collector(workspace: &Workspace) -> Result<()> {
    let mut cargo = process::cargo(workspace.root());
    cargo.args([
        "build",
        "--release",
        "--package",
        "collector",
        "--bin",
        "afterword",
    ]);
    process::run(&mut cargo)
}

/// Where [`build_collector`] leaves it.
pub(crate) fn collector(workspace: &Workspace) -> PathBuf {
    let name = format!("afterword{}", std::env::consts::EXE_SUFFIX);
    workspace.target().join("release").join(name)
}

/// Lets the server take the place of this process, and so every signal that is sent to it.
#[cfg(unix)]
fn become_it(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    Err(error).with_context(|| process::cannot_start(&command))
}

#[cfg(not(unix))]
fn become_it(mut command: Command) -> Result<()> {
    process::run(&mut command)
}

#[cfg(test)]
mod tests {
    use super::ensure_free;
    use std::net::{Ipv4Addr, TcpListener};

    #[test]
    fn a_port_that_is_taken_is_named() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = ensure_free(port).unwrap_err();
        assert!(error.to_string().contains(&port.to_string()), "{error}");
    }
}

//! The program that drives a browser.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use tempfile::TempDir;

use crate::collector::Connection;
use crate::fixture;

/// How long it may take to close its browser.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running chromedriver. Dropping it closes its browser and ends it.
pub struct Driver {
    process: Child,
    address: SocketAddr,
    /// Open for as long as it runs: it writes there.
    _output: BufReader<ChildStdout>,
    /// Takes the profile, and what Chromium forgets to remove.
    _temporary: TempDir,
}

impl Driver {
    /// Starts one on a free port.
    ///
    /// # Errors
    ///
    /// When there is none, or it ends without listening.
    pub fn start() -> Result<Self> {
        let program = fixture::chromedriver()?;
        let temporary = tempfile::tempdir()?;
        let mut process = Command::new(&program)
            .arg("--port=0")
            .env("TMPDIR", temporary.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let output = process.stdout.take().context("no output to read")?;
        let mut output = BufReader::new(output);
        let mut line = String::new();
        loop {
            line.clear();
            if output.read_line(&mut line)? == 0 {
                process.kill()?;
                process.wait()?;
                bail!("{} ended before it listened", program.display());
            }
            if let Some(port) = port(&line) {
                return Ok(Self {
                    process,
                    address: (Ipv4Addr::LOCALHOST, port).into(),
                    _output: output,
                    _temporary: temporary,
                });
            }
        }
    }

    /// Where it takes commands.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Asks it to close its browser and to end; whether it did.
    fn shut_down(&mut self) -> bool {
        let asked = Connection::open(self.address)
            .and_then(|mut connection| connection.send("GET", "/shutdown", &[], b""));
        let start = Instant::now();
        while asked.is_ok() && start.elapsed() < PATIENCE {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return true;
            }
            thread::sleep(Duration::from_millis(5));
        }
        false
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.shut_down() {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// The port in “… was started successfully on port 41873.”
fn port(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("started successfully on port ")?;
    rest.trim().trim_end_matches('.').parse().ok()
}

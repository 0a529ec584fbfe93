//! The programs that drive browsers.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::collector::Connection;
use crate::engine::Engine;
use crate::fixture;

/// How long a driver may take to start, or to close its browser.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// A running driver. Dropping it closes its browser and ends it.
pub struct Driver {
    engine: Engine,
    /// Ends before the screen that it draws on.
    process: Process,
    address: SocketAddr,
    /// What its browser belongs to, once there is one.
    session: Option<String>,
    /// Open for as long as it runs: it writes there.
    _output: Option<BufReader<ChildStdout>>,
    _screen: Option<Screen>,
    /// Takes the profile, and what the browser forgets to remove.
    _temporary: TempDir,
}

impl Driver {
    /// Starts the engine's driver on a free port.
    ///
    /// # Errors
    ///
    /// When there is none, or it ends without listening.
    pub fn start(engine: Engine) -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let mut command = match engine {
            Engine::Chromium => Command::new(fixture::chromedriver()?),
            Engine::Firefox => Command::new(fixture::geckodriver()?),
            Engine::WebKit => Command::new(fixture::webkit_driver()?),
        };
        command.env("TMPDIR", temporary.path());
        let screen = match engine {
            Engine::WebKit => Some(Screen::start()?),
            Engine::Chromium | Engine::Firefox => None,
        };
        let (process, port, output) = match engine {
            Engine::Chromium => says_its_port(command.arg("--port=0"))?,
            Engine::Firefox => {
                // A fixed port of its other protocol would let no second one start. What takes the
                // browser off the network is its own.
                command.args([
                    "--port",
                    "0",
                    "--websocket-port",
                    "0",
                    "--allow-system-access",
                ]);
                says_its_port(&mut command)?
            }
            Engine::WebKit => {
                let display = screen.as_ref().map(Screen::name).unwrap_or_default();
                // Without a language of UTF-8 it types no others' letters.
                command.env("DISPLAY", display).env("LANG", "C.UTF-8");
                is_told_its_port(&mut command)?
            }
        };
        Ok(Self {
            engine,
            process,
            address: (Ipv4Addr::LOCALHOST, port).into(),
            session: None,
            _output: output,
            _screen: screen,
            _temporary: temporary,
        })
    }

    /// Where it takes commands.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Hands over the session that is to end with it.
    pub fn ends(&mut self, session: String) {
        self.session = Some(session);
    }

    /// Asks it to close its browser: killed, it would leave the browser behind.
    fn close_browser(&mut self) {
        // Chromium's own shutdown waits for the browser as well.
        let (method, path) = match (&self.session, self.engine) {
            (_, Engine::Chromium) => ("GET", "/shutdown".to_owned()),
            (Some(session), _) => ("DELETE", format!("/session/{session}")),
            (None, _) => return,
        };
        let asked = Connection::open(self.address)
            .and_then(|mut connection| connection.send(method, &path, &[], b""));
        if asked.is_ok() && self.engine == Engine::Chromium {
            self.process.ends_by_itself();
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.close_browser();
    }
}

type Started = (Process, u16, Option<BufReader<ChildStdout>>);

/// How often a driver may lose the port that it chose: it binds one for each protocol of the
/// internet, and another program may be in between.
const MOST_STARTS: u32 = 5;

/// Starts a driver that chooses a port and names it in what it prints.
fn says_its_port(command: &mut Command) -> Result<Started> {
    for _ in 0..MOST_STARTS {
        let (process, mut output) = Process::start(command)?;
        let mut line = String::new();
        while output.read_line(&mut line)? > 0 {
            if let Some(port) = port(&line) {
                return Ok((process, port, Some(output)));
            }
            line.clear();
        }
    }
    bail!("{command:?} ended before it listened, {MOST_STARTS} times");
}

/// The port in “… was started successfully on port 41873.” and “… Listening on 127.0.0.1:41873”.
fn port(line: &str) -> Option<u16> {
    let before = ["started successfully on port ", "Listening on 127.0.0.1:"];
    let rest = before
        .into_iter()
        .find_map(|before| Some(line.split_once(before)?.1))?;
    rest.trim().trim_end_matches('.').parse().ok()
}

/// Starts a driver that has to be told a port, and waits until it listens.
fn is_told_its_port(command: &mut Command) -> Result<Started> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = free.local_addr()?;
    drop(free);
    let port = address.port();
    command.args(["-p", &port.to_string()]);
    let (process, output) = Process::start(command)?;
    let start = Instant::now();
    while TcpStream::connect(address).is_err() {
        if start.elapsed() > PATIENCE {
            bail!("{command:?} does not listen");
        }
        thread::sleep(PAUSE);
    }
    Ok((process, port, Some(output)))
}

/// A screen that nobody sees, for a browser that insists on one. Dropping it takes it away.
struct Screen {
    _process: Process,
    name: String,
}

impl Screen {
    fn start() -> Result<Self> {
        let mut command = Command::new(fixture::xvfb()?);
        // It chooses a number that is free, and prints it.
        command.args(["-displayfd", "1", "-nolisten", "tcp"]);
        command.args(["-screen", "0", "1600x1200x24"]);
        let (process, mut output) = Process::start(&mut command)?;
        let mut number = String::new();
        output.read_line(&mut number)?;
        let number: u32 = number
            .trim()
            .parse()
            .with_context(|| format!("{command:?} names no display"))?;
        Ok(Self {
            _process: process,
            name: format!(":{number}"),
        })
    }

    fn name(&self) -> &str {
        &self.name
    }
}

/// A running program. Dropping it ends it.
struct Process(Child);

impl Process {
    fn start(command: &mut Command) -> Result<(Self, BufReader<ChildStdout>)> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let output = child.stdout.take().context("no output to read")?;
        Ok((Self(child), BufReader::new(output)))
    }

    fn ends_by_itself(&mut self) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE && matches!(self.0.try_wait(), Ok(None)) {
            thread::sleep(PAUSE);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only where it ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn drivers_say_their_ports() {
        for (line, expected) in [
            (
                "ChromeDriver was started successfully on port 41873.\n",
                Some(41873),
            ),
            (
                "1700000000000\tgeckodriver\tINFO\tListening on 127.0.0.1:4444\n",
                Some(4444),
            ),
            ("Only local connections are allowed.\n", None),
        ] {
            assert_eq!(port(line), expected, "{line}");
        }
    }
}

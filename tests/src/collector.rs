//! A collector as its clients meet it: the real binary, over real connections.
//!
//! The client is written on bare sockets. It can send what no library would let pass, it costs
//! next to nothing beside the server that it measures, and 64 of it are 64 threads.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The token that reading wants from a collector started here.
pub const TOKEN: &str = "a token for tests";

/// No answer takes this long unless something hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running collector. Dropping it kills it.
pub struct Collector {
    process: Child,
    address: SocketAddr,
    introduction: Vec<String>,
}

impl Collector {
    /// Starts `binary` on a free port of the loopback address and waits until it listens.
    ///
    /// # Errors
    ///
    /// When it cannot be started, or ends without listening.
    pub fn start(binary: &Path, store: &str) -> io::Result<Self> {
        let mut command = Command::new(binary);
        command.env("AFTERWORD_TOKEN", TOKEN);
        Self::start_as(command, store)
    }

    /// The same with the caller's own command, to which the arguments are added.
    ///
    /// # Errors
    ///
    /// When it cannot be started, or ends without listening.
    pub fn start_as(command: Command, store: &str) -> io::Result<Self> {
        Self::listen(command, store, (Ipv4Addr::LOCALHOST, 0).into())
    }

    /// Starts `binary` where an earlier collector listened.
    ///
    /// # Errors
    ///
    /// When it cannot be started, or ends without listening.
    pub fn start_at(binary: &Path, store: &str, address: SocketAddr) -> io::Result<Self> {
        let mut command = Command::new(binary);
        command.env("AFTERWORD_TOKEN", TOKEN);
        Self::listen(command, store, address)
    }

    fn listen(mut command: Command, store: &str, address: SocketAddr) -> io::Result<Self> {
        let address = address.to_string();
        let mut process = command
            .args(["serve", "--listen", &address, "--store", store])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().map(BufReader::new);
        let mut introduction = Vec::new();
        for line in output.into_iter().flat_map(BufRead::lines) {
            introduction.push(line?);
            let listening = introduction
                .last()
                .and_then(|line| line.strip_prefix("listen  http://"));
            if let Some(address) = listening {
                let address = address.parse().map_err(io::Error::other)?;
                return Ok(Self {
                    process,
                    address,
                    introduction,
                });
            }
        }
        process.wait()?;
        Err(io::Error::other(format!(
            "the collector ended before it listened, and said {introduction:?}"
        )))
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// What it printed before it listened.
    #[must_use]
    pub fn introduction(&self) -> &[String] {
        &self.introduction
    }

    /// Opens a connection that stays open between requests.
    ///
    /// # Errors
    ///
    /// When nobody listens any more.
    pub fn connect(&self) -> io::Result<Connection> {
        Connection::open(self.address)
    }

    /// One request on a connection of its own.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub fn get(&self, path: &str) -> io::Result<Reply> {
        self.connect()?.send("GET", path, &[], b"")
    }

    /// The same with the token that reading wants.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub fn read(&self, path: &str) -> io::Result<Reply> {
        let token = format!("Bearer {TOKEN}");
        self.connect()?
            .send("GET", path, &[("Authorization", &token)], b"")
    }

    /// Hands in a body, as a browser does.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub fn post(&self, body: &[u8]) -> io::Result<Reply> {
        self.connect()?.post(body)
    }

    /// Ends it as a power cut would: no signal that it could handle.
    ///
    /// # Errors
    ///
    /// When the operating system refuses.
    pub fn kill(&mut self) -> io::Result<()> {
        self.process.kill()?;
        self.process.wait().map(|_| ())
    }

    /// Asks it to end.
    ///
    /// # Errors
    ///
    /// When the operating system refuses.
    pub fn terminate(&self) -> io::Result<()> {
        let pid = self.process.id().to_string();
        let status = Command::new("sh")
            .args(["-c", "kill -TERM $0", &pid])
            .status()?;
        status
            .success()
            .then_some(())
            .ok_or_else(|| io::Error::other("kill failed"))
    }

    /// The memory that it has in use, in MiB.
    ///
    /// # Errors
    ///
    /// Where the operating system does not tell.
    pub fn memory(&self) -> io::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        status
            .lines()
            .find_map(|line| {
                let kib = line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?;
                Some(kib.parse::<u64>().ok()? >> 10)
            })
            .ok_or_else(|| io::Error::other("its memory is not told"))
    }

    /// Waits until it ended.
    ///
    /// # Errors
    ///
    /// When it does not end within `patience`.
    pub fn wait(&mut self, patience: Duration) -> io::Result<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < patience {
            if let Some(status) = self.process.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(io::ErrorKind::TimedOut.into())
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A connection that stays open between requests.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    /// Opens a connection.
    ///
    /// # Errors
    ///
    /// When nobody listens there.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    /// Hands in a body as a browser does: as plain text, so that no preflight is needed.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub fn post(&mut self, body: &[u8]) -> io::Result<Reply> {
        let kind = [("Content-Type", "text/plain;charset=UTF-8")];
        self.send("POST", "/v1/responses", &kind, body)
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    ///
    /// When the connection breaks before the answer is complete.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Reply> {
        let host = self.stream.get_ref().peer_addr()?;
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        let mut request = request.into_bytes();
        request.extend_from_slice(body);
        self.write(&request)?;
        self.reply(method == "HEAD")
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Reads an answer; one without a body if it answers a HEAD.
    ///
    /// # Errors
    ///
    /// When the connection breaks before it is complete, or it is no answer of this protocol.
    pub fn reply(&mut self, headless: bool) -> io::Result<Reply> {
        let (status, headers) = self.head()?;
        let mut reply = Reply {
            status,
            headers,
            body: Vec::new(),
        };
        let length = reply.header("content-length");
        if let (Some(length), false) = (length, headless || status == 304) {
            reply.body = vec![0; length.parse().map_err(io::Error::other)?];
            self.stream.read_exact(&mut reply.body)?;
        }
        Ok(reply)
    }

    fn head(&mut self) -> io::Result<(u16, Vec<(String, String)>)> {
        let status = self.line()?;
        let status = status
            .strip_prefix("HTTP/1.1 ")
            .and_then(|rest| rest.get(..3)?.parse().ok())
            .ok_or_else(|| io::Error::other(format!("no status line: {status:?}")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok((status, headers));
            }
            let (name, value) = line
                .split_once(':')
                .ok_or_else(|| io::Error::other(format!("no header: {line:?}")))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// One line without its end.
    ///
    /// # Errors
    ///
    /// When the connection ends instead.
    pub fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        if !line.ends_with('\n') {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        Ok(line)
    }

    /// The data of the next server-sent event.
    ///
    /// # Errors
    ///
    /// When the stream ends instead.
    pub fn event(&mut self) -> io::Result<String> {
        loop {
            if let Some(data) = self.line()?.strip_prefix("data: ") {
                return Ok(data.to_owned());
            }
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Reply {
    /// The value of a header, its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// The `number`-th response id of a test: a UUID of version 7.
#[must_use]
pub fn id(number: u32) -> String {
    format!("0198c0de-0000-7000-8000-{number:012x}")
}

/// The collector's binary: the one that `AFTERWORD_BIN` names, or the one that Cargo builds for
/// the same profile as the running program.
///
/// # Errors
///
/// When it cannot be built.
pub fn binary() -> io::Result<PathBuf> {
    if let Some(path) = std::env::var_os("AFTERWORD_BIN") {
        return Ok(path.into());
    }
    let own = std::env::current_exe()?;
    // target/PROFILE/ingest-bench, or target/PROFILE/deps/ingest_faults-HASH
    let folder = own
        .ancestors()
        .skip(1)
        .find(|folder| folder.file_name() != Some(OsStr::new("deps")))
        .ok_or_else(|| io::Error::other("this program is in no folder"))?;
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.args(["build", "--quiet", "--package", "collector"]);
    if folder.file_name() == Some(OsStr::new("release")) {
        build.arg("--release");
    }
    if let Some(target) = folder.parent() {
        build.env("CARGO_TARGET_DIR", target);
    }
    let status = build.current_dir(env!("CARGO_MANIFEST_DIR")).status()?;
    if !status.success() {
        return Err(io::Error::other("cargo could not build the collector"));
    }
    Ok(folder.join(format!("afterword{}", std::env::consts::EXE_SUFFIX)))
}

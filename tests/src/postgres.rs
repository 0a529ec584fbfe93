//! A PostgreSQL of one's own: a cluster in a folder that goes with it, on a free loopback port.

use std::ffi::OsStr;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;

/// What names the server's program, which the others lie beside.
const VARIABLE: &str = "POSTGRES";

/// Where Debian puts each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The user of the database.
const USER: &str = "afterword";

/// It does not run as root: then it runs as this user.
const UNPRIVILEGED: &str = "nobody";

/// No start and no stop takes as long.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a cluster does with its disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// What is committed is on the disk.
    Synced,
    /// Nothing is waited for: for tests in which nothing crashes.
    Relaxed,
}

/// A running cluster. Dropping it ends it.
pub struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    disk: Disk,
    databases: AtomicU32,
}

impl Cluster {
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    ///
    /// When PostgreSQL is not installed, or does not start.
    pub fn start(disk: Disk) -> io::Result<Self> {
        let programs = programs()?;
        let folder = tempfile::Builder::new()
            .prefix("postgres-")
            .tempdir_in(place())?;
        give_away(folder.path())?;
        let cluster = Self {
            programs,
            folder,
            port: free_port()?,
            disk,
            databases: AtomicU32::new(0),
        };
        let data = cluster.data();
        let mut initdb = cluster.program("initdb");
        initdb
            .arg("--pgdata")
            .arg(&data)
            .args(["--username", USER, "--auth", "trust", "--encoding", "UTF8"])
            .args(["--locale", "C", "--no-sync"]);
        succeed(&mut initdb)?;
        cluster.resume()?;
        Ok(cluster)
    }

    /// The cluster that all tests of a program share, each with databases of its own. Nobody drops
    /// it: it ends with the program.
    ///
    /// # Errors
    ///
    /// When PostgreSQL is not installed, or does not start.
    pub fn shared() -> io::Result<&'static Self> {
        static SHARED: OnceLock<io::Result<Cluster>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| {
            let cluster = Self::start(Disk::Relaxed)?;
            cluster.end_with_this_program()?;
            Ok(cluster)
        });
        let failed = |error: &io::Error| io::Error::new(error.kind(), error.to_string());
        shared.as_ref().map_err(failed)
    }

    /// The URL of a new, empty database.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn database(&self) -> io::Result<String> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        self.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(self.url(&name))
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// The port that it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements in a database, which may be named by its URL; returns what they print, a line
    /// for each row, and a tab between columns.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub fn sql(&self, database: &str, statements: &str) -> io::Result<String> {
        let url = if database.contains("://") {
            database.to_owned()
        } else {
            self.url(database)
        };
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args(["--field-separator", "\t", "--set", "ON_ERROR_STOP=1"])
            .args(["--dbname", &url, "--command", statements]);
        let output = succeed(&mut psql)?;
        Ok(String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned())
    }

    /// Writes a database out and reads it into a new one, as a backup is made and used; returns the
    /// URL of the new one.
    ///
    /// # Errors
    ///
    /// What the programs say.
    pub fn restored(&self, url: &str) -> io::Result<String> {
        let copy = self.database()?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("backup.dump");
        let mut dump = Command::new(self.programs.join("pg_dump"));
        succeed(
            dump.args(["--format", "custom", "--file"])
                .arg(&file)
                .args(["--dbname", url]),
        )?;
        let mut restore = Command::new(self.programs.join("pg_restore"));
        succeed(
            restore
                .args(["--exit-on-error", "--dbname", &copy])
                .arg(&file),
        )?;
        Ok(copy)
    }

    /// Ends it as a power cut would: nothing is written back.
    ///
    /// # Errors
    ///
    /// When it cannot be ended.
    pub fn crash(&self) -> io::Result<()> {
        self.control(&["stop", "--mode", "immediate"])
    }

    /// Ends it as an upgrade does: sessions are cut off.
    ///
    /// # Errors
    ///
    /// When it cannot be ended.
    pub fn stop(&self) -> io::Result<()> {
        self.control(&["stop", "--mode", "fast"])
    }

    /// Starts it again, where it was.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn resume(&self) -> io::Result<()> {
        let fsync = match self.disk {
            Disk::Synced => "on",
            Disk::Relaxed => "off",
        };
        let settings = format!(
            "-p {} -k '' -c listen_addresses=127.0.0.1 -c fsync={fsync} -c max_connections=400 \
             -c shared_buffers=32MB",
            self.port
        );
        let log = self.folder.path().join("log");
        let log = log.to_string_lossy();
        self.control(&["start", "--log", &log, "--options", &settings])
    }

    fn control(&self, arguments: &[&str]) -> io::Result<()> {
        let mut control = self.program("pg_ctl");
        let patience = PATIENCE.as_secs().to_string();
        control
            .args(arguments)
            .args(["--wait", "--timeout", &patience, "--silent", "--pgdata"])
            .arg(self.data());
        succeed(&mut control).map(drop).map_err(|error| {
            let log = std::fs::read_to_string(self.folder.path().join("log"));
            io::Error::other(format!("{error}; its log: {}", log.unwrap_or_default()))
        })
    }

    /// Leaves somebody behind who ends the cluster when this program is gone.
    fn end_with_this_program(&self) -> io::Result<()> {
        let mut guard = self.program("sh");
        // Its input ends with the program that holds the other end.
        guard
            .args([
                "-c",
                r#"read -r _; "$0" stop -m immediate -s -D "$1"; rm -rf "$2""#,
            ])
            .arg(self.programs.join("pg_ctl"))
            .arg(self.data())
            .arg(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let guard = guard.spawn()?;
        // Until the end of the program.
        std::mem::forget(guard.stdin);
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of its programs, or of the system's, as the user that it runs as.
    fn program(&self, name: &str) -> Command {
        let own = self.programs.join(name);
        let program = if own.exists() { own } else { name.into() };
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command
                .args([
                    "--reuid",
                    UNPRIVILEGED,
                    "--regid",
                    "nogroup",
                    "--clear-groups",
                ])
                .arg(program);
            command
        } else {
            Command::new(program)
        };
        // Where it may look around, whoever it is.
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It may be down already.
        let _ = self.crash();
    }
}

/// The folder with PostgreSQL's programs: the one of the server that `POSTGRES` names, or the newest
/// of Debian's.
///
/// # Errors
///
/// When there is none; the message says how to get it.
pub fn programs() -> io::Result<PathBuf> {
    if let Some(server) = std::env::var_os(VARIABLE) {
        // What stands on PATH may be a link to it.
        let server = std::fs::canonicalize(server)?;
        return Ok(server.parent().map(Path::to_owned).unwrap_or_default());
    }
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let newest = versions
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .max_by_key(|folder| version(folder));
    newest.ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::NotFound,
            format!(
                "PostgreSQL is not here; run `cargo xtask setup`, or name its server by \
                 {VARIABLE}"
            ),
        )
    })
}

fn version(folder: &Path) -> Option<u32> {
    let name = folder.parent().and_then(Path::file_name);
    name.and_then(OsStr::to_str)?.parse().ok()
}

/// A folder that everybody may pass through: its own user has to get there.
fn place() -> PathBuf {
    let usual = std::env::temp_dir();
    if is_root() { "/tmp".into() } else { usual }
}

fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| {
        let id = Command::new("id").arg("-u").output();
        id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
    })
}

fn give_away(folder: &Path) -> io::Result<()> {
    if is_root() {
        let mut chown = Command::new("chown");
        succeed(chown.arg(UNPRIVILEGED).arg(folder))?;
    }
    Ok(())
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn succeed(command: &mut Command) -> io::Result<Output> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output);
    }
    Err(io::Error::other(format!(
        "{:?} failed: {}{}",
        command.get_program(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )))
}

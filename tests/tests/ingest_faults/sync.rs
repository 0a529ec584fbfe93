//! Before each acknowledgement the disk was told to keep it.
#![cfg(target_os = "linux")]

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use journeys::collector::Collector;

use crate::load::response;
use crate::stand::{Done, Stand};

const RESPONSES: u32 = 30;

fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs_f64()
}

/// Watches a process and all that it starts from now on; `None` where that is not possible.
fn watch(pid: u32, log: &Path) -> io::Result<Option<Child>> {
    let mut strace = Command::new("strace");
    strace
        .args([
            "-f",
            "-ttt",
            "-e",
            "trace=fsync,fdatasync",
            "-e",
            "signal=none",
            "-o",
        ])
        .arg(log)
        .args(["-p", &pid.to_string()])
        .stderr(Stdio::null());
    let Ok(mut strace) = strace.spawn() else {
        writeln!(
            io::stderr(),
            "skipped: no strace here, so nobody looks at syncs"
        )?;
        return Ok(None);
    };
    thread::sleep(Duration::from_secs(1));
    if strace.try_wait()?.is_some() {
        writeln!(
            io::stderr(),
            "skipped: strace may not look at processes here"
        )?;
        return Ok(None);
    }
    Ok(Some(strace))
}

/// The moments at which a sync was over.
fn syncs(log: &Path) -> io::Result<Vec<f64>> {
    let text = std::fs::read_to_string(log)?;
    let synced = text
        .lines()
        .filter(|line| line.contains("sync") && line.ends_with("= 0"));
    let moments = synced.filter_map(|line| line.split_whitespace().nth(1)?.parse().ok());
    Ok(moments.collect())
}

/// Hands in one response after the other while `pid` is watched: in the span of each request is a
/// sync.
fn each_is_synced(collector: &Collector, pid: u32) -> Done {
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("strace");
    let Some(mut strace) = watch(pid, &log)? else {
        return Ok(());
    };
    let mut connection = collector.connect()?;
    let mut spans = Vec::new();
    for number in 0..RESPONSES {
        let begun = now();
        let reply = connection.post(response(number).as_bytes())?;
        assert_eq!(reply.status, 200);
        spans.push(begun..now());
    }
    // What it was told to trace goes on without it.
    let pid = strace.id().to_string();
    Command::new("sh")
        .args(["-c", "kill -INT $0", &pid])
        .status()?;
    strace.wait()?;
    let syncs = syncs(&log)?;
    for span in spans {
        assert!(
            syncs.iter().any(|moment| span.contains(moment)),
            "no sync in {span:?}, but at {syncs:?}"
        );
    }
    Ok(())
}

#[test]
fn sqlite_syncs_before_each_acknowledgement() -> Done {
    let stand = Stand::sqlite()?;
    let collector = stand.start()?;
    each_is_synced(&collector, collector.id())
}

#[test]
fn postgres_syncs_before_each_acknowledgement() -> Done {
    let Some(stand) = Stand::postgres()? else {
        return Ok(());
    };
    let collector = stand.start()?;
    // The session that commits: the one that the collector's writer opened first.
    let sql = "SELECT pid FROM pg_stat_activity WHERE application_name = 'afterword'
               ORDER BY backend_start LIMIT 1";
    let session = stand.cluster().sql(&stand.url, sql)?;
    each_is_synced(&collector, session.parse()?)
}

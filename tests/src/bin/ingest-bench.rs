//! How many responses a second the collector makes durable, and what that costs.
//!
//! The same binary, routes, parser and client run twice: once with SQLite, acknowledging after
//! each commit, and once with the store taken out (`--store none`). The two alternate, so that
//! whatever else the machine does weighs on both. Run it with `--release`.

use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use journeys::collector::{self, Collector, Connection};

const CONNECTIONS: usize = 64;
const ROUNDS: usize = 4;
const WARM_UP: Duration = Duration::from_millis(500);
const SPAN: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn Error>> {
    let binary = collector::binary()?;
    println!(
        "{CONNECTIONS} connections, {ROUNDS} rounds of {} s each",
        SPAN.as_secs()
    );
    let (mut durable, mut taken_out) = (Vec::new(), Vec::new());
    // Beside the binary: the usual place for temporary files may be no disk at all.
    let disk = binary.parent().unwrap_or(Path::new("."));
    for round in 1..=ROUNDS {
        let folder = tempfile::tempdir_in(disk)?;
        let store = format!("sqlite:{}", folder.path().join("bench.db").display());
        let stored = measure(&binary, &store)?;
        let parsed = measure(&binary, "none")?;
        println!(
            "round {round}: durable {:>8.0}/s ({:.1} per commit), without a store {:>8.0}/s",
            stored.per_second, stored.per_commit, parsed.per_second
        );
        durable.push(stored.per_second);
        taken_out.push(parsed.per_second);
    }
    let (durable, taken_out) = (median(durable), median(taken_out));
    println!("durable          {durable:>8.0} responses/s (median)");
    println!("without a store  {taken_out:>8.0} responses/s (median)");
    println!("ratio            {:>8.3}", durable / taken_out);
    Ok(())
}

struct Measured {
    per_second: f64,
    /// Not a number where nothing was committed.
    per_commit: f64,
}

/// Acknowledged responses a second, after the warm-up.
fn measure(binary: &Path, store: &str) -> Result<Measured, Box<dyn Error>> {
    let collector = Collector::start(binary, store)?;
    let (next, counting, stop) = (
        AtomicU32::new(0),
        AtomicBool::new(false),
        AtomicBool::new(false),
    );
    let (acknowledged, elapsed) = thread::scope(|scope| {
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let connection = collector.connect()?;
                Ok(scope.spawn(|| send(connection, &next, &counting, &stop)))
            })
            .collect::<Result<_, std::io::Error>>()?;
        thread::sleep(WARM_UP);
        counting.store(true, Ordering::Relaxed);
        let start = Instant::now();
        thread::sleep(SPAN);
        stop.store(true, Ordering::Relaxed);
        let elapsed = start.elapsed();
        let mut acknowledged = 0;
        for client in clients {
            acknowledged += client.join().map_err(|_| "a client panicked")??;
        }
        Ok::<_, Box<dyn Error>>((acknowledged, elapsed))
    })?;
    Ok(Measured {
        per_second: f64::from(acknowledged) / elapsed.as_secs_f64(),
        per_commit: per_commit(&collector)?,
    })
}

fn send(
    mut connection: Connection,
    next: &AtomicU32,
    counting: &AtomicBool,
    stop: &AtomicBool,
) -> Result<u32, String> {
    let mut acknowledged = 0;
    while !stop.load(Ordering::Relaxed) {
        let body = response(next.fetch_add(1, Ordering::Relaxed));
        let reply = connection
            .post(body.as_bytes())
            .map_err(|error| error.to_string())?;
        if reply.status != 200 {
            return Err(format!("{}: {}", reply.status, reply.text()));
        }
        acknowledged += u32::from(counting.load(Ordering::Relaxed));
    }
    Ok(acknowledged)
}

/// A typical response: a rating and a comment, about 330 bytes.
fn response(number: u32) -> String {
    format!(
        "{{\"v\":1,\"id\":\"{}\",\"seq\":2,\"survey\":\"nps\",\"outcome\":\"complete\",\"answers\":[\
         {{\"question\":\"nps\",\"metric\":\"nps\",\"rating\":{},\"scale\":[0,10]}},\
         {{\"question\":\"why\",\"text\":\"Quick, and it arrived in one piece.\"}}],\
         \"answered_at\":\"2026-01-31T12:00:00.000Z\",\"touchpoint\":\"checkout\",\
         \"context\":{{\"order\":\"A-{number}\",\"value\":59.9}}}}",
        collector::id(number),
        number % 11
    )
}

/// Responses in a commit, as the collector counted them.
fn per_commit(collector: &Collector) -> Result<f64, Box<dyn Error>> {
    let metrics = collector.read("/metrics")?.text();
    let value = |name: &str| -> f64 {
        let lines = metrics.lines();
        lines
            .filter_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok())
            .sum()
    };
    Ok(value("afterword_responses_total{status=\"stored\"}") / value("afterword_commits_total"))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}

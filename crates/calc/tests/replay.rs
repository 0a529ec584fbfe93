//! What fuzzing has found so far, without a fuzzer: `cargo xtask fuzz` looks for more.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "it is a crate of its own as well")]
mod fuzz;

/// Far more than any request takes, on a machine that is busy with others.
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn every_kept_line_is_answered() {
    replay("lines", fuzz::line);
}

#[test]
fn every_kept_request_is_answered() {
    replay("requests", fuzz::request);
}

fn replay(target: &str, holds: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut replayed = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let start = Instant::now();
        holds(&bytes);
        assert!(
            start.elapsed() < PATIENCE,
            "{} takes too long",
            path.display()
        );
        replayed += 1;
    }
    assert!(replayed > 50, "{replayed} entries in {}", folder.display());
}

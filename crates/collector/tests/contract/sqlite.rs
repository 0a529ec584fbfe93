//! What only a store in one file promises.

use std::time::Duration;

use serde_json::json;

use crate::support::{Fresh, TestStore, but, nps};

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn after_the_end_all_is_in_the_one_file() {
    let store = TestStore::new();
    let mut collector = store.start();
    collector.post(nps(1, 9).to_string().as_bytes()).unwrap();
    collector.terminate().unwrap();
    assert!(collector.wait(Duration::from_secs(5)).unwrap().success());
    assert!(store.file().exists());
    for rest in ["db-wal", "db-shm"] {
        assert!(!store.file().with_extension(rest).exists(), "{rest}");
    }
}

#[test]
fn what_is_erased_is_not_even_in_the_file() {
    let comment = "It was all about the lamps.";
    let fresh = Fresh::start();
    let said = json!({"respondent": "ada", "answers": [{"question": "why", "text": comment}]});
    fresh.status(&but(nps(1, 9), said));
    assert_eq!(
        fresh.erase(&["--respondent", "ada"]),
        "1 response, 0 messages\n"
    );
    // What the log still holds is written over when it is folded into the file.
    let mut collector = fresh.collector;
    collector.terminate().unwrap();
    assert!(collector.wait(Duration::from_secs(5)).unwrap().success());
    let bytes = std::fs::read(fresh.store.file()).unwrap();
    assert!(
        !holds(&bytes, comment),
        "the file still holds what was said"
    );
}

//! The disk is full, and is freed again.

use std::process::Command;

use journeys::collector::{Collector, TOKEN};

use crate::load::{assert_all_there, response};
use crate::stand::{Done, Place, Stand, file};

/// Hands in one response after the other; returns what is not acknowledged, and checks that it is
/// told so.
fn hand_in(
    collector: &Collector,
    numbers: std::ops::Range<u32>,
) -> Result<Vec<u32>, std::io::Error> {
    let mut connection = collector.connect()?;
    let mut refused = Vec::new();
    for number in numbers {
        let reply = connection.post(response(number).as_bytes())?;
        match reply.status {
            200 => {}
            503 => {
                assert_eq!(reply.json()["error"]["code"], "store_failed");
                assert!(reply.header("retry-after").is_some());
                refused.push(number);
            }
            other => panic!("{other}: {}", reply.text()),
        }
    }
    Ok(refused)
}

fn hand_in_again(collector: &Collector, refused: &[u32]) -> Done {
    for number in refused {
        let left = hand_in(collector, *number..*number + 1)?;
        assert!(left.is_empty(), "the disk is free again");
    }
    Ok(())
}

/// Files may grow no further: to the collector that is a disk without room.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_sqlite_loses_nothing() -> Done {
    const RESPONSES: u32 = 3_000;
    let stand = Stand::sqlite()?;
    // Without this the signal that comes with the refusal would end it.
    let mut command = Command::new("sh");
    command
        .args(["-c", r#"trap "" XFSZ; exec "$0" "$@""#])
        .arg(&stand.binary);
    command.env("AFTERWORD_TOKEN", TOKEN);
    let collector = Collector::start_as(command, &stand.url)?;
    let limit = |bytes: &str| {
        let mut prlimit = Command::new("prlimit");
        let pid = collector.id().to_string();
        let status = prlimit
            .args(["--pid", &pid, &format!("--fsize={bytes}:")])
            .status();
        assert!(status.unwrap().success());
    };
    assert!(hand_in(&collector, 0..500)?.is_empty());
    let Place::File(folder) = &stand.place else {
        panic!("it is a file");
    };
    let log = file(folder).with_extension("db-wal");
    limit(&(std::fs::metadata(log)?.len() + 100_000).to_string());
    let refused = hand_in(&collector, 500..RESPONSES)?;
    assert!(refused.len() > 500, "only {} were refused", refused.len());
    assert_eq!(collector.get("/healthz")?.status, 200);
    limit("unlimited");
    hand_in_again(&collector, &refused)?;
    assert_all_there(&stand, &collector, RESPONSES)
}

/// What PostgreSQL says when its disk is full, said by a trigger: to fill the disk under a running
/// cluster would take a file system of its own, which not everybody may make.
#[test]
fn a_full_disk_under_postgres_loses_nothing() -> Done {
    const RESPONSES: u32 = 300;
    let Some(stand) = Stand::postgres()? else {
        return Ok(());
    };
    let collector = stand.start()?;
    assert!(hand_in(&collector, 0..100)?.is_empty());
    let sql = |statements: &str| stand.cluster().sql(&stand.url, statements);
    sql(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$;
         CREATE TRIGGER full_disk BEFORE INSERT ON rating FOR EACH STATEMENT
         EXECUTE FUNCTION full_disk()",
    )?;
    let refused = hand_in(&collector, 100..RESPONSES)?;
    assert_eq!(refused.len(), 200);
    sql("DROP TRIGGER full_disk ON rating")?;
    hand_in_again(&collector, &refused)?;
    assert_all_there(&stand, &collector, RESPONSES)
}

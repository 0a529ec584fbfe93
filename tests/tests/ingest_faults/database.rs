//! What happens to the database, or on the way to it.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

use journeys::collector::{Collector, Connection};
use serde_json::json;

use crate::load::{assert_all_there, deliver, response, responses, wait_for};
use crate::proxy::Proxy;
use crate::stand::{Done, Stand};

const RESPONSES: u32 = 6_000;
const CRASHES: u32 = 3;

fn post(connection: &mut Connection, number: u32) -> std::io::Result<(u16, String)> {
    let reply = connection.post(response(number).as_bytes())?;
    let code = match reply.status {
        200 => reply.json()["status"].take(),
        _ => reply.json()["error"]["code"].take(),
    };
    Ok((reply.status, code.as_str().unwrap_or_default().to_owned()))
}

#[test]
fn a_database_that_crashes_in_the_middle_of_batches_loses_nothing_and_is_waited_for() -> Done {
    let Some(stand) = Stand::postgres()? else {
        return Ok(());
    };
    let responses = responses(RESPONSES);
    let collector = stand.start()?;
    deliver(responses, collector.address(), |acknowledged, _| {
        for crash in 1..=CRASHES {
            wait_for(acknowledged, responses / (CRASHES + 1) * crash);
            stand.cluster().crash()?;
            stand.cluster().resume()?;
        }
        Ok(())
    })?;
    assert_all_there(&stand, &collector, responses)
}

#[test]
fn a_commit_whose_answer_is_lost_is_stored_once() -> Done {
    const EVERY: u32 = 5;
    let Some(stand) = Stand::postgres()? else {
        return Ok(());
    };
    let port = stand.cluster().port();
    let proxy = Proxy::start((Ipv4Addr::LOCALHOST, port).into(), EVERY)?;
    let url = stand
        .url
        .replace(&format!(":{port}/"), &format!(":{}/", proxy.address.port()));
    let collector = Collector::start(&stand.binary, &url)?;
    let responses = responses(RESPONSES);
    let broken = deliver(responses, collector.address(), |_, _| Ok(()))?;
    assert_eq!(broken, 0, "no visitor noticed");
    assert!(proxy.lost() > 3, "only {} answers were lost", proxy.lost());
    assert_all_there(&stand, &collector, responses)
}

#[test]
fn while_the_database_is_away_responses_are_turned_away_and_the_end_comes_within_5_s() -> Done {
    let Some(stand) = Stand::postgres()? else {
        return Ok(());
    };
    let mut collector = stand.start()?;
    let mut connection = collector.connect()?;
    assert_eq!(post(&mut connection, 1)?, (200, "stored".into()));
    stand.cluster().stop()?;
    let start = Instant::now();
    assert_eq!(post(&mut connection, 2)?, (503, "store_failed".into()));
    assert!(
        start.elapsed() < Duration::from_secs(8),
        "{:?}",
        start.elapsed()
    );
    let start = Instant::now();
    assert_eq!(post(&mut connection, 2)?.0, 503);
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "nobody waits for what is known to be away"
    );
    assert_eq!(collector.get("/readyz")?.status, 503);
    assert_eq!(collector.get("/healthz")?.status, 200);

    stand.cluster().resume()?;
    assert_eq!(post(&mut connection, 2)?, (200, "stored".into()));
    assert_eq!(collector.get("/readyz")?.status, 200);

    stand.cluster().stop()?;
    let waiting = thread::spawn({
        let mut connection = collector.connect()?;
        move || post(&mut connection, 3)
    });
    thread::sleep(Duration::from_millis(200));
    let start = Instant::now();
    collector.terminate()?;
    assert!(collector.wait(Duration::from_secs(6))?.success());
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(waiting.join().unwrap()?.0, 503, "it was told");
    Ok(())
}

#[test]
fn two_collectors_that_take_the_same_responses_never_wait_in_a_circle() -> Done {
    const ROUNDS: u32 = 40;
    const EACH: u32 = 100;
    let Some(stand) = Stand::postgres()? else {
        return Ok(());
    };
    let collectors = [stand.start()?, stand.start()?];
    thread::scope(|scope| {
        for (place, collector) in collectors.iter().enumerate() {
            for _ in 0..2 {
                scope.spawn(move || {
                    let mut connection = collector.connect().unwrap();
                    for round in 0..ROUNDS {
                        let mut numbers: Vec<u32> = (round * EACH..(round + 1) * EACH).collect();
                        if place == 1 {
                            numbers.reverse();
                        }
                        let all: Vec<_> = numbers.into_iter().map(response).collect();
                        let body = format!("[{}]", all.join(","));
                        let reply = connection.post(body.as_bytes()).unwrap();
                        assert_eq!(reply.status, 200, "{}", reply.text());
                    }
                });
            }
        }
    });
    assert_all_there(&stand, &collectors[0], ROUNDS * EACH)?;
    let sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(stand.cluster().sql(&stand.url, sql)?, "0");
    Ok(())
}

#[test]
fn while_all_connections_are_in_use_reading_is_told_so_and_recovers() -> Done {
    const READERS: usize = 12;
    let Some(stand) = Stand::postgres()? else {
        return Ok(());
    };
    let collector = stand.start()?;
    collector.post(response(1).as_bytes())?;
    let url = stand.url.clone();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let cluster = stand.cluster();
        let lock = scope.spawn(move || {
            let lock =
                "BEGIN; LOCK TABLE tally IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(8); COMMIT";
            cluster.sql(&url, lock).unwrap();
        });
        thread::sleep(Duration::from_millis(500));
        let readers: Vec<_> = (0..READERS)
            .map(|_| scope.spawn(|| collector.read("/v1/surveys/nps/scores").unwrap()))
            .collect();
        assert_eq!(collector.get("/healthz").unwrap().status, 200);
        let replies = readers.into_iter().map(|reader| reader.join().unwrap());
        let statuses = replies
            .map(|reply| {
                if reply.status == 503 {
                    assert_eq!(reply.json()["error"]["code"], "store_busy");
                    assert!(reply.header("retry-after").is_some());
                }
                reply.status
            })
            .collect();
        lock.join().unwrap();
        statuses
    });
    assert!(statuses.contains(&503), "{statuses:?}");
    assert!(
        statuses.contains(&200),
        "those that had a connection: {statuses:?}"
    );
    let scores = collector.read("/v1/surveys/nps/scores")?.json();
    assert_eq!(scores["questions"][0]["n"], json!(1));
    Ok(())
}

/// The address of a database that accepts connections and never answers.
#[test]
fn a_database_that_never_answers_is_told_of_at_the_start() -> Done {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address: SocketAddr = listener.local_addr()?;
    let binary = journeys::collector::binary()?;
    let start = Instant::now();
    let started = Collector::start(&binary, &format!("postgres://shop@{address}/a"));
    assert!(started.is_err());
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
    Ok(())
}

//! Many clients that do nothing harm nobody who does something.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use journeys::collector::Connection;
use serde_json::json;

use crate::support::{Fresh, but, nps};

/// Until all of them are gone, from their first byte on.
const PATIENCE: Duration = Duration::from_secs(15);

/// Whether the collector has ended a connection, after whatever it said.
fn has_ended(connection: &mut Connection) -> bool {
    loop {
        match connection.line() {
            Ok(_) => {}
            Err(error) => {
                return matches!(
                    error.kind(),
                    ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset
                );
            }
        }
    }
}

#[test]
fn nine_hundred_stalled_heads_and_fifty_stalled_bodies_are_closed_while_others_are_served() {
    let fresh = Fresh::start();
    let start = Instant::now();
    let stall = |bytes: &[u8]| {
        let mut connection = fresh.collector.connect().unwrap();
        connection.write(bytes).unwrap();
        connection
    };
    let head = b"POST /v1/responses HTTP/1.1\r\nHost: x\r\nX-Slow: ";
    let body = b"POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\n{\"v\":1,";
    let mut stalled: Vec<_> = (0..900).map(|_| stall(head)).collect();
    stalled.extend((0..50).map(|_| stall(body)));

    let mut served = fresh.collector.connect().unwrap();
    let mut number = 0;
    let mut slowest = Duration::ZERO;
    while start.elapsed() < Duration::from_secs(5) {
        number += 1;
        let asked = Instant::now();
        let reply = served.post(nps(number, 9).to_string().as_bytes()).unwrap();
        assert_eq!(reply.status, 200);
        slowest = slowest.max(asked.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");

    assert!(stalled.iter_mut().all(has_ended));
    let elapsed = start.elapsed();
    assert!(elapsed < PATIENCE, "{elapsed:?}");
    let reply = fresh.collector.post(nps(0, 9).to_string().as_bytes());
    assert_eq!(reply.unwrap().status, 200);
}

#[test]
fn a_head_and_a_body_that_come_drop_by_drop_are_closed_as_well() {
    let fresh = Fresh::start();
    let start = Instant::now();
    let begin = |bytes: &[u8]| {
        let mut connection = fresh.collector.connect().unwrap();
        connection.write(bytes).unwrap();
        connection
    };
    let mut head = begin(b"POST /v1/responses HTTP/1.1\r\nX-Slow: ");
    let mut body =
        begin(b"POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\n{\"v\":1,");
    // Each drop is well within any pause; a write fails once the other end is closed.
    let mut is_open = [true, true];
    while is_open != [false, false] && start.elapsed() < PATIENCE {
        for (connection, is_open) in [&mut head, &mut body].into_iter().zip(&mut is_open) {
            *is_open = *is_open && connection.write(b" ").is_ok();
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    assert_eq!(is_open, [false, false]);
}

#[test]
fn a_head_that_is_too_long_is_refused() {
    let fresh = Fresh::start();
    let mut connection = fresh.collector.connect().unwrap();
    connection.write(b"GET / HTTP/1.1\r\nX-Long: ").unwrap();
    // It may be refused, and closed, before all of it is sent.
    let _ = connection.write(&vec![b'x'; 1 << 20]);
    let refused = connection.reply(false).map(|reply| reply.status);
    assert!(matches!(refused, Ok(431) | Err(_)), "{refused:?}");
    assert_eq!(fresh.collector.get("/healthz").unwrap().status, 200);
}

#[test]
fn live_streams_that_nobody_reads_hold_up_neither_responses_nor_the_end() {
    const STREAMS: u32 = 100;
    let mut fresh = Fresh::start();
    let streams: Vec<_> = (0..STREAMS)
        .map(|_| {
            let mut connection = fresh.collector.connect().unwrap();
            let request = b"GET /v1/surveys/nps/live?site=demo HTTP/1.1\r\nHost: x\r\n\r\n";
            connection.write(request).unwrap();
            connection
        })
        .collect();
    let mut connection = fresh.collector.connect().unwrap();
    let start = Instant::now();
    for number in 0..500 {
        let response = but(nps(number, 9), json!({"site": "demo"}));
        let reply = connection.post(response.to_string().as_bytes()).unwrap();
        assert_eq!(reply.status, 200);
    }
    assert!(start.elapsed() < Duration::from_secs(20));
    fresh.collector.terminate().unwrap();
    let status = fresh.collector.wait(Duration::from_secs(5)).unwrap();
    assert!(status.success());
    drop(streams);
}

#[test]
fn the_end_comes_within_five_seconds_whatever_is_open() {
    let mut fresh = Fresh::start();
    let open = |bytes: &[u8]| {
        let mut connection = fresh.collector.connect().unwrap();
        connection.write(bytes).unwrap();
        connection
    };
    let _open = [
        open(b""),
        open(b"GET / HT"),
        open(b"POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"),
        open(b"GET /v1/surveys/nps/live?site=demo HTTP/1.1\r\nHost: x\r\n\r\n"),
    ];
    fresh.collector.terminate().unwrap();
    let status = fresh.collector.wait(Duration::from_secs(5)).unwrap();
    assert!(status.success());
}

#[test]
fn what_is_being_read_is_bounded_in_all() {
    // 40 arrays of a megabyte that do not end: 16 find room and time, the others hear of it at once.
    let fresh = Fresh::start();
    let connections: Vec<_> = (0..40)
        .map(|_| {
            let mut connection = fresh.collector.connect().unwrap();
            let head = "POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n[";
            connection.write(head.as_bytes()).unwrap();
            connection.write(&vec![b' '; 999_000]).unwrap();
            connection
        })
        .collect();
    let mut turned_away = 0;
    for mut connection in connections {
        let reply = connection.reply(false).unwrap();
        let error = reply.json()["error"]["code"].take();
        if error == "full" {
            assert_eq!(
                (reply.status, reply.header("retry-after")),
                (503, Some("2"))
            );
            turned_away += 1;
        } else {
            assert_eq!((reply.status, error), (408, json!("too_slow")));
        }
    }
    assert!((20..=30).contains(&turned_away), "{turned_away}");
    assert_eq!(
        fresh.status(&nps(1, 9)),
        "stored",
        "and there is room again"
    );
}

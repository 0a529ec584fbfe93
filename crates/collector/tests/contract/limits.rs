//! What a client cannot do to the others: stay silent, talk without end, stay for ever.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use crate::support::{Fresh, nps};

#[test]
fn a_head_that_does_not_arrive_ends_the_connection() {
    let fresh = Fresh::start();
    let start = Instant::now();
    let mut silent = fresh.collector.connect().unwrap();
    let mut slow = fresh.collector.connect().unwrap();
    slow.write(b"POST /v1/responses HTTP/1.1\r\nHost: x\r\n")
        .unwrap();
    for connection in [&mut silent, &mut slow] {
        let ended = connection.line().unwrap_err().kind();
        assert!(matches!(
            ended,
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset
        ));
    }
    assert!(start.elapsed() < Duration::from_secs(25));
}

#[test]
fn a_body_that_does_not_arrive_is_told_so() {
    let fresh = Fresh::start();
    let mut slow = fresh.collector.connect().unwrap();
    slow.write(b"POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        .unwrap();
    let reply = slow.reply(false).unwrap();
    assert_eq!(reply.status, 408);
    assert_eq!(reply.json()["error"]["code"], "too_slow");
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn an_announced_body_is_refused_before_it_is_sent() {
    let fresh = Fresh::start();
    let mut connection = fresh.collector.connect().unwrap();
    let head = "POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n";
    connection
        .write(format!("{head}Expect: 100-continue\r\n\r\n").as_bytes())
        .unwrap();
    let reply = connection.reply(false).unwrap();
    assert_eq!(reply.status, 413);
    assert_eq!(reply.json()["error"]["code"], "too_large");
}

#[test]
fn a_body_of_unknown_length_is_refused_where_it_becomes_too_long() {
    let fresh = Fresh::start();
    let mut connection = fresh.collector.connect().unwrap();
    connection
        .write(b"POST /v1/responses HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        .unwrap();
    let chunk = [b"10000\r\n", &[b' '; 0x10000][..], b"\r\n"].concat();
    connection.write(&chunk).unwrap();
    connection.write(&chunk).unwrap();
    // The last chunk never comes.
    let reply = connection.reply(false).unwrap();
    assert_eq!(reply.status, 413);
}

#[test]
fn the_connection_outlives_a_refusal() {
    let fresh = Fresh::start();
    let mut connection = fresh.collector.connect().unwrap();
    for size in [70_000, 10_000_000] {
        let reply = connection.post(&vec![b'x'; size]).unwrap();
        assert_eq!(reply.status, 413);
    }
    let reply = connection.post(nps(1, 9).to_string().as_bytes()).unwrap();
    assert_eq!(reply.json()["status"], "stored");
}

#[test]
fn an_array_may_be_longer_than_a_response() {
    let fresh = Fresh::start();
    let body = |size| {
        let mut response = nps(1, 9).to_string();
        response.insert_str(
            response.len() - 1,
            &format!(",\"x\":\"{}\"", "x".repeat(size)),
        );
        response
    };
    let post = |body: String| fresh.collector.post(body.as_bytes()).unwrap();
    assert_eq!(post(body(70_000)).status, 413);
    let reply = post(format!(" [{}]", body(70_000)));
    assert_eq!(
        reply.json()[0]["status"],
        "stored",
        "what is not kept does not count"
    );
}

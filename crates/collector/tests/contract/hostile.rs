//! Requests that nobody sends in good faith, made by a generator that always makes the same ones.
//!
//! `AFTERWORD_HOSTILE=100000` says how many; without it there are as many as a test run has time
//! for. `AFTERWORD_HOSTILE_SEED` makes others.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use journeys::collector::{self, Connection};
use serde_json::{Value, json};

use crate::support::{Fresh, nps};

const USUAL_COUNT: u32 = 3_000;

/// Of memory at most, in MiB, and how much it may grow once half of the requests were made.
const MOST_MEMORY: u64 = 150;
const MOST_GROWTH: u64 = 30;

/// Numbers at random (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn of<'t, T: ?Sized>(&mut self, choices: &[&'t T]) -> &'t T {
        choices[self.below(choices.len())]
    }
}

const METHODS: &[&str] = &[
    "GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW",
];

const PATHS: &[&str] = &[
    "/v1/responses",
    "/v1/surveys/nps",
    "/v1/surveys/nps/scores",
    "/v1/surveys/nps/live",
    "/v1/surveys/nps/asked",
    "/v1/challenge",
    "/v1/forget",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/",
    "/afterword.js",
    "/s/nps",
    "/v1/export",
    "/nothing",
];

const NAMES: &[&str] = &[
    "site",
    "survey",
    "limit",
    "from",
    "to",
    "by",
    "question",
    "public",
    "set_aside",
    "score",
    "",
];

const VALUES: &[&str] = &[
    "",
    "default",
    "demo",
    "0",
    "-1",
    "1e9",
    "18446744073709551616",
    "%00",
    "%FF%FE",
    "%2e%2e%2f",
    "true",
    "agent,agent",
    "a,b,c,d",
    "2026-02-30",
    "9999-12-31T23:59:60Z",
    "'%20OR%201=1--",
    "%F0%9F%92%A9",
    "%",
    "%zz",
    "&&==&",
    "<script>",
    "${jndi:x}",
    "{{7*7}}",
];

const HEADERS: &[&str] = &[
    "Authorization: Bearer",
    "Authorization: Basic \u{e9}",
    "Origin: null",
    "Origin: https://a\u{0}b",
    "Host: ",
    "Host: evil.example",
    "Accept-Encoding: br;q=nan, gzip;q=99",
    "If-None-Match: \"\",,,*",
    "X-Forwarded-For: 127.0.0.1, ,,",
    "Forwarded: for=\"[::1",
    "Content-Type: multipart/form-data",
    "Content-Encoding: gzip",
    "Expect: 100-continue",
    "Connection: upgrade",
    "Upgrade: h2c",
    "Range: bytes=0-,-1",
    "Cookie: a=b; a=c",
    "User-Agent:",
    "Transfer-Encoding: identity",
    "A",
    " B: folded",
    "Content-Length: 3",
];

/// A target of a request, mostly one that there is.
fn target(dice: &mut Dice) -> String {
    let mut target = dice.of(PATHS).to_owned();
    if dice.one_in(4) {
        let place = dice.below(target.len() + 1);
        target.insert_str(place, dice.of(VALUES));
    }
    if dice.one_in(20) {
        target.push_str(&"/a".repeat(dice.below(3000)));
    }
    for first in 0..dice.below(4) {
        let separator = if first == 0 { '?' } else { '&' };
        target.push(separator);
        target.push_str(&format!("{}={}", dice.of(NAMES), dice.of(VALUES)));
    }
    target
}

/// Something that is put in the place of a part of a response.
fn nonsense(dice: &mut Dice) -> Value {
    let deep = (0..dice.below(60)).fold(json!(1), |inner, _| json!([inner]));
    let many: Vec<Value> = (0..dice.below(300)).map(Value::from).collect();
    let choices = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}"),
        json!("\u{202e}\u{feff}"),
        json!("x".repeat(dice.below(9000))),
        json!([]),
        json!({}),
        json!(many),
        deep,
        json!({"__proto__": {"a": 1}}),
        json!("v1.e30.e30"),
        json!("9999-99-99T99:99:99Z"),
    ];
    choices[dice.below(choices.len())].clone()
}

/// A body, mostly a response with something wrong.
fn body(dice: &mut Dice, number: u32) -> Vec<u8> {
    let mut response = nps(number, i32::try_from(dice.below(13)).unwrap() - 1);
    response["context"] = json!({"order": "A-1", "value": 59.9});
    for _ in 0..dice.below(3) {
        let paths = [
            "/v",
            "/id",
            "/seq",
            "/survey",
            "/outcome",
            "/answers",
            "/answers/0",
            "/answers/0/rating",
            "/answers/0/scale",
            "/answers/1/text",
            "/answered_at",
            "/context",
            "/context/value",
        ];
        if let Some(part) = response.pointer_mut(dice.of(&paths)) {
            *part = nonsense(dice);
        }
        let names = [
            "site",
            "signed",
            "sampling",
            "page",
            "test",
            "shown_at",
            "website",
            "altcha",
            "respondent",
        ];
        if dice.one_in(3) {
            response[dice.of(&names)] = nonsense(dice);
        }
    }
    let value = match dice.below(6) {
        0 => json!([response, nonsense(dice), nps(number, 3)]),
        1 => json!({"signed": nonsense(dice), "within": nonsense(dice)}),
        _ => response,
    };
    let mut bytes = value.to_string().into_bytes();
    if dice.one_in(3) {
        for _ in 0..dice.below(8) {
            let (place, byte) = (dice.below(bytes.len()), dice.next().to_le_bytes()[0]);
            bytes[place] = byte;
        }
    }
    if dice.one_in(6) {
        bytes.truncate(dice.below(bytes.len()));
    }
    bytes
}

/// A request, and whether the connection may be used again after its answer.
fn request(dice: &mut Dice, number: u32) -> (Vec<u8>, bool) {
    let body = body(dice, number);
    let has_body = !dice.one_in(3);
    let mut is_sound = true;
    let method = if has_body { "POST" } else { dice.of(METHODS) };
    // Most bodies go where they are read.
    let target = if has_body && !dice.one_in(4) {
        dice.of(&[
            "/v1/responses",
            "/v1/responses",
            "/v1/responses",
            "/v1/forget",
        ])
        .to_owned()
    } else {
        target(dice)
    };
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: x\r\n");
    if dice.one_in(3) {
        is_sound = false;
        for _ in 0..=dice.below(4) {
            head.push_str(dice.of(HEADERS));
            head.push_str("\r\n");
        }
    }
    let length = match dice.below(20) {
        0 => body.len() + 10,
        1 => body.len() / 2,
        _ => body.len(),
    };
    is_sound = is_sound && has_body && length == body.len() && body.len() < 60_000;
    if has_body {
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    let mut bytes = format!("{head}\r\n").into_bytes();
    if has_body {
        bytes.extend(body);
    }
    if dice.one_in(25) {
        is_sound = false;
        let place = dice.below(bytes.len());
        bytes[place] = dice.next().to_le_bytes()[0];
    }
    // A stream of live events would never end.
    is_sound = is_sound && !bytes.windows(5).any(|window| window == b"/live");
    (bytes, is_sound)
}

/// Sends what may be no request at all; returns the first answer, if there is one.
fn send_alone(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    // The collector may have closed it before all was sent.
    let _ = stream
        .write_all(bytes)
        .and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answer = [0; 600];
    match stream.read(&mut answer) {
        Ok(length) => answer[..length].to_vec(),
        Err(error) => {
            assert!(
                !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
                "it hangs"
            );
            Vec::new()
        }
    }
}

/// Sends a request that is sound on a connection that stays open. A body that nobody asked for may
/// have ended it after its answer; then it is sent on another.
fn exchange(address: SocketAddr, connection: &mut Connection, bytes: &[u8]) -> io::Result<u16> {
    let again = |connection: &mut Connection| {
        connection.write(bytes)?;
        connection.reply(false)
    };
    let reply = again(connection).or_else(|_| {
        *connection = Connection::open(address)?;
        again(connection)
    })?;
    Ok(reply.status)
}

fn status(answer: &[u8]) -> Option<u16> {
    let text = answer.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn from_environment(name: &str) -> Option<u32> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn no_request_crashes_it_fails_it_or_fills_its_memory() {
    let count = from_environment("AFTERWORD_HOSTILE").unwrap_or(USUAL_COUNT);
    let seed = from_environment("AFTERWORD_HOSTILE_SEED").unwrap_or(1);
    let fresh = Fresh::start();
    let address = fresh.collector.address();
    let mut dice = Dice(seed.into());
    let mut connection = Connection::open(address).unwrap();
    let mut at_half = 0;
    let mut kinds = [0_u32; 6];
    for number in 0..count {
        if number == count / 2 {
            at_half = fresh.collector.memory().unwrap();
        }
        let (bytes, is_sound) = request(&mut dice, number);
        let told = || String::from_utf8_lossy(&bytes).into_owned();
        let status = if is_sound {
            Some(
                exchange(address, &mut connection, &bytes)
                    .unwrap_or_else(|error| panic!("{error}: {}", told())),
            )
        } else {
            status(&send_alone(address, &bytes))
        };
        let status = status.unwrap_or(0);
        assert!(status < 500, "{status}: {}", told());
        kinds[usize::from(status / 100)] += 1;
    }
    assert!(
        kinds[2] > count / 20 && kinds[4] > count / 5,
        "the generator is of no use: {kinds:?}"
    );
    let memory = fresh.collector.memory().unwrap();
    println!("{count} requests, by status {kinds:?}; {at_half} MiB, then {memory} MiB");
    assert!(memory < MOST_MEMORY, "{memory} MiB");
    assert!(
        memory <= at_half + MOST_GROWTH,
        "{at_half} MiB, then {memory} MiB"
    );
    let reply = fresh
        .collector
        .post(nps(count + 1, 9).to_string().as_bytes())
        .unwrap();
    assert_eq!(
        reply.json()["id"],
        collector::id(count + 1),
        "it still takes responses"
    );
}

//! Browsers that hand responses in until each was acknowledged, and what has to be there then.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use journeys::collector::{self, Collector, Connection};
use score::{Confidence, Metric, Scale, Score, Tally};
use serde_json::{Value, json};

use crate::stand::{Done, Stand};

const CONNECTIONS: u32 = 64;

/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(2);
/// Half a minute of attempts: no restart takes that long.
const MOST_ATTEMPTS: u32 = 15_000;

/// How many responses a test hands in: `AFTERWORD_RESPONSES`, or this.
pub(crate) fn responses(usual: u32) -> u32 {
    number("AFTERWORD_RESPONSES", usual)
}

/// A number that the environment may say.
pub(crate) fn number(variable: &str, usual: u32) -> u32 {
    let said = std::env::var(variable).ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(usual)
}

/// Delivers so many responses by 64 connections while `harm` happens; `harm` is told how many were
/// acknowledged so far, and where the collector is. Returns how many requests were never answered.
pub(crate) fn deliver(
    responses: u32,
    address: SocketAddr,
    harm: impl FnOnce(&AtomicU32, &RwLock<SocketAddr>) -> Done,
) -> Result<u32, Box<dyn Error>> {
    let address = RwLock::new(address);
    let acknowledged = AtomicU32::new(0);
    thread::scope(|scope| {
        let (address, acknowledged) = (&address, &acknowledged);
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|first| {
                scope.spawn(move || {
                    let mut client = Client::new(address);
                    for number in (first..responses).step_by(CONNECTIONS as usize) {
                        client.deliver(number);
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                    }
                    client.broken
                })
            })
            .collect();
        harm(acknowledged, address)?;
        let broken = clients.into_iter().map(|client| client.join().unwrap());
        Ok(broken.sum())
    })
}

/// Waits until so many were acknowledged.
pub(crate) fn wait_for(acknowledged: &AtomicU32, number: u32) {
    while acknowledged.load(Ordering::Relaxed) < number {
        thread::sleep(Duration::from_millis(1));
    }
}

/// Each response is there once, and the collector's totals are those of a recount.
pub(crate) fn assert_all_there(stand: &Stand, collector: &Collector, responses: u32) -> Done {
    let scores = collector.read("/v1/surveys/nps/scores")?.json();
    let by_hour = collector
        .read("/v1/surveys/nps/scores?from=2000-01-01")?
        .json();
    let expected: BTreeMap<String, i32> = (0..responses)
        .map(|number| (collector::id(number), rating(number)))
        .collect();
    let stored = stand.rows()?;
    assert_eq!(stored.len(), responses as usize, "each is there once");
    assert_eq!(stored.into_iter().collect::<BTreeMap<_, _>>(), expected);
    for scores in [scores, by_hour] {
        assert_is_recount(&scores["questions"][0], expected.values());
    }
    Ok(())
}

/// A browser with an outbox: it sends again until it has read that the response is kept.
struct Client<'a> {
    address: &'a RwLock<SocketAddr>,
    connection: Option<Connection>,
    /// Requests whose answer never came.
    broken: u32,
}

impl<'a> Client<'a> {
    fn new(address: &'a RwLock<SocketAddr>) -> Self {
        Self {
            address,
            connection: None,
            broken: 0,
        }
    }

    /// Delivers a response; every third one twice, as a browser does that was closed before it
    /// read the answer.
    fn deliver(&mut self, number: u32) {
        let body = response(number);
        // A duplicate at first is one whose answer was lost, here or on the way to the database.
        let status = self.until_acknowledged(&body);
        assert!(["stored", "duplicate"].contains(&&*status), "{status}");
        if number.is_multiple_of(3) {
            // Were an acknowledged response lost, this copy would be stored as new.
            let status = self.until_acknowledged(&body);
            assert_eq!(status, "duplicate");
        }
    }

    fn until_acknowledged(&mut self, body: &str) -> String {
        for _ in 0..MOST_ATTEMPTS {
            match self.post(body) {
                Some(Value::String(status)) => return status,
                Some(other) => panic!("no status: {other}"),
                None => thread::sleep(PAUSE),
            }
        }
        panic!("the collector does not come back");
    }

    /// The status in the answer; `None` if there was no answer, or one to come back later.
    fn post(&mut self, body: &str) -> Option<Value> {
        if self.connection.is_none() {
            self.connection = Connection::open(*self.address.read().unwrap()).ok();
        }
        match self.connection.as_mut()?.post(body.as_bytes()) {
            Ok(reply) if reply.status == 503 => None,
            Ok(reply) => {
                assert_eq!(reply.status, 200, "{}", reply.text());
                Some(reply.json()["status"].take())
            }
            Err(_) => {
                self.broken += 1;
                self.connection = None;
                None
            }
        }
    }
}

pub(crate) fn response(number: u32) -> String {
    json!({
        "v": 1, "id": collector::id(number), "seq": 1, "survey": "nps", "outcome": "complete",
        "answers": [
            {"question": "nps", "metric": "nps", "rating": rating(number), "scale": [0, 10]},
            {"question": "why", "text": format!("Because of {number}.")},
        ],
        "answered_at": "2026-01-31T12:00:00.000Z", "touchpoint": "checkout",
        "context": {"order": format!("A-{number}"), "value": 59.9},
    })
    .to_string()
}

/// Ratings without a pattern that a mistake could fall in with.
fn rating(number: u32) -> i32 {
    let mixed = number.wrapping_mul(2_654_435_761) >> 16;
    i32::try_from(mixed % 11).unwrap()
}

/// The collector's running total says what counting all ratings anew says, to the last digit.
fn assert_is_recount<'r>(question: &Value, ratings: impl Iterator<Item = &'r i32>) {
    let mut tally = Tally::new(Scale::NPS);
    for rating in ratings {
        assert!(tally.add(*rating));
    }
    let recount = Score::of(Metric::Nps, &tally, Confidence::P95);
    let interval = recount.interval.unwrap();
    assert_eq!(question["n"], tally.n());
    for (field, expected) in [
        ("score", recount.score.unwrap()),
        ("mean", recount.mean.unwrap()),
        ("lower", interval.lower),
        ("upper", interval.upper),
    ] {
        assert_eq!(question[field].as_f64(), Some(expected), "{field}");
    }
    for (rating, count) in tally.iter() {
        assert_eq!(question["counts"][rating.to_string()], count, "{rating}");
    }
}

//! What was acknowledged is there, once, whatever happens to the collector.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use journeys::collector::{self, Collector, Connection};
use rusqlite::Connection as Database;
use score::{Confidence, Metric, Scale, Score, Tally};
use serde_json::{Value, json};

const RESPONSES: u32 = 10_000;
const CONNECTIONS: u32 = 64;
const KILLS: u32 = 5;

/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(2);
/// Half a minute of attempts: no restart takes that long.
const MOST_ATTEMPTS: u32 = 15_000;

#[test]
fn every_acknowledged_response_is_there_once_after_five_kills() -> Result<(), Box<dyn Error>> {
    let binary = collector::binary()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("faults.db");
    let store = format!("sqlite:{}", file.display());

    let mut collector = Collector::start(&binary, &store)?;
    let address = RwLock::new(collector.address());
    let acknowledged = AtomicU32::new(0);
    let broken: u32 = thread::scope(|scope| {
        let (address, acknowledged) = (&address, &acknowledged);
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|first| {
                scope.spawn(move || {
                    let mut client = Client::new(address);
                    for number in (first..RESPONSES).step_by(CONNECTIONS as usize) {
                        client.deliver(number);
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                    }
                    client.broken
                })
            })
            .collect();
        for kill in 1..=KILLS {
            while acknowledged.load(Ordering::Relaxed) < kill * RESPONSES / (KILLS + 1) {
                thread::sleep(Duration::from_millis(1));
            }
            collector.kill()?;
            collector = Collector::start(&binary, &store)?;
            *address.write().unwrap() = collector.address();
        }
        let broken = clients.into_iter().map(|client| client.join().unwrap());
        Ok::<_, std::io::Error>(broken.sum())
    })?;
    assert!(broken >= KILLS, "only {broken} requests were hit by a kill");

    let scores = collector.read("/v1/surveys/nps/scores")?.json();
    collector.terminate()?;
    assert!(collector.wait(Duration::from_secs(5))?.success());

    let expected: BTreeMap<String, i32> = (0..RESPONSES)
        .map(|number| (collector::id(number), rating(number)))
        .collect();
    let stored = rows(&file)?;
    assert_eq!(stored.len(), RESPONSES as usize, "each is there once");
    assert_eq!(stored.into_iter().collect::<BTreeMap<_, _>>(), expected);
    assert_is_recount(&scores["questions"][0], expected.values());
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
        let (status, attempts) = self.until_acknowledged(&body);
        let kept_unheard = attempts > 1 && status == "duplicate";
        assert!(status == "stored" || kept_unheard, "{status} at first");
        if number.is_multiple_of(3) {
            // Were an acknowledged response lost, this copy would be stored as new.
            let (status, _) = self.until_acknowledged(&body);
            assert_eq!(status, "duplicate");
        }
    }

    fn until_acknowledged(&mut self, body: &str) -> (String, u32) {
        for attempts in 1..=MOST_ATTEMPTS {
            match self.post(body) {
                Some(Value::String(status)) => return (status, attempts),
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

fn response(number: u32) -> String {
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

/// Every stored row: its id and the rating in its body.
fn rows(file: &Path) -> Result<Vec<(String, i32)>, Box<dyn Error>> {
    let database = Database::open(file)?;
    let mut statement = database.prepare("SELECT id, body FROM response")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    rows.map(|row| {
        let (id, body) = row?;
        let body: Value = serde_json::from_str(&body)?;
        assert_eq!(body["id"], id.as_str());
        let rating = body["answers"][0]["rating"].as_i64().ok_or("no rating")?;
        Ok((id, i32::try_from(rating)?))
    })
    .collect()
}

/// The collector's running total says what counting all ratings anew says, to the last digit.
fn assert_is_recount<'r>(question: &Value, ratings: impl Iterator<Item = &'r i32>) {
    let mut tally = Tally::new(Scale::NPS);
    for rating in ratings {
        assert!(tally.add(*rating));
    }
    let recount = Score::of(Metric::Nps, &tally, Confidence::P95);
    let interval = recount.interval.unwrap();
    assert_eq!(question["n"], u64::from(RESPONSES));
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

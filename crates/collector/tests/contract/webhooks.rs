//! Who wants to hear of responses hears of them: signed, at least once, and nobody else does.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use journeys::collector;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{BINARY, Fresh, nps};

const SECRET: [u8; 32] = *b"a secret of thirty-two bytes ...";
/// A message comes within a second of its commit.
const SOON: Duration = Duration::from_secs(10);
/// Long enough for one that should not come.
const A_WHILE: Duration = Duration::from_secs(3);

/// A message as it was heard.
struct Heard {
    headers: HashMap<String, String>,
    body: String,
}

impl Heard {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Panics unless the signature is right.
    fn check(&self) {
        let [id, timestamp] = ["webhook-id", "webhook-timestamp"].map(|name| &self.headers[name]);
        let mut mac = Hmac::<Sha256>::new_from_slice(&SECRET).unwrap();
        mac.update(format!("{id}.{timestamp}.{}", self.body).as_bytes());
        let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        assert_eq!(self.headers["webhook-signature"], format!("v1,{signature}"));
        assert_eq!(self.headers["content-type"], "application/json");
    }
}

/// Somebody who wants to hear, and answers as it is told to; the last answer again and again.
struct Listener {
    address: SocketAddr,
    heard: Receiver<Heard>,
}

impl Listener {
    fn answering(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, heard) = channel();
        let mut answers: Vec<String> = answers.iter().rev().map(ToString::to_string).collect();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(message) = receive(&stream) else {
                    continue;
                };
                let answer = match answers.len() {
                    1 => answers[0].clone(),
                    _ => answers.pop().unwrap(),
                };
                let head =
                    format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                // Whoever asked may have gone.
                let _ = stream.write_all(head.as_bytes());
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { address, heard }
    }

    fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    fn hears(&self) -> Heard {
        let heard = self.heard.recv_timeout(SOON).unwrap();
        heard.check();
        heard
    }

    fn hears_nothing(&self) {
        assert!(self.heard.recv_timeout(A_WHILE).is_err());
    }
}

fn receive(stream: &TcpStream) -> Option<Heard> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    let mut headers = HashMap::new();
    reader.read_line(&mut line).ok()?;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).ok()?;
    Some(Heard { headers, body })
}

/// A collector whose site `default` tells these of these events, and may tell this machine.
fn telling(hooks: &[(&str, &str)]) -> Fresh {
    Fresh::start_with_config(&format!(
        "[webhooks]\nprivate_networks = [\"127.0.0.0/8\"]\n{}",
        site(hooks)
    ))
}

fn site(hooks: &[(&str, &str)]) -> String {
    let secret = BASE64_STANDARD.encode(SECRET);
    let hooks: Vec<_> = hooks
        .iter()
        .map(|(url, events)| {
            format!(
                "[[sites.default.webhooks]]\nurl = \"{url}\"\nsecret = \"whsec_{secret}\"\nevents = {events}\n"
            )
        })
        .collect();
    format!("[sites.default]\n{}", hooks.concat())
}

const ALL: &str = r#"["response.stored", "response.updated", "detractor.commented"]"#;

/// A rating, and what is said of it.
fn commented(number: u32, rating: i32, comment: &str) -> Value {
    let mut response = silent(number, rating);
    let answers = response["answers"].as_array_mut().unwrap();
    answers.push(json!({"question": "why", "text": comment}));
    response
}

/// A rating alone.
fn silent(number: u32, rating: i32) -> Value {
    let mut response = nps(number, rating);
    response["answers"].as_array_mut().unwrap().truncate(1);
    response
}

#[test]
fn a_response_is_told_of_with_a_signature() {
    let listener = Listener::answering(&["204 No Content"]);
    let fresh = telling(&[(&listener.url(), r#"["response.stored"]"#)]);
    fresh.status(&nps(1, 9));
    let heard = listener.hears();
    let message = heard.json();
    assert_eq!(message["type"], "response.stored");
    assert_eq!(message["data"]["id"], collector::id(1));
    assert_eq!(message["data"]["answers"][0]["rating"], 9);
    assert_eq!(message["data"]["verified"], "unsigned");
    assert!(message["timestamp"].as_str().unwrap().ends_with('Z'));
    fresh.status(&nps(1, 9));
    listener.hears_nothing();
    assert_eq!(fresh.store.sql("SELECT count(*) FROM message"), "0");
}

#[test]
fn each_hears_of_what_it_wants_to_hear() {
    let [all, unhappy] = [(); 2].map(|()| Listener::answering(&["200 OK"]));
    let fresh = telling(&[
        (&all.url(), ALL),
        (&unhappy.url(), r#"["detractor.commented"]"#),
    ]);
    let mut updated = commented(1, 3, "Too slow.");
    updated["seq"] = json!(2);
    for response in [
        &silent(1, 3),
        &updated,
        &commented(2, 9, "Fast."),
        &silent(3, 0),
    ] {
        fresh.status(response);
    }
    let mut told: Vec<String> = (0..5)
        .map(|_| {
            let message = all.hears().json();
            let number = message["data"]["id"]
                .as_str()
                .unwrap()
                .chars()
                .last()
                .unwrap();
            format!("{number} {}", message["type"].as_str().unwrap())
        })
        .collect();
    told.sort();
    let expected = [
        "1 detractor.commented",
        "1 response.stored",
        "1 response.updated",
        "2 response.stored",
        "3 response.stored",
    ];
    assert_eq!(told, expected);
    assert_eq!(
        unhappy.hears().json()["data"]["answers"][1]["text"],
        "Too slow."
    );
    unhappy.hears_nothing();
}

#[test]
fn nobody_hears_of_tests_and_of_what_is_set_aside() {
    let listener = Listener::answering(&["200 OK"]);
    let fresh = telling(&[(&listener.url(), ALL)]);
    let (mut test, mut spam) = (commented(1, 0, "No."), commented(2, 0, "No."));
    test["test"] = json!(true);
    spam["website"] = json!("https://spam.example");
    fresh.status(&test);
    fresh.status(&spam);
    listener.hears_nothing();
}

#[test]
fn who_is_busy_hears_the_same_message_again() {
    let listener = Listener::answering(&["503 Service Unavailable", "200 OK"]);
    let fresh = telling(&[(&listener.url(), ALL)]);
    fresh.status(&nps(1, 9));
    let (first, again) = (listener.hears(), listener.hears());
    assert_eq!(first.headers["webhook-id"], again.headers["webhook-id"]);
    assert_eq!(first.body, again.body);
    listener.hears_nothing();
}

/// What was not sent when the collector was killed is sent by the next one.
#[test]
fn a_kill_loses_no_message() {
    let listener = Listener::answering(&["503 Service Unavailable", "200 OK"]);
    let mut fresh = telling(&[(&listener.url(), ALL)]);
    fresh.status(&nps(1, 9));
    let first = listener.hears();
    // It is noted as not sent before the next look at the store.
    thread::sleep(Duration::from_secs(1));
    fresh.collector.kill().unwrap();
    let _fresh = fresh.start_again_with_config();
    assert_eq!(listener.hears().body, first.body);
}

#[test]
fn no_message_goes_to_a_machine_of_the_house_by_address_name_or_redirect() {
    let private = Listener::answering(&["200 OK"]);
    let port = private.address.port();
    let by_name = format!("http://localhost:{port}/");
    for url in [
        private.url(),
        by_name,
        format!("http://[::ffff:127.0.0.1]:{port}/"),
    ] {
        let fresh = Fresh::start_with_config(&site(&[(&url, ALL)]));
        fresh.status(&nps(1, 9));
        private.hears_nothing();
        let attempts = fresh.store.sql("SELECT attempts FROM message");
        assert_eq!(attempts, "1", "{url} was tried");
    }
    let moved = format!("302 Found\r\nLocation: {}", private.url());
    let public = Listener::answering(&[&moved]);
    let fresh = telling(&[(&public.url(), ALL)]);
    fresh.status(&nps(1, 9));
    public.hears();
    private.hears_nothing();
}

#[test]
fn what_was_given_up_is_listed_and_sent_after_all() {
    let listener = Listener::answering(&["410 Gone", "200 OK"]);
    let fresh = telling(&[(&listener.url(), ALL)]);
    fresh.status(&nps(1, 9));
    listener.hears();
    listener.hears_nothing();
    let letters = |arguments: &[&str]| {
        let mut command = Command::new(BINARY);
        let command = command.arg("letters").args(arguments);
        let output = command
            .args(["--store", fresh.store.url()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let listed = letters(&[]);
    assert_eq!(listed.lines().count(), 1, "{listed}");
    for part in [&collector::id(1), &listener.url(), "410"] {
        assert!(listed.contains(part), "{listed}");
    }
    assert_eq!(
        letters(&["--to", "https://elsewhere.example", "--revive"]),
        ""
    );
    assert_eq!(letters(&["--revive"]), listed);
    listener.hears();
    assert_eq!(letters(&[]), "");
}

#[test]
fn a_secret_that_can_be_guessed_is_told_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("afterword.toml");
    let text = site(&[("https://shop.example/", ALL)]).replace("whsec_", "");
    std::fs::write(&config, text).unwrap();
    let mut command = Command::new(BINARY);
    let output = command
        .args(["serve", "--listen", "127.0.0.1:0", "--config"])
        .arg(&config)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.starts_with("afterword: sites.default.webhooks: a webhook's secret is `whsec_`"),
        "{told}"
    );
}

/// Ten answers at noon of each of so many days, up to yesterday; of each ten so many are promoters
/// and the others detractors, by how many days ago it was.
fn history(days: i64, promoters: impl Fn(i64) -> u32) -> Vec<Value> {
    let today = jiff::Timestamp::now()
        .as_millisecond()
        .div_euclid(86_400_000);
    let responses = (1..=days).flat_map(|ago| {
        let noon = jiff::Timestamp::from_second((today - ago) * 86_400 + 43_200).unwrap();
        let promoters = promoters(ago);
        (0..10).map(move |place| {
            let number = u32::try_from(ago).unwrap() * 10 + place;
            let mut response = silent(number, if place < promoters { 10 } else { 3 });
            response["answered_at"] = json!(noon.to_string());
            response
        })
    });
    responses.collect()
}

#[test]
fn a_score_that_declines_is_told_of_once() {
    let listener = Listener::answering(&["200 OK"]);
    let fresh = telling(&[(&listener.url(), r#"["score.declined"]"#)]);
    for responses in history(112, |ago| if ago <= 9 { 4 } else { 7 }).chunks(100) {
        assert_eq!(fresh.post(&json!(responses)).status, 200);
    }
    let fresh = fresh.start_again_with_config();
    let message = listener.hears().json();
    assert_eq!(message["type"], "score.declined");
    let data = &message["data"];
    assert_eq!(
        (&data["survey"], &data["question"]),
        (&json!("nps"), &json!("nps"))
    );
    assert_eq!(data["before"], json!({"n": 840, "score": 40.0}));
    assert_eq!(data["after"], json!({"n": 90, "score": -20.0}));
    assert!(
        data["since"].as_str().unwrap().ends_with("T00:00:00.000Z"),
        "{data}"
    );
    assert_eq!(data["days_between_false_alarms"], 931.0);
    let _fresh = fresh.start_again_with_config();
    listener.hears_nothing();
}

#[test]
fn of_a_score_that_stays_nobody_hears() {
    let listener = Listener::answering(&["200 OK"]);
    let fresh = telling(&[(&listener.url(), r#"["score.declined"]"#)]);
    for responses in history(112, |_| 7).chunks(100) {
        assert_eq!(fresh.post(&json!(responses)).status, 200);
    }
    let _fresh = fresh.start_again_with_config();
    listener.hears_nothing();
}

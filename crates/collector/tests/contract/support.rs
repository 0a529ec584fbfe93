//! A collector of one's own for each test, and the responses that it is sent.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use journeys::collector::{self, Collector, Reply};
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_afterword");

/// A collector with a store that is thrown away with it.
pub(crate) struct Fresh {
    pub(crate) collector: Collector,
    folder: TempDir,
}

impl Fresh {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let collector = start(&folder.path().join("test.db"));
        Self { collector, folder }
    }

    /// One that believes what is signed with this key.
    pub(crate) fn start_with_key(key: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(BINARY);
        command.env("AFTERWORD_TOKEN", collector::TOKEN);
        command.env("AFTERWORD_SIGNING_KEY", key);
        let store = format!("sqlite:{}", folder.path().join("test.db").display());
        let collector = Collector::start_as(command, &store).unwrap();
        Self { collector, folder }
    }

    /// One with this `afterword.toml`.
    pub(crate) fn start_with_config(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(CONFIG), text).unwrap();
        let collector = start_configured(folder.path());
        Self { collector, folder }
    }

    /// Stops it, and starts it again with the same store and the same `afterword.toml`.
    pub(crate) fn start_again_with_config(self) -> Self {
        let Self { collector, folder } = self;
        drop(collector);
        let collector = start_configured(folder.path());
        Self { collector, folder }
    }

    /// One whose owner has surveys of its own.
    pub(crate) fn start_with_surveys(surveys: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (number, survey) in surveys.iter().enumerate() {
            let file = folder.path().join(format!("{number}.json"));
            std::fs::write(file, survey.to_string()).unwrap();
        }
        let collector = start_among(folder.path());
        Self { collector, folder }
    }

    /// Stops it, and starts it again with the same store and the same surveys.
    pub(crate) fn start_again(self) -> Self {
        let Self { collector, folder } = self;
        drop(collector);
        let collector = start_among(folder.path());
        Self { collector, folder }
    }

    /// Writes one of its surveys.
    pub(crate) fn write_survey(&self, name: &str, text: &str) {
        // As editors do it: nobody reads half of it.
        let draft = self.folder.path().join("draft");
        std::fs::write(&draft, text).unwrap();
        std::fs::rename(draft, self.folder.path().join(name)).unwrap();
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// Hands in a value.
    pub(crate) fn post(&self, value: &Value) -> Reply {
        self.collector.post(value.to_string().as_bytes()).unwrap()
    }

    /// The status of a response that is accepted.
    pub(crate) fn status(&self, value: &Value) -> String {
        let reply = self.post(value);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["status"].as_str().unwrap().to_owned()
    }

    /// Reads with the token.
    pub(crate) fn read(&self, path: &str) -> Value {
        let reply = self.collector.read(path).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// The counts of a survey's first question on the site `default`, zeros left out.
    pub(crate) fn counts(&self, survey: &str) -> Value {
        let scores = self.read(&format!("/v1/surveys/{survey}/scores"));
        nonzero(&scores["questions"][0]["counts"])
    }
}

pub(crate) fn start(file: &Path) -> Collector {
    Collector::start(Path::new(BINARY), &format!("sqlite:{}", file.display())).unwrap()
}

const CONFIG: &str = "afterword.toml";

/// Starts one with the store and the settings of a folder.
fn start_configured(folder: &Path) -> Collector {
    let mut command = Command::new(BINARY);
    command.env("AFTERWORD_TOKEN", collector::TOKEN);
    command.env("AFTERWORD_CONFIG", folder.join(CONFIG));
    let store = format!("sqlite:{}", folder.join("test.db").display());
    Collector::start_as(command, &store).unwrap()
}

/// Starts one with the store and the surveys of a folder.
fn start_among(folder: &Path) -> Collector {
    let mut command = Command::new(BINARY);
    command.env("AFTERWORD_TOKEN", collector::TOKEN);
    command.env("AFTERWORD_SURVEYS", folder);
    let store = format!("sqlite:{}", folder.join("test.db").display());
    Collector::start_as(command, &store).unwrap()
}

pub(crate) fn nonzero(counts: &Value) -> Value {
    let counts = counts.as_object().into_iter().flatten();
    counts
        .filter(|(_, count)| **count != json!(0))
        .map(|(rating, count)| (rating.clone(), count.clone()))
        .collect()
}

/// A response to the template `nps`.
pub(crate) fn nps(number: u32, rating: i32) -> Value {
    json!({
        "v": 1, "id": collector::id(number), "seq": 1, "survey": "nps", "outcome": "complete",
        "answers": [
            {"question": "nps", "metric": "nps", "rating": rating, "scale": [0, 10]},
            {"question": "why", "text": "Because."},
        ],
        "answered_at": "2026-01-31T12:00:00.000Z",
    })
}

/// A token as a site's server makes it.
pub(crate) fn sign(key: &str, claims: &Value) -> String {
    let text = format!("v1.{}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    let signature = mac.chain_update(&text).finalize().into_bytes();
    format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// `value` with other fields.
pub(crate) fn but(mut value: Value, fields: Value) -> Value {
    let (Value::Object(members), Value::Object(fields)) = (&mut value, fields) else {
        panic!("both are objects");
    };
    members.extend(fields);
    value
}

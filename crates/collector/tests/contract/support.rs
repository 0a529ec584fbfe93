//! A collector of one's own for each test, and the responses that it is sent.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use journeys::collector::{self, Collector, Reply};
use journeys::postgres::Cluster;
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_afterword");

/// Which store the tests of a program use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    dead_code,
    reason = "one of the programs that share this knows but one"
)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A store of one's own, which is new and empty, and a folder beside it.
pub(crate) struct TestStore {
    kind: Kind,
    folder: TempDir,
    url: String,
}

impl TestStore {
    /// One of the kind that this program tests.
    pub(crate) fn new() -> Self {
        Self::of(crate::STORE)
    }

    pub(crate) fn of(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match kind {
            Kind::Sqlite => format!("sqlite:{}", folder.path().join("test.db").display()),
            Kind::Postgres => Cluster::shared().unwrap().database().unwrap(),
        };
        Self { kind, folder, url }
    }

    /// With these surveys in its folder.
    fn with_surveys(self, surveys: &[Value]) -> Self {
        for (number, survey) in surveys.iter().enumerate() {
            let file = self.folder.path().join(format!("{number}.json"));
            std::fs::write(file, survey.to_string()).unwrap();
        }
        self
    }

    /// What `--store` takes.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A collector on it.
    pub(crate) fn start(&self) -> Collector {
        Collector::start(Path::new(BINARY), &self.url).unwrap()
    }

    /// Runs statements behind the collector's back, in SQL that both stores know. Returns what a
    /// query gives: a line for each row, and a tab between columns.
    pub(crate) fn sql(&self, statements: &str) -> String {
        match self.kind {
            Kind::Postgres => Cluster::shared()
                .unwrap()
                .sql(&self.url, statements)
                .unwrap(),
            Kind::Sqlite => self.sqlite(statements),
        }
    }

    fn sqlite(&self, statements: &str) -> String {
        let database = Connection::open(self.file()).unwrap();
        if !statements.starts_with("SELECT") {
            database.execute_batch(statements).unwrap();
            return String::new();
        }
        let mut query = database.prepare(statements).unwrap();
        let columns = query.column_count();
        let rows = query.query_map([], |row| {
            let column = |index| match row.get(index)? {
                rusqlite::types::Value::Null => Ok(String::new()),
                rusqlite::types::Value::Integer(number) => Ok(number.to_string()),
                rusqlite::types::Value::Real(number) => Ok(number.to_string()),
                rusqlite::types::Value::Text(text) => Ok(text),
                rusqlite::types::Value::Blob(_) => panic!("no column holds bytes"),
            };
            let columns: rusqlite::Result<Vec<String>> = (0..columns).map(column).collect();
            Ok(columns?.join("\t"))
        });
        let rows: Vec<String> = rows.unwrap().map(Result::unwrap).collect();
        rows.join("\n")
    }

    /// A backup of it, made while a collector is at work on it, and used: another store.
    pub(crate) fn restored(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match self.kind {
            Kind::Sqlite => {
                let copy = folder.path().join("test.db");
                self.sqlite(&format!("VACUUM INTO '{}'", copy.display()));
                format!("sqlite:{}", copy.display())
            }
            Kind::Postgres => Cluster::shared().unwrap().restored(&self.url).unwrap(),
        };
        let kind = self.kind;
        Self { kind, folder, url }
    }

    /// Where an SQLite store is.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }
}

/// A collector with a store that is thrown away with it.
pub(crate) struct Fresh {
    pub(crate) collector: Collector,
    pub(crate) store: TestStore,
}

impl Fresh {
    pub(crate) fn start() -> Self {
        Self::start_in(TestStore::new())
    }

    pub(crate) fn start_in(store: TestStore) -> Self {
        let collector = store.start();
        Self { collector, store }
    }

    /// One that is started with these variables.
    fn start_with(variables: &[(&str, &OsStr)], store: TestStore) -> Self {
        let mut command = Command::new(BINARY);
        command.env("AFTERWORD_TOKEN", collector::TOKEN);
        command.envs(variables.iter().copied());
        let collector = Collector::start_as(command, store.url()).unwrap();
        Self { collector, store }
    }

    /// One that believes what is signed with this key.
    pub(crate) fn start_with_key(key: &str) -> Self {
        let variables = [("AFTERWORD_SIGNING_KEY", key.as_ref())];
        Self::start_with(&variables, TestStore::new())
    }

    /// One with this `afterword.toml`.
    pub(crate) fn start_with_config(text: &str) -> Self {
        let store = TestStore::new();
        std::fs::write(store.folder.path().join(CONFIG), text).unwrap();
        Self::start_configured(store)
    }

    /// Stops it, and starts it again with the same store and the same `afterword.toml`.
    pub(crate) fn start_again_with_config(self) -> Self {
        let Self { collector, store } = self;
        drop(collector);
        Self::start_configured(store)
    }

    /// Starts one with a store and the settings beside it.
    fn start_configured(store: TestStore) -> Self {
        let file = store.folder.path().join(CONFIG);
        Self::start_with(&[("AFTERWORD_CONFIG", file.as_os_str())], store)
    }

    /// One whose owner has surveys of its own.
    pub(crate) fn start_with_surveys(surveys: &[Value]) -> Self {
        Self::start_among(TestStore::new().with_surveys(surveys))
    }

    /// The same, and it believes what is signed with this key.
    pub(crate) fn start_with_surveys_and_key(surveys: &[Value], key: &str) -> Self {
        let store = TestStore::new().with_surveys(surveys);
        let folder = store.folder.path().as_os_str().to_owned();
        let variables = [
            ("AFTERWORD_SIGNING_KEY", key.as_ref()),
            ("AFTERWORD_SURVEYS", &*folder),
        ];
        Self::start_with(&variables, store)
    }

    /// Stops it, and starts it again with the same store and the same surveys.
    pub(crate) fn start_again(self) -> Self {
        let Self { collector, store } = self;
        drop(collector);
        Self::start_among(store)
    }

    /// Starts one with a store and the surveys beside it.
    fn start_among(store: TestStore) -> Self {
        let folder = store.folder.path().to_owned();
        Self::start_with(&[("AFTERWORD_SURVEYS", folder.as_os_str())], store)
    }

    /// The folder with its surveys.
    pub(crate) fn folder(&self) -> &Path {
        self.store.folder.path()
    }

    /// Writes one of its surveys.
    pub(crate) fn write_survey(&self, name: &str, text: &str) {
        // As editors do it: nobody reads half of it.
        let draft = self.folder().join("draft");
        std::fs::write(&draft, text).unwrap();
        std::fs::rename(draft, self.folder().join(name)).unwrap();
    }

    /// What `afterword erase` prints, beside the running collector.
    pub(crate) fn erase(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(BINARY);
        command.arg("erase").args(arguments);
        let output = command
            .args(["--store", self.store.url()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
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

/// The settings beside a store.
const CONFIG: &str = "afterword.toml";

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

//! The stores that faults happen to.

use std::env;
use std::error::Error;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use journeys::collector::{self, Collector};
use journeys::postgres::{self, Cluster, Disk};
use rusqlite::Connection as Database;
use serde_json::Value;
use tempfile::TempDir;

pub(crate) type Done = Result<(), Box<dyn Error>>;

/// A store of its own, and the program that uses it.
pub(crate) struct Stand {
    pub(crate) binary: PathBuf,
    pub(crate) url: String,
    pub(crate) place: Place,
}

/// Where it is.
pub(crate) enum Place {
    File(TempDir),
    Cluster(Cluster),
}

impl Stand {
    pub(crate) fn sqlite() -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        Ok(Self {
            binary: collector::binary()?,
            url: format!("sqlite:{}", file(&folder).display()),
            place: Place::File(folder),
        })
    }

    /// `None`, and a line that says so, where PostgreSQL is not installed.
    ///
    /// # Errors
    ///
    /// Where it is not installed and `CI` is `true`.
    pub(crate) fn postgres() -> Result<Option<Self>, Box<dyn Error>> {
        if let Err(missing) = postgres::programs() {
            if env::var_os("CI").is_some_and(|value| value == "true") {
                return Err(missing.into());
            }
            // Past the test runner, which would keep it for itself.
            writeln!(io::stderr(), "skipped: {missing}")?;
            return Ok(None);
        }
        let cluster = Cluster::start(Disk::Synced)?;
        Ok(Some(Self {
            binary: collector::binary()?,
            url: cluster.database()?,
            place: Place::Cluster(cluster),
        }))
    }

    pub(crate) fn start(&self) -> io::Result<Collector> {
        Collector::start(&self.binary, &self.url)
    }

    /// The cluster of a store that has one.
    pub(crate) fn cluster(&self) -> &Cluster {
        match &self.place {
            Place::Cluster(cluster) => cluster,
            Place::File(_) => panic!("this store is a file"),
        }
    }

    /// Every stored row: its id and the rating in its body.
    pub(crate) fn rows(&self) -> Result<Vec<(String, i32)>, Box<dyn Error>> {
        let rows = match &self.place {
            Place::File(folder) => in_file(&file(folder))?,
            Place::Cluster(cluster) => {
                let rows = cluster.sql(&self.url, "SELECT id, body FROM response")?;
                let rows = rows.lines().filter_map(|row| row.split_once('\t'));
                rows.map(|(id, body)| (id.to_owned(), body.to_owned()))
                    .collect()
            }
        };
        rows.into_iter()
            .map(|(id, body)| {
                let body: Value = serde_json::from_str(&body)?;
                assert_eq!(body["id"], id.as_str());
                let rating = body["answers"][0]["rating"].as_i64().ok_or("no rating")?;
                Ok((id, i32::try_from(rating)?))
            })
            .collect()
    }
}

pub(crate) fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("faults.db")
}

fn in_file(file: &Path) -> rusqlite::Result<Vec<(String, String)>> {
    let database = Database::open(file)?;
    let mut statement = database.prepare("SELECT id, body FROM response")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

//! The collector that all cases send to: the real one.

use std::cell::RefCell;
use std::path::PathBuf;

use anyhow::Result;
use journeys::collector::{self, Collector, Connection};
use rusqlite::{Connection as Database, OptionalExtension as _};
use tempfile::TempDir;

/// A collector, a connection to it, and the file that it writes to.
pub(crate) struct Endpoint {
    connection: RefCell<Connection>,
    database: PathBuf,
    // Before the folder that it writes to.
    collector: Collector,
    _folder: TempDir,
}

/// What is stored of a response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) seq: i64,
    /// The ratings that count, of all that ever came of it.
    pub(crate) ratings: Vec<i64>,
}

impl Endpoint {
    pub(crate) fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = folder.path().join("model.db");
        let store = format!("sqlite:{}", database.display());
        let collector = Collector::start(&collector::binary()?, &store)?;
        Ok(Self {
            connection: RefCell::new(collector.connect()?),
            database,
            collector,
            _folder: folder,
        })
    }

    /// Takes one response in, and returns the status.
    pub(crate) fn collect(&self, body: &str) -> u16 {
        let mut connection = self.connection.borrow_mut();
        if let Ok(reply) = connection.post(body.as_bytes()) {
            return reply.status;
        }
        // It closes a connection that was quiet for a while.
        *connection = self.collector.connect().expect("the collector listens");
        let reply = connection.post(body.as_bytes());
        reply.expect("the collector answers").status
    }

    /// What lies in the store.
    pub(crate) fn stored(&self, id: &str) -> Result<Option<Stored>> {
        let database = Database::open(&self.database)?;
        let row = database
            .query_row(
                "SELECT number, seq FROM response WHERE id = ?1",
                [id],
                |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((number, seq)) = row else {
            return Ok(None);
        };
        let ratings = database
            .prepare("SELECT rating FROM rating WHERE response = ?1")?
            .query_map([number], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Some(Stored { seq, ratings }))
    }
}

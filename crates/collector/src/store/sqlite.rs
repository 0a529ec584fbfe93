//! The store in one SQLite file: a writer, a few readers, and who wants to know of changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};
use tokio::sync::Semaphore;

use super::changes::{Changed, Changes};
use super::writer::{Counters, MAX_WAITING_BYTES, Writer};
use super::{Incoming, NotStored, Status, StoreError, schema};

/// Connections that read beside the writer.
const READERS: usize = 4;

/// Earlier ones can corrupt a WAL that two connections use.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long one connection waits for another that holds a lock.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) struct Sqlite {
    path: PathBuf,
    writer: Writer,
    readers: Arc<Readers>,
    changes: Arc<Changes>,
}

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        check_version(rusqlite::version_number())?;
        let mut connection = open_writable(path)?;
        schema::migrate(&mut connection)?;
        let changes = Arc::new(Changes::default());
        let readers = (0..READERS)
            .map(|_| open_readable(path))
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::start(connection, Arc::clone(&changes), MAX_WAITING_BYTES)
                .map_err(|error| StoreError::Unusable(format!("no thread to write: {error}")))?,
            readers: Arc::new(Readers {
                idle: Mutex::new(readers),
                places: Arc::new(Semaphore::new(READERS)),
            }),
            changes,
        })
    }

    pub(super) async fn submit(&self, items: Vec<Incoming>) -> Result<Vec<Status>, NotStored> {
        self.writer.submit(items).await
    }

    pub(super) async fn forget(&self, site: &str, respondent: &str) -> Result<usize, NotStored> {
        self.writer.forget(site, respondent).await
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let gone = |_| StoreError::Unusable("the store is closed".into());
        let readers = Arc::clone(&self.readers);
        let place = Arc::clone(&readers.places)
            .acquire_owned()
            .await
            .map_err(|error| gone(error.to_string()))?;
        tokio::task::spawn_blocking(move || {
            let _place = place; // given back here, even if nobody waits for the answer any more
            readers.with(query)
        })
        .await
        .map_err(|error| gone(error.to_string()))?
    }

    pub(super) fn watch(&self, site: &str, survey: &str) -> Changed {
        self.changes.watch(site, survey)
    }

    pub(super) fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let connection = open_readable(&self.path)?;
        Ok(connection
            .query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()?)
    }

    pub(super) fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        open_writable(&self.path)?.execute(
            "INSERT INTO setting (name, value) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET value = excluded.value",
            [name, value],
        )?;
        Ok(())
    }

    pub(super) fn counters(&self) -> &Counters {
        self.writer.counters()
    }

    pub(super) async fn close(&self) {
        // Before the writer: only the last connection folds the log into the file.
        self.readers.close();
        self.writer.close().await;
    }
}

struct Readers {
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
}

impl Readers {
    /// Runs a query on an idle connection; there is one for each place.
    fn with<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let Some(connection) = self.idle().pop() else {
            return Err(StoreError::Unusable("the store is closed".into()));
        };
        let result = query(&connection);
        if !self.places.is_closed() {
            self.idle().push(connection);
        }
        result
    }

    fn close(&self) {
        self.places.close();
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check_version(version: i32) -> Result<(), StoreError> {
    if version >= OLDEST_SQLITE {
        return Ok(());
    }
    Err(StoreError::Unusable(format!(
        "this SQLite is {}.{}.{}, which can corrupt its log: build with 3.51.3 or later",
        version / 1_000_000,
        version / 1000 % 1000,
        version % 1000
    )))
}

fn open_writable(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Unusable(format!(
            "the file system allows no write-ahead log (journal mode is {mode}): use a local disk"
        )));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // 32 MiB each: rarer checkpoints, and the pages of the last hours at hand.
    connection.pragma_update(None, "wal_autocheckpoint", 8192)?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

fn open_readable(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_commit_reaches_the_disk_before_it_returns() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writable(&folder.path().join("a.db")).unwrap();
        let pragma = |name| -> String {
            connection
                .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
                .map(|value| format!("{value:?}"))
                .unwrap()
        };
        assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
        let full = "Integer(2)";
        assert_eq!(pragma("synchronous"), full);
    }

    #[test]
    fn readers_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        drop(open_writable(&path).unwrap());
        let reader = open_readable(&path).unwrap();
        assert!(reader.execute_batch("CREATE TABLE a (b)").is_err());
    }

    #[test]
    fn the_bundled_sqlite_is_new_enough_and_older_ones_are_refused() {
        check_version(rusqlite::version_number()).unwrap();
        let error = check_version(3_051_002).unwrap_err().to_string();
        assert!(error.contains("3.51.2"), "{error}");
    }

    #[tokio::test]
    async fn a_closed_store_neither_takes_nor_gives() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("a.db")).unwrap();
        store.read(|_| Ok(())).await.unwrap();
        store.close().await;
        assert!(store.read(|_| Ok(())).await.is_err());
        assert_eq!(store.submit(Vec::new()).await, Err(NotStored::Stopping));
    }
}

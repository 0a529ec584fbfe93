//! The store in one SQLite file: a writer, a few readers, and who wants to know of changes.

mod apply;
mod erase;
mod outgoing;
mod read;
mod reading;
mod schema;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};
use tokio::sync::Semaphore;

use self::writer::Writer;
use super::changes::{Changed, Changes};
use super::outgoing::{Outgoing, OutgoingId};
use super::queue::{Counters, MAX_WAITING_BYTES};
use super::series::SurveyKey;
use super::{Erased, Incoming, Message, NotStored, Status, StoreError};

/// Connections that read beside the writer.
const READERS: usize = 4;

/// Earlier ones can corrupt a WAL that two connections use.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long one connection waits for another that holds a lock.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) struct Sqlite {
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

    /// Takes out what a respondent said on a site, after all that waits already.
    pub(super) async fn erase(&self, site: &str, respondent: &str) -> Result<Erased, StoreError> {
        let (site, respondent) = (site.to_owned(), respondent.to_owned());
        let take_out =
            move |connection: &mut Connection| erase::respondent(connection, &site, &respondent);
        let taken = self.writer.run(take_out).await?;
        self.changes.tell(&taken.changed);
        Ok(taken.erased)
    }

    /// Takes out the responses of a site that arrived before a moment, a part after the other.
    pub(super) async fn expire(&self, site: &str, before: i64) -> Result<Erased, StoreError> {
        let owned = site.to_owned();
        let surveys = self
            .read(move |connection| read::surveys(connection, &owned))
            .await?;
        let mut sum = Erased::default();
        for survey in surveys {
            let survey = SurveyKey::new(site, &survey);
            loop {
                let key = survey.clone();
                let part =
                    move |connection: &mut Connection| erase::expired(connection, &key, before);
                let taken = self.writer.run(part).await?;
                if taken.erased.responses == 0 {
                    break;
                }
                self.changes.tell(&taken.changed);
                sum += taken.erased;
            }
        }
        Ok(sum)
    }

    pub(super) async fn expire_nonces(&self, now: i64) -> Result<(), StoreError> {
        let expire = move |connection: &mut Connection| erase::nonces(connection, now);
        self.writer.run(expire).await
    }

    pub(super) async fn claim(
        &self,
        now: i64,
        until: i64,
        at_most: u32,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let claim =
            move |connection: &mut Connection| outgoing::claim(connection, now, until, at_most);
        self.writer.run(claim).await
    }

    pub(super) async fn sent(&self, id: OutgoingId) -> Result<(), StoreError> {
        let sent = move |connection: &mut Connection| outgoing::sent(connection, &id);
        self.writer.run(sent).await
    }

    pub(super) async fn failed(
        &self,
        id: OutgoingId,
        again_at: Option<i64>,
        reason: String,
    ) -> Result<(), StoreError> {
        let failed =
            move |connection: &mut Connection| outgoing::failed(connection, &id, again_at, &reason);
        self.writer.run(failed).await
    }

    pub(super) async fn announce(
        &self,
        id: OutgoingId,
        message: Message,
        now: i64,
    ) -> Result<(), StoreError> {
        let announce =
            move |connection: &mut Connection| outgoing::keep(connection, &id, &message, now);
        self.writer.run(announce).await
    }

    pub(super) async fn revive(&self, id: OutgoingId, now: i64) -> Result<bool, StoreError> {
        let revive = move |connection: &mut Connection| outgoing::revive(connection, &id, now);
        self.writer.run(revive).await
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = Arc::clone(&self.readers);
        let place = Arc::clone(&readers.places)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::closed())?;
        tokio::task::spawn_blocking(move || {
            let _place = place; // given back here, even if nobody waits for the answer any more
            readers.with(query)
        })
        .await
        .map_err(|_| StoreError::closed())?
    }

    pub(super) fn watch(&self, site: &str, survey: &str) -> Changed {
        self.changes.watch(site, survey)
    }

    pub(super) async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.read(move |connection| {
            let sql = "SELECT value FROM setting WHERE name = ?1";
            let value = connection.query_row(sql, [name], |row| row.get(0));
            Ok(value.optional()?)
        })
        .await
    }

    pub(super) async fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let setting = [name.to_owned(), value.to_owned()];
        let set = move |connection: &mut Connection| {
            connection.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET value = excluded.value",
                setting,
            )?;
            Ok(())
        };
        self.writer.run(set).await
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
            return Err(StoreError::closed());
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

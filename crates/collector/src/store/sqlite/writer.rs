//! The one writer: a thread of its own, since a commit waits for the disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::apply::{self, KnownSeries};
use crate::store::changes::Changes;
use crate::store::queue::{Counters, Group, Queue, Waiting, queue};
use crate::store::{Incoming, NotStored, Status, StoreError};

/// Something that is done on the writer's connection, in a transaction of its own.
type Task = Box<dyn FnOnce(&mut Connection) + Send>;

/// The way to the writer's thread.
pub(super) struct Writer {
    queue: Queue<Task>,
    thread: Mutex<Option<JoinHandle<()>>>,
    counters: Arc<Counters>,
}

impl Writer {
    /// Starts the thread, which from now on owns the connection.
    pub(super) fn start(
        connection: Connection,
        changes: Arc<Changes>,
        room: usize,
    ) -> std::io::Result<Self> {
        let (queue, waiting) = queue(room);
        let counters = Arc::new(Counters::default());
        let worker = Worker {
            connection,
            waiting,
            known: KnownSeries::new(),
            changes,
            counters: Arc::clone(&counters),
        };
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || worker.run())?;
        Ok(Self {
            queue,
            thread: Mutex::new(Some(thread)),
            counters,
        })
    }

    pub(super) fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Returns after the commit.
    pub(super) async fn submit(&self, items: Vec<Incoming>) -> Result<Vec<Status>, NotStored> {
        self.queue.submit(items).await
    }

    /// Does something else on the writer's connection, after all that waits already.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, answer) = oneshot::channel();
        let task = move |connection: &mut Connection| {
            // Whoever asked may have hung up; what is done stays done.
            let _ = done.send(task(connection));
        };
        if !self.queue.add(Box::new(task)) {
            return Err(StoreError::closed());
        }
        answer.await.unwrap_or_else(|_| Err(StoreError::closed()))
    }

    /// Commits what waits, then ends the thread and closes its connection.
    pub(super) async fn close(&self) {
        self.queue.close();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(|| thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the writer ended by a fault of its own");
            }
        }
    }
}

struct Worker {
    connection: Connection,
    waiting: Waiting<Task>,
    known: KnownSeries,
    changes: Arc<Changes>,
    counters: Arc<Counters>,
}

impl Worker {
    fn run(mut self) {
        while let Some(turn) = self.waiting.blocking_next() {
            if !turn.group.is_empty() {
                self.commit(turn.group);
            }
            if let Some(task) = turn.task {
                task(&mut self.connection);
            }
        }
        if let Err((_, error)) = self.connection.close() {
            tracing::error!(%error, "closing the store");
        }
    }

    fn commit(&mut self, group: Group) {
        match apply::commit(&mut self.connection, &mut self.known, group.items()) {
            Ok(applied) => {
                self.counters.committed();
                self.changes.tell(&applied.changed);
                group.acknowledge(&applied.statuses, &self.counters);
            }
            Err(error) => {
                tracing::error!(%error, "a commit failed, nothing of it was stored");
                self.counters.failed();
                match group.halves() {
                    Ok(halves) => halves.into_iter().for_each(|half| self.commit(half)),
                    Err(one) => one.refuse(NotStored::Failed),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queue::MAX_WAITING_BYTES;
    use crate::store::sqlite::schema;
    use futures_util::future::{join, join_all};
    use serde_json::json;
    use survey::response::Response;

    fn incoming(number: u32) -> Incoming {
        let json = json!({
            "v": 1, "id": format!("0198c0de-0000-7000-8000-{number:012}"), "seq": 1,
            "survey": "nps", "outcome": "complete",
            "answers": [{"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]}],
            "answered_at": "2026-01-31T12:00:00Z",
        });
        Response::parse(&&json).unwrap().into()
    }

    fn writer(room: usize) -> Writer {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection).unwrap();
        Writer::start(connection, Arc::default(), room).unwrap()
    }

    #[tokio::test]
    async fn what_finds_no_room_is_turned_away_and_room_is_given_back() {
        let size = incoming(1).json.len();
        let writer = writer(2 * size);
        let three = (1..=3).map(incoming).collect();
        assert_eq!(writer.submit(three).await, Err(NotStored::Full));
        for first in [1, 3, 5] {
            let two = (first..first + 2).map(incoming).collect();
            let stored = Ok(vec![Status::Stored, Status::Stored]);
            assert_eq!(writer.submit(two).await, stored);
        }
    }

    #[tokio::test]
    async fn what_waits_when_the_writer_closes_is_still_committed() {
        let writer = writer(MAX_WAITING_BYTES);
        let waiting: Vec<_> = (0..100)
            .map(|number| writer.submit(vec![incoming(number)]))
            .collect();
        // The first one is polled first: all of them are in the queue when the end is asked for.
        let (results, ()) = join(join_all(waiting), writer.close()).await;
        for result in results {
            assert_eq!(result, Ok(vec![Status::Stored]));
        }
        assert_eq!(
            writer.submit(vec![incoming(100)]).await,
            Err(NotStored::Stopping)
        );
        assert!(writer.counters().commits() < 100, "they shared commits");
    }

    /// A fault that only this row has: the group that it shared is divided until it stands alone.
    #[tokio::test]
    async fn one_row_that_the_store_refuses_harms_no_neighbour() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection).unwrap();
        let poison = incoming(13).response.id.as_str().to_owned();
        connection
            .execute_batch(&format!(
                "CREATE TRIGGER poison BEFORE INSERT ON response WHEN NEW.id = '{poison}'
                 BEGIN SELECT RAISE(ABORT, 'poison'); END"
            ))
            .unwrap();
        let writer = Writer::start(connection, Arc::default(), MAX_WAITING_BYTES).unwrap();
        let waiting = (0..40).map(|number| writer.submit(vec![incoming(number)]));
        let results = join_all(waiting).await;
        for (number, result) in results.into_iter().enumerate() {
            let expected = match number {
                13 => Err(NotStored::Failed),
                _ => Ok(vec![Status::Stored]),
            };
            assert_eq!(result, expected, "{number}");
        }
        assert!(
            writer.counters().failed_commits() < 12,
            "halves, not singles"
        );
    }
}

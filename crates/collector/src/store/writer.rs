//! The one writer: a thread that commits what is waiting, all of it at once.
//!
//! A commit costs one flush of the disk however many responses it holds. So the writer takes
//! whatever arrived while the previous commit was under way, and only after the commit does
//! anybody hear that a response is kept.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, oneshot};

use super::apply::{self, KnownSeries};
use super::changes::Changes;
use super::{Incoming, NotStored, Status};

/// Bytes of JSON that may wait for a commit; more is turned away.
pub(super) const MAX_WAITING_BYTES: usize = 16 << 20;

/// Responses in one commit, at which it stops growing. (An array is never divided.)
const MAX_GROUP: usize = 512;

/// What was done since the start.
#[derive(Default)]
pub(crate) struct Counters {
    statuses: [AtomicU64; Status::ALL.len()],
    commits: AtomicU64,
    failed_commits: AtomicU64,
}

impl Counters {
    /// How many responses came to this.
    pub(crate) fn status(&self, status: Status) -> u64 {
        self.statuses[status as usize].load(Ordering::Relaxed)
    }

    /// How many transactions were committed.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// How many transactions failed.
    pub(crate) fn failed_commits(&self) -> u64 {
        self.failed_commits.load(Ordering::Relaxed)
    }
}

/// The way to the writer's thread.
pub(super) struct Writer {
    queue: UnboundedSender<Message>,
    /// One permit for each byte that may wait.
    room: Arc<Semaphore>,
    thread: Mutex<Option<JoinHandle<()>>>,
    counters: Arc<Counters>,
}

enum Message {
    Store(Job),
    Forget(Farewell),
    Stop,
}

/// Whom to forget, and who hears how many responses that were.
struct Farewell {
    site: String,
    respondent: String,
    done: oneshot::Sender<Result<usize, NotStored>>,
}

/// Responses that came together and are answered together.
struct Job {
    items: Vec<Incoming>,
    done: oneshot::Sender<Result<Vec<Status>, NotStored>>,
    room: OwnedSemaphorePermit,
}

impl Job {
    fn answer(self, result: Result<Vec<Status>, NotStored>) {
        // First: whoever hears the answer finds room for more.
        drop(self.room);
        // Whoever asked may have hung up; what is stored stays stored.
        let _ = self.done.send(result);
    }
}

impl Writer {
    /// Starts the thread, which from now on owns the connection.
    pub(super) fn start(
        connection: Connection,
        changes: Arc<Changes>,
        room: usize,
    ) -> std::io::Result<Self> {
        let (queue, waiting) = mpsc::unbounded_channel();
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
            room: Arc::new(Semaphore::new(room)),
            thread: Mutex::new(Some(thread)),
            counters,
        })
    }

    pub(super) fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Returns after the commit.
    pub(super) async fn submit(&self, items: Vec<Incoming>) -> Result<Vec<Status>, NotStored> {
        let bytes: usize = items.iter().map(|item| item.json.len()).sum();
        let bytes = u32::try_from(bytes).map_err(|_| NotStored::Full)?;
        let room = Arc::clone(&self.room)
            .try_acquire_many_owned(bytes)
            .map_err(|error| match error {
                TryAcquireError::NoPermits => NotStored::Full,
                TryAcquireError::Closed => NotStored::Stopping,
            })?;
        let (done, answer) = oneshot::channel();
        let job = Job { items, done, room };
        self.queue
            .send(Message::Store(job))
            .map_err(|_| NotStored::Stopping)?;
        answer.await.unwrap_or(Err(NotStored::Stopping))
    }

    /// Removes what a respondent said, after all that waits already; returns after the commit.
    pub(super) async fn forget(&self, site: &str, respondent: &str) -> Result<usize, NotStored> {
        let (done, answer) = oneshot::channel();
        let farewell = Farewell {
            site: site.to_owned(),
            respondent: respondent.to_owned(),
            done,
        };
        self.queue
            .send(Message::Forget(farewell))
            .map_err(|_| NotStored::Stopping)?;
        answer.await.unwrap_or(Err(NotStored::Stopping))
    }

    /// Commits what waits, then ends the thread and closes its connection.
    pub(super) async fn close(&self) {
        self.room.close();
        // It fails only if the thread is gone already.
        let _ = self.queue.send(Message::Stop);
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(|| thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                eprintln!("afterword: the writer ended by a fault of its own");
            }
        }
    }
}

struct Worker {
    connection: Connection,
    waiting: UnboundedReceiver<Message>,
    known: KnownSeries,
    changes: Arc<Changes>,
    counters: Arc<Counters>,
}

impl Worker {
    fn run(mut self) {
        while let Some(message) = self.waiting.blocking_recv() {
            let (jobs, farewell) = self.gather(message);
            if !jobs.is_empty() {
                self.commit(jobs);
            }
            if let Some(farewell) = farewell {
                self.forget(farewell);
            }
        }
        if let Err((_, error)) = self.connection.close() {
            eprintln!("afterword: closing the store: {error}");
        }
    }

    /// The first message and all that wait behind it, up to the size of a group, or to somebody who
    /// is to be forgotten after them.
    fn gather(&mut self, first: Message) -> (Vec<Job>, Option<Farewell>) {
        let mut jobs = Vec::new();
        let mut items = 0;
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Store(job) => {
                    items += job.items.len();
                    jobs.push(job);
                }
                Message::Forget(farewell) => return (jobs, Some(farewell)),
                // What is in the queue already is still taken, nothing more gets in.
                Message::Stop => self.waiting.close(),
            }
            next = (items < MAX_GROUP)
                .then(|| self.waiting.try_recv().ok())
                .flatten();
        }
        (jobs, None)
    }

    fn forget(&mut self, farewell: Farewell) {
        let Farewell {
            site,
            respondent,
            done,
        } = farewell;
        let forgotten = apply::forget(&mut self.connection, &mut self.known, &site, &respondent);
        // Whoever asked may have hung up; what is forgotten stays forgotten.
        let _ = done.send(match forgotten {
            Ok(applied) => {
                self.counters.commits.fetch_add(1, Ordering::Relaxed);
                self.changes.tell(&applied.changed);
                Ok(applied.removed)
            }
            Err(error) => {
                eprintln!("afterword: nobody was forgotten, the store refused: {error}");
                self.counters.failed_commits.fetch_add(1, Ordering::Relaxed);
                Err(NotStored::Failed)
            }
        });
    }

    fn commit(&mut self, jobs: Vec<Job>) {
        let items = jobs.iter().flat_map(|job| &job.items);
        match apply::commit(&mut self.connection, &mut self.known, items) {
            Ok(applied) => {
                self.counters.commits.fetch_add(1, Ordering::Relaxed);
                self.changes.tell(&applied.changed);
                self.acknowledge(jobs, &applied.statuses);
            }
            Err(error) => {
                eprintln!("afterword: a commit failed, nothing of it was stored: {error}");
                self.counters.failed_commits.fetch_add(1, Ordering::Relaxed);
                self.give_up_or_divide(jobs);
            }
        }
    }

    /// What came together fails together; what only shared its commit gets one of its own, so
    /// that nobody pays for a neighbour.
    fn give_up_or_divide(&mut self, jobs: Vec<Job>) {
        if jobs.len() > 1 {
            for job in jobs {
                self.commit(vec![job]);
            }
        } else {
            for job in jobs {
                job.answer(Err(NotStored::Failed));
            }
        }
    }

    fn acknowledge(&self, jobs: Vec<Job>, statuses: &[Status]) {
        for status in statuses {
            self.counters.statuses[*status as usize].fetch_add(1, Ordering::Relaxed);
        }
        let mut statuses = statuses.iter().copied();
        for job in jobs {
            let own = statuses.by_ref().take(job.items.len()).collect();
            job.answer(Ok(own));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;
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
}

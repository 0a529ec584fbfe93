//! The way to the one writer of a store, which commits what is waiting, all of it at once.
//!
//! A commit costs one flush of the disk however many responses it holds. So the writer takes
//! whatever arrived while the previous commit was under way, and only after the commit does
//! anybody hear that a response is kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, oneshot};

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

    pub(super) fn committed(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn failed(&self) {
        self.failed_commits.fetch_add(1, Ordering::Relaxed);
    }
}

/// The writer's end of the queue. `T` is what else it does, one after the other.
pub(super) struct Waiting<T> {
    messages: UnboundedReceiver<Message<T>>,
}

/// Everybody else's end.
pub(super) struct Queue<T> {
    messages: UnboundedSender<Message<T>>,
    /// One permit for each byte that may wait.
    room: Arc<Semaphore>,
}

enum Message<T> {
    Store(Job),
    Task(T),
    Stop,
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

/// A queue in which so many bytes may wait.
pub(super) fn queue<T>(room: usize) -> (Queue<T>, Waiting<T>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let queue = Queue {
        messages: sender,
        room: Arc::new(Semaphore::new(room)),
    };
    (queue, Waiting { messages: receiver })
}

impl<T> Queue<T> {
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
        self.messages
            .send(Message::Store(job))
            .map_err(|_| NotStored::Stopping)?;
        answer.await.unwrap_or(Err(NotStored::Stopping))
    }

    /// Hands in something else to do, after all that waits already; `false` once it is closed.
    pub(super) fn add(&self, task: T) -> bool {
        self.messages.send(Message::Task(task)).is_ok()
    }

    /// Lets in nothing more; what waits is still done.
    pub(super) fn close(&self) {
        self.room.close();
        // It fails only if the writer is gone already.
        let _ = self.messages.send(Message::Stop);
    }
}

/// What the writer does next.
pub(super) struct Turn<T> {
    pub(super) group: Group,
    /// After the group.
    pub(super) task: Option<T>,
}

impl<T> Waiting<T> {
    /// Waits for the next turn, without a runtime; `None` at the end.
    pub(super) fn blocking_next(&mut self) -> Option<Turn<T>> {
        let first = self.messages.blocking_recv()?;
        Some(self.gather(first))
    }

    /// Waits for the next turn; `None` at the end.
    pub(super) async fn next(&mut self) -> Option<Turn<T>> {
        let first = self.messages.recv().await?;
        Some(self.gather(first))
    }

    /// The first message and all that wait behind it, up to the size of a group, or to something
    /// that is to be done after them.
    fn gather(&mut self, first: Message<T>) -> Turn<T> {
        let mut group = Group(Vec::new());
        let mut items = 0;
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Store(job) => {
                    items += job.items.len();
                    group.0.push(job);
                }
                Message::Task(task) => {
                    let task = Some(task);
                    return Turn { group, task };
                }
                // What is in the queue already is still taken, nothing more gets in.
                Message::Stop => self.messages.close(),
            }
            next = (items < MAX_GROUP)
                .then(|| self.messages.try_recv().ok())
                .flatten();
        }
        Turn { group, task: None }
    }
}

/// What is committed together.
pub(super) struct Group(Vec<Job>);

impl Group {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn items(&self) -> impl Iterator<Item = &Incoming> {
        self.0.iter().flat_map(|job| &job.items)
    }

    /// Tells everybody what became of their responses; to be called after the commit.
    pub(super) fn acknowledge(self, statuses: &[Status], counters: &Counters) {
        for status in statuses {
            counters.statuses[*status as usize].fetch_add(1, Ordering::Relaxed);
        }
        let mut statuses = statuses.iter().copied();
        for job in self.0 {
            let own = statuses.by_ref().take(job.items.len()).collect();
            job.answer(Ok(own));
        }
    }

    /// What came together fails together; what only shared its commit gets another one, in halves,
    /// so that nobody pays for a neighbour.
    ///
    /// # Errors
    ///
    /// The group itself where it cannot be divided.
    pub(super) fn halves(mut self) -> Result<[Self; 2], Self> {
        if self.0.len() < 2 {
            return Err(self);
        }
        let second = self.0.split_off(self.0.len() / 2);
        Ok([self, Self(second)])
    }

    /// Tells everybody that nothing was stored.
    pub(super) fn refuse(self, reason: NotStored) {
        for job in self.0 {
            job.answer(Err(reason));
        }
    }
}

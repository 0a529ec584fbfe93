//! The one writer: a task that commits what is waiting, all of it at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::commit::{self, Applied, KnownSeries};
use super::fault::Remedy;
use super::pool::Connections;
use crate::store::changes::Changes;
use crate::store::queue::{Counters, Group, MAX_WAITING_BYTES, Queue, Waiting, queue};
use crate::store::{Incoming, NotStored, Status, StoreError};

/// How long responses wait for a database that went away. After that they are turned away, and
/// whoever comes later as well, until it is back.
const PATIENCE: Duration = Duration::from_secs(4);

/// Between the first two attempts; each further pause is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Attempts at a transaction that others are in the way of.
const MOST_ATTEMPTS: u32 = 20;

/// The way to the writer's task.
pub(super) struct Writer {
    queue: Queue<()>,
    task: Mutex<Option<JoinHandle<()>>>,
    counters: Arc<Counters>,
    closing: Arc<AtomicBool>,
}

impl Writer {
    /// Starts the task.
    pub(super) fn start(connections: Arc<Connections>, changes: Arc<Changes>, slot: i32) -> Self {
        let (queue, waiting) = queue(MAX_WAITING_BYTES);
        let counters = Arc::new(Counters::default());
        let closing = Arc::new(AtomicBool::new(false));
        let worker = Worker {
            connections,
            waiting,
            known: KnownSeries::new(),
            changes,
            slot,
            counters: Arc::clone(&counters),
            closing: Arc::clone(&closing),
            away_since: None,
        };
        Self {
            queue,
            task: Mutex::new(Some(tokio::spawn(worker.run()))),
            counters,
            closing,
        }
    }

    pub(super) fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Returns after the commit.
    pub(super) async fn submit(&self, items: Vec<Incoming>) -> Result<Vec<Status>, NotStored> {
        self.queue.submit(items).await
    }

    /// Commits what waits, then ends the task. A database that is away is not waited for.
    pub(super) async fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
        self.queue.close();
        let task = self
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = task
            && task.await.is_err()
        {
            tracing::error!("the writer ended by a fault of its own");
        }
    }
}

struct Worker {
    connections: Arc<Connections>,
    waiting: Waiting<()>,
    known: KnownSeries,
    changes: Arc<Changes>,
    slot: i32,
    counters: Arc<Counters>,
    closing: Arc<AtomicBool>,
    /// Since when the database does not answer.
    away_since: Option<Instant>,
}

impl Worker {
    async fn run(mut self) {
        while let Some(turn) = self.waiting.next().await {
            let mut groups = vec![turn.group];
            while let Some(group) = groups.pop() {
                if !group.is_empty() {
                    // The first half first.
                    groups.extend(self.commit(group).await.into_iter().rev());
                }
            }
        }
    }

    /// Stores a group; returns its parts where only those can be stored.
    async fn commit(&mut self, group: Group) -> Vec<Group> {
        let error = match self.persist(&group).await {
            Ok(applied) => {
                self.counters.committed();
                self.changes.tell(&applied.changed);
                group.acknowledge(&applied.statuses, &self.counters);
                return Vec::new();
            }
            Err(error) => error,
        };
        tracing::error!(%error, "a commit failed, nothing of it was acknowledged");
        self.counters.failed();
        if !matches!(Remedy::of(&error), Remedy::Divide | Remedy::Again) {
            group.refuse(NotStored::Failed);
            return Vec::new();
        }
        match group.halves() {
            Ok(halves) => halves.into(),
            Err(one) => {
                one.refuse(NotStored::Failed);
                Vec::new()
            }
        }
    }

    /// Stores a group, if need be by several attempts. A commit whose answer was lost is tried again
    /// as well: what it stored has its ids, and a second time changes nothing.
    async fn persist(&mut self, group: &Group) -> Result<Applied, StoreError> {
        let mut attempts = 0;
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match self.attempt(group).await {
                Ok(applied) => {
                    self.back();
                    return Ok(applied);
                }
                Err(error) => error,
            };
            self.known.clear(); // it may hold what was rolled back
            attempts += 1;
            let goes_on = match Remedy::of(&error) {
                Remedy::Again => attempts < MOST_ATTEMPTS,
                Remedy::Reconnect => self.has_patience(&error),
                Remedy::Divide | Remedy::GiveUp => false,
            };
            if !goes_on {
                return Err(error);
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn attempt(&mut self, group: &Group) -> Result<Applied, StoreError> {
        let mut client = self.connections.writing().await?;
        commit::commit(&mut client, &mut self.known, self.slot, group.items()).await
    }

    fn has_patience(&mut self, error: &StoreError) -> bool {
        if self.away_since.is_none() {
            tracing::warn!(%error, "the database is away, responses wait for it");
        }
        let since = *self.away_since.get_or_insert_with(Instant::now);
        since.elapsed() < PATIENCE && !self.closing.load(Ordering::Relaxed)
    }

    fn back(&mut self) {
        if let Some(since) = self.away_since.take() {
            let away = since.elapsed();
            tracing::warn!("the database is back after {away:.1?}");
        }
    }
}

//! Where responses are kept, and the one place that knows how.
//!
//! - [`incoming`], [`row`], [`status`]: responses on their way in, as rows, and what became of them.
//! - [`queue`], [`batch`], [`deltas`]: how a group of them becomes one transaction. No dialect.
//! - [`series`], [`filter`], [`counted`]: what is counted, and for whom.
//! - [`outgoing`]: what is to be sent on.
//! - [`sqlite`], [`postgres`]: the same in SQL.

mod batch;
mod changes;
mod counted;
mod deltas;
mod error;
mod filter;
mod incoming;
mod location;
mod outgoing;
mod postgres;
mod queue;
mod row;
mod series;
mod sqlite;
mod status;
#[cfg(test)]
mod tests;

use std::ops::AddAssign;

use survey::pace::Arrivals;
use survey::time::Timestamp;

pub(crate) use self::changes::Changed;
pub(crate) use self::counted::{Counted, Group};
pub(crate) use self::error::StoreError;
pub(crate) use self::filter::{Asked, Dimension, Filter};
pub(crate) use self::incoming::{Doubt, Incoming, Message, Sender, SetAside, Vouching};
pub(crate) use self::location::Location;
pub(crate) use self::outgoing::{DeadLetter, Outgoing, OutgoingId};
use self::postgres::Postgres;
pub(crate) use self::queue::Counters;
pub(crate) use self::row::{Key, Selection, Stored};
pub(crate) use self::series::Series;
use self::sqlite::Sqlite;
pub(crate) use self::status::{NotStored, Status};

/// Most groups that one answer holds.
const MAX_GROUPS: usize = 1000;

/// Which responses are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// All but those that are suspected.
    Counted,
    /// Those that are suspected.
    SetAside,
}

/// What was taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Erased {
    pub(crate) responses: usize,
    /// Messages about them that had not been sent.
    pub(crate) messages: usize,
}

impl AddAssign for Erased {
    fn add_assign(&mut self, more: Self) {
        self.responses += more.responses;
        self.messages += more.messages;
    }
}

/// The open store.
pub(crate) enum Store {
    Sqlite(Sqlite),
    Postgres(Postgres),
    Nowhere,
}

impl Store {
    /// Opens the store, creating or migrating it where that is needed.
    ///
    /// # Errors
    ///
    /// When it cannot be used; the message says why.
    pub(crate) async fn open(location: &Location) -> Result<Self, StoreError> {
        Ok(match location {
            Location::Sqlite(path) => Self::Sqlite(Sqlite::open(path)?),
            Location::Postgres(url) => Self::Postgres(Postgres::open(url).await?),
            Location::Nowhere => Self::Nowhere,
        })
    }

    /// Takes responses in; returns after they are on the disk, with what became of each.
    ///
    /// # Errors
    ///
    /// [`NotStored`]: then none of them is kept.
    pub(crate) async fn submit(&self, items: Vec<Incoming>) -> Result<Vec<Status>, NotStored> {
        match self {
            Self::Sqlite(sqlite) => sqlite.submit(items).await,
            Self::Postgres(postgres) => postgres.submit(items).await,
            Self::Nowhere => Ok(vec![Status::Stored; items.len()]),
        }
    }

    /// Counts the ratings of a survey, series in the order in which they were first seen.
    pub(crate) async fn totals(
        &self,
        site: &str,
        survey: &str,
        filter: &Filter,
    ) -> Result<Vec<Counted>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.totals(site, survey, filter).await,
            Self::Postgres(postgres) => postgres.totals(site, survey, filter).await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// Counts the ratings of a survey within each group.
    pub(crate) async fn groups(
        &self,
        site: &str,
        survey: &str,
        filter: &Filter,
    ) -> Result<Vec<Group>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.groups(site, survey, filter).await,
            Self::Postgres(postgres) => postgres.groups(site, survey, filter).await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// The responses of a survey that count, by the hour of their arrival, from a moment on.
    pub(crate) async fn arrivals(
        &self,
        site: &str,
        survey: &str,
        from: Timestamp,
    ) -> Result<Vec<Arrivals>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.arrivals(site, survey, from).await,
            Self::Postgres(postgres) => postgres.arrivals(site, survey, from).await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// The latest responses, newest arrival first.
    pub(crate) async fn latest(
        &self,
        site: &str,
        survey: Option<&str>,
        shelf: Shelf,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.latest(site, survey, shelf, limit).await,
            Self::Postgres(postgres) => postgres.latest(site, survey, shelf, limit).await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// One response, if it is there.
    pub(crate) async fn one(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.one(key).await,
            Self::Postgres(postgres) => postgres.one(key).await,
            Self::Nowhere => Ok(None),
        }
    }

    /// The responses of a selection behind a key, in the order of keys; at first behind
    /// [`Key::default`], then behind the last of the page before. A page that is not full is the last.
    pub(crate) async fn page(
        &self,
        selection: &Selection,
        after: &Key,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.page(selection, after, limit).await,
            Self::Postgres(postgres) => postgres.page(selection, after, limit).await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// Whether a respondent has answered or dismissed a survey: since a moment, or about this
    /// order or ticket at any time. Tests and mere displays do not count.
    pub(crate) async fn asked(&self, whether: Asked) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.asked(whether).await,
            Self::Postgres(postgres) => postgres.asked(whether).await,
            Self::Nowhere => Ok(false),
        }
    }

    /// The sites that have responses.
    pub(crate) async fn sites(&self) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.sites().await,
            Self::Postgres(postgres) => postgres.sites().await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// The surveys of a site that have responses.
    pub(crate) async fn surveys(&self, site: &str) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.surveys(site).await,
            Self::Postgres(postgres) => postgres.surveys(site).await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// Removes all that a respondent said on a site, with its share of all totals and what was to be
    /// sent on of it; returns after that is on the disk.
    ///
    /// # Errors
    ///
    /// When the store refuses: then all of it is still there.
    pub(crate) async fn erase(&self, site: &str, respondent: &str) -> Result<Erased, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.erase(site, respondent).await,
            Self::Postgres(postgres) => postgres.erase(site, respondent).await,
            Self::Nowhere => Ok(Erased::default()),
        }
    }

    /// Removes in the same way what arrived at a site before a moment, a part after the other.
    ///
    /// # Errors
    ///
    /// When the store refuses: then some of it may still be there.
    pub(crate) async fn expire(&self, site: &str, before: Timestamp) -> Result<Erased, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.expire(site, before.millis()).await,
            Self::Postgres(postgres) => postgres.expire(site, before.millis()).await,
            Self::Nowhere => Ok(Erased::default()),
        }
    }

    /// Forgets the nonces of signatures that have expired.
    pub(crate) async fn expire_nonces(&self, now: Timestamp) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.expire_nonces(now.millis()).await,
            Self::Postgres(postgres) => postgres.expire_nonces(now.millis()).await,
            Self::Nowhere => Ok(()),
        }
    }

    /// Takes messages that are due, oldest first. Nobody else gets them before the end of the lease.
    pub(crate) async fn claim(
        &self,
        now: Timestamp,
        lease: std::time::Duration,
        at_most: u32,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let lease = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        let (now, until) = (now.millis(), now.millis().saturating_add(lease));
        match self {
            Self::Sqlite(sqlite) => sqlite.claim(now, until, at_most).await,
            Self::Postgres(postgres) => postgres.claim(now, until, at_most).await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// Keeps a message that no response causes, unless it is there already; due at once.
    pub(crate) async fn announce(
        &self,
        id: OutgoingId,
        message: Message,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.announce(id, message, now.millis()).await,
            Self::Postgres(postgres) => postgres.announce(id, message, now.millis()).await,
            Self::Nowhere => Ok(()),
        }
    }

    /// Removes a message that was sent.
    pub(crate) async fn sent(&self, id: OutgoingId) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.sent(id).await,
            Self::Postgres(postgres) => postgres.sent(id).await,
            Self::Nowhere => Ok(()),
        }
    }

    /// Notes why a message was not sent. It is due again at that moment; without one it becomes a
    /// dead letter.
    pub(crate) async fn failed(
        &self,
        id: OutgoingId,
        again_at: Option<Timestamp>,
        reason: String,
    ) -> Result<(), StoreError> {
        let again_at = again_at.map(Timestamp::millis);
        match self {
            Self::Sqlite(sqlite) => sqlite.failed(id, again_at, reason).await,
            Self::Postgres(postgres) => postgres.failed(id, again_at, reason).await,
            Self::Nowhere => Ok(()),
        }
    }

    /// The messages that were given up, oldest first.
    pub(crate) async fn dead_letters(&self, at_most: u32) -> Result<Vec<DeadLetter>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.dead_letters(at_most).await,
            Self::Postgres(postgres) => postgres.dead_letters(at_most).await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// Makes a message that was given up due at once; `false` where there is none such.
    pub(crate) async fn revive(&self, id: OutgoingId, now: Timestamp) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.revive(id, now.millis()).await,
            Self::Postgres(postgres) => postgres.revive(id, now.millis()).await,
            Self::Nowhere => Ok(false),
        }
    }

    /// Whether the store answers.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.check().await,
            Self::Postgres(postgres) => postgres.check().await,
            Self::Nowhere => Ok(()),
        }
    }

    /// Reports from now on when the ratings of a survey change.
    pub(crate) fn watch(&self, site: &str, survey: &str) -> Changed {
        match self {
            Self::Sqlite(sqlite) => sqlite.watch(site, survey),
            Self::Postgres(postgres) => postgres.watch(site, survey),
            Self::Nowhere => Changed::never(),
        }
    }

    /// A setting that outlives a restart.
    pub(crate) async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.setting(name).await,
            Self::Postgres(postgres) => postgres.setting(name).await,
            Self::Nowhere => Ok(None),
        }
    }

    /// All settings, by name.
    pub(crate) async fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.settings().await,
            Self::Postgres(postgres) => postgres.settings().await,
            Self::Nowhere => Ok(Vec::new()),
        }
    }

    /// Keeps a setting, in place of an earlier one.
    pub(crate) async fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.set(name, value).await,
            Self::Postgres(postgres) => postgres.set(name, value).await,
            Self::Nowhere => Ok(()),
        }
    }

    /// What was counted since the start.
    pub(crate) fn counters(&self) -> Option<&Counters> {
        match self {
            Self::Sqlite(sqlite) => Some(sqlite.counters()),
            Self::Postgres(postgres) => Some(postgres.counters()),
            Self::Nowhere => None,
        }
    }

    /// Commits what waits, then closes. Later submissions are [`NotStored::Stopping`].
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
            Self::Nowhere => {}
        }
    }
}

/// The newest of the responses to several surveys, each of which gave its own newest in order.
fn newest(mut rows: Vec<Stored>, limit: u32) -> Vec<Stored> {
    // Stable: those of one survey that arrived together stay in their order.
    rows.sort_by_key(|row| std::cmp::Reverse(row.received_at));
    rows.truncate(limit as usize);
    rows
}

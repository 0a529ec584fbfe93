//! The store in a database that speaks the protocol of PostgreSQL: any number of collectors share
//! it, each with a writer, a few readers, and an eye on what the others change.

mod columns;
mod commit;
mod erase;
mod fault;
mod outgoing;
mod pool;
mod read;
mod reading;
mod schema;
mod totals;
mod url;
mod writer;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::sleep;

use self::erase::TakenOut;
use self::fault::Remedy;
pub(crate) use self::fault::told;
use self::pool::Connections;
pub(crate) use self::url::PostgresUrl;
use self::writer::Writer;
use super::changes::{Changed, Changes};
use super::outgoing::{Outgoing, OutgoingId};
use super::queue::Counters;
use super::series::SurveyKey;
use super::{Erased, Incoming, Message, NotStored, Status, StoreError};

/// Between two looks at what other collectors changed, while somebody watches.
const LOOK: Duration = Duration::from_millis(250);

/// Slots that totals are spread over: collectors that happen to share one wait for each other.
const SLOTS: u8 = 32;

/// Attempts at a transaction that others are in the way of.
const MOST_ATTEMPTS: u32 = 20;

/// Between two of these.
const PAUSE: Duration = Duration::from_millis(20);

pub(crate) struct Postgres {
    connections: Arc<Connections>,
    writer: Writer,
    changes: Arc<Changes>,
    slot: i32,
    look: AbortHandle,
}

impl Postgres {
    pub(super) async fn open(url: &PostgresUrl) -> Result<Self, StoreError> {
        let connections = Arc::new(Connections::new(url)?);
        let mut client = connections.writing().await?;
        warn_if_it_forgets(&client).await?;
        schema::migrate(&mut client).await?;
        drop(client);
        let slot = slot()?;
        let changes = Arc::new(Changes::default());
        let writer = Writer::start(Arc::clone(&connections), Arc::clone(&changes), slot);
        let look = tokio::spawn(look(Arc::clone(&connections), Arc::clone(&changes)));
        Ok(Self {
            connections,
            writer,
            changes,
            slot,
            look: look.abort_handle(),
        })
    }

    pub(super) async fn submit(&self, items: Vec<Incoming>) -> Result<Vec<Status>, NotStored> {
        self.writer.submit(items).await
    }

    pub(super) async fn erase(&self, site: &str, respondent: &str) -> Result<Erased, StoreError> {
        let mut attempts = 0;
        loop {
            let mut client = self.connections.reading().await?;
            let taken = erase::respondent(&mut client, self.slot, site, respondent).await;
            attempts += 1;
            if let Some(taken) = self.unless_again(taken, attempts).await? {
                return Ok(taken);
            }
        }
    }

    /// Takes out the responses of a site that arrived before a moment, a part after the other.
    pub(super) async fn expire(&self, site: &str, before: i64) -> Result<Erased, StoreError> {
        let mut sum = Erased::default();
        let mut client = self.connections.reading().await?;
        for survey in read::surveys(&client, site).await? {
            let survey = SurveyKey::new(site, &survey);
            let mut attempts = 0;
            loop {
                let taken = erase::expired(&mut client, self.slot, &survey, before).await;
                attempts += 1;
                match self.unless_again(taken, attempts).await? {
                    None => {}
                    Some(Erased { responses: 0, .. }) => break,
                    Some(erased) => {
                        sum += erased;
                        attempts = 0;
                    }
                }
            }
        }
        Ok(sum)
    }

    /// What was taken out, told to those who watch; `None` where it is to be tried again.
    async fn unless_again(
        &self,
        taken: Result<TakenOut, StoreError>,
        attempts: u32,
    ) -> Result<Option<Erased>, StoreError> {
        match taken {
            Ok(taken) => {
                self.changes.tell(&taken.changed);
                Ok(Some(taken.erased))
            }
            Err(error) if Remedy::of(&error) == Remedy::Again && attempts < MOST_ATTEMPTS => {
                sleep(PAUSE).await;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    pub(super) async fn expire_nonces(&self, now: i64) -> Result<(), StoreError> {
        let client = self.connections.reading().await?;
        client
            .execute("DELETE FROM nonce WHERE expires < $1", &[&now])
            .await?;
        Ok(())
    }

    pub(super) async fn claim(
        &self,
        now: i64,
        until: i64,
        at_most: u32,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let client = self.connections.reading().await?;
        outgoing::claim(&client, now, until, at_most).await
    }

    pub(super) async fn sent(&self, id: OutgoingId) -> Result<(), StoreError> {
        let client = self.connections.reading().await?;
        outgoing::sent(&client, &id).await
    }

    pub(super) async fn failed(
        &self,
        id: OutgoingId,
        again_at: Option<i64>,
        reason: String,
    ) -> Result<(), StoreError> {
        let client = self.connections.reading().await?;
        outgoing::failed(&client, &id, again_at, &reason).await
    }

    pub(super) async fn announce(
        &self,
        id: OutgoingId,
        message: Message,
        now: i64,
    ) -> Result<(), StoreError> {
        let client = self.connections.reading().await?;
        outgoing::keep(&client, &id, &message, now).await
    }

    pub(super) async fn revive(&self, id: OutgoingId, now: i64) -> Result<bool, StoreError> {
        let client = self.connections.reading().await?;
        outgoing::revive(&client, &id, now).await
    }

    pub(super) async fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let client = self.connections.reading().await?;
        client
            .execute(
                "INSERT INTO setting (name, value) VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                &[&name, &value],
            )
            .await?;
        Ok(())
    }

    pub(super) fn watch(&self, site: &str, survey: &str) -> Changed {
        self.changes.watch(site, survey)
    }

    pub(super) fn counters(&self) -> &Counters {
        self.writer.counters()
    }

    pub(super) async fn close(&self) {
        self.look.abort();
        self.writer.close().await;
        self.connections.close();
    }
}

/// One of the slots, by chance.
fn slot() -> Result<i32, StoreError> {
    let mut byte = [0];
    getrandom::fill(&mut byte)
        .map_err(|error| StoreError::Unusable(format!("no randomness for a slot: {error}")))?;
    Ok(i32::from(byte[0] % SLOTS))
}

/// What is acknowledged must survive a power cut; whether it does is for the database to say.
async fn warn_if_it_forgets(client: &deadpool_postgres::Client) -> Result<(), StoreError> {
    let row = client
        .query_one("SELECT current_setting('fsync', true)", &[])
        .await?;
    if row.get::<_, Option<&str>>(0) == Some("off") {
        tracing::warn!("fsync is off in this database: a power cut may lose what was acknowledged");
    }
    Ok(())
}

/// Tells those who watch here what is changed elsewhere.
async fn look(connections: Arc<Connections>, changes: Arc<Changes>) {
    let mut seen: HashMap<SurveyKey, i64> = HashMap::new();
    loop {
        sleep(LOOK).await;
        let watched = changes.watched();
        seen.retain(|key, _| watched.contains(key));
        if watched.is_empty() {
            continue;
        }
        // What cannot be read now is read at the next look; the readers say what is wrong.
        let Ok(client) = connections.reading().await else {
            continue;
        };
        let Ok(now) = read::changes(&client, &watched).await else {
            continue;
        };
        // At first sight as well: it may have changed since whoever watches looked.
        let changed: Vec<SurveyKey> = now
            .into_iter()
            .filter(|(key, n)| seen.insert(key.clone(), *n) != Some(*n))
            .map(|(key, _)| key)
            .collect();
        changes.tell(&changed);
    }
}

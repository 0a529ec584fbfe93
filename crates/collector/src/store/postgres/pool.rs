//! Connections: one that writes, a few that read.

use std::time::Duration;

use deadpool_postgres::{
    Client, Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime,
};
use tokio_postgres::NoTls;

use super::url::PostgresUrl;
use crate::store::StoreError;

/// Connections that read beside the writer.
const READERS: usize = 8;

/// For a connection to become free, and for one to be made.
const PATIENCE: Duration = Duration::from_secs(3);

/// What every connection begins with. A commit is on the disk when it returns, whatever is usual
/// there; and a collector that vanishes in the middle of a transaction holds up nobody for long.
const BEGINNING: &str = "SET synchronous_commit = on;
     SET idle_in_transaction_session_timeout = '10s';
     SET statement_timeout = '60s'";

/// Two pools, so that no number of readers keeps the writer waiting.
pub(super) struct Connections {
    writing: Pool,
    reading: Pool,
}

impl Connections {
    /// # Errors
    ///
    /// When the URL asks for TLS and there is nothing to trust.
    pub(super) fn new(url: &PostgresUrl) -> Result<Self, StoreError> {
        Ok(Self {
            writing: pool(url, 1)?,
            reading: pool(url, READERS)?,
        })
    }

    /// The connection that writes; a new one, if the last one broke.
    pub(super) async fn writing(&self) -> Result<Client, StoreError> {
        Ok(self.writing.get().await?)
    }

    /// One to read with.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`] when none becomes free in time.
    pub(super) async fn reading(&self) -> Result<Client, StoreError> {
        Ok(self.reading.get().await?)
    }

    pub(super) fn close(&self) {
        self.reading.close();
        self.writing.close();
    }
}

fn pool(url: &PostgresUrl, size: usize) -> Result<Pool, StoreError> {
    let config = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = match url.tls()? {
        Some(tls) => Manager::from_config(url.config(), tls, config),
        None => Manager::from_config(url.config(), NoTls, config),
    };
    let begin = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
        Box::pin(async move {
            let begun = client.batch_execute(BEGINNING).await;
            begun.map_err(HookError::Backend)
        })
    });
    Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .recycle_timeout(Some(PATIENCE))
        .post_create(begin)
        .build()
        .map_err(|error| StoreError::Unusable(error.to_string()))
}

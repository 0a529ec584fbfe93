//! What is over is removed, once an hour: responses that a site no longer keeps, and nonces of
//! signatures that nobody believes any more.

use std::time::Duration;

use survey::time::Timestamp;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::clock;
use crate::sites::Sites;
use crate::store::{Store, StoreError};

/// Between two rounds.
const PAUSE: Duration = Duration::from_secs(3600);

/// Goes round until the collector goes down, at once for the first time.
pub(crate) async fn tidy(store: &Store, sites: &Sites, mut stopping: watch::Receiver<bool>) {
    loop {
        if let Err(error) = round(store, sites, clock::now()).await {
            tracing::error!(%error, "what is over is still there");
        }
        tokio::select! {
            () = sleep(PAUSE) => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
    }
}

async fn round(store: &Store, sites: &Sites, now: Timestamp) -> Result<(), StoreError> {
    store.expire_nonces(now).await?;
    for site in sites.iter() {
        if let Some(retention) = site.retention() {
            let before = now.millis().saturating_sub(retention.millis());
            let before = Timestamp::from_millis(before);
            let erased = store.expire(&site.name, before).await?;
            if erased.responses > 0 {
                let (site, responses) = (&site.name, erased.responses);
                tracing::info!(%site, responses, "removed what is no longer kept");
            }
        }
    }
    Ok(())
}

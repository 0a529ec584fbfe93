//! The folder of an owner's definitions, read again when a file of it changes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio::time::sleep;

use super::Surveys;
use crate::clock;
use crate::sites::Sites;
use crate::store::{Store, StoreError};

/// Between two looks at the folder.
const PAUSE: Duration = Duration::from_secs(2);

/// The surveys of now: the templates, and those of the folder as it last was without a problem.
pub(crate) struct Library {
    folder: Option<PathBuf>,
    sites: Arc<Sites>,
    surveys: RwLock<Arc<Surveys>>,
}

/// What shows that a file changed: its name, when it was written, and how long it is.
type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

impl Library {
    /// With the surveys that were read from a folder, if there is one.
    pub(crate) fn new(folder: Option<PathBuf>, sites: Arc<Sites>, surveys: Surveys) -> Self {
        Self {
            folder,
            sites,
            surveys: RwLock::new(Arc::new(surveys)),
        }
    }

    pub(crate) fn now(&self) -> Arc<Surveys> {
        let surveys = self.surveys.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&surveys)
    }

    /// Looks at the folder until the collector goes down. What is wrong with it is told on standard
    /// error, and leaves the surveys as they are.
    pub(crate) async fn watch(&self, store: &Store, mut stopping: watch::Receiver<bool>) {
        let Some(folder) = &self.folder else {
            return;
        };
        // A file that changed since it was read is as new.
        let mut seen = Stamp::new();
        loop {
            let stamp = stamp(folder).unwrap_or_default();
            if stamp != seen {
                seen = stamp;
                if let Err(problem) = self.renew(folder, store).await {
                    tracing::error!("the surveys stay as they were: {problem}");
                }
            }
            tokio::select! {
                () = sleep(PAUSE) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    }

    async fn renew(&self, folder: &Path, store: &Store) -> Result<(), String> {
        let mut surveys = Surveys::templates();
        surveys
            .add(folder, &self.sites)
            .map_err(|error| error.to_string())?;
        surveys
            .begin(store, clock::now())
            .await
            .map_err(|error: StoreError| error.to_string())?;
        let mut current = self.surveys.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(surveys);
        Ok(())
    }
}

fn stamp(folder: &Path) -> io::Result<Stamp> {
    let files = super::files(folder)?.into_iter();
    files
        .map(|file| {
            let metadata = std::fs::metadata(&file)?;
            Ok((file, metadata.modified().ok(), metadata.len()))
        })
        .collect()
}

//! Who wants to know when the ratings of a survey change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use super::series::SurveyKey;

/// The surveys that somebody watches.
#[derive(Default)]
pub(super) struct Changes {
    watched: Mutex<HashMap<SurveyKey, watch::Sender<()>>>,
}

impl Changes {
    pub(super) fn watch(&self, site: &str, survey: &str) -> Changed {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever left without a further change is forgotten here, so the map cannot grow.
        watched.retain(|_, sender| sender.receiver_count() > 0);
        let sender = watched
            .entry(SurveyKey::new(site, survey))
            .or_insert_with(|| watch::Sender::new(()));
        Changed(Some(sender.subscribe()))
    }

    /// The surveys that somebody watches at this moment.
    pub(super) fn watched(&self) -> Vec<SurveyKey> {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let watched = watched.iter();
        watched
            .filter(|(_, sender)| sender.receiver_count() > 0)
            .map(|(key, _)| key.clone())
            .collect()
    }

    pub(super) fn tell<'k>(&self, changed: impl IntoIterator<Item = &'k SurveyKey>) {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        for key in changed {
            if let Some(sender) = watched.get(key) {
                sender.send_replace(());
            }
        }
    }
}

/// Tells when the ratings of one survey changed.
pub(crate) struct Changed(Option<watch::Receiver<()>>);

impl Changed {
    /// For a store in which nothing changes.
    pub(super) fn never() -> Self {
        Self(None)
    }

    /// Waits for the next change; several since the last call are one.
    pub(crate) async fn wait(&mut self) {
        if let Some(receiver) = &mut self.0
            && receiver.changed().await.is_ok()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn several_changes_are_told_once_and_only_to_those_concerned() {
        let changes = Changes::default();
        let mut nps = changes.watch("default", "nps");
        let mut ces = changes.watch("default", "ces");
        assert!(nps.wait().now_or_never().is_none());

        changes.tell([
            &SurveyKey::new("default", "nps"),
            &SurveyKey::new("demo", "ces"),
        ]);
        changes.tell([&SurveyKey::new("default", "nps")]);
        assert!(nps.wait().now_or_never().is_some());
        assert!(nps.wait().now_or_never().is_none());
        assert!(ces.wait().now_or_never().is_none());
    }

    #[test]
    fn those_who_left_are_forgotten() {
        let changes = Changes::default();
        for number in 0..100 {
            drop(changes.watch("default", &number.to_string()));
        }
        assert_eq!(changes.watched.lock().unwrap().len(), 1);
    }
}

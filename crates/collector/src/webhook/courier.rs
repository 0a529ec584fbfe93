//! Takes messages from the store and posts them, each until it is taken or given up.

use std::collections::HashMap;
use std::io;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use survey::time::Timestamp;
use tokio::sync::watch;
use tokio::time::sleep;

use super::client::{Networks, Poster};
use super::signature::{HookKey, WeakHookKey};
use crate::clock;
use crate::sites::Sites;
use crate::store::{Outgoing, Store, StoreError};

/// Between two looks at the store.
const PAUSE: Duration = Duration::from_secs(1);
/// For how long a message is this collector's to send; longer than sending takes.
const LEASE: Duration = Duration::from_secs(90);
/// Messages that are claimed together, and of these, how many are on their way at one time.
const AT_MOST: u32 = 32;
const AT_ONCE: usize = 8;

/// Pauses before the second and each further try, as Standard Webhooks proposes: three days in all.
const PAUSES: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(14),
    Duration::from_hours(20),
    Duration::from_hours(24),
];

/// The status of who wants no message any more.
const GONE: u16 = 410;

/// Whoever brings messages to where they belong.
pub(crate) struct Courier {
    poster: Poster,
    /// By site and address.
    keys: HashMap<(String, String), HookKey>,
}

/// Why there is no courier.
#[derive(Debug)]
pub(crate) enum NoCourier {
    Key(String, WeakHookKey),
    Certificates(io::Error),
}

impl std::fmt::Display for NoCourier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(site, reason) => write!(f, "sites.{site}.webhooks: {reason}"),
            Self::Certificates(error) => {
                write!(
                    f,
                    "webhooks: no certificates to trust in: {error} (Debian: apt install ca-certificates)"
                )
            }
        }
    }
}

/// What becomes of a message that was tried.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Sent,
    Later(Duration, String),
    GivenUp(String),
}

impl Courier {
    /// The courier of these sites; `None` where nobody wants to hear anything.
    ///
    /// # Errors
    ///
    /// [`NoCourier`].
    pub(crate) fn new(sites: &Sites, networks: Networks) -> Result<Option<Self>, NoCourier> {
        let mut keys = HashMap::new();
        for site in sites.iter() {
            for hook in &site.table.webhooks {
                let key = HookKey::new(hook.secret.as_ref().reveal())
                    .map_err(|reason| NoCourier::Key(site.name.clone(), reason))?;
                keys.insert((site.name.clone(), hook.url.as_str().to_owned()), key);
            }
        }
        if keys.is_empty() {
            return Ok(None);
        }
        let poster = Poster::new(networks).map_err(NoCourier::Certificates)?;
        Ok(Some(Self { poster, keys }))
    }

    /// Goes round until the collector goes down. What is on its way then comes again after its lease.
    pub(crate) async fn run(&self, store: &Store, mut stopping: watch::Receiver<bool>) {
        loop {
            let full = tokio::select! {
                full = self.round(store) => full,
                _ = stopping.wait_for(|stopping| *stopping) => return,
            };
            match full {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "no messages are sent"),
            }
            tokio::select! {
                () = sleep(PAUSE) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    }

    /// Sends what is due; whether there may be more of it.
    async fn round(&self, store: &Store) -> Result<bool, StoreError> {
        let due = store.claim(clock::now(), LEASE, AT_MOST).await?;
        let is_full = u32::try_from(due.len()) == Ok(AT_MOST);
        let sending = due.into_iter().map(|message| self.deliver(store, message));
        let mut sending = stream::iter(sending).buffer_unordered(AT_ONCE);
        while let Some(result) = sending.next().await {
            result?;
        }
        Ok(is_full)
    }

    async fn deliver(&self, store: &Store, message: Outgoing) -> Result<(), StoreError> {
        match self.attempt(&message).await {
            Outcome::Sent => store.sent(message.id).await,
            // An address may hold a key, so the log does not have it.
            Outcome::Later(pause, reason) => {
                tracing::info!(site = message.id.site, reason, "a webhook is tried again");
                let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
                let again_at = clock::now().millis().saturating_add(pause);
                store
                    .failed(message.id, Some(Timestamp::from_millis(again_at)), reason)
                    .await
            }
            Outcome::GivenUp(reason) => {
                tracing::warn!(site = message.id.site, reason, "a webhook is given up");
                store.failed(message.id, None, reason).await
            }
        }
    }

    async fn attempt(&self, message: &Outgoing) -> Outcome {
        let known = (message.id.site.clone(), message.to.clone());
        let Some(key) = self.keys.get(&known) else {
            return Outcome::GivenUp("no webhook of this address is configured any more".into());
        };
        let id = id(message);
        let timestamp = clock::now().millis() / 1000;
        let signature = key.sign(&id, timestamp, &message.body);
        let headers = [
            ("webhook-id", id),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signature),
        ];
        let answer = self
            .poster
            .post(&message.to, headers, message.body.clone())
            .await;
        judge(answer.map_err(|error| error.to_string()), message.attempts)
    }
}

/// The same for every try of a message, and for no other message.
fn id(message: &Outgoing) -> String {
    let id = &message.id;
    format!("{}.{}.{}.{}", id.site, id.response, id.seq, id.place)
}

/// `attempts` is how often it was tried, this time included.
fn judge(answer: Result<u16, String>, attempts: u32) -> Outcome {
    let reason = match answer {
        Ok(200..=299) => return Outcome::Sent,
        Ok(GONE) => return Outcome::GivenUp("410: it wants no messages any more".into()),
        Ok(status @ 300..=399) => format!("{status}: redirects are not followed"),
        Ok(status) => status.to_string(),
        Err(reason) => reason,
    };
    let pause = usize::try_from(attempts.saturating_sub(1))
        .ok()
        .and_then(|index| PAUSES.get(index));
    match pause {
        Some(pause) => Outcome::Later(*pause, reason),
        None => Outcome::GivenUp(format!("after {attempts} tries: {reason}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_answered_with_a_2xx_is_sent() {
        for status in [200, 202, 204, 299] {
            assert_eq!(judge(Ok(status), 1), Outcome::Sent, "{status}");
        }
    }

    #[test]
    fn whatever_else_comes_back_is_tried_again_in_growing_pauses_for_three_days() {
        let mut waited = Duration::ZERO;
        for attempts in 1..=9 {
            let Outcome::Later(pause, reason) = judge(Ok(503), attempts) else {
                panic!("given up after {attempts}");
            };
            assert_eq!(reason, "503");
            waited += pause;
        }
        assert!(waited > Duration::from_hours(72), "{waited:?}");
        let given_up = Outcome::GivenUp("after 10 tries: 503".into());
        assert_eq!(judge(Ok(503), 10), given_up);
    }

    #[test]
    fn who_is_gone_hears_no_more_and_who_moved_is_not_followed() {
        assert!(matches!(judge(Ok(410), 1), Outcome::GivenUp(_)));
        let moved = Outcome::Later(PAUSES[0], "302: redirects are not followed".into());
        assert_eq!(judge(Ok(302), 1), moved);
    }
}

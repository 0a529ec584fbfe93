//! What a page carries from one request to the next: which response it belongs to, when it was
//! first shown, and a seal that only the collectors of its store can put on it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use survey::id::ResponseId;
use survey::time::Timestamp;

use crate::store::{Store, StoreError};

/// The setting under which the key of the seals is kept.
const SETTING: &str = "hosted_key";

/// What a response is kept under while it is answered page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) site: String,
    pub(crate) id: ResponseId,
    /// When the first page was shown.
    pub(crate) shown_at: Timestamp,
    /// Whether an earlier page was filled in as only a program does it.
    pub(crate) suspected: bool,
}

/// A ticket as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    site: String,
    id: String,
    shown_at: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    suspected: bool,
}

/// The key that tickets are sealed with.
pub(crate) struct Seal(Hmac<Sha256>);

impl Seal {
    /// The key of this store; a new one where it has none yet.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written, or the system gives no randomness.
    pub(crate) async fn establish(store: &Store) -> Result<Self, StoreError> {
        if let Some(key) = store.setting(SETTING).await? {
            return Self::of(key.as_bytes());
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| StoreError::Unusable(format!("no randomness for a key: {error}")))?;
        let key = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        store.set(SETTING, &key).await?;
        // Another collector may have made one at the same time: the one that stayed is the key.
        let kept = store.setting(SETTING).await?.unwrap_or(key);
        Self::of(kept.as_bytes())
    }

    fn of(key: &[u8]) -> Result<Self, StoreError> {
        Hmac::new_from_slice(key)
            .map(Self)
            .map_err(|error| StoreError::Unusable(format!("setting {SETTING}: {error}")))
    }

    /// The ticket as a text for addresses and forms of a survey.
    pub(crate) fn close(&self, survey: &str, ticket: &Ticket) -> String {
        let written = Written {
            site: ticket.site.clone(),
            id: ticket.id.as_str().to_owned(),
            shown_at: ticket.shown_at.millis(),
            suspected: ticket.suspected,
        };
        // Three texts and a flag are always JSON.
        let json = serde_json::to_vec(&written).unwrap_or_default();
        let payload = BASE64_URL_SAFE_NO_PAD.encode(json);
        let mac = self.mac(survey, &payload).finalize().into_bytes();
        format!("{payload}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac))
    }

    /// The ticket of a text, if it was closed here for this survey.
    pub(crate) fn open(&self, survey: &str, text: &str) -> Option<Ticket> {
        let (payload, mac) = text.split_once('.')?;
        let mac = BASE64_URL_SAFE_NO_PAD.decode(mac).ok()?;
        self.mac(survey, payload).verify_slice(&mac).ok()?;
        let json = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
        let written: Written = serde_json::from_slice(&json).ok()?;
        Some(Ticket {
            site: written.site,
            id: ResponseId::parse(&written.id)?,
            shown_at: Timestamp::from_millis(written.shown_at),
            suspected: written.suspected,
        })
    }

    fn mac(&self, survey: &str, payload: &str) -> Hmac<Sha256> {
        // Neither holds a newline, so no two pairs read the same.
        self.0.clone().chain_update(format!("{survey}\n{payload}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(key: &str) -> Seal {
        Seal::of(key.as_bytes()).unwrap()
    }

    fn ticket() -> Ticket {
        let shown_at = Timestamp::from_millis(1_767_225_600_000);
        Ticket {
            site: "default".into(),
            id: ResponseId::mint(shown_at, [7; 10]),
            shown_at,
            suspected: false,
        }
    }

    #[test]
    fn what_was_closed_opens_for_its_survey_alone() {
        let text = seal("key").close("nps", &ticket());
        assert_eq!(seal("key").open("nps", &text), Some(ticket()));
        assert_eq!(seal("key").open("csat", &text), None);
        assert_eq!(seal("another").open("nps", &text), None);
    }

    #[test]
    fn nothing_else_opens() {
        let text = seal("key").close("nps", &ticket());
        for position in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[position] ^= 1;
            let changed = String::from_utf8(changed).unwrap();
            let opened = seal("key").open("nps", &changed);
            // The last character of the seal has bits that mean nothing.
            assert!(opened.is_none() || position + 1 == text.len(), "{changed}");
        }
        for text in ["", ".", "a.b", "e30.", "\u{0}.\u{0}"] {
            assert_eq!(seal("key").open("nps", text), None);
        }
    }
}

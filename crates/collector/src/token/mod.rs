//! Who may read, export and change: bearer tokens, each with what it is for.
//!
//! One is made at the first start, or given by the owner; more are made and revoked by
//! `afterword token`, beside a running collector, which hears of it within [`PAUSE`].

mod command;
mod hash;

use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::sleep;

pub(crate) use self::command::{Options, run};
use self::hash::TokenHash;
pub(crate) use self::hash::make;
use crate::store::{Store, StoreError};

/// The setting with the hash of the token that was made at the first start, in hexadecimal digits;
/// empty where that was revoked.
const FIRST: &str = "token_sha256";

/// The setting with all others, as JSON.
const NAMED: &str = "tokens";

/// Between two looks at what is kept.
const PAUSE: Duration = Duration::from_secs(2);

/// What a token is for. Each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scope {
    /// Scores, responses, metrics.
    Read,
    /// All responses at once.
    Export,
    /// To change what is kept.
    Admin,
}

impl Scope {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Export => "export",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Scope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Read, Self::Export, Self::Admin]
            .into_iter()
            .find(|scope| scope.name() == text)
            .ok_or("`read`, `export` or `admin`")
    }
}

/// A token that was made by name, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Named {
    name: String,
    scope: Scope,
    /// In hexadecimal digits.
    sha256: String,
    made_at: String,
}

/// All tokens of this moment.
struct Tokens(Vec<(TokenHash, Scope)>);

impl Tokens {
    /// Those of a store; `given` takes the place of the one made at the first start.
    async fn read(store: &Store, given: Option<TokenHash>) -> Result<Self, StoreError> {
        let first = match given {
            Some(given) => Some(given),
            None => first(store).await?.flatten(),
        };
        let mut tokens: Vec<_> = first.into_iter().map(|hash| (hash, Scope::Admin)).collect();
        for token in named(store).await? {
            let hash = TokenHash::from_hex(&token.sha256).ok_or_else(|| no_hash(NAMED))?;
            tokens.push((hash, token.scope));
        }
        Ok(Self(tokens))
    }

    /// What a token is for; `None` if it is none. Each is compared, and each in constant time, so
    /// that the time tells nothing.
    fn scope(&self, presented: &str) -> Option<Scope> {
        let presented = TokenHash::of(presented);
        let found = self.0.iter().filter(|(hash, _)| hash.is(&presented));
        found.map(|(_, scope)| *scope).max()
    }
}

/// The tokens of a running collector.
pub(crate) struct Gate {
    given: Option<TokenHash>,
    tokens: RwLock<Arc<Tokens>>,
}

/// Where the token came from, for telling its owner.
pub(crate) enum Origin {
    /// From the environment or the file.
    Given,
    /// Made now; to be shown once.
    Made(String),
    /// Made at an earlier start.
    Kept,
    /// Made at an earlier start, and revoked since.
    Revoked,
}

impl Gate {
    /// The tokens of this store, the first one made if it is not there yet.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written, or the system gives no randomness.
    pub(crate) async fn open(
        store: &Store,
        given: Option<&str>,
    ) -> Result<(Self, Origin), StoreError> {
        let given = given.map(TokenHash::of);
        let origin = if given.is_some() {
            Origin::Given
        } else {
            match first(store).await? {
                Some(Some(_)) => Origin::Kept,
                Some(None) => Origin::Revoked,
                None => {
                    let token = make()?;
                    store.set(FIRST, &TokenHash::of(&token).to_hex()).await?;
                    Origin::Made(token)
                }
            }
        };
        let tokens = RwLock::new(Arc::new(Tokens::read(store, given).await?));
        Ok((Self { given, tokens }, origin))
    }

    /// What a token is for; `None` if it is none.
    pub(crate) fn scope(&self, presented: &str) -> Option<Scope> {
        let tokens = self.tokens.read().unwrap_or_else(PoisonError::into_inner);
        let tokens = Arc::clone(&tokens);
        tokens.scope(presented)
    }

    /// Looks at what is kept until the collector goes down. What cannot be read leaves all as it is.
    pub(crate) async fn watch(&self, store: &Store, mut stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = sleep(PAUSE) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
            match Tokens::read(store, self.given).await {
                Ok(tokens) => {
                    let mut current = self.tokens.write().unwrap_or_else(PoisonError::into_inner);
                    *current = Arc::new(tokens);
                }
                Err(error) => tracing::error!(%error, "the tokens stay as they were"),
            }
        }
    }
}

/// The hash made at the first start: `None` before it, `Some(None)` once that token is revoked.
async fn first(store: &Store) -> Result<Option<Option<TokenHash>>, StoreError> {
    let Some(text) = store.setting(FIRST).await? else {
        return Ok(None);
    };
    if text.is_empty() {
        return Ok(Some(None));
    }
    let hash = TokenHash::from_hex(&text).ok_or_else(|| no_hash(FIRST))?;
    Ok(Some(Some(hash)))
}

async fn named(store: &Store) -> Result<Vec<Named>, StoreError> {
    let Some(text) = store.setting(NAMED).await? else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&text)
        .map_err(|error| StoreError::Unusable(format!("setting {NAMED}: {error}")))
}

fn no_hash(setting: &str) -> StoreError {
    StoreError::Unusable(format!("setting {setting} holds no SHA-256"))
}

//! Proof of work (ALTCHA): a challenge that costs a browser a moment, and whoever sends a million
//! responses a million moments.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use altcha::{
    Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge,
    verify_solution,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use survey::id::ResponseId;
use survey::time::Timestamp;

use crate::store::{Store, StoreError};
use crate::token;

/// The setting with what challenges are signed with, so that all collectors of a store believe
/// each other's.
const SETTING: &str = "proof_key";

/// How a challenge is derived, and how often it has to be: 256 times on average, each of which
/// costs a fraction of a millisecond.
const ALGORITHM: &str = "PBKDF2/SHA-256";
const COST: u32 = 1000;

/// Seconds for which a challenge is good.
const LASTING: i64 = 1200;

/// Challenges that are remembered. When they are all in use, no other counts.
const MAX_SPENT: usize = 1 << 16;

/// Makes challenges, and remembers which were used.
pub(crate) struct Proofs {
    key: String,
    /// Which response used a challenge, by its nonce, and when it may be forgotten.
    spent: Mutex<HashMap<String, (ResponseId, i64)>>,
}

/// Why there is no challenge.
#[derive(Debug)]
pub(crate) struct NoChallenge(altcha::Error);

impl fmt::Display for NoChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no challenge could be made: {}", self.0)
    }
}

impl Proofs {
    /// With the key of this store, made if it is not there yet.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written, or the system gives no randomness.
    pub(crate) async fn open(store: &Store) -> Result<Self, StoreError> {
        let key = match store.setting(SETTING).await? {
            Some(key) => key,
            None => {
                let key = token::make()?;
                store.set(SETTING, &key).await?;
                key
            }
        };
        Ok(Self::with_key(key))
    }

    fn with_key(key: String) -> Self {
        Self {
            key,
            spent: Mutex::default(),
        }
    }

    /// # Errors
    ///
    /// When the system gives no randomness.
    pub(crate) fn challenge(&self, now: Timestamp) -> Result<Challenge, NoChallenge> {
        let expires = u64::try_from(now.millis() / 1000 + LASTING).unwrap_or_default();
        create_challenge(CreateChallengeOptions {
            algorithm: ALGORITHM.into(),
            cost: COST,
            expires_at: expires.try_into().ok(),
            hmac_signature_secret: Some(self.key.clone()),
            ..CreateChallengeOptions::default()
        })
        .map_err(NoChallenge)
    }

    /// Whether this solves a challenge of ours that no other response used. The same response may
    /// come again: its sender did not hear of the first time.
    pub(crate) fn accepts(&self, proof: &str, response: &ResponseId, now: Timestamp) -> bool {
        let payload = BASE64_STANDARD.decode(proof).ok();
        let payload: Option<Payload> = payload.and_then(|json| serde_json::from_slice(&json).ok());
        payload.is_some_and(|payload| {
            self.solves(&payload) && self.spend(&payload.challenge, response, now)
        })
    }

    fn solves(&self, payload: &Payload) -> bool {
        let Payload {
            challenge,
            solution,
        } = payload;
        let options = VerifySolutionOptions::new(challenge, solution, &self.key);
        verify_solution(options).is_ok_and(|result| result.verified)
    }

    fn spend(&self, challenge: &Challenge, response: &ResponseId, now: Timestamp) -> bool {
        let now = now.millis() / 1000;
        let mut spent = self.spent();
        if let Some((owner, _)) = spent.get(&challenge.parameters.nonce) {
            return owner == response;
        }
        if spent.len() >= MAX_SPENT {
            spent.retain(|_, (_, forgotten_at)| *forgotten_at > now);
        }
        let has_room = spent.len() < MAX_SPENT;
        if has_room {
            let nonce = challenge.parameters.nonce.clone();
            // Beyond its end by our clock, which need not be the one that made it.
            spent.insert(nonce, (response.clone(), now + 2 * LASTING));
        }
        has_room
    }

    fn spent(&self) -> MutexGuard<'_, HashMap<String, (ResponseId, i64)>> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use altcha::{SolveChallengeOptions, solve_challenge};

    fn proofs() -> Proofs {
        Proofs::with_key("a key".into())
    }

    fn id(number: u8) -> ResponseId {
        ResponseId::mint(Timestamp::from_millis(0), [number; 10])
    }

    fn solved(challenge: Challenge) -> String {
        let options = SolveChallengeOptions::new(&challenge);
        let solution = solve_challenge(options).unwrap().unwrap();
        let payload = Payload {
            challenge,
            solution,
        };
        BASE64_STANDARD.encode(serde_json::to_vec(&payload).unwrap())
    }

    #[test]
    fn a_solution_is_good_for_one_response_however_often_that_comes() {
        let (proofs, now) = (proofs(), crate::clock::now());
        let proof = solved(proofs.challenge(now).unwrap());
        assert!(proofs.accepts(&proof, &id(1), now));
        assert!(proofs.accepts(&proof, &id(1), now));
        assert!(!proofs.accepts(&proof, &id(2), now));
    }

    #[test]
    fn nothing_else_is_one() {
        let (proofs, now) = (proofs(), crate::clock::now());
        let of_others = Proofs::with_key("another key".into());
        let foreign = solved(of_others.challenge(now).unwrap());
        let long_ago = Timestamp::from_millis(now.millis() - 3_600_000);
        let expired = solved(proofs.challenge(long_ago).unwrap());
        let mut cheaper = proofs.challenge(now).unwrap();
        cheaper.parameters.key_prefix = String::new();
        let cheaper = solved(cheaper);
        for proof in ["", "e30=", "nonsense", &foreign, &expired, &cheaper] {
            assert!(!proofs.accepts(proof, &id(1), now), "{proof}");
        }
    }
}

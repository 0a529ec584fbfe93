//! What a site's server vouches for: a token that says who its customer is.
//!
//! `v1.PAYLOAD.SIGNATURE`, where PAYLOAD is a JSON object in base64url without padding, and
//! SIGNATURE the HMAC-SHA256 of `v1.PAYLOAD` under the key that the server and this collector
//! share, in base64url as well. Of the payload `respondent` and `exp` (seconds since 1970) are
//! needed; `site` is `default` where it is not said; `nonce` makes it good for one response, and the
//! rest is what the response's context is held against.
//! `SIGNING.md`, beside `src`, tells site owners how to make one.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::Sha256;
use survey::time::Timestamp;

/// What every token of this form begins with.
const VERSION: &str = "v1";

/// Bytes of the shortest key: as many as the signature has.
const SHORTEST_KEY: usize = 32;

/// The key that a site's server shares with the collector.
#[derive(Clone)]
pub(crate) struct Key(Hmac<Sha256>);

/// Why a text is no key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooShort;

impl std::fmt::Display for TooShort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "a signing key has at least {SHORTEST_KEY} bytes, such as those of `openssl rand -hex 32`"
        )
    }
}

impl std::error::Error for TooShort {}

/// What is vouched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    #[serde(default = "usual_site")]
    pub(crate) site: String,
    /// Who is meant, as the site's server names its customers.
    pub(crate) respondent: String,
    /// The end of it, in seconds since 1970.
    pub(crate) exp: i64,
    /// What only one response may bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    /// What else is vouched for: order, value, agent and the like.
    #[serde(flatten)]
    pub(crate) context: Map<String, Value>,
}

impl Claims {
    /// That somebody is who it is, until `exp`.
    pub(crate) fn new(site: impl Into<String>, respondent: impl Into<String>, exp: i64) -> Self {
        Self {
            site: site.into(),
            respondent: respondent.into(),
            exp,
            nonce: None,
            context: Map::new(),
        }
    }
}

fn usual_site() -> String {
    "default".into()
}

/// Why a token is not believed, from what is furthest from belief to what is nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unbelieved {
    /// It does not have the form, or its payload does not.
    NoToken,
    /// It was signed by another key, or changed since.
    WrongSignature,
    /// Its time is over.
    Expired,
}

impl Key {
    /// # Errors
    ///
    /// [`TooShort`]: what can be guessed is no key.
    pub(crate) fn new(secret: &str) -> Result<Self, TooShort> {
        if secret.len() < SHORTEST_KEY {
            return Err(TooShort);
        }
        Hmac::new_from_slice(secret.as_bytes())
            .map(Self)
            .map_err(|_| TooShort)
    }

    /// The token of these claims.
    ///
    /// # Errors
    ///
    /// Never for claims that [`Claims`] can hold; it is what writing JSON says.
    pub(crate) fn sign(&self, claims: &Claims) -> serde_json::Result<String> {
        let payload = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims)?);
        let text = format!("{VERSION}.{payload}");
        let mac = self.0.clone().chain_update(&text).finalize();
        let signature = BASE64_URL_SAFE_NO_PAD.encode(mac.into_bytes());
        Ok(format!("{text}.{signature}"))
    }

    /// What a token says, if it can be believed at this moment.
    ///
    /// # Errors
    ///
    /// [`Unbelieved`], in the order of its variants: what nobody signed is not looked into.
    pub(crate) fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, Unbelieved> {
        let (text, signature) = token.rsplit_once('.').ok_or(Unbelieved::NoToken)?;
        let payload = text
            .strip_prefix(VERSION)
            .and_then(|rest| rest.strip_prefix('.'))
            .ok_or(Unbelieved::NoToken)?;
        let signature = BASE64_URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| Unbelieved::NoToken)?;
        self.0
            .clone()
            .chain_update(text)
            .verify_slice(&signature)
            .map_err(|_| Unbelieved::WrongSignature)?;
        let claims: Claims = BASE64_URL_SAFE_NO_PAD
            .decode(payload)
            .ok()
            .and_then(|json| document::parse(&json).ok())
            .and_then(|json| serde_json::from_value(json).ok())
            .ok_or(Unbelieved::NoToken)?;
        if claims.exp.saturating_mul(1000) <= now.millis() {
            return Err(Unbelieved::Expired);
        }
        Ok(claims)
    }
}

/// The keys of a site: several while one takes the place of another.
#[derive(Clone)]
pub(crate) struct Keys(Vec<Key>);

impl Keys {
    pub(crate) fn new(keys: Vec<Key>) -> Self {
        Self(keys)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a token says, if any of the keys signed it and it can be believed at this moment.
    ///
    /// # Errors
    ///
    /// [`Unbelieved`]: of all keys' reasons the one that comes nearest to belief.
    pub(crate) fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, Unbelieved> {
        let mut nearest = Unbelieved::NoToken;
        for key in &self.0 {
            match key.verify(token, now) {
                Ok(claims) => return Ok(claims),
                Err(reason) => nearest = nearest.max(reason),
            }
        }
        Err(nearest)
    }
}

#[cfg(test)]
mod examples;

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a key that is at least 32 bytes long";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn claims() -> Claims {
        Claims::new("default", "c-1042", 1_800_000_000)
    }

    #[test]
    fn what_was_signed_is_believed_until_its_end() {
        let key = Key::new(SECRET).unwrap();
        let token = key.sign(&claims()).unwrap();
        assert_eq!(key.verify(&token, at(0)), Ok(claims()));
        assert_eq!(key.verify(&token, at(1_799_999_999)), Ok(claims()));
        let expired = Err(Unbelieved::Expired);
        assert_eq!(key.verify(&token, at(1_800_000_000)), expired);
    }

    /// Made by Python's `hmac`, so that a server in any language can follow the description.
    #[test]
    fn a_token_made_elsewhere_is_believed() {
        let token = "v1.eyJyZXNwb25kZW50IjogImMtMTA0MiIsICJleHAiOiAxODAwMDAwMDAwLCAib3JkZXIiOiAiQS0xIn0.Vc_flh_pQDCHfg-qQmbdN7zvh-ryHgz4FC2Pq3avLQE";
        let key = Key::new(SECRET).unwrap();
        let read = key.verify(token, at(0)).unwrap();
        assert_eq!((&*read.respondent, read.exp), ("c-1042", 1_800_000_000));
        assert_eq!(
            Value::from(read.context),
            serde_json::json!({"order": "A-1"})
        );
    }

    #[test]
    fn nothing_else_is() {
        let key = Key::new(SECRET).unwrap();
        let token = key.sign(&claims()).unwrap();
        let other = Key::new(&SECRET.to_uppercase()).unwrap();
        let wrong = Err(Unbelieved::WrongSignature);
        assert_eq!(other.verify(&token, at(0)), wrong);
        let changed = token.replacen("v1.e", "v1.f", 1);
        assert_eq!(key.verify(&changed, at(0)), wrong);
        for no_token in [
            "",
            "v1",
            "v1.",
            "v1..",
            "v2.e30.e30",
            &token[3..],
            "v1.e30.§",
        ] {
            let verified = key.verify(no_token, at(0));
            assert!(
                matches!(
                    verified,
                    Err(Unbelieved::NoToken | Unbelieved::WrongSignature)
                ),
                "{no_token}"
            );
        }
    }

    #[test]
    fn what_is_signed_but_says_nothing_is_no_token() {
        let key = Key::new(SECRET).unwrap();
        let text = format!(
            "v1.{}",
            BASE64_URL_SAFE_NO_PAD.encode("{\"exp\":1800000000}")
        );
        let mac = key.0.clone().chain_update(&text).finalize();
        let token = format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.into_bytes()));
        assert_eq!(key.verify(&token, at(0)), Err(Unbelieved::NoToken));
    }

    #[test]
    fn a_key_that_can_be_guessed_is_none() {
        assert!(Key::new("secret").is_err());
        assert!(Key::new(&"x".repeat(31)).is_err());
        assert!(Key::new(&"x".repeat(32)).is_ok());
    }
}

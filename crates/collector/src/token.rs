//! The token that reading wants.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use crate::store::{Store, StoreError};

/// The setting under which the hash is kept, in hexadecimal digits.
const SETTING: &str = "token_sha256";

/// What a presented token is compared with. The token itself is kept nowhere.
pub(crate) struct TokenHash([u8; 32]);

impl TokenHash {
    pub(crate) fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }

    /// Compares without telling by its time how much was right.
    pub(crate) fn admits(&self, presented: &str) -> bool {
        self.0.ct_eq(&Self::of(presented).0).into()
    }

    fn to_hex(&self) -> String {
        hex(&self.0)
    }

    fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

/// Where the token came from, for telling its owner.
pub(crate) enum Origin {
    /// From the environment.
    Given,
    /// Made now; to be shown once.
    Made(String),
    /// Made at an earlier start.
    Kept,
}

/// The token of this store: the given one, the one kept, or a new one.
///
/// # Errors
///
/// When the store cannot be read or written, or the system gives no randomness.
pub(crate) fn establish(
    store: &Store,
    given: Option<&str>,
) -> Result<(TokenHash, Origin), StoreError> {
    if let Some(token) = given {
        return Ok((TokenHash::of(token), Origin::Given));
    }
    if let Some(hash) = store.setting(SETTING)? {
        let hash = TokenHash::from_hex(&hash)
            .ok_or_else(|| StoreError::Unusable(format!("setting {SETTING} is no SHA-256")))?;
        return Ok((hash, Origin::Kept));
    }
    let token = make()?;
    let hash = TokenHash::of(&token);
    store.set(SETTING, &hash.to_hex())?;
    Ok((hash, Origin::Made(token)))
}

/// 256 random bits.
fn make() -> Result<String, StoreError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Unusable(format!("no randomness for a token: {error}")))?;
    Ok(format!("aw_{}", hex(&bytes)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String does not fail
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_is_admitted() {
        let hash = TokenHash::of("secret");
        assert!(hash.admits("secret"));
        for wrong in ["", "Secret", "secret ", "secre"] {
            assert!(!hash.admits(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_hash_survives_being_kept() {
        let kept = TokenHash::of("secret").to_hex();
        assert_eq!(
            kept,
            "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
        );
        assert!(TokenHash::from_hex(&kept).unwrap().admits("secret"));
        assert!(TokenHash::from_hex(&kept[1..]).is_none());
        assert!(TokenHash::from_hex(&"zz".repeat(32)).is_none());
    }

    #[test]
    fn tokens_differ() {
        assert_ne!(make().unwrap(), make().unwrap());
    }
}

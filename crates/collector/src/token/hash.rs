//! Tokens, and what is kept of them.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use crate::store::StoreError;

/// What a presented token is compared with. The token itself is kept nowhere.
#[derive(Clone, Copy)]
pub(super) struct TokenHash([u8; 32]);

impl TokenHash {
    pub(super) fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }

    /// Compares without telling by its time how much was right.
    pub(super) fn is(&self, presented: &Self) -> bool {
        self.0.ct_eq(&presented.0).into()
    }

    pub(super) fn to_hex(self) -> String {
        hex(&self.0)
    }

    pub(super) fn from_hex(text: &str) -> Option<Self> {
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

/// 256 random bits.
pub(crate) fn make() -> Result<String, StoreError> {
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
        assert!(hash.is(&TokenHash::of("secret")));
        for wrong in ["", "Secret", "secret ", "secre"] {
            assert!(!hash.is(&TokenHash::of(wrong)), "{wrong}");
        }
    }

    #[test]
    fn a_hash_survives_being_kept() {
        let kept = TokenHash::of("secret").to_hex();
        assert_eq!(
            kept,
            "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
        );
        let hash = TokenHash::from_hex(&kept).unwrap();
        assert!(hash.is(&TokenHash::of("secret")));
        assert!(TokenHash::from_hex(&kept[1..]).is_none());
        assert!(TokenHash::from_hex(&"zz".repeat(32)).is_none());
    }

    #[test]
    fn tokens_differ() {
        assert_ne!(make().unwrap(), make().unwrap());
    }
}

//! The signature of a webhook: HMAC-SHA256 over `ID.TIMESTAMP.BODY`, in base64 behind `v1,`, as
//! [Standard Webhooks](https://www.standardwebhooks.com) describes it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What a secret in base64 begins with.
const PREFIX: &str = "whsec_";
/// Bytes of the shortest and the longest secret.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// What the messages of one webhook are signed with.
#[derive(Clone)]
pub(crate) struct HookKey(Hmac<Sha256>);

/// Why a text is no secret of a webhook.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WeakHookKey;

impl std::fmt::Display for WeakHookKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "a webhook's secret is `{PREFIX}` and {} to {} bytes in base64, such as those of `openssl rand -base64 32`",
            LENGTHS.start(),
            LENGTHS.end()
        )
    }
}

impl std::error::Error for WeakHookKey {}

impl HookKey {
    /// # Errors
    ///
    /// [`WeakHookKey`], where it has another form or length.
    pub(crate) fn new(secret: &str) -> Result<Self, WeakHookKey> {
        let bytes = secret.strip_prefix(PREFIX).ok_or(WeakHookKey)?;
        let bytes = BASE64_STANDARD.decode(bytes).map_err(|_| WeakHookKey)?;
        if !LENGTHS.contains(&bytes.len()) {
            return Err(WeakHookKey);
        }
        Hmac::new_from_slice(&bytes)
            .map(Self)
            .map_err(|_| WeakHookKey)
    }

    /// The value of `webhook-signature`; the moment is in seconds since 1970.
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let mac = self
            .0
            .clone()
            .chain_update(format!("{id}.{timestamp}.{body}"));
        format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        // https://github.com/standard-webhooks/standard-webhooks, the libraries' common test.
        let key = HookKey::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = key.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_can_be_guessed_or_read_otherwise_is_no_secret() {
        for secret in [
            "",
            "secret",
            "whsec_",
            "whsec_c2hvcnQ=",
            "whsec_not base64 at all, but long enough",
        ] {
            assert!(HookKey::new(secret).is_err(), "{secret}");
        }
        let longest = BASE64_STANDARD.encode([7; 64]);
        assert!(HookKey::new(&format!("whsec_{longest}")).is_ok());
        let longer = BASE64_STANDARD.encode([7; 65]);
        assert!(HookKey::new(&format!("whsec_{longer}")).is_err());
    }
}

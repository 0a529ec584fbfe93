//! What must hold for whatever comes in before anybody is asked who it is.

// The collector is a program and has no library; this module of it needs nothing else of it.
#[allow(dead_code, reason = "only verifying and signing are tried")]
#[path = "../../src/signed.rs"]
mod signed;

use std::sync::LazyLock;

use serde_json::Value;
use signed::{Claims, Key};
use survey::response::Response;
use survey::time::Timestamp;

/// The key of all tokens that are believed here.
static KEY: LazyLock<Key> = LazyLock::new(|| {
    let key = Key::new("a key that is at least 32 bytes long");
    key.expect("it is long enough")
});

/// Holds that a body is refused, or read as a response that stays the same when it is written and
/// read again: what is kept is what was meant.
///
/// # Panics
///
/// When it is not.
pub fn body(bytes: &[u8]) {
    let Ok(value) = document::parse(bytes) else {
        return;
    };
    let values = match &value {
        Value::Array(values) => values.iter().collect(),
        single => vec![single],
    };
    for value in values {
        if let Ok(response) = Response::parse(&value) {
            let json = response.to_json();
            let again = document::parse(json.as_bytes()).expect("what is written is a document");
            assert_eq!(Response::parse(&&again).as_ref(), Ok(&response), "{json}");
        }
    }
}

/// Holds that only what was signed is believed, and that until its end.
///
/// # Panics
///
/// When something else is.
pub fn token(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert!(KEY.verify(&text, Timestamp::from_millis(0)).is_err(), "{text}");
    let mut claims = Claims::new(&*text, &*text, 1);
    claims.nonce = Some(text.clone().into_owned());
    let token = KEY.sign(&claims).expect("claims can be written");
    let verified = KEY.verify(&token, Timestamp::from_millis(999));
    assert_eq!(verified.as_ref(), Ok(&claims));
    assert!(KEY.verify(&token, Timestamp::from_millis(1000)).is_err());
    let place = bytes.len() * 7 % token.len();
    let changed: String = token
        .char_indices()
        .map(|(index, letter)| match letter {
            'A' if index == place => 'B',
            _ if index == place => 'A',
            letter => letter,
        })
        .collect();
    assert!(KEY.verify(&changed, Timestamp::from_millis(0)).is_err(), "{changed}");
}

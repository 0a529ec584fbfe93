//! Ids that follow from what they stand for: whoever brings the same again brings the same id, and
//! the store keeps one.

use sha2::{Digest, Sha256};
use survey::id::ResponseId;

/// The id of a thing, within a kind of things. Of version 8 (RFC 9562): a hash that says nothing
/// of when.
pub(crate) fn id(kind: &str, parts: &[&str]) -> ResponseId {
    let mut hash = Sha256::new();
    for part in [kind].iter().chain(parts) {
        // With its length before it, no part can reach into the next.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash) {
        *byte = hashed;
    }
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (position, byte) in bytes.iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    // Sixteen bytes in hexadecimal digits are a UUID.
    ResponseId::parse(&text).unwrap_or_else(|| unreachable!("{text} is a UUID"))
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn the_same_has_the_same_id_and_nothing_else_has() {
        let one = id("link", &["default", "nps", "abc"]);
        assert_eq!(one, id("link", &["default", "nps", "abc"]));
        assert_eq!(&one.as_str()[14..15], "8");
        assert_eq!(one.minted_at(), None);
        for parts in [
            &["default", "nps", "abd"][..],
            &["default", "npsa", "bc"],
            &["defaultnps", "abc"],
        ] {
            assert_ne!(one, id("link", parts), "{parts:?}");
        }
        assert_ne!(one, id("import", &["default", "nps", "abc"]));
    }
}

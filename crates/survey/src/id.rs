//! The id of a response: a UUID that the browser mints.

use crate::time::Timestamp;

/// A UUID in its canonical form: 36 characters, lower case.
///
/// Browsers mint version 7 (RFC 9562, section 5.7), so that ids sort by the time they were made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResponseId(String);

impl ResponseId {
    /// Mints a version 7 UUID from the time and ten random bytes, of which 74 bits are used.
    #[must_use]
    pub fn mint(now: Timestamp, random: [u8; 10]) -> Self {
        let mut text = String::with_capacity(36);
        let millis = now.millis() as u64;
        for position in 0..32_u32 {
            if matches!(position, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            let nibble = match position {
                0..12 => (millis >> (44 - 4 * position)) as u8,
                12 => 7,
                16 => 8 | nibble_of(&random, position - 12) & 3,
                _ => nibble_of(&random, position - 12),
            };
            text.push(hex_digit(nibble & 15));
        }
        Self(text)
    }

    /// Reads a UUID of any version, in either case. `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let shaped = text.len() == 36
            && text
                .bytes()
                .enumerate()
                .all(|(position, byte)| match position {
                    8 | 13 | 18 | 23 => byte == b'-',
                    _ => byte.is_ascii_hexdigit(),
                });
        shaped.then(|| Self(text.to_ascii_lowercase()))
    }

    /// When it was minted; `None` if it is not of version 7.
    #[must_use]
    pub fn minted_at(&self) -> Option<Timestamp> {
        let (time, rest) = self.0.as_bytes().split_at_checked(13)?;
        if !rest.starts_with(b"-7") {
            return None;
        }
        let mut millis = 0;
        for digit in time {
            let nibble = match digit {
                b'-' => continue,
                b'0'..=b'9' => digit - b'0',
                _ => digit - b'a' + 10,
            };
            millis = millis << 4 | i64::from(nibble);
        }
        Some(Timestamp::from_millis(millis))
    }

    /// The 36 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One digit of base 16, from a number below 16.
pub(crate) fn hex_digit(nibble: u8) -> char {
    char::from(nibble + if nibble < 10 { b'0' } else { b'a' - 10 })
}

/// The `position`-th half byte, from 1 to 19.
fn nibble_of(random: &[u8; 10], position: u32) -> u8 {
    let byte = random.get(position as usize / 2).copied().unwrap_or(0);
    if position.is_multiple_of(2) {
        byte >> 4
    } else {
        byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard() {
        // RFC 9562, appendix A.6: rand_a = 0xCC3, rand_b = 0x18C4DC0C0C07398F, at 0x017F22E279B0 ms.
        let random = [0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F];
        let id = ResponseId::mint(Timestamp::from_millis(0x017F_22E2_79B0), random);
        assert_eq!(id.as_str(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
        let minted_at = id.minted_at().map(Timestamp::millis);
        assert_eq!(minted_at, Some(0x017F_22E2_79B0));
    }

    #[test]
    fn only_version_7_says_when() {
        let random = ResponseId::parse("919108f7-52d1-4320-9bac-f847db4148a8").unwrap();
        assert_eq!(random.minted_at(), None);
    }

    #[test]
    fn ids_are_read_in_either_case_and_kept_in_one() {
        let id = ResponseId::parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F").unwrap();
        assert_eq!(id.as_str(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
        for text in [
            "",
            "017f22e2",
            "017f22e279b07cc398c4dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        ] {
            assert_eq!(ResponseId::parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_minted_is_a_version_7_uuid(millis: i64, random: [u8; 10]) {
            let id = ResponseId::mint(Timestamp::from_millis(millis), random);
            proptest::prop_assert_eq!(ResponseId::parse(id.as_str()), Some(id.clone()));
            proptest::prop_assert_eq!(&id.as_str()[14..15], "7");
            proptest::prop_assert!("89ab".contains(&id.as_str()[19..20]));
        }
    }
}

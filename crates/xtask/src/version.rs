//! Versions as tools print them.

use anyhow::{Error, bail};
use std::fmt;
use std::str::FromStr;

/// A version of up to three numbers; what follows them is left out, as is a pre-release mark.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Version {
    pub(crate) const fn new(major: u64, minor: u64, patch: u64) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    pub(crate) fn major(self) -> u64 {
        self.major
    }

    /// The first version in what `--version` printed: `trunk 0.21.14`, `wasm-opt version 132`.
    pub(crate) fn printed_in(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| word.parse().ok())
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.strip_prefix('v').unwrap_or(text);
        let mut numbers = digits.split('.').map_while(leading_number);
        let Some(major) = numbers.next() else {
            bail!("{text:?} is not a version");
        };
        let minor = numbers.next().unwrap_or(0);
        let patch = numbers.next().unwrap_or(0);
        Ok(Self::new(major, minor, patch))
    }
}

fn leading_number(part: &str) -> Option<u64> {
    let end = part
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(part.len());
    part[..end].parse().ok()
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn a_version_is_found_in_what_each_tool_prints() {
        for (printed, version) in [
            ("trunk 0.21.14\n", Version::new(0, 21, 14)),
            (
                "wasm-opt version 132 (version_132)",
                Version::new(132, 0, 0),
            ),
            ("0.28.2\n", Version::new(0, 28, 2)),
            ("v20.11.1\n", Version::new(20, 11, 1)),
            (
                "Chromium 156.0.8078.79 built on Debian",
                Version::new(156, 0, 8078),
            ),
            ("trunk 0.22.0-beta.1", Version::new(0, 22, 0)),
        ] {
            assert_eq!(Version::printed_in(printed), Some(version), "{printed}");
        }
        assert_eq!(Version::printed_in("command not found"), None);
        assert_eq!(Version::printed_in(""), None);
    }

    #[test]
    fn versions_compare_as_numbers() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("0.21.14") > version("0.21.9"));
        assert!(version("1") > version("0.99.99"));
        assert_eq!(version("120"), version("120.0.0"));
    }
}

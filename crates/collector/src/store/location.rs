//! Which store is meant.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where responses go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Sqlite(PathBuf),
    /// Nowhere: acknowledged and forgotten. It is what the ingest benchmark compares with.
    Nowhere,
}

impl FromStr for Location {
    type Err = String;

    /// Reads the value of `--store`. `none` is not advertised: it is the other half of the ingest
    /// benchmark, everything but a store.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("sqlite", "" | ":memory:" | "memory:")) => {
                Err("a file is needed: its content must survive a restart".into())
            }
            Some(("sqlite", file)) => Ok(Self::Sqlite(file.into())),
            Some(("postgres" | "postgresql", _)) => {
                Err("PostgreSQL is not in this version; use sqlite:FILE".into())
            }
            _ if text == "none" => Ok(Self::Nowhere),
            _ => Err("this is no store; use sqlite:FILE".into()),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Nowhere => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(text: &str) -> Result<Location, String> {
        text.parse()
    }

    #[test]
    fn stores() {
        assert_eq!(location("sqlite:a.db"), Ok(Location::Sqlite("a.db".into())));
        assert_eq!(
            location("sqlite:/var/lib/a:b.db"),
            Ok(Location::Sqlite("/var/lib/a:b.db".into()))
        );
        for wrong in ["", "a.db", "sqlite:", "sqlite::memory:", "mysql://host"] {
            assert!(location(wrong).is_err(), "{wrong}");
        }
    }
}

//! Which store is meant.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::postgres::PostgresUrl;

/// Where responses go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Sqlite(PathBuf),
    /// A database that speaks the protocol of PostgreSQL.
    Postgres(Box<PostgresUrl>),
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
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(Box::new(text.parse()?))),
            _ if text == "none" => Ok(Self::Nowhere),
            _ => Err("this is no store; use sqlite:FILE or postgres://USER@HOST/DATABASE".into()),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => url.fmt(f),
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
        let shop = location("postgres://shop:secret@db/afterword").unwrap();
        assert_eq!(shop.to_string(), "postgres://shop@db:5432/afterword");
        for wrong in ["", "a.db", "sqlite:", "sqlite::memory:", "mysql://host"] {
            assert!(location(wrong).is_err(), "{wrong}");
        }
    }
}

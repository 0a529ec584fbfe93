//! Why a store does not answer.

use std::fmt;

use super::MAX_GROUPS;
use super::postgres::told;

/// Why a store did not answer.
#[derive(Debug)]
pub(crate) enum StoreError {
    Sqlite(rusqlite::Error),
    Postgres(tokio_postgres::Error),
    /// All its connections are in use.
    Busy,
    /// Another transaction was in the way.
    Again,
    /// More groups than anybody reads.
    TooManyGroups,
    /// What is wrong with the store as a whole, such as a file of a later version.
    Unusable(String),
}

impl StoreError {
    /// The store was closed, or is being closed.
    pub(super) fn closed() -> Self {
        Self::Unusable("the store is closed".into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => error.fmt(f),
            Self::Postgres(error) => f.write_str(&told(error)),
            Self::Busy => f.write_str("no connection to it became free in time"),
            Self::Again => f.write_str("others were in the way again and again"),
            Self::TooManyGroups => write!(f, "more than {MAX_GROUPS} groups"),
            Self::Unusable(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

//! What keeps ratings from being read.

use std::{fmt, io};

use parquet::errors::ParquetError;

/// Why a source cannot be read, or not to its end. Each says what would be right.
#[derive(Debug)]
pub enum Error {
    /// The system refuses to open or to read it.
    Io(io::Error),
    /// There is nothing in it, not even a header.
    Empty,
    /// It is in a form that is not read as it is.
    Form {
        /// What it is.
        found: &'static str,
        /// What can be done about it.
        remedy: &'static str,
    },
    /// The header is not UTF-8.
    Header,
    /// A record is longer than any ought to be.
    LongRecord {
        /// The line on which it begins.
        line: u64,
    },
    /// A quotation mark opens a value and none closes it.
    OpenQuote {
        /// The line on which the record begins.
        line: u64,
    },
    /// A Parquet file is broken, or written in a way that is not read.
    Parquet(String),
    /// A column of a Parquet file holds what it is not asked for.
    ColumnType {
        /// Its name.
        column: String,
        /// What it holds.
        found: &'static str,
        /// What it would have to hold.
        expected: &'static str,
    },
    /// There are more segments, or segments and waves, than a [`Plan`](crate::Plan) allows.
    TooManyCells {
        /// Most that are allowed.
        most: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot be read: {error}"),
            Self::Empty => write!(
                f,
                "there is nothing in it; expected a header and one record a line (CSV), one \
                 JSON object a line, or Parquet"
            ),
            Self::Form { found, remedy } => write!(f, "this is {found}; {remedy}"),
            Self::Header => write!(
                f,
                "line 1: the header is not UTF-8; expected text in UTF-8 (`iconv -f latin1 -t \
                 utf-8` makes it of the older encoding of Western Europe)"
            ),
            Self::LongRecord { line } => write!(
                f,
                "line {line}: a record of more than {} MB begins here; expected records that end \
                 with their line",
                crate::pipeline::LONGEST_RECORD / 1_000_000
            ),
            Self::OpenQuote { line } => write!(
                f,
                "line {line}: a quotation mark opens a value here and none closes it; close it, \
                 or write a quotation mark inside a value twice"
            ),
            Self::Parquet(message) => write!(
                f,
                "the Parquet file cannot be read: {message}; expected one that was written to its \
                 end"
            ),
            Self::ColumnType {
                column,
                found,
                expected,
            } => write!(f, "column `{column}` holds {found}; expected {expected}"),
            Self::TooManyCells { most } => write!(
                f,
                "there are more than {most} segments; group by a column with fewer values, or by \
                 longer waves"
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error.to_string())
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

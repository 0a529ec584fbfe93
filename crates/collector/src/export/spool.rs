//! What was read of the store, put aside until it is known which columns it needs.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _};

use super::columns::{Columns, Seen};
use super::leaf::{Leaf, leaves};
use super::{Page, rows};
use crate::store::Stored;

/// Rows in a file without a name, and their columns.
pub(super) struct Spool {
    file: File,
    pub(super) columns: Columns,
}

impl Spool {
    pub(super) fn fill(pages: &mut dyn Iterator<Item = Page>) -> io::Result<Self> {
        let mut out = BufWriter::new(tempfile::tempfile()?);
        let mut seen = Seen::default();
        for row in rows(pages) {
            let row = row?;
            let leaves = leaves(&row).ok_or_else(|| unreadable(&row))?;
            seen.see(&leaves);
            serde_json::to_writer(&mut out, &leaves)?;
            out.write_all(b"\n")?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(Self {
            file,
            columns: seen.columns(),
        })
    }

    /// The rows, in the order in which they came.
    pub(super) fn rows(self) -> impl Iterator<Item = io::Result<Vec<Option<Leaf>>>> {
        let columns = self.columns;
        BufReader::new(self.file).lines().map(move |line| {
            let leaves = serde_json::from_str(&line?)?;
            Ok(columns.arrange(leaves))
        })
    }
}

fn unreadable(row: &Stored) -> io::Error {
    io::Error::other(format!("what is stored as {} is no response", row.key.id))
}

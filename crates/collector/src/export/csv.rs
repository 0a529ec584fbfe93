//! As comma-separated values.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::formula::neutral;
use super::leaf::Leaf;
use super::spool::Spool;

/// Writes a header and a record for each row, after RFC 4180. What is a number or a time stays as it
/// is; of texts no cell is a formula.
pub(super) fn write(spool: Spool, out: &mut impl Write) -> io::Result<u64> {
    fill(spool, out).map_err(|error| match error.into_kind() {
        // A reader that went away is told as such.
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    })
}

fn fill(spool: Spool, out: &mut impl Write) -> csv::Result<u64> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    writer.write_record(
        spool
            .columns
            .iter()
            .map(|(name, _)| neutral(name).into_owned()),
    )?;
    let mut written = 0;
    for row in spool.rows() {
        writer.write_record(row?.iter().map(|leaf| match leaf {
            Some(Leaf::Text(text)) => neutral(text).into_owned(),
            Some(other) => other.to_text(),
            None => String::new(),
        }))?;
        written += 1;
    }
    writer.flush()?;
    Ok(written)
}

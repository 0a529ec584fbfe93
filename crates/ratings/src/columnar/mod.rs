//! Parquet: column by column, a row group at a time, and of it a few thousand rows at a time.

mod batch;
mod kind;
mod shared;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::thread::{self, ScopedJoinHandle};

use jiff::Timestamp;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::FileReader as _;
use parquet::file::serialized_reader::SerializedFileReader;

use crate::aside::excerpt;
use crate::error::Error;
use crate::look::Column;
use crate::pipeline::Gear;
use crate::plan::{Part, Plan, Record};
use crate::source::SAMPLE;
use crate::value::Found;

use batch::{Batch, Reader, Value};
use kind::{Kind, Leaf};
use shared::Shared;

/// Rows that are decoded at once.
const ROWS: usize = 8192;

/// A Parquet file whose schema was looked at.
pub(crate) struct Parquet {
    reader: SerializedFileReader<Shared>,
    /// One for each column.
    leaves: Vec<Leaf>,
}

impl Parquet {
    /// Looks at the schema and at the first rows. Columns inside of lists are left out: they do
    /// not have one value a row.
    pub(crate) fn look(file: File) -> Result<(Self, Vec<Column>), Error> {
        let reader = SerializedFileReader::new(Shared::new(file)?)?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let (mut leaves, mut columns) = (Vec::new(), Vec::new());
        for (place, leaf) in schema.columns().iter().enumerate() {
            if leaf.max_rep_level() == 0 {
                leaves.push(Leaf {
                    place,
                    kind: Kind::of(leaf),
                    deepest: leaf.max_def_level(),
                });
                columns.push(Column::new(leaf.path().parts().join(".")));
            }
        }
        let parquet = Self { reader, leaves };
        parquet.check_places()?;
        guarded(|| parquet.sample(&mut columns))?;
        Ok((parquet, columns))
    }

    /// Whether every column says that it stands somewhere; its reader takes that for granted.
    fn check_places(&self) -> Result<(), Error> {
        let groups = self.reader.metadata().row_groups().iter();
        let mut columns = groups.flat_map(RowGroupMetaData::columns);
        let nowhere = columns.any(|column| {
            let dictionary = column.dictionary_page_offset().unwrap_or(0);
            column.data_page_offset() < 0 || dictionary < 0 || column.compressed_size() < 0
        });
        if nowhere {
            let message = "one of its columns begins or ends in front of the file";
            return Err(Error::Parquet(message.to_owned()));
        }
        Ok(())
    }

    fn sample(&self, columns: &mut [Column]) -> Result<(), Error> {
        if self.reader.num_row_groups() == 0 {
            return Ok(());
        }
        let group = self.reader.get_row_group(0)?;
        for (leaf, column) in self.leaves.iter().zip(columns) {
            let mut reader = Reader::new(group.as_ref(), *leaf)?;
            for row in 0..reader.next(SAMPLE, false)? {
                reader.batch().value(row).see(&mut column.sample);
            }
        }
        Ok(())
    }

    /// Bytes of all columns.
    pub(crate) fn size(&self) -> u64 {
        let groups = self.reader.metadata().row_groups().iter();
        groups.map(|group| size(group.compressed_size())).sum()
    }

    /// Reads the columns of a plan into one part, a row group on each core. Lines are rows.
    pub(crate) fn read(
        &self,
        plan: &Plan,
        names: &[Column],
        progress: &mut dyn FnMut(u64),
    ) -> Result<Part, Error> {
        self.check(plan, names)?;
        let workers = Gear::new().workers.get();
        let groups: Vec<usize> = (0..self.reader.num_row_groups()).collect();
        let mut whole = Part::new(plan.scale);
        for groups in groups.chunks(workers) {
            let parts: Vec<Result<(Part, u64), Error>> = thread::scope(|scope| {
                let reading: Vec<_> = groups
                    .iter()
                    .map(|group| scope.spawn(|| self.read_group(*group, plan)))
                    .collect();
                reading.into_iter().map(joined).collect()
            });
            for part in parts {
                let (part, bytes) = part?;
                whole.append(&part);
                whole.check(plan)?;
                progress(bytes);
            }
        }
        Ok(whole)
    }

    /// Whether each column may hold what it is asked for.
    fn check(&self, plan: &Plan, names: &[Column]) -> Result<(), Error> {
        let dates = plan.dates.map(|dates| dates.column);
        let asked = [(plan.rating, kind::RATING)]
            .into_iter()
            .chain(plan.weight.map(|weights| (weights.column(), kind::WEIGHT)))
            .chain(dates.map(|column| (column, kind::DATE)))
            .chain(plan.by.iter().map(|column| (*column, kind::SEGMENT)));
        for (column, role) in asked {
            let kind = self.leaves[column].kind;
            if !role.takes(kind) {
                return Err(Error::ColumnType {
                    column: names[column].name.clone(),
                    found: kind.words(),
                    expected: role.expected,
                });
            }
        }
        Ok(())
    }

    /// Reads a row group, and tells how many bytes it was.
    fn read_group(&self, number: usize, plan: &Plan) -> Result<(Part, u64), Error> {
        let group = self.reader.get_row_group(number)?;
        let mut readers: Vec<Option<Reader>> = self.leaves.iter().map(|_| None).collect();
        for column in plan.columns() {
            readers[column] = Some(Reader::new(group.as_ref(), self.leaves[column])?);
        }
        let mut part = Part::new(plan.scale);
        loop {
            let rows = next(&mut readers, plan)?;
            if rows == 0 {
                return Ok((part, size(group.metadata().compressed_size())));
            }
            for row in 0..rows {
                part.lines += 1;
                let line = part.lines;
                let record = Row {
                    readers: &readers,
                    row,
                };
                part.take(plan, &record, line);
            }
            part.check(plan)?;
        }
    }
}

/// Runs what decodes, and takes a panic for an error: some bytes that nobody wrote on purpose
/// are more than a decoder is ready for.
fn guarded<T: Send>(decode: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    thread::scope(|scope| joined(scope.spawn(decode)))
}

fn joined<T>(thread: ScopedJoinHandle<'_, Result<T, Error>>) -> Result<T, Error> {
    let broken = || Error::Parquet("its bytes cannot be decoded".to_owned());
    thread.join().unwrap_or_else(|_| Err(broken()))
}

/// Reads the next rows of every column and returns how many.
fn next(readers: &mut [Option<Reader>], plan: &Plan) -> Result<usize, Error> {
    let mut rows = None;
    for (column, reader) in readers.iter_mut().enumerate() {
        if let Some(reader) = reader {
            let read = reader.next(ROWS, plan.by.contains(&column))?;
            if rows.replace(read).is_some_and(|other| other != read) {
                let message = "its columns have different numbers of rows";
                return Err(Error::Parquet(message.to_owned()));
            }
        }
    }
    Ok(rows.unwrap_or(0))
}

fn size(bytes: i64) -> u64 {
    u64::try_from(bytes).unwrap_or(0)
}

/// One row of the batches at hand.
struct Row<'a> {
    readers: &'a [Option<Reader>],
    row: usize,
}

impl<'a> Row<'a> {
    /// Each column of the plan has a reader.
    fn batch(&self, column: usize) -> Option<&'a Batch> {
        self.readers[column].as_ref().map(Reader::batch)
    }

    fn value(&self, column: usize) -> &'a Value {
        self.batch(column)
            .map_or(&Value::Null, |batch| batch.value(self.row))
    }
}

impl Record for Row<'_> {
    fn whole(&self, column: usize) -> Found<i64> {
        self.value(column).as_rating()
    }

    fn number(&self, column: usize) -> Found<f64> {
        self.value(column).as_number()
    }

    fn moment(&self, column: usize) -> Found<Timestamp> {
        self.value(column).as_moment()
    }

    fn segment(&self, column: usize) -> &[u8] {
        self.batch(column)
            .map_or(&[], |batch| batch.segment(self.row))
    }

    fn excerpt(&self, column: usize) -> String {
        excerpt(self.value(column).to_string().as_bytes())
    }
}

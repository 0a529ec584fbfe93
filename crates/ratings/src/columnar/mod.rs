//! Parquet: column by column, a row group at a time, and of it a few thousand rows at a time.

mod batch;
mod kind;
#[cfg(test)]
mod tests;

use std::fs::File;

use jiff::Timestamp;
use parquet::file::reader::{FileReader as _, RowGroupReader};
use parquet::file::serialized_reader::SerializedFileReader;

use crate::aside::excerpt;
use crate::error::Error;
use crate::look::Column;
use crate::plan::{Part, Plan, Record};
use crate::source::SAMPLE;
use crate::value::Found;

use batch::{Batch, Reader, Value};
use kind::{Kind, Leaf};

/// Rows that are decoded at once.
const ROWS: usize = 8192;

/// A Parquet file whose schema was looked at.
pub(crate) struct Parquet {
    reader: SerializedFileReader<File>,
    /// One for each column.
    leaves: Vec<Leaf>,
}

impl Parquet {
    /// Looks at the schema and at the first rows. Columns inside of lists are left out: they do
    /// not have one value a row.
    pub(crate) fn look(file: File) -> Result<(Self, Vec<Column>), Error> {
        let reader = SerializedFileReader::new(file)?;
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
        parquet.sample(&mut columns)?;
        Ok((parquet, columns))
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

    /// Reads the columns of a plan into one part. Lines are rows.
    pub(crate) fn read(
        &self,
        plan: &Plan,
        names: &[Column],
        progress: &mut dyn FnMut(u64),
    ) -> Result<Part, Error> {
        let mut whole = Part::new(plan.scale);
        self.check(plan, names)?;
        for number in 0..self.reader.num_row_groups() {
            let group = self.reader.get_row_group(number)?;
            self.read_group(group.as_ref(), plan, &mut whole)?;
            progress(size(group.metadata().compressed_size()));
        }
        Ok(whole)
    }

    /// Whether each column may hold what it is asked for.
    fn check(&self, plan: &Plan, names: &[Column]) -> Result<(), Error> {
        let dates = plan.dates.map(|dates| dates.column);
        let asked = [(plan.rating, kind::RATING)]
            .into_iter()
            .chain(plan.weight.map(|column| (column, kind::WEIGHT)))
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

    fn read_group(
        &self,
        group: &dyn RowGroupReader,
        plan: &Plan,
        whole: &mut Part,
    ) -> Result<(), Error> {
        let mut readers: Vec<Option<Reader>> = self.leaves.iter().map(|_| None).collect();
        for column in plan.columns() {
            readers[column] = Some(Reader::new(group, self.leaves[column])?);
        }
        loop {
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
            let rows = rows.unwrap_or(0);
            if rows == 0 {
                return Ok(());
            }
            for row in 0..rows {
                whole.lines += 1;
                let line = whole.lines;
                let record = Row {
                    readers: &readers,
                    row,
                };
                whole.take(plan, &record, line);
            }
            if whole.table.len() > plan.max_cells {
                let most = plan.max_cells;
                return Err(Error::TooManyCells { most });
            }
        }
    }
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

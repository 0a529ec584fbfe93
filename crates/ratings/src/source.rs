//! A source of ratings: opened, recognised by its content, and looked at.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use crate::csv::Csv;
use crate::error::Error;
use crate::look::Column;
use crate::pipeline::{self, Gear};
use crate::plan::{Part, Plan};
use crate::reading::Reading;

/// Bytes that are looked at before anything is counted.
const HEAD: usize = 256 * 1024;

/// Records that are looked at.
pub(crate) const SAMPLE: usize = 1000;

/// How a source is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One record a line, its values separated; the first line names the columns.
    Csv,
}

/// A source of ratings whose beginning was looked at.
pub struct Source<'a> {
    format: Csv,
    columns: Vec<Column>,
    /// What was looked at and not yet counted.
    head: Vec<u8>,
    rest: Box<dyn Read + Send + 'a>,
    /// Lines in front of the first record.
    lines_before: u64,
    size: Option<u64>,
}

impl Source<'static> {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], or those of [`Source::new`].
    pub fn open(path: &Path, format: Option<Format>) -> Result<Self, Error> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        let mut source = Source::new(file, format)?;
        source.size = metadata.is_file().then_some(metadata.len());
        Ok(source)
    }
}

impl<'a> Source<'a> {
    /// Looks at the beginning of an input. Its format is recognised by its content unless it is
    /// given.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::Empty`], [`Error::Form`] for what is not read as it is, and
    /// [`Error::Header`], [`Error::OpenQuote`] for a header that cannot be read.
    pub fn new(input: impl Read + Send + 'a, _format: Option<Format>) -> Result<Self, Error> {
        let mut rest: Box<dyn Read + Send> = Box::new(input);
        let mut head = Vec::new();
        rest.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let (format, columns, begin) = Csv::look(&head)?;
        let lines_before = pipeline::lines(&head[..begin]);
        head.drain(..begin);
        Ok(Self {
            format,
            columns,
            head,
            rest,
            lines_before,
            size: None,
        })
    }

    /// The columns, in the order of the header.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many bytes there are, where that is known.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Reads everything into tallies, in one pass. `progress` hears how many bytes were read
    /// since it was last called.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::LongRecord`], [`Error::OpenQuote`], [`Error::TooManyCells`].
    pub fn read(self, plan: &Plan, progress: &mut dyn FnMut(u64)) -> Result<Reading, Error> {
        let input = Cursor::new(self.head).chain(self.rest);
        let mut before = Part::new(plan.scale);
        before.lines = self.lines_before;
        let part = pipeline::run(&self.format, plan, before, input, Gear::new(), progress)?;
        Ok(Reading::new(plan, part))
    }
}

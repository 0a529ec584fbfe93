//! A source of ratings: opened, recognised by its content, and looked at.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek as _};
use std::path::Path;

use crate::columnar::Parquet;
use crate::csv::Csv;
use crate::error::Error;
use crate::form::Format;
use crate::json::JsonLines;
use crate::look::Column;
use crate::pipeline::{self, Gear, Text};
use crate::plan::{Part, Plan};
use crate::reading::Reading;

/// Bytes that are looked at before anything is counted.
const HEAD: u64 = 256 * 1024;

/// Records that are looked at.
pub(crate) const SAMPLE: usize = 1000;

/// A source of ratings whose beginning was looked at.
pub struct Source<'a> {
    columns: Vec<Column>,
    body: Body<'a>,
    size: Option<u64>,
}

enum Body<'a> {
    Csv(Csv, Stream<'a>),
    JsonLines(JsonLines, Stream<'a>),
    Parquet(Box<Parquet>),
}

/// Text from its first record on.
struct Stream<'a> {
    /// What was looked at and not yet counted.
    head: Vec<u8>,
    rest: Box<dyn Read + Send + 'a>,
    /// Lines in front of the first record.
    lines_before: u64,
}

impl Source<'static> {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// Those of [`Source::new`].
    pub fn open(path: &Path, format: Option<Format>) -> Result<Self, Error> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
        }
        if !metadata.is_file() {
            return Self::new(file, format);
        }
        let head = head(&mut file)?;
        let format = format.map_or_else(|| Format::recognise(&head), Ok)?;
        if format == Format::Parquet {
            return Self::parquet(file);
        }
        let mut source = Self::text(format, head, Box::new(file))?;
        source.size = Some(metadata.len());
        Ok(source)
    }
}

impl<'a> Source<'a> {
    /// Looks at the beginning of an input. Its format is recognised by its content unless it is
    /// given. Parquet is read from its end, so it is first copied to a temporary file.
    ///
    /// # Errors
    ///
    /// [`Error::Io`]; [`Error::Empty`] and [`Error::Form`] for what is not read as it is;
    /// [`Error::Header`] and [`Error::OpenQuote`] for the first line of CSV; [`Error::Parquet`].
    pub fn new(input: impl Read + Send + 'a, format: Option<Format>) -> Result<Self, Error> {
        let mut rest: Box<dyn Read + Send> = Box::new(input);
        let head = head(&mut rest)?;
        let format = format.map_or_else(|| Format::recognise(&head), Ok)?;
        if format == Format::Parquet {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut Cursor::new(head).chain(rest), &mut file)?;
            return Self::parquet(file);
        }
        Self::text(format, head, rest)
    }

    fn parquet(mut file: File) -> Result<Self, Error> {
        file.rewind()?;
        let (parquet, columns) = Parquet::look(file)?;
        Ok(Self {
            size: Some(parquet.size()),
            columns,
            body: Body::Parquet(Box::new(parquet)),
        })
    }

    fn text(format: Format, head: Vec<u8>, rest: Box<dyn Read + Send + 'a>) -> Result<Self, Error> {
        let stream = |mut head: Vec<u8>, begin| Stream {
            lines_before: pipeline::lines(&head[..begin]),
            head: head.split_off(begin),
            rest,
        };
        let (columns, body) = if format == Format::JsonLines {
            let (json, columns, begin) = JsonLines::look(&head)?;
            (columns, Body::JsonLines(json, stream(head, begin)))
        } else {
            let (csv, columns, begin) = Csv::look(&head)?;
            (columns, Body::Csv(csv, stream(head, begin)))
        };
        let size = None;
        Ok(Self {
            columns,
            body,
            size,
        })
    }

    /// How it is written.
    #[must_use]
    pub fn format(&self) -> Format {
        match self.body {
            Body::Csv(..) => Format::Csv,
            Body::JsonLines(..) => Format::JsonLines,
            Body::Parquet(_) => Format::Parquet,
        }
    }

    /// The columns: in the order of the header or the schema, the keys of JSON in the order in
    /// which they were first seen.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Whether it is CSV whose first line names no columns, because it holds numbers. It is read
    /// as a record, and the columns are named by their places.
    #[must_use]
    pub fn is_headless(&self) -> bool {
        let mut names = (1..).map(|place: usize| format!("#{place}"));
        let unnamed = |column: &Column| names.next().is_some_and(|name| name == column.name);
        self.format() == Format::Csv && self.columns.iter().all(unnamed)
    }

    /// How many bytes are read, where that is known.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Reads everything into tallies, in one pass. `progress` hears how many bytes were read
    /// since it was last called.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::TooManyCells`]; of text [`Error::LongRecord`] and
    /// [`Error::OpenQuote`]; of Parquet [`Error::Parquet`] and [`Error::ColumnType`].
    pub fn read(self, plan: &Plan, progress: &mut dyn FnMut(u64)) -> Result<Reading, Error> {
        let part = match self.body {
            Body::Csv(csv, stream) => stream.read(&csv, plan, progress)?,
            Body::JsonLines(json, stream) => stream.read(&json, plan, progress)?,
            Body::Parquet(parquet) => parquet.read(plan, &self.columns, progress)?,
        };
        Ok(Reading::new(plan, part))
    }
}

impl Stream<'_> {
    fn read(
        self,
        format: &impl Text,
        plan: &Plan,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Part, Error> {
        let mut before = Part::new(plan.scale);
        before.lines = self.lines_before;
        let input = Cursor::new(self.head).chain(self.rest);
        pipeline::run(format, plan, before, input, Gear::new(), progress)
    }
}

fn head(input: &mut impl Read) -> Result<Vec<u8>, Error> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

//! Everything that was answered, as a file: the latest state of each response, whatever its survey.
//!
//! What is read is put into a file of its own first, which nobody else sees and which goes with the
//! export: so its columns are known before its first line, nothing that arrives meanwhile is half in
//! it, and memory stays that of a page whatever the store holds.

mod columns;
mod command;
mod csv;
mod formula;
mod leaf;
mod parquet;
mod spool;

use std::io::{self, Write};

use tokio::sync::mpsc;

pub(crate) use self::command::{Options, run};
pub(crate) use self::formula::restored;
pub(crate) use self::leaf::LIST;
use self::spool::Spool;
use crate::store::{Key, Selection, Store, StoreError, Stored};

/// Rows in one read of the store.
const PAGE: u32 = 500;

/// What an export is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Comma-separated values (RFC 4180), with no formula in them.
    Csv,
    /// A response on each line, as JSON.
    Jsonl,
    /// Parquet, with typed columns.
    Parquet,
}

impl Format {
    pub(crate) const ALL: [Self; 3] = [Self::Csv, Self::Jsonl, Self::Parquet];

    /// The name, and the ending of a file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Jsonl => "application/jsonl",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// Why an export did not come to its end.
#[derive(Debug)]
pub(crate) enum ExportError {
    Store(StoreError),
    Write(io::Error),
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Write(error) => error.fmt(f),
        }
    }
}

/// A page on its way from the store to whoever writes; nothing where the store failed.
type Page = Option<Vec<Stored>>;

/// Writes what a selection holds; returns how many responses that were.
///
/// # Errors
///
/// When the store or the output fails; what was written by then is no whole export.
pub(crate) async fn export(
    store: &Store,
    selection: &Selection,
    format: Format,
    out: impl Write + Send + 'static,
) -> Result<u64, ExportError> {
    // One page is written while the next is read.
    let (pages, to_write) = mpsc::channel(1);
    let writing = tokio::task::spawn_blocking(move || write(to_write, format, out));
    let read = send_pages(store, selection, &pages).await;
    if read.is_err() {
        // Else it would end as if that were all.
        let _ = pages.send(None).await;
    }
    drop(pages);
    let written = writing.await.map_err(io::Error::other);
    read.map_err(ExportError::Store)?;
    written
        .and_then(|written| written)
        .map_err(ExportError::Write)
}

async fn send_pages(
    store: &Store,
    selection: &Selection,
    pages: &mpsc::Sender<Page>,
) -> Result<(), StoreError> {
    let mut after = Key::default();
    loop {
        let page = store.page(selection, &after, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        if let Some(row) = page.last() {
            after = row.key.clone();
        }
        // Whoever wrote tells why they stopped.
        if pages.send(Some(page)).await.is_err() || is_last {
            return Ok(());
        }
    }
}

fn write(
    mut pages: mpsc::Receiver<Page>,
    format: Format,
    mut out: impl Write + Send,
) -> io::Result<u64> {
    let mut pages = std::iter::from_fn(|| pages.blocking_recv());
    if format == Format::Jsonl {
        return json_lines(&mut pages, &mut out);
    }
    let spool = Spool::fill(&mut pages)?;
    match format {
        Format::Csv => csv::write(spool, &mut out),
        _ => parquet::write(spool, &mut out),
    }
}

/// The rows of all pages.
///
/// # Errors
///
/// Where the store failed.
fn rows(pages: &mut dyn Iterator<Item = Page>) -> impl Iterator<Item = io::Result<Stored>> {
    pages.flat_map(|page| match page {
        Some(rows) => rows.into_iter().map(Ok).collect(),
        None => vec![Err(io::Error::other("the store failed"))],
    })
}

fn json_lines(pages: &mut dyn Iterator<Item = Page>, out: &mut impl Write) -> io::Result<u64> {
    let mut written = 0;
    for row in rows(pages) {
        let row = row?;
        let mut line = row.told();
        line.truncate(line.len() - 1); // the brace that closes it
        let received_at = row.received_at.to_text();
        writeln!(out, "{line},\"received_at\":\"{received_at}\"}}")?;
        written += 1;
    }
    out.flush()?;
    Ok(written)
}

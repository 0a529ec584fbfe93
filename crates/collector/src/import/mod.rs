//! `afterword import`: ratings of the past, from the files of other services or of our own.
//!
//! Each row becomes a response as a browser would have sent it, and is checked as strictly. Its id
//! follows from what the row calls itself, or from all that it says: so a file that is read twice
//! doubles nothing.

mod columns;
mod own;
mod row;
mod shape;

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use csv::{Position, ReaderBuilder, StringRecord};
use serde_json::Value;
use survey::response::Response;

use self::columns::Columns;
use self::own::Own;
use self::row::Rows;
use crate::cli::Place;
use crate::store::{Incoming, Status, Store};
use crate::surveys;

/// Responses in one commit.
const GROUP: usize = 100;

/// Bad rows that are told one by one.
const TOLD: usize = 50;

/// What to read, and as what.
#[derive(Args)]
pub(crate) struct Options {
    /// A file with a header and comma-separated values.
    file: PathBuf,
    /// The survey that its rows answer.
    #[arg(long)]
    survey: String,
    /// The site [default: the file's own, else default].
    #[arg(long)]
    site: Option<String>,
    /// Which column answers a question, such as nps="How likely is it …".
    #[arg(long = "column", value_name = "QUESTION=COLUMN", value_parser = column)]
    columns: Vec<(String, String)>,
    /// The column that says when it was answered.
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// The column that says who answered.
    #[arg(long, value_name = "COLUMN")]
    respondent: Option<String>,
    /// The column that calls each row by a name of its own.
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Say what would happen, and store nothing.
    #[arg(long)]
    dry_run: bool,
    /// The folder of your definitions.
    #[arg(long, value_name = "DIR", env = "AFTERWORD_SURVEYS")]
    surveys: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

fn column(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(question, column)| !question.is_empty() && !column.is_empty())
        .map(|(question, column)| (question.to_owned(), column.to_owned()))
        .ok_or_else(|| "a question and its column, such as nps=Score".into())
}

/// What a row says.
pub(crate) enum Said {
    /// A record, which still has to be checked.
    Record(Value),
    /// Nothing to import, and why.
    Nothing(&'static str),
}

/// How the rows of a file are read.
enum Reading {
    Own(Own),
    Other(Rows),
}

impl Reading {
    fn name(&self) -> &'static str {
        match self {
            Self::Own(_) => "an export of Afterword",
            Self::Other(rows) => rows.shape.name(),
        }
    }

    /// # Errors
    ///
    /// What is wrong with the row, and where.
    fn record(&self, row: &StringRecord) -> Result<Said, String> {
        match self {
            Self::Own(own) => own.record(row),
            Self::Other(rows) => rows.record(row),
        }
    }
}

/// What became of the rows.
#[derive(Default)]
struct Summary {
    rows: usize,
    statuses: [usize; Status::ALL.len()],
    left_out: Vec<(&'static str, usize)>,
    bad: usize,
}

impl Summary {
    fn leave_out(&mut self, reason: &'static str) {
        match self.left_out.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => self.left_out.push((reason, 1)),
        }
    }

    fn bad(&mut self, at: Option<&Position>, reason: &str) {
        self.bad += 1;
        if self.bad <= TOLD {
            let line = at.map_or(0, Position::line);
            eprintln!("line {line}: {reason}");
        }
    }

    fn tell(&self, dry: bool) {
        let counts = Status::ALL.iter().zip(self.statuses);
        let mut said: Vec<String> = if dry {
            vec![format!("{} would be handed in", self.statuses[0])]
        } else {
            counts
                .map(|(status, count)| format!("{count} {}", status.name()))
                .collect()
        };
        for (reason, count) in &self.left_out {
            said.push(format!("{count} left out ({reason})"));
        }
        said.push(format!("{} bad", self.bad));
        println!("{} rows: {}", self.rows, said.join(", "));
    }
}

/// Exit code 1 where it could not be done, or where a row was bad; the good ones went in then.
pub(crate) fn run(options: &Options) -> ExitCode {
    match import(options) {
        Ok(summary) => {
            summary.tell(options.dry_run);
            if summary.bad == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("afterword: {error}");
            ExitCode::FAILURE
        }
    }
}

fn import(options: &Options) -> Result<Summary, String> {
    let unreadable = |error: io::Error| format!("{}: {error}", options.file.display());
    let file = File::open(&options.file).map_err(unreadable)?;
    let mut rows = ReaderBuilder::new().from_reader(file);
    let header = rows.headers().map_err(|error| error.to_string())?.clone();
    let columns = Columns::new(&header);
    let reading = if Own::is_there(&columns) {
        Reading::Own(Own::new(columns, options))
    } else {
        let json = surveys::known(&options.survey, options.surveys.as_deref())?;
        let mut sample =
            ReaderBuilder::new().from_reader(File::open(&options.file).map_err(unreadable)?);
        let sample: Vec<StringRecord> =
            sample.records().take(1000).filter_map(Result::ok).collect();
        Reading::Other(Rows::new(columns, &sample, &json, options)?)
    };
    eprintln!("{} is read as {}", options.file.display(), reading.name());
    if options.dry_run {
        let mut summary = Summary::default();
        while let Some(group) = gather(&mut rows, &reading, &mut summary) {
            summary.statuses[0] += group.len();
        }
        return Ok(summary);
    }
    options.place.with_store(async |store| {
        let mut summary = Summary::default();
        while let Some(group) = gather(&mut rows, &reading, &mut summary) {
            submit(store, group, &mut summary).await?;
        }
        Ok(summary)
    })
}

/// The next responses; nothing behind the last row.
fn gather(
    rows: &mut csv::Reader<File>,
    reading: &Reading,
    summary: &mut Summary,
) -> Option<Vec<Incoming>> {
    let mut group = Vec::with_capacity(GROUP);
    let mut any = false;
    for row in rows.records().take(GROUP) {
        any = true;
        summary.rows += 1;
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                summary.bad(error.position(), &error.to_string());
                continue;
            }
        };
        match reading.record(&row) {
            Ok(Said::Nothing(reason)) => summary.leave_out(reason),
            Ok(Said::Record(record)) => match Response::parse(&&record) {
                Ok(response) => group.push(Incoming::from(response)),
                Err(problems) => {
                    let reason = problems.first().map_or_else(String::new, |problem| {
                        format!(
                            "{}: {}, expected {}",
                            problem.at,
                            problem.message(),
                            problem.expected()
                        )
                    });
                    summary.bad(row.position(), &reason);
                }
            },
            Err(reason) => summary.bad(row.position(), &reason),
        }
    }
    any.then_some(group)
}

async fn submit(store: &Store, group: Vec<Incoming>, summary: &mut Summary) -> Result<(), String> {
    if group.is_empty() {
        return Ok(());
    }
    let statuses = store.submit(group).await;
    let statuses = statuses.map_err(|_| {
        format!(
            "the store refused after {} rows; what went in before is there",
            summary.rows
        )
    })?;
    for (status, count) in Status::ALL.iter().zip(&mut summary.statuses) {
        *count += statuses.iter().filter(|one| *one == status).count();
    }
    Ok(())
}

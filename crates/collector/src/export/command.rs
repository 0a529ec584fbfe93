//! `afterword export`: to standard output, beside a collector that may run on the same store.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use clap::Args;
use survey::time::Timestamp;

use super::{ExportError, Format, export};
use crate::cli::Place;
use crate::store::Selection;

/// What to export, and as what.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Only this survey.
    #[arg(long)]
    survey: Option<String>,
    /// Only this site.
    #[arg(long)]
    site: Option<String>,
    /// Only what was answered at this moment or later: a date or a time in UTC.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    from: Option<Timestamp>,
    /// Only what was answered before this moment.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    to: Option<Timestamp>,
}

fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text)
        .or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")))
        .ok_or_else(|| "a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z".into())
}

/// Exit code 1 where it did not come to its end.
pub(crate) fn run(options: &Options) -> ExitCode {
    let selection = Selection {
        site: options.site.clone(),
        survey: options.survey.clone(),
        from: options.from,
        to: options.to,
    };
    let done = options.place.with_store(async |store| {
        let out = BufWriter::new(io::stdout());
        match export(store, &selection, options.format, out).await {
            Ok(_) => Ok(()),
            // Whoever read has enough, as `head` does.
            Err(ExportError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(format!("the export broke off: {error}")),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("afterword: {error}");
            ExitCode::FAILURE
        }
    }
}

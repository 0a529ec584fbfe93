//! `afterword erase`: takes out all that a respondent said.

use std::process::ExitCode;

use clap::Args;

use crate::cli::Place;
use crate::store::{Erased, Store};

/// Whom, and where.
#[derive(Args)]
pub(crate) struct Options {
    /// Who it is, as the site names its customers.
    #[arg(long)]
    respondent: String,
    /// The site [default: all of them].
    #[arg(long)]
    site: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Prints how much it was. Exit code 1 where it could not be done.
pub(crate) fn run(options: &Options) -> ExitCode {
    let erased = options
        .place
        .with_store(async |store| erase(store, options).await);
    match erased {
        Ok(Erased {
            responses,
            messages,
        }) => {
            println!(
                "{}, {}",
                counted(responses, "response"),
                counted(messages, "message")
            );
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("afterword: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn erase(store: &Store, options: &Options) -> Result<Erased, String> {
    let sites = match &options.site {
        Some(site) => vec![site.clone()],
        None => store.sites().await.map_err(|error| error.to_string())?,
    };
    let mut sum = Erased::default();
    for site in sites {
        sum += store
            .erase(&site, &options.respondent)
            .await
            .map_err(|error| format!("on the site `{site}`: {error}"))?;
    }
    Ok(sum)
}

fn counted(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

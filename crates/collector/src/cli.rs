//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::calc;
use crate::check;
use crate::config::Config;
use crate::doctor;
use crate::erase;
use crate::export;
use crate::import;
use crate::letters;
use crate::link;
use crate::migrate;
use crate::score;
use crate::serve;
use crate::sign;
use crate::store::{Location, Store};
use crate::token;

/// Takes responses in and gives scores out.
#[derive(Parser)]
#[command(name = "afterword", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Collect responses and serve scores, prompt and demo.
    Serve(serve::Options),
    /// Compute statistics by name: a request on each line in, an answer on each line out.
    Calc(calc::Options),
    /// Score the ratings of a file: by segment and wave, with intervals.
    Score(score::Options),
    /// Name every problem of a survey's definition.
    Check {
        /// The definition, as JSON.
        #[arg(value_name = "SURVEY.json")]
        file: PathBuf,
    },
    /// Vouch for a respondent, as a site's server does: print a token that says who it is.
    Sign(sign::Options),
    /// Say whether a collector could run here as it is told to.
    Doctor(doctor::Options),
    /// Write what was answered to standard output, as CSV, JSON Lines or Parquet.
    Export(export::Options),
    /// Read ratings of the past: exports of other services, our own, or any file of values.
    Import(import::Options),
    /// Make a link to a hosted survey: as an address, a QR code or a piece of an e-mail.
    Link(link::Options),
    /// Make, list and revoke the tokens that reading wants.
    Token(token::Options),
    /// Take out all that a respondent said, with its share of every score.
    Erase(erase::Options),
    /// Move all that one store holds into another, empty one.
    Migrate(migrate::Options),
    /// List the messages to webhooks that were given up, or have them sent again.
    Letters(letters::Options),
}

/// Whose store a command works on.
#[derive(Args)]
pub(crate) struct Place {
    /// The file with the settings [default: afterword.toml, if it is there].
    #[arg(long, value_name = "FILE", env = "AFTERWORD_CONFIG")]
    config: Option<PathBuf>,
    /// The store [default: the one of the file, else sqlite:afterword.db].
    #[arg(long)]
    store: Option<Location>,
}

impl Place {
    /// # Errors
    ///
    /// What is wrong with the file.
    pub(crate) fn location(&self) -> Result<Location, String> {
        if let Some(location) = &self.store {
            return Ok(location.clone());
        }
        let (config, _) =
            Config::find(self.config.as_deref()).map_err(|error| error.to_string())?;
        match &config.store {
            Some(text) => {
                let location: Result<_, String> = text.as_ref().reveal().parse();
                location.map_err(|reason| format!("store: {reason}"))
            }
            None => USUAL_STORE.parse(),
        }
    }
}

impl Place {
    /// Does something with the store, beside a collector that may run on it.
    ///
    /// # Errors
    ///
    /// What is wrong with the file or the store, and what is said by `act`.
    pub(crate) fn with_store<T>(
        &self,
        act: impl AsyncFnOnce(&Store) -> Result<T, String>,
    ) -> Result<T, String> {
        let location = self.location()?;
        block_on(async {
            let store = Store::open(&location)
                .await
                .map_err(|error| format!("cannot use the store {location}: {error}"))?;
            let done = act(&store).await;
            store.close().await;
            done
        })
    }
}

/// Does what a command does with a store.
///
/// # Errors
///
/// What `work` says, and when it cannot be begun.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?
        .block_on(work)
}

/// Where responses are kept if nobody says.
pub(crate) const USUAL_STORE: &str = "sqlite:afterword.db";

/// Runs the program. Exit codes: 0, 1 for bad input, 2 for bad usage.
pub(crate) fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve(options) => serve::run(options),
        Command::Calc(options) => calc::run(&options),
        Command::Score(options) => score::run(&options),
        Command::Check { file } => check::run(&file),
        Command::Sign(options) => sign::run(&options),
        Command::Doctor(options) => doctor::run(options),
        Command::Export(options) => export::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Link(options) => link::run(&options),
        Command::Token(options) => token::run(&options),
        Command::Erase(options) => erase::run(&options),
        Command::Migrate(options) => migrate::run(&options),
        Command::Letters(options) => letters::run(&options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}

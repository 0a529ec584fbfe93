//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::calc;
use crate::check;
use crate::config::Config;
use crate::score;
use crate::serve;
use crate::sign;
use crate::store::Location;
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
    /// Make, list and revoke the tokens that reading wants.
    Token(token::Options),
}

/// Whose store a command works on.
#[derive(Args)]
pub(crate) struct Place {
    /// The file with the settings [default: afterword.toml, if it is there].
    #[arg(long, value_name = "FILE", env = "AFTERWORD_CONFIG")]
    config: Option<PathBuf>,
    /// The store [default: the one of the file, else sqlite:afterword.db].
    #[arg(long, value_parser = location)]
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
                location(text.as_ref().reveal()).map_err(|reason| format!("store: {reason}"))
            }
            None => location(USUAL_STORE),
        }
    }
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
        Command::Token(options) => token::run(&options),
    }
}

/// Reads the value of `--store`. `none` is not advertised: it is the other half of the ingest
/// benchmark, everything but a store.
pub(crate) fn location(text: &str) -> Result<Location, String> {
    match text.split_once(':') {
        Some(("sqlite", "" | ":memory:" | "memory:")) => {
            Err("a file is needed: its content must survive a restart".into())
        }
        Some(("sqlite", file)) => Ok(Location::Sqlite(file.into())),
        Some(("postgres" | "postgresql", _)) => {
            Err("PostgreSQL is not in this version; use sqlite:FILE".into())
        }
        _ if text == "none" => Ok(Location::Nowhere),
        _ => Err("this is no store; use sqlite:FILE".into()),
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

    #[test]
    fn stores() {
        assert_eq!(location("sqlite:a.db"), Ok(Location::Sqlite("a.db".into())));
        assert_eq!(
            location("sqlite:/var/lib/a:b.db"),
            Ok(Location::Sqlite("/var/lib/a:b.db".into()))
        );
        assert!(
            location("postgres://host/db")
                .unwrap_err()
                .contains("not in this version")
        );
        for wrong in ["", "a.db", "sqlite:", "sqlite::memory:", "mysql://host"] {
            assert!(location(wrong).is_err(), "{wrong}");
        }
    }
}

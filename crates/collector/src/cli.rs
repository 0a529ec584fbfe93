//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::calc;
use crate::check;
use crate::score;
use crate::serve::{self, Settings};
use crate::sign;
use crate::signed::Key;
use crate::store::Location;

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
    Serve {
        /// Where responses are kept: sqlite:FILE.
        #[arg(long, default_value = "sqlite:afterword.db", value_parser = location)]
        store: Location,
        /// The address and port to listen on; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8737")]
        listen: SocketAddr,
        /// A folder with a definition in each *.json: they are served, and go before the templates.
        #[arg(long, value_name = "DIR", env = "AFTERWORD_SURVEYS")]
        surveys: Option<PathBuf>,
        /// What reading wants as `Authorization: Bearer …`, in place of the token made at the
        /// first start.
        #[arg(long, env = "AFTERWORD_TOKEN", hide_env_values = true, hide = true)]
        #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
        token: Option<String>,
        /// The key that a site's server signs respondents with.
        #[arg(
            long,
            env = "AFTERWORD_SIGNING_KEY",
            hide_env_values = true,
            hide = true
        )]
        #[arg(value_parser = Key::new)]
        signing_key: Option<Key>,
    },
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
}

/// Runs the program. Exit codes: 0, 1 for bad input, 2 for bad usage.
pub(crate) fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve {
            store,
            listen,
            surveys,
            token,
            signing_key,
        } => {
            let settings = Settings {
                location: store,
                listen,
                surveys,
                token,
                signing_key,
            };
            match serve::run(settings) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    eprintln!("afterword: {error}");
                    ExitCode::FAILURE
                }
            }
        }
        Command::Calc(options) => calc::run(&options),
        Command::Score(options) => score::run(&options),
        Command::Check { file } => check::run(&file),
        Command::Sign(options) => sign::run(&options),
    }
}

/// Reads the value of `--store`. `none` is not advertised: it is the other half of the ingest
/// benchmark, everything but a store.
fn location(text: &str) -> Result<Location, String> {
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

//! `afterword sign`: a token that vouches for a respondent, made by hand.

use std::process::ExitCode;

use clap::Args;
use survey::duration::Duration;

use crate::clock;
use crate::signed::{Claims, Key};

/// For whom, and how long.
#[derive(Args)]
pub(crate) struct Options {
    /// Who it is, as the site names its customers.
    respondent: String,
    #[arg(long, default_value = "default")]
    site: String,
    /// How long it is believed.
    #[arg(long = "for", value_name = "TIME", default_value = "1h", value_parser = duration)]
    lasting: Duration,
    /// The key; better given in the environment, which other users of the machine do not see.
    #[arg(long, env = "AFTERWORD_SIGNING_KEY", hide_env_values = true)]
    #[arg(value_parser = Key::new)]
    signing_key: Key,
}

fn duration(text: &str) -> Result<Duration, String> {
    Duration::parse(text)
        .ok_or_else(|| "a whole number and its unit, such as 30m, 1h or 90d".to_owned())
}

/// Prints the token.
pub(crate) fn run(options: &Options) -> ExitCode {
    let lasting = i64::try_from(options.lasting.millis()).unwrap_or(i64::MAX);
    let until = clock::now().millis().saturating_add(lasting);
    let claims = Claims::new(&options.site, &options.respondent, until / 1000);
    let signed = options.signing_key.sign(&claims);
    match signed {
        Ok(token) => {
            println!("{token}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("afterword: {error}");
            ExitCode::FAILURE
        }
    }
}

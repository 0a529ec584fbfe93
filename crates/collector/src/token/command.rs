//! `afterword token`: makes tokens, names them, takes them back.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{FIRST, NAMED, Named, Scope, TokenHash, first, make, named};
use crate::cli::Place;
use crate::clock;
use crate::store::{Store, StoreError};

/// The name of the token made at the first start.
const FIRST_NAME: &str = "first";

/// What to do with tokens.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Make a token, and print it. It is shown this once.
    New {
        /// What it is called, to be found again.
        name: String,
        /// read: scores and responses; export: all of them at once; admin: to change what is kept.
        #[arg(long, default_value = "read")]
        #[arg(value_parser = |text: &str| text.parse::<Scope>())]
        scope: Scope,
        #[command(flatten)]
        place: Place,
    },
    /// Print the name, the scope and the age of each token.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Take a token back: a running collector refuses it after 2 seconds.
    Revoke {
        /// What it is called; `first` is the one made at the first start.
        name: String,
        #[command(flatten)]
        place: Place,
    },
}

/// Exit code 1 where it could not be done.
pub(crate) fn run(options: &Options) -> ExitCode {
    let done = match &options.act {
        Act::New { name, scope, place } => {
            place.with_store(async |store| new(store, name, *scope).await)
        }
        Act::List { place } => place.with_store(list),
        Act::Revoke { name, place } => place.with_store(async |store| revoke(store, name).await),
    };
    match done {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("afterword: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn new(store: &Store, name: &str, scope: Scope) -> Result<String, String> {
    let mut tokens = named(store).await.map_err(told)?;
    if name == FIRST_NAME || tokens.iter().any(|token| token.name == name) {
        return Err(format!(
            "there is a token `{name}` already; expected another name, or `afterword token revoke {name}` first"
        ));
    }
    let token = make().map_err(told)?;
    tokens.push(Named {
        name: name.to_owned(),
        scope,
        sha256: TokenHash::of(&token).to_hex(),
        made_at: clock::now().to_text(),
    });
    keep(store, &tokens).await?;
    Ok(format!("{token}\n"))
}

async fn list(store: &Store) -> Result<String, String> {
    let first = first(store).await.map_err(told)?.flatten();
    let first = first.map(|_| format!("{FIRST_NAME}\tadmin\tmade at the first start\n"));
    let others = named(store).await.map_err(told)?;
    let others = others.iter().map(|token| {
        let scope = token.scope.name();
        format!("{}\t{scope}\t{}\n", token.name, token.made_at)
    });
    Ok(first.into_iter().chain(others).collect())
}

async fn revoke(store: &Store, name: &str) -> Result<String, String> {
    if name == FIRST_NAME && first(store).await.map_err(told)?.flatten().is_some() {
        store.set(FIRST, "").await.map_err(told)?;
        return Ok(String::new());
    }
    let mut tokens = named(store).await.map_err(told)?;
    let before = tokens.len();
    tokens.retain(|token| token.name != name);
    if tokens.len() == before {
        return Err(format!(
            "there is no token `{name}`; expected one that `afterword token list` prints"
        ));
    }
    keep(store, &tokens).await?;
    Ok(String::new())
}

async fn keep(store: &Store, tokens: &[Named]) -> Result<(), String> {
    let text = serde_json::to_string(tokens).map_err(|error| error.to_string())?;
    store.set(NAMED, &text).await.map_err(told)
}

// By value, as `map_err` gives it.
#[expect(clippy::needless_pass_by_value)]
fn told(error: StoreError) -> String {
    error.to_string()
}

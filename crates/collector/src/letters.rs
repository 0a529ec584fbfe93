//! `afterword letters`: the messages that were given up, and sending them after all.

use std::process::ExitCode;

use clap::Args;

use crate::cli::Place;
use crate::clock;
use crate::store::{DeadLetter, Store};

/// Letters that are listed or revived at one time.
const AT_MOST: u32 = 1000;

/// Which, and what is done with them.
#[derive(Args)]
pub(crate) struct Options {
    /// Have those that are listed sent again, from the first try on.
    #[arg(long)]
    revive: bool,
    /// Only those to addresses that begin like this.
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    to: String,
    /// Only those of this site.
    #[arg(long)]
    site: Option<String>,
    #[command(flatten)]
    place: Place,
}

impl Options {
    fn selects(&self, letter: &DeadLetter) -> bool {
        let message = &letter.message;
        let is_there = self
            .site
            .as_ref()
            .is_none_or(|site| *site == message.id.site);
        is_there && message.to.starts_with(&self.to)
    }
}

/// Prints a line for each. Exit code 1 where the store refuses.
pub(crate) fn run(options: &Options) -> ExitCode {
    let done = options
        .place
        .with_store(async |store| work(store, options).await);
    match done {
        Ok(letters) => {
            for letter in &letters {
                println!("{}", line(letter));
            }
            let done = if options.revive {
                "sent again"
            } else {
                "given up"
            };
            eprintln!("{} {done}", letters.len());
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("afterword: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn work(store: &Store, options: &Options) -> Result<Vec<DeadLetter>, String> {
    let letters = store
        .dead_letters(AT_MOST)
        .await
        .map_err(|error| error.to_string())?;
    let mut letters: Vec<_> = letters
        .into_iter()
        .filter(|letter| options.selects(letter))
        .collect();
    if options.revive {
        let now = clock::now();
        let mut revived = Vec::new();
        for letter in letters {
            let id = letter.message.id.clone();
            if store
                .revive(id, now)
                .await
                .map_err(|error| error.to_string())?
            {
                revived.push(letter);
            }
        }
        letters = revived;
    }
    Ok(letters)
}

/// Tabs between when it was written, site, response and its version, kind, address and reason.
fn line(letter: &DeadLetter) -> String {
    let DeadLetter { message, reason } = letter;
    let id = &message.id;
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        message.created_at.to_text(),
        id.site,
        id.response,
        id.seq,
        message.kind,
        message.to,
        reason.replace(['\t', '\n', '\r'], " ")
    )
}

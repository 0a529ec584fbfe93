//! How fast a visitor is asked, beside others, on the same page and in one run.
//!
//! Every contestant takes its turn in every round, in another order each time, and in a browser
//! that knows nothing yet; so whatever else the machine does weighs on all. The first round
//! answers each prompt to its end and is not counted. `cargo xtask bench prompt` runs it with
//! what it needs.

mod assets;
mod contestants;
mod figures;
mod floors;
mod server;
mod snippet;
mod table;
mod visit;

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use contestants::{Contestant, MEASURED_AGAINST};
use figures::Figures;
use server::Server;
use std::env;
use std::path::{Path, PathBuf};
use visit::Visit;

/// Measures how fast a visitor is asked
#[derive(Parser)]
struct Options {
    /// Rounds that are counted
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Only these, by name, and what they are measured against
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    only: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let (contestants, assets) = contestants::all()?;
    let contestants = chosen(contestants, &options.only)?;
    let server = Server::start(assets).await?;
    let mut field: Vec<(Contestant, Figures)> = contestants
        .into_iter()
        .map(|contestant| (contestant, Figures::default()))
        .collect();
    for (contestant, _) in &field {
        let visit = Visit::new(contestant, &server);
        visit
            .answer_to_the_end()
            .await
            .with_context(|| contestant.name)?;
        eprintln!("warm-up: {}", contestant.name);
    }
    let runs = usize::from(options.runs);
    for round in 0..runs {
        for turn in 0..field.len() {
            let index = (round + turn) % field.len();
            let (contestant, figures) = &mut field[index];
            measure(contestant, &server, figures).await;
            eprintln!("round {} of {runs}: {}", round + 1, contestant.name);
        }
    }
    table::print(&field, runs);
    Ok(())
}

/// A visit that fails is told and not counted: the others' figures still stand.
async fn measure(contestant: &Contestant, server: &Server, figures: &mut Figures) {
    let visit = Visit::new(contestant, server);
    for result in [visit.slowly().await, visit.at_full_speed().await] {
        match result {
            Ok(measured) => figures.add(measured),
            Err(error) => eprintln!("{}: {error:#}", contestant.name),
        }
    }
}

fn chosen(contestants: Vec<Contestant>, only: &[String]) -> Result<Vec<Contestant>> {
    let names: Vec<_> = contestants.iter().map(|one| one.name).collect();
    if let Some(unknown) = only.iter().find(|name| !names.contains(&name.as_str())) {
        bail!(
            "no contestant is called {unknown}; there are {}",
            names.join(", ")
        );
    }
    let is_chosen = |one: &Contestant| {
        only.is_empty()
            || MEASURED_AGAINST.contains(&one.name)
            || only.iter().any(|name| name == one.name)
    };
    Ok(contestants.into_iter().filter(is_chosen).collect())
}

/// What `cargo xtask bench prompt` says by a variable.
fn given(variable: &str) -> Result<PathBuf> {
    env::var_os(variable).map(PathBuf::from).with_context(|| {
        format!("{variable} is not set: run `cargo xtask bench prompt`, which sets it")
    })
}

/// A file or folder of this benchmark.
fn part(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("bench/prompt")
        .join(name)
}

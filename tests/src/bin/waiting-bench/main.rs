//! What a page pays while surveys wait on it and none is asked: how long its scripts take, on a
//! processor that is slowed down four times.
//!
//! The pages take turns, each in a browser that knows nothing yet. `cargo xtask bench waiting` runs
//! it with what it needs.

mod trace;

use anyhow::Result;
use clap::Parser;
use journeys::browser::{Browser, Visitor};
use journeys::crowd::{SURVEYS, crowded, deserted, for_events, idle_script, listed, lonely};
use journeys::median::median;
use journeys::site::Site;
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;
use trace::Trace;

/// What a browser just started still does for itself.
const STARTING: Duration = Duration::from_millis(500);
/// Until everything has come, and what is looked at was looked at twice.
const AFTERMATH: Duration = Duration::from_millis(2500);
/// Milliseconds that all scripts may take until the page has loaded.
const BOUND: f64 = 5.0;

/// Measures what a page pays while surveys wait on it
#[derive(Parser)]
struct Options {
    /// Rounds that are counted
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Times that the processor is slowed down by
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..))]
    slowdown: u16,
}

/// A page, and what its visits measured.
struct Page {
    name: String,
    site: Site,
    visits: Vec<Measured>,
}

/// What one visit measured.
struct Measured {
    /// Milliseconds of script until the page had loaded.
    loading: f64,
    /// The same in all.
    script: f64,
    /// Milliseconds of the longest task that ran a script.
    longest: f64,
    requests: f64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Options { runs, slowdown } = Options::parse();
    let page = |name: String, site| Page {
        name,
        site,
        visits: Vec::new(),
    };
    let mut pages = [
        page("no survey".into(), deserted()),
        page("a script that does nothing".into(), idle_script()),
        page("1 survey".into(), lonely()?),
        page(format!("{SURVEYS} tags"), crowded()?),
        page(format!("{SURVEYS} surveys of one tag"), listed()?),
        page(format!("{SURVEYS} of one tag, for events"), for_events()?),
    ];
    for round in 1..=runs {
        for page in &mut pages {
            let measured = visit(&page.site, slowdown).await?;
            page.visits.push(measured);
        }
        eprintln!("round {round} of {runs}");
    }
    println!(
        "\nmedians of {runs}, in milliseconds, with a processor slowed down {slowdown} times\n"
    );
    print(&pages);
    Ok(())
}

async fn visit(site: &Site, slowdown: u16) -> Result<Measured> {
    let site = site.clone().serve().await?;
    let browser = Browser::open_traced(Visitor::DESKTOP).await?;
    let rate = json!({"rate": slowdown});
    browser
        .devtools("Emulation.setCPUThrottlingRate", rate)
        .await?;
    sleep(STARTING).await;
    browser.visit(&site.url("/")).await?;
    sleep(AFTERMATH).await;
    let trace = Trace::of(&browser.traced().await?, &site.url("/"))?;
    Ok(Measured {
        loading: trace.script_until_load(),
        script: trace.script(),
        longest: trace.longest_task(),
        requests: site.requests().len() as f64 - 1.0,
    })
}

fn print(pages: &[Page]) {
    println!(
        "| | script until loaded | script in all | longest task with script | requests |\n\
         |---|--:|--:|--:|--:|"
    );
    for page in pages {
        let of = |what: fn(&Measured) -> f64| page.median(what);
        println!(
            "| {} | {:.1} | {:.1} | {:.1} | {} |",
            page.name,
            of(|visit| visit.loading),
            of(|visit| visit.script),
            of(|visit| visit.longest),
            of(|visit| visit.requests),
        );
    }
    if let [bare, with_surveys @ ..] = pages {
        println!("\nat most {BOUND} ms until loaded beyond the bare page:");
        let loading = |page: &Page| page.median(|visit| visit.loading);
        for page in with_surveys {
            let added = loading(page) - loading(bare);
            let holds = if added <= BOUND { "holds" } else { "missed" };
            println!("{}: {added:.1}, {holds}", page.name);
        }
    }
}

impl Page {
    fn median(&self, what: fn(&Measured) -> f64) -> f64 {
        let values: Vec<_> = self.visits.iter().map(what).collect();
        median(&values).unwrap_or(f64::NAN)
    }
}

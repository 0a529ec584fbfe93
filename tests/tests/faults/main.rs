//! An answer is there exactly once, whatever goes wrong on its way, or the page was told.
//!
//! A sample of the matrix that `cargo xtask faults` runs: in Chromium some faults in every
//! circumstance, in the others each fault in one.

use anyhow::{Result, ensure};
use journeys::engine::Engine;
use journeys::faults::{Cell, Circumstance, Expected, Fault, Session};
use journeys::house::House;

/// What decides over the pauses of these runs.
const SEED: u64 = 2026;

/// Its collector is gone, and with it what the page would fetch from there.
#[tokio::test]
async fn nobody_listens() -> Result<()> {
    row(Fault::Refuse).await
}

/// The answer is stored, and the browser cannot know.
#[tokio::test]
async fn a_connection_that_breaks_after_the_commit() -> Result<()> {
    row(Fault::ResetAfter).await
}

/// The same, and it looks as if nobody were there.
#[tokio::test]
async fn an_answer_that_no_page_can_read() -> Result<()> {
    row(Fault::NoCors).await
}

/// The collector says when to come again.
#[tokio::test]
async fn too_many_at_once() -> Result<()> {
    row(Fault::TooMany).await
}

/// The collector refuses what it will take once it is repaired.
#[tokio::test]
async fn an_endpoint_that_is_repaired() -> Result<()> {
    row(Fault::Invalid).await
}

/// In Chromium, in every circumstance.
async fn row(fault: Fault) -> Result<()> {
    let cells = Cell::all(&[Engine::Chromium]);
    let row = cells.into_iter().filter(|cell| cell.fault == fault);
    hold(Engine::Chromium, row).await
}

/// Each fault, and in which circumstance it is run in Firefox and in `WebKitGTK`.
const SAMPLE: [(Fault, Circumstance, Circumstance); 13] = [
    (Fault::Refuse, Circumstance::Stay, Circumstance::FetchThrows),
    (
        Fault::ResetBefore,
        Circumstance::DeniedAndClosed,
        Circumstance::Navigate,
    ),
    (Fault::ResetAfter, Circumstance::Full, Circumstance::Close),
    (Fault::Hang, Circumstance::Reload, Circumstance::Blocked),
    (Fault::Delay, Circumstance::SecondTab, Circumstance::Stay),
    (
        Fault::TruncateHead,
        Circumstance::Navigate,
        Circumstance::Denied,
    ),
    (
        Fault::TruncateBody,
        Circumstance::Denied,
        Circumstance::SecondTab,
    ),
    (Fault::TooMany, Circumstance::Offline, Circumstance::Reload),
    (
        Fault::Invalid,
        Circumstance::Blocked,
        Circumstance::ClockAhead,
    ),
    (
        Fault::Unavailable,
        Circumstance::FetchThrows,
        Circumstance::Blocker,
    ),
    (
        Fault::NoCors,
        Circumstance::ClockBack,
        Circumstance::Offline,
    ),
    (Fault::Duplicate, Circumstance::Blocker, Circumstance::Full),
    (
        Fault::Reorder,
        Circumstance::ClockAhead,
        Circumstance::ClockBack,
    ),
];

#[tokio::test]
async fn each_fault_in_firefox() -> Result<()> {
    let sample = SAMPLE.map(|(fault, circumstance, _)| Cell {
        engine: Engine::Firefox,
        fault,
        circumstance,
    });
    hold(Engine::Firefox, sample).await
}

#[tokio::test]
async fn each_fault_in_webkit() -> Result<()> {
    let sample = SAMPLE.map(|(fault, _, circumstance)| Cell {
        engine: Engine::WebKit,
        fault,
        circumstance,
    });
    hold(Engine::WebKit, sample).await
}

#[test]
fn each_fault_and_each_circumstance_is_sampled() {
    assert_eq!(SAMPLE.map(|(fault, ..)| fault), Fault::ALL);
    for circumstance in Circumstance::ALL {
        let is_sampled = SAMPLE
            .iter()
            .any(|(_, firefox, webkit)| [*firefox, *webkit].contains(&circumstance));
        // Browsers are killed in Chromium alone, where whole rows are run.
        assert!(is_sampled || circumstance.kills(), "{circumstance}");
    }
}

/// Runs cells of an engine, if that is here, and holds that each comes to what it has to.
async fn hold(engine: Engine, cells: impl IntoIterator<Item = Cell>) -> Result<()> {
    if !engine.is_wanted()? {
        return Ok(());
    }
    let house = House::open()?;
    let mut session = Session::new(&house);
    let mut bad = Vec::new();
    for (number, cell) in (1..).zip(cells) {
        assert!(!matches!(cell.expected(), Expected::Never { .. }), "{cell}");
        let verdict = session.run(cell, number, SEED).await;
        // Shown where an assertion fails.
        println!("{cell}: {}", verdict.outcome);
        if !verdict.outcome.is_good() {
            bad.push(format!("{cell}: {}: {}", verdict.outcome, verdict.note));
        }
    }
    ensure!(bad.is_empty(), "{bad:#?}");
    Ok(())
}

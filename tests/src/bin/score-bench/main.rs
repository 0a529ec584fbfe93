//! How long ten million ratings take to count and to score: ours beside others, as ratios.
//!
//! All take turns in every round, so that whatever else the machine does weighs on all, and the
//! best of its rounds is told of each. `cargo xtask bench score` runs it with what it needs.

mod arrays;
mod native;
mod ratings;
mod table;
mod worker;

use anyhow::Result;
use std::env;
use std::path::PathBuf;

const RATINGS: usize = 10_000_000;

fn main() -> Result<()> {
    let folder = tempfile::tempdir_in(beside_this_program()?)?;
    let ratings = ratings::made_from_a_seed(RATINGS);
    arrays::compare(&ratings, folder.path())
}

/// The usual place for temporary files may be no disk at all.
fn beside_this_program() -> Result<PathBuf> {
    let mut folder = env::current_exe()?;
    folder.pop();
    Ok(folder)
}

//! How long ten million ratings take to count and to score: ours beside others, as ratios.
//!
//! All take turns in every round, so that whatever else the machine does weighs on all, and the
//! best of its rounds is told of each. `cargo xtask bench score` runs it with what it needs.

mod arrays;
mod files;
mod native;
mod ratings;
mod table;
mod worker;

use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;

/// Ratings in an array, rows in a file.
const RATINGS: usize = 10_000_000;

fn main() -> Result<()> {
    let wanted = env::args().nth(1);
    let wants = |part: &str| wanted.as_deref().is_none_or(|wanted| wanted == part);
    if !wants("arrays") && !wants("files") {
        bail!("there is `arrays` and there is `files`; without a word, both");
    }
    let folder = tempfile::tempdir_in(beside_this_program()?)?;
    let ratings = ratings::made_from_a_seed(RATINGS);
    if wants("arrays") {
        arrays::compare(&ratings, folder.path())?;
    }
    if wants("files") {
        files::compare(&ratings, folder.path())?;
    }
    Ok(())
}

/// The usual place for temporary files may be no disk at all.
fn beside_this_program() -> Result<PathBuf> {
    let mut folder = env::current_exe()?;
    folder.pop();
    Ok(folder)
}

//! Waiting for what will be so, and never for time to pass.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Nothing that works takes this long, even on a machine that compiles beside it.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks again and again until there is something to see.
///
/// # Errors
///
/// When looking fails, or when there is nothing for too long; the message names what was awaited.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        if start.elapsed() > PATIENCE {
            bail!("waited {PATIENCE:?} in vain for {what}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Waits until a text is the expected one.
///
/// # Errors
///
/// When reading fails, or when it is another one for too long; the message says which one last.
pub async fn until_reads(
    what: &str,
    expected: &str,
    mut read: impl AsyncFnMut() -> Result<String>,
) -> Result<()> {
    let mut last = String::new();
    let result = until(what, async || {
        last = read().await?;
        Ok((last == expected).then_some(()))
    })
    .await;
    result.with_context(|| format!("{what} reads {last:?} instead of {expected:?}"))
}

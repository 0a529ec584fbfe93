//! A new version was deployed while a page was open: its loader asks for files that are gone.

use std::fs;

use anyhow::{Context, Result, ensure};
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::host::{BUY, OWN, assert_page_works, checkout};
use journeys::prompt::Prompt;
use serde_json::Value;

/// A page that was opened before a new version was deployed: its files are gone, and the script says
/// where the new ones are.
#[tokio::test]
async fn a_version_that_is_gone() -> Result<()> {
    version_that_is_gone(OWN, &[]).await?;
    Ok(())
}

/// Likewise where only the script of the prompt is gone: an import does not say so.
#[tokio::test]
async fn a_version_whose_module_is_left() -> Result<()> {
    version_that_is_gone(OWN, &["prompt_bg.wasm"]).await?;
    Ok(())
}

/// Likewise where what watches its triggers is the first to be missed.
#[tokio::test]
async fn a_version_that_is_gone_while_a_trigger_waits() -> Result<()> {
    let tag = OWN.replace("<script", r#"<script data-trigger="event purchase; exit""#);
    let requests = version_that_is_gone(&tag, &[]).await?;
    let mut watching = requests
        .iter()
        .filter(|path| path.ends_with("/triggers.js"));
    assert!(
        watching
            .next_back()
            .is_some_and(|path| !path.starts_with(&format!("/{OLDER}/"))),
        "{requests:?}"
    );
    Ok(())
}

/// Likewise in another language than English, which is that of the new version.
#[tokio::test]
async fn a_version_that_is_gone_in_german() -> Result<()> {
    let tag = OWN.replace("<script", r#"<script data-lang="de""#);
    let requests = version_that_is_gone(&tag, &[]).await?;
    let is_german = |path: &&String| path.ends_with("/languages/de.json");
    let is_older = |path: &&String| path.starts_with(&format!("/{OLDER}/"));
    let german = requests.iter().filter(is_german);
    let (older, newer): (Vec<_>, Vec<_>) = german.partition(is_older);
    assert_eq!(
        older.len(),
        2,
        "of the script's host, and of the collector's: {requests:?}"
    );
    assert_eq!(newer.len(), 1, "{requests:?}");
    Ok(())
}

/// What a version is called that is gone.
const OLDER: &str = "0123456789abcdef";

/// Opens a page whose loader is older than all but these files. Gives what was asked for.
async fn version_that_is_gone(tag: &str, left: &[&str]) -> Result<Vec<String>> {
    let dist = fixture::dist()?;
    let manifest = fs::read_to_string(dist.join("manifest.json"))?;
    let manifest: Value = serde_json::from_str(&manifest)?;
    let glue = manifest["prompt"][0].as_str().unwrap_or_default();
    let (version, _) = glue.split_once('/').context("no folder of a version")?;
    let loader = fs::read_to_string(dist.join("afterword.js"))?;
    ensure!(loader.contains(version), "the loader knows its version");
    let older = tempfile::tempdir()?;
    fs::create_dir(older.path().join(OLDER))?;
    for file in left {
        fs::copy(
            dist.join(version).join(file),
            older.path().join(OLDER).join(file),
        )?;
    }

    let site = checkout(tag).folder(dist).folder(older.path());
    let site = site.at_first("/afterword.js", loader.replace(version, OLDER));
    let site = site.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    Prompt::appears(&browser).await?;
    assert_eq!(browser.told_names().await?, ["ready", "shown"]);
    assert_eq!(browser.our_messages().await?, []);
    assert_page_works(&browser).await?;
    let requests = site.requests();
    let loaders = |path: &&String| *path == "/afterword.js";
    assert_eq!(requests.iter().filter(loaders).count(), 2, "renewed once");
    assert!(!requests.iter().any(|path| path.ends_with("/fallback.js")));
    Ok(requests)
}

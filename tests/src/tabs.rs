//! A browser with more than one tab, and one that is killed.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use fantoccini::wd::WindowHandle;
use serde_json::json;

use crate::browser::{Browser, Visitor};
use crate::engine::Engine;

/// A tab of a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab(WindowHandle);

impl Browser {
    /// Starts Chromium on a profile that outlives it.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn open_on(profile: &Path) -> Result<Self> {
        let mut capabilities = Engine::Chromium.capabilities()?;
        let options = capabilities.get_mut("goog:chromeOptions");
        let arguments = options.and_then(|options| options["args"].as_array_mut());
        let profile = json!(format!("--user-data-dir={}", profile.display()));
        arguments.context("no arguments")?.push(profile);
        let browser = Self::start(Engine::Chromium, capabilities).await?;
        browser.become_visitor(Visitor::DESKTOP).await?;
        Ok(browser)
    }

    /// Ends Chromium, which runs on this profile, as a power cut would.
    ///
    /// # Errors
    ///
    /// When it does not run there.
    pub fn kill(self, profile: &Path) -> Result<()> {
        let lock = fs::read_link(profile.join("SingletonLock"));
        let lock = lock.context("no browser runs on this profile")?;
        // It names the machine, and the process on it.
        let lock = lock.to_string_lossy();
        let (_, process) = lock.rsplit_once('-').context("no process in the lock")?;
        let status = Command::new("kill").args(["-KILL", process]).status()?;
        ensure!(status.success(), "the browser was gone already");
        Ok(())
    }

    /// The version that it says of itself.
    ///
    /// # Errors
    ///
    /// When it says none.
    pub fn version(&self) -> Result<String> {
        let capabilities = self.client.capabilities().context("no capabilities")?;
        let version = capabilities
            .get("browserVersion")
            .and_then(|value| value.as_str());
        Ok(version.context("no version")?.to_owned())
    }

    /// The tab that it shows.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn tab(&self) -> Result<Tab> {
        Ok(Tab(self.client.window().await?))
    }

    /// Opens a tab, and goes on there.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn open_tab(&self) -> Result<Tab> {
        let tab = self.client.new_window(true).await?.handle;
        self.client.switch_to_window(tab.clone()).await?;
        Ok(Tab(tab))
    }

    /// Opens a tab, goes on in the one that is shown, and gives the other.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn open_spare(&self) -> Result<Tab> {
        let home = self.tab().await?;
        let new = self.open_tab().await?;
        if self.run("return document.hidden").await? == true {
            self.go_to(&home).await?;
            return Ok(new);
        }
        Ok(home)
    }

    /// Goes on in another tab.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn go_to(&self, tab: &Tab) -> Result<()> {
        Ok(self.client.switch_to_window(tab.0.clone()).await?)
    }

    /// Closes the tab that it shows, and goes on in another.
    ///
    /// # Errors
    ///
    /// When that one is not there.
    pub async fn close_tab(&self, then: &Tab) -> Result<()> {
        self.client.close_window().await?;
        self.go_to(then).await
    }

    /// Loads the page again.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.client.refresh().await?)
    }
}

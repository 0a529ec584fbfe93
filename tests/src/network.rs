//! A browser without a network, or with one that lets not everything through.

use anyhow::{Result, bail};
use serde_json::json;

use crate::browser::Browser;
use crate::engine::Engine;

impl Browser {
    /// Takes the browser off the network, or brings it back; it knows, and tells its pages.
    ///
    /// # Errors
    ///
    /// In `WebKitGTK`, whose driver cannot.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        match self.engine {
            Engine::Chromium => {
                self.devtools("Network.enable", json!({})).await?;
                let conditions = json!({
                    "offline": offline, "latency": 0,
                    "downloadThroughput": -1, "uploadThroughput": -1,
                });
                self.devtools("Network.emulateNetworkConditions", conditions)
                    .await?;
            }
            Engine::Firefox => {
                // The browser's own scripts can; no page's can.
                self.extension("moz/context", json!({"context": "chrome"}))
                    .await?;
                let script = "Services.io.offline = arguments[0]";
                let set = self.run_with(script, vec![offline.into()]).await;
                self.extension("moz/context", json!({"context": "content"}))
                    .await?;
                set?;
            }
            Engine::WebKit => bail!("{} cannot be taken off the network", self.engine),
        }
        Ok(())
    }

    /// Keeps Chromium from these addresses, as a content blocker does, in place of any before.
    ///
    /// # Errors
    ///
    /// When it is another browser.
    pub async fn block(&self, addresses: &[&str]) -> Result<()> {
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.setBlockedURLs", json!({"urls": addresses}))
            .await?;
        Ok(())
    }
}

//! What Chromium alone can do for a test: be another visitor, say what it wrote to its console and
//! asked the network for, name listeners.

use anyhow::{Context, Result, ensure};
use axum::http::Method;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::browser::{Browser, Visitor};
use crate::engine::Engine;

/// A message in the browser's console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `SEVERE`, `WARNING`, `INFO`.
    pub level: String,
    /// Who wrote it: `javascript` for an error nobody caught, `console-api`, `network`, `security`.
    pub source: String,
    /// Where it comes from, and what it says.
    pub text: String,
}

impl Browser {
    /// Another visitor at the same browser.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn become_visitor(&self, visitor: Visitor) -> Result<()> {
        let metrics = json!({
            "width": visitor.width,
            "height": visitor.height,
            "deviceScaleFactor": visitor.scale,
            "mobile": visitor.mobile,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        let feature = |name, on, yes, no| json!({"name": name, "value": if on { yes } else { no }});
        let features = json!({"features": [
            feature("prefers-color-scheme", visitor.dark, "dark", "light"),
            feature("prefers-reduced-motion", visitor.still, "reduce", "no-preference"),
            feature("forced-colors", visitor.forced_colors, "active", "none"),
        ]});
        self.devtools("Emulation.setEmulatedMedia", features)
            .await?;
        Ok(())
    }

    /// Lets no page run a script from now on.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn switch_scripts_off(&self) -> Result<()> {
        let off = json!({"value": true});
        self.devtools("Emulation.setScriptExecutionDisabled", off)
            .await?;
        Ok(())
    }

    /// Runs a script in each page from now on, before the page's first own.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn before_each_page(&self, script: &str) -> Result<()> {
        let source = json!({"source": script});
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await?;
        Ok(())
    }

    /// The messages in the console since it was last read.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn console(&self) -> Result<Vec<Message>> {
        let entries = self.log("browser").await?;
        let text = |entry: &Value, key| entry[key].as_str().unwrap_or_default().to_owned();
        Ok(entries
            .iter()
            .map(|entry| Message {
                level: text(entry, "level"),
                source: text(entry, "source"),
                text: text(entry, "message"),
            })
            .collect())
    }

    /// Errors in the console since it was last read; none where the browser does not say.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        if self.engine != Engine::Chromium {
            return Ok(Vec::new());
        }
        let messages = self.console().await?;
        let errors = messages
            .into_iter()
            .filter(|message| message.level == "SEVERE");
        Ok(errors.map(|error| error.text).collect())
    }

    /// What of it we wrote.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn our_messages(&self) -> Result<Vec<Message>> {
        let mut messages = self.console().await?;
        messages.retain(|message| message.text.contains("Afterword:"));
        Ok(messages)
    }

    /// The addresses that the page asked the network for since this was last read.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn requests(&self) -> Result<Vec<String>> {
        let mut urls = Vec::new();
        for entry in self.log("performance").await? {
            let message: Value = serde_json::from_str(entry["message"].as_str().unwrap_or("null"))?;
            let message = &message["message"];
            let url = message["params"]["request"]["url"]
                .as_str()
                .unwrap_or_default();
            if message["method"] == "Network.requestWillBeSent" && url.starts_with("http") {
                urls.push(url.to_owned());
            }
        }
        Ok(urls)
    }

    /// What the browser wrote down of its work since this was last read, where it is
    /// [traced](Self::open_traced).
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn traced(&self) -> Result<Vec<Value>> {
        let mut events = Vec::new();
        for entry in self.log("performance").await? {
            let message = entry["message"].as_str().unwrap_or("null");
            let mut message: Value = serde_json::from_str(message)?;
            let message = &mut message["message"];
            if message["method"] == "Tracing.dataCollected" {
                events.push(message["params"].take());
            }
        }
        Ok(events)
    }

    /// The page as it prints, as PDF, on the paper that it asks for.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn print(&self) -> Result<Vec<u8>> {
        let options = json!({"preferCSSPageSize": true, "printBackground": true});
        let printed = self.devtools("Page.printToPDF", options).await?;
        let data = printed["data"].as_str().context("nothing was printed")?;
        Ok(BASE64_STANDARD.decode(data)?)
    }

    async fn log(&self, kind: &str) -> Result<Vec<Value>> {
        let entries = self.command("se/log", json!({"type": kind})).await?;
        Ok(entries.as_array().cloned().unwrap_or_default())
    }

    /// The names of the events that an object of the page, such as `document`, has listeners for.
    ///
    /// # Errors
    ///
    /// When the expression is no object.
    pub async fn listeners(&self, expression: &str) -> Result<Vec<String>> {
        let object = json!({"expression": expression});
        let object = self.devtools("Runtime.evaluate", object).await?;
        let id = &object["result"]["objectId"];
        let found = self
            .devtools("DOMDebugger.getEventListeners", json!({"objectId": id}))
            .await?;
        let listeners = found["listeners"].as_array().context("no listeners")?;
        let mut names: Vec<_> = listeners
            .iter()
            .map(|listener| listener["type"].as_str().unwrap_or_default().to_owned())
            .collect();
        names.sort();
        Ok(names)
    }

    /// Sends a command of the browser's own protocol.
    ///
    /// # Errors
    ///
    /// When the browser refuses it.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let body = json!({"cmd": command, "params": parameters});
        let result = self.command("goog/cdp/execute", body).await;
        result.with_context(|| command.to_owned())
    }

    async fn command(&self, path: &'static str, body: Value) -> Result<Value> {
        ensure!(
            self.engine == Engine::Chromium,
            "only Chromium knows {path}, and this is {}",
            self.engine
        );
        self.extension(path, body).await
    }

    /// A command that this browser's driver knows beyond the standard.
    pub(crate) async fn extension(&self, path: &'static str, body: Value) -> Result<Value> {
        Ok(self.client.issue_cmd(Extension { path, body }).await?)
    }
}

/// A command that a driver knows beyond the standard.
#[derive(Debug)]
struct Extension {
    /// What follows the session's address.
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

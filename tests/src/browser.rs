//! Chromium, as a visitor uses it.

use anyhow::{Context, Result, bail};
use axum::http::Method;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};
use url::{ParseError, Url};

use crate::driver::Driver;
use crate::fixture;
use crate::wait::{until, until_reads};
use crate::witness;

/// Browsers at one time in one program. More of them make small machines late, not the tests fast.
static SEATS: Semaphore = Semaphore::const_new(2);

/// Presses of Tab that lead around any page of these tests.
const MOST_TABS: u32 = 80;

/// Who visits, and on what screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visitor {
    /// Of the viewport, in CSS pixels.
    pub width: u32,
    /// Of the viewport, in CSS pixels.
    pub height: u32,
    /// Whether it is a phone's screen: scroll bars take no room.
    pub mobile: bool,
    /// Device pixels in a CSS pixel: what a browser's zoom changes, together with the viewport.
    pub scale: f64,
    /// Whether the visitor likes dark pages.
    pub dark: bool,
    /// Whether the visitor wants nothing to move.
    pub still: bool,
    /// Whether the visitor's own colours replace those of pages.
    pub forced_colors: bool,
}

impl Visitor {
    /// At a desk, in the light.
    pub const DESKTOP: Self = Self {
        width: 1280,
        height: 800,
        mobile: false,
        scale: 1.0,
        dark: false,
        still: false,
        forced_colors: false,
    };
    /// With the narrowest phone there is.
    pub const PHONE: Self = Self {
        width: 320,
        height: 640,
        mobile: true,
        scale: 2.0,
        ..Self::DESKTOP
    };

    /// The same at night.
    #[must_use]
    pub const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }
}

/// A browser with one page, on a profile of its own. Dropping it closes it.
pub struct Browser {
    client: Client,
    _driver: Driver,
    _seat: SemaphorePermit<'static>,
}

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
    /// Starts one for this visitor, once there is room.
    ///
    /// # Errors
    ///
    /// When browser or driver do not start.
    pub async fn open(visitor: Visitor) -> Result<Self> {
        let seat = SEATS.acquire().await?;
        let driver = Driver::start()?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities()?)
            .connect(&driver.url())
            .await
            .context("the browser does not start")?;
        let browser = Self {
            client,
            _driver: driver,
            _seat: seat,
        };
        browser.become_visitor(visitor).await?;
        browser.before_each_page(witness::SCRIPT).await?;
        Ok(browser)
    }

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

    /// Goes to an address and waits until the page has loaded.
    ///
    /// # Errors
    ///
    /// When the browser is gone or the address is none.
    pub async fn visit(&self, url: &str) -> Result<()> {
        Ok(self.client.goto(url).await?)
    }

    /// Runs the body of a function in the page and gives what it returns.
    ///
    /// # Errors
    ///
    /// When the script throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        self.run_with(script, Vec::new()).await
    }

    /// The same with arguments: `arguments[0]` and so on.
    ///
    /// # Errors
    ///
    /// When the script throws.
    pub async fn run_with(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let result = self.client.execute(script, arguments).await;
        result.with_context(|| format!("in the page: {script}"))
    }

    /// The value of an expression, its promise fulfilled.
    ///
    /// # Errors
    ///
    /// When it throws or is rejected.
    pub async fn eventually(&self, expression: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[0]; \
             Promise.resolve({expression}).then(value => done({{value}}), error => done({{error: String(error)}}))"
        );
        let mut result = self.client.execute_async(&script, Vec::new()).await?;
        if let Some(error) = result["error"].as_str() {
            bail!("{expression}: {error}");
        }
        Ok(result["value"].take())
    }

    /// Waits until an expression is truthy, and gives its value.
    ///
    /// # Errors
    ///
    /// When it throws, or is falsy for too long.
    pub async fn until(&self, expression: &str) -> Result<Value> {
        let script = format!("return ({expression})");
        until(expression, async || {
            let value = self.run(&script).await?;
            Ok(is_truthy(&value).then_some(value))
        })
        .await
    }

    /// The element, once it is on the page.
    ///
    /// # Errors
    ///
    /// When it is not there for too long.
    pub async fn find(&self, css: &str) -> Result<Element> {
        until(&format!("{css} on the page"), async || {
            Ok(self.find_now(css).await)
        })
        .await
    }

    /// The element, if it is on the page.
    pub async fn find_now(&self, css: &str) -> Option<Element> {
        self.client.find(Locator::Css(css)).await.ok()
    }

    /// Clicks on an element with the mouse.
    ///
    /// # Errors
    ///
    /// When it is not there, or something lies over it.
    pub async fn click(&self, css: &str) -> Result<()> {
        let element = self.find(css).await?;
        element
            .click()
            .await
            .with_context(|| format!("a click on {css}"))
    }

    /// The text of an element as it is drawn.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// Waits until an element says this.
    ///
    /// # Errors
    ///
    /// When it says something else for too long.
    pub async fn reads(&self, css: &str, expected: &str) -> Result<()> {
        until_reads(css, expected, async || self.text(css).await).await
    }

    /// Presses and releases a key, wherever the focus is.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.strike(&[], key.into()).await
    }

    /// Presses Tab with Shift held.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn tab_back(&self) -> Result<()> {
        self.strike(&[Key::Shift.into()], Key::Tab.into()).await
    }

    /// Types a text, wherever the focus is.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        for value in text.chars() {
            self.strike(&[], value).await?;
        }
        Ok(())
    }

    async fn strike(&self, held: &[char], value: char) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".into());
        for &value in held {
            keys = keys.then(KeyAction::Down { value });
        }
        keys = keys
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        for &value in held {
            keys = keys.then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(keys).await?)
    }

    /// Presses Tab until the focused element matches; how often. In a shadow root, it is the
    /// element in there that counts.
    ///
    /// # Errors
    ///
    /// When Tab does not lead there.
    pub async fn tab_to(&self, css: &str) -> Result<u32> {
        for presses in 1..=MOST_TABS {
            self.press(Key::Tab).await?;
            if self.is_focused(css).await? {
                return Ok(presses);
            }
        }
        bail!("{MOST_TABS} presses of Tab do not lead to {css}")
    }

    /// Whether the focused element, in a shadow root the one in there, matches.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn is_focused(&self, css: &str) -> Result<bool> {
        let script = "let focused = document.activeElement; \
                      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement; \
                      return Boolean(focused?.matches(arguments[0]))";
        let focused = self.run_with(script, vec![css.into()]).await?;
        Ok(focused == true)
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

    /// What the screen shows, as PNG.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn screenshot(&self) -> Result<Vec<u8>> {
        Ok(self.client.screenshot().await?)
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
        Ok(self.client.issue_cmd(Extension { path, body }).await?)
    }
}

/// How the browser is started.
fn capabilities() -> Result<Capabilities> {
    let mut capabilities = Capabilities::new();
    let options = json!({
        "binary": fixture::chrome()?,
        "args": [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            // No page of these tests leaves the machine: what it wants from elsewhere fails at once.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ],
    });
    capabilities.insert("goog:chromeOptions".into(), options);
    let logs = json!({"browser": "ALL", "performance": "ALL"});
    capabilities.insert("goog:loggingPrefs".into(), logs);
    Ok(capabilities)
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// A command that Chromium's driver knows beyond the standard.
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

//! A browser, as a visitor uses it.

use anyhow::{Context, Result, bail, ensure};
use fantoccini::actions::{
    InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::driver::Driver;
use crate::engine::Engine;
use crate::wait::{until, until_reads};
use crate::witness;

/// Browsers at one time in one program. More of them make small machines late, not the tests fast.
static SEATS: Semaphore = Semaphore::const_new(2);

/// What a trace tells of: what the main thread did, and for how long.
const TRACED: &str = "devtools.timeline,disabled-by-default-devtools.timeline,v8";

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
    pub(crate) engine: Engine,
    pub(crate) client: Client,
    _driver: Driver,
    _seat: SemaphorePermit<'static>,
}

impl Browser {
    /// Starts Chromium for this visitor, once there is room.
    ///
    /// # Errors
    ///
    /// When browser or driver do not start.
    pub async fn open(visitor: Visitor) -> Result<Self> {
        Self::open_in(Engine::Chromium, visitor).await
    }

    /// Starts a browser for this visitor, once there is room.
    ///
    /// Chromium brings the [`witness`] into every page. For the others, pages are
    /// [`witnessed`](crate::site::Site::witnessed).
    ///
    /// # Errors
    ///
    /// When browser or driver do not start, or when it cannot be such a visitor.
    pub async fn open_in(engine: Engine, visitor: Visitor) -> Result<Self> {
        let browser = Self::start(engine, engine.capabilities()?).await?;
        if engine == Engine::Chromium {
            browser.become_visitor(visitor).await?;
            browser.before_each_page(witness::SCRIPT).await?;
        } else {
            browser.resize_for(visitor).await?;
        }
        Ok(browser)
    }

    /// Starts Chromium for a visitor whose pages nobody looks at but its own [trace](Self::traced).
    ///
    /// # Errors
    ///
    /// When browser or driver do not start.
    pub async fn open_traced(visitor: Visitor) -> Result<Self> {
        let mut capabilities = Engine::Chromium.capabilities()?;
        if let Some(options) = capabilities.get_mut("goog:chromeOptions") {
            options["perfLoggingPrefs"] = json!({"traceCategories": TRACED});
        }
        let browser = Self::start(Engine::Chromium, capabilities).await?;
        browser.become_visitor(visitor).await?;
        Ok(browser)
    }

    pub(crate) async fn start(engine: Engine, capabilities: Capabilities) -> Result<Self> {
        let seat = SEATS.acquire().await?;
        let mut driver = Driver::start(engine)?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url())
            .await
            .with_context(|| format!("{engine} does not start"))?;
        driver.ends(client.session_id().await?.context("no session")?);
        Ok(Self {
            engine,
            client,
            _driver: driver,
            _seat: seat,
        })
    }

    /// Which browser it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Gives the viewport the visitor's size; nothing else can be told to every browser.
    async fn resize_for(&self, visitor: Visitor) -> Result<()> {
        let Visitor { width, height, .. } = visitor;
        let desk = Visitor {
            width,
            height,
            ..Visitor::DESKTOP
        };
        ensure!(
            visitor == desk,
            "only Chromium can be {visitor:?}; {} can be at a desk, in the light",
            self.engine
        );
        self.client.set_window_size(width, height).await?;
        let frame = self
            .run("return [outerWidth - innerWidth, outerHeight - innerHeight]")
            .await?;
        let side = |index: usize| {
            frame[index]
                .as_u64()
                .and_then(|side| u32::try_from(side).ok())
        };
        let (Some(sides), Some(bars)) = (side(0), side(1)) else {
            bail!("a window with a frame of {frame}");
        };
        let (width, height) = (width + sides, height + bars);
        Ok(self.client.set_window_size(width, height).await?)
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

    /// Lets go of what earlier visits to this site left behind: the visitor is a new one.
    ///
    /// # Errors
    ///
    /// When the page has no storage.
    pub async fn forget(&self) -> Result<()> {
        self.run("localStorage.clear()").await?;
        Ok(())
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

    /// Runs a script in the page and waits until it calls `done`.
    ///
    /// # Errors
    ///
    /// When it throws, or does not call for too long.
    pub async fn called_back(&self, script: &str) -> Result<()> {
        let script = format!("const done = arguments[0]; {script}");
        self.client.execute_async(&script, Vec::new()).await?;
        Ok(())
    }

    /// Goes on inside of a frame of the page, until another page is visited.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn enter_frame(&self, css: &str) -> Result<()> {
        Ok(self.find(css).await?.enter_frame().await?)
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

    /// Moves the mouse to the middle of an element, and clicks on whatever is there.
    ///
    /// # Errors
    ///
    /// When it is outside of the window.
    pub async fn point_and_click(&self, element: Element) -> Result<()> {
        let (duration, x, y) = (None, 0.0, 0.0);
        let button = MOUSE_BUTTON_LEFT;
        let click = MouseActions::new("mouse".into())
            .then(PointerAction::MoveToElement {
                element,
                duration,
                x,
                y,
            })
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        Ok(self.client.perform_actions(click).await?)
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
        until_reads(css, expected, async || {
            // It may go with its page while it is read.
            Ok(self.find(css).await?.text().await.unwrap_or_default())
        })
        .await
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

    /// Pastes what was copied, wherever the focus is.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn paste(&self) -> Result<()> {
        self.strike(&[Key::Control.into()], 'v').await
    }

    /// Waits until so many windows and tabs are open.
    ///
    /// # Errors
    ///
    /// When there are more or fewer for too long.
    pub async fn until_windows(&self, count: usize) -> Result<()> {
        until(&format!("{count} windows"), async || {
            Ok((self.client.windows().await?.len() == count).then_some(()))
        })
        .await
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

    /// What the page calls itself.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn title(&self) -> Result<String> {
        Ok(self.client.title().await?)
    }

    /// What the screen shows, as PNG.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn screenshot(&self) -> Result<Vec<u8>> {
        Ok(self.client.screenshot().await?)
    }
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

//! The three browser engines: how each is started, and which of them are here.

use std::env;
use std::fmt;
use std::io::{self, Write as _};
use std::str::FromStr;

use anyhow::{Context, Error, Result, bail};
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use crate::browser::{Browser, Visitor};
use crate::fixture;

/// Names, separated by commas, of the only engines to run journeys in.
const CHOICE: &str = "AFTERWORD_ENGINES";

/// What draws a page and runs its scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Chrome and Edge have it as well.
    Chromium,
    /// The oldest Firefox that is still looked after.
    Firefox,
    /// `WebKitGTK`, which is the nearest to Safari that runs elsewhere, and not Safari.
    WebKit,
}

impl Engine {
    /// Every one that Afterword supports.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    /// The engines that the developer wants: all, or those that `AFTERWORD_ENGINES` names.
    fn chosen() -> Result<Vec<Self>> {
        env::var(CHOICE).map_or_else(|_| Ok(Self::ALL.to_vec()), |names| named(&names))
    }

    /// Fails where it, or what drives it, is not installed.
    ///
    /// # Errors
    ///
    /// Which says what is missing.
    pub fn check(self) -> Result<()> {
        match self {
            Self::Chromium => fixture::chrome().and_then(|_| fixture::chromedriver()),
            Self::Firefox => fixture::firefox().and_then(|_| fixture::geckodriver()),
            Self::WebKit => fixture::webkit_driver().and_then(|_| fixture::xvfb()),
        }
        .map(|_| ())
    }

    /// Whether journeys are to be made in it.
    ///
    /// One that is not installed is skipped, and a line says so.
    ///
    /// # Errors
    ///
    /// Where it is not installed and `CI` is `true`.
    pub fn is_wanted(self) -> Result<bool> {
        if !Self::chosen()?.contains(&self) {
            return Ok(false);
        }
        let Err(missing) = self.check() else {
            return Ok(true);
        };
        if env::var_os("CI").is_some_and(|value| value == "true") {
            return Err(missing);
        }
        // Past the test runner, which would keep it for itself.
        writeln!(io::stderr(), "skipped: no {self} here ({missing})")?;
        Ok(false)
    }

    /// How it is started, without a window that anybody sees.
    pub(crate) fn capabilities(self) -> Result<Capabilities> {
        let options = match self {
            Self::Chromium => json!({
                "goog:chromeOptions": {
                    "binary": fixture::chrome()?,
                    "args": [
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        // No page of these tests leaves the machine: what it wants from elsewhere
                        // fails at once.
                        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                    ],
                },
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            }),
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": fixture::firefox()?,
                    "args": ["-headless"],
                    // A test may take it off the network, and that is here.
                    "prefs": {"network.disable-localhost-when-offline": true},
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": {"args": ["--automation"]},
            }),
        };
        let Value::Object(options) = options else {
            bail!("capabilities are an object");
        };
        Ok(options.into_iter().collect())
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Engine {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|engine| engine.name().eq_ignore_ascii_case(name));
        found.with_context(|| {
            format!("no engine is called {name:?}; there are chromium, firefox and webkit")
        })
    }
}

fn named(names: &str) -> Result<Vec<Engine>> {
    let named = |name: &str| name.trim().parse().context(CHOICE);
    names.split(',').map(named).collect()
}

/// Makes the same journey in each engine, one after the other.
///
/// One that is not installed is skipped, and a line says so; where `CI` is `true`, it is a failure.
///
/// # Errors
///
/// When the journey fails in one of them.
pub async fn in_each_engine(journey: impl AsyncFn(&Browser) -> Result<()>) -> Result<()> {
    in_engines(&Engine::ALL, journey).await
}

/// The same in some of them.
///
/// # Errors
///
/// When the journey fails in one of them.
pub async fn in_engines(
    engines: &[Engine],
    journey: impl AsyncFn(&Browser) -> Result<()>,
) -> Result<()> {
    for &engine in engines {
        if !engine.is_wanted()? {
            continue;
        }
        // Shown where an assertion fails.
        println!("in {engine}");
        let browser = Browser::open_in(engine, Visitor::DESKTOP).await?;
        journey(&browser)
            .await
            .with_context(|| format!("in {engine}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Engine, named};

    #[test]
    fn engines_are_chosen_by_name() {
        assert_eq!(
            named("webkit, Firefox").unwrap(),
            [Engine::WebKit, Engine::Firefox]
        );
        let error = format!("{:#}", named("firefox,gecko").unwrap_err());
        assert!(error.contains("\"gecko\""), "{error}");
    }
}

//! What stands on the right of a key.

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

/// A length of time as definitions write it: `10s`, `90d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Time(Duration);

#[cfg(test)]
impl serde::Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}s", self.0.as_secs()))
    }
}

impl Time {
    pub(super) const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    pub(crate) fn duration(self) -> Duration {
        self.0
    }

    pub(crate) fn millis(self) -> i64 {
        i64::try_from(self.0.as_millis()).unwrap_or(i64::MAX)
    }
}

impl TryFrom<String> for Time {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        survey::duration::Duration::parse(&text)
            .filter(|time| time.millis() > 0)
            .map(|time| Self(Duration::from_millis(time.millis())))
            .ok_or_else(|| {
                format!("`{text}` is no length of time, expected a whole number and its unit, such as `10s`, `2h` or `90d`")
            })
    }
}

/// How often somebody may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub(crate) struct Quota {
    pub(crate) per_minute: u32,
    /// How often at once, after a rest.
    pub(crate) burst: u32,
}

impl Quota {
    /// Both numbers; `None` where one is 0, which is no limit.
    pub(crate) fn limits(self) -> Option<(NonZeroU32, NonZeroU32)> {
        NonZeroU32::new(self.per_minute).zip(NonZeroU32::new(self.burst))
    }
}

/// A name that responses may say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(try_from = "String")]
pub(crate) struct SiteName(String);

impl SiteName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SiteName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if (1..=64).contains(&text.len()) && text.bytes().all(fits) {
            return Ok(Self(text));
        }
        Err(format!(
            "`{text}` names no site, expected 1 to 64 letters, digits, `-`, `_` or `.`"
        ))
    }
}

/// Where a page comes from, as browsers say it: scheme, host, and the port if it is no usual one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(try_from = "String")]
pub(crate) struct Origin(String);

impl Origin {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let url = Url::parse(&text).ok().filter(|url| {
            let is_web = matches!(url.scheme(), "http" | "https");
            is_web && url.path() == "/" && url.query().is_none() && url.fragment().is_none()
        });
        url.map(|url| Self(url.origin().ascii_serialization()))
            .ok_or_else(|| {
                format!("`{text}` is no origin, expected scheme and host, such as `https://shop.example`")
            })
    }
}

/// An address on the web.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(try_from = "String")]
pub(crate) struct WebAddress(String);

impl WebAddress {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebAddress {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let url = Url::parse(&text).ok();
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
            .map(|url| Self(url.into()))
            .ok_or_else(|| {
                format!("`{text}` is no address, expected one such as `https://shop.example/hook`")
            })
    }
}

/// What nobody but the owner should read: the text itself, `env:NAME` for what the environment
/// holds (or the file that `NAME_FILE` names there), or `file:PATH` for what a file holds.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// The secret itself.
    ///
    /// # Errors
    ///
    /// What is wrong and what would be right, where it is not found.
    pub(super) fn resolve(
        &self,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, (String, String)> {
        let text = match self.0.split_once(':') {
            Some(("env", name)) => from_environment(name, environment)?,
            Some(("file", path)) => from_file(path)?,
            _ => self.0.clone(),
        };
        if text.is_empty() {
            return Err(("this is empty".into(), "a text".into()));
        }
        Ok(Self(text))
    }
}

fn from_environment(
    name: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<String, (String, String)> {
    if let Some(text) = environment(name) {
        return Ok(text);
    }
    let file = format!("{name}_FILE");
    match environment(&file) {
        Some(path) => from_file(&path),
        None => Err((
            format!("the environment has no {name}"),
            format!("{name}, or {file} with the name of a file"),
        )),
    }
}

/// A line end at the end of a file is the editor's, not part of the secret.
fn from_file(path: &str) -> Result<String, (String, String)> {
    std::fs::read_to_string(path)
        .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
        .map_err(|error| {
            let expected = "a file that holds the secret".to_owned();
            (format!("`{path}` cannot be read: {error}"), expected)
        })
}

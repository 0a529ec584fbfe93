//! `afterword.toml`: what a collector is told once, and for good.
//!
//! These structs are what the file may say. `afterword.example.toml`, beside `src`, has every key
//! with what it is for; a test holds the two together. Without a file all is as [`Config::default`].

mod address;
mod problem;
mod values;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

pub(crate) use self::address::Network;
pub(crate) use self::problem::ConfigError;
pub(crate) use self::values::{Origin, Quota, Secret, SiteName, Time, WebAddress};

/// The file that is taken where it is there and nobody names another.
const USUAL_FILE: &str = "afterword.toml";

/// Every key with what it is for, as a file that can be read.
pub(crate) const EXAMPLE: &str = include_str!("../../afterword.example.toml");

/// All that a file may say.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) store: Option<Spanned<Secret>>,
    /// The folder of the owner's definitions.
    pub(crate) surveys: Option<PathBuf>,
    pub(crate) token: Option<Spanned<Secret>>,
    pub(crate) log: Log,
    pub(crate) metrics: Metrics,
    pub(crate) tls: Option<Tls>,
    pub(crate) proxies: Proxies,
    pub(crate) limits: Limits,
    pub(crate) webhooks: Webhooks,
    pub(crate) sites: BTreeMap<SiteName, SiteTable>,
}

/// What is written about a run, and how.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    pub(crate) level: LogLevel,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    #[default]
    Text,
    Json,
}

/// From the fewest lines to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogLevel {
    Error,
    #[default]
    Warn,
    Info,
    Debug,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Metrics {
    /// Whether they want no token.
    pub(crate) public: bool,
}

/// Where certificate and key are. They are read again when they change.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// Who may say for whom a request is made.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Proxies {
    pub(crate) trusted: Vec<Network>,
    pub(crate) header: ProxyHeader,
}

/// Where a proxy says it. One header, not whichever is there: the other would be the client's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ProxyHeader {
    #[default]
    XForwardedFor,
    Forwarded,
}

/// How much a client may ask of a collector.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// At one time; further ones wait to be accepted.
    pub(crate) connections: u16,
    /// For a request's head to arrive, and for a connection to stay without a request.
    pub(crate) head: Time,
    /// For a body to arrive.
    pub(crate) body: Time,
    /// For a client to take what was written to it.
    pub(crate) write: Time,
    /// Requests of one address.
    pub(crate) requests: Quota,
    /// Whether quotas hold for the machine itself as well.
    pub(crate) loopback: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // With the store's own files within the 1,024 that a process may usually have open.
            connections: 960,
            head: Time::seconds(10),
            body: Time::seconds(10),
            write: Time::seconds(15),
            requests: Quota {
                per_minute: 600,
                burst: 200,
            },
            loopback: false,
        }
    }
}

/// A site: whose surveys and responses belong together.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SiteTable {
    /// The pages that may hand in; all of them where it is not said.
    pub(crate) origins: Option<Vec<Origin>>,
    /// Whether its scores may be read by anybody.
    pub(crate) public: bool,
    /// The surveys that are taken in; all of them where it is not said.
    pub(crate) surveys: Option<Vec<String>>,
    /// Whether a survey is taken in of which no definition is known.
    pub(crate) unknown_surveys: bool,
    /// How long responses are kept; for ever where it is not said.
    pub(crate) retention: Option<Time>,
    /// What of the sender is kept beside its answers.
    pub(crate) keep: Vec<Kept>,
    /// What its server signs with. The first is as good as the last: several are for changing them.
    pub(crate) signing_keys: Vec<Spanned<Secret>>,
    /// Responses of one address.
    pub(crate) responses: Quota,
    pub(crate) spam: SpamTable,
    pub(crate) webhooks: Vec<WebhookTable>,
}

impl Default for SiteTable {
    fn default() -> Self {
        Self {
            origins: None,
            public: false,
            surveys: None,
            unknown_surveys: true,
            retention: None,
            keep: Vec::new(),
            signing_keys: Vec::new(),
            responses: Quota {
                per_minute: 120,
                burst: 60,
            },
            spam: SpamTable::default(),
            webhooks: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kept {
    Address,
    Agent,
}

/// What makes a response suspicious. It is set aside then, not lost.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SpamTable {
    /// A field `website` that no visitor sees is filled in.
    pub(crate) honeypot: bool,
    /// It was answered sooner than this after it was shown.
    pub(crate) shortest: Option<Time>,
    /// It brings no proof of work.
    pub(crate) proof: bool,
}

impl Default for SpamTable {
    fn default() -> Self {
        Self {
            honeypot: true,
            shortest: None,
            proof: false,
        }
    }
}

/// What holds for the webhooks of all sites.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Webhooks {
    /// Networks that are not public and may be told all the same.
    pub(crate) private_networks: Vec<Network>,
}

/// Who is told of what happens.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookTable {
    pub(crate) url: WebAddress,
    pub(crate) secret: Spanned<Secret>,
    pub(crate) events: Vec<Event>,
}

/// What a webhook may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(crate) enum Event {
    #[serde(rename = "response.stored")]
    Stored,
    #[serde(rename = "response.updated")]
    Updated,
    #[serde(rename = "detractor.commented")]
    DetractorCommented,
    #[serde(rename = "score.declined")]
    ScoreDeclined,
}

impl Event {
    /// The name of it in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stored => "response.stored",
            Self::Updated => "response.updated",
            Self::DetractorCommented => "detractor.commented",
            Self::ScoreDeclined => "score.declined",
        }
    }
}

impl Config {
    /// The file that is named, else the usual one where it is there, else none.
    ///
    /// # Errors
    ///
    /// Where a file is there and cannot be used: what is wrong, in which line, and what would be
    /// right.
    pub(crate) fn find(named: Option<&Path>) -> Result<(Self, Option<PathBuf>), ConfigError> {
        let file = match named {
            Some(file) => file,
            None if Path::new(USUAL_FILE).exists() => Path::new(USUAL_FILE),
            None => return Ok((Self::default(), None)),
        };
        let text =
            std::fs::read_to_string(file).map_err(|error| ConfigError::file(file, &error))?;
        let mut config = Self::parse(&text).map_err(|error| error.of(file))?;
        config.resolve(&text).map_err(|error| error.of(file))?;
        Ok((config, Some(file.to_owned())))
    }

    fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError::of_toml(text, &error))
    }

    /// Looks up every secret that stands elsewhere.
    fn resolve(&mut self, text: &str) -> Result<(), ConfigError> {
        let keys = self.sites.values_mut().flat_map(|site| {
            let hooks = site.webhooks.iter_mut().map(|hook| &mut hook.secret);
            site.signing_keys.iter_mut().chain(hooks)
        });
        for secret in self.store.iter_mut().chain(&mut self.token).chain(keys) {
            let found = secret.as_ref().resolve(&|name| std::env::var(name).ok());
            *secret.as_mut() = found.map_err(|wrong| {
                let (message, expected) = wrong;
                ConfigError::at(text, &secret.span(), message, expected)
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! What a collector is started with: the command line before the environment, that before the
//! file, and the file before what is usual.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use super::StartError;
use crate::cli::USUAL_STORE;
use crate::config::{Config, Limits, Log, Metrics, Proxies, Tls, Webhooks};
use crate::signed::Key;
use crate::sites::Sites;
use crate::store::Location;

/// Where it listens if nobody says.
const USUAL_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8737);

#[derive(Args)]
pub(crate) struct Options {
    /// What `afterword doctor --print-config` shows [default: afterword.toml, if it is there].
    #[arg(long, value_name = "FILE", env = "AFTERWORD_CONFIG")]
    config: Option<PathBuf>,
    /// Where responses are kept: sqlite:FILE [default: sqlite:afterword.db].
    #[arg(long)]
    store: Option<Location>,
    /// The address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8737].
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// A folder with a definition in each *.json: they are served, and go before the templates.
    #[arg(long, value_name = "DIR", env = "AFTERWORD_SURVEYS")]
    surveys: Option<PathBuf>,
    /// What reading wants as `Authorization: Bearer …`, in place of the token made at the
    /// first start.
    #[arg(long, env = "AFTERWORD_TOKEN", hide_env_values = true, hide = true)]
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    token: Option<String>,
    /// The key that the servers of sites sign with that have no key of their own.
    #[arg(
        long,
        env = "AFTERWORD_SIGNING_KEY",
        hide_env_values = true,
        hide = true
    )]
    #[arg(value_parser = Key::new)]
    signing_key: Option<Key>,
}

/// What holds in the end.
pub(crate) struct Settings {
    /// The file that was read, if there was one.
    pub(crate) file: Option<PathBuf>,
    pub(crate) location: Location,
    pub(crate) listen: SocketAddr,
    /// Where the definitions of its owner are, if there are any.
    pub(crate) surveys: Option<PathBuf>,
    /// The token that may do everything, if its owner chose it.
    pub(crate) token: Option<String>,
    pub(crate) sites: Sites,
    pub(crate) log: Log,
    pub(crate) metrics: Metrics,
    pub(crate) tls: Option<Tls>,
    pub(crate) proxies: Proxies,
    pub(crate) limits: Limits,
    pub(crate) webhooks: Webhooks,
}

impl Options {
    /// # Errors
    ///
    /// What is wrong with the file.
    pub(crate) fn settle(self) -> Result<Settings, StartError> {
        let (mut config, file) =
            Config::find(self.config.as_deref()).map_err(StartError::Config)?;
        let sites = Sites::new(&mut config, self.signing_key.as_ref()).map_err(StartError::Key)?;
        let location = match (self.store, &config.store) {
            (Some(location), _) => location,
            (None, Some(text)) => text
                .as_ref()
                .reveal()
                .parse()
                .map_err(StartError::Location)?,
            (None, None) => USUAL_STORE.parse().map_err(StartError::Location)?,
        };
        let token = config.token.map(|token| token.as_ref().reveal().to_owned());
        Ok(Settings {
            file,
            location,
            listen: self.listen.or(config.listen).unwrap_or(USUAL_ADDRESS),
            surveys: self.surveys.or(config.surveys),
            token: self.token.or(token),
            sites,
            log: config.log,
            metrics: config.metrics,
            tls: config.tls,
            proxies: config.proxies,
            limits: config.limits,
            webhooks: config.webhooks,
        })
    }
}

//! Posts a message to an address that somebody configured, and to no machine of the house.
//!
//! A name is looked up here, and what is connected to is one of the addresses that were looked at:
//! a name that means something else a moment later gets nobody into the house. Redirects are not
//! followed.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use tower_service::Service;

use super::networks::admits;
use crate::config::Network;

/// How long a message may take, from the name to the last byte of the answer.
const PATIENCE: Duration = Duration::from_secs(15);
const CONNECTING: Duration = Duration::from_secs(5);
/// Bytes of an answer that are read, so that the connection can be used again.
const MAX_ANSWER: usize = 16 << 10;

/// The networks of the house that messages may go to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Networks(Arc<[Network]>);

impl Networks {
    pub(crate) fn new(named: impl IntoIterator<Item = Network>) -> Self {
        Self(named.into_iter().collect())
    }

    fn admits(&self, address: IpAddr) -> bool {
        admits(&self.0, address)
    }
}

/// Why nobody answered.
#[derive(Debug)]
pub(super) enum NotPosted {
    /// It is no address for messages.
    Address(String),
    /// It leads to a machine of the house.
    Private,
    Network(String),
    Late,
}

impl std::fmt::Display for NotPosted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(reason) => write!(f, "no address: {reason}"),
            Self::Private => f.write_str(PRIVATE),
            Self::Network(reason) => f.write_str(reason),
            Self::Late => write!(f, "no answer within {} s", PATIENCE.as_secs()),
        }
    }
}

const PRIVATE: &str =
    "its address is private; name its network in `webhooks.private_networks` if that is meant";

pub(super) struct Poster {
    client: Client<HttpsConnector<HttpConnector<Lookup>>, Full<Bytes>>,
    networks: Networks,
}

impl Poster {
    /// # Errors
    ///
    /// When this machine knows no certificates to trust in.
    pub(super) fn new(networks: Networks) -> io::Result<Self> {
        let mut connector = HttpConnector::new_with_resolver(Lookup(networks.clone()));
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECTING));
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self { client, networks })
    }

    /// Posts JSON, and gives the status of the answer.
    pub(super) async fn post(
        &self,
        to: &str,
        headers: [(&'static str, String); 3],
        body: String,
    ) -> Result<u16, NotPosted> {
        let address = |reason: &dyn std::fmt::Display| NotPosted::Address(reason.to_string());
        let to: Uri = to.parse().map_err(|error| address(&error))?;
        self.check_literal(&to)?;
        let mut request = Request::post(to)
            .header("content-type", "application/json")
            .header(
                "user-agent",
                concat!("Afterword/", env!("CARGO_PKG_VERSION")),
            );
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Full::from(body))
            .map_err(|error| address(&error))?;
        tokio::time::timeout(PATIENCE, self.exchange(request))
            .await
            .unwrap_or(Err(NotPosted::Late))
    }

    /// An address in digits is looked up by nobody.
    fn check_literal(&self, to: &Uri) -> Result<(), NotPosted> {
        let host = to.host().unwrap_or_default().trim_matches(['[', ']']);
        match host.parse::<IpAddr>() {
            Ok(address) if !self.networks.admits(address) => Err(NotPosted::Private),
            _ => Ok(()),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<u16, NotPosted> {
        let answer = self.client.request(request).await.map_err(|error| {
            let told = causes(&error);
            match told.contains(PRIVATE) {
                true => NotPosted::Private,
                false => NotPosted::Network(told),
            }
        })?;
        let status = answer.status().as_u16();
        // What it says does not matter, and may be without end.
        let _ = Limited::new(answer.into_body(), MAX_ANSWER).collect().await;
        Ok(status)
    }
}

/// An error with all that caused it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        told = format!("{told}: {cause}");
        source = cause.source();
    }
    told
}

/// Looks names up, and gives of their addresses those that messages may go to.
#[derive(Clone)]
struct Lookup(Networks);

impl Service<Name> for Lookup {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let networks = self.0.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let admitted: Vec<_> = found.filter(|found| networks.admits(found.ip())).collect();
            match admitted.is_empty() {
                true => Err(io::Error::other(PRIVATE)),
                false => Ok(admitted.into_iter()),
            }
        })
    }
}

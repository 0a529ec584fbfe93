//! `GET /metrics`: what was counted since the start, for Prometheus.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::encoding::{EncodeLabelSet, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use super::error::ApiError;
use super::{App, MAX_LIVE, auth, body};
use crate::client::Client;
use crate::store::Status;
use crate::token::Scope;

/// What every name begins with.
const PREFIX: &str = "afterword";

/// What is counted here. What the store counts is asked of it.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    refused: Family<Refusal, Counter>,
    limited: Family<Limit, Counter>,
    acknowledged: Histogram,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refusal {
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limit {
    quota: &'static str,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let metrics = Self {
            registry: Registry::with_prefix(PREFIX),
            requests: Family::default(),
            refused: Family::default(),
            limited: Family::default(),
            // From 1 ms to 16 s.
            acknowledged: Histogram::new(exponential_buckets(0.001, 2.0, 15)),
        };
        metrics.registered()
    }

    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        registry.register(
            "http_requests",
            "Requests by what was asked and answered",
            self.requests.clone(),
        );
        registry.register(
            "refused",
            "Requests and responses that were refused, by the code that they were told",
            self.refused.clone(),
        );
        registry.register(
            "rate_limited",
            "Requests that were told to come later, by the quota that was used up",
            self.limited.clone(),
        );
        registry.register_with_unit(
            "acknowledgement",
            "From a response that was read to the one that it is on the disk",
            Unit::Seconds,
            self.acknowledged.clone(),
        );
        self
    }

    pub(super) fn answered(&self, method: &Method, route: &str, status: u16) {
        let request = Request {
            method: known(method),
            route: route.to_owned(),
            status,
        };
        self.requests.get_or_create(&request).inc();
    }

    pub(super) fn refused(&self, reason: &'static str) {
        self.refused.get_or_create(&Refusal { reason }).inc();
    }

    pub(super) fn limited(&self, quota: &'static str) {
        self.limited.get_or_create(&Limit { quota }).inc();
    }

    pub(super) fn acknowledged(&self, after: Duration) {
        self.acknowledged.observe(after.as_secs_f64());
    }
}

/// A client may make up any method, and each name is memory.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// What stands at this moment.
struct Now(Arc<App>);

impl fmt::Debug for Now {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Now")
    }
}

impl Collector for Now {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let app = &self.0;
        let live = MAX_LIVE - app.live.available_permits();
        gauge(
            &mut encoder,
            "live_streams",
            "Live streams that are open",
            live,
        )?;
        let reading = body::MAX_READING - app.bodies.available_permits();
        let help = "Bytes of bodies that are being read";
        gauge(&mut encoder, "reading_bytes", help, reading)?;
        let Some(counters) = app.store.counters() else {
            return Ok(());
        };
        let help = "Responses by what became of them";
        let mut family = encoder.encode_descriptor("responses", help, None, MetricType::Counter)?;
        for status in Status::ALL {
            let counter = ConstCounter::new(counters.status(status));
            counter.encode(family.encode_family(&[("status", status.name())])?)?;
        }
        let help = "Transactions that stored responses";
        counter(&mut encoder, "commits", help, counters.commits())?;
        let help = "Transactions that failed";
        counter(
            &mut encoder,
            "failed_commits",
            help,
            counters.failed_commits(),
        )
    }
}

fn counter(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    value: u64,
) -> Result<(), fmt::Error> {
    let metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    ConstCounter::new(value).encode(metric)
}

fn gauge(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    value: usize,
) -> Result<(), fmt::Error> {
    let metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
    ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX)).encode(metric)
}

/// What was counted since the start.
///
/// Wants a token, unless the owner made them public or this machine itself asks.
#[utoipa::path(
    get,
    path = "/metrics",
    security((), ("token" = [])),
    responses(
        (status = 200, description = "OpenMetrics", content_type = "application/openmetrics-text", body = String),
        ApiError
    )
)]
pub(super) async fn metrics(
    State(app): State<Arc<App>>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if !app.public_metrics && !client.address().is_loopback() {
        auth::require(&app, &headers, Scope::Read)?;
    }
    let mut text = String::new();
    write(&app, &mut text).map_err(|fmt::Error| ApiError::busy("failed", "nothing was written"))?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

fn write(app: &Arc<App>, text: &mut String) -> fmt::Result {
    encode_registry(text, &app.metrics.registry)?;
    let mut now = Registry::with_prefix(PREFIX);
    now.register_collector(Box::new(Now(Arc::clone(app))));
    encode_registry(text, &now)?;
    encode_eof(text)
}

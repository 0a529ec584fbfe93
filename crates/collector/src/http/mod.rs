//! The collector over HTTP.

mod assets;
mod auth;
mod body;
mod challenge;
mod cors;
mod error;
mod guard;
mod health;
mod hosted;
mod ingest;
mod live;
mod metrics;
mod origin;
mod params;
mod policy;
mod reading;
mod respondents;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware;
use axum::routing::{get, post};
use tokio::sync::{Semaphore, watch};
use tower_http::compression::CompressionLayer;

use self::error::ApiError;
use self::metrics::Metrics;
use crate::config::{Limits, Proxies};
use crate::hosted::{Seal, style_path};
use crate::proof::Proofs;
use crate::quota::Quotas;
use crate::serve::tidy;
use crate::sites::Sites;
use crate::store::Store;
use crate::surveys::Library;
use crate::token::Gate;

/// Live streams at one time; each holds a connection.
const MAX_LIVE: usize = 256;

/// What the handlers share.
pub(crate) struct App {
    store: Store,
    surveys: Library,
    gate: Gate,
    sites: Arc<Sites>,
    /// What the tickets of hosted surveys are sealed with.
    seal: Seal,
    live: Arc<Semaphore>,
    /// One permit for each byte of a body that may be read and not yet be with the store.
    bodies: Arc<Semaphore>,
    body_patience: Duration,
    /// How many requests one address may make.
    requests: Quotas,
    proxies: Proxies,
    proofs: Proofs,
    metrics: Metrics,
    /// Whether the metrics want no token.
    public_metrics: bool,
    /// Turns true when the collector goes down.
    stopping: watch::Receiver<bool>,
}

impl App {
    pub(crate) fn new(
        store: Store,
        surveys: Library,
        gate: Gate,
        sites: Arc<Sites>,
        seal: Seal,
        limits: &Limits,
        proxies: Proxies,
        proofs: Proofs,
        public_metrics: bool,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self {
            store,
            surveys,
            gate,
            sites,
            seal,
            live: Arc::new(Semaphore::new(MAX_LIVE)),
            bodies: Arc::new(Semaphore::new(body::MAX_READING)),
            body_patience: limits.body.duration(),
            requests: Quotas::new(limits.requests, limits.loopback),
            proxies,
            proofs,
            metrics: Metrics::new(),
            public_metrics,
            stopping,
        }
    }

    /// Reads the owner's surveys again whenever they change, until the collector goes down.
    pub(crate) async fn watch_surveys(&self) {
        self.surveys.watch(&self.store, self.stopping.clone()).await;
    }

    /// Hears of tokens that are made and revoked, until the collector goes down.
    pub(crate) async fn watch_tokens(&self) {
        self.gate.watch(&self.store, self.stopping.clone()).await;
    }

    /// Removes what is over, until the collector goes down.
    pub(crate) async fn tidy(&self) {
        tidy(&self.store, &self.sites, self.stopping.clone()).await;
    }

    /// Commits what waits, then closes the store.
    pub(crate) async fn close(&self) {
        self.store.close().await;
    }

    fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }
}

/// All routes.
pub(crate) fn router(app: Arc<App>) -> Router {
    // What a visitor waits for. Acknowledgements are too short for it, live events come one by one,
    // and assets lie there compressed.
    let compressed = CompressionLayer::new();
    Router::new()
        .route("/v1/responses", post(ingest::post).get(reading::responses))
        .route(
            "/v1/surveys/{survey}",
            get(reading::definition).layer(compressed.clone()),
        )
        .route(
            "/v1/surveys/{survey}/scores",
            get(reading::scores).layer(compressed.clone()),
        )
        .route(
            "/s/{survey}",
            get(hosted::show)
                .post(hosted::take)
                .layer(compressed.clone()),
        )
        .route(style_path(), get(hosted::style).layer(compressed))
        .route("/v1/surveys/{survey}/live", get(live::stream))
        .route("/v1/surveys/{survey}/asked", post(respondents::asked))
        .route("/v1/challenge", get(challenge::challenge))
        .route("/v1/forget", post(respondents::forget))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::metrics))
        .fallback(assets::serve)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            guard::admit,
        ))
        .layer(middleware::from_fn(cors::allow))
        .with_state(app)
}

async fn wrong_method(method: Method, uri: Uri) -> ApiError {
    let expected = match uri.path() {
        "/v1/responses" => "POST to hand in responses, GET to read them",
        "/v1/forget" => "POST",
        path if path.ends_with("/asked") => "POST",
        path if path.starts_with("/s/") => "GET to be asked, POST to answer",
        _ => "GET",
    };
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "method_not_allowed",
        format!("{method} means nothing here"),
        expected,
    )
}

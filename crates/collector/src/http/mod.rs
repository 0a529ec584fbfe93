//! The collector over HTTP.

mod assets;
mod auth;
mod body;
mod challenge;
mod cors;
mod error;
mod export;
mod guard;
mod health;
mod hosted;
mod ingest;
mod live;
mod metrics;
mod openapi;
mod origin;
mod params;
mod policy;
mod reading;
mod respondents;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware;
use axum::routing::get;
use futures_util::future::join3;
use tokio::sync::{Semaphore, watch};
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use self::error::ApiError;
use self::metrics::Metrics;
use self::openapi::Preface;
use crate::config::{Limits, Proxies};
use crate::decline;
use crate::hosted::{Seal, style_path};
use crate::proof::Proofs;
use crate::quota::Quotas;
use crate::serve::tidy;
use crate::sites::Sites;
use crate::store::Store;
use crate::surveys::Library;
use crate::token::Gate;
use crate::webhook::Courier;

/// Live streams at one time; each holds a connection.
const MAX_LIVE: usize = 256;

/// Exports at one time; each holds a file and a thread.
const MAX_EXPORTS: usize = 2;

/// What the handlers share.
pub(crate) struct App {
    store: Store,
    surveys: Library,
    gate: Gate,
    sites: Arc<Sites>,
    /// What the tickets of hosted surveys are sealed with.
    seal: Seal,
    live: Arc<Semaphore>,
    exports: Arc<Semaphore>,
    /// One permit for each byte of a body that may be read and not yet be with the store.
    bodies: Arc<Semaphore>,
    body_patience: Duration,
    /// How many requests one address may make.
    requests: Quotas,
    proxies: Proxies,
    proofs: Proofs,
    /// Where there has to be room, if that is here.
    disk: Option<PathBuf>,
    metrics: Metrics,
    /// Whether the metrics want no token.
    public_metrics: bool,
    /// Turns true when the collector goes down.
    stopping: watch::Receiver<bool>,
}

/// What a collector is made of.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) surveys: Library,
    pub(crate) gate: Gate,
    pub(crate) sites: Arc<Sites>,
    pub(crate) seal: Seal,
    pub(crate) proofs: Proofs,
    pub(crate) limits: Limits,
    pub(crate) proxies: Proxies,
    pub(crate) disk: Option<PathBuf>,
    pub(crate) public_metrics: bool,
    pub(crate) stopping: watch::Receiver<bool>,
}

impl App {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts {
            store,
            surveys,
            gate,
            sites,
            seal,
            proofs,
            limits,
            proxies,
            disk,
            public_metrics,
            stopping,
        } = parts;
        Self {
            store,
            surveys,
            gate,
            sites,
            seal,
            live: Arc::new(Semaphore::new(MAX_LIVE)),
            exports: Arc::new(Semaphore::new(MAX_EXPORTS)),
            bodies: Arc::new(Semaphore::new(body::MAX_READING)),
            body_patience: limits.body.duration(),
            requests: Quotas::new(limits.requests, limits.loopback),
            proxies,
            proofs,
            disk,
            metrics: Metrics::new(),
            public_metrics,
            stopping,
        }
    }

    /// Until the collector goes down: reads the owner's surveys again whenever they change, hears of
    /// tokens that are made and revoked, and removes what is over.
    pub(crate) async fn keep_house(&self) {
        join3(
            self.surveys.watch(&self.store, self.stopping.clone()),
            self.gate.watch(&self.store, self.stopping.clone()),
            tidy(&self.store, &self.sites, self.stopping.clone()),
        )
        .await;
    }

    /// Looks for scores that decline, until the collector goes down.
    pub(crate) async fn watch_scores(&self) {
        decline::watch(&self.store, &self.sites, self.stopping.clone()).await;
    }

    /// Sends on what responses cause, until the collector goes down.
    pub(crate) async fn send_on(&self, courier: &Courier) {
        courier.run(&self.store, self.stopping.clone()).await;
    }

    /// Commits what waits, then closes the store.
    pub(crate) async fn close(&self) {
        self.store.close().await;
    }

    fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }
}

/// All routes, each with its description.
fn described() -> OpenApiRouter<Arc<App>> {
    // What a visitor waits for. Acknowledgements are too short for it, live events come one by one,
    // and assets lie there compressed.
    let compressed = CompressionLayer::new();
    OpenApiRouter::with_openapi(Preface::openapi())
        .routes(routes!(ingest::post, reading::responses))
        .routes(routes!(reading::definition).layer(compressed.clone()))
        .routes(routes!(reading::scores).layer(compressed.clone()))
        .routes(routes!(hosted::show, hosted::take).layer(compressed.clone()))
        .route(style_path(), get(hosted::style).layer(compressed))
        .routes(routes!(live::stream))
        .routes(routes!(export::stream))
        .routes(routes!(respondents::asked))
        .routes(routes!(respondents::forget))
        .routes(routes!(challenge::challenge))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::metrics))
        .routes(routes!(openapi::openapi))
}

/// All routes, within what surrounds them.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::from(described())
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

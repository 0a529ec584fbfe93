//! Around everything else: who asks, whether not too often, and what came of it.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::App;
use super::error::{ApiError, Code};
use crate::client::{Client, Peer};

/// Where no route matches: the files inside the binary, and what is not there.
const NO_ROUTE: &str = "files";

/// Lets a request pass with its [`Client`], unless that asked too often; counts it, and writes a
/// line about it that says nothing of who asked.
pub(super) async fn admit(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    let client = Client::of(peer, request.headers(), &app.proxies);
    let response = match take_quota(&app, client, route) {
        Ok(()) => {
            request.extensions_mut().insert(client);
            next.run(request).await
        }
        Err(error) => error.into_response(),
    };
    let status = response.status().as_u16();
    app.metrics.answered(&method, route, status);
    if let Some(Code(code)) = response.extensions().get() {
        app.metrics.refused(code);
    }
    let millis = start.elapsed().as_secs_f64() * 1000.0;
    if method == Method::POST {
        tracing::info!(%method, route, status, millis, "answered");
    } else {
        tracing::debug!(%method, route, status, millis, "answered");
    }
    response
}

fn take_quota(app: &App, client: Client, route: &str) -> Result<(), ApiError> {
    // Whoever looks after the collector must learn how it is when much is asked of it.
    if matches!(route, "/healthz" | "/readyz") {
        return Ok(());
    }
    app.requests
        .take(client, NonZeroU32::MIN)
        .map_err(|too_often| {
            app.metrics.limited("requests");
            ApiError::too_often(too_often)
        })
}

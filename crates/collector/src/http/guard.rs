//! Before anything else: who asks, and whether not too often.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::App;
use super::error::ApiError;
use crate::client::{Client, Peer};

/// Lets a request pass with its [`Client`], unless that asked too often.
pub(super) async fn admit(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let client = Client::of(peer, request.headers(), &app.proxies);
    // Whoever looks after the collector must learn how it is when much is asked of it.
    let is_health = matches!(request.uri().path(), "/healthz" | "/readyz");
    if !is_health && let Err(too_often) = app.requests.take(client, NonZeroU32::MIN) {
        return ApiError::too_often(too_often).into_response();
    }
    request.extensions_mut().insert(client);
    next.run(request).await
}

//! `GET /v1/challenge`: something to solve before a response is handed in, where a site wants it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::App;
use super::error::ApiError;
use crate::clock::now;

/// Something to solve before a response is handed in, where a site wants it (ALTCHA).
#[utoipa::path(
    get,
    path = "/v1/challenge",
    responses(
        (status = 200, description = "A challenge of ALTCHA, version 2", body = serde_json::Map<String, serde_json::Value>),
        ApiError
    )
)]
pub(super) async fn challenge(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let challenge = app.proofs.challenge(now()).map_err(|error| {
        tracing::error!("{error}");
        ApiError::busy("no_challenge", "no challenge could be made")
    })?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(challenge)).into_response())
}

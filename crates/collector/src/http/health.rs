//! For whoever keeps the collector running.

use std::sync::Arc;

use axum::extract::State;

use super::App;
use super::error::ApiError;
use crate::disk;

/// The process answers.
#[utoipa::path(
    get,
    path = "/healthz",
    responses((status = 200, description = "It does", content_type = "text/plain", body = String))
)]
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Responses can be taken in: the store answers, has room, and the collector is not going down.
#[utoipa::path(
    get,
    path = "/readyz",
    responses(
        (status = 200, description = "They can", content_type = "text/plain", body = String),
        ApiError
    )
)]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, ApiError> {
    if app.is_stopping() {
        return Err(ApiError::busy("stopping", "the collector is going down"));
    }
    app.store.check().await?;
    let free = app.disk.as_deref().map(disk::free);
    if free.is_some_and(|free| free.is_ok_and(|free| free < disk::LEAST)) {
        return Err(ApiError::busy("disk_full", "the disk has no room"));
    }
    Ok("ready\n")
}

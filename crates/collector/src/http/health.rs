//! For whoever keeps the collector running.

use std::sync::Arc;

use axum::extract::State;

use super::App;
use super::error::ApiError;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: responses can be taken in.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, ApiError> {
    if app.is_stopping() {
        return Err(ApiError::busy("stopping", "the collector is going down"));
    }
    app.store.check().await?;
    Ok("ready\n")
}

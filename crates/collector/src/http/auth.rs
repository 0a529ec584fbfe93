//! Who may read.

use axum::http::{HeaderMap, header};

use super::App;
use super::error::ApiError;
use crate::sites::Site;

/// Whether the request carries the collector's token.
pub(super) fn has_token(app: &App, headers: &HeaderMap) -> bool {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer") && app.token.admits(token.trim())
        })
}

/// Lets pass whoever has the token.
///
/// # Errors
///
/// 401 for everybody else.
pub(super) fn require_token(app: &App, headers: &HeaderMap) -> Result<(), ApiError> {
    if has_token(app, headers) {
        Ok(())
    } else {
        Err(ApiError::unauthorized())
    }
}

/// Lets pass whoever may read the scores of a site.
///
/// # Errors
///
/// 401 where the site is not public and the token is not there.
pub(super) fn require_scores(
    app: &App,
    headers: &HeaderMap,
    site: Option<&Site>,
) -> Result<(), ApiError> {
    if site.is_some_and(|site| site.public) {
        return Ok(());
    }
    require_token(app, headers)
}

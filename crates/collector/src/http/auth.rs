//! Who may read.

use axum::http::{HeaderMap, header};

use super::App;
use super::error::ApiError;
use crate::sites::Site;
use crate::token::Scope;

/// Lets pass whoever has a token for this.
///
/// # Errors
///
/// 401 for who has none, 403 for who has one for less.
pub(super) fn require(app: &App, headers: &HeaderMap, scope: Scope) -> Result<(), ApiError> {
    match presented(headers).and_then(|token| app.gate.scope(token)) {
        None => Err(ApiError::unauthorized()),
        Some(has) if has < scope => Err(ApiError::forbidden(has, scope)),
        Some(_) => Ok(()),
    }
}

/// Lets pass whoever may read the scores of a site.
///
/// # Errors
///
/// 401 where the site is not public and there is no token.
pub(super) fn require_scores(
    app: &App,
    headers: &HeaderMap,
    site: Option<&Site>,
) -> Result<(), ApiError> {
    if site.is_some_and(|site| site.public) {
        return Ok(());
    }
    require(app, headers, Scope::Read)
}

fn presented(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

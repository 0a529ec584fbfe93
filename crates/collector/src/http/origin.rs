//! Which pages may hand in, ask and read.
//!
//! Every answer may be read by any page, so that a page learns why it was refused; what a site
//! gives to its own pages alone, it refuses to others before anything is looked up. Whoever says
//! no origin is no page: a server, or somebody who could say any.

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};

use super::error::ApiError;
use crate::sites::Site;

/// The page that sent a request, unless it is one of this collector's own.
pub(super) fn foreign(headers: &HeaderMap) -> Option<&str> {
    let origin = headers.get(ORIGIN)?.to_str().unwrap_or("");
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").map(|(_, host)| host);
    (own.is_none() || own != host).then_some(origin)
}

/// # Errors
///
/// 403 for a page that the site does not name.
pub(super) fn require(site: &Site, origin: Option<&str>) -> Result<(), ApiError> {
    match origin {
        Some(origin) if !site.admits_origin(origin) => Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "header origin",
            "origin_not_allowed",
            format!(
                "pages of `{origin}` do not belong to the site `{}`",
                site.name
            ),
            "a page of an origin that the site's owner named",
        )),
        _ => Ok(()),
    }
}

//! `/s/{survey}`: a hosted survey. `GET` shows a page and writes nothing; `POST` takes an answer,
//! keeps it, and leads to the next page.

mod sitting;

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;

use self::sitting::Sitting;
use super::App;
use super::body;
use super::error::{ApiError, ErrorBody};
use super::reading::{self, Survey};
use crate::client::Client;
use crate::hosted::{self, Form};

/// Nothing from elsewhere, nothing inline, and nobody around it.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// The style sheet, under the hash of its content.
pub(super) async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, hosted::STYLE).into_response()
}

/// A page of a hosted survey. Writes nothing.
#[utoipa::path(
    get,
    path = "/s/{survey}",
    params(("survey" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "A page", content_type = "text/html", body = String),
        (status = "4XX", description = "A page that says what was wrong", content_type = "text/html", body = String)
    )
)]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    path: Survey,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let survey = reading::survey(path, &uri)?;
    match Sitting::open(&app, &survey, &uri, &headers) {
        Ok(sitting) => sitting.show().await,
        Err(page) => Ok(*page),
    }
}

/// An answer to a page of a hosted survey: keeps it, and gives the next page.
#[utoipa::path(
    post,
    path = "/s/{survey}",
    params(("survey" = String, Path, description = "Its id")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The next page", content_type = "text/html", body = String),
        (status = 303, description = "It is elsewhere"),
        (status = "4XX", description = "What was wrong", content((String = "text/html"), (ErrorBody = "application/json"))),
        (status = "5XX", description = "Not now", content((String = "text/html"), (ErrorBody = "application/json")))
    )
)]
pub(super) async fn take(
    State(app): State<Arc<App>>,
    path: Survey,
    uri: Uri,
    Extension(client): Extension<Client>,
    request: Request<Body>,
) -> Result<Response, ApiError> {
    let survey = reading::survey(path, &uri)?;
    let headers = request.headers().clone();
    let form = Form::read(body::read(&app, request).await?.bytes());
    match Sitting::open(&app, &survey, &uri, &headers) {
        Ok(sitting) => sitting.take(&form, client, &headers).await,
        Err(page) => Ok(*page),
    }
}

/// A page. Addresses carry tickets, which caches are not to learn.
fn html(status: StatusCode, page: Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept-Language"),
    ];
    (status, headers, page.into_string()).into_response()
}

/// Leads to another page, which a reload asks for again without sending anything.
fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    // What is written into an address is percent-encoded: it is always a header's value.
    if let Ok(address) = HeaderValue::from_str(address) {
        headers.insert(header::LOCATION, address);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

//! Any page may send responses and read what is public, so every answer says so; what is not
//! public is guarded by tokens, and what a site keeps to its own pages by `origin`.

use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::policy;

/// On every answer, also errors.
const ALWAYS: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"),
];

/// On the answer to a preflight. The star does not stand for `Authorization`.
const PREFLIGHT: [(HeaderName, &str); 3] = [
    (
        header::ACCESS_CONTROL_ALLOW_METHODS,
        "GET, HEAD, POST, OPTIONS",
    ),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "*, Authorization"),
    (header::ACCESS_CONTROL_MAX_AGE, "7200"),
];

pub(super) async fn allow(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        set(&mut response, PREFLIGHT);
        response
    } else {
        next.run(request).await
    };
    set(&mut response, ALWAYS);
    policy::set(response.headers_mut());
    response
}

fn set<const N: usize>(response: &mut Response, headers: [(HeaderName, &'static str); N]) {
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
}

//! What every answer tells a browser that shows it: nothing from elsewhere, nothing but what it
//! says it is, and our addresses to nobody.

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Of whatever has no policy of its own. It runs no script, so none may come out of a string.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
                       frame-ancestors 'none'; require-trusted-types-for 'script'";

const ALWAYS: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: forms of our own pages would then say that they come from nowhere.
    (header::REFERRER_POLICY, "same-origin"),
];

pub(super) fn set(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = headers.entry(header::CONTENT_SECURITY_POLICY);
    policy.or_insert(HeaderValue::from_static(NOTHING));
}

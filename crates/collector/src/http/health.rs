//! For whoever keeps the collector running.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::auth;
use super::error::ApiError;
use crate::store::Status;
use crate::token::Scope;

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

/// `GET /metrics`: what was counted since the start, for Prometheus.
pub(super) async fn metrics(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    auth::require(&app, &headers, Scope::Read)?;
    let mut text = String::new();
    if let Some(counters) = app.store.counters() {
        help(&mut text, "responses", "Responses by what became of them.");
        for status in Status::ALL {
            line(
                &mut text,
                &format!("responses_total{{status=\"{}\"}}", status.name()),
                counters.status(status),
            );
        }
        help(&mut text, "commits", "Transactions that stored responses.");
        line(&mut text, "commits_total", counters.commits());
        help(&mut text, "failed_commits", "Transactions that failed.");
        line(&mut text, "failed_commits_total", counters.failed_commits());
    }
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    Ok((kind, text).into_response())
}

// Writing to a String does not fail.

fn help(text: &mut String, name: &str, help: &str) {
    let _ = writeln!(text, "# HELP afterword_{name}_total {help}");
    let _ = writeln!(text, "# TYPE afterword_{name}_total counter");
}

fn line(text: &mut String, name: &str, value: u64) {
    let _ = writeln!(text, "afterword_{name} {value}");
}

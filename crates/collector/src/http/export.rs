//! `GET /v1/export`: everything that was answered, streamed.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::mpsc;

use super::App;
use super::auth;
use super::error::ApiError;
use super::params::Params;
use crate::export::{self, Format};
use crate::store::Selection;
use crate::token::Scope;

/// Bytes in a piece of the body, and pieces that wait for a reader who is slow.
const PIECE: usize = 64 << 10;
const WAITING: usize = 4;

type Piece = io::Result<Bytes>;

/// Everything that was answered, the latest state of each response.
#[utoipa::path(
    get,
    path = "/v1/export",
    params(
        ("format" = Option<String>, Query, description = "`csv`, `jsonl` or `parquet`; `csv` if it is not said"),
        ("site" = Option<String>, Query, description = "Whose responses; all if it is not said"),
        ("survey" = Option<String>, Query, description = "To which survey; all if it is not said"),
        ("from" = Option<String>, Query, description = "Answered at this moment or later: a date or a time, in UTC"),
        ("to" = Option<String>, Query, description = "Answered before this moment")
    ),
    security(("token" = [])),
    responses((status = 200, description = "A file", content_type = "text/csv", body = String), ApiError)
)]
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    auth::require(&app, &headers, Scope::Export)?;
    let params = Params::read(&uri, &["format", "site", "survey", "from", "to"])?;
    let format = format(params.get("format"))?;
    let selection = Selection {
        site: params.get("site").map(str::to_owned),
        survey: params.get("survey").map(str::to_owned),
        from: params.moment("from")?,
        to: params.moment("to")?,
    };
    let place = Arc::clone(&app.exports)
        .try_acquire_owned()
        .map_err(|_| ApiError::busy("full", "as many exports are under way as may be"))?;
    let (pieces, body) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let out = BufWriter::with_capacity(PIECE, Pieces(pieces.clone()));
        match export::export(&app.store, &selection, format, out).await {
            // Whoever goes away before the end is no fault.
            Err(error) if !pieces.is_closed() => {
                tracing::warn!(%error, "an export broke off");
                // The client sees it as well: the body has no end.
                let _ = pieces.send(Err(io::Error::other("broken off"))).await;
            }
            _ => {}
        }
        drop(place);
    });
    let body = stream::unfold(body, async |mut body: mpsc::Receiver<Piece>| {
        Some((body.recv().await?, body))
    });
    let name = format!("attachment; filename=\"afterword.{}\"", format.name());
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

fn format(name: Option<&str>) -> Result<Format, ApiError> {
    let name = name.unwrap_or("csv");
    Format::ALL
        .into_iter()
        .find(|format| format.name() == name)
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "query format",
                "unknown_value",
                format!("nothing is exported as `{name}`"),
                "csv, jsonl or parquet",
            )
        })
}

/// Writes into the body of an answer; waits where its reader is slow.
struct Pieces(mpsc::Sender<Piece>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .blocking_send(Ok(Bytes::copy_from_slice(bytes)))
            .map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

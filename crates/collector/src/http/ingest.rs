//! `POST /v1/responses`: one response, or an array of them.

pub(super) mod accept;
mod judge;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::{Extension, Json};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use self::accept::Arrival;
use super::App;
use super::body;
use super::error::{ApiError, Fault};
use crate::client::Client;
use crate::store::{Incoming, Status};

/// Responses in one array.
const MAX_ITEMS: usize = 100;

/// What became of one response.
#[derive(Serialize, ToSchema)]
pub(super) struct Receipt {
    /// As it was sent; null where it was none.
    id: Option<String>,
    /// `stored`, `updated`, `duplicate`, `stale`, or, in an array, `refused`.
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error: Option<Fault>,
}

impl Receipt {
    fn of(item: &Incoming) -> Self {
        Self {
            id: Some(item.response.id.as_str().to_owned()),
            status: "stored",
            error: None,
        }
    }
}

/// What was read of a body.
enum Batch {
    One(Receipt, Vec<Incoming>),
    /// Receipts of all, and those items that are not refused.
    Many(Vec<Receipt>, Vec<Incoming>),
}

/// Receipts, in the order of the responses.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Receipts {
    One(Receipt),
    Many(Vec<Receipt>),
}

/// Hands in a response, or an array of at most 100.
///
/// Answers after the commit, whatever content type the request names. A bad item of an array is
/// refused and harms no neighbour.
#[utoipa::path(
    post,
    path = "/v1/responses",
    request_body(
        description = "At most 64 KiB for a response, 1 MiB for an array.",
        content(
            (ref("#/components/schemas/Response") = "application/json"),
            (String = "text/plain")
        )
    ),
    responses((status = 200, description = "What became of each", body = Receipts), ApiError)
)]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Extension(client): Extension<Client>,
    request: Request<Body>,
) -> Result<Json<Receipts>, ApiError> {
    let arrival = Arrival::of(&app, client, request.headers());
    let received = body::read(&app, request).await?;
    let batch = read(&arrival, received.bytes())?;
    drop(received); // from here on the store counts what waits
    match batch {
        Batch::One(mut receipt, items) => {
            let statuses = submit(&app, client, items).await?;
            receipt.status = statuses.first().unwrap_or(&receipt.status);
            Ok(Json(Receipts::One(receipt)))
        }
        Batch::Many(mut receipts, items) => {
            let taken = receipts
                .iter_mut()
                .filter(|receipt| receipt.error.is_none());
            let statuses = submit(&app, client, items).await?;
            for (receipt, status) in taken.zip(statuses) {
                receipt.status = status;
            }
            Ok(Json(Receipts::Many(receipts)))
        }
    }
}

/// A bad item of an array harms no neighbour.
fn read(arrival: &Arrival<'_>, bytes: &[u8]) -> Result<Batch, ApiError> {
    match document::parse(bytes)? {
        Value::Array(values) if values.len() > MAX_ITEMS => Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "body",
            "wrong_count",
            format!("this array has {} responses", values.len()),
            format!("at most {MAX_ITEMS}; send the rest in a further request"),
        )),
        Value::Array(values) => {
            let mut items = Vec::with_capacity(values.len());
            let receipt = |value: &Value| match arrival.accept(value) {
                Ok(item) => {
                    let receipt = Receipt::of(&item);
                    items.push(item);
                    receipt
                }
                Err(error) => {
                    arrival.refused(&error);
                    Receipt {
                        id: value["id"].as_str().map(str::to_owned),
                        status: "refused",
                        error: Some(error.into_fault()),
                    }
                }
            };
            Ok(Batch::Many(values.iter().map(receipt).collect(), items))
        }
        single => {
            let item = arrival.accept(&single)?;
            Ok(Batch::One(Receipt::of(&item), vec![item]))
        }
    }
}

/// What became of each, after the commit.
pub(super) async fn submit(
    app: &App,
    client: Client,
    items: Vec<Incoming>,
) -> Result<Vec<&'static str>, ApiError> {
    take_quotas(app, client, &items)?;
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let start = Instant::now();
    let statuses = app.store.submit(items).await?;
    app.metrics.acknowledged(start.elapsed());
    Ok(statuses.into_iter().map(Status::name).collect())
}

/// What comes together is turned away together: it is sent again as it was.
fn take_quotas(app: &App, client: Client, items: &[Incoming]) -> Result<(), ApiError> {
    let mut counts = BTreeMap::<&str, u32>::new();
    for item in items {
        *counts.entry(&item.response.site).or_default() += 1;
    }
    for (site, count) in counts {
        if let (Some(site), Some(count)) = (app.sites.named(site), NonZeroU32::new(count)) {
            let taken = site.quotas.take(client, count);
            taken.map_err(|too_often| {
                app.metrics.limited("responses");
                ApiError::too_often(too_often)
            })?;
        }
    }
    Ok(())
}

//! `POST /v1/responses`: one response, or an array of them.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::App;
use super::body::{self, MAX_ONE};
use super::error::{ApiError, Fault};
use crate::sites;
use crate::store::Incoming;

/// Responses in one array.
const MAX_ITEMS: usize = 100;

/// What became of one response.
#[derive(Serialize)]
struct Receipt {
    id: Option<String>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Fault>,
}

/// Answers after the commit, whatever content type the request names.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    request: Request<Body>,
) -> Result<Response, ApiError> {
    let bytes = body::read(request).await?;
    match document::parse(&bytes)? {
        Value::Array(items) => Ok(store_each(&app, &items).await?.into_response()),
        single => Ok(store_one(&app, &single).await?.into_response()),
    }
}

async fn store_one(app: &App, value: &Value) -> Result<Json<Receipt>, ApiError> {
    let item = accept(value)?;
    let id = item.response.id.as_str().to_owned();
    let statuses = app.store.submit(vec![item]).await?;
    Ok(Json(Receipt {
        id: Some(id),
        status: statuses.first().map_or("stored", |status| status.name()),
        error: None,
    }))
}

/// Stores what can be stored; a bad item harms no neighbour.
async fn store_each(app: &App, values: &[Value]) -> Result<Json<Vec<Receipt>>, ApiError> {
    if values.len() > MAX_ITEMS {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "body",
            "wrong_count",
            format!("this array has {} responses", values.len()),
            format!("at most {MAX_ITEMS}; send the rest in a further request"),
        ));
    }
    let mut receipts = Vec::with_capacity(values.len());
    let mut items = Vec::with_capacity(values.len());
    for value in values {
        match accept(value) {
            Ok(item) => {
                receipts.push(Receipt {
                    id: Some(item.response.id.as_str().to_owned()),
                    status: "stored",
                    error: None,
                });
                items.push(item);
            }
            Err(error) => receipts.push(Receipt {
                id: value["id"].as_str().map(str::to_owned),
                status: "refused",
                error: Some(error.into_fault()),
            }),
        }
    }
    if !items.is_empty() {
        let statuses = app.store.submit(items).await?;
        let taken = receipts
            .iter_mut()
            .filter(|receipt| receipt.error.is_none());
        for (receipt, status) in taken.zip(statuses) {
            receipt.status = status.name();
        }
    }
    Ok(Json(receipts))
}

/// Reads and checks a response. A survey that is not known is stored and scored by what its
/// answers carry; both sites that are known without configuration allow that.
fn accept(value: &Value) -> Result<Incoming, ApiError> {
    let response = survey::response::Response::parse(&value)
        .map_err(|problems| problems.first().map_or_else(unreadable, ApiError::from))?;
    if sites::named(&response.site).is_none() {
        return Err(ApiError::unknown_site(
            StatusCode::UNPROCESSABLE_ENTITY,
            "site",
            &response.site,
        ));
    }
    let item = Incoming::from(response);
    // An item of an array has the same bound as a response of its own.
    if item.json.len() > MAX_ONE {
        return Err(ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body",
            "too_large",
            format!("this response has more than {MAX_ONE} bytes"),
            format!("at most {MAX_ONE} bytes for each response"),
        ));
    }
    Ok(item)
}

fn unreadable() -> ApiError {
    ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "body",
        "invalid",
        "this is not a response",
        "a response of version 1",
    )
}

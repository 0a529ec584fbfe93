//! What a site's customers may ask about themselves, by a token that the site's server signed:
//! whether they were asked already, and to be forgotten. Nothing else is told.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use survey::duration::Duration;
use survey::time::Timestamp;
use utoipa::ToSchema;

use super::App;
use super::body;
use super::error::ApiError;
use super::origin;
use super::reading::{Survey, survey};
use crate::clock::now;
use crate::signed::{Claims, Unbelieved};
use crate::sites::Unvouched;
use crate::store;

/// Who asks whether it was asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    signed: String,
    /// How long an answer is remembered, such as `90d`; for ever where it is not said.
    within: Option<String>,
    /// An order or a ticket that is asked about only once.
    about: Option<String>,
}

/// Whether somebody was asked.
#[derive(Serialize, ToSchema)]
pub(super) struct Asked {
    asked: bool,
}

/// What was removed.
#[derive(Serialize, ToSchema)]
pub(super) struct Forgotten {
    forgotten: usize,
}

/// Who is to be forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Farewell {
    signed: String,
}

/// Whether a respondent was asked already, on whatever device.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey}/asked",
    params(("survey" = String, Path, description = "Its id")),
    request_body = Question,
    responses((status = 200, description = "Nothing else is told", body = Asked), ApiError)
)]
pub(super) async fn asked(
    State(app): State<Arc<App>>,
    path: Survey,
    uri: Uri,
    request: Request<Body>,
) -> Result<Response, ApiError> {
    let survey = survey(path, &uri)?;
    let origin = origin::foreign(request.headers()).map(str::to_owned);
    let question: Question = read(&app, request).await?;
    let now = now();
    let claims = believed(&app, &question.signed, origin.as_deref(), now)?;
    let asked = app
        .store
        .asked(store::Asked {
            site: claims.site,
            survey,
            respondent: claims.respondent,
            since: since(question.within.as_deref(), now)?,
            about: question.about,
        })
        .await?;
    Ok(Json(Asked { asked }).into_response())
}

/// Removes what a respondent said.
#[utoipa::path(
    post,
    path = "/v1/forget",
    request_body = Farewell,
    responses((status = 200, description = "How many responses that were", body = Forgotten), ApiError)
)]
pub(super) async fn forget(
    State(app): State<Arc<App>>,
    request: Request<Body>,
) -> Result<Response, ApiError> {
    let origin = origin::foreign(request.headers()).map(str::to_owned);
    let farewell: Farewell = read(&app, request).await?;
    let claims = believed(&app, &farewell.signed, origin.as_deref(), now())?;
    let erased = app.store.erase(&claims.site, &claims.respondent).await?;
    let forgotten = erased.responses;
    Ok(Json(Forgotten { forgotten }).into_response())
}

async fn read<T: DeserializeOwned>(app: &App, request: Request<Body>) -> Result<T, ApiError> {
    let received = body::read(app, request).await?;
    let value = document::parse(received.bytes())?;
    serde_json::from_value(value).map_err(|error| {
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "body",
            "invalid",
            error.to_string(),
            "an object with the text `signed`",
        )
    })
}

fn believed(
    app: &App,
    token: &str,
    origin: Option<&str>,
    now: Timestamp,
) -> Result<Claims, ApiError> {
    let refused = |code, message: &str, expected: &str| {
        ApiError::new(StatusCode::FORBIDDEN, "signed", code, message, expected)
    };
    let verified = app.sites.verify(token, now);
    let (site, claims) = verified.map_err(|reason| match reason {
        Unvouched::NoKey => refused(
            "no_signing_key",
            "this collector cannot check who signed this",
            "a collector that was started with AFTERWORD_SIGNING_KEY, or sites with signing_keys",
        ),
        Unvouched::UnknownSite(site) => {
            ApiError::unknown_site(StatusCode::FORBIDDEN, "signed", &site, &app.sites)
        }
        Unvouched::Token(Unbelieved::NoToken) => refused(
            "not_signed",
            "this is no signed token",
            "`v1.PAYLOAD.SIGNATURE`, with `respondent` and `exp` in its payload",
        ),
        Unvouched::Token(Unbelieved::WrongSignature) => refused(
            "wrong_signature",
            "this was not signed with a key of this collector",
            "HMAC-SHA256 of `v1.PAYLOAD` under the key that the collector knows",
        ),
        Unvouched::Token(Unbelieved::Expired) => refused(
            "expired",
            "the time of this token is over",
            "a token whose `exp` is ahead",
        ),
    })?;
    origin::require(&site, origin)?;
    Ok(claims)
}

fn since(within: Option<&str>, now: Timestamp) -> Result<Timestamp, ApiError> {
    let Some(text) = within else {
        return Ok(Timestamp::from_millis(0));
    };
    let within = Duration::parse(text).ok_or_else(|| {
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "within",
            "bad_duration",
            format!("`{text}` is no length of time"),
            "a whole number and its unit, such as `90d`",
        )
    })?;
    let millis = i64::try_from(within.millis()).unwrap_or(i64::MAX);
    Ok(Timestamp::from_millis(
        now.millis().saturating_sub(millis).max(0),
    ))
}

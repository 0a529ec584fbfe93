//! Reading definitions, scores and responses.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use survey::templates;
use utoipa::ToSchema;

use super::App;
use super::auth;
use super::error::ApiError;
use super::origin;
use super::params::Params;
use crate::clock::now;
use crate::scores::{self, Report};
use crate::sites::Site;
use crate::store::{Filter, Shelf, StoreError, Stored};
use crate::token::Scope;

const USUAL_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

/// The answer to who asks for responses.
#[derive(ToSchema)]
#[expect(dead_code, reason = "its parts lie there as text")]
pub(super) struct Listed {
    /// As they were stored, with what is known of them.
    responses: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// The survey in an address.
pub(super) type Survey = Result<Path<String>, PathRejection>;

pub(super) fn survey(path: Survey, uri: &Uri) -> Result<String, ApiError> {
    path.map(|Path(survey)| survey)
        .map_err(|_| ApiError::not_found(uri.path()))
}

/// The definition of a survey.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey}",
    params(("survey" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The definition", body = ref("#/components/schemas/Definition")),
        ApiError
    )
)]
pub(super) async fn definition(
    State(app): State<Arc<App>>,
    path: Survey,
    uri: Uri,
) -> Result<Response, ApiError> {
    let survey = survey(path, &uri)?;
    let surveys = app.surveys.now();
    let known = surveys.get(&survey).ok_or_else(|| {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "path",
            "unknown_survey",
            format!("no definition of `{survey}` is known here"),
            format!(
                "{}, or a definition in the folder of --surveys",
                templates::NAMES.join(", ")
            ),
        )
    })?;
    let json = known.json(&app.store, now()).await?.into_owned();
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (
            header::CACHE_CONTROL,
            format!("max-age={}", known.max_age()),
        ),
    ];
    Ok((headers, json).into_response())
}

/// The scores of a survey.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey}/scores",
    params(
        ("survey" = String, Path, description = "Its id"),
        ("site" = Option<String>, Query, description = "Whose responses; `default` if it is not said"),
        ("from" = Option<String>, Query, description = "Answered at this moment or later: a date or a time, in UTC"),
        ("to" = Option<String>, Query, description = "Answered before this moment"),
        ("by" = Option<String>, Query, description = "Up to three names, separated by commas, such as `agent`"),
        ("question" = Option<String>, Query, description = "Only this question"),
        ("public" = Option<bool>, Query, description = "Answer 204 instead of 401 where the site is not public")
    ),
    security((), ("token" = [])),
    responses(
        (status = 200, description = "The scores", body = Report<'_>),
        (status = 204, description = "The site is not public, and `public` asked whether it is"),
        ApiError
    )
)]
pub(super) async fn scores(
    State(app): State<Arc<App>>,
    path: Survey,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let survey = survey(path, &uri)?;
    let params = Params::read(&uri, &["site", "from", "to", "by", "question", "public"])?;
    // A prompt does not know whether the site is public; a 401 would stand red in the console
    // of its host page.
    let asks_whether_public = params.flag("public")?;
    let site = match readable_site(&app, &headers, params.site()) {
        Err(error) if error.is_unauthorized() && asks_whether_public => {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        site => site?,
    };
    let filter = Filter {
        from: params.moment("from")?,
        to: params.moment("to")?,
        by: params.dimensions()?,
    };
    let mut report = report(&app, site, &survey, &filter).await?;
    if let Some(question) = params.get("question") {
        report.keep_only(question);
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(report)).into_response())
}

/// Scores, as they are stored at this moment.
pub(super) async fn report<'r>(
    app: &App,
    site: &'r Site,
    survey: &'r str,
    filter: &Filter,
) -> Result<Report<'r>, StoreError> {
    let totals = app.store.totals(&site.name, survey, filter).await?;
    let groups = if filter.by.is_empty() {
        None
    } else {
        let groups = app.store.groups(&site.name, survey, filter).await?;
        Some((&filter.by[..], groups))
    };
    let surveys = app.surveys.now();
    let known = surveys.get(survey);
    let rated = known.map_or(&[][..], |known| &known.rated);
    Ok(scores::report(rated, &site.name, survey, totals, groups))
}

/// The site of that name, if its scores may be read.
pub(super) fn readable_site<'a>(
    app: &'a App,
    headers: &HeaderMap,
    name: &str,
) -> Result<&'a Arc<Site>, ApiError> {
    let site = app.sites.named(name);
    // First who asks, then what there is: strangers do not learn which sites exist.
    auth::require_scores(app, headers, site.map(Arc::as_ref))?;
    let site = site.ok_or_else(|| {
        ApiError::unknown_site(StatusCode::NOT_FOUND, "query site", name, &app.sites)
    })?;
    origin::require(site, origin::foreign(headers))?;
    Ok(site)
}

/// The latest responses, newest first.
#[utoipa::path(
    get,
    path = "/v1/responses",
    params(
        ("site" = Option<String>, Query, description = "Whose responses; `default` if it is not said"),
        ("survey" = Option<String>, Query, description = "To which survey; all if it is not said"),
        ("limit" = Option<u32>, Query, description = "1 to 1000; 100 if it is not said"),
        ("set_aside" = Option<bool>, Query, description = "Those that are suspected, in place of the others")
    ),
    security(("token" = [])),
    responses((status = 200, description = "The responses", body = Listed), ApiError)
)]
pub(super) async fn responses(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    auth::require(&app, &headers, Scope::Read)?;
    let params = Params::read(&uri, &["site", "survey", "limit", "set_aside"])?;
    let site = app.sites.named(params.site()).ok_or_else(|| {
        ApiError::unknown_site(
            StatusCode::NOT_FOUND,
            "query site",
            params.site(),
            &app.sites,
        )
    })?;
    let limit = params.count("limit", USUAL_LIMIT, MAX_LIMIT)?;
    let shelf = if params.flag("set_aside")? {
        Shelf::SetAside
    } else {
        Shelf::Counted
    };
    let rows = app
        .store
        .latest(&site.name, params.get("survey"), shelf, limit)
        .await?;
    let told: Vec<String> = rows.iter().map(Stored::told).collect();
    let json = format!("{{\"responses\":[{}]}}", told.join(","));
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, json).into_response())
}

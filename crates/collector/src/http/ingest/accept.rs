//! Reading and checking a response.

use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use survey::response::Response;

use super::super::App;
use super::super::body::MAX_ONE;
use super::super::error::ApiError;
use super::super::origin;
use super::judge::{Baggage, Circumstances};
use crate::client::Client;
use crate::sites::Site;
use crate::store::Incoming;

/// What is known of a request before its body.
pub(in crate::http) struct Arrival<'a> {
    app: &'a App,
    /// The page that sent it, unless it is one of this collector's own.
    origin: Option<String>,
    circumstances: Circumstances,
}

impl<'a> Arrival<'a> {
    pub(in crate::http) fn of(app: &'a App, client: Client, headers: &HeaderMap) -> Self {
        Self {
            app,
            origin: origin::foreign(headers).map(str::to_owned),
            circumstances: Circumstances::of(client, headers),
        }
    }

    /// Counts an item that harms no neighbour.
    pub(super) fn refused(&self, error: &ApiError) {
        self.app.metrics.refused(error.code());
    }

    /// Reads and checks a response. A survey that is not known is stored and scored by what its
    /// answers carry, where the site allows that.
    pub(in crate::http) fn accept(&self, value: &Value) -> Result<Incoming, ApiError> {
        let response = Response::parse(&value)
            .map_err(|problems| problems.first().map_or_else(unreadable, ApiError::from))?;
        let sites = &self.app.sites;
        let site = sites.named(&response.site).ok_or_else(|| {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            ApiError::unknown_site(status, "site", &response.site, sites)
        })?;
        origin::require(site, self.origin.as_deref())?;
        let is_known = self.app.surveys.now().get(&response.survey).is_some();
        if !site.takes(&response.survey, is_known) {
            return Err(not_taken(site, &response.survey));
        }
        let baggage = Baggage::of(value);
        let item = self.circumstances.judge(self.app, site, response, baggage);
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
}

fn not_taken(site: &Site, survey: &str) -> ApiError {
    let listed = site.table.surveys.as_ref().map(|names| names.join(", "));
    ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "survey",
        "unknown_survey",
        format!("the site `{}` takes no `{survey}`", site.name),
        listed.unwrap_or_else(|| "a survey of which a definition is known here".into()),
    )
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

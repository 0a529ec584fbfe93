//! `GET /v1/surveys/{survey}/live`: the scores, and again whenever they change.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until};

use super::App;
use super::error::ApiError;
use super::params::Params;
use super::reading::{self, Survey};
use crate::sites::Site;
use crate::store::{Changed, Filter, StoreError};

/// Between two events of one stream; what changes meanwhile is told at once.
const PAUSE: Duration = Duration::from_millis(250);

/// The scores of a survey, and again whenever they change, as server-sent events.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey}/live",
    params(
        ("survey" = String, Path, description = "Its id"),
        ("site" = Option<String>, Query, description = "Whose responses; `default` if it is not said")
    ),
    security((), ("token" = [])),
    responses(
        (status = 200, description = "Events `scores`, each with a report", content_type = "text/event-stream", body = String),
        ApiError
    )
)]
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    path: Survey,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let survey = reading::survey(path, &uri)?;
    let params = Params::read(&uri, &["site"])?;
    let site = reading::readable_site(&app, &headers, params.site())?;
    let place = Arc::clone(&app.live)
        .try_acquire_owned()
        .map_err(|_| ApiError::busy("full", "too many live streams are open"))?;
    let feed = Feed {
        // Before the first look, so that nothing slips through between the two.
        changed: app.store.watch(&site.name, &survey),
        stopping: app.stopping.clone(),
        site: Arc::clone(site),
        survey,
        last: None,
        app,
        _place: place,
    };
    let events = stream::unfold(feed, |mut feed| async move {
        let event = feed.next().await?;
        Some((Ok::<_, Infallible>(event), feed))
    });
    Ok(Sse::new(events)
        .keep_alive(KeepAlive::default())
        .into_response())
}

struct Feed {
    app: Arc<App>,
    site: Arc<Site>,
    survey: String,
    changed: Changed,
    stopping: watch::Receiver<bool>,
    /// What was told last, and when.
    last: Option<(String, Instant)>,
    _place: OwnedSemaphorePermit,
}

impl Feed {
    /// The next event; `None` when the collector goes down or its store fails.
    async fn next(&mut self) -> Option<Event> {
        loop {
            self.due().await?;
            let json = match self.scores().await {
                Ok(json) => json,
                Err(error) => {
                    tracing::error!(%error, "reading live scores");
                    return None;
                }
            };
            let now = Instant::now();
            match &mut self.last {
                Some((last, at)) if *last == json => *at = now,
                last => {
                    *last = Some((json.clone(), now));
                    return Some(Event::default().event("scores").data(json));
                }
            }
        }
    }

    /// Waits until there may be something new and the pause is over.
    async fn due(&mut self) -> Option<()> {
        let Self {
            changed,
            stopping,
            last,
            ..
        } = self;
        let due = async {
            if let Some((_, at)) = last {
                changed.wait().await;
                sleep_until(*at + PAUSE).await;
            }
        };
        tokio::select! {
            () = due => Some(()),
            _ = stopping.wait_for(|stopping| *stopping) => None,
        }
    }

    async fn scores(&self) -> Result<String, StoreError> {
        let filter = Filter::default();
        let report = reading::report(&self.app, &self.site, &self.survey, &filter).await?;
        serde_json::to_string(&report).map_err(|error| StoreError::Unusable(error.to_string()))
    }
}

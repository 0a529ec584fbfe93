//! Where the collector is: behind this page, or beside `trunk serve`.

use std::time::Duration;

use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser;

/// Where it listens by default, for a page that something else serves.
const BESIDE: &str = "http://127.0.0.1:8737";

/// How long to wait before asking again, when nobody answered.
const AGAIN: Duration = Duration::from_secs(3);

/// What is known of the collector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Collector {
    /// Not yet asked.
    Looking,
    /// It answers at this origin.
    At(String),
    /// It answers nowhere; it is asked again.
    Silent,
}

impl Collector {
    pub(crate) fn origin(&self) -> Option<&str> {
        match self {
            Self::At(origin) => Some(origin),
            Self::Looking | Self::Silent => None,
        }
    }
}

/// Looks for the collector until it is found.
pub(crate) fn find(collector: RwSignal<Collector>) {
    spawn_local(async move {
        for origin in [browser::origin(), BESIDE.to_owned()] {
            if answers(&origin).await {
                collector.set(Collector::At(origin));
                return;
            }
        }
        collector.set(Collector::Silent);
        set_timeout(move || find(collector), AGAIN);
    });
}

/// A development server answers every path with its page: that is not the collector.
async fn answers(origin: &str) -> bool {
    let Ok(response) = Request::get(&format!("{origin}/healthz")).send().await else {
        return false;
    };
    let is_page = response
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"));
    response.ok() && !is_page
}

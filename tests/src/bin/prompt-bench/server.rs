//! The one server that all contestants come from.

use crate::assets::{Asset, Assets};
use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use std::mem;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What a page asked for, itself not counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) requests: usize,
    /// Of the bodies of answers, as they are sent.
    pub(crate) bytes: usize,
    /// Bodies that were posted.
    pub(crate) posts: Vec<Bytes>,
    /// Paths that nothing lies at.
    pub(crate) missing: Vec<String>,
}

struct Shelf {
    assets: Assets,
    traffic: Mutex<Traffic>,
}

impl Shelf {
    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running server. Dropping it stops it.
pub(crate) struct Server {
    address: SocketAddr,
    shelf: Arc<Shelf>,
    task: JoinHandle<()>,
}

impl Server {
    /// # Errors
    ///
    /// When there is no free port.
    pub(crate) async fn start(assets: Assets) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shelf = Arc::new(Shelf {
            assets,
            traffic: Mutex::default(),
        });
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shelf));
        let task = tokio::spawn(async move {
            // Ends with the task, never on its own.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            shelf,
            task,
        })
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked for since this was called before.
    pub(crate) fn take_traffic(&self) -> Traffic {
        mem::take(&mut *self.shelf.traffic())
    }

    /// The same, and it goes on being counted.
    pub(crate) fn traffic(&self) -> Traffic {
        self.shelf.traffic().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    State(shelf): State<Arc<Shelf>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asset = shelf.assets.at(uri.path());
    let is_page = headers.get("sec-fetch-dest") == Some(&HeaderValue::from_static("document"));
    if !is_page {
        let mut traffic = shelf.traffic();
        traffic.requests += 1;
        traffic.bytes += asset.map_or(0, |asset| asset.packed.len());
        if method == Method::POST {
            traffic.posts.push(body);
        } else if asset.is_none() {
            traffic.missing.push(uri.path().to_owned());
        }
    }
    match asset {
        Some(asset) => sent(asset),
        // Every contestant is content with it.
        None if method == Method::POST => {
            axum::Json(serde_json::json!({"status": 1})).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn sent(asset: &Asset) -> Response {
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CONTENT_ENCODING, "br"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, asset.packed.clone()).into_response()
}

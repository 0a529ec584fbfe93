//! A website that knows nothing of Afterword, on an origin of its own.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::witness;

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// Where the witness lies on a site that has one.
const WITNESS: &str = "/witness.js";
const WITNESS_TAG: &str = r#"<script src="/witness.js"></script>"#;
/// Bytes; a response is far smaller.
const LARGEST_POST: usize = 1 << 20;

/// What a website consists of.
#[derive(Clone, Debug, Default)]
pub struct Site {
    texts: BTreeMap<String, (&'static str, String)>,
    folders: Vec<PathBuf>,
    policy: Option<String>,
    slow: BTreeMap<&'static str, Duration>,
    missing: Vec<&'static str>,
    outdated: BTreeMap<&'static str, String>,
    witnessed: bool,
    shared: bool,
    everywhere: bool,
}

impl Site {
    /// A website with nothing on it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A website with one page, at `/`.
    #[must_use]
    pub fn of(page: impl Into<String>) -> Self {
        Self::new().page("/", page)
    }

    /// Adds a page.
    #[must_use]
    pub fn page(self, path: &str, html: impl Into<String>) -> Self {
        self.text(path, "text/html; charset=utf-8", html.into())
    }

    /// Adds a JSON document.
    #[must_use]
    pub fn json(self, path: &str, json: &serde_json::Value) -> Self {
        self.text(path, "application/json", json.to_string())
    }

    /// Adds a style sheet.
    #[must_use]
    pub fn style(self, path: &str, css: &str) -> Self {
        self.text(path, "text/css; charset=utf-8", css.to_owned())
    }

    /// Adds a script.
    #[must_use]
    pub fn script(self, path: &str, javascript: &str) -> Self {
        self.text(path, JAVASCRIPT, javascript.to_owned())
    }

    /// Adds a page of XHTML, which browsers read as XML.
    #[must_use]
    pub fn xhtml(self, path: &str, xml: impl Into<String>) -> Self {
        self.text(path, "application/xhtml+xml", xml.into())
    }

    fn text(mut self, path: &str, kind: &'static str, text: String) -> Self {
        self.texts.insert(path.to_owned(), (kind, text));
        self
    }

    /// Adds all files of a folder, at the root.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push(folder.into());
        self
    }

    /// Answers with the page at `/` wherever a visitor goes: an application makes all others of it.
    #[must_use]
    pub fn everywhere(mut self) -> Self {
        self.everywhere = true;
        self
    }

    /// Sends this `Content-Security-Policy` with everything.
    #[must_use]
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Answers late for addresses that end like this.
    #[must_use]
    pub fn slow(mut self, end: &'static str, delay: Duration) -> Self {
        self.slow.insert(end, delay);
        self
    }

    /// Answers 404 for addresses that end like this.
    #[must_use]
    pub fn without(mut self, end: &'static str) -> Self {
        self.missing.push(end);
        self
    }

    /// Answers the first request for this address with an older script.
    #[must_use]
    pub fn at_first(mut self, path: &'static str, javascript: String) -> Self {
        self.outdated.insert(path, javascript);
        self
    }

    /// Brings the witness into each page, before the page's first own script: only Chromium does
    /// that by itself.
    #[must_use]
    pub fn witnessed(mut self) -> Self {
        self.witnessed = true;
        self.script(WITNESS, witness::SCRIPT)
    }

    /// Lets pages of every origin have what is on it, and takes what they post. It is no collector:
    /// it knows no copy from another, and so can tell how many there were.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.shared = true;
        self
    }

    /// Puts it on the network.
    ///
    /// # Errors
    ///
    /// When there is no free port.
    pub async fn serve(self) -> Result<Served> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let visits = Visits::default();
        let state = (Arc::new(self), visits.clone());
        let router = Router::new().fallback(answer).with_state(state);
        let task = tokio::spawn(async move {
            // Ends with the task, never on its own.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Served {
            address,
            visits,
            task,
        })
    }

    /// What lies at an address, asked for the first time or again.
    fn find(&self, path: &str, first: bool) -> Option<Response> {
        if self.missing.iter().any(|end| path.ends_with(end)) {
            return None;
        }
        if let Some(script) = self.outdated.get(path).filter(|_| first) {
            return Some(([(header::CONTENT_TYPE, JAVASCRIPT)], script.clone()).into_response());
        }
        let is_page = self.everywhere && !path.contains('.');
        if let Some((kind, text)) = self.texts.get(if is_page { "/" } else { path }) {
            let mut text = text.clone();
            if self.witnessed && kind.contains("html") {
                text = text.replacen("<head>", &format!("<head>{WITNESS_TAG}"), 1);
            }
            return Some(([(header::CONTENT_TYPE, *kind)], text).into_response());
        }
        let relative = path.trim_start_matches('/');
        if relative.split('/').any(|part| part == "..") {
            return None;
        }
        self.folders.iter().find_map(|folder| {
            let content = std::fs::read(folder.join(relative)).ok()?;
            Some(([(header::CONTENT_TYPE, kind(relative))], content).into_response())
        })
    }

    fn delay(&self, path: &str) -> Option<Duration> {
        let mut slow = self.slow.iter();
        slow.find_map(|(end, delay)| path.ends_with(end).then_some(*delay))
    }
}

/// What was asked for and handed in, in the order in which it was.
#[derive(Clone, Default)]
struct Visits {
    requests: Shared<String>,
    posts: Shared<String>,
}

type Shared<T> = Arc<Mutex<Vec<T>>>;

async fn answer(State((site, visits)): State<(Arc<Site>, Visits)>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let first = {
        let mut requests = lock(&visits.requests);
        requests.push(path.clone());
        requests.iter().filter(|asked| **asked == path).count() == 1
    };
    if let Some(delay) = site.delay(&path) {
        tokio::time::sleep(delay).await;
    }
    let found = if site.shared && request.method() == Method::POST {
        let body = to_bytes(request.into_body(), LARGEST_POST).await;
        let body = body.unwrap_or_default();
        lock(&visits.posts).push(String::from_utf8_lossy(&body).into_owned());
        Some(StatusCode::OK.into_response())
    } else {
        site.find(&path, first)
    };
    let mut response = found.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response());
    let headers = response.headers_mut();
    let policy = site.policy.as_ref();
    if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(policy).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if site.shared {
        let everybody = HeaderValue::from_static("*");
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    }
    response
}

fn lock<T>(shared: &Shared<T>) -> std::sync::MutexGuard<'_, Vec<T>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn kind(path: &str) -> &'static str {
    let extension = Path::new(path).extension().and_then(|kind| kind.to_str());
    match extension.unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => JAVASCRIPT,
        "json" => "application/json",
        "wasm" => "application/wasm",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

/// A website on the network. Dropping it takes it off.
pub struct Served {
    address: SocketAddr,
    visits: Visits,
    task: JoinHandle<()>,
}

impl Served {
    /// Its origin, without a slash at the end.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of something on it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked for so far.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        lock(&self.visits.requests).clone()
    }

    /// What was posted to it so far, where it is [shared](Site::shared).
    #[must_use]
    pub fn posts(&self) -> Vec<String> {
        lock(&self.visits.posts).clone()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

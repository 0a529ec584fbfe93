//! A running collector, from its first line to its last.

mod connections;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::clock;
use crate::http::{self, App};
use crate::signed::Key;
use crate::store::{Location, Store, StoreError};
use crate::surveys::{Library, Surveys, Unusable};
use crate::token::{self, Origin};

/// What a collector is started with.
pub(crate) struct Settings {
    pub(crate) location: Location,
    pub(crate) listen: SocketAddr,
    /// Where the definitions of its owner are, if there are any.
    pub(crate) surveys: Option<PathBuf>,
    /// The token that reading wants, if its owner chose it.
    pub(crate) token: Option<String>,
    /// What respondents are signed with, if they are.
    pub(crate) signing_key: Option<Key>,
}

/// Why a collector did not start.
#[derive(Debug)]
pub(crate) enum StartError {
    Store(Location, StoreError),
    Surveys(Unusable),
    Listen(SocketAddr, io::Error),
    Runtime(io::Error),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(location, error) => write!(
                f,
                "cannot use the store {location}: {error} (another file: --store sqlite:FILE)"
            ),
            Self::Surveys(unusable) => unusable.fmt(f),
            Self::Listen(address, error) => write!(
                f,
                "cannot listen on {address}: {error} (another address: --listen 127.0.0.1:PORT)"
            ),
            Self::Runtime(error) => write!(f, "cannot start: {error}"),
        }
    }
}

/// Serves until SIGTERM or SIGINT, then finishes what is under way.
///
/// # Errors
///
/// When the collector could not start; nothing was served then.
pub(crate) fn run(settings: Settings) -> Result<(), StartError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(StartError::Runtime)?
        .block_on(serve(settings))
}

async fn serve(settings: Settings) -> Result<(), StartError> {
    let Settings {
        location,
        listen,
        surveys: folder,
        token,
        signing_key,
    } = settings;
    let mut surveys = Surveys::templates();
    let own = match &folder {
        Some(folder) => surveys.add(folder).map_err(StartError::Surveys)?,
        None => Vec::new(),
    };
    let stopping = stop_signal().map_err(StartError::Runtime)?;
    let is_new = matches!(&location, Location::Sqlite(path) if !path.exists());
    let failed = |error| StartError::Store(location.clone(), error);
    let store = Store::open(&location).map_err(failed)?;
    surveys.begin(&store, clock::now()).map_err(failed)?;
    let (hash, origin) = token::establish(&store, token.as_deref()).map_err(failed)?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| StartError::Listen(listen, error))?;
    let address = listener.local_addr().map_err(StartError::Runtime)?;
    introduce(&location, is_new, &own, address, &origin);

    let app = Arc::new(App::new(
        store,
        Library::new(folder, surveys),
        hash,
        signing_key,
        stopping.clone(),
    ));
    tokio::spawn({
        let app = Arc::clone(&app);
        async move { app.watch_surveys().await }
    });
    connections::serve(listener, http::router(Arc::clone(&app)), stopping).await;
    app.close().await;
    Ok(())
}

/// Says what runs where.
fn introduce(
    location: &Location,
    is_new: bool,
    surveys: &[String],
    address: SocketAddr,
    origin: &Origin,
) {
    println!("afterword {}", env!("CARGO_PKG_VERSION"));
    let note = match location {
        Location::Sqlite(_) if is_new => " (new)",
        Location::Sqlite(_) => "",
        Location::Nowhere => " (responses are acknowledged and thrown away)",
    };
    println!("store   {location}{note}");
    if !surveys.is_empty() {
        println!("surveys {}", surveys.join(", "));
    }
    match origin {
        Origin::Made(token) => println!("token   {token} (shown this once; reading wants it)"),
        Origin::Given => println!("token   from AFTERWORD_TOKEN"),
        Origin::Kept => println!("token   as shown at the first start"),
    }
    println!("listen  http://{address}");
}

/// Turns true at SIGTERM or SIGINT.
fn stop_signal() -> io::Result<watch::Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        sender.send_replace(true);
        sender.closed().await;
    });
    Ok(receiver)
}

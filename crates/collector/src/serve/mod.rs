//! A running collector, from its first line to its last.

mod connections;
mod options;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

pub(crate) use self::options::{Options, Settings};
use crate::clock;
use crate::config::ConfigError;
use crate::http::{self, App};
use crate::sites::WeakKey;
use crate::store::{Location, Store, StoreError};
use crate::surveys::{Library, Surveys, Unusable};
use crate::token::{Gate, Origin};

/// Why a collector did not start.
#[derive(Debug)]
pub(crate) enum StartError {
    Config(ConfigError),
    Key(WeakKey),
    /// What stands in the file as its store.
    Location(String),
    Store(Location, StoreError),
    Surveys(Unusable),
    Listen(SocketAddr, io::Error),
    Runtime(io::Error),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Key(weak) => weak.fmt(f),
            Self::Location(reason) => write!(f, "store: {reason}"),
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

/// Serves until SIGTERM or SIGINT, then finishes what is under way. Exit code 1 when the collector
/// could not start; nothing was served then.
pub(crate) fn run(options: Options) -> ExitCode {
    match options.settle().and_then(run_with) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("afterword: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_with(settings: Settings) -> Result<(), StartError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(StartError::Runtime)?
        .block_on(serve(settings))
}

async fn serve(settings: Settings) -> Result<(), StartError> {
    let Settings {
        file,
        location,
        listen,
        surveys: folder,
        token,
        sites,
        limits,
        proxies,
        ..
    } = settings;
    let sites = Arc::new(sites);
    let mut surveys = Surveys::templates();
    let own = match &folder {
        Some(folder) => surveys.add(folder, &sites).map_err(StartError::Surveys)?,
        None => Vec::new(),
    };
    let stopping = stop_signal().map_err(StartError::Runtime)?;
    let is_new = matches!(&location, Location::Sqlite(path) if !path.exists());
    let failed = |error| StartError::Store(location.clone(), error);
    let store = Store::open(&location).await.map_err(failed)?;
    surveys.begin(&store, clock::now()).await.map_err(failed)?;
    let (gate, origin) = Gate::open(&store, token.as_deref()).await.map_err(failed)?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| StartError::Listen(listen, error))?;
    let address = listener.local_addr().map_err(StartError::Runtime)?;
    introduce(file.as_deref(), &location, is_new, &own, address, &origin);

    let app = Arc::new(App::new(
        store,
        Library::new(folder, Arc::clone(&sites), surveys),
        gate,
        sites,
        &limits,
        proxies,
        stopping.clone(),
    ));
    tokio::spawn({
        let app = Arc::clone(&app);
        async move { app.watch_surveys().await }
    });
    tokio::spawn({
        let app = Arc::clone(&app);
        async move { app.watch_tokens().await }
    });
    connections::serve(listener, http::router(Arc::clone(&app)), limits, stopping).await;
    app.close().await;
    Ok(())
}

/// Says what runs where.
fn introduce(
    file: Option<&Path>,
    location: &Location,
    is_new: bool,
    surveys: &[String],
    address: SocketAddr,
    origin: &Origin,
) {
    println!("afterword {}", env!("CARGO_PKG_VERSION"));
    if let Some(file) = file {
        println!("config  {}", file.display());
    }
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
        Origin::Revoked => println!("token   those of `afterword token list`"),
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

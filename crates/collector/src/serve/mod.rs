//! A running collector, from its first line to its last.

mod connections;
mod options;
mod tidy;
mod tls;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use self::connections::Door;
pub(crate) use self::options::{Options, Settings};
pub(crate) use self::tidy::tidy;
pub(crate) use self::tls::check_certificate;
use self::tls::{Certificates, TlsError};
use crate::clock;
use crate::config::ConfigError;
use crate::disk;
use crate::hosted::Seal;
use crate::http::{self, App, Parts};
use crate::log;
use crate::proof::Proofs;
use crate::sites::WeakKey;
use crate::store::{Location, Store, StoreError};
use crate::surveys::{Library, Surveys, Unusable};
use crate::token::{Gate, Origin};
use crate::webhook::{Courier, Networks, NoCourier};

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
    Tls(TlsError),
    Webhooks(NoCourier),
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
                "cannot use the store {location}: {error} (another one: --store sqlite:FILE)"
            ),
            Self::Surveys(unusable) => unusable.fmt(f),
            Self::Listen(address, error) => write!(
                f,
                "cannot listen on {address}: {error} (another address: --listen 127.0.0.1:PORT)"
            ),
            Self::Tls(error) => write!(f, "tls: {error}"),
            Self::Webhooks(error) => error.fmt(f),
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
    log::start(settings.log);
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
        log: _,
        metrics,
        tls,
        webhooks,
    } = settings;
    let sites = Arc::new(sites);
    let mut surveys = Surveys::templates();
    let own = match &folder {
        Some(folder) => surveys.add(folder, &sites).map_err(StartError::Surveys)?,
        None => Vec::new(),
    };
    let certificates = tls.map(Certificates::open).transpose();
    let certificates = certificates.map_err(StartError::Tls)?.map(Arc::new);
    let courier = Courier::new(&sites, Networks::new(webhooks.private_networks));
    let courier = courier.map_err(StartError::Webhooks)?;
    let stopping = stop_signal().map_err(StartError::Runtime)?;
    let is_new = matches!(&location, Location::Sqlite(path) if !path.exists());
    let failed = |error| StartError::Store(location.clone(), error);
    let store = Store::open(&location).await.map_err(failed)?;
    surveys.begin(&store, clock::now()).await.map_err(failed)?;
    let proofs = Proofs::open(&store).await.map_err(failed)?;
    let (gate, origin) = Gate::open(&store, token.as_deref()).await.map_err(failed)?;
    let seal = Seal::establish(&store).await.map_err(failed)?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| StartError::Listen(listen, error))?;
    let address = listener.local_addr().map_err(StartError::Runtime)?;
    let scheme = if certificates.is_some() {
        "https"
    } else {
        "http"
    };
    let url = format!("{scheme}://{address}");
    introduce(file.as_deref(), &location, is_new, &own, &url, &origin);

    let app = Arc::new(App::new(Parts {
        store,
        surveys: Library::new(folder, Arc::clone(&sites), surveys),
        gate,
        sites,
        seal,
        proofs,
        limits,
        proxies,
        disk: disk::folder(&location),
        public_metrics: metrics.public,
        stopping: stopping.clone(),
    }));
    tokio::spawn({
        let app = Arc::clone(&app);
        async move { app.keep_house().await }
    });
    if let Some(courier) = courier {
        let (sender, watcher) = (Arc::clone(&app), Arc::clone(&app));
        tokio::spawn(async move { sender.send_on(&courier).await });
        tokio::spawn(async move { watcher.watch_scores().await });
    }
    if let Some(certificates) = &certificates {
        let (certificates, stopping) = (Arc::clone(certificates), stopping.clone());
        tokio::spawn(async move { certificates.watch(stopping).await });
    }
    let door = Door {
        router: http::router(Arc::clone(&app)),
        limits,
        certificates,
    };
    door.serve(listener, stopping).await;
    app.close().await;
    Ok(())
}

/// Says what runs where.
fn introduce(
    file: Option<&Path>,
    location: &Location,
    is_new: bool,
    surveys: &[String],
    url: &str,
    origin: &Origin,
) {
    println!("afterword {}", env!("CARGO_PKG_VERSION"));
    if let Some(file) = file {
        println!("config  {}", file.display());
    }
    let note = match location {
        Location::Sqlite(_) if is_new => " (new)",
        Location::Sqlite(_) | Location::Postgres(_) => "",
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
    println!("listen  {url}");
}

/// Turns true at SIGTERM or SIGINT.
fn stop_signal() -> io::Result<watch::Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    // It renews the certificate, if there is one, and ends no collector.
    let _handled = signal(SignalKind::hangup())?;
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

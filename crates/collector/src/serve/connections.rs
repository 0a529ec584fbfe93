//! Connections, each within bounds: how many, and how long a request's head may take.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

/// Connections at one time; further ones wait to be accepted. With the store's own files they
/// stay within the 1,024 that a process may usually have open.
const MAX_CONNECTIONS: usize = 960;

/// For a request's head to arrive, and for a connection to stay without a request.
const HEAD_PATIENCE: Duration = Duration::from_secs(15);

/// For requests under way to end once the collector goes down.
const DRAIN_PATIENCE: Duration = Duration::from_secs(4);

/// After an accept that failed for want of something, such as file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until told to stop, and then until the requests under way are answered.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stopping.wait_for(|stopping| *stopping) => break,
        };
        if let Some((stream, place)) = accepted {
            start(stream, place, router.clone(), &graceful);
        }
    }
    drop(listener);
    if timeout(DRAIN_PATIENCE, graceful.shutdown()).await.is_err() {
        eprintln!("afterword: some requests were not finished in time and are cut off");
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(error) => {
            eprintln!("afterword: accepting a connection: {error}");
            sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

fn start(
    stream: TcpStream,
    place: OwnedSemaphorePermit,
    router: Router,
    graceful: &GracefulShutdown,
) {
    // Answers are small and complete: waiting to fill a packet would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        eprintln!("afterword: preparing a connection: {error}");
    }
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // Its faults are the client's: heads that are none, connections that break.
        let _ = connection.await;
        drop(place);
    });
}

//! Connections, each within bounds: how many, and how long each part of a request may take.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;

use super::tls::Certificates;
use crate::client::Peer;
use crate::config::Limits;

/// Bytes of a request's head at most, and of what a connection holds of a body at one time.
const MAX_BUFFER: usize = 32 << 10;

/// For requests under way to end once the collector goes down.
const DRAIN_PATIENCE: Duration = Duration::from_secs(4);

/// After an accept that failed for want of something, such as file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What every connection shares.
pub(super) struct Door {
    pub(super) router: Router,
    pub(super) limits: Limits,
    /// Without them connections are not secured.
    pub(super) certificates: Option<Arc<Certificates>>,
}

impl Door {
    /// Serves until told to stop, and then until the requests under way are answered.
    pub(super) async fn serve(self, listener: TcpListener, mut stopping: watch::Receiver<bool>) {
        let door = Arc::new(self);
        let places = Arc::new(Semaphore::new(door.limits.connections.into()));
        let graceful = GracefulShutdown::new();
        loop {
            let accepted = tokio::select! {
                accepted = accept(&listener, &places) => accepted,
                _ = stopping.wait_for(|stopping| *stopping) => break,
            };
            if let Some(accepted) = accepted {
                tokio::spawn(Arc::clone(&door).attend(accepted, graceful.watcher()));
            }
        }
        drop(listener);
        if timeout(DRAIN_PATIENCE, graceful.shutdown()).await.is_err() {
            tracing::warn!("some requests were not finished in time and are cut off");
        }
    }

    /// One connection, from its first byte to its last.
    async fn attend(self: Arc<Self>, accepted: Accepted, watcher: Watcher) {
        let Accepted {
            stream,
            peer,
            place,
        } = accepted;
        // Answers are small and complete: waiting to fill a packet would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::error!(%error, "preparing a connection");
        }
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.limits.write.duration()));
        let stream = Box::pin(stream);
        match &self.certificates {
            None => self.converse(stream, peer, watcher).await,
            Some(certificates) => {
                let handshake = certificates.acceptor().accept(stream);
                // What is no handshake is the client's fault.
                if let Ok(Ok(stream)) = timeout(self.limits.head.duration(), handshake).await {
                    self.converse(Box::pin(stream), peer, watcher).await;
                }
            }
        }
        drop(place);
    }

    async fn converse<S>(&self, stream: Pin<Box<S>>, peer: SocketAddr, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let service = TowerToHyperService::new(self.router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer.ip()));
            service.call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head.duration())
            .max_buf_size(MAX_BUFFER)
            .serve_connection(TokioIo::new(stream), service);
        // Its faults are the client's: heads that are none, connections that break.
        let _ = watcher.watch(connection).await;
    }
}

/// A connection with its place among all.
struct Accepted {
    stream: TcpStream,
    peer: SocketAddr,
    place: OwnedSemaphorePermit,
}

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some(Accepted {
            stream,
            peer,
            place,
        }),
        Err(error) => {
            tracing::error!(%error, "accepting a connection");
            sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

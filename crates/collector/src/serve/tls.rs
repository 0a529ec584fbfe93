//! TLS, with a certificate that may change while the collector runs.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use crate::config::Tls;

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_secs(2);

/// Why there is no TLS.
#[derive(Debug)]
pub(crate) enum TlsError {
    File(String, pem::Error),
    /// What the files hold does not fit together.
    Pair(rustls::Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file, error) => write!(f, "{file}: {error}; expected PEM"),
            Self::Pair(error) => write!(f, "certificate and key cannot be used: {error}"),
        }
    }
}

/// Whether certificate and key can be used.
///
/// # Errors
///
/// What is wrong with them.
pub(crate) fn check_certificate(files: &Tls) -> Result<(), TlsError> {
    read(files).map(|_| ())
}

/// What secures connections at this moment.
pub(super) struct Certificates {
    files: Tls,
    current: RwLock<Arc<ServerConfig>>,
}

impl Certificates {
    /// # Errors
    ///
    /// What is wrong with the files.
    pub(super) fn open(files: Tls) -> Result<Self, TlsError> {
        let current = RwLock::new(read(&files)?);
        Ok(Self { files, current })
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&current))
    }

    /// Reads the files again when they change, and at SIGHUP. What is wrong with them leaves all as
    /// it is: a renewal may be halfway through.
    pub(super) async fn watch(&self, mut stopping: watch::Receiver<bool>) -> io::Result<()> {
        let mut hangup = signal(SignalKind::hangup())?;
        let mut seen = self.stamps();
        loop {
            let is_asked = tokio::select! {
                () = sleep(PAUSE) => false,
                _ = hangup.recv() => true,
                _ = stopping.wait_for(|stopping| *stopping) => return Ok(()),
            };
            let stamps = self.stamps();
            if is_asked || stamps != seen {
                seen = stamps;
                self.renew();
            }
        }
    }

    fn renew(&self) {
        match read(&self.files) {
            Ok(config) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = config;
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::error!("the certificate stays as it was: {error}"),
        }
    }

    fn stamps(&self) -> [Option<SystemTime>; 2] {
        [&self.files.certificate, &self.files.key].map(|file| {
            std::fs::metadata(file)
                .and_then(|file| file.modified())
                .ok()
        })
    }
}

fn read(files: &Tls) -> Result<Arc<ServerConfig>, TlsError> {
    let named = |file: &Path| {
        let file = file.display().to_string();
        |error| TlsError::File(file, error)
    };
    let certificates = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(named(&files.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(named(&files.key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            let config = config.with_no_client_auth();
            config.with_single_cert(certificates, key)
        })
        .map_err(TlsError::Pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

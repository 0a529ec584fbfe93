//! The URL of a database, and how to get there.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::store::StoreError;

/// For a connection to stand.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);

/// After which a host that says nothing more is taken for gone.
const SILENCE: Duration = Duration::from_secs(10);

/// Where the database is, and who is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PostgresUrl {
    config: Config,
    tls: Tls,
}

/// How the connection is kept from others.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tls {
    /// Not at all: on one machine, or in a network of one's own.
    Off,
    /// Encrypted, to whoever has a certificate of that host: by the roots of a file, or else by
    /// those of this machine.
    On { roots: Option<PathBuf> },
}

impl FromStr for PostgresUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let mut tls = Tls::Off;
        let mut roots = None;
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", "disable")) => tls = Tls::Off,
                Some(("sslmode", "require" | "verify-full")) => tls = Tls::On { roots: None },
                Some(("sslmode", other)) => {
                    return Err(format!(
                        "sslmode is `{other}`; expected `disable`, or `verify-full` for TLS to whoever \
                         has a certificate of that host"
                    ));
                }
                Some(("sslrootcert", file)) => roots = Some(PathBuf::from(file)),
                _ => rest.push(pair),
            }
        }
        if let (Tls::On { roots: place }, Some(file)) = (&mut tls, roots) {
            *place = Some(file);
        }
        let says_whom = rest
            .iter()
            .any(|pair| pair.starts_with("target_session_attrs="));
        let mut config: Config = format!("{address}?{}", rest.join("&"))
            .parse()
            .map_err(|error| {
                format!(
                    "this is no URL of a database ({}); expected postgres://USER:PASSWORD@HOST/DATABASE",
                    super::fault::told(&error)
                )
            })?;
        config
            .application_name("afterword")
            .connect_timeout(CONNECT_PATIENCE)
            .keepalives_idle(SILENCE)
            .tcp_user_timeout(SILENCE)
            .ssl_mode(match tls {
                Tls::Off => SslMode::Disable,
                Tls::On { .. } => SslMode::Require,
            });
        if !says_whom {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        Ok(Self { config, tls })
    }
}

impl fmt::Display for PostgresUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        let ports = self.config.get_ports();
        for (place, host) in self.config.get_hosts().iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            match host {
                Host::Tcp(host) => f.write_str(host)?,
                Host::Unix(path) => write!(f, "{}", path.display())?,
            }
            if let Some(port) = ports.get(place).or(ports.first()) {
                write!(f, ":{port}")?;
            }
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or_default())
    }
}

impl PostgresUrl {
    pub(super) fn config(&self) -> Config {
        self.config.clone()
    }

    /// What makes connections safe; `None` where the URL does not ask for it.
    ///
    /// # Errors
    ///
    /// When there are no roots to trust.
    pub(super) fn tls(&self) -> Result<Option<MakeRustlsConnect>, StoreError> {
        let Tls::On { roots } = &self.tls else {
            return Ok(None);
        };
        let roots = match roots {
            Some(file) => roots_of(file)?,
            None => roots_of_this_machine()?,
        };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| StoreError::Unusable(format!("TLS: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Some(MakeRustlsConnect::new(config)))
    }
}

fn roots_of(file: &Path) -> Result<RootCertStore, StoreError> {
    let unusable = |reason: String| {
        StoreError::Unusable(format!(
            "sslrootcert {}: {reason}; expected certificates in PEM",
            file.display()
        ))
    };
    let mut roots = RootCertStore::empty();
    let certificates =
        CertificateDer::pem_file_iter(file).map_err(|error| unusable(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        roots
            .add(certificate)
            .map_err(|error| unusable(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unusable("there is no certificate in it".into()));
    }
    Ok(roots)
}

fn roots_of_this_machine() -> Result<RootCertStore, StoreError> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(StoreError::Unusable(
            "this machine has no certificates to trust; expected its ca-certificates, or \
             sslrootcert=FILE in the URL"
                .into(),
        ));
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<PostgresUrl, String> {
        text.parse()
    }

    #[test]
    fn the_password_is_told_to_nobody() {
        let url = url("postgres://shop:secret@db.example:5433/afterword").unwrap();
        assert_eq!(url.to_string(), "postgres://shop@db.example:5433/afterword");
        assert!(!format!("{url:?}").contains("secret"));
    }

    #[test]
    fn a_socket_and_several_hosts() {
        let socket = url("postgresql:///afterword?host=/run/postgresql&user=shop").unwrap();
        assert_eq!(
            socket.to_string(),
            "postgres://shop@/run/postgresql/afterword"
        );
        let several = url("postgres://shop@one:1,two:2/afterword").unwrap();
        assert_eq!(several.to_string(), "postgres://shop@one:1,two:2/afterword");
    }

    #[test]
    fn tls_is_there_where_it_is_asked_for_and_then_checks_who_answers() {
        let mode = |query: &str| url(&format!("postgres://shop@db/a{query}")).unwrap().tls;
        assert_eq!(mode(""), Tls::Off);
        assert_eq!(mode("?sslmode=disable"), Tls::Off);
        assert_eq!(mode("?sslmode=require"), Tls::On { roots: None });
        assert_eq!(
            mode("?sslrootcert=ca.pem&sslmode=verify-full"),
            Tls::On {
                roots: Some("ca.pem".into())
            }
        );
        let prefer = url("postgres://shop@db/a?sslmode=prefer").unwrap_err();
        assert!(prefer.contains("verify-full"), "{prefer}");
    }

    #[test]
    fn what_is_no_url_says_what_would_be() {
        for wrong in [
            "postgres://shop@db:port/a",
            "postgres://shop@db/a?colour=red",
        ] {
            let error = url(wrong).unwrap_err();
            assert!(error.contains("expected postgres://"), "{error}");
        }
    }

    #[test]
    fn roots_that_are_none_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, "nothing").unwrap();
        let text = format!(
            "postgres://shop@db/a?sslmode=verify-full&sslrootcert={}",
            file.display()
        );
        let error = url(&text).unwrap().tls().err().unwrap().to_string();
        assert!(error.contains("ca.pem"), "{error}");
    }
}

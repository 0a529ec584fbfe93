//! TLS, as a client with the certificate meets it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::TempDir;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::support::BINARY;

/// A collector with a certificate of its own, which is thrown away with it.
struct Secured {
    process: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Drop for Secured {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Writes a new certificate and its key; returns what a client has to trust.
fn certify(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["collector.example".into()]).unwrap();
    std::fs::write(folder.join("tls.key"), signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("tls.crt"), cert.pem()).unwrap();
    cert.der().clone()
}

fn start() -> (Secured, CertificateDer<'static>) {
    let folder = tempfile::tempdir().unwrap();
    let certificate = certify(folder.path());
    std::fs::write(
        folder.path().join("afterword.toml"),
        "[tls]\ncertificate = \"tls.crt\"\nkey = \"tls.key\"\n",
    )
    .unwrap();
    let mut process = Command::new(BINARY)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(process.stdout.take().unwrap());
    let address = output
        .lines()
        .find_map(|line| Some(line.unwrap().strip_prefix("listen  https://")?.to_owned()))
        .unwrap();
    let secured = Secured {
        process,
        address: address.parse().unwrap(),
        folder,
    };
    (secured, certificate)
}

/// What a client reads that trusts this certificate; nothing where that is another's.
fn health(address: SocketAddr, certificate: &CertificateDer<'static>) -> Option<String> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "collector.example".try_into().unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(client, TcpStream::connect(address).unwrap());
    let request = b"GET /healthz HTTP/1.1\r\nHost: collector.example\r\nConnection: close\r\n\r\n";
    stream.write_all(request).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

#[test]
fn a_client_with_the_certificate_is_served_and_a_renewed_one_holds_at_once() {
    let (secured, certificate) = start();
    let answer = health(secured.address, &certificate).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");

    let renewed = certify(secured.folder.path());
    let start = Instant::now();
    while health(secured.address, &renewed).is_none() {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "it is not read again"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(health(secured.address, &certificate).is_none());
}

#[test]
fn what_is_no_handshake_is_closed_and_harms_nobody() {
    let (secured, certificate) = start();
    let mut plain = TcpStream::connect(secured.address).unwrap();
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    // It may be reset or closed.
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"));
    let _silent = TcpStream::connect(secured.address).unwrap();
    assert!(health(secured.address, &certificate).is_some());
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    std::fs::write(folder.path().join("tls.key"), "nonsense").unwrap();
    let file = folder.path().join("afterword.toml");
    std::fs::write(
        file,
        "[tls]\ncertificate = \"tls.crt\"\nkey = \"tls.key\"\n",
    )
    .unwrap();
    let output = Command::new(BINARY)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.starts_with("afterword: tls: tls.key: "), "{error}");
}

//! `afterword doctor` says whether a collector could run as it is told to.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use rcgen::{CertificateParams, KeyPair, date_time_ymd};

use crate::support::BINARY;

fn doctor(folder: &Path, config: &str) -> Output {
    std::fs::write(folder.join("afterword.toml"), config).unwrap();
    Command::new(BINARY)
        .args(["doctor", "--listen", "127.0.0.1:0"])
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Its code, and what it says of one thing.
fn finding(output: &Output, of: &str) -> (Option<i32>, String) {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let line = text.lines().find(|line| line[6..].starts_with(of));
    let line = line.unwrap_or_else(|| panic!("nothing of {of} in {text}"));
    (output.status.code(), line.to_owned())
}

#[test]
fn where_all_is_well_it_says_so_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let hook = TcpListener::bind("127.0.0.1:0").unwrap();
    let config = format!(
        "[[sites.shop.webhooks]]\nurl = \"http://{}/hook\"\nsecret = \"s\"\nevents = [\"response.stored\"]",
        hook.local_addr().unwrap()
    );
    let output = doctor(folder.path(), &config);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.lines().all(|line| line.starts_with("ok    ")),
        "{text}"
    );
    for of in [
        "config: afterword.toml",
        "store: ",
        "clock: 20",
        "disk: ",
        "webhook: ",
    ] {
        finding(&output, of);
    }
    assert!(!folder.path().join("afterword.db").exists());
}

#[test]
fn what_stands_in_the_way_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (code, line) = finding(&doctor(folder.path(), "lsten = 1"), "config: ");
    assert_eq!(code, Some(1));
    assert!(
        line.ends_with("line 1: unknown key `lsten`; expected `listen`"),
        "{line}"
    );

    std::fs::write(
        folder.path().join("a.db"),
        "no database, but long enough to be read",
    )
    .unwrap();
    let (code, line) = finding(&doctor(folder.path(), "store = \"sqlite:a.db\""), "store: ");
    assert_eq!((code, line.starts_with("bad ")), (Some(1), true), "{line}");

    let (code, line) = finding(&doctor(folder.path(), "surveys = \"nowhere\""), "surveys: ");
    assert_eq!((code, line.starts_with("bad ")), (Some(1), true), "{line}");

    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let config = format!(
        "[[sites.shop.webhooks]]\nurl = \"http://{nobody}/hook\"\nsecret = \"s\"\nevents = [\"response.stored\"]"
    );
    let (code, line) = finding(&doctor(folder.path(), &config), "webhook: ");
    assert_eq!((code, line.starts_with("warn ")), (Some(0), true), "{line}");
}

#[test]
fn a_certificate_is_good_for_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let certify = |from: i32, until: i32| {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["collector.example".into()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let certificate = params.self_signed(&key).unwrap();
        std::fs::write(folder.path().join("tls.crt"), certificate.pem()).unwrap();
        std::fs::write(folder.path().join("tls.key"), key.serialize_pem()).unwrap();
        let config = "[tls]\ncertificate = \"tls.crt\"\nkey = \"tls.key\"";
        finding(&doctor(folder.path(), config), "tls: ")
    };
    let (code, line) = certify(2020, 2099);
    assert_eq!((code, line.starts_with("ok ")), (Some(0), true), "{line}");
    let (code, line) = certify(2020, 2021);
    assert_eq!((code, line.ends_with("not now")), (Some(1), true), "{line}");
}

#[test]
fn every_key_is_printed_with_what_it_is_for() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(BINARY)
        .args(["doctor", "--print-config"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(
        output.stdout,
        include_bytes!("../../afterword.example.toml")
    );
}

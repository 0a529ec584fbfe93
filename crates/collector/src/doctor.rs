//! `afterword doctor`: whether a collector could run here as it is told to, and what stands in its
//! way.

use std::fmt;
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use url::Url;
use x509_parser::parse_x509_certificate;

use crate::clock;
use crate::config::EXAMPLE;
use crate::disk;
use crate::serve::{self, Settings, check_certificate};
use crate::store::Store;
use crate::surveys::Surveys;

/// How long another host may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A certificate should be renewed before it is this near its end, in seconds.
const SOON: i64 = 14 * 86_400;

/// A clock before this was never set: 2026, in milliseconds.
const EARLIEST: i64 = 1_767_225_600_000;

#[derive(Args)]
// Its name would be that of the options it takes over from `serve`.
#[group(id = "doctor")]
pub(crate) struct Options {
    /// Print every key that `afterword.toml` can have, with what it is for.
    #[arg(long)]
    print_config: bool,
    #[command(flatten)]
    serve: serve::Options,
}

/// What came of looking.
enum Finding {
    Good(String),
    /// It runs, and somebody should look.
    Warning(String),
    Bad(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good(text) => write!(f, "ok    {text}"),
            Self::Warning(text) => write!(f, "warn  {text}"),
            Self::Bad(text) => write!(f, "bad   {text}"),
        }
    }
}

/// Exit code 1 where something is bad.
pub(crate) fn run(options: Options) -> ExitCode {
    if options.print_config {
        print!("{EXAMPLE}");
        return ExitCode::SUCCESS;
    }
    let findings = match options.serve.settle() {
        Ok(settings) => examine(&settings),
        Err(error) => vec![Finding::Bad(format!("config: {error}"))],
    };
    let mut is_well = true;
    for finding in findings {
        is_well &= !matches!(finding, Finding::Bad(_));
        println!("{finding}");
    }
    if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![
        config(settings.file.as_deref()),
        store(settings),
        clock(),
        listen(settings.listen),
    ];
    findings.extend(disk(settings));
    findings.extend(surveys(settings));
    if let Some(tls) = &settings.tls {
        findings.push(match check_certificate(tls) {
            Ok(()) => certificate(&tls.certificate),
            Err(error) => Finding::Bad(format!("tls: {error}")),
        });
    }
    let sites = settings.sites.iter();
    let hooks = sites.flat_map(|site| site.table.webhooks.iter());
    findings.extend(hooks.map(|hook| match &hook.events[..] {
        [] => Finding::Warning(format!("webhook: {} is told of nothing", hook.url.as_str())),
        _ => reachable(hook.url.as_str()),
    }));
    findings
}

fn config(file: Option<&Path>) -> Finding {
    Finding::Good(match file {
        Some(file) => format!("config: {}", file.display()),
        None => "config: no file, all is as usual".into(),
    })
}

/// Opens it, which checks its version; a store that is not there yet is not made.
fn store(settings: &Settings) -> Finding {
    let location = &settings.location;
    if let crate::store::Location::Sqlite(file) = location
        && !file.exists()
    {
        return Finding::Good(format!("store: {location}, made at the first start"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let opened = runtime
        .map_err(|error| error.to_string())
        .and_then(|runtime| {
            runtime.block_on(async {
                let store = Store::open(location)
                    .await
                    .map_err(|error| error.to_string())?;
                let answer = store.check().await.map_err(|error| error.to_string());
                store.close().await;
                answer
            })
        });
    match opened {
        Ok(()) => Finding::Good(format!("store: {location} answers")),
        Err(error) => Finding::Bad(format!("store: {location}: {error}")),
    }
}

fn clock() -> Finding {
    let now = clock::now();
    let text = format!("clock: {}", now.to_text());
    if now.millis() < EARLIEST {
        Finding::Bad(format!("{text}; expected a time after 2026 began"))
    } else {
        Finding::Good(text)
    }
}

fn listen(address: SocketAddr) -> Finding {
    match TcpListener::bind(address) {
        Ok(_) => Finding::Good(format!("listen: {address} is free")),
        Err(error) => Finding::Warning(format!(
            "listen: {address}: {error} (as it is while a collector runs)"
        )),
    }
}

fn disk(settings: &Settings) -> Option<Finding> {
    let folder = disk::folder(&settings.location)?;
    let name = folder.display();
    Some(match disk::free(&folder) {
        Ok(free) if free < disk::LEAST => Finding::Bad(format!(
            "disk: {} MiB are left in {name}; expected {} at least",
            free >> 20,
            disk::LEAST >> 20
        )),
        Ok(free) => Finding::Good(format!("disk: {} MiB are left in {name}", free >> 20)),
        Err(error) => Finding::Bad(format!("disk: {name}: {error}")),
    })
}

fn surveys(settings: &Settings) -> Option<Finding> {
    let folder = settings.surveys.as_ref()?;
    Some(match Surveys::templates().add(folder, &settings.sites) {
        Ok(ids) => Finding::Good(format!("surveys: {}", ids.join(", "))),
        Err(unusable) => Finding::Bad(format!("surveys: {unusable}")),
    })
}

/// Until when the first certificate of a file is good.
fn certificate(file: &Path) -> Finding {
    let name = file.display();
    let Some(certificate) = CertificateDer::pem_file_iter(file)
        .ok()
        .and_then(|mut certificates| certificates.next()?.ok())
    else {
        return Finding::Bad(format!("tls: {name} holds no certificate"));
    };
    let Ok((_, certificate)) = parse_x509_certificate(&certificate) else {
        return Finding::Bad(format!("tls: {name} holds no certificate that can be read"));
    };
    let now = clock::now().millis() / 1000;
    let validity = certificate.validity();
    let (begins, ends) = (
        validity.not_before.timestamp(),
        validity.not_after.timestamp(),
    );
    let until = format!("tls: {name} is good until {}", validity.not_after);
    if !(begins..ends).contains(&now) {
        Finding::Bad(format!(
            "tls: {name} is good from {} until {}, not now",
            validity.not_before, validity.not_after
        ))
    } else if ends - now < SOON {
        Finding::Warning(format!("{until}, which is soon"))
    } else {
        Finding::Good(until)
    }
}

/// Whether somebody listens there. Nothing is sent.
fn reachable(address: &str) -> Finding {
    let url = Url::parse(address).ok();
    let place = url.as_ref().and_then(|url| {
        let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
        Some((host, url.port_or_known_default()?))
    });
    let Some(place) = place else {
        return Finding::Bad(format!("webhook: {address} names no host"));
    };
    let connected = place.to_socket_addrs().and_then(|mut addresses| {
        let nobody = std::io::Error::other("no address of that name");
        let first = addresses.next().ok_or(nobody)?;
        TcpStream::connect_timeout(&first, PATIENCE)
    });
    match connected {
        Ok(_) => Finding::Good(format!("webhook: {address} listens")),
        Err(error) => Finding::Warning(format!("webhook: {address}: {error}")),
    }
}

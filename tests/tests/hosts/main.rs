//! Hostile and awkward hosts: on each the prompt is seen, used and gone, and the host is as it was.

mod visit;

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use journeys::browser::{Browser, Visitor};
use journeys::engine::{Engine, in_engines};
use journeys::fixture;
use visit::{Bundle, Check, visit};

/// A page of somebody else. Its folder in `tests/pages` has its name.
struct Host {
    name: &'static str,
    /// Its `Content-Security-Policy`; `{ours}` is where the tag comes from and answers go.
    policy: Option<&'static str>,
    /// Whether the tag is in a frame of it.
    framed: bool,
    /// What comes late.
    late: Option<(&'static str, Duration)>,
    /// What it does before a prompt may appear.
    waits_for: Option<&'static str>,
    /// What it does between rating and comment.
    between: Option<&'static str>,
    /// Whether somebody prints it.
    printed: bool,
    /// The reason of the failure that it cannot but cause.
    fails_at: Option<&'static str>,
    /// A part of the error that the browser itself writes to its console.
    unavoidable: Option<&'static str>,
}

impl Host {
    const fn named(name: &'static str) -> Self {
        Self {
            name,
            policy: None,
            framed: false,
            late: None,
            waits_for: None,
            between: None,
            printed: false,
            fails_at: None,
            unavoidable: None,
        }
    }
}

const HOSTS: &[Host] = &[
    Host::named("plain"),
    Host::named("all-unset"),
    Host::named("buttons-hidden"),
    Host::named("huge-html-font"),
    Host::named("zoomed-body"),
    Host::named("transformed-body"),
    Host::named("z-index-wars"),
    Host::named("overridden-builtins"),
    Host::named("taken-name"),
    Host::named("twice"),
    Host {
        framed: true,
        // Nothing can be kept there, and the page is told so.
        fails_at: Some("storage"),
        ..Host::named("sandboxed-iframe")
    },
    Host {
        policy: Some(
            "default-src 'none'; script-src 'self' {ours} 'wasm-unsafe-eval'; style-src 'self'; \
             img-src data:; connect-src {ours}",
        ),
        ..Host::named("strict-csp")
    },
    Host {
        policy: Some(
            "default-src 'none'; script-src 'self' {ours}; style-src 'self'; img-src data:; \
             connect-src {ours}",
        ),
        // Whether a policy refuses WebAssembly is only found out by trying.
        unavoidable: Some("WebAssembly"),
        ..Host::named("strict-csp-no-wasm")
    },
    Host {
        policy: Some(
            "default-src 'none'; script-src 'self' {ours} 'wasm-unsafe-eval'; style-src 'self'; \
             img-src data:; connect-src {ours}; require-trusted-types-for 'script'; \
             trusted-types 'none'",
        ),
        ..Host::named("trusted-types")
    },
    Host::named("xhtml"),
    Host::named("quirks"),
    Host::named("rtl-host"),
    Host {
        between: Some("swapBody()"),
        ..Host::named("spa-swaps-body")
    },
    Host::named("traps-keys"),
    Host {
        waits_for: Some("document.querySelector('dialog').close()"),
        ..Host::named("open-dialog")
    },
    Host {
        printed: true,
        ..Host::named("print")
    },
    Host {
        late: Some(("/late.js", Duration::from_millis(500))),
        ..Host::named("no-body-yet")
    },
];

/// The hosts that are visited in every engine.
const EVERYWHERE: [&str; 5] = ["plain", "all-unset", "strict-csp", "rtl-host", "quirks"];

/// What does not hold yet. It is here to become empty.
const KNOWN: &[(&str, Check)] = &[];

#[tokio::test]
async fn with_web_assembly() -> Result<()> {
    let browser = Browser::open(Visitor::DESKTOP).await?;
    visit_all(&browser, Bundle::Wasm, |_| true).await
}

#[tokio::test]
async fn translated() -> Result<()> {
    if !loader_knows_the_translation()? {
        return Ok(());
    }
    let browser = Browser::open(Visitor::DESKTOP).await?;
    visit_all(&browser, Bundle::Translated, |_| true).await
}

#[tokio::test]
async fn in_the_other_engines() -> Result<()> {
    in_engines(&[Engine::Firefox, Engine::WebKit], async |browser| {
        visit_all(browser, Bundle::Wasm, |host| {
            EVERYWHERE.contains(&host.name)
        })
        .await
    })
    .await
}

/// What breaks is what is known to break: no more, and no less.
async fn visit_all(browser: &Browser, bundle: Bundle, which: impl Fn(&Host) -> bool) -> Result<()> {
    let mut usual = None;
    let mut surprises = Vec::new();
    for host in HOSTS.iter().filter(|host| which(host)) {
        let findings = visit(browser, host, bundle, usual)
            .await
            .context(host.name)?;
        usual = usual.or(findings.size);
        let known = |check| KNOWN.contains(&(host.name, check));
        for (check, why) in &findings.broken {
            println!("{}: {check:?}: {why}", host.name);
            if !known(*check) {
                surprises.push(format!("{}: {check:?}: {why}", host.name));
            }
        }
        for (name, check) in KNOWN {
            let broken = findings.broken.iter().any(|(broken, _)| broken == check);
            if *name == host.name && !broken {
                surprises.push(format!("{name}: {check:?} holds now: take it out of KNOWN"));
            }
        }
    }
    assert!(
        surprises.is_empty(),
        "{bundle:?}:\n{}",
        surprises.join("\n")
    );
    Ok(())
}

fn loader_knows_the_translation() -> Result<bool> {
    let loader = fs::read_to_string(fixture::dist()?.join("afterword.js"))?;
    Ok(loader.contains("fallback"))
}

/// Each folder is a host of the table, and described where people look for it.
#[test]
fn every_host_is_visited_and_described() -> Result<()> {
    let readme = fs::read_to_string(visit::folder("README.md"))?;
    for entry in fs::read_dir(visit::folder(""))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.path().is_dir() {
            continue;
        }
        assert!(readme.contains(&format!("| `{name}` |")), "{name}");
        let journeys_own = name == "checkout";
        assert!(
            journeys_own || HOSTS.iter().any(|host| host.name == name),
            "{name}"
        );
    }
    Ok(())
}

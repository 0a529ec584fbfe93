//! One visit to one host: what is asked there is answered, and what did not hold is written down.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use journeys::browser::Browser;
use journeys::engine::Engine;
use journeys::fixture;
use journeys::prompt::{Area, Part, Prompt};
use journeys::site::{Served, Site};
use journeys::snapshot::Snapshot;
use journeys::wait::until;
use serde_json::{Value, json};

use crate::Host;

const RATING: i32 = 9;
/// With spaces, which a host may want for itself.
const COMMENT: &str = "Good, and near.";
const THANKS: &str = "Thank you for your feedback.";

/// What carries the prompt into the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bundle {
    /// WebAssembly, as long as the host allows it.
    Wasm,
    /// Its translation to JavaScript, by the tag's own wish.
    Translated,
}

/// What must hold on every host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// No prompt before the host can show one.
    Waits,
    /// The prompt appears and asks.
    Asks,
    /// Without WebAssembly where that is what the tag wants.
    Bundle,
    /// The whole card is on the screen.
    InView,
    /// Eleven ratings, each large enough for a finger.
    Targets,
    /// Nothing of the host's lies over it.
    Uncovered,
    /// Its text is as large as on a plain page.
    Size,
    /// Arrow keys move in it.
    Keys,
    /// On paper there is nothing of it, and all of the host.
    Paper,
    /// It takes a rating and a comment, and says thanks.
    Answers,
    /// The answer arrives, once.
    Once,
    /// It goes when it is closed, and no other comes.
    Leaves,
    /// The host is as it is without the tag.
    Untouched,
    /// No error in the console, none that nobody caught, no failure told.
    Quiet,
}

/// What a visit brought to light.
#[derive(Default)]
pub(crate) struct Findings {
    /// What did not hold, in the order of the visit.
    pub(crate) broken: Vec<(Check, String)>,
    /// The height of the question's letters as drawn, in CSS pixels of the screen.
    pub(crate) size: Option<f64>,
}

impl Findings {
    /// Whether it held.
    fn note(&mut self, check: Check, held: Result<()>) -> bool {
        held.map_err(|error| self.broken.push((check, format!("{error:#}"))))
            .is_ok()
    }
}

/// The host with our tag, the same without, and where answers go.
struct Sites {
    ours: Served,
    tagged: Served,
    bare: Served,
}

impl Sites {
    async fn open(host: &Host, bundle: Bundle) -> Result<Self> {
        let ours = Site::new()
            .folder(fixture::dist()?)
            // As the collector answers where the score is nobody's business.
            .json("/v1/surveys/nps/scores", &json!({"questions": []}))
            .shared()
            .serve()
            .await?;
        let origin = ours.origin();
        let off = match bundle {
            Bundle::Wasm => "",
            Bundle::Translated => r#" data-wasm="off""#,
        };
        // In one language, so that each host is asked and answered alike; well-formed as XML too.
        let tag = format!(
            r#"<script async="" src="{origin}/afterword.js" data-survey="nps" data-lang="en" data-trigger="load" data-endpoint="{origin}/v1/responses"{off}></script>"#
        );
        Ok(Self {
            tagged: site(host, &tag, &origin)?.serve().await?,
            bare: site(host, "", &origin)?.serve().await?,
            ours,
        })
    }
}

/// The host's folder with this in the place of the tag.
fn site(host: &Host, tag: &str, ours: &str) -> Result<Site> {
    let folder = folder(host.name);
    let mut site = Site::new().folder(&folder).witnessed();
    for file in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let file = file?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let path = match name.strip_prefix("index.") {
            Some(_) => "/".to_owned(),
            None => format!("/{name}"),
        };
        let page = || anyhow::Ok(fs::read_to_string(&file)?.replace("<!-- tag -->", tag));
        site = match file.extension().and_then(|kind| kind.to_str()) {
            Some("html") => site.page(&path, page()?),
            Some("xhtml") => site.xhtml(&path, page()?),
            _ => site,
        };
    }
    if let Some((end, delay)) = host.late {
        site = site.slow(end, delay);
    }
    Ok(match host.policy {
        Some(policy) => site.policy(policy.replace("{ours}", ours)),
        None => site,
    })
}

/// Where a host's files are.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("pages")
        .join(name)
}

/// Visits a host without the tag, then with it. `usual` is the size of text on a plain page.
pub(crate) async fn visit(
    browser: &Browser,
    host: &Host,
    bundle: Bundle,
    usual: Option<f64>,
) -> Result<Findings> {
    let sites = Sites::open(host, bundle).await?;
    let mut findings = Findings::default();

    go(browser, host, &sites.bare).await?;
    for script in [host.waits_for, host.between].into_iter().flatten() {
        browser.run(script).await?;
    }
    let untouched = Snapshot::take(browser).await?;
    let errors_without = browser.console_errors().await?;

    go(browser, host, &sites.tagged).await?;
    if let Some(script) = host.waits_for {
        findings.note(Check::Waits, waits(browser, &sites).await);
        browser.run(script).await?;
    }
    let prompt = match Prompt::appears(browser).await {
        Ok(prompt) => prompt,
        Err(error) => {
            findings.note(Check::Asks, Err(error));
            return Ok(findings);
        }
    };
    prompt.comes_to_rest().await?;
    if bundle == Bundle::Translated {
        findings.note(Check::Bundle, came_translated(&sites));
    }
    findings.note(Check::InView, in_view(browser, &prompt).await);
    findings.note(Check::Targets, targets(&prompt).await);
    findings.note(Check::Uncovered, uncovered(&prompt).await);
    let size = size(&prompt).await?;
    findings.size = Some(size);
    if let Some(usual) = usual {
        findings.note(Check::Size, same_size(size, usual));
    }
    findings.note(Check::Keys, arrows_move(browser, &prompt).await);
    if host.printed && browser.engine() == Engine::Chromium {
        findings.note(Check::Paper, on_paper(browser, &prompt).await);
    }
    let answered = answer(browser, host, &prompt).await;
    if !findings.note(Check::Answers, answered) {
        return Ok(findings);
    }
    findings.note(Check::Once, arrived_once(&sites.ours).await);
    findings.note(Check::Leaves, leaves(browser, &prompt).await);
    let after = Snapshot::take(browser).await?;
    findings.note(Check::Untouched, untouched.ensure_same(&after));
    findings.note(Check::Quiet, quiet(browser, host, &errors_without).await);
    Ok(findings)
}

async fn go(browser: &Browser, host: &Host, site: &Served) -> Result<()> {
    browser.visit(&site.url("/")).await?;
    if host.framed {
        browser.enter_frame("iframe").await?;
    }
    Ok(())
}

/// All is there that a prompt needs, and none appears.
async fn waits(browser: &Browser, sites: &Sites) -> Result<()> {
    until("the module to be fetched", async || {
        let requests = sites.ours.requests();
        let module = |path: &String| path.ends_with(".wasm") || path.ends_with("fallback.js");
        Ok(requests.iter().any(module).then_some(()))
    })
    .await?;
    for _ in 0..10 {
        frames(browser).await?;
        ensure!(!Prompt::is_on(browser).await?, "it did not wait");
    }
    Ok(())
}

/// Lets the page draw what it has to draw.
async fn frames(browser: &Browser) -> Result<()> {
    // By a callback: the promises of a page may be its own.
    browser
        .called_back("requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))")
        .await
}

fn came_translated(sites: &Sites) -> Result<()> {
    let requests = sites.ours.requests();
    let module = requests.iter().find(|path| path.ends_with(".wasm"));
    ensure!(module.is_none(), "{module:?} was fetched");
    Ok(())
}

async fn in_view(browser: &Browser, prompt: &Prompt<'_>) -> Result<()> {
    let screen = browser.run("return [innerWidth, innerHeight]").await?;
    let side = |index: usize| screen[index].as_u64().and_then(|side| side.try_into().ok());
    let (Some(width), Some(height)) = (side(0), side(1)) else {
        anyhow::bail!("a screen of {screen}");
    };
    let card = area(prompt, Part::Card).await?;
    ensure!(card.is_within(width, height), "{card:?} on {screen}");
    Ok(())
}

async fn area(prompt: &Prompt<'_>, part: Part) -> Result<Area> {
    let areas = prompt.areas(&format!("[part={}]", part.name())).await?;
    areas.first().copied().context("not there")
}

async fn targets(prompt: &Prompt<'_>) -> Result<()> {
    let ratings = prompt.areas("[data-rating]").await?;
    ensure!(ratings.len() == 11, "{} ratings", ratings.len());
    let small = ratings.iter().find(|area| !area.is_target());
    ensure!(small.is_none(), "{small:?} is too small");
    Ok(())
}

/// What is hit in the middle of each thing that can be hit is that thing.
async fn uncovered(prompt: &Prompt<'_>) -> Result<()> {
    let script = "\
        let covered = ''; \
        for (const element of root.querySelectorAll('[data-rating], [part=close]')) { \
            const {left, top, width, height} = element.getBoundingClientRect(); \
            const [x, y] = [left + width / 2, top + height / 2]; \
            const hit = document.elementFromPoint(x, y); \
            if (hit !== root.host || !element.contains(root.elementFromPoint(x, y))) \
                covered += element.textContent + ' by ' + (hit?.outerHTML ?? 'nothing') + '; '; \
        } \
        return covered";
    let covered = prompt.run(script).await?;
    ensure!(covered == "", "covered: {covered}");
    Ok(())
}

async fn size(prompt: &Prompt<'_>) -> Result<f64> {
    // Its box as drawn beside its box as laid out says how much it was magnified.
    let script = "\
        const question = root.querySelector('[part=question]'); \
        const {fontSize, height} = getComputedStyle(question); \
        const drawn = question.getBoundingClientRect().height; \
        return parseFloat(fontSize) * drawn / parseFloat(height)";
    let size = prompt.run(script).await?;
    size.as_f64().context("no size")
}

fn same_size(size: f64, usual: f64) -> Result<()> {
    ensure!((size - usual).abs() <= 1.0, "{size} px, not {usual} px");
    Ok(())
}

async fn arrows_move(browser: &Browser, prompt: &Prompt<'_>) -> Result<()> {
    prompt
        .run("root.querySelector('[data-rating] input').focus()")
        .await?;
    browser.press(Key::Down).await?;
    let focused = prompt.focused_rating().await?;
    ensure!(focused == Some(1), "focus on {focused:?}");
    Ok(())
}

async fn on_paper(browser: &Browser, prompt: &Prompt<'_>) -> Result<()> {
    let medium = async |name: &str| {
        let medium = json!({"media": name});
        browser.devtools("Emulation.setEmulatedMedia", medium).await
    };
    medium("print").await?;
    let card = prompt.areas("[part=card]").await;
    let heading = browser
        .run("return document.querySelector('h1').offsetHeight > 0")
        .await;
    medium("").await?;
    let (card, heading) = (card?, heading?);
    let nothing = |area: &Area| area.left == area.right && area.top == area.bottom;
    ensure!(card.iter().all(nothing), "{card:?}");
    ensure!(heading == true, "the host is not on it");
    Ok(())
}

async fn answer(browser: &Browser, host: &Host, prompt: &Prompt<'_>) -> Result<()> {
    prompt.rate(RATING).await?;
    prompt.asks("What did we do well?").await?;
    if let Some(script) = host.between {
        browser.run(script).await?;
        ensure!(Prompt::is_on(browser).await?, "it did not stay");
    }
    prompt.comment(COMMENT).await?;
    prompt.thanks_with(THANKS).await
}

async fn arrived_once(ours: &Served) -> Result<()> {
    let answers = || -> Result<Vec<Value>> {
        let posts = ours.posts();
        posts
            .iter()
            .map(|post| serde_json::from_str(post).with_context(|| format!("no JSON: {post}")))
            .collect()
    };
    let complete = |answer: &&Value| answer["outcome"] == "complete";
    until("the answer to arrive", async || {
        Ok(answers()?
            .iter()
            .any(|answer| complete(&answer))
            .then_some(()))
    })
    .await?;
    let answers = answers()?;
    let answer: Vec<_> = answers.iter().filter(complete).collect();
    ensure!(answer.len() == 1, "{} times", answer.len());
    let given = &answer[0]["answers"];
    ensure!(given[0]["rating"] == RATING, "{given}");
    ensure!(given[1]["text"] == COMMENT, "{given}");
    Ok(())
}

async fn leaves(browser: &Browser, prompt: &Prompt<'_>) -> Result<()> {
    prompt.close().await?;
    Prompt::is_gone(browser).await?;
    frames(browser).await?;
    ensure!(!Prompt::is_on(browser).await?, "another one came");
    Ok(())
}

async fn quiet(browser: &Browser, host: &Host, without: &[String]) -> Result<()> {
    let uncaught = browser.uncaught().await?;
    ensure!(uncaught.is_empty(), "nobody caught {uncaught:?}");
    let told = browser.told().await?;
    let failed = told.iter().find(|told| {
        let reason = told.detail["reason"].as_str();
        told.name == "failed" && reason != host.fails_at
    });
    ensure!(failed.is_none(), "{failed:?}");
    let mut errors = browser.console_errors().await?;
    errors.retain(|error| !without.contains(error));
    if let Some(part) = host.unavoidable {
        errors.retain(|error| !error.contains(part));
    }
    ensure!(errors.is_empty(), "in the console: {errors:#?}");
    Ok(())
}

//! Who is measured: what each adds to the page, and how its parts are found.

use crate::assets::Assets;
use crate::floors;
use crate::snippet::Snippets;
use crate::{given, part};
use anyhow::{Context as _, Result};
use journeys::fixture;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

pub(crate) const BARE: &str = "bare";
pub(crate) const VANILLA: &str = "vanilla";
pub(crate) const PREACT: &str = "preact";
pub(crate) const PLAIN: &str = "afterword";
pub(crate) const PRELOADED: &str = "afterword-preload";

/// What ratios are of, and differences from.
pub(crate) const MEASURED_AGAINST: [&str; 3] = [BARE, VANILLA, PREACT];

/// Something that asks on the page.
pub(crate) struct Contestant {
    /// How `--only` calls it, and the path of its page.
    pub(crate) name: &'static str,
    /// How the table calls it.
    pub(crate) label: &'static str,
    /// Nothing for the bare page.
    pub(crate) prompt: Option<Hooks>,
}

/// How the parts of a prompt are found.
pub(crate) struct Hooks {
    /// Selects the element whose shadow root holds the rest, or that holds it itself.
    host: &'static str,
    /// Selects the ratings.
    ratings: &'static str,
    pub(crate) send: Hook,
    pub(crate) thanks: Hook,
}

/// How one part is found.
#[derive(Clone, Copy)]
pub(crate) struct Hook {
    css: &'static str,
    text: Option<&'static str>,
}

impl Hook {
    const fn css(css: &'static str) -> Self {
        Self { css, text: None }
    }
}

impl Hooks {
    pub(crate) const COMMENT: Hook = Hook::css("textarea");

    pub(crate) const fn nine(&self) -> Hook {
        Hook {
            css: self.ratings,
            text: Some("9"),
        }
    }

    /// As the page's probe takes it.
    pub(crate) fn json(&self, hook: Hook) -> Value {
        json!({"host": self.host, "css": hook.css, "text": hook.text})
    }
}

const FLOOR: Hooks = Hooks {
    host: "#floor",
    ratings: ".scale label",
    send: Hook::css(".send"),
    thanks: Hook::css(".thanks"),
};

const AFTERWORD: Hooks = Hooks {
    host: "[data-afterword]",
    ratings: "[data-rating]",
    send: Hook::css("[part~=send]"),
    thanks: Hook::css("[part~=thanks]"),
};

const POSTHOG: Hooks = Hooks {
    host: "[class^=PostHogSurvey]",
    ratings: ".ratings-number",
    send: Hook::css(".form-submit"),
    thanks: Hook::css(".thank-you-message"),
};

const FORMBRICKS: Hooks = Hooks {
    host: "#formbricks-modal-container",
    ratings: "label",
    send: Hook::css("button[type=submit]"),
    thanks: Hook::css("label[for=thankYouCard]"),
};

/// Everybody, and all that they need on the server.
///
/// # Errors
///
/// When something of it is missing.
pub(crate) fn all() -> Result<(Vec<Contestant>, Assets)> {
    let mut field = Field {
        host_page: read(&part("page.html"))?,
        contestants: Vec::new(),
        assets: Assets::default(),
    };
    field.add(BARE, "bare page", None, "")?;
    field.add_floor(VANILLA, "vanilla floor", "vanilla.js")?;
    field.add_floor(PREACT, "preact floor", "preact.jsx")?;
    field.add_afterword()?;
    field.add_posthog()?;
    field.add_formbricks()?;
    Ok((field.contestants, field.assets))
}

struct Field {
    host_page: String,
    contestants: Vec<Contestant>,
    assets: Assets,
}

impl Field {
    fn add(
        &mut self,
        name: &'static str,
        label: &'static str,
        prompt: Option<Hooks>,
        html: &str,
    ) -> Result<()> {
        let page = self.host_page.replace("<!-- contestant -->", html);
        self.assets.add(&format!("/{name}"), page.as_bytes())?;
        self.contestants.push(Contestant {
            name,
            label,
            prompt,
        });
        Ok(())
    }

    fn add_floor(&mut self, name: &'static str, label: &'static str, source: &str) -> Result<()> {
        let path = format!("/floors/{name}.js");
        self.assets.add(&path, &floors::bundled(source)?)?;
        let tag = format!("<script async src=\"{path}\"></script>");
        self.add(name, label, Some(FLOOR), &tag)
    }

    /// As `dist` made it, and included as it advises.
    fn add_afterword(&mut self) -> Result<()> {
        let dist = fixture::dist()?;
        let snippets = Snippets::read(&read(&dist.join("snippet.html"))?)?;
        let manifest: Value = serde_json::from_str(&read(&dist.join("manifest.json"))?)?;
        let files = manifest["integrity"].as_object();
        for path in files.context("the manifest names no files")?.keys() {
            let file = dist.join(path);
            self.assets.add_file(&format!("/afterword/{path}"), &file)?;
        }
        self.add(PLAIN, "Afterword", Some(AFTERWORD), &snippets.plain)?;
        let label = "Afterword, preloaded";
        self.add(PRELOADED, label, Some(AFTERWORD), &snippets.preloaded)
    }

    /// The files that its CDN serves, and what its API answers.
    fn add_posthog(&mut self) -> Result<()> {
        let package = given("POSTHOG_JS")?;
        for (path, script) in [
            ("/posthog/static/array.js", "array.js"),
            ("/posthog/static/1.449.2/surveys.js", "surveys.js"),
        ] {
            self.assets.add_file(path, &package.join(script))?;
        }
        let answers: Value = serde_json::from_str(&read(&part("posthog.json"))?)?;
        let config = &answers["config"];
        let script = format!(
            "window._POSTHOG_REMOTE_CONFIG = {{ phc_bench: {{ config: {config}, siteApps: [] }} }};"
        );
        let answer = |value: &Value| value.to_string().into_bytes();
        for (path, content) in [
            ("/posthog/array/phc_bench/config.js", script.into_bytes()),
            ("/posthog/array/phc_bench/config", answer(config)),
            ("/posthog/flags/", answer(&answers["flags"])),
            ("/posthog/api/surveys/", answer(&answers["surveys"])),
        ] {
            self.assets.add(path, &content)?;
        }
        let html = read(&part("posthog.html"))?;
        self.add("posthog", "PostHog 1.449.2", Some(POSTHOG), &html)
    }

    fn add_formbricks(&mut self) -> Result<()> {
        let script = given("FORMBRICKS_SURVEYS")?;
        self.assets.add_file("/formbricks/index.umd.js", &script)?;
        let html = read(&part("formbricks.html"))?;
        let label = "Formbricks 1.99, its renderer";
        self.add("formbricks", label, Some(FORMBRICKS), &html)
    }
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

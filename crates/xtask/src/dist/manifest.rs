//! The folder named by its content, and the files that tell others what is in it.

use super::product::{FALLBACK, FULL, FULL_FALLBACK, PROMPT, VERDICTS};
use super::{glue, languages, loader, score_js, write as write_file};
use crate::tools::Toolbox;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha384};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const LOADER: &str = "afterword.js";

/// `dist/manifest.json`. All paths are relative to `dist/`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Manifest {
    version: String,
    pub(crate) loader: String,
    /// The prompt of ratings and comments: the glue, then the module.
    pub(crate) prompt: [String; 2],
    /// The prompt of everything, likewise.
    pub(crate) full: [String; 2],
    /// The one and the other for where WebAssembly is missing or refused.
    pub(crate) fallback: [String; 2],
    /// What any of them imports for a preset, or for colours of the page's.
    pub(crate) rare: String,
    /// What it imports where a visitor is known to the site, and the loader where one is to be forgotten.
    pub(crate) respondent: String,
    /// What it imports where a first try did not deliver, and what that imports for endpoints that
    /// want another form.
    pub(crate) delivery: [String; 2],
    /// What the loader imports for the calls that few pages make.
    pub(crate) calls: String,
    /// What the loader imports where a tag has one of the rarer triggers.
    pub(crate) triggers: String,
    /// What the loader imports for who asks why, and what that imports.
    pub(crate) explain: [String; 2],
    /// The scorer for JavaScript: script and module of the core, then those of the statistics.
    pub(crate) score: [String; 4],
    /// What the prompt says in each language but English.
    pub(crate) languages: Vec<String>,
    /// What a browser compares a file with before it uses it.
    integrity: BTreeMap<String, String>,
}

/// Writes everything but the demo page into a folder; the scorer's package is in one already.
pub(super) fn write(
    workspace: &Workspace,
    toolbox: &Toolbox,
    products: Vec<(String, Vec<u8>)>,
    scorer: &Path,
    work: &Path,
    to: &Path,
) -> Result<Manifest> {
    let mut siblings = score_js::files(scorer)?;
    siblings.extend(products);
    for name in [glue::RARE, glue::RESPONDENT, glue::DELIVERY, glue::FORWARD] {
        siblings.push((
            name.to_owned(),
            glue::script(workspace, toolbox, name, work)?,
        ));
    }
    for name in [loader::TRIGGERS, loader::CALLS, loader::EXPLAIN] {
        siblings.push((
            name.to_owned(),
            loader::script(workspace, toolbox, name, work)?,
        ));
    }
    siblings.extend(languages::files()?);
    siblings.sort();
    // The loader names the folder that is named by what the loader says: so by what it says
    // with another name of the same length in that place.
    let unnamed = loader::build(workspace, toolbox, &"0".repeat(NAME_LENGTH), work)?;
    let named = siblings.iter().map(|(file, content)| (&**file, &**content));
    let folder = content_name(std::iter::once((LOADER, &*unnamed)).chain(named));
    let loader = loader::build(workspace, toolbox, &folder, work)?;
    let path = |file: &str| format!("{folder}/{file}");
    let mut files = vec![(LOADER.to_owned(), &loader), (path(LOADER), &loader)];
    files.extend(siblings.iter().map(|(file, content)| (path(file), content)));
    for inner in [score_js::FOLDER, languages::FOLDER] {
        let made = to.join(path(inner));
        fs::create_dir_all(&made).with_context(|| format!("cannot make {}", made.display()))?;
    }
    for (path, content) in &files {
        write_file(&to.join(path), content)?;
    }
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        loader: LOADER.to_owned(),
        prompt: [path(&PROMPT.script()), path(&PROMPT.module())],
        full: [path(&FULL.script()), path(&FULL.module())],
        fallback: [path(&FALLBACK.script()), path(&FULL_FALLBACK.script())],
        rare: path(glue::RARE),
        respondent: path(glue::RESPONDENT),
        delivery: [glue::DELIVERY, glue::FORWARD].map(path),
        calls: path(loader::CALLS),
        triggers: path(loader::TRIGGERS),
        explain: [path(loader::EXPLAIN), path(&VERDICTS.script())],
        score: score_js::SHIPPED.map(|file| path(&format!("{}/{file}", score_js::FOLDER))),
        languages: languages::codes()
            .map(|code| path(&languages::name(code)))
            .collect(),
        integrity: files
            .iter()
            .map(|(path, content)| (path.clone(), integrity(content)))
            .collect(),
    };
    write_file(
        &to.join("manifest.json"),
        serde_json::to_string_pretty(&manifest)? + "\n",
    )?;
    write_file(&to.join("snippet.html"), snippet(&manifest, &path(LOADER)))?;
    Ok(manifest)
}

/// Enough digits that two builds never share a folder.
const NAME_LENGTH: usize = 16;

/// The first digits of a SHA-256 over the names and contents of files.
fn content_name<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hash = Sha256::new();
    for (name, content) in files {
        for part in [name.as_bytes(), content] {
            // The length keeps the parts apart.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    let mut digits = String::new();
    for byte in &hash.finalize()[..NAME_LENGTH / 2] {
        write!(digits, "{byte:02x}").expect("a string takes everything");
    }
    digits
}

/// A value of the `integrity` attribute.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(content)))
}

/// The tag to paste.
fn snippet(manifest: &Manifest, pinned_loader: &str) -> String {
    let [glue, wasm] = &manifest.prompt;
    let digest = |path: &str| manifest.integrity.get(path).map_or("", String::as_str);
    let attributes = r#"data-survey="post-purchase" data-endpoint="https://HOST/v1/responses" data-trigger="event purchase""#;
    format!(
        r#"<!-- Put your host in the place of HOST. -->
<script async src="https://HOST/{loader}"
        {attributes}></script>

<!-- Or: exactly this build and nothing else, fetched before it is wanted.
     For a page that is likely to ask, such as the one after a purchase. -->
<link rel="modulepreload" href="https://HOST/{glue}" crossorigin
      integrity="{glue_digest}">
<link rel="preload" as="fetch" href="https://HOST/{wasm}" crossorigin>
<script async src="https://HOST/{pinned_loader}" crossorigin
        integrity="{loader_digest}"
        {attributes}></script>
"#,
        loader = manifest.loader,
        glue_digest = digest(glue),
        loader_digest = digest(pinned_loader),
    )
}

#[cfg(test)]
mod tests {
    use super::{Manifest, content_name, integrity, snippet};
    use std::collections::BTreeMap;

    #[test]
    fn a_folder_is_named_by_names_and_contents() {
        let name = content_name([("a", &b"bc"[..])]);
        assert_eq!(name.len(), 16);
        assert!(name.bytes().all(|digit| digit.is_ascii_hexdigit()));
        assert_eq!(name, content_name([("a", &b"bc"[..])]));
        assert_ne!(name, content_name([("ab", &b"c"[..])]));
        assert_ne!(name, content_name([("a", &b"bd"[..])]));
    }

    #[test]
    fn integrity_is_what_browsers_compute() {
        // The digest of nothing, as FIPS 180-4's test vectors print it.
        assert_eq!(
            integrity(b""),
            "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
        );
    }

    #[test]
    fn the_manifest_names_its_files_in_a_fixed_form() {
        let manifest = manifest();
        let written = serde_json::to_value(&manifest).unwrap();
        let expected = serde_json::json!({
            "version": "1.2.3",
            "loader": "afterword.js",
            "prompt": ["01/prompt.js", "01/prompt_bg.wasm"],
            "full": ["01/full.js", "01/full_bg.wasm"],
            "fallback": ["01/fallback.js", "01/fallback-full.js"],
            "rare": "01/rare.js",
            "respondent": "01/respondent.js",
            "delivery": ["01/delivery.js", "01/forward.js"],
            "calls": "01/calls.js",
            "triggers": "01/triggers.js",
            "explain": ["01/explain.js", "01/verdicts.js"],
            "score": ["01/a.js", "01/a.wasm", "01/b.js", "01/b.wasm"],
            "languages": ["01/languages/de.json"],
            "integrity": { "01/afterword.js": "sha384-L", "01/prompt.js": "sha384-G" },
        });
        assert_eq!(written, expected);
    }

    #[test]
    fn the_pinned_tag_checks_what_can_be_checked() {
        let html = snippet(&manifest(), "01/afterword.js");
        assert!(
            html.contains(r#"src="https://HOST/afterword.js""#),
            "{html}"
        );
        assert!(
            html.contains(r#"src="https://HOST/01/afterword.js""#),
            "{html}"
        );
        assert!(html.contains(r#"integrity="sha384-L""#), "{html}");
        assert!(html.contains(r#"integrity="sha384-G""#), "{html}");
        assert!(
            html.contains(r#"as="fetch" href="https://HOST/01/prompt_bg.wasm""#),
            "{html}"
        );
    }

    fn manifest() -> Manifest {
        Manifest {
            version: "1.2.3".to_owned(),
            loader: "afterword.js".to_owned(),
            prompt: ["01/prompt.js", "01/prompt_bg.wasm"].map(str::to_owned),
            full: ["01/full.js", "01/full_bg.wasm"].map(str::to_owned),
            fallback: ["01/fallback.js", "01/fallback-full.js"].map(str::to_owned),
            rare: "01/rare.js".to_owned(),
            respondent: "01/respondent.js".to_owned(),
            delivery: ["01/delivery.js", "01/forward.js"].map(str::to_owned),
            calls: "01/calls.js".to_owned(),
            triggers: "01/triggers.js".to_owned(),
            explain: ["01/explain.js", "01/verdicts.js"].map(str::to_owned),
            score: ["01/a.js", "01/a.wasm", "01/b.js", "01/b.wasm"].map(str::to_owned),
            languages: vec!["01/languages/de.json".to_owned()],
            integrity: BTreeMap::from([
                ("01/afterword.js".to_owned(), "sha384-L".to_owned()),
                ("01/prompt.js".to_owned(), "sha384-G".to_owned()),
            ]),
        }
    }
}

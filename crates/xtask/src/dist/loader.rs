//! The loader, minified, with the names of its siblings in it; what it fetches where a page's
//! triggers need more than it knows itself; and what it fetches for who asks why.
//!
//! The source of the loader is a script in which some words stand for what only a build knows: `__HASH__` for the
//! name of the immutable folder, `__VERSION__` for the version of the workspace, and `__LANGUAGES__`
//! for the codes of the languages, separated by spaces.

use super::glue::{self, LANGUAGE};
use super::{languages, read_text, write};
use crate::process;
use crate::tools::{Program, Toolbox};
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::Path;

/// What the loader is compiled from.
const SOURCE: &str = "www/afterword.js";

const FOLDER: &str = "__HASH__";
const VERSION: &str = "__VERSION__";
const LANGUAGES: &str = "__LANGUAGES__";

/// Minifies the loader as the one whose siblings are in the given folder.
pub(super) fn build(
    workspace: &Workspace,
    toolbox: &Toolbox,
    folder: &str,
    work: &Path,
) -> Result<Vec<u8>> {
    let source = filled_in(&read_text(&workspace.path(SOURCE))?, folder)?;
    let script = work.join("afterword.js");
    write(&script, &source)?;
    let mut esbuild = toolbox.command(Program::Esbuild)?;
    esbuild
        .arg(script)
        .args(["--minify", LANGUAGE, "--log-level=error"])
        .arg("--legal-comments=inline")
        .args(format(&source));
    Ok(process::output(&mut esbuild)?.into_bytes())
}

/// What watches the rarer triggers.
pub(super) const TRIGGERS: &str = "triggers.js";
/// What does the calls that few pages make.
pub(super) const CALLS: &str = "calls.js";
/// What says why a survey is asked, or is not.
pub(super) const EXPLAIN: &str = "explain.js";

/// Makes one of these modules.
pub(super) fn script(
    workspace: &Workspace,
    toolbox: &Toolbox,
    name: &str,
    work: &Path,
) -> Result<Vec<u8>> {
    let entry = workspace.path("www").join(name);
    glue::minified(toolbox, &entry, &[], &work.join(name))
}

fn filled_in(source: &str, folder: &str) -> Result<String> {
    if !source.contains(FOLDER) {
        bail!("{SOURCE} does not say {FOLDER}, so it could not find the prompt");
    }
    let languages: Vec<&str> = languages::codes().collect();
    Ok(source
        .replace(FOLDER, folder)
        .replace(VERSION, env!("CARGO_PKG_VERSION"))
        .replace(LANGUAGES, &languages.join(" ")))
}

/// Wraps the script in a function, unless it is one already: no name of it may become global.
fn format(source: &str) -> Option<&'static str> {
    let code = source.lines().map(str::trim_start).find(|line| {
        let is_comment = ["//", "/*", "*"].iter().any(|mark| line.starts_with(mark));
        !line.is_empty() && !is_comment
    });
    let wrapped = code.is_some_and(|line| line.starts_with('(') || line.starts_with('!'));
    (!wrapped).then_some("--format=iife")
}

#[cfg(test)]
mod tests {
    use super::{filled_in, format};

    #[test]
    fn a_script_is_wrapped_once() {
        assert_eq!(format("// Comment.\nconst a = 1;"), Some("--format=iife"));
        assert_eq!(format("// Comment.\n\n(() => {\n})();"), None);
        assert_eq!(format("/* Comment\n * more */\n!function(){}();"), None);
    }

    #[test]
    fn a_source_is_told_its_folder_and_version() {
        let filled = filled_in("/*! __VERSION__ */ let hash = '__HASH__';", "01ab").unwrap();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(filled, format!("/*! {version} */ let hash = '01ab';"));
    }

    #[test]
    fn a_source_without_a_place_for_the_folder_is_refused() {
        assert!(filled_in("let hash = '';", "01ab").is_err());
    }
}

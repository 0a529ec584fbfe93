//! The loader, minified, with the names of its siblings in it.
//!
//! Its source is a plain script whose top level may use these identifiers:
//! `__HASH__`, the name of the immutable folder; `__PROMPT_JS__` and `__PROMPT_WASM__`, the glue
//! and the module relative to `dist/`; `__VERSION__`, the version of the workspace.

use super::read_text;
use crate::process;
use crate::tools::{Program, Toolbox};
use crate::workspace::Workspace;
use anyhow::Result;

/// What the loader is compiled from.
const SOURCE: &str = "www/afterword.js";

/// The file names of the prompt inside its folder.
pub(super) const GLUE: &str = "prompt.js";
pub(super) const WASM: &str = "prompt_bg.wasm";

pub(super) fn build(workspace: &Workspace, toolbox: &Toolbox, folder: &str) -> Result<Vec<u8>> {
    let mut esbuild = toolbox.command(Program::Esbuild)?;
    esbuild
        .arg(workspace.path(SOURCE))
        .args(["--minify", "--target=es2022", "--log-level=error"])
        .args(["--legal-comments=none"])
        .args(format(&read_text(&workspace.path(SOURCE))?))
        .arg(define("__HASH__", folder))
        .arg(define("__PROMPT_JS__", &format!("{folder}/{GLUE}")))
        .arg(define("__PROMPT_WASM__", &format!("{folder}/{WASM}")))
        .arg(define("__VERSION__", env!("CARGO_PKG_VERSION")));
    Ok(process::output(&mut esbuild)?.into_bytes())
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

fn define(name: &str, value: &str) -> String {
    format!("--define:{name}={}", serde_json::Value::from(value))
}

#[cfg(test)]
mod tests {
    use super::{define, format};

    #[test]
    fn a_script_is_wrapped_once() {
        assert_eq!(format("// Comment.\nconst a = 1;"), Some("--format=iife"));
        assert_eq!(format("// Comment.\n\n(() => {\n})();"), None);
        assert_eq!(format("/* Comment\n * more */\n!function(){}();"), None);
    }

    #[test]
    fn a_definition_is_a_string_literal() {
        assert_eq!(define("__HASH__", "01ab"), r#"--define:__HASH__="01ab""#);
    }
}

//! A linked module as JavaScript, for browsers and policies that refuse WebAssembly.
//!
//! binaryen's `wasm2js` translates the instructions. What it writes around them is for programs
//! that start by themselves and stay as they are, so three things are said anew here: the script
//! waits to be given its imports, data that is mostly text is written as text (a tenth of the
//! whole, once compressed, is saved so), and memory that grows leaves its old buffer detached, as
//! the glue expects of WebAssembly.

use super::link::Linked;
use super::{read_text, write};
use crate::process;
use crate::tools::{Program, Toolbox};
use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use std::path::{Path, PathBuf};

/// The function of the script that makes an instance of the module, given its imports.
pub(super) const INSTANTIATE: &str = "asmFunc";

/// Writes the script, which exports [`INSTANTIATE`].
pub(super) fn translate(toolbox: &Toolbox, linked: &Linked, work: &Path) -> Result<PathBuf> {
    let module = work.join("translated.wasm");
    write(&module, &linked.module)?;
    let script = work.join("translated.js");
    let mut wasm2js = toolbox.command(Program::Wasm2Js)?;
    wasm2js.arg(&module).args(["-O", "-o"]).arg(&script);
    process::output(&mut wasm2js)?;
    let translated = adapted(&read_text(&script)?).context("wasm2js wrote something unfamiliar")?;
    write(&script, translated)?;
    Ok(script)
}

/// Where the script begins to be ours to keep: what comes before decodes data.
const SEGMENTS: &str = "function initActiveSegments(";
/// Where it starts by itself.
const STARTED: &str = "var retasmFunc = ";
/// How it fills memory.
const FILL: &str = "base64DecodeToExistingUint8Array(bufferView, ";
/// Where memory that grew takes the place of what it was.
const GROWN: &str = "buffer = newBuffer;";

/// The script with its three things said anew.
fn adapted(script: &str) -> Result<String> {
    let start = script.find(SEGMENTS).context("it has no data")?;
    let end = script.find(STARTED).context("it does not start")?;
    let body = script
        .get(start..end)
        .context("it starts before its data")?;
    let body = with_texts(body)?.replace(
        GROWN,
        "structuredClone(buffer, { transfer: [buffer] }); buffer = newBuffer;",
    );
    Ok(format!(
        "let bufferView;
const fill = (address, bytes) => {{
  for (let at = 0; at < bytes.length; at++) bufferView[address + at] = bytes.charCodeAt(at);
}};
{body}
export {{ {INSTANTIATE} }};
"
    ))
}

/// The script with its data as strings that have a character for each byte.
fn with_texts(script: &str) -> Result<String> {
    let mut parts = script.split(FILL);
    let mut texts = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let segment = part.split_once(", \"").and_then(|(address, rest)| {
            let (data, rest) = rest.split_once('"')?;
            Some((address, BASE64_STANDARD.decode(data).ok()?, rest))
        });
        let Some((address, bytes, rest)) = segment else {
            bail!("its data is not in base 64");
        };
        let text: String = bytes.into_iter().map(char::from).collect();
        let text = serde_json::Value::from(text);
        texts.push_str(&format!("fill({address}, {text}{rest}"));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::adapted;

    const SCRIPT: &str = r#"import * as a from 'a';
  var bufferView;
  var base64ReverseLookup = new Uint8Array(123);
function initActiveSegments(imports) {
  base64DecodeToExistingUint8Array(bufferView, 1024, "SGkiAMOX");
  base64DecodeToExistingUint8Array(bufferView, 2048, "OgAA");
}
function asmFunc(imports) {
 function grow() {
  buffer = newBuffer;
 }
}

var retasmFunc = asmFunc({
  "a": a,
});
export var b = retasmFunc.b;
"#;

    #[test]
    fn a_script_waits_for_its_imports() {
        let script = adapted(SCRIPT).unwrap();
        assert!(!script.contains("import *"), "{script}");
        assert!(!script.contains("retasmFunc"), "{script}");
        assert!(script.ends_with("export { asmFunc };\n"), "{script}");
    }

    #[test]
    fn data_is_written_as_text_byte_by_byte() {
        let script = adapted(SCRIPT).unwrap();
        // The last character is two bytes in UTF-8, and so two characters here.
        assert!(
            script.contains("fill(1024, \"Hi\\\"\\u0000\u{c3}\u{97}\");"),
            "{script}"
        );
        assert!(
            script.contains(r#"fill(2048, ":\u0000\u0000");"#),
            "{script}"
        );
        assert!(!script.contains("base64"), "{script}");
    }

    #[test]
    fn memory_that_grows_leaves_its_buffer_detached() {
        let script = adapted(SCRIPT).unwrap();
        let (before, _) = script.split_once("buffer = newBuffer;").unwrap();
        assert!(before.ends_with("structuredClone(buffer, { transfer: [buffer] }); "));
    }

    #[test]
    fn another_script_is_refused() {
        assert!(adapted("").is_err());
        assert!(adapted("function initActiveSegments() {}").is_err());
        assert!(adapted(&SCRIPT.replace("\"OgAA\"", "data")).is_err());
        assert!(adapted(&SCRIPT.replace("OgAA", "?")).is_err());
    }
}

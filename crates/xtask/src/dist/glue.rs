//! The JavaScript between a module and whoever calls it, as one small ES module.
//!
//! It offers what the package exports, to be called after the module was started; how that is
//! done is the product's [`Start`].

use super::brief;
use super::functions;
use super::link::{Linked, Names};
use super::loader::EXPLAIN;
use super::product::{Product, Start, VERDICTS};
use super::translate::INSTANTIATE;
use super::{read, read_folder, read_text, wasm, write};
use crate::process;
use crate::tools::{Program, Toolbox};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What wasm-bindgen wrote.
pub(super) struct Bindings {
    pub(super) folder: PathBuf,
    pub(super) module: PathBuf,
    /// What the module calls the glue that it imports from.
    pub(super) glue_module: String,
    /// What the package offers whoever calls it.
    pub(super) exports: Vec<String>,
}

/// The export that has to be called once before all others.
pub(super) const START_EXPORT: &str = "__wbindgen_start";

/// What that calls, where it does: nobody else is to.
const STARTED: &str = "start";

/// The variable of the glue that holds the module's exports.
const MODULE_VARIABLE: &str = "wasm.";

/// The oldest language that a supported browser speaks.
pub(super) const LANGUAGE: &str = "--target=es2022";

/// Lets esbuild drop classes and clean-up that nobody uses: it cannot know that to ask for a
/// symbol or to make a registry changes nothing.
const NO_DISPOSE: &str = "--define:Symbol.dispose=undefined";

pub(super) fn bindings(
    toolbox: &Toolbox,
    product: &Product,
    module: &[u8],
    work: &Path,
) -> Result<Bindings> {
    let compiled = work.join("compiled.wasm");
    write(&compiled, wasm::without_features(module, product.hidden)?)?;
    let folder = work.join("bindings");
    let name = product.name;
    let mut bindgen = toolbox.command(Program::WasmBindgen)?;
    bindgen
        // For a bundler, each import is a function of its own, and can be left out.
        .args(["--target", "bundler", "--no-typescript"])
        .args(["--out-name", name])
        .arg("--remove-producers-section")
        .arg("--out-dir")
        .arg(&folder)
        .arg(&compiled);
    bindgen.arg(match product.named {
        true => "--keep-debug",
        false => "--remove-name-section",
    });
    process::run(&mut bindgen)?;
    let bindings = Bindings {
        module: folder.join(format!("{name}_bg.wasm")),
        glue_module: format!("./{name}_bg.js"),
        exports: reexported(&read_text(&folder.join(format!("{name}.js")))?),
        folder,
    };
    if bindings.exports.is_empty() {
        bail!("{} exports nothing that could be called", product.package);
    }
    let glue = bindings.glue();
    let source = for_supported_browsers(&read_text(&glue)?);
    let source = match product.start {
        // It may run for days, in whatever knows JavaScript.
        Start::Instance => source,
        Start::Response | Start::Translated => brief::brief(&source)?,
    };
    write(&glue, source)?;
    Ok(bindings)
}

impl Bindings {
    /// A script of the package's own that Rust imports, given its path in the package.
    pub(super) fn script(&self, path: &str) -> Result<PathBuf> {
        let packages = read_folder(&self.folder.join("snippets"))?;
        let mut places = packages.iter().map(|package| package.join(path));
        let place = places.find(|place| place.exists());
        place.with_context(|| format!("nothing imports {path}"))
    }

    /// Where wasm-bindgen put the glue.
    fn glue(&self) -> PathBuf {
        self.folder.join(self.glue_module.trim_start_matches("./"))
    }
}

/// Takes out what no supported browser lacks, and marks what runs when the glue is loaded but
/// matters only if its result is used.
fn for_supported_browsers(glue: &str) -> String {
    const REGISTRY_OR_NOT: &str = "(typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(";
    const WITHOUT_ENCODE_INTO: &str = "if (!('encodeInto' in cachedTextEncoder))";
    glue.replace(REGISTRY_OR_NOT, "/* @__PURE__ */ new FinalizationRegistry(")
        .replace(WITHOUT_ENCODE_INTO, "if (false)")
}

/// The names in `export { a, b } from "…"`.
fn reexported(entry: &str) -> Vec<String> {
    let list = entry
        .split_once("export {")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map_or("", |(list, _)| list);
    let names = list.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty() && *name != STARTED)
        .map(str::to_owned)
        .collect()
}

/// Which exports of the module each of these functions of the glue reaches.
pub(super) fn exports_reached(
    toolbox: &Toolbox,
    bindings: &Bindings,
    functions: &[&str],
    work: &Path,
) -> Result<BTreeMap<String, Vec<String>>> {
    let folder = work.join("reached");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let glue = quoted(&bindings.glue());
    let mut esbuild = toolbox.command(Program::Esbuild)?;
    for (number, function) in functions.iter().enumerate() {
        let entry = folder.join(format!("{number}.js"));
        write(&entry, format!("export {{ {function} }} from {glue};\n"))?;
        esbuild.arg(entry);
    }
    let bundled = folder.join("bundled");
    esbuild
        .args([
            "--bundle",
            "--format=esm",
            "--minify-syntax",
            "--log-level=error",
        ])
        .args([LANGUAGE, NO_DISPOSE])
        .args(beside())
        .arg(format!("--outdir={}", bundled.display()));
    process::output(&mut esbuild)?;
    let mut reached = BTreeMap::new();
    for (number, function) in functions.iter().enumerate() {
        let source = read_text(&bundled.join(format!("{number}.js")))?;
        let names: BTreeSet<&str> = module_references(&source).map(|(_, name)| name).collect();
        let names = names.into_iter().map(str::to_owned).collect();
        reached.insert((*function).to_owned(), names);
    }
    Ok(reached)
}

/// Every `wasm.NAME` in the glue: where the name begins, and the name.
fn module_references(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let found = source.match_indices(MODULE_VARIABLE);
    found.filter_map(|(start, _)| {
        let before = source[..start].chars().next_back();
        if before.is_some_and(|c| is_identifier(c) || c == '.') {
            return None;
        }
        let name_start = start + MODULE_VARIABLE.len();
        let rest = &source[name_start..];
        let end = rest.find(|c| !is_identifier(c)).unwrap_or(rest.len());
        (end > 0).then(|| (name_start, &rest[..end]))
    })
}

fn is_identifier(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// Writes the glue that belongs to a linked module, and the module that callers import. The
/// translation is the script that stands for the linked module, where one does.
pub(super) fn entry(
    product: &Product,
    bindings: &Bindings,
    linked: &Linked,
    translation: Option<&Path>,
) -> Result<PathBuf> {
    let source = bindings.glue();
    let glue = renamed(&read_text(&source)?, &linked.names);
    let glue = functions::gathered(&glue, &bindings.glue_module, &linked.names)?;
    write(&source, glue)?;
    let entry = bindings.folder.join("entry.js");
    let start = start_source(product, bindings, &linked.names, translation)?;
    write(&entry, entry_source(bindings, &start))?;
    Ok(entry)
}

/// Where a module asks how many values it may never let go. For a table of them wasm-bindgen
/// answers inside the module; for the list that a glue keeps without one, it leaves the question.
const VALUES: &str = "__wbindgen_externref_xform__";

/// How such a glue makes its list: [`FIXED_VALUES`] entries.
const LIST: &str = "new Array(1024).fill(undefined);\nheap.push(undefined, null, true, false);";
const FIXED_VALUES: usize = 1024 + 4;

/// Writes the answer of a glue without a table, and says how esbuild finds it.
pub(super) fn values_alias(bindings: &Bindings) -> Result<String> {
    if !read_text(&bindings.glue())?.contains(LIST) {
        bail!("the list of values that the glue keeps does not begin as it did");
    }
    let script = bindings.folder.join("values.js");
    let answer = "__wbindgen_externref_statics_end";
    write(
        &script,
        format!("export const {answer} = () => {FIXED_VALUES};\n"),
    )?;
    Ok(format!("--alias:{VALUES}={}", script.display()))
}

/// What few visitors are sent, beside every prompt: looks of the page's own.
pub(super) const RARE: &str = "rare.js";
/// And what is asked of the collector in their name.
pub(super) const RESPONDENT: &str = "respondent.js";
/// And what delivers where a first try did not.
pub(super) const DELIVERY: &str = "delivery.js";
/// And what that needs for endpoints that want another form.
pub(super) const FORWARD: &str = "forward.js";

/// What lies beside a bundle, and is imported where it is needed.
fn beside() -> Vec<String> {
    let modules = [RARE, RESPONDENT, DELIVERY, FORWARD, EXPLAIN].map(str::to_owned);
    let modules = modules.into_iter().chain([VERDICTS.script()]);
    modules.map(|file| format!("--external:*/{file}")).collect()
}

/// Makes one of these modules.
pub(super) fn script(
    workspace: &Workspace,
    toolbox: &Toolbox,
    name: &str,
    work: &Path,
) -> Result<Vec<u8>> {
    let entry = workspace.path("crates/embed/src").join(name);
    let text = ["--loader:.css=text".to_owned()];
    minified(toolbox, &entry, &text, &work.join(name))
}

/// Makes one small ES module of a file and all that it imports.
pub(super) fn minified(
    toolbox: &Toolbox,
    entry: &Path,
    arguments: &[String],
    to: &Path,
) -> Result<Vec<u8>> {
    let mut esbuild = toolbox.command(Program::Esbuild)?;
    esbuild
        .arg(entry)
        .args(["--bundle", "--format=esm", "--minify", "--log-level=error"])
        .args(["--legal-comments=none", "--mangle-props=^_wbg_cb_unref$"])
        // Modules are always read as UTF-8.
        .args([LANGUAGE, NO_DISPOSE, "--charset=utf8"])
        .args(beside())
        .args(arguments)
        .arg(format!("--outfile={}", to.display()));
    process::output(&mut esbuild)?;
    read(to)
}

/// The glue with the short names of the module's exports.
fn renamed(source: &str, names: &Names) -> String {
    let mut renamed = String::with_capacity(source.len());
    let mut copied = 0;
    for (start, name) in module_references(source) {
        // What has no short name was dropped from the module, and nothing reaches this line.
        if let Some(short) = names.exports.get(name) {
            renamed.push_str(&source[copied..start]);
            renamed.push_str(short);
            copied = start + name.len();
        }
    }
    renamed.push_str(&source[copied..]);
    renamed
}

/// What a prompt's scripts do without its module, so that it does not pass through there, and the
/// script that does it.
const DONE_BY_SCRIPTS: &[(&str, &str)] = &[("show", "src/occasion.js")];

/// What the glue calls the object of all imports.
pub(super) const IMPORTS: &str = "imports";

/// The module that callers import.
fn entry_source(bindings: &Bindings, start: &str) -> String {
    let glue = json(&bindings.glue_module);
    let offered = bindings.exports.join(", ");
    format!(
        "import {{ {IMPORTS}, __wbg_set_wasm }} from {glue};
export {{ {offered} }} from {glue};
{start}"
    )
}

/// The part of the entry that starts the module.
fn start_source(
    product: &Product,
    bindings: &Bindings,
    names: &Names,
    translation: Option<&Path>,
) -> Result<String> {
    // There is nothing to start in a module that has no table for what JavaScript hands it.
    let start = names.exports.get(START_EXPORT);
    let start = start.map(|start| format!("instance.exports.{start}();"));
    let start = start.unwrap_or_default();
    let (guard, exports) = if product.is_shell {
        let before = [scripts_source(bindings)?, guard_source(bindings)?].concat();
        (before, "guarded(instance.exports)")
    } else {
        // Its callers want to know what went wrong.
        (String::new(), "instance.exports")
    };
    // What fails in the start is the caller's: another module may start.
    let adopt = format!("__wbg_set_wasm({exports});\n  {start}");
    Ok(match product.start {
        Start::Response => format!(
            r#"{guard}let started;
const load = async (response) => {{
  const answer = await response;
  // A browser streams only what is served with exactly this type.
  const {{ instance }} = await (answer.headers.get("content-type") == "application/wasm"
    ? WebAssembly.instantiateStreaming(answer, {IMPORTS})
    : WebAssembly.instantiate(await answer.arrayBuffer(), {IMPORTS}));
  {adopt}
}};
export default (response) => (started ??= load(response));
"#
        ),
        Start::Instance => format!(
            r#"export {{ {IMPORTS} }};
export const adopt = (instance) => {{
  {adopt}
}};
"#
        ),
        Start::Translated => {
            let translation = translation.context("a product without its translation")?;
            format!(
                r#"import {{ {INSTANTIATE} }} from {script};
{guard}let instance;
export default () => {{
  if (instance) return;
  instance = {{ exports: {INSTANTIATE}({IMPORTS}) }};
  {adopt}
}};
"#,
                script = quoted(translation)
            )
        }
    })
}

/// Offers what the scripts do.
fn scripts_source(bindings: &Bindings) -> Result<String> {
    let offer = |(name, script): &(&str, &str)| {
        let script = quoted(&bindings.script(script)?);
        Ok(format!("export {{ {name} }} from {script};\n"))
    };
    DONE_BY_SCRIPTS.iter().map(offer).collect()
}

/// Keeps what throws out of a module from the page, and everybody from a module that was left half
/// done.
fn guard_source(bindings: &Bindings) -> Result<String> {
    Ok(format!(
        r#"import {{ trap }} from {stage};
let broken;
const guarded = (exports) => {{
  const guards = {{}};
  for (const [name, entry] of Object.entries(exports))
    guards[name] = typeof entry != "function" ? entry : (...given) => {{
      if (!broken) try {{
        return entry(...given);
      }} catch (error) {{
        // The first one says why; what it was called by breaks as well.
        if (!broken) {{
          broken = true;
          trap(error);
        }}
      }}
    }};
  return guards;
}};
"#,
        stage = quoted(&bindings.script(STAGE)?)
    ))
}

/// The script of the browser shell that knows what stands.
const STAGE: &str = "src/stage.js";

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn quoted(path: &Path) -> String {
    json(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::{for_supported_browsers, module_references, reexported, renamed};
    use crate::dist::link::Names;
    use std::collections::BTreeMap;

    #[test]
    fn the_shells_exports_are_read_from_the_entry() {
        let entry =
            "__wbg_set_wasm(wasm);\nexport {\n    show, close\n} from \"./prompt_bg.js\";\n";
        assert_eq!(reexported(entry), ["show", "close"]);
        assert!(reexported("export default 1").is_empty());
    }

    #[test]
    fn references_to_the_module_are_found_and_nothing_like_them() {
        let source = "wasm.show(a); mywasm.no(); this.wasm.no; f(wasm.memory.buffer); wasm";
        let names: Vec<&str> = module_references(source).map(|(_, name)| name).collect();
        assert_eq!(names, ["show", "memory"]);
    }

    #[test]
    fn references_get_their_short_names_and_the_rest_stays() {
        let names = Names {
            imports: BTreeMap::new(),
            exports: BTreeMap::from([
                ("show".to_owned(), "a".to_owned()),
                ("show_all".to_owned(), "b".to_owned()),
            ]),
        };
        assert_eq!(
            renamed(
                "wasm.show(1); wasm.show_all(2); wasm.gone(); show()",
                &names
            ),
            "wasm.a(1); wasm.b(2); wasm.gone(); show()"
        );
        assert_eq!(renamed("", &names), "");
    }

    #[test]
    fn what_every_supported_browser_has_is_taken_for_granted() {
        let registry = "const DTORS = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(state => 1);";
        assert_eq!(
            for_supported_browsers(registry),
            "const DTORS = /* @__PURE__ */ new FinalizationRegistry(state => 1);"
        );
        assert_eq!(
            for_supported_browsers("if (!('encodeInto' in cachedTextEncoder)) {\n}"),
            "if (false) {\n}"
        );
    }
}

//! Links glue and module as one program.
//!
//! wasm-bindgen exports everything that a glue could call, and its names carry hashes. Here the
//! two are seen as one graph: which export each piece of glue reaches, and which import each
//! function of the module. What a caller cannot reach from either side is dropped, then every
//! name between the two gets as short as it can.

use super::glue::{self, Bindings};
use super::product::Product;
use super::wasm::{Import, Interface};
use super::{read, write};
use crate::process;
use crate::tools::{Program, Toolbox};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the compiler may emit for this target, as every supported browser knows it.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What describes a module and is of no use to who runs it.
const STRIP: &[&str] = &["--strip-producers", "--strip-target-features"];

/// The names of functions, kept or not.
fn names(product: &Product) -> &'static str {
    match product.named {
        true => "--debuginfo",
        false => "--strip-debug",
    }
}

/// A module and what its imports and exports are called now.
pub(super) struct Linked {
    pub(super) module: Vec<u8>,
    pub(super) names: Names,
}

/// Old names, and the short ones that stand for them.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Names {
    pub(super) imports: BTreeMap<Import, String>,
    pub(super) exports: BTreeMap<String, String>,
}

/// What all imports come from after their names were shortened.
pub(super) const IMPORT_MODULE: &str = "a";

pub(super) fn link(
    toolbox: &Toolbox,
    product: &Product,
    bindings: &Bindings,
    work: &Path,
) -> Result<Linked> {
    let interface = Interface::of(&read(&bindings.module)?)?;
    let graph = graph(toolbox, bindings, &interface, work)?;
    let graph_file = work.join("graph.json");
    write(&graph_file, serde_json::to_vec_pretty(&graph)?)?;

    let reached = work.join("reached.wasm");
    let mut metadce = toolbox.command(Program::WasmMetadce)?;
    metadce.arg(&bindings.module).arg("-f").arg(&graph_file);
    if product.named {
        metadce.arg(names(product));
    }
    process::output(metadce.args(FEATURES).arg("-o").arg(&reached))?;

    let optimised = work.join("optimised.wasm");
    let passes = [product.optimise, STRIP, &[names(product)]].concat();
    binaryen(toolbox, &reached, &passes, &optimised)?;

    // On its own: repeated passes would shorten the short names again and report only those.
    let short = work.join("short.wasm");
    let shorten = ["--minify-imports-and-exports-and-modules", names(product)];
    let report = binaryen(toolbox, &optimised, &shorten, &short)?;
    Ok(Linked {
        module: read(&short)?,
        names: Names::reported(&report)?,
    })
}

fn binaryen(toolbox: &Toolbox, from: &Path, passes: &[&str], to: &PathBuf) -> Result<String> {
    let mut wasm_opt = toolbox.command(Program::WasmOpt)?;
    wasm_opt
        .arg(from)
        .args(FEATURES)
        .args(passes)
        .arg("-o")
        .arg(to);
    process::output(&mut wasm_opt)
}

/// A piece of glue, an import or an export, in the form that `wasm-metadce` reads.
#[derive(Debug, Eq, PartialEq, Serialize)]
struct Node {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reaches: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    root: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<[String; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    export: Option<String>,
}

fn graph(
    toolbox: &Toolbox,
    bindings: &Bindings,
    interface: &Interface,
    work: &Path,
) -> Result<Vec<Node>> {
    let imported = interface
        .imports
        .iter()
        .filter(|import| import.module == bindings.glue_module);
    let mut names: Vec<&str> = imported.map(|import| import.name.as_str()).collect();
    names.extend(bindings.exports.iter().map(String::as_str));
    let reached = glue::exports_reached(toolbox, bindings, &names, work)?;
    Ok(nodes(bindings, interface, &reached))
}

/// The graph, given which exports each function of the glue reaches.
fn nodes(
    bindings: &Bindings,
    interface: &Interface,
    reached: &BTreeMap<String, Vec<String>>,
) -> Vec<Node> {
    let exists = |name: &&String| interface.exports.contains(name);
    let reaches = |name: &str| {
        let exports = reached.get(name).into_iter().flatten();
        exports
            .filter(exists)
            .map(|name| export_node(name))
            .collect()
    };
    let imports = interface.imports.iter().map(|import| Node {
        name: format!("import {} {}", import.module, import.name),
        // Other modules know nothing of this one; a name that both have is chance.
        reaches: match import.module == bindings.glue_module {
            true => reaches(&import.name),
            false => Vec::new(),
        },
        root: false,
        import: Some([import.module.clone(), import.name.clone()]),
        export: None,
    });
    let exports = interface.exports.iter().map(|name| Node {
        name: export_node(name),
        reaches: Vec::new(),
        // The entry calls it itself.
        root: name == glue::START_EXPORT,
        import: None,
        export: Some(name.clone()),
    });
    let entries = bindings.exports.iter().map(|name| Node {
        name: format!("glue {name}"),
        reaches: reaches(name),
        root: true,
        import: None,
        export: None,
    });
    entries.chain(imports).chain(exports).collect()
}

fn export_node(name: &str) -> String {
    format!("export {name}")
}

/// What `wasm-opt` prints when it shortens names.
#[derive(Deserialize)]
struct Report {
    imports: Vec<(String, String, String)>,
    exports: Vec<(String, String)>,
}

impl Names {
    fn reported(report: &str) -> Result<Self> {
        let report: Report = serde_json::from_str(report)
            .context("wasm-opt does not say what it called imports and exports")?;
        let import = |(module, name, short)| (Import { module, name }, short);
        Ok(Self {
            imports: report.imports.into_iter().map(import).collect(),
            exports: report.exports.into_iter().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Import, Names, nodes};
    use crate::dist::glue::Bindings;
    use crate::dist::wasm::Interface;
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    #[test]
    fn the_report_of_short_names_is_read() {
        let report = r#"{"imports": [["./prompt_bg.js", "__wbg_then_e3f7", "a"]],
                         "exports": [["memory", "b"]]}"#;
        let names = Names::reported(report).unwrap();
        let import = Import {
            module: "./prompt_bg.js".to_owned(),
            name: "__wbg_then_e3f7".to_owned(),
        };
        assert_eq!(names.imports[&import], "a");
        assert_eq!(names.exports["memory"], "b");
    }

    #[test]
    fn another_report_is_refused() {
        assert!(Names::reported("").is_err());
        assert!(Names::reported("a => b").is_err());
    }

    #[test]
    fn only_what_callers_name_and_the_start_are_roots() {
        let bindings = Bindings {
            folder: PathBuf::new(),
            module: PathBuf::new(),
            glue_module: "./prompt_bg.js".to_owned(),
            exports: vec!["show".to_owned()],
        };
        let interface = Interface {
            imports: [("./prompt_bg.js", "then"), ("./snippets/stage.js", "show")]
                .map(|(module, name)| Import {
                    module: module.to_owned(),
                    name: name.to_owned(),
                })
                .into(),
            exports: ["show", "free", "__wbindgen_start"]
                .map(str::to_owned)
                .into(),
        };
        let reached = BTreeMap::from([
            ("show".to_owned(), vec!["show".to_owned()]),
            (
                "then".to_owned(),
                vec!["free".to_owned(), "gone".to_owned()],
            ),
        ]);
        let graph = nodes(&bindings, &interface, &reached);
        let roots: Vec<&str> = graph
            .iter()
            .filter(|node| node.root)
            .map(|node| node.name.as_str())
            .collect();
        assert_eq!(roots, ["glue show", "export __wbindgen_start"]);
        let imports: Vec<&[String]> = graph
            .iter()
            .filter(|node| node.import.is_some())
            .map(|node| node.reaches.as_slice())
            .collect();
        // An export that is not there is not reached, nor is one from another module.
        assert_eq!(imports, [&["export free".to_owned()][..], &[]]);
    }
}

//! The functions that the module imports, as one object instead of one declaration each.
//!
//! wasm-bindgen for a bundler writes `export function NAME(…) {…}` for each of them, and an object
//! that names them all again would come on top. As arrow functions inside the object they are a
//! tenth of the glue smaller.

use super::glue::IMPORTS;
use super::link::{IMPORT_MODULE, Names};
use super::wasm::Import;
use anyhow::Result;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A function as wasm-bindgen writes it.
#[derive(Debug, Eq, PartialEq)]
struct Function<'a> {
    parameters: &'a str,
    body: String,
    /// Whether what it throws goes to Rust.
    throws: bool,
}

/// How each exported function of the glue begins.
const DECLARATION: &str = "export function ";

/// What follows where Rust wants to know what is thrown.
const THROWS: &str = " return handleError(function (";

/// The glue with its imported functions inside an exported object.
pub(super) fn gathered(glue: &str, glue_module: &str, names: &Names) -> Result<String> {
    let is_imported = |name: &str| {
        let import = Import {
            module: glue_module.to_owned(),
            name: name.to_owned(),
        };
        names.imports.contains_key(&import)
    };
    let (mut gathered, functions) = split(glue, is_imported);
    let mut members = String::new();
    for (number, (import, short)) in names.imports.iter().enumerate() {
        let name = &import.name;
        if import.module != glue_module {
            let module = serde_json::Value::from(import.module.as_str());
            writeln!(gathered, "import {{ {name} as i{number} }} from {module};")?;
            writeln!(members, "{short}: i{number},")?;
        } else if let Some(function) = functions.get(name.as_str()) {
            writeln!(members, "{short}: {},", function.arrow())?;
        } else {
            writeln!(members, "{short}: {name},")?;
        }
    }
    write!(
        gathered,
        "const caught = (call) => (...values) => handleError(call, values);\n\
         export const {IMPORTS} = {{ {IMPORT_MODULE}: {{\n{members}}} }};\n"
    )?;
    Ok(gathered)
}

/// Takes the functions with these names out of the glue. What looks unfamiliar stays in it.
fn split(glue: &str, is_wanted: impl Fn(&str) -> bool) -> (String, BTreeMap<&str, Function<'_>>) {
    let mut rest = String::with_capacity(glue.len());
    let mut functions = BTreeMap::new();
    let mut lines = glue.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((name, mut function)) = declaration(line).filter(|(name, _)| is_wanted(name))
        else {
            rest.push_str(line);
            rest.push('\n');
            continue;
        };
        // Everything inside is indented.
        while let Some(inside) = lines.next_if(|line| !line.starts_with('}')) {
            function.body.push_str(inside);
            function.body.push('\n');
        }
        lines.next();
        functions.insert(name, function);
    }
    (rest, functions)
}

/// What a line declares, if its body is on the lines after it.
fn declaration(line: &str) -> Option<(&str, Function<'_>)> {
    let (name, rest) = line.strip_prefix(DECLARATION)?.split_once('(')?;
    let (outer, opened) = rest.split_once(") {")?;
    let (parameters, throws) = match opened.strip_prefix(THROWS) {
        Some(inner) => (inner.strip_suffix(") {")?, true),
        None if opened.is_empty() => (outer, false),
        None => return None,
    };
    let body = String::new();
    let function = Function {
        parameters,
        body,
        throws,
    };
    Some((name, function))
}

impl Function<'_> {
    fn arrow(&self) -> String {
        let arrow = format!("({}) => {{\n{}}}", self.parameters, self.body);
        if self.throws {
            format!("caught({arrow})")
        } else {
            arrow
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{gathered, split};
    use crate::dist::link::Names;
    use crate::dist::wasm::Import;
    use std::collections::BTreeMap;

    const GLUE: &str = "\
import { raise } from './snippets/stage.js';
export function show(tag) {
    wasm.a(tag);
}
export function __wbg_length_1(arg0) {
    const ret = arg0.length;
    return ret;
}
export function __wbg_focus_2() { return handleError(function (arg0) {
    arg0.focus();
}, arguments); }
export function __wbg_odd_3(arg0) { return arg0; }
function handleError(f, args) {
}
";

    #[test]
    fn functions_that_are_wanted_and_familiar_are_taken_out() {
        let (rest, functions) = split(GLUE, |name| name.starts_with("__wbg"));
        let names: Vec<&str> = functions.keys().copied().collect();
        assert_eq!(names, ["__wbg_focus_2", "__wbg_length_1"]);
        assert_eq!(
            functions["__wbg_length_1"].arrow(),
            "(arg0) => {\n    const ret = arg0.length;\n    return ret;\n}"
        );
        assert_eq!(
            functions["__wbg_focus_2"].arrow(),
            "caught((arg0) => {\n    arg0.focus();\n})"
        );
        assert!(
            rest.contains("export function show(tag) {\n    wasm.a(tag);\n}\n"),
            "{rest}"
        );
        assert!(rest.contains("export function __wbg_odd_3"), "{rest}");
        assert!(
            rest.ends_with("function handleError(f, args) {\n}\n"),
            "{rest}"
        );
        assert!(!rest.contains("__wbg_length_1"), "{rest}");
    }

    #[test]
    fn the_object_has_a_member_for_each_import() {
        let import = |module: &str, name: &str| Import {
            module: module.to_owned(),
            name: name.to_owned(),
        };
        let names = Names {
            imports: BTreeMap::from([
                (import("./glue.js", "__wbg_length_1"), "a".to_owned()),
                (import("./glue.js", "__wbg_odd_3"), "b".to_owned()),
                (import("./snippets/stage.js", "raise"), "c".to_owned()),
            ]),
            exports: BTreeMap::new(),
        };
        let source = gathered(GLUE, "./glue.js", &names).unwrap();
        assert!(source.contains("a: (arg0) => {"), "{source}");
        assert!(source.contains("b: __wbg_odd_3,"), "{source}");
        assert!(
            source.contains("import { raise as i2 } from \"./snippets/stage.js\";"),
            "{source}"
        );
        assert!(source.contains("c: i2,"), "{source}");
        // It is not imported, and esbuild drops what nothing refers to.
        assert!(source.contains("export function __wbg_focus_2"), "{source}");
    }
}

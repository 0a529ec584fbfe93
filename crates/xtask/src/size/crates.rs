//! Which crates the bytes of a module come from.
//!
//! Bytes are counted as they are before compression, which finds more to save in some code than in
//! other. A function counts for the crate that it was written in, or, where that is the standard
//! library, for the first crate whose type it was made for; what was inlined counts for the
//! function that it is in now.

use super::{grouped, row};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// What stands for functions that no crate is named in: copying memory, and calls by JavaScript.
const NO_CRATE: &str = "(no crate)";

/// The crates of the standard library, which generic code of every other crate names as well.
const STANDARD: [&str; 3] = ["core", "alloc", "std"];

/// A row for each crate, the largest first.
pub(super) fn table(module: &[u8]) -> Result<String> {
    let Module { bodies, data, all } = Module::read(module)?;
    let mut crates: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, size) in &bodies {
        let (functions, bytes) = crates.entry(crate_of(name)).or_default();
        *functions += 1;
        *bytes += size;
    }
    let mut crates: Vec<_> = crates.into_iter().collect();
    crates.sort_by_key(|(_, (_, bytes))| std::cmp::Reverse(*bytes));
    let code: usize = bodies.iter().map(|(_, size)| size).sum();
    let share = |bytes: usize| format!("{:.1} %", bytes as f64 * 100.0 / all as f64);
    let line =
        |name: &str, functions: String, bytes| row(name, [functions, grouped(bytes), share(bytes)]);
    let mut table = row("crate", ["functions", "raw", "share"].map(str::to_owned));
    for (name, (functions, bytes)) in crates {
        table += &line(name, grouped(functions), bytes);
    }
    table += &line("texts and tables", String::new(), data);
    table += &line("types, imports, exports", String::new(), all - code - data);
    table += &line("all", String::new(), all);
    Ok(table)
}

/// What a module consists of, in bytes.
struct Module {
    /// Each function's name, and how long its code is.
    bodies: Vec<(String, usize)>,
    data: usize,
    /// All but the names.
    all: usize,
}

impl Module {
    fn read(module: &[u8]) -> Result<Self> {
        let mut sizes = Vec::new();
        let mut names = BTreeMap::new();
        let mut imported = 0;
        let (mut data, mut described) = (0, 0);
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("not a WebAssembly module")? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let is_function = matches!(import?.ty, TypeRef::Func(_));
                        imported += u32::from(is_function);
                    }
                }
                Payload::CodeSectionEntry(body) => sizes.push(body.as_bytes().len()),
                Payload::DataSection(section) => {
                    let range = section.range();
                    data = (range.end - range.start) as usize;
                }
                Payload::CustomSection(section) => {
                    described += section.data().len();
                    if let KnownCustom::Name(subsections) = section.as_known() {
                        for subsection in subsections {
                            if let Name::Function(map) = subsection? {
                                for naming in map {
                                    let naming = naming?;
                                    names.insert(naming.index, naming.name.to_owned());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let bodies = (imported..).zip(sizes);
        Ok(Self {
            bodies: bodies
                .map(|(index, size)| (names.remove(&index).unwrap_or_default(), size))
                .collect(),
            data,
            all: module.len() - described,
        })
    }
}

/// The crate that a function counts for, given its name as a path.
fn crate_of(name: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut standard = None;
    let mut rest = name;
    while let Some((before, after)) = rest.split_once("::") {
        // A compiler may tell crates of one name apart: `tachys[575a9d6e936e]`.
        let before = match before
            .strip_suffix(']')
            .and_then(|name| name.rsplit_once('['))
        {
            Some((name, mark)) if mark.bytes().all(|c| c.is_ascii_hexdigit()) => name,
            _ => before,
        };
        let start = before.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
        let word = &before[start..];
        let begins_path = !before[..start].ends_with("::") && !word.is_empty();
        let within_path = start == 0 && rest.len() < name.len();
        if begins_path && !within_path {
            if !STANDARD.contains(&word) {
                return word;
            }
            standard = standard.or(Some(word));
        }
        rest = after;
    }
    standard.unwrap_or(NO_CRATE)
}

#[cfg(test)]
mod tests {
    use super::{NO_CRATE, crate_of, table};

    #[test]
    fn a_function_counts_for_one_crate() {
        for (name, expected) in [
            ("prompt::scale::draw::h0123456789abcdef", "prompt"),
            ("<prompt::Act as core::clone::Clone>::clone", "prompt"),
            ("core::ptr::drop_in_place<embed::shell::Prompt>", "embed"),
            (
                "<alloc::vec::Vec<T> as core::ops::Drop>::drop::h01",
                "alloc",
            ),
            (
                "<core::iter::Map<I,F> as tachys::view::Render>::build",
                "tachys",
            ),
            ("core::fmt::write", "core"),
            (
                "<alloc[01]::vec::Vec<u8> as tachys[575a]::view::Render>::build",
                "tachys",
            ),
            ("<&T as survey::node::Node>::kind", "survey"),
            ("memcpy", NO_CRATE),
            ("", NO_CRATE),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }

    #[test]
    fn the_bytes_of_a_module_are_all_counted() {
        let name = b"\x04name\x01\x09\x01\x00\x06a::b::";
        let module = [
            &b"\0asm\x01\0\0\0"[..],
            &[1, 4, 1, 0x60, 0, 0],                 // type 0: () -> ()
            &[3, 2, 1, 0],                          // a function of it
            &[5, 3, 1, 0, 1],                       // a memory
            &[10, 4, 1, 2, 0, 0x0b],                // its code
            &[11, 7, 1, 0, 0x41, 0, 0x0b, 1, b'x'], // a byte of data
            &[0, name.len() as u8],
            name,
        ]
        .concat();
        let table = table(&module).unwrap();
        let cells = |start: &str| {
            let line = table.lines().find(|line| line.starts_with(start));
            let words = line.unwrap_or_default()[start.len()..].split_whitespace();
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(cells("a ")[..2], ["1", "2"], "{table}");
        assert_eq!(cells("texts and tables")[0], "7", "{table}");
    }
}

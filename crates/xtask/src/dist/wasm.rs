//! What a WebAssembly module asks of its host, and what it offers.

use anyhow::{Context, Result};
use wasmparser::{Parser, Payload};

/// An import: the module it comes from, and its name there.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Import {
    pub(super) module: String,
    pub(super) name: String,
}

#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Interface {
    pub(super) imports: Vec<Import>,
    pub(super) exports: Vec<String>,
}

impl Interface {
    pub(super) fn of(module: &[u8]) -> Result<Self> {
        let mut interface = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("not a WebAssembly module")? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import.context("in the imports")?;
                        interface.imports.push(Import {
                            module: import.module.to_owned(),
                            name: import.name.to_owned(),
                        });
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let name = export.context("in the exports")?.name.to_owned();
                        interface.exports.push(name);
                    }
                }
                _ => {}
            }
        }
        Ok(interface)
    }
}

#[cfg(test)]
mod tests {
    use super::{Import, Interface};

    #[test]
    fn imports_and_exports_are_read_in_order() {
        let module = [
            &b"\0asm\x01\0\0\0"[..],
            &[1, 4, 1, 0x60, 0, 0], // type 0: () -> ()
            &[2, 10, 1, 4, b'.', b'/', b'b', b'g', 1, b'f', 0, 0],
            &[7, 9, 2, 1, b'a', 0, 0, 1, b'b', 0, 0],
        ]
        .concat();
        let interface = Interface::of(&module).unwrap();
        let import = Import {
            module: "./bg".to_owned(),
            name: "f".to_owned(),
        };
        assert_eq!(interface.imports, [import]);
        assert_eq!(interface.exports, ["a", "b"]);
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(Interface::of(b"<!doctype html>").is_err());
    }
}

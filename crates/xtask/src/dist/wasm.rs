//! What a WebAssembly module asks of its host, what it offers, and what it says of itself.

use anyhow::{Context, Result};
use wasmparser::{BinaryReader, Parser, Payload};

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

/// The section in which a compiler tells other tools which features it was allowed.
const FEATURES: &str = "target_features";

/// The module, no longer telling that these features may be used. What uses them stays as it is.
pub(super) fn without_features(module: &[u8], hidden: &[&str]) -> Result<Vec<u8>> {
    if hidden.is_empty() {
        return Ok(module.to_vec());
    }
    let (magic, _) = module.split_at_checked(8).context("a module too short")?;
    let mut rest = magic.to_vec();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("not a WebAssembly module")?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        let content = match &payload {
            Payload::CustomSection(section) if section.name() == FEATURES => {
                features_but(section.data(), hidden).context("in its features")?
            }
            _ => module[range.start as usize..range.end as usize].to_vec(),
        };
        rest.push(id);
        rest.extend(leb128(content.len()));
        rest.extend(content);
    }
    Ok(rest)
}

/// The section of features without some: each is a sign and a name.
fn features_but(section: &[u8], hidden: &[&str]) -> Result<Vec<u8>> {
    let mut reader = BinaryReader::new(section, 0);
    let mut features = Vec::new();
    for _ in 0..reader.read_var_u32()? {
        features.push((reader.read_u8()?, reader.read_string()?));
    }
    features.retain(|(_, name)| !hidden.contains(name));
    let mut content = named(FEATURES);
    content.extend(leb128(features.len()));
    for (sign, name) in features {
        content.push(sign);
        content.extend(named(name));
    }
    Ok(content)
}

/// A text behind its length.
fn named(text: &str) -> Vec<u8> {
    [&leb128(text.len()), text.as_bytes()].concat()
}

/// A number, seven bits in a byte, the lowest first.
fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Import, Interface, leb128, without_features};

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
        assert!(without_features(b"<!doctype html>", &["simd"]).is_err());
    }

    #[test]
    fn a_feature_is_hidden_and_the_rest_stays() {
        let module = |features: &[u8]| {
            let section = [b"\x0ftarget_features", features].concat();
            [
                &b"\0asm\x01\0\0\0"[..],
                &[1, 4, 1, 0x60, 0, 0], // type 0: () -> ()
                &[0, section.len() as u8],
                &section,
                &[0, 3, 1, b'x', 7], // another section of somebody's own
            ]
            .concat()
        };
        let told = module(b"\x03+\x04simd+\x08sign-ext+\x05gc-ii");
        let rest = without_features(&told, &["sign-ext", "gc"]).unwrap();
        assert_eq!(rest, module(b"\x02+\x04simd+\x05gc-ii"));
        assert_eq!(without_features(&told, &[]).unwrap(), told);
    }

    #[test]
    fn numbers_are_written_as_the_format_says() {
        // The example of the format's description.
        assert_eq!(leb128(624_485), [0xe5, 0x8e, 0x26]);
        assert_eq!(leb128(0), [0]);
        assert_eq!(leb128(127), [0x7f]);
        assert_eq!(leb128(128), [0x80, 1]);
    }
}

//! What lies on the server, packed as small as brotli packs it.

use anyhow::{Context as _, Result};
use brotli::enc::BrotliEncoderParams;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A file, ready to be sent.
#[derive(Clone)]
pub(crate) struct Asset {
    pub(crate) kind: &'static str,
    pub(crate) packed: Vec<u8>,
}

/// Files by the path of their address.
#[derive(Default)]
pub(crate) struct Assets(BTreeMap<String, Asset>);

impl Assets {
    pub(crate) fn add(&mut self, path: &str, content: &[u8]) -> Result<()> {
        let asset = Asset {
            kind: kind(path),
            packed: packed(content)?,
        };
        self.0.insert(path.to_owned(), asset);
        Ok(())
    }

    pub(crate) fn add_file(&mut self, path: &str, file: &Path) -> Result<()> {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        self.add(path, &content)
    }

    pub(crate) fn at(&self, path: &str) -> Option<&Asset> {
        self.0.get(path)
    }
}

fn packed(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)?;
    Ok(packed)
}

/// What has no ending is a page.
fn kind(path: &str) -> &'static str {
    let extension = Path::new(path).extension().and_then(|kind| kind.to_str());
    match extension {
        None => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some(_) => "application/octet-stream",
    }
}

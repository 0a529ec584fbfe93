//! Takes what `cargo xtask dist` left into the binary, compressed once and for all.
//!
//! Without it the collector is built as well, only without assets.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// What is not worth compressing.
const COMPRESSED_ALREADY: [&str; 6] = ["png", "jpg", "webp", "avif", "woff2", "ico"];

fn main() -> io::Result<()> {
    let source = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    let dist =
        env::var_os("AFTERWORD_DIST_DIR").map_or_else(|| source.join("../../dist"), PathBuf::from);
    // Cargo would run this script at every build while what it watches is not there.
    if !dist.exists() && fs::create_dir_all(&dist).is_err() {
        println!("cargo::warning={} cannot be made", dist.display());
    }
    println!("cargo::rerun-if-env-changed=AFTERWORD_DIST_DIR");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());

    let out = env::var_os("OUT_DIR").map_or_else(PathBuf::new, PathBuf::from);
    let mut files = Vec::new();
    if dist.exists() {
        collect(&dist, &mut files)?;
    }
    let mut assets = files
        .iter()
        .map(|file| Ok((address(&dist, file)?, fs::read(file)?)))
        .collect::<io::Result<Vec<_>>>()?;
    assets.sort();
    if let Some(pair) = assets.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(io::Error::other(format!("two files for {}", pair[0].0)));
    }

    let mut table = String::from("&[\n");
    for (path, bytes) in &assets {
        table.push_str(&entry(&out, path, bytes)?);
    }
    table.push(']');
    fs::write(out.join("assets.rs"), table)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Where a file is served. The demo stands at the root, an index at its folder.
fn address(dist: &Path, file: &Path) -> io::Result<String> {
    let relative = file.strip_prefix(dist).map_err(io::Error::other)?;
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    let path = parts
        .ok_or_else(|| io::Error::other(format!("{} is not UTF-8", file.display())))?
        .join("/");
    let path = path.strip_prefix("demo/").unwrap_or(&path);
    let path = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    Ok(format!("/{path}"))
}

/// One line of the table, its bytes written beside it.
fn entry(out: &Path, path: &str, bytes: &[u8]) -> io::Result<String> {
    let hash = hex(&Sha256::digest(bytes));
    let store = |suffix: &str, bytes: &[u8]| -> io::Result<String> {
        let file = out.join(format!("{hash}{suffix}"));
        fs::write(&file, bytes)?;
        Ok(format!("include_bytes!({file:?})"))
    };
    let smaller = |suffix: &str, packed: Vec<u8>| -> io::Result<String> {
        if packed.len() < bytes.len() {
            Ok(format!("Some({})", store(suffix, &packed)?))
        } else {
            Ok("None".into())
        }
    };
    let pack = !COMPRESSED_ALREADY.iter().any(|kind| path.ends_with(kind));
    let (brotli, gzip) = if pack {
        (
            smaller(".br", brotli(bytes)?)?,
            smaller(".gz", gzip(bytes)?)?,
        )
    } else {
        ("None".into(), "None".into())
    };
    let mut line = format!("Asset {{ path: {path:?}, hash: {:?}, ", &hash[..16]);
    let scripts = inline_scripts(path, bytes);
    let _ = writeln!(
        line,
        "inline_scripts: &{scripts:?}, identity: {}, brotli: {brotli}, gzip: {gzip} }},",
        store("", bytes)?
    );
    Ok(line)
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let (quality, window) = (11, 24);
    brotli::CompressorWriter::new(&mut packed, 4096, quality, window).write_all(bytes)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes)?;
    packer.finish()
}

/// The sources that a content security policy names for the scripts inside a page.
fn inline_scripts(path: &str, bytes: &[u8]) -> Vec<String> {
    let is_page = path.ends_with('/') || path.ends_with(".html");
    let Some(page) = std::str::from_utf8(bytes).ok().filter(|_| is_page) else {
        return Vec::new();
    };
    let mut hashes = Vec::new();
    for after in page.split("<script").skip(1) {
        let script = after
            .split_once('>')
            .and_then(|(_, rest)| rest.split_once("</script"));
        if let Some((text, _)) = script.filter(|(text, _)| !text.is_empty()) {
            let digest = BASE64_STANDARD.encode(Sha256::digest(text));
            hashes.push(format!("sha256-{digest}"));
        }
    }
    hashes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

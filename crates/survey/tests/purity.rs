//! `score`, `calc` and `survey` know no browser, no clock, no chance and no I/O, and what they
//! compute is the same on every machine.

use std::fs;
use std::path::Path;

/// Crates and types that bring one of them in.
const FOREIGN: &[&str] = &[
    "Instant",
    "SystemTime",
    "getrandom",
    "js_sys",
    "leptos",
    "rand",
    "tokio",
    "wasm_bindgen",
    "web_sys",
];

/// Functions of `f64` whose last digit differs from platform to platform; `libm` has them all.
const PLATFORM_MATHS: &[&str] = &[
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp",
    "exp2", "exp_m1", "hypot", "ln", "ln_1p", "log", "log10", "log2", "mul_add", "powf", "powi",
    "sin", "sin_cos", "sinh", "tan", "tanh",
];

/// Modules of the standard library that do.
const IMPURE: &[&str] = &["env", "fs", "io", "net", "process", "thread", "time"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
}

/// What a source names that it must not.
fn impurities(source: &str) -> Vec<&str> {
    let foreign = words(source).filter(|word| FOREIGN.contains(word));
    let standard = source.split("std::").skip(1).flat_map(|path| {
        let group = path.starts_with('{');
        let end = path.find(';').unwrap_or(path.len());
        let imported = words(&path[..end]).take(if group { usize::MAX } else { 1 });
        imported.filter(|word| IMPURE.contains(word))
    });
    foreign.chain(standard).collect()
}

/// Calls `check` with the path and text of every Rust source under `folder`; returns their number.
fn each_source(folder: &Path, check: &mut impl FnMut(&Path, &str)) -> usize {
    let mut sources = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources += each_source(&path, check);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            check(&path, &fs::read_to_string(&path).unwrap());
            sources += 1;
        }
    }
    sources
}

#[test]
fn none_names_a_browser_a_clock_chance_or_io() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for name in ["score", "calc", "survey"] {
        let sources = each_source(&crates.join(name).join("src"), &mut |path, text| {
            assert_eq!(impurities(text), [""; 0], "{}", path.display());
            assert_eq!(platform_maths(text), [""; 0], "{}", path.display());
        });
        assert!(sources > 5, "{name} has {sources} sources");
    }
}

/// What a source calls of the platform's own functions, its tests apart.
fn platform_maths(source: &str) -> Vec<&'static str> {
    let end = source.find("#[cfg(test)]").unwrap_or(source.len());
    let called = |name: &&&str| {
        [".", "f64::"]
            .iter()
            .any(|of| source[..end].contains(&format!("{of}{name}(")))
    };
    PLATFORM_MATHS.iter().filter(called).copied().collect()
}

#[test]
fn the_platform_s_own_maths_is_seen() {
    for (source, named) in [
        ("let y = x.ln();", "ln"),
        ("f64::powf(x, y)", "powf"),
        ("(a + b).mul_add(c, d)", "mul_add"),
    ] {
        assert_eq!(platform_maths(source), [named], "{source}");
    }
    for source in [
        "x.sqrt()",
        "libm::log(x)",
        "#[cfg(test)] mod tests { x.ln() }",
    ] {
        assert_eq!(platform_maths(source), [""; 0], "{source}");
    }
}

#[test]
fn impurities_are_seen_however_they_are_named() {
    for (source, named) in [
        ("use web_sys::Window;", "web_sys"),
        ("let now = std::time::SystemTime::now();", "SystemTime"),
        ("use std::time::Duration;", "time"),
        ("use std::fs;", "fs"),
        ("use std::{fmt, net::TcpStream};", "net"),
        ("rand::random()", "rand"),
    ] {
        assert!(impurities(source).contains(&named), "{source}");
    }
    for source in ["score.net()", "random: [u8; 10]", "use std::{error, fmt};"] {
        assert_eq!(impurities(source), [""; 0], "{source}");
    }
}

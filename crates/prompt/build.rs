//! Puts the style sheet together, without what only its readers need: comments, indentation and
//! line breaks.

use std::{env, fs, path::Path};

/// The files of `src/style`, in their order.
const STYLES: [&str; 5] = ["card", "themes", "positions", "scale", "text"];
/// Those of the kinds that few surveys ask.
const EVERYTHING: &str = "everything";
/// The looks and the places that few surveys have, in a sheet of their own.
const RARE: [&str; 2] = ["presets", "rare-positions"];

fn main() {
    println!("cargo::rerun-if-changed=src/style");
    let mut names = Vec::from(STYLES);
    if env::var_os("CARGO_FEATURE_EVERYTHING").is_some() {
        names.push(EVERYTHING);
    }
    let style: String = names.into_iter().map(read).collect();
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    let write = |name: &str, style: &str| {
        fs::write(Path::new(&out).join(name), minify(style)).expect("OUT_DIR is writable");
    };
    write("prompt.css", &style);
    write("rare.css", &RARE.into_iter().map(read).collect::<String>());
}

fn read(name: &str) -> String {
    let path = format!("src/style/{name}.css");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
fn minify(style: &str) -> String {
    let mut minified = String::new();
    let mut rest = style;
    while let Some((before, comment)) = rest.split_once("/*") {
        minified.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    minified.push_str(rest);
    let mut minified: String = minified.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["{", "}", ";", ":", ","] {
        for spaced in [format!(" {mark}"), format!("{mark} ")] {
            // ` :` may be a descendant combinator before a pseudo-class.
            if spaced != " :" {
                minified = minified.replace(&spaced, mark);
            }
        }
    }
    minified.replace(";}", "}")
}

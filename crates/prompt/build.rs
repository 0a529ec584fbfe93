//! Takes out of the style sheet what only its readers need: comments, indentation and line breaks.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=src/prompt.css");
    let style = fs::read_to_string("src/prompt.css").expect("src/prompt.css is readable");
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("prompt.css"), minify(&style)).expect("OUT_DIR is writable");
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

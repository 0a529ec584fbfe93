//! Compiles English in, and lists the languages: `languages/en.json` says which texts there are.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value};

#[path = "src/words/pack.rs"]
mod pack;

/// Texts that nothing but a site's own survey shows: a bundle that asks none is compiled without.
const OWN: [&str; 17] = [
    "code",
    "consent",
    "copied",
    "copy",
    "csat.2",
    "csat.3",
    "csat.4",
    "email",
    "error.choose",
    "error.consent",
    "error.email",
    "name",
    "other",
    "phone",
    "stars",
    "thumb.down",
    "thumb.up",
];

fn main() {
    println!("cargo::rerun-if-changed=languages");
    println!("cargo::rerun-if-changed=src/words/pack.rs");
    let languages: Vec<(PathBuf, Value)> = sources().into_iter().map(read).collect();
    let english = languages
        .iter()
        .find(|(_, language)| text(language, "language") == "en");
    let (_, english) = english.expect("languages/en.json says its language");
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    let write = |file: &str, code: String| {
        fs::write(Path::new(&out).join(file), code).expect("OUT_DIR is writable");
    };
    write("word.rs", word(english));
    write("languages.rs", table(&languages));
}

/// The files of the languages, sorted.
fn sources() -> Vec<PathBuf> {
    let folder = fs::read_dir("languages").expect("languages/ is readable");
    let mut sources: Vec<PathBuf> = folder
        .map(|entry| entry.expect("languages/ is readable").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    sources.sort();
    sources
}

fn read(path: PathBuf) -> (PathBuf, Value) {
    let json = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let value = serde_json::from_slice(&json);
    let value = value.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (path, value)
}

fn text<'v>(language: &'v Value, key: &str) -> &'v str {
    language[key].as_str().unwrap_or_default()
}

/// The enum of the texts, their keys, and the texts in English, all in the order of the keys.
fn word(english: &Value) -> String {
    let none = Map::new();
    let notes = english["notes"].as_object().unwrap_or(&none);
    let words = english["words"]
        .as_object()
        .expect("English has its words in `words`");
    for key in notes.keys() {
        assert!(words.contains_key(key), "there is a note on `{key}` alone");
    }
    let (mut variants, mut keys, mut texts) = (String::new(), String::new(), Vec::new());
    for (key, text) in words {
        let text = pack::packed(text).unwrap_or_else(|| panic!("`{key}` is no text"));
        let shown = text.split('\n').next().unwrap_or_default();
        let note = notes.get(key).and_then(Value::as_str);
        let note = note.map_or_else(String::new, |note| format!(" {note}"));
        let name = variant(key);
        let _ = writeln!(variants, "/// `{shown}`{note}\n{name},");
        let _ = writeln!(keys, "{key:?},");
        let left_out = env::var_os("CARGO_FEATURE_EVERYTHING").is_none() && OWN.contains(&&**key);
        texts.push(if left_out { String::new() } else { text });
    }
    let (count, texts) = (words.len(), texts.join("\t"));
    format!(
        "/// One text of the prompt, in whatever language.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n\
         pub enum Word {{\n{variants}}}\n\
         impl Word {{\n\
         /// What the texts are called in the files of the languages, in the order of the variants.\n\
         pub const KEYS: [&'static str; {count}] = [\n{keys}];\n}}\n\
         /// The texts in English, in the order of the variants.\n\
         const ENGLISH: &str = {texts:?};\n"
    )
}

/// `csat.checkout.ask` as `CsatCheckoutAsk`.
fn variant(key: &str) -> String {
    let mut name = String::new();
    for part in key.split(['.', '_']) {
        let (first, rest) = part.split_at(1);
        name.push_str(&first.to_uppercase());
        name.push_str(rest);
    }
    name
}

/// The codes of the languages with their own names, and their files.
fn table(languages: &[(PathBuf, Value)]) -> String {
    let (mut names, mut files) = (String::new(), String::new());
    for (path, language) in languages {
        let _ = writeln!(
            names,
            "({:?}, {:?}),",
            text(language, "language"),
            text(language, "name")
        );
        let path = path.display();
        let _ = writeln!(
            files,
            "include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{path}\")),"
        );
    }
    let count = languages.len();
    format!(
        "/// The languages there are: their codes, as in BCP 47 and sorted, and their own names.\n\
         pub const LANGUAGES: [(&str, &str); {count}] = [\n{names}];\n\
         #[cfg(feature = \"serde_json\")]\n\
         const SOURCES: [&str; {count}] = [\n{files}];\n"
    )
}

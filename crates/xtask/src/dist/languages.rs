//! The languages: for each but English, which is compiled in, the list that a browser reads.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use survey::words::{ALIASES, LANGUAGES, Language, Numerals};

/// Where they are served from, inside the folder that is named by its content.
pub(super) const FOLDER: &str = "languages";

/// The codes under which languages have a file, sorted.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    let all = LANGUAGES.iter().chain(&ALIASES).map(|(code, _)| *code);
    let codes: BTreeSet<&str> = all.filter(|code| *code != "en").collect();
    codes.into_iter()
}

/// The files, named as they are served.
pub(super) fn files() -> Result<Vec<(String, Vec<u8>)>> {
    codes()
        .map(|code| Ok((name(code), content(code)?)))
        .collect()
}

/// What the file of a language is called.
pub(super) fn name(code: &str) -> String {
    format!("{FOLDER}/{code}.json")
}

fn content(code: &str) -> Result<Vec<u8>> {
    let incomplete = || format!("the language `{code}` lacks a text that English has");
    let language = Language::of(code).with_context(incomplete)?;
    // What a browser could not read is not to be shipped.
    language.said(Numerals::ascii()).with_context(incomplete)?;
    Ok(language.distributed().to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::{codes, files};
    use serde_json::Value;
    use survey::words::{Numerals, Word, Words};

    #[test]
    fn each_language_but_english_has_a_file_that_is_read_again() {
        let files = files().unwrap();
        let codes: Vec<&str> = codes().collect();
        assert!(codes.is_sorted() && !codes.contains(&"en"), "{codes:?}");
        for code in ["de", "zh-Hant", "zh-TW"] {
            assert!(codes.contains(&code), "{code}");
        }
        assert_eq!(files.len(), codes.len());
        for (code, (name, content)) in codes.iter().zip(&files) {
            assert_eq!(*name, format!("languages/{code}.json"));
            let json: Value = serde_json::from_slice(content).unwrap();
            let words = Words::parse(&&json, code, Numerals::ascii()).unwrap();
            assert_ne!(words.say(Word::Send), "", "{code}");
        }
    }
}

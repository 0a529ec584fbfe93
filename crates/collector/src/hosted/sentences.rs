//! What hosted pages say that the prompt never does, in each of its languages.
//!
//! It stands here and not in the languages' own files, because those are sent to every visitor.
//! English was written by hand; no native speaker has reviewed the others.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The sentences of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sentences {
    /// Said where a link for one answer is opened again.
    pub(crate) done: String,
    /// Said where the time of a link is over.
    pub(crate) expired: String,
    /// Said where no survey is.
    pub(crate) unknown: String,
    /// Said where the store refused.
    pub(crate) unsaved: String,
    /// The label of the field that only programs fill in; nobody sees it where there are styles.
    pub(crate) leave_empty: String,
}

type Table = HashMap<String, Sentences>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    // A test reads it: what is compiled in is what it was.
    serde_json::from_str(include_str!("sentences.json")).unwrap_or_default()
});

static NONE: Sentences = Sentences {
    done: String::new(),
    expired: String::new(),
    unknown: String::new(),
    unsaved: String::new(),
    leave_empty: String::new(),
};

impl Sentences {
    /// Those of a language that is built in; of any other, the English ones.
    pub(crate) fn of(code: &str) -> &'static Self {
        TABLE.get(code).or_else(|| TABLE.get("en")).unwrap_or(&NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::words::LANGUAGES;

    #[test]
    fn each_language_has_every_sentence_and_there_is_no_other() {
        let table: Table = serde_json::from_str(include_str!("sentences.json")).unwrap();
        assert_eq!(table.len(), LANGUAGES.len());
        for (code, _) in LANGUAGES {
            assert!(table.contains_key(code), "{code}");
        }
        for (code, of) in &table {
            for sentence in [
                &of.done,
                &of.expired,
                &of.unknown,
                &of.unsaved,
                &of.leave_empty,
            ] {
                assert!(sentence.len() > 5, "{code}");
            }
        }
    }
}

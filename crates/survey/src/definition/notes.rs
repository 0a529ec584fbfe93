//! What the owner of a valid definition may want to know.

use super::Definition;
use super::languages::own_paths;
use crate::node::Node;
use crate::words::{ALIASES, LANGUAGES};

/// Something about a valid definition that is perhaps not as its owner means it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// It has texts of its own and does not say in which language they are.
    NoLanguage,
    /// The prompt itself does not speak this language, so that texts in it are never shown.
    Unspoken(String),
    /// Visitors who are asked in this language read the texts of these paths in the first one.
    Untranslated {
        /// The language.
        language: String,
        /// The paths, as `languages` names them.
        paths: Vec<String>,
    },
}

impl Note {
    /// What is to be known, as a sentence without its end.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Note::NoLanguage => {
                "its own texts are in no language, so that screen readers may say them in a wrong \
                 one; say it in `language`"
                    .into()
            }
            Note::Unspoken(language) => format!(
                "languages.{language}: is never shown, because the prompt does not speak this \
                 language"
            ),
            Note::Untranslated { language, paths } => {
                format!("languages.{language}: misses {}", paths.join(", "))
            }
        }
    }
}

impl Definition {
    /// What its owner may want to know, given the document that it was [read](Self::parse) from.
    #[must_use]
    pub fn notes<N: Node>(&self, document: &N) -> Vec<Note> {
        let paths = own_paths(&mut self.clone());
        let mut notes = Vec::new();
        if !paths.is_empty() && self.language.is_none() {
            notes.push(Note::NoLanguage);
        }
        let languages = document.member("languages");
        for (language, texts) in languages.iter().flat_map(members) {
            let mut spoken = LANGUAGES.iter().chain(&ALIASES);
            if spoken.all(|(code, _)| *code != language) {
                notes.push(Note::Unspoken(language.clone()));
            }
            let missed = paths.iter().filter(|path| texts.member(path).is_none());
            let paths: Vec<String> = missed.cloned().collect();
            if !paths.is_empty() {
                notes.push(Note::Untranslated { language, paths });
            }
        }
        notes
    }
}

fn members<N: Node>(object: &N) -> Vec<(String, N)> {
    let keys = object.keys().into_iter();
    keys.filter_map(|key| Some((key.clone(), object.member(&key)?)))
        .collect()
}

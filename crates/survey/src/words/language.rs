//! The languages as they are written, for those who serve and check them.

use serde_json::{Map, Value};

use super::pack::packed;
use super::{ALIASES, LANGUAGES, Numerals, SOURCES, Word, Words};

/// One file of `languages/`.
#[derive(Clone, Debug)]
pub struct Language {
    code: &'static str,
    name: &'static str,
    direction: String,
    reviewed: bool,
    words: Map<String, Value>,
}

impl Language {
    /// Every language, English among them, sorted by their codes.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let files = LANGUAGES.iter().zip(SOURCES);
        files
            .filter_map(|((code, name), json)| Self::read(code, name, json))
            .collect()
    }

    /// The language of this code, or of this [alias](ALIASES).
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let alias = ALIASES.iter().find(|(alias, _)| *alias == code);
        let code = alias.map_or(code, |(_, code)| code);
        let index = LANGUAGES.iter().position(|(known, _)| *known == code)?;
        let (code, name) = LANGUAGES.get(index)?;
        Self::read(code, name, SOURCES.get(index)?)
    }

    fn read(code: &'static str, name: &'static str, json: &str) -> Option<Self> {
        let Ok(Value::Object(mut file)) = serde_json::from_str(json) else {
            return None;
        };
        let Some(Value::Object(words)) = file.remove("words") else {
            return None;
        };
        Some(Self {
            code,
            name,
            direction: file.get("direction")?.as_str()?.to_owned(),
            reviewed: file.get("reviewed")?.as_bool()?,
            words,
        })
    }

    /// Its code, as in BCP 47.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What it calls itself.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether a native speaker has reviewed its texts.
    #[must_use]
    pub fn reviewed(&self) -> bool {
        self.reviewed
    }

    /// Its texts by their keys: strings, or objects with a string for each plural category.
    #[must_use]
    pub fn words(&self) -> &Map<String, Value> {
        &self.words
    }

    /// What a browser is sent, and [`Words::parse`] reads.
    #[must_use]
    pub fn distributed(&self) -> Value {
        let texts = Word::KEYS.iter().map(|key| {
            let text = self.words.get(*key).and_then(packed);
            text.map_or(Value::Null, Value::String)
        });
        let direction = Value::String(self.direction.clone());
        Value::Array(std::iter::once(direction).chain(texts).collect())
    }

    /// The texts, ready to be said. `None` if the file lacks one.
    #[must_use]
    pub fn said(&self, numerals: Numerals) -> Option<Words> {
        Words::parse(&&self.distributed(), self.code, numerals)
    }
}

//! What is wrong with the file, in which line, and what would be right.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why a file cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConfigError {
    file: PathBuf,
    /// From 1; none where it is the file as a whole.
    line: Option<usize>,
    message: String,
    expected: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        write!(f, ": {}", self.message)?;
        if !self.expected.is_empty() {
            write!(f, "; expected {}", self.expected)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

impl ConfigError {
    pub(super) fn file(file: &Path, error: &io::Error) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            message: format!("cannot be read: {error}"),
            expected: "a file as `afterword doctor --print-config` prints one".into(),
        }
    }

    pub(super) fn at(
        text: &str,
        span: &Range<usize>,
        message: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            file: PathBuf::new(),
            line: Some(line(text, span)),
            message: message.into(),
            expected: expected.into(),
        }
    }

    pub(super) fn of(self, file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            ..self
        }
    }

    pub(super) fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let (mut message, mut expected) = told(error.message());
        let key = error.span().and_then(|span| text.get(span));
        if error.message().starts_with("unknown field")
            && let Some(nearest) = key.and_then(|key| nearest(key, &expected))
        {
            message = message.replacen("unknown field", "unknown key", 1);
            expected = format!("`{nearest}`");
        }
        Self {
            file: PathBuf::new(),
            line: error.span().map(|span| line(text, &span)),
            message,
            expected,
        }
    }
}

fn line(text: &str, span: &Range<usize>) -> usize {
    let before = text.get(..span.start).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// What was wrong, and what would be right, as serde says both in one sentence.
fn told(message: &str) -> (String, String) {
    let message = message.trim().replace('\n', " ");
    let split = message.split_once(", expected ");
    split.map_or_else(
        || (message.clone(), String::new()),
        |(wrong, right)| (wrong.to_owned(), right.to_owned()),
    )
}

/// The one of the names in backticks that a key was probably meant to be.
fn nearest<'n>(key: &str, names: &'n str) -> Option<&'n str> {
    names
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|name| (strsim::damerau_levenshtein(key, name), name))
        .filter(|(distance, name)| *distance <= name.len() / 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

//! In which language a visitor is asked.

use serde_json::Value;
use survey::words::{ALIASES, LANGUAGES, Language, Words};

use super::numerals::numerals;
use super::sentences::Sentences;

/// What is said to a visitor, beside the definition's own texts.
pub(crate) struct Spoken {
    /// The language that the definition's texts are read in.
    pub(crate) code: String,
    pub(crate) words: Words,
    pub(crate) sentences: &'static Sentences,
}

impl Spoken {
    /// In the language that the address wishes for, else in the first that the browser accepts, of
    /// those that the survey is there in; else in the definition's own, else in English.
    pub(crate) fn choose(wish: Option<&str>, accepted: &str, definition: Option<&Value>) -> Self {
        let offered = offered(definition);
        let wish = wish.and_then(|wish| among(wish, &offered).or_else(|| among(wish, &built_in())));
        let code = wish
            .or_else(|| preferred(accepted).find_map(|code| among(code, &offered)))
            .or(offered
                .first()
                .copied()
                .filter(|_| definition.is_some_and(has_own)))
            .unwrap_or("en");
        Self::of(code)
    }

    fn of(code: &str) -> Self {
        let language = among(code, &built_in()).and_then(Language::of);
        let words = language.and_then(|language| language.said(numerals()));
        let words = words.unwrap_or_else(|| Words::english(numerals()));
        Self {
            code: code.to_owned(),
            sentences: Sentences::of(words.language()),
            words,
        }
    }
}

fn built_in() -> Vec<&'static str> {
    LANGUAGES.iter().map(|(code, _)| *code).collect()
}

/// Whether a definition says which language its own texts are in.
fn has_own(definition: &Value) -> bool {
    definition["language"].is_string()
}

/// The languages in which everything of a survey can be said: its own, or all that are built in.
fn offered(definition: Option<&Value>) -> Vec<&str> {
    let own = definition.and_then(|definition| definition["language"].as_str());
    let Some((definition, own)) = definition.zip(own) else {
        return built_in();
    };
    let further = definition["languages"].as_object();
    let further = further.into_iter().flat_map(|languages| languages.keys());
    std::iter::once(own)
        .chain(further.map(String::as_str))
        .collect()
}

/// The language among the offered that is a wished one, or that a wished one is a form of.
fn among<'o>(wish: &str, offered: &[&'o str]) -> Option<&'o str> {
    let mut wish = wish;
    loop {
        let alias = ALIASES
            .iter()
            .find(|(alias, _)| alias.eq_ignore_ascii_case(wish));
        let same = |code: &&&str| {
            code.eq_ignore_ascii_case(wish)
                || alias.is_some_and(|(_, of)| code.eq_ignore_ascii_case(of))
        };
        if let Some(code) = offered.iter().find(same) {
            return Some(code);
        }
        // Without its region, but not without its script: `zh-Hant` is not read by all who read `zh`.
        let (wider, part) = wish.rsplit_once('-')?;
        if part.len() == 4 {
            return None;
        }
        wish = wider;
    }
}

/// The languages of `Accept-Language` (RFC 9110), the most wanted first.
fn preferred(accepted: &str) -> impl Iterator<Item = &str> {
    let mut wishes: Vec<(&str, f32)> = accepted
        .split(',')
        .filter_map(|wish| {
            let (code, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?.trim().parse().ok()?;
            (weight > 0.0).then_some((code.trim(), weight))
        })
        .collect();
    wishes.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    wishes.into_iter().map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chosen(wish: Option<&str>, accepted: &str, definition: Option<&Value>) -> String {
        Spoken::choose(wish, accepted, definition).code
    }

    #[test]
    fn a_template_is_asked_in_what_the_browser_accepts() {
        for (accepted, code) in [
            ("", "en"),
            ("de", "de"),
            ("de-CH, en;q=0.5", "de"),
            ("tlh, pt-BR;q=0.9, fr;q=0.95", "fr"),
            ("en;q=0.1, ar", "ar"),
            ("zh-TW", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("zh-CN", "zh"),
            ("no", "nb"),
            ("de;q=0, fr", "fr"),
            ("*", "en"),
            (";;q=,,q", "en"),
        ] {
            assert_eq!(chosen(None, accepted, None), code, "{accepted}");
        }
    }

    #[test]
    fn the_wish_of_the_address_comes_first() {
        assert_eq!(chosen(Some("fr"), "de", None), "fr");
        assert_eq!(chosen(Some("FR-be"), "de", None), "fr");
        assert_eq!(chosen(Some("tlh"), "de", None), "de");
        assert_eq!(chosen(Some(""), "de", None), "de");
    }

    #[test]
    fn a_survey_of_ones_own_is_asked_in_a_language_that_it_is_written_in() {
        let own = json!({"language": "sv", "languages": {"en": {}, "eo": {}}});
        assert_eq!(chosen(None, "de, en;q=0.5", Some(&own)), "en");
        assert_eq!(chosen(None, "de", Some(&own)), "sv");
        assert_eq!(chosen(Some("eo"), "de", Some(&own)), "eo");
        assert_eq!(chosen(Some("de"), "", Some(&own)), "de", "as wished");
    }

    #[test]
    fn every_language_is_there_with_its_sentences() {
        for (code, _) in LANGUAGES {
            let spoken = Spoken::of(code);
            assert_eq!(spoken.words.language(), code);
        }
    }
}

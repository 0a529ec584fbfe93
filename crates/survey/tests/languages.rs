//! The files of the languages: complete, well formed, and in the language that they say.

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::Value;
use survey::words::{LANGUAGES, Language, Numerals, Plural, Word};

/// The plural categories into which a language sorts whole numbers, after CLDR. A `=` stands
/// before one that is a single number, whose form may say that number in words. `other` is in
/// each file: it is the form for numbers that nothing is known of.
const CATEGORIES: &[(&str, &str)] = &[
    ("id ja ko th vi zh zh-Hant", "other"),
    ("bg da de el en et fi hu nb nl sv tr ur", "=one other"),
    ("fa hi", "one other"),
    ("ca es it", "=one many other"),
    ("fr pt pt-BR", "one many other"),
    ("he", "=one =two other"),
    ("lv", "zero one other"),
    ("cs ro sk", "=one few other"),
    ("hr lt", "one few other"),
    ("pl", "=one few many other"),
    ("ru uk", "one few many other"),
    ("sl", "one two few other"),
    ("ar", "=zero =one =two few many other"),
];

/// The languages whose texts a native speaker has reviewed.
const REVIEWED: [&str; 0] = [];

/// Texts that are the same words as in English.
const SAME_AS_ENGLISH: &[(&str, &str)] = &[
    ("de", "feedback name"),
    ("fr", "rating.high"),
    ("nl", "feedback"),
    ("da", "feedback send"),
    ("nb", "send"),
    ("ro", "feedback"),
];

/// Those of any language: what they are called in many.
const SAME_EVERYWHERE: &[&str] = &["email", "percent"];

/// How many characters fit where a text stands on a small screen.
const LONGEST: &[(&str, usize)] = &[
    ("back close copied copy feedback next send skip", 24),
    ("code email name percent phone required", 24),
    ("agree csat disagree effort.high effort.low", 48),
    ("nps.high nps.low rating.high rating.low", 48),
    ("other progress stars thumb", 40),
];
/// Questions and sentences.
const LONGEST_SENTENCE: usize = 160;

/// Languages whose writing uses none of the Latin letters.
const OTHER_SCRIPTS: &[&str] = &[
    "ar", "bg", "el", "fa", "he", "hi", "ja", "ko", "ru", "th", "uk", "ur", "zh", "zh-Hant",
];

fn listed<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    let named = |names: &str| names.split(' ').any(|listed| listed == name);
    let row = table.iter().find(|(names, _)| named(names));
    row.map(|(_, value)| *value)
}

/// Calls `check` with every text of every language but English: its language, its key, its text
/// and the English one. Of plural forms, each is a text, and goes with English's `other`.
fn each_text(mut check: impl FnMut(&Language, &str, &str, &str)) {
    let english = Language::of("en").unwrap();
    let mut texts = 0;
    for language in Language::all() {
        if language.code() == "en" {
            continue;
        }
        for (key, text) in language.words() {
            let expected = &english.words()[key];
            let expected = expected.as_str().or(expected["other"].as_str()).unwrap();
            for form in forms(text) {
                check(&language, key, form, expected);
                texts += 1;
            }
        }
    }
    assert!(texts > 2_400, "only {texts} texts");
}

fn forms(text: &Value) -> Vec<&str> {
    match text {
        Value::Object(forms) => forms.values().map(|form| form.as_str().unwrap()).collect(),
        text => vec![text.as_str().unwrap()],
    }
}

#[test]
fn there_are_languages_of_each_direction() {
    let languages = Language::all();
    assert_eq!(languages.len(), LANGUAGES.len());
    assert!(languages.len() >= 34, "{}", languages.len());
    let right_to_left: Vec<&str> = languages
        .iter()
        .filter(|language| language.said(Numerals::ascii()).unwrap().direction() == "rtl")
        .map(Language::code)
        .collect();
    assert_eq!(right_to_left, ["ar", "fa", "he", "ur"]);
}

#[test]
fn codes_are_language_tags_and_name_their_files() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/languages");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let codes = LANGUAGES.map(|(code, _)| format!("{code}.json"));
    assert_eq!(files, codes);
    for (code, name) in LANGUAGES {
        assert!(is_tag(code), "{code}");
        assert!(!name.trim().is_empty(), "{code}");
    }
    for wrong in ["", "d", "DE", "pt-br", "pt_BR", "zh-hant", "en-", "de-1"] {
        assert!(!is_tag(wrong), "{wrong}");
    }
}

/// A language of BCP 47 (RFC 5646), a script and a region after it if need be, in their usual case.
fn is_tag(code: &str) -> bool {
    let mut parts = code.split('-');
    let language = parts.next().is_some_and(|language| {
        matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    language
        && parts.all(|part| {
            let (first, rest) = part.split_at_checked(1).unwrap_or_default();
            let script = part.len() == 4 && rest.bytes().all(|byte| byte.is_ascii_lowercase());
            let region = part.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_uppercase());
            first.bytes().all(|byte| byte.is_ascii_uppercase()) && (script || region)
        })
}

#[test]
fn each_has_the_texts_of_english_and_no_more() {
    for language in Language::all() {
        let keys: Vec<&String> = language.words().keys().collect();
        assert_eq!(keys, Word::KEYS, "{}", language.code());
        let listed = REVIEWED.contains(&language.code());
        assert_eq!(language.reviewed(), listed, "{}", language.code());
    }
}

#[test]
fn plurals_are_those_of_the_language() {
    let english = Language::of("en").unwrap();
    for language in Language::all() {
        let code = language.code();
        let categories = listed(CATEGORIES, code).unwrap_or_else(|| panic!("{code}: no plurals"));
        let mut categories: Vec<&str> = categories
            .split(' ')
            .map(|category| category.trim_start_matches('='))
            .collect();
        categories.sort_unstable();
        for (key, text) in language.words() {
            assert_eq!(
                text.is_object(),
                english.words()[key].is_object(),
                "{code} {key}"
            );
            if let Value::Object(forms) = text {
                let given: Vec<&String> = forms.keys().collect();
                assert_eq!(given, categories, "{code} {key}");
            }
        }
    }
}

#[test]
fn placeholders_are_those_of_english() {
    let english = Language::of("en").unwrap();
    for language in Language::all() {
        let code = language.code();
        let single = listed(CATEGORIES, code).unwrap();
        for (key, text) in language.words() {
            let expected = &english.words()[key];
            let expected = placeholders(expected.as_str().unwrap_or("{n}"));
            match text {
                Value::Object(forms) => {
                    for (category, form) in forms {
                        let spelt = single.split(' ').any(|one| one == format!("={category}"));
                        let given = placeholders(form.as_str().unwrap());
                        let fits = given == expected || (spelt && given.is_empty());
                        assert!(fits, "{code} {key} {category}: {given:?}");
                    }
                }
                text => assert_eq!(
                    placeholders(text.as_str().unwrap()),
                    expected,
                    "{code} {key}"
                ),
            }
        }
    }
}

/// The names in braces, sorted; those in double braces with a `|`, and a fallback after it.
fn placeholders(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split('{').skip(1) {
        let (inside, _) = part.split_once('}').unwrap_or((part, ""));
        if let Some((name, fallback)) = inside.split_once('|') {
            assert!(
                !fallback.trim().is_empty(),
                "a fallback says nothing: {text}"
            );
            assert!(text.contains(&format!("{{{{{inside}}}}}")), "{text}");
            names.push(format!("{name}|"));
        } else if !inside.is_empty() {
            names.push(inside.to_owned());
        }
    }
    assert_eq!(
        text.matches('{').count(),
        text.matches('}').count(),
        "{text}"
    );
    names.sort();
    names
}

/// A text without what stands in braces, fallbacks apart.
fn own_letters(text: &str) -> String {
    let mut letters = String::new();
    for part in text.split('{') {
        match part.split_once('}') {
            Some((inside, after)) => {
                letters.push_str(inside.split_once('|').map_or("", |(_, fallback)| fallback));
                letters.push_str(after);
            }
            None => letters.push_str(part),
        }
    }
    letters
}

#[test]
fn no_text_is_english() {
    for (code, keys) in SAME_AS_ENGLISH {
        let language = Language::of(code).unwrap();
        for key in keys.split_whitespace() {
            let english = Language::of("en").unwrap();
            assert_eq!(language.words()[key], english.words()[key], "{code} {key}");
        }
    }
    each_text(|language, key, text, english| {
        let same = listed(SAME_AS_ENGLISH, language.code()).unwrap_or("");
        let same = SAME_EVERYWHERE.contains(&key) || same.split(' ').any(|listed| listed == key);
        assert!(same || text != english, "{} {key}: {text}", language.code());
    });
}

#[test]
fn another_script_has_no_latin_words() {
    each_text(|language, key, text, _| {
        if OTHER_SCRIPTS.contains(&language.code()) {
            let letters = own_letters(text);
            let words = letters.split(|c: char| !c.is_ascii_alphanumeric());
            let latin: Vec<&str> = words
                .filter(|word| !["", "F6", "Email", "email"].contains(word))
                .collect();
            assert!(latin.is_empty(), "{} {key}: {latin:?}", language.code());
        }
    });
}

#[test]
fn texts_fit_on_a_small_screen() {
    each_text(|language, key, text, _| {
        let group = key.split('.').next().unwrap_or_default();
        let question = key.ends_with(".ask");
        let longest = listed(LONGEST, key)
            .or_else(|| listed(LONGEST, group).filter(|_| !question))
            .unwrap_or(LONGEST_SENTENCE);
        let length = own_letters(text).chars().count();
        assert!(
            length <= longest,
            "{} {key}: {length} > {longest}: {text}",
            language.code()
        );
    });
}

#[test]
fn texts_are_plain_and_normal() {
    let normalizer = ComposingNormalizerBorrowed::new_nfc();
    each_text(|language, key, text, _| {
        let at = format!("{} {key}: {text:?}", language.code());
        assert_eq!(text.trim(), text, "{at}");
        assert!(!text.is_empty() && !text.contains("  "), "{at}");
        assert!(normalizer.is_normalized(text), "{at}");
        assert!(!text.contains(['<', '>', '&', '"', '\'', '`']), "{at}");
        assert!(!text.chars().any(char::is_control), "{at}");
        assert!(!text.chars().any(is_bidi_control), "{at}");
    });
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a sentence and what a question ends with; Thai ends neither.
fn ends(code: &str) -> (&'static str, &'static str) {
    match code {
        "ar" | "fa" => (".", "؟"),
        "el" => (".", ";"),
        "hi" => ("।", "?"),
        "ja" | "zh" | "zh-Hant" => ("。", "？"),
        "th" => ("", ""),
        "ur" => ("۔", "؟"),
        _ => (".", "?"),
    }
}

#[test]
fn sentences_and_questions_end_as_the_language_ends_them() {
    each_text(|language, key, text, english| {
        let (full_stop, question_mark) = ends(language.code());
        let at = format!("{} {key}: {text}", language.code());
        if english.ends_with('?') {
            assert!(text.ends_with(question_mark), "{at}");
        } else if english.ends_with('.') {
            assert!(text.ends_with(full_stop), "{at}");
        } else {
            let ended = text.ends_with(['.', '?', '!', ';', '。', '？', '؟', '।', '۔']);
            assert!(!ended, "{at}");
        }
    });
}

#[test]
fn marks_are_those_of_the_language() {
    each_text(|language, key, text, _| {
        let at = format!("{} {key}: {text:?}", language.code());
        let foreign: &[char] = match language.code() {
            "ar" | "fa" | "ur" => &['?', ',', ';'],
            "el" => &['?'],
            "ja" | "zh" | "zh-Hant" => &['?', ',', ';', '.', ':', '!', '('],
            _ => &['？', '。', '؟'],
        };
        assert!(!text.contains(foreign), "{at}");
        match language.code() {
            "fr" => {
                let before = text.split(['?', '!', ';', '%']).rev().skip(1);
                let spaced = |part: &str| part.ends_with(['\u{202f}', '\u{a0}']);
                assert!(before.clone().all(spaced), "{at}");
            }
            "es" => assert_eq!(text.contains('?'), text.starts_with('¿'), "{at}"),
            _ => {}
        }
    });
}

#[test]
fn an_interval_stays_on_one_line() {
    let breaks = |c: char| c == ' ' || c == '…' || c == '～';
    for language in Language::all() {
        let text = language.words()["standing.score"].as_str().unwrap();
        let (_, interval) = text.split_once(['(', '（']).unwrap();
        let (interval, _) = interval.split_once([')', '）']).unwrap();
        let joined = interval
            .replace("…\u{2060}", "")
            .replace("\u{2060}～\u{2060}", "");
        assert!(
            !joined.contains(breaks),
            "{}: {interval:?}",
            language.code()
        );
    }
}

#[test]
fn numbers_are_said_in_the_form_of_their_category() {
    // As CLDR sorts them, for the languages and numbers below.
    let plural = |language: &str, number: f64| match (language, number as u64) {
        ("ar", 0) => Plural::Zero,
        ("ar", 2) => Plural::Two,
        ("ar", 3) | ("ru", 2 | 3) => Plural::Few,
        ("ar", 11) | ("ru", 0 | 11) => Plural::Many,
        ("ja", _) => Plural::Other,
        (_, 1) => Plural::One,
        _ => Plural::Other,
    };
    let numerals = Numerals {
        plural,
        ..Numerals::ascii()
    };
    for (code, stars) in [
        (
            "ar",
            ["بلا نجوم", "نجمة واحدة", "نجمتان", "3 نجوم", "11 نجمة"],
        ),
        (
            "de",
            ["0 Sterne", "1 Stern", "2 Sterne", "3 Sterne", "11 Sterne"],
        ),
        ("ja", ["星0つ", "星1つ", "星2つ", "星3つ", "星11つ"]),
        (
            "ru",
            ["0 звёзд", "1 звезда", "2 звезды", "3 звезды", "11 звёзд"],
        ),
    ] {
        let words = Language::of(code).unwrap().said(numerals).unwrap();
        assert_eq!([0, 1, 2, 3, 11].map(|count| words.stars(count)), stars);
    }
}

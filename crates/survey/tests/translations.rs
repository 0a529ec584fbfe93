//! A definition's own texts in several languages, and what its owner is told about them.

use serde_json::{Value, json};
use survey::definition::{Asked, Definition, Note, Text};

/// Every sort of text, in English; all of them in German, one each in other languages.
fn document() -> Value {
    json!({"v": 1, "id": "s", "language": "en",
        "questions": [
            {"id": "nps", "kind": "nps", "ask": "Ask", "low": "Low", "high": "High"},
            {"id": "why", "kind": "text", "ask": {"promoter": "P", "passive": "N", "detractor": "D"}},
            {"id": "what", "kind": "choices", "ask": "What", "options": [{"id": "a.b", "label": "A"}]},
            {"id": "call", "kind": "contact", "ask": "Call", "consent": "Yes"},
        ],
        "thanks": {"text": "Thanks", "code": "T10", "link": {"label": "There", "href": "/"}},
        "languages": {
            "de": {
                "nps.ask": "de Ask", "nps.low": "de Low", "nps.high": "de High",
                "why.ask.promoter": "de P", "why.ask.passive": "de N", "why.ask.detractor": "de D",
                "what.ask": "de What", "what.options.a.b": "de A",
                "call.ask": "de Call", "call.consent": "de Yes",
                "thanks.text": "de Thanks", "thanks.link.label": "de There",
            },
            "de-AT": {"nps.ask": "at Ask"},
            "zh-Hant": {"nps.ask": "hant Ask"},
            "zh": {"nps.ask": "zh Ask"},
        },
    })
}

/// All own texts but the code, in order.
fn texts(definition: &Definition) -> Vec<Text> {
    use survey::definition::ClassText;
    fn each(text: &ClassText) -> Vec<Text> {
        match text {
            ClassText::Standard => vec![],
            ClassText::Same(text) => vec![text.clone()],
            ClassText::Each(texts) => texts.iter().map(|(_, text)| text.clone()).collect(),
        }
    }
    let mut all = Vec::new();
    for question in &definition.questions {
        all.extend(each(&question.ask));
        match &question.kind {
            Asked::Rating { low, high, .. } => {
                all.extend([low, high].into_iter().flatten().cloned());
            }
            Asked::Choice { options, .. } => {
                all.extend(options.iter().map(|option| option.label.clone()));
            }
            Asked::Contact { consent, .. } => all.extend(consent.clone()),
            Asked::Text { .. } | Asked::Statement(_) => {}
        }
    }
    all.extend(each(&definition.thanks.text));
    all.extend(definition.thanks.link.iter().map(|link| link.label.clone()));
    all
}

fn asked_in(language: &str) -> Definition {
    Definition::parse_in(&&document(), Some(language)).unwrap()
}

fn text(text: &str, language: Option<&str>) -> Text {
    let (text, language) = (text.to_owned(), language.map(str::to_owned));
    Text { text, language }
}

const ENGLISH: [&str; 12] = [
    "Ask", "Low", "High", "P", "N", "D", "What", "A", "Call", "Yes", "Thanks", "There",
];

#[test]
fn every_own_text_is_translated() {
    let german = ENGLISH.map(|own| text(&format!("de {own}"), None));
    assert_eq!(texts(&asked_in("de")), german);
}

#[test]
fn without_a_language_the_texts_are_the_first_ones() {
    let definition = Definition::parse(&&document()).unwrap();
    assert_eq!(texts(&definition), ENGLISH.map(|own| text(own, None)));
    assert_eq!(asked_in("en"), definition);
}

#[test]
fn texts_that_a_language_lacks_say_their_own() {
    let french = ENGLISH.map(|own| text(own, Some("en")));
    assert_eq!(texts(&asked_in("fr")), french);
    let mut austrian = french;
    austrian[0] = text("at Ask", None);
    assert_eq!(texts(&asked_in("de-AT")), austrian);
}

#[test]
fn a_language_stands_in_for_its_forms_and_answers_to_its_other_codes() {
    for (language, first) in [
        ("de-CH", text("de Ask", None)),
        ("de-Latn-CH", text("Ask", Some("en"))),
        ("zh-TW", text("hant Ask", None)),
        ("zh-CN", text("zh Ask", None)),
        ("deu", text("Ask", Some("en"))),
        ("", text("Ask", Some("en"))),
        ("-", text("Ask", Some("en"))),
    ] {
        assert_eq!(texts(&asked_in(language))[0], first, "{language}");
    }
}

#[test]
fn the_first_language_is_nearer_than_a_wider_one() {
    let mut json = document();
    json["language"] = json!("zh-Hant");
    json["languages"] = json!({"zh": {"nps.ask": "zh Ask"}});
    let definition = Definition::parse_in(&&json, Some("zh-TW")).unwrap();
    assert_eq!(texts(&definition)[0], text("Ask", Some("zh-Hant")));
}

#[test]
fn a_code_is_the_same_in_every_language() {
    let english = Definition::parse(&&document()).unwrap();
    assert_eq!(asked_in("de").thanks.code, english.thanks.code);
    assert_eq!(asked_in("fr").thanks.code, english.thanks.code);
}

#[test]
fn texts_of_no_stated_language_say_none() {
    let mut json = document();
    json["language"].take();
    json.as_object_mut().unwrap().remove("language");
    let definition = Definition::parse_in(&&json, Some("fr")).unwrap();
    assert_eq!(texts(&definition), ENGLISH.map(|own| text(own, None)));
}

#[test]
fn a_problem_in_another_language_is_one_in_every() {
    let mut json = document();
    json["languages"]["zh"] = json!({"nps.ask": "<b>"});
    for language in [None, Some("de"), Some("zh")] {
        let problems = Definition::parse_in(&&json, language).unwrap_err();
        assert_eq!(problems[0].at, "languages.zh.nps.ask");
    }
}

fn notes(json: &Value) -> Vec<Note> {
    Definition::parse(&json).unwrap().notes(&json)
}

#[test]
fn each_language_is_told_what_it_misses() {
    let mut json = document();
    json["languages"] = json!({
        "de": document()["languages"]["de"],
        "fr": {"nps.ask": "fr Ask", "nps.low": "fr", "nps.high": "fr", "what.ask": "fr", "call.ask": "fr",
            "why.ask.promoter": "fr", "why.ask.passive": "fr", "thanks.text": "fr", "call.consent": "fr"},
    });
    let paths = ["why.ask.detractor", "what.options.a.b", "thanks.link.label"];
    let missed = Note::Untranslated {
        language: "fr".into(),
        paths: paths.map(str::to_owned).to_vec(),
    };
    assert_eq!(notes(&json), std::slice::from_ref(&missed));
    let message = missed.message();
    assert!(message.contains("fr"), "{message}");
    assert!(message.contains("why.ask.detractor"), "{message}");
    assert!(message.contains("thanks.link.label"), "{message}");
}

#[test]
fn texts_in_no_language_and_languages_that_are_never_shown_are_told() {
    let mut json =
        json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps", "ask": "Ask"}]});
    assert_eq!(notes(&json), [Note::NoLanguage]);
    json["language"] = json!("en");
    assert_eq!(notes(&json), []);
    json["languages"] = json!({"tlh": {"nps.ask": "x"}, "no": {"nps.ask": "x"}});
    assert_eq!(notes(&json), [Note::Unspoken("tlh".into())]);
    let standard = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}]});
    assert_eq!(notes(&standard), []);
}

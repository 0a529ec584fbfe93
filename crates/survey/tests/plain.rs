//! The small reader of plain definitions: what it accepts, the strict one accepts as the same.

#[path = "table/rows.rs"]
mod rows;

use proptest::prelude::*;
use serde_json::{Value, json};
use survey::definition::{Definition, KINDS, POSITIONS};
use survey::templates;

/// What a visitor may be asked in, beside English, which the definitions here are in.
const LANGUAGES: [Option<&str>; 3] = [None, Some("en"), Some("de")];

/// Definitions as sites write them, with all that is plain in them.
fn ordinary() -> Vec<Value> {
    let nps = json!({"id": "nps", "kind": "nps"});
    vec![
        json!({"v": 1, "id": "bare", "questions": [nps]}),
        json!({"v": 1, "id": "lamp", "revision": 3, "site": "shop", "touchpoint": "checkout",
            "stage": "purchase", "language": "en",
            "questions": [
                {"id": "nps", "kind": "nps", "ask": "Would you recommend our lamps to a friend?",
                 "low": "Not at all", "high": "At once"},
                {"id": "why", "kind": "text", "about": "nps", "rows": 5, "required": true,
                 "ask": {"promoter": "What shines?", "passive": "What flickers?", "detractor": "What broke?"}},
            ],
            "thanks": {"text": {"promoter": "Thank you!", "detractor": "Sorry. Someone will read this today."}},
            "ask_when": {"any": [{"event": "purchase"}, {"delay": "10s"}, {"load": true}, {"manual": true}]},
            "quiet": {"answered": "180d", "dismissed": "28d", "ignored": "12h", "displays": 5},
            "priority": -7,
            "look": {"position": "bottom-left", "theme": "dark", "preset": "soft"}}),
        json!({"v": 1, "id": "scales", "language": "de", "questions": [
            {"id": "a", "kind": "csat", "scale": [0, 10], "top": 3, "required": false},
            {"id": "b", "kind": "ces", "scale": [1, 5], "direction": "lower_is_easier"},
            {"id": "c", "kind": "ces"},
            {"id": "d", "kind": "rating", "scale": [-3, 3], "ask": "Wie hell?"},
            {"id": "e", "kind": "csat", "about": "b",
             "ask": {"easy": "Schön.", "neutral": "Und?", "hard": "Schade."}},
            {"id": "f", "kind": "text"},
        ], "thanks": {"text": "Danke."}, "ask_when": {"event": "done"}, "look": {"preset": "sharp"}}),
        json!({"v": 1, "id": "words", "questions": [{"id": "t", "kind": "text", "ask": "What now?"}],
            "look": {"position": "inline"}, "ask_when": {"delay": "5s"},
            "quiet": {"answered": "ever", "displays": 1}}),
    ]
}

/// Values that are right somewhere, and values that are right nowhere.
fn values() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(1.0),
        json!(2.5),
        json!(-1),
        json!(7),
        json!(10),
        json!(1e300),
        json!(0.5),
        json!(5e-324),
        json!(-1000),
        json!(101),
        json!({"answered": "2h", "others": "ever"}),
        json!([]),
        json!({}),
        json!([0, 10]),
        json!([10, 0]),
        json!([1, 2, 3]),
        json!(["1", "5"]),
        json!([0.5, 5]),
        json!([0, 2000]),
        json!({"load": true}),
        json!({"load": true, "manual": true}),
        json!({"any": []}),
        json!({"any": [{"event": "x"}]}),
        json!({"text": "Bye."}),
        json!({"promoter": "P", "passive": "p", "detractor": "d"}),
        json!({"satisfied": "S", "neutral": "n", "dissatisfied": "d"}),
        json!({"detractor": "d"}),
        json!("x".repeat(64)),
        json!("x".repeat(65)),
        json!("é".repeat(500)),
        json!("x".repeat(501)),
        json!([{"id": "nps", "kind": "nps"}]),
        json!({"id": "nps", "kind": "csat"}),
        json!({"id": "last", "kind": "text"}),
    ];
    let texts = [
        "",
        " ",
        "nps",
        "why",
        "a",
        "An own text.",
        "numbers",
        "stars",
        "thumbs",
        "work",
        "support",
        "trust",
        "purchase",
        "dark",
        "night",
        "de",
        "10m",
        "ever",
        "10",
        "higher_is_easier",
        "lower_is_easier",
        "Hi {{name|there}}",
        "{{nps}}",
        "}}",
        "{",
        "<b>bold</b>",
        "1 < 2",
        "Q&A",
        "&amp;",
        "a\u{202e}b",
        "a\u{2066}b",
        "a\u{0}b",
        "a\u{85}b",
        "a\tb",
        "\u{a0}",
    ];
    values.extend(texts.map(Value::from));
    values.extend(KINDS.iter().chain(&POSITIONS[..3]).map(|name| json!(name)));
    values
}

const KEYS: [&str; 34] = [
    "v",
    "id",
    "kind",
    "ask",
    "about",
    "when",
    "required",
    "low",
    "scale",
    "top",
    "direction",
    "topic",
    "look",
    "rows",
    "options",
    "hidden",
    "languages",
    "language",
    "code",
    "link",
    "any",
    "target",
    "neutral",
    "quiet",
    "sample",
    "priority",
    "responses",
    "per",
    "others",
    "displays",
    "answered",
    "pages",
    "people",
    "",
];

/// Whether the small reader accepts it. What it makes of it is what the strict reader makes of it.
fn accepts(json: &Value) -> bool {
    let read = LANGUAGES.map(|language| {
        let plain = Definition::plain(&json, language);
        if plain.is_some() {
            let strict = Definition::parse_in(&json, language).ok();
            assert_eq!(plain, strict, "{json}");
        }
        plain.is_some()
    });
    assert_eq!(read, [read[0]; 3], "whatever the language: {json}");
    read[0]
}

#[test]
fn what_the_strict_reader_refuses_is_refused() {
    let rows = rows::rows(include_str!("cases/definitions.json"));
    let (good, bad): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.problems.is_empty());
    assert!(bad.len() > 250, "{}", bad.len());
    assert!(
        bad.iter().any(|row| row.schema_accepts),
        "no schema sees it"
    );
    for row in bad {
        assert_eq!(Definition::plain(&&row.json, None), None, "{}", row.name);
    }
    let accepted = good.iter().filter(|row| accepts(&row.json));
    assert!(accepted.count() > 0);
}

#[test]
fn templates_are_read_but_for_topics_and_what_they_hide() {
    for name in templates::NAMES {
        let text = templates::json(name).unwrap();
        let json: Value = serde_json::from_str(text).unwrap();
        let plain = !["\"topic\"", "\"hidden\""]
            .iter()
            .any(|key| text.contains(key));
        assert_eq!(accepts(&json), plain, "{name}");
    }
}

#[test]
fn ordinary_definitions_are_read() {
    for json in ordinary() {
        assert!(Definition::parse(&&json).is_ok(), "{json}");
        assert!(accepts(&json), "{json}");
    }
}

#[test]
fn texts_say_the_language_that_they_are_in() {
    let [_, lamp, ..] = &ordinary()[..] else {
        panic!("there are more")
    };
    let ask = |language| {
        let definition = Definition::plain(&lamp, Some(language)).unwrap();
        let ask = definition.questions[0].ask.of(None).cloned().unwrap();
        ask.language
    };
    assert_eq!(ask("en"), None);
    assert_eq!(ask("de").as_deref(), Some("en"));
}

#[test]
fn every_value_changed_removed_or_added_is_understood_as_the_strict_reader_does() {
    let (mut accepted, mut refused) = (0, 0);
    let mut count = |json: &Value| {
        *(if accepts(json) {
            &mut accepted
        } else {
            &mut refused
        }) += 1;
    };
    let values = values();
    for json in ordinary() {
        for path in paths(&json) {
            for value in &values {
                let mut changed = json.clone();
                *changed.pointer_mut(&path).unwrap() = value.clone();
                count(&changed);
            }
            count(&without(&json, &path));
            for key in KEYS {
                for value in values.iter().step_by(3) {
                    let mut more = json.clone();
                    if let Some(object) = more.pointer_mut(&path).unwrap().as_object_mut() {
                        object.insert(key.into(), value.clone());
                        count(&more);
                    }
                }
            }
        }
    }
    assert!(accepted > 500 && refused > 5000, "{accepted}, {refused}");
}

#[test]
fn the_most_there_may_be_is_read() {
    let question = |index| json!({"id": format!("q{index}"), "kind": "rating"});
    let triggers = |count| vec![json!({"load": true}); count];
    let of = |questions: usize, count| {
        let questions: Vec<_> = (0..questions).map(question).collect();
        json!({"v": 1, "id": "s", "questions": questions, "ask_when": {"any": triggers(count)}})
    };
    assert!(accepts(&of(50, 20)));
    assert!(!accepts(&of(51, 20)));
    assert!(!accepts(&of(50, 21)));
}

/// The place of every value within another.
fn paths(json: &Value) -> Vec<String> {
    let members: Vec<(String, &Value)> = match json {
        Value::Object(members) => members.iter().map(|(key, v)| (key.clone(), v)).collect(),
        Value::Array(items) => (0..).map(|i: usize| i.to_string()).zip(items).collect(),
        _ => Vec::new(),
    };
    let inner = members.into_iter().flat_map(|(key, value)| {
        let inner = paths(value).into_iter();
        let key = key.replace('~', "~0").replace('/', "~1");
        inner.map(move |path| format!("/{key}{path}"))
    });
    std::iter::once(String::new()).chain(inner).collect()
}

fn without(json: &Value, path: &str) -> Value {
    let mut json = json.clone();
    if let Some((parent, key)) = path.rsplit_once('/') {
        match json.pointer_mut(parent) {
            Some(Value::Object(members)) => drop(members.remove(key)),
            Some(Value::Array(items)) => drop(items.remove(key.parse().unwrap())),
            _ => unreachable!("{path} is in something"),
        }
    }
    json
}

/// Any JSON, often of the words that definitions are made of.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => prop::sample::select(values()),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
    ];
    let key = prop_oneof![4 => prop::sample::select(&KEYS[..]).prop_map(str::to_owned), 1 => ".*"];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(key.clone(), inner, 0..6)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_json_is_too_odd(json in anything()) {
        accepts(&json);
    }

    #[test]
    fn several_changes_at_once_are_understood_as_the_strict_reader_does(
        json in prop::sample::select(ordinary()),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(&KEYS[..]), anything()), 1..4
        ),
    ) {
        let mut json = json;
        for (place, key, value) in changes {
            let path = place.get(&paths(&json)).clone();
            match json.pointer_mut(&path).unwrap() {
                Value::Object(members) => drop(members.insert(key.into(), value)),
                Value::Array(items) => items.push(value),
                other => *other = value,
            }
            accepts(&json);
        }
    }
}

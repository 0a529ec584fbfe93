//! What the script tag and the host page say, and what is made of it.

use score::{Direction, Metric, Scale};
use serde_json::{Value, json};
use survey::definition::{ClassText, Definition, POSITIONS, PRESETS, THEMES};
use survey::occasion::Occasion;
use survey::response::{Decimal, Scalar};
use survey::run::Visit;
use survey::templates;

fn occasion(json: &Value) -> Occasion {
    Occasion::parse(&json)
}

fn template(name: &str) -> Definition {
    let json: Value = serde_json::from_str(templates::json(name).unwrap()).unwrap();
    Definition::parse(&&json).unwrap()
}

fn applied(json: &Value) -> Definition {
    let mut definition = template("post-purchase");
    occasion(json).apply(&mut definition);
    definition
}

#[test]
fn an_occasion_of_which_nothing_is_said() {
    let silent = Visit {
        widget: Some(env!("CARGO_PKG_VERSION").into()),
        ..Visit::default()
    };
    for json in [json!({}), json!(null), json!([]), json!("nps")] {
        let occasion = occasion(&json);
        assert_eq!(occasion.visit, silent, "{json}");
        assert_eq!(occasion.survey, "");
        assert_eq!(occasion.language, "en");
        let nps = template("nps");
        let mut unchanged = nps.clone();
        occasion.apply(&mut unchanged);
        assert_eq!(unchanged, nps);
        assert_eq!(occasion.position(&nps), "bottom-right");
        assert_eq!(occasion.theme(&nps), "auto");
        assert_eq!(occasion.preset(&nps), "classic");
        assert_eq!(occasion.target(&nps), None);
    }
}

#[test]
fn all_that_a_page_can_say_travels_with_the_answer() {
    let occasion = occasion(&json!({
        "survey": "nps", "site": "shop-1",
        "lang": "de", "test": "",
        "page": "https://shop.example/done?token=x#part",
        "context": {
            "order": "A-1001", "value": 59.9, "currency": "EUR", "agent": "Kim",
            "department": "Sales", "segment": true, "ticket": 17,
            "name": "Ada", "visits": 3, "respondent": "u-17", "signed": "v1.abc", "cart": [1],
        },
        "asked": {"nps": "9", "plan": "pro", "odd": 7},
    }));
    assert_eq!(occasion.survey, "nps");
    assert_eq!(occasion.language, "de");
    let text = |text: &str| Scalar::Text(text.into());
    let number = |number: Value| Scalar::Number(Decimal::of(&&number).unwrap());
    let context = [
        ("agent", text("Kim")),
        ("currency", text("EUR")),
        ("department", text("Sales")),
        ("order", text("A-1001")),
        ("segment", Scalar::Flag(true)),
        ("ticket", number(json!(17))),
        ("value", number(json!(59.9))),
    ];
    assert_eq!(
        occasion.visit,
        Visit {
            site: Some("shop-1".into()),
            context: context.map(|(key, value)| (key.into(), value)).to_vec(),
            respondent: Some("u-17".into()),
            signed: Some("v1.abc".into()),
            page: Some("https://shop.example/done".into()),
            sampling_rate: None,
            test: true,
            widget: Some(env!("CARGO_PKG_VERSION").into()),
            unsent: vec![
                ("name".into(), text("Ada")),
                ("visits".into(), number(json!(3))),
            ],
            prefill: vec![("nps".into(), "9".into()), ("plan".into(), "pro".into())],
        }
    );
}

#[test]
fn what_makes_no_sense_is_left_out() {
    let occasion = occasion(&json!({
        "site": false, "lang": 7, "page": {},
        "position": "middle", "theme": 3, "preset": "Soft", "target": "", "asked": ["nps"],
        "context": {"order": ["A"], "value": {}, "currency": null, "respondent": 5, "signed": []},
    }));
    assert_eq!(occasion.language, "en");
    let expected = Visit {
        widget: occasion.visit.widget.clone(),
        ..Visit::default()
    };
    assert_eq!(occasion.visit, expected);
    let nps = template("nps");
    assert_eq!(occasion.position(&nps), POSITIONS[0]);
    assert_eq!(occasion.theme(&nps), THEMES[0]);
    assert_eq!(occasion.preset(&nps), PRESETS[0]);
    assert_eq!(occasion.target(&nps), None);
}

#[test]
fn a_test_is_one_however_it_is_said() {
    for test in [json!(""), json!("true"), json!(true), json!(null)] {
        assert!(occasion(&json!({"test": test})).visit.test, "{test}");
    }
}

#[test]
fn the_tag_overrules_the_look_of_the_definition() {
    let mut definition = template("nps");
    definition.look.position = Some("center");
    definition.look.theme = Some("dark");
    definition.look.preset = Some("paper");
    let tag = occasion(&json!({"position": "top-left", "theme": "light", "preset": "night"}));
    assert_eq!(tag.preset(&definition), "night");
    assert_eq!(tag.position(&definition), "top-left");
    assert_eq!(tag.theme(&definition), "light");
    let silent = occasion(&json!({"position": "Top-Left"}));
    assert_eq!(silent.preset(&definition), "paper");
    assert_eq!(silent.position(&definition), "center");
    assert_eq!(silent.theme(&definition), "dark");
}

#[test]
fn a_prompt_with_a_target_stands_in_it() {
    let mut definition = template("nps");
    let places = |definition: &Definition, tag: Value| {
        let occasion = occasion(&tag);
        let target = occasion.target(definition).map(str::to_owned);
        (occasion.position(definition), target)
    };
    let here = ("inline", Some("#here".into()));
    assert_eq!(places(&definition, json!({"target": "#here"})), here);
    assert_eq!(
        places(&definition, json!({"target": "#here", "position": "modal"})),
        here
    );
    definition.look.target = Some("#there".into());
    let there = ("inline", Some("#there".into()));
    assert_eq!(places(&definition, json!({"target": "#here"})), here);
    assert_eq!(places(&definition, json!({})), there);
    assert_eq!(places(&definition, json!({"position": "inline"})), there);
    assert_eq!(
        places(&definition, json!({"position": "modal"})),
        ("modal", None)
    );
}

#[test]
fn shorthands_replace_what_is_asked() {
    let definition = applied(&json!({"metric": "ces", "question": "Easy?", "touchpoint": "desk"}));
    assert_eq!(definition.touchpoint.as_deref(), Some("desk"));
    let metric = Metric::Ces {
        scale: Scale::SEVEN,
        direction: Direction::HigherIsEasier,
    };
    assert_eq!(definition.questions.len(), 2);
    let first = &definition.questions[0];
    assert_eq!(first.metric(), Some(metric));
    assert_eq!(first.ask, ClassText::Same("Easy?".into()));
}

#[test]
fn shorthands_that_mean_nothing_change_nothing() {
    let unchanged = template("post-purchase");
    for json in [
        json!({"metric": "npz"}),
        json!({"metric": "text"}),
        json!({"touchpoint": "at the desk"}),
        json!({"touchpoint": ""}),
        json!({"question": 5}),
    ] {
        assert_eq!(applied(&json), unchanged, "{json}");
    }
}

//! Scripted situations, said as a page says them: what each gate answers.

use serde_json::{Value, json};
use survey::eligibility::{Draw, Gate, Past};
use survey::time::Timestamp;

/// Where a visitor is, where a row does not say.
const URL: &str = "https://shop.example/";

/// As browsers match: the expressions of schemas are those of ECMAScript.
fn matches(pattern: &str, text: &str) -> bool {
    jsonschema::is_valid(&json!({"pattern": pattern}), &json!(text))
}

fn verdicts(given: &Value) -> Vec<Value> {
    serde_json::from_str(&explain::verdicts(&given.to_string(), &matches)).unwrap()
}

/// What keeps a survey from being asked, by name.
fn closed(given: &Value) -> Vec<String> {
    let verdicts = verdicts(given);
    let closed = verdicts.iter().filter(|verdict| verdict["passed"] == false);
    closed
        .map(|verdict| verdict["gate"].as_str().unwrap().to_owned())
        .collect()
}

fn gate<'v>(verdicts: &'v [Value], name: &str) -> &'v Value {
    let mut verdicts = verdicts.iter();
    verdicts.find(|verdict| verdict["gate"] == name).unwrap()
}

fn time(json: &Value) -> Timestamp {
    Timestamp::parse(json.as_str().unwrap()).unwrap()
}

fn millis(json: Option<&Value>) -> Option<i64> {
    json.map(|json| time(json).millis())
}

/// A row of the table that the rules are held to, as a page says it.
fn as_given(row: &Value) -> Value {
    let moment = &row["moment"];
    let mut context = moment.get("context").cloned().unwrap_or(json!({}));
    if let Some(about) = moment.get("about") {
        context["order"] = about.clone();
    }
    let mut definition = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}]});
    for (key, value) in row["rules"].as_object().unwrap() {
        definition[key] = value.clone();
    }
    let mut given = json!({
        "survey": "/s.json",
        "lang": moment.get("language").cloned().unwrap_or(json!("")),
        "context": context,
        "definition": definition,
        "past": past(&row["past"]).to_text(),
        "now": time(&moment["now"]).millis(),
        "audience": audience(moment),
    });
    for (key, said) in [
        ("others", json!(millis(moment.get("others")))),
        ("standing", moment["standing"].clone()),
        ("unconsented", moment["unconsented"].clone()),
        ("force", moment["regardless"].clone()),
    ] {
        // A page leaves out what is not so.
        if !said.is_null() {
            given[key] = said;
        }
    }
    given
}

fn past(json: &Value) -> Past {
    let mut past = Past::default();
    for about in json["about"].as_array().into_iter().flatten() {
        let order = format!("order {}", about.as_str().unwrap());
        past.dismiss(Timestamp::default(), Some(&order));
    }
    past.answered = json.get("answered").map(time);
    past.dismissed = json.get("dismissed").map(time);
    past.ignored = json.get("ignored").map(time);
    past.displays = json["displays"].as_i64().unwrap_or_default() as i32;
    past.draw = json["draw"].as_f64().map(Draw::of);
    past
}

fn audience(moment: &Value) -> Value {
    let url = moment["url"].as_str().unwrap_or(URL);
    let (rest, hash) = url.split_at(url.find('#').unwrap_or(url.len()));
    let (rest, search) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    let host = rest.find("://").unwrap() + 3;
    let (origin, path) = rest.split_at(host + rest[host..].find('/').unwrap());
    json!({
        "origin": origin,
        "path": path,
        "search": search,
        "hash": hash,
        "referrer": moment["referrer"],
        "campaign": moment["campaign"],
        "device": moment["device"],
        "minute": moment["minute"],
    })
}

#[test]
fn each_gate_answers_a_page_as_the_rules_answer() {
    let table = include_str!("../../survey/tests/cases/explanations.json");
    let rows: Vec<Value> = serde_json::from_str(table).unwrap();
    // What is drawn at the moment of asking is not drawn for who asks why.
    let rows = rows
        .iter()
        .filter(|row| row["says"]["gate"] != "sample" || row["moment"].get("draw").is_none());
    let mut told = 0;
    for row in rows {
        let mut says = row["says"].clone();
        if row["moment"].get("about").is_some() {
            says["now"] = format!("order {}", says["now"].as_str().unwrap()).into();
        }
        let verdicts = verdicts(&as_given(row));
        assert_eq!(verdicts.len(), Gate::ALL.len(), "{}", row["name"]);
        let name = says["gate"].as_str().unwrap();
        assert_eq!(*gate(&verdicts, name), says, "{}", row["name"]);
        told += 1;
    }
    assert!(told >= 40, "{told}");
}

#[test]
fn a_template_has_its_own_quiet_time() {
    let now = 1_780_000_000_000_i64;
    let hour = 60 * 60 * 1000;
    let answered = |survey: &str, ago: i64| {
        let past = format!("1 {} 0 0 0 0", now - ago);
        closed(&json!({"survey": survey, "now": now, "past": past}))
    };
    assert_eq!(answered("nps", 89 * 24 * hour), ["answered"]);
    assert!(answered("nps", 90 * 24 * hour).is_empty());
    assert_eq!(answered("support", 6 * 24 * hour), ["answered"]);
    assert!(answered("support", 7 * 24 * hour).is_empty());
}

#[test]
fn a_tag_has_the_last_word() {
    let now = 1_780_000_000_000_i64;
    let mut given = json!({
        "survey": "nps", "now": now, "past": format!("1 {} 0 0 0 500000001", now - 60_000),
        "audience": {"sample": 0.4}, "quiet": "1m",
    });
    assert_eq!(closed(&given), ["sample"]);
    given["quiet"] = "2m".into();
    assert_eq!(closed(&given), ["answered", "sample"]);
    given["audience"]["sample"] = 0.6.into();
    assert_eq!(closed(&given), ["answered"]);
    given["test"] = "".into();
    assert!(closed(&given).is_empty());
}

#[test]
fn the_language_is_the_first_that_there_is() {
    let definition = json!({
        "v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}],
    });
    for (wishes, spoken) in [
        (json!(["tlh", "de-AT", "de", "fr"]), "de"),
        (json!(["tlh"]), "en"),
        (json!([]), "en"),
    ] {
        let given = json!({"survey": "/s.json", "definition": definition, "languages": wishes});
        assert_eq!(gate(&verdicts(&given), "language")["now"], spoken);
    }
}

#[test]
fn a_browser_that_asks_for_a_consent_is_named() {
    let given = json!({"survey": "nps", "unconsented": true, "privacy_control": true});
    let verdicts = verdicts(&given);
    let consent = gate(&verdicts, "consent");
    assert_eq!(consent["passed"], false);
    assert_eq!(
        consent["now"],
        "not given, and the browser sends Global Privacy Control"
    );
    let remedy = consent["remedy"].as_str().unwrap();
    assert!(remedy.contains("data-gpc=\"ignore\""), "{remedy}");
}

#[test]
fn a_definition_that_cannot_be_read_says_where_and_what_would_be_right() {
    let definition = json!({
        "v": 1, "id": "s", "questions": [{"id": "q", "kind": "npz"}], "quiet": {"answered": "soon"},
    });
    let verdicts = verdicts(&json!({"survey": "/s.json", "definition": definition}));
    let fault = &verdicts[0];
    assert_eq!(fault["gate"], "definition");
    assert_eq!(fault["passed"], false);
    let now = fault["now"].as_str().unwrap();
    assert!(
        now.contains("at “questions[0].kind” unknown_value: no such name is known here"),
        "{now}"
    );
    assert!(now.contains("at “quiet.answered” bad_period"), "{now}");
    let remedy = fault["remedy"].as_str().unwrap();
    assert!(
        remedy.contains("at “quiet.answered” put `ever`, or a whole number"),
        "{remedy}"
    );
    assert_eq!(verdicts.len(), 1 + Gate::ALL.len());
}

#[test]
fn a_name_that_no_template_has() {
    let verdicts = verdicts(&json!({"survey": "nsp"}));
    assert_eq!(verdicts[0]["now"], "no template is called nsp");
    let remedy = verdicts[0]["remedy"].as_str().unwrap();
    assert!(
        remedy.starts_with("name one of nps, csat, ces, "),
        "{remedy}"
    );
}

#[test]
fn what_stands_inline_needs_an_element() {
    let inline = json!({"survey": "nps", "position": "inline"});
    assert_eq!(closed(&inline), ["definition"]);
    let definition = json!({
        "v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}], "look": {"position": "inline"},
    });
    let mut own = json!({"survey": "/s.json", "definition": definition});
    assert_eq!(closed(&own), ["definition"]);
    own["target"] = "#here".into();
    assert!(closed(&own).is_empty());
}

/// While this module is on its way, the page names what it will say.
#[test]
fn the_page_knows_the_gates_by_name() {
    let script = include_str!("../../../www/explain.js");
    let names = Gate::ALL.map(Gate::name).join(" ");
    assert!(script.contains(&format!("'{names}'")), "{names}");
}

#[test]
fn what_is_no_json_is_nobody_s_survey() {
    for given in ["", "[]", "{", "null", "7"] {
        let verdicts: Vec<Value> =
            serde_json::from_str(&explain::verdicts(given, &matches)).unwrap();
        assert_eq!(verdicts[0]["gate"], "definition", "{given}");
    }
}

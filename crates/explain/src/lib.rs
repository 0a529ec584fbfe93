//! Why a survey is asked, or is not: what each of its gates sees and wants, in words for the site's
//! owner.
//!
//! It is a module of its own, because words are many bytes and no visitor needs them: a page fetches it
//! when somebody calls `afterword('explain')`. `www/explain.js` gathers what it is given, as the shell
//! does when it asks. JSON in and JSON out, since there is little of it and nobody waits.

use serde_json::{Value, json};
use survey::definition::Definition;
use survey::eligibility::{Gate, Matches, Moment, Past, Rules, Verdict};
use survey::node::Node as _;
use survey::occasion::Occasion;
use survey::problem::Problem;
use survey::templates;
use survey::time::Timestamp;
use survey::words::LANGUAGES;
use wasm_bindgen::prelude::*;

/// As [`verdicts`]; `fits` is called with a regular expression and a text, and says whether it fits.
#[wasm_bindgen]
#[must_use]
pub fn explain(given: &str, fits: &js_sys::Function) -> String {
    let matches = |pattern: &str, text: &str| {
        let fits = fits.call2(&JsValue::NULL, &pattern.into(), &text.into());
        fits.is_ok_and(|fits| fits.is_truthy())
    };
    verdicts(given, &matches)
}

/// What each gate says, as a list of `{gate, passed, now, wants, remedy}`.
///
/// `given` is one object: the tag's settings by name, `context`, and where they are known
/// `languages` (what the visitor may be asked in, the best first), `definition`, `past` (what is remembered, as text), `others` (when the visitor last had to do with
/// another survey), `now`, `standing`, `unconsented`, `privacy_control` (whether the browser sends Global
/// Privacy Control), and `audience` (see [`Moment::parse`]). Times are milliseconds since 1970.
///
/// Before the [gates](Gate::ALL) stands one that is called `definition`, where that cannot be asked.
#[must_use]
pub fn verdicts(given: &str, matches: Matches<'_>) -> String {
    let given: Value = serde_json::from_str(given).unwrap_or_default();
    let given = Given::read(&given);
    let mut gates = Vec::from_iter(given.fault());
    let verdicts = given.rules.verdicts(&given.past, &given.moment, matches);
    gates.extend(verdicts.into_iter().map(|verdict| given.as_json(verdict)));
    Value::from(gates).to_string()
}

/// What was gathered, understood.
struct Given<'g> {
    json: &'g Value,
    occasion: Occasion,
    rules: Rules,
    past: Past,
    moment: Moment,
}

impl<'g> Given<'g> {
    fn read(json: &'g Value) -> Self {
        let mut occasion = Occasion::parse(&json);
        if let Some(wishes) = json["languages"].as_array() {
            occasion.language = language(wishes).into();
        }
        let audience = &json["audience"];
        let mut rules = match json.member("definition") {
            Some(definition) => Rules::of(&definition),
            None => templates::rules(&occasion.survey),
        };
        rules.apply(&json, &audience);
        let past = json["past"].as_str().and_then(Past::parse);
        let others = json["others"].as_i64().filter(|others| *others > 0);
        let moment = Moment {
            others: others.map(Timestamp::from_millis),
            ..Moment::parse(&json, &audience, &occasion)
        };
        Given {
            json,
            occasion,
            rules,
            past: past.unwrap_or_default(),
            moment,
        }
    }

    /// What is wrong with the definition, if it cannot be asked.
    fn fault(&self) -> Option<Value> {
        let [now, wants, remedy] = match self.json.member("definition") {
            Some(definition) => {
                match Definition::parse_in(&definition, Some(&self.occasion.language)) {
                    Ok(definition) => self.stray(&definition)?,
                    Err(problems) => wrong(&problems),
                }
            }
            None => match templates::definition(&self.occasion.survey) {
                Some(definition) => self.stray(&definition)?,
                None => self.unknown(),
            },
        };
        let fault = json!({
            "gate": "definition",
            "passed": false,
            "now": now,
            "wants": wants,
            "remedy": remedy,
        });
        Some(fault)
    }

    /// It stands in an element that nobody named.
    fn stray(&self, definition: &Definition) -> Option<[String; 3]> {
        let is_inline = self.occasion.position(definition) == "inline";
        (is_inline && self.occasion.target(definition).is_none()).then(|| {
            [
                "it stands inline, and in no element",
                "an element to stand in",
                "name one by data-target, or by “target” under “look”",
            ]
            .map(str::to_owned)
        })
    }

    fn unknown(&self) -> [String; 3] {
        [
            format!("no template is called {}", self.occasion.survey),
            "a template, the address of a definition, or #id of one in the page".into(),
            format!(
                "name one of {}, or a definition",
                templates::NAMES.join(", ")
            ),
        ]
    }

    fn as_json(&self, verdict: Verdict) -> Value {
        let Verdict {
            gate,
            passed,
            mut now,
            wants,
            mut remedy,
        } = verdict;
        if gate == Gate::Consent && !passed && self.json["privacy_control"] == true {
            now += ", and the browser sends Global Privacy Control";
            remedy += "; data-gpc=\"ignore\" asks without, where the law allows it";
        }
        json!({
            "gate": gate.name(),
            "passed": passed,
            "now": now,
            "wants": wants,
            "remedy": remedy,
        })
    }
}

/// The first language of these that there is; English if none.
fn language(wishes: &[Value]) -> &'static str {
    let mut wishes = wishes.iter().filter_map(Value::as_str);
    let known = wishes.find_map(|wish| LANGUAGES.iter().find(|(code, _)| *code == wish));
    known.map_or("en", |(code, _)| code)
}

/// What is wrong with a definition, what would be right, and what to do.
fn wrong(problems: &[Problem]) -> [String; 3] {
    let each = |tell: fn(&Problem) -> String| {
        let told: Vec<String> = problems.iter().map(tell).collect();
        told.join("; ")
    };
    [
        each(|problem| {
            let Problem { at, code } = problem;
            format!("at “{at}” {}: {}", code.as_str(), problem.message())
        }),
        "a definition that can be read".into(),
        each(|problem| format!("at “{}” put {}", problem.at, problem.expected())),
    ]
}

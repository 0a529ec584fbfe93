//! Which gate is closed, and what each of them says: one table of cases, and what is made of the past.
//!
//! Rows of `cases/eligibility.json` that say `loader` are decided the same by the loader, from the same
//! data (`crates/embed/tests/loader.test.mjs`). `past` is what the browser remembers, `stored` what
//! stands in its storage instead, `tag` the tag's shorthands.

mod explain;
mod past;

use serde_json::{Value, json};
use survey::definition::Definition;
use survey::eligibility::{Address, Device, Draw, Gate, Moment, Past, Property, Rules, first};
use survey::time::Timestamp;

/// Where a visitor is, when, and with what, where a row does not say.
const URL: &str = "https://shop.example/";

/// The rules of a definition that says a row's, and of its tag.
fn rules(row: &Value) -> Rules {
    let mut definition = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}]});
    for (key, value) in row["rules"].as_object().unwrap() {
        definition[key] = value.clone();
    }
    Definition::parse(&&definition).unwrap();
    let mut rules = Rules::of(&&definition);
    if let Some(tag) = row.get("tag") {
        known(tag, ["quiet", "sample"]);
        // As the browser's scripts hand it on.
        let share = tag["sample"].as_str().map(str::parse::<f64>);
        let audience = json!({"sample": share.and_then(Result::ok)});
        rules.apply(&tag, &&audience);
    }
    rules
}

fn time(json: &Value) -> Timestamp {
    Timestamp::parse(json.as_str().unwrap()).unwrap()
}

fn known<const N: usize>(json: &Value, keys: [&str; N]) {
    for key in json.as_object().unwrap().keys() {
        assert!(keys.contains(&key.as_str()), "{key}");
    }
}

/// What a row says that is remembered, by way of the storage.
fn remembered(row: &Value) -> Past {
    let past = match (row.get("past"), row.get("stored")) {
        (Some(past), None) => past,
        (None, Some(stored)) => {
            return Past::parse(stored.as_str().unwrap()).unwrap_or_default();
        }
        _ => return Past::default(),
    };
    known(
        past,
        [
            "answered",
            "dismissed",
            "ignored",
            "displays",
            "draw",
            "about",
        ],
    );
    let mut remembered = Past::default();
    for about in past["about"].as_array().into_iter().flatten() {
        remembered.dismiss(Timestamp::default(), about.as_str());
    }
    remembered.answered = past.get("answered").map(time);
    remembered.dismissed = past.get("dismissed").map(time);
    remembered.ignored = past.get("ignored").map(time);
    remembered.displays = past.get("displays").map_or(0, whole) as i32;
    remembered.draw = past.get("draw").and_then(Value::as_f64).map(Draw::of);
    let text = remembered.to_text();
    assert_eq!(Past::parse(&text), Some(remembered.clone()), "{text}");
    remembered
}

fn whole(json: &Value) -> u64 {
    json.as_u64().unwrap()
}

fn moment(json: &Value) -> Moment {
    known(
        json,
        [
            "now",
            "minute",
            "url",
            "referrer",
            "campaign",
            "device",
            "language",
            "context",
            "about",
            "others",
            "standing",
            "draw",
            "unconsented",
            "regardless",
        ],
    );
    let text = |key| json[key].as_str().unwrap_or_default().to_owned();
    let context = json["context"].as_object().into_iter().flatten();
    Moment {
        now: time(&json["now"]),
        minute: u16::try_from(json.get("minute").map_or(0, whole)).unwrap(),
        address: address(json["url"].as_str().unwrap_or(URL)),
        referrer: text("referrer"),
        campaign: text("campaign"),
        device: json["device"]
            .as_str()
            .map_or(Device::Desktop, |name| Device::from_name(name).unwrap()),
        language: text("language"),
        context: context
            .map(|(key, value)| (key.clone(), Property::of(&value).unwrap()))
            .collect(),
        about: json["about"].as_str().map(str::to_owned),
        others: json.get("others").map(time),
        standing: json["standing"] == true,
        draw: json["draw"].as_f64(),
        unconsented: json["unconsented"] == true,
        regardless: json["regardless"] == true,
    }
}

fn address(url: &str) -> Address {
    let (rest, hash) = url.split_at(url.find('#').unwrap_or(url.len()));
    let (rest, search) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    let host = rest.find("://").unwrap() + 3;
    let (origin, path) = rest.split_at(host + rest[host..].find('/').unwrap());
    let [origin, path, search, hash] = [origin, path, search, hash].map(str::to_owned);
    Address {
        origin,
        path,
        search,
        hash,
    }
}

/// As browsers match: the expressions of schemas are those of ECMAScript.
fn matches(pattern: &str, text: &str) -> bool {
    jsonschema::is_valid(&json!({"pattern": pattern}), &json!(text))
}

fn table() -> Vec<Value> {
    serde_json::from_str(include_str!("../cases/eligibility.json")).unwrap()
}

#[test]
fn each_gate_closes_where_the_table_says() {
    let mut wrong = Vec::new();
    for row in table() {
        known(
            &row,
            [
                "name", "loader", "rules", "tag", "past", "stored", "moment", "closed",
            ],
        );
        let (rules, moment) = (rules(&row), moment(&row["moment"]));
        let closed = rules.closed(&remembered(&row), &moment, &matches);
        if closed.map(Gate::name) != row["closed"].as_str() {
            wrong.push(format!("{}: {closed:?}", row["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_rows_on_both_sides_of_each_gate() {
    let table = table();
    assert!(table.len() >= 80);
    for gate in Gate::ALL {
        let closed = table.iter().filter(|row| row["closed"] == gate.name());
        assert!(closed.count() > 0, "{gate:?}");
    }
    for (index, row) in table.iter().enumerate() {
        let mut earlier = table[..index].iter();
        assert!(earlier.all(|other| other["name"] != row["name"]), "{row}");
    }
    let open = table.iter().filter(|row| row["closed"].is_null());
    assert!(open.count() > 40);
    let of_loader = |row: &&Value| row["loader"] == true;
    for gate in [
        None,
        Some("page"),
        Some("answered"),
        Some("dismissed"),
        Some("ignored"),
        Some("displays"),
        Some("sample"),
    ] {
        let rows = table.iter().filter(of_loader);
        let rows = rows.filter(|row| row["closed"].as_str() == gate);
        assert!(rows.count() > 1, "{gate:?}");
    }
}

#[test]
fn gates_are_named_apart() {
    let mut names = Gate::ALL.map(Gate::name);
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn of_several_that_are_due_the_highest_and_then_the_first_is_asked() {
    for (due, chosen) in [
        (&[][..], None),
        (&[None, None], None),
        (&[Some(0)], Some(0)),
        (&[None, Some(-5)], Some(1)),
        (&[Some(1), Some(2), None], Some(1)),
        (&[Some(2), Some(2)], Some(0)),
        (&[Some(-3), Some(-2), Some(-2)], Some(1)),
    ] {
        assert_eq!(first(due), chosen, "{due:?}");
    }
}

//! A long page on which twenty surveys wait, each for something else, and none is ever asked.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture;
use crate::site::Site;
use crate::waiting::definition;

/// Templates, and what their tags wait for.
const TEMPLATES: [(&str, &str); 8] = [
    ("nps", "scroll 90%"),
    ("csat", "exit"),
    ("ces", "idle 2h"),
    ("enps", "delay 6h"),
    ("post-purchase", "event purchase"),
    ("onboarding", "seen .tour"),
    ("support", "click .help; event left-chat"),
    ("drivers", "on-site 5h; pages 50"),
];

/// How many surveys that is, all together.
pub const SURVEYS: usize = 20;

/// The same, as definitions say it.
fn in_definitions() -> [Value; 8] {
    [
        json!({"scroll": "90%"}),
        json!({"exit": true}),
        json!({"idle": "2h"}),
        json!({"delay": "6h"}),
        json!({"event": "purchase"}),
        json!({"seen": ".tour"}),
        json!({"any": [{"click": ".help"}, {"event": "left-chat"}]}),
        json!({"any": [{"on_site": "5h"}, {"pages": 50}]}),
    ]
}

/// Definitions, by their ids.
fn definitions() -> Vec<(String, Value)> {
    let only = |rule: Value, when: Value| json!({"pages": {"include": [rule]}, "ask_when": when});
    let says = [
        only(json!("/checkout/**"), json!({"load": true})),
        only(json!({"exact": "/thanks"}), json!({"delay": "1s"})),
        only(json!({"prefix": "/account/"}), json!({"idle": "1s"})),
        only(json!({"regex": "^/lamps/[a-z]+$"}), json!({"seen": "h1"})),
        json!({"pages": {"exclude": ["/**"]}, "ask_when": {"scroll": "10%"}}),
        json!({"ask_when": {"all": [{"scroll": "30%"}, {"event": "wished"}]}}),
        json!({"ask_when": {"any": [{"seen": ".offer"}, {"seen": ".sale"}]}}),
        json!({"ask_when": {"event": "purchase", "where": {"value": {"at_least": 50}}}}),
        json!({"ask_when": {"event": "delivered", "after": "2d"}, "cancel_on": ["returned"]}),
        json!({"ask_when": {"visits": 90}}),
        json!({"ask_when": {"click": "button.rate"}}),
        json!({"ask_when": {"manual": true}}),
    ];
    numbered(says)
}

/// Definitions that say these, by their ids.
fn numbered(says: impl IntoIterator<Item = Value>) -> Vec<(String, Value)> {
    let numbered = (1..).zip(says);
    numbered
        .map(|(number, says)| {
            let id = format!("survey-{number}");
            let mut definition = definition(&says);
            definition["id"] = json!(id);
            (id, definition)
        })
        .collect()
}

/// The page, on a site that serves Afterword itself. Half of the definitions stand in the page, the
/// others at addresses of their own.
///
/// # Errors
///
/// When Afterword was not built.
pub fn crowded() -> Result<Site> {
    let mut site = Site::new().folder(fixture::dist()?);
    let mut head = String::new();
    for (template, trigger) in TEMPLATES {
        head += &tag(template, &format!(r#" data-trigger="{trigger}""#));
    }
    for (index, (id, definition)) in definitions().into_iter().enumerate() {
        if index % 2 == 0 {
            head += &format!(r#"<script type="application/json" id="{id}">{definition}</script>"#);
            head += &tag(&format!("#{id}"), "");
        } else {
            let address = format!("/{id}.json");
            head += &tag(&address, "");
            site = site.json(&address, &definition);
        }
    }
    Ok(site.page("/", page(&head)))
}

/// The same surveys, listed at one address that one tag names.
///
/// # Errors
///
/// When Afterword was not built.
pub fn listed() -> Result<Site> {
    let when = |when: Value| json!({"ask_when": when});
    let more = numbered(in_definitions().map(when));
    let renamed = more.into_iter().map(|(id, mut definition)| {
        definition["id"] = json!(format!("more-{id}"));
        definition
    });
    let definitions = definitions().into_iter().map(|(_, definition)| definition);
    list(&definitions.chain(renamed).collect::<Vec<_>>())
}

/// As many that wait for events, which the loader itself knows.
///
/// # Errors
///
/// When Afterword was not built.
pub fn for_events() -> Result<Site> {
    let events =
        (1..=SURVEYS).map(|number| json!({"ask_when": {"event": format!("done-{number}")}}));
    let definitions = numbered(events)
        .into_iter()
        .map(|(_, definition)| definition);
    list(&definitions.collect::<Vec<_>>())
}

fn list(definitions: &[Value]) -> Result<Site> {
    let head = r#"<script async src="/afterword.js" data-surveys="/surveys.json"></script>"#;
    let site = Site::of(page(head)).json("/surveys.json", &json!(definitions));
    Ok(site.folder(fixture::dist()?))
}

/// The names of all that a visit to it fetches, sorted.
#[must_use]
pub fn fetched() -> Vec<String> {
    let page = ["", "afterword.js", "triggers.js"].map(str::to_owned);
    let definitions = definitions().into_iter().skip(1).step_by(2);
    let mut names: Vec<_> = page
        .into_iter()
        .chain(definitions.map(|(id, _)| format!("{id}.json")))
        .collect();
    names.sort();
    names
}

/// The same page with one survey, which waits for a time that does not come.
///
/// # Errors
///
/// When Afterword was not built.
pub fn lonely() -> Result<Site> {
    let head = tag("nps", r#" data-trigger="delay 6h""#);
    Ok(Site::of(page(&head)).folder(fixture::dist()?))
}

/// The same page without a survey.
#[must_use]
pub fn deserted() -> Site {
    Site::of(page(""))
}

/// The same page with a script that does nothing, which a browser takes a while for as well.
#[must_use]
pub fn idle_script() -> Site {
    Site::of(page(r#"<script async src="/nothing.js"></script>"#))
        .script("/nothing.js", "(() => {})();")
}

fn tag(survey: &str, more: &str) -> String {
    format!(r#"<script async src="/afterword.js" data-survey="{survey}"{more}></script>"#)
}

/// Five windows high.
fn page(head: &str) -> String {
    let text = "<p>Lamps for every room, and what they are good for.</p>".repeat(80);
    format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Lamps</title>
        <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">{head}</head>
        <body><h1>Lamps</h1>{text}</body></html>"#
    )
}

#[cfg(test)]
mod tests {
    use super::{SURVEYS, TEMPLATES, definitions, in_definitions};
    use survey::definition::Definition;

    #[test]
    fn they_are_as_many_as_is_said_and_each_is_right() {
        let definitions = definitions();
        assert_eq!(TEMPLATES.len() + definitions.len(), SURVEYS);
        assert_eq!(TEMPLATES.len(), in_definitions().len());
        for (id, definition) in definitions {
            let read = Definition::parse(&&definition);
            assert!(read.is_ok(), "{id}: {:?}", read.err());
        }
    }
}

//! Lists of attacks, each at every place where somebody else's text comes out. They are judged by
//! parsers: a page has the elements that it has with a harmless text, a file no cell that is a
//! formula.

use std::collections::BTreeSet;
use std::process::Command;

use journeys::collector::Connection;
use journeys::injection::{formulas, scripts};
use scraper::{Html, Node};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::support::{BINARY, Fresh, but, nps, sign};

const KEY: &str = "a key for tests of 32 bytes or more";
const HARMLESS: &str = "harmless";

/// The elements of a page, each with the names of its attributes.
fn skeleton(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let elements = page.tree.nodes().filter_map(|node| match node.value() {
        Node::Element(element) => Some(element),
        // Nothing of ours is a comment.
        Node::Comment(comment) => panic!("{comment:?} in {html}"),
        _ => None,
    });
    elements
        .map(|element| {
            let names: BTreeSet<&str> = element.attrs().map(|(name, _)| name).collect();
            for (name, value) in element.attrs() {
                let leads = ["href", "action", "src"].contains(&name);
                let value = value.trim().to_lowercase();
                assert!(!leads || !value.starts_with("javascript:"), "{html}");
            }
            format!("{} {names:?}", element.name())
        })
        .collect()
}

fn survey() -> Value {
    json!({"v": 1, "id": "s", "hidden": ["plan"], "questions": [
        {"id": "why", "kind": "text", "ask": "Hello {{plan|you}}, {{name|dear}}: why?", "required": true},
        {"id": "what", "kind": "choices", "ask": "You said {{why|nothing}}.", "other": true,
         "options": [{"id": "a", "label": "Plan {{plan|none}}"}]},
        {"id": "call", "kind": "contact", "ask": "And {{what|nothing}}?", "fields": ["name", "email"]},
        {"id": "nps", "kind": "nps", "low": "{{plan|no}}", "high": "{{plan|yes}}"}],
     "thanks": {"text": {"promoter": "Bye {{plan|you}}, {{why|x}}"}, "code": {"promoter": "{{plan|0}}"},
                "link": {"label": "To {{plan|us}}", "href": "https://shop.example/"}}})
}

/// A page of the survey, with a text in one place.
struct Place {
    name: &'static str,
    page: fn(&mut Connection, &str) -> String,
}

fn query(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn get(connection: &mut Connection, path: &str) -> String {
    connection.send("GET", path, &[], b"").unwrap().text()
}

/// The ticket of a new page, as its form carries it.
fn ticket(page: &str) -> String {
    let (_, after) = page.split_once("name=\"r\" value=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

/// Sends a form to the survey; what comes of it is the page that it leads to.
fn post(connection: &mut Connection, address: &str, pairs: &[(&str, &str)]) -> String {
    let body = query(pairs);
    let reply = connection
        .send("POST", address, &[], body.as_bytes())
        .unwrap();
    match reply.header("location") {
        Some(location) => get(connection, location),
        None => reply.text(),
    }
}

const PLACES: [Place; 10] = [
    Place {
        name: "a hidden value that texts name",
        page: |connection, text| get(connection, &format!("/s/s?{}", query(&[("plan", text)]))),
    },
    Place {
        name: "a comment that is preselected",
        page: |connection, text| get(connection, &format!("/s/s?{}", query(&[("why", text)]))),
    },
    Place {
        name: "language, site, token, ticket, question and score",
        page: |connection, text| {
            let pairs = ["lang", "t", "r", "q", "score", "test", "utm_source"];
            get(
                connection,
                &format!("/s/s?{}", query(&pairs.map(|name| (name, text)))),
            )
        },
    },
    Place {
        name: "a site",
        page: |connection, text| get(connection, &format!("/s/s?{}", query(&[("site", text)]))),
    },
    Place {
        name: "a name that was signed",
        page: |connection, text| {
            let claims = json!({"respondent": text, "exp": 4_000_000_000_i64, "name": text});
            get(connection, &format!("/s/s?t={}", sign(KEY, &claims)))
        },
    },
    Place {
        name: "a ticket and a question of a form",
        page: |connection, text| {
            post(
                connection,
                "/s/s",
                &[("r", text), ("q", text), ("comment", text), ("act", text)],
            )
        },
    },
    Place {
        name: "an answer that later texts name",
        page: |connection, text| {
            let page = get(connection, "/s/s");
            let pairs = [("r", &*ticket(&page)), ("q", "why"), ("comment", text)];
            post(connection, "/s/s", &pairs)
        },
    },
    Place {
        name: "a contact that is asked for again",
        page: |connection, text| {
            let begun = format!("/s/s?{}", query(&[("plan", text)]));
            let page = get(connection, &begun);
            let ticket = ticket(&page);
            post(
                connection,
                &begun,
                &[("r", &ticket), ("q", "why"), ("comment", text)],
            );
            post(
                connection,
                &begun,
                &[
                    ("r", &ticket),
                    ("q", "what"),
                    ("option", text),
                    ("other", text),
                ],
            );
            let fields = [
                ("r", &*ticket),
                ("q", "call"),
                ("name", text),
                ("email", "no address"),
            ];
            post(connection, &begun, &fields)
        },
    },
    Place {
        name: "thanks, code and link",
        page: |connection, text| {
            let begun = format!("/s/s?{}", query(&[("plan", text)]));
            let page = get(connection, &begun);
            let ticket = ticket(&page);
            post(
                connection,
                &begun,
                &[("r", &ticket), ("q", "why"), ("comment", text)],
            );
            post(
                connection,
                &begun,
                &[("r", &ticket), ("q", "what"), ("act", "skip")],
            );
            post(
                connection,
                &begun,
                &[("r", &ticket), ("q", "call"), ("act", "skip")],
            );
            post(
                connection,
                &begun,
                &[("r", &ticket), ("q", "nps"), ("rating", "9")],
            )
        },
    },
    Place {
        name: "the name of a survey",
        page: |connection, text| {
            let name: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            get(connection, &format!("/s/{}", name.replace('+', "%20")))
        },
    },
];

#[test]
fn no_text_becomes_markup_on_a_hosted_page() {
    let fresh = Fresh::start_with_surveys_and_key(&[survey()], KEY);
    for Place { name, page } in PLACES {
        let mut connection = fresh.collector.connect().unwrap();
        let harmless = skeleton(&page(&mut connection, HARMLESS));
        assert!(harmless.len() > 10, "{name}: {harmless:?}");
        for payload in scripts() {
            let html = page(&mut connection, &payload);
            assert_eq!(skeleton(&html), harmless, "{name}: {payload}");
        }
    }
}

#[test]
fn no_text_becomes_markup_in_an_email() {
    let snippet = |text: &str| {
        let output = Command::new(BINARY)
            .args(["link", "nps", "--format", "email"])
            .args([format!("--respondent={text}"), format!("--lang={text}")])
            .arg(format!("--context=brand={text}"))
            .env("AFTERWORD_SIGNING_KEY", KEY)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let harmless = skeleton(&snippet(HARMLESS));
    for payload in scripts() {
        assert_eq!(skeleton(&snippet(&payload)), harmless, "{payload}");
    }
}

/// Every cell that a spreadsheet may see, whatever it splits at and however it reads quotation marks.
fn cells(csv: &[u8]) -> Vec<String> {
    let mut cells = Vec::new();
    for delimiter in *b",;\t|" {
        for quoting in [true, false] {
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .quoting(quoting)
                .flexible(true)
                .has_headers(false)
                .from_reader(csv);
            for record in reader.records() {
                cells.extend(record.unwrap().iter().map(str::to_owned));
            }
        }
    }
    cells
}

fn is_formula(cell: &str) -> bool {
    let passed = |c: char| c.is_whitespace() || c.is_control() || c == '"';
    let cell = cell.trim_start_matches(passed);
    let number = cell.trim_end_matches(passed).parse::<f64>().is_ok();
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !number
}

#[test]
fn no_text_becomes_a_formula_in_an_export_and_each_comes_back() {
    let fresh = Fresh::start();
    let payloads = formulas();
    for (group, texts) in payloads.chunks(50).enumerate() {
        let responses = texts.iter().enumerate().map(|(place, text)| {
            let number = u32::try_from(group * 50 + place).unwrap();
            let said = json!({
                "respondent": text, "context": {"order": text, "plan": text},
                "answers": [{"question": "why", "text": format!("{text}.")},
                            {"question": "what", "choices": [], "other": format!("{text}.")}]});
            but(nps(number, 9), said)
        });
        let reply = fresh.post(&responses.collect());
        assert!(!reply.text().contains("refused"), "{}", reply.text());
    }
    let export = |fresh: &Fresh, format: &str| {
        let output = Command::new(BINARY)
            .args(["export", "--format", format, "--store", fresh.store.url()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    let csv = export(&fresh, "csv");
    for cell in cells(&csv) {
        assert!(!is_formula(&cell), "{cell:?}");
    }

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.csv");
    std::fs::write(&file, &csv).unwrap();
    let elsewhere = Fresh::start();
    let output = Command::new(BINARY)
        .arg("import")
        .arg(&file)
        .args(["--survey", "nps", "--store", elsewhere.store.url()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let texts = |fresh: &Fresh| -> Vec<Value> {
        let lines = String::from_utf8(export(fresh, "jsonl")).unwrap();
        let record = |line: &str| {
            let record: Value = serde_json::from_str(line).unwrap();
            json!([
                record["id"],
                record["answers"],
                record["context"],
                record["respondent"]
            ])
        };
        let mut texts: Vec<Value> = lines.lines().map(record).collect();
        for text in &mut texts {
            text[1]
                .as_array_mut()
                .unwrap()
                .sort_by_key(|answer| answer["question"].to_string());
        }
        texts
    };
    assert_eq!(texts(&fresh).len(), payloads.len());
    assert_eq!(texts(&fresh), texts(&elsewhere));
}

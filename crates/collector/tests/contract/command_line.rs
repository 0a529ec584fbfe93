use std::net::TcpListener;
use std::process::{Command, Output};

use rusqlite::Connection;

use crate::support::BINARY;

fn afterword(arguments: &[&str]) -> Output {
    Command::new(BINARY).args(arguments).output().unwrap()
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn wrong_usage_is_told_on_standard_error_with_code_2() {
    for (arguments, hint) in [
        (&[][..], "Usage"),
        (&["sreve"], "sreve"),
        (
            &["serve", "--store", "postgres://localhost:x/y"],
            "expected postgres://",
        ),
        (
            &["serve", "--store", "postgres://db/x?sslmode=prefer"],
            "verify-full",
        ),
        (&["serve", "--store", "afterword.db"], "sqlite:FILE"),
        (&["serve", "--listen", "8737"], "--listen"),
        (&["check"], "SURVEY.json"),
    ] {
        let output = afterword(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(
            error(&output).contains(hint),
            "{arguments:?}: {}",
            error(&output)
        );
    }
}

#[test]
fn a_store_that_cannot_be_used_is_told_with_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "This was never a database.\n".repeat(100)).unwrap();
    let later = folder.path().join("later.db");
    let database = Connection::open(&later).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let nowhere = folder.path().join("no/such/folder/a.db");
    for (file, hint) in [
        (&text, "not a database"),
        (&later, "version 99"),
        (&nowhere, "open"),
    ] {
        let store = format!("sqlite:{}", file.display());
        let output = afterword(&["serve", "--listen", "127.0.0.1:0", "--store", &store]);
        let error = error(&output);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains(hint) && error.contains(&store), "{error}");
    }
}

#[test]
fn an_address_that_is_taken_is_told_with_code_1() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = afterword(&["serve", "--store", "none", "--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    assert!(error(&output).contains(&address), "{}", error(&output));
}

#[test]
fn an_empty_token_is_refused() {
    let output = Command::new(BINARY)
        .args(["serve", "--store", "none", "--listen", "127.0.0.1:0"])
        .env("AFTERWORD_TOKEN", "")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", error(&output));
}

#[test]
fn check_tells_what_languages_miss_and_finds_nothing_wrong_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("survey.json");
    let json = r#"{"v":1,"id":"s","questions":[
        {"id":"nps","kind":"nps","ask":"Would you?","low":"No","high":"Yes"}],
        "languages":{"de":{"nps.ask":"Werden Sie?"},"tlh":{"nps.ask":"a","nps.low":"b","nps.high":"c"}}}"#;
    std::fs::write(&file, json).unwrap();
    let output = afterword(&["check", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    let told = String::from_utf8_lossy(&output.stdout);
    let notes: Vec<&str> = told
        .lines()
        .filter_map(|line| line.split_once(": note: "))
        .map(|(_, note)| note)
        .collect();
    assert_eq!(notes.len(), 3, "{told}");
    assert!(notes[0].contains("`language`"), "{told}");
    assert_eq!(notes[1], "languages.de: misses nps.low, nps.high");
    assert!(notes[2].starts_with("languages.tlh: "), "{told}");
    assert!(error(&output).is_empty());
}

#[test]
fn check_names_every_problem_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        afterword(&["check", file.to_str().unwrap()])
    };
    let good = check("good.json", survey::templates::json("nps").unwrap());
    assert_eq!(good.status.code(), Some(0), "{}", error(&good));
    assert!(String::from_utf8_lossy(&good.stdout).contains("`nps` is valid"));

    let bad = check(
        "bad.json",
        r#"{"v":1,"id":"a b","questions":[{"id":"q","kind":"npz"}]}"#,
    );
    assert_eq!(bad.status.code(), Some(1));
    assert!(bad.stdout.is_empty());
    let lines = error(&bad);
    assert_eq!(lines.lines().count(), 2, "{lines}");
    assert!(lines.contains("bad.json: id: "), "{lines}");
    assert!(lines.contains("bad.json: questions[0].kind: "), "{lines}");
    assert!(lines.contains("expected `nps`"), "{lines}");

    let routed = check(
        "routed.json",
        r#"{"v":1,"id":"s","questions":[{"id":"nps","kind":"nps"}],
            "thanks":{"link":{"promoter":{"label":"Review us","href":"https://a.example"}}}}"#,
    );
    assert_eq!(routed.status.code(), Some(1));
    let lines = error(&routed);
    assert!(lines.contains("routed.json: thanks.link: "), "{lines}");
    assert!(lines.contains("the law forbid"), "{lines}");
    assert!(lines.contains("(routed_link)"), "{lines}");

    let broken = check("broken.json", "{\n  \"v\": 1,\n}");
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        error(&broken).contains("line 3 column 1"),
        "{}",
        error(&broken)
    );

    let missing = afterword(&["check", "/no/such/file.json"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(error(&missing).contains("/no/such/file.json"));
}

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;

/// The path of every key in a document; the name of a site is any name.
fn keys(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let key = if path == "sites." { "*" } else { key };
                let path = format!("{path}{key}");
                keys(value, &format!("{path}."), found);
                found.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, path, found)),
        _ => {}
    }
}

fn keys_of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keys(value, "", &mut found);
    found
}

/// Every key that a file can have, since what is read from the example is written out again with
/// all of its fields.
#[test]
fn the_example_has_every_key_with_a_comment_before_it() {
    let config = Config::parse(EXAMPLE).unwrap();
    let known = keys_of(&serde_json::to_value(&config).unwrap());
    let document: toml::Table = EXAMPLE.parse().unwrap();
    let written = keys_of(&serde_json::to_value(&document).unwrap());
    assert_eq!(written, known);

    let mut before = "";
    for line in EXAMPLE.lines().filter(|line| !line.is_empty()) {
        let begins_a_key = line.contains(" = ") && !line.starts_with([' ', '#']);
        assert!(!begins_a_key || before.starts_with('#'), "{line}");
        before = line;
    }
}

#[test]
fn without_a_file_the_example_says_what_holds() {
    let config = Config::parse("[sites.shop]\n[limits]").unwrap();
    let example = Config::parse(EXAMPLE).unwrap();
    let usual = serde_json::to_value(config.limits).unwrap();
    assert_eq!(usual, serde_json::to_value(example.limits).unwrap());
    let site = |config: &Config| {
        let (_, site) = config.sites.iter().next().unwrap();
        serde_json::to_value((site.responses, site.unknown_surveys, site.public)).unwrap()
    };
    assert_eq!(site(&config), site(&example));
}

fn problem(text: &str) -> String {
    let error = Config::parse(text).unwrap_err();
    error.of(Path::new("a.toml")).to_string()
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_would_be_right() {
    for (text, told) in [
        (
            "\nlsten = \"[::1]:1\"",
            "a.toml line 2: unknown key `lsten`; expected `listen`",
        ),
        (
            "[sites.shop]\norigin = []",
            "a.toml line 2: unknown key `origin`; expected `origins`",
        ),
        (
            "[sites.shop]\nspam.honey_pot = true",
            "a.toml line 2: unknown key `honey_pot`; expected `honeypot`",
        ),
        (
            "[sites.shop]\nretention = \"a year\"",
            "a.toml line 2: `a year` is no length of time; expected a whole number and its unit, such as `10s`, `2h` or `90d`",
        ),
        (
            "[sites.shop]\norigins = [\"shop.example\"]",
            "a.toml line 2: `shop.example` is no origin; expected scheme and host, such as `https://shop.example`",
        ),
        (
            "[sites.shop]\nkeep = [\"face\"]",
            "a.toml line 2: unknown variant `face`; expected `address` or `agent`",
        ),
        (
            "[proxies]\ntrusted = [\"10.0.0/8\"]",
            "a.toml line 2: `10.0.0/8` is no network; expected one such as `10.0.0.7` or `10.0.0.0/8`",
        ),
        (
            "[sites.\"a shop\"]",
            "a.toml line 1: `a shop` names no site; expected 1 to 64 letters, digits, `-`, `_` or `.`",
        ),
        (
            "[limits]\nconnections = \"many\"",
            "a.toml line 2: invalid type: string \"many\"; expected u16",
        ),
    ] {
        assert_eq!(problem(text), told);
    }
    // A key that is like none is answered by all of them.
    assert!(problem("xyzzy = 1").contains("`listen`, `store`"));
    assert!(problem("[log\n").starts_with("a.toml line 1: "));
}

#[test]
fn a_secret_stands_in_the_file_in_another_or_in_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, "from a file\n").unwrap();
    let path = path.to_str().unwrap().to_owned();
    let environment = |name: &str| match name {
        "HERE" => Some("from the environment".to_owned()),
        "THERE_FILE" => Some(path.clone()),
        "EMPTY" => Some(String::new()),
        _ => None,
    };
    let resolve = |text: &str| {
        let secret = Secret::clone(&toml::Value::from(text).try_into().unwrap());
        let found = secret.resolve(&environment);
        found.map(|secret| secret.reveal().to_owned())
    };
    assert_eq!(resolve("plain").unwrap(), "plain");
    assert_eq!(resolve("postgres://a/b").unwrap(), "postgres://a/b");
    assert_eq!(resolve("env:HERE").unwrap(), "from the environment");
    assert_eq!(resolve("env:THERE").unwrap(), "from a file");
    assert_eq!(resolve(&format!("file:{path}")).unwrap(), "from a file");
    let (message, expected) = resolve("env:NOWHERE").unwrap_err();
    assert_eq!(message, "the environment has no NOWHERE");
    assert!(expected.contains("NOWHERE_FILE"));
    assert!(resolve("file:/no/such/file").is_err());
    assert!(resolve("env:EMPTY").is_err());
}

#[test]
fn a_secret_is_never_printed() {
    let config = Config::parse("token = \"xyzzy\"").unwrap();
    assert!(!format!("{config:?}").contains("xyzzy"));
}

//! What `afterword.toml` says holds, and what is wrong in it is told before anything is served.

use std::process::{Command, Output};

use journeys::collector::Reply;
use serde_json::{Value, json};

use crate::support::{BINARY, Fresh, but, nps};

fn of_site(site: &str, response: Value) -> Value {
    but(response, json!({"site": site}))
}

fn post_from(fresh: &Fresh, origin: &str, response: &Value) -> Reply {
    let mut connection = fresh.collector.connect().unwrap();
    let body = response.to_string();
    let headers = [("Origin", origin)];
    connection
        .send("POST", "/v1/responses", &headers, body.as_bytes())
        .unwrap()
}

fn code(reply: &Reply) -> String {
    let error = &reply.json()["error"];
    error["code"].as_str().unwrap_or_default().to_owned()
}

fn serve_in(folder: &std::path::Path, arguments: &[&str]) -> Output {
    Command::new(BINARY)
        .arg("serve")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn the_sites_of_the_file_are_all() {
    let fresh = Fresh::start_with_config("[sites.shop]\npublic = true\n[sites.blog]");
    fresh.status(&of_site("shop", nps(1, 9)));
    let reply = fresh.post(&nps(2, 9));
    assert_eq!((reply.status, &*code(&reply)), (422, "unknown_site"));
    assert_eq!(reply.json()["error"]["expected"], "`blog` or `shop`");
    let scores = |site: &str| {
        let path = format!("/v1/surveys/nps/scores?site={site}");
        fresh.collector.get(&path).unwrap().status
    };
    assert_eq!((scores("shop"), scores("blog")), (200, 401));
}

#[test]
fn a_site_takes_from_its_own_pages_and_from_who_is_no_page() {
    let fresh = Fresh::start_with_config(
        "[sites.shop]\npublic = true\norigins = [\"https://shop.example\"]",
    );
    let from = |number, origin: &str| {
        let response = of_site("shop", nps(number, 9));
        post_from(&fresh, origin, &response)
    };
    assert_eq!(from(1, "https://shop.example").status, 200);
    let own = format!("http://{}", fresh.collector.address());
    assert_eq!(from(2, &own).status, 200, "a page of the collector itself");
    fresh.status(&of_site("shop", nps(3, 9)));
    for (number, origin) in [
        (4, "https://evil.example"),
        (5, "null"),
        (6, "http://shop.example"),
    ] {
        let reply = from(number, origin);
        assert_eq!((reply.status, &*code(&reply)), (403, "origin_not_allowed"));
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    }
    let read = |origin: &str| {
        let mut connection = fresh.collector.connect().unwrap();
        let path = "/v1/surveys/nps/scores?site=shop";
        let headers = [("Origin", origin)];
        connection.send("GET", path, &headers, b"").unwrap().status
    };
    assert_eq!(read("https://shop.example"), 200);
    assert_eq!(read("https://evil.example"), 403);
    let path = "/v1/surveys/nps/scores?site=shop";
    assert_eq!(fresh.read(path)["questions"][0]["n"], 3);
}

#[test]
fn a_site_takes_the_surveys_that_it_names() {
    let fresh = Fresh::start_with_config(
        "[sites.few]\nsurveys = [\"nps\"]\n[sites.known]\nunknown_surveys = false",
    );
    let status = |site: &str, survey: &str, number| {
        let response = but(nps(number, 9), json!({"site": site, "survey": survey}));
        let reply = fresh.post(&response);
        (reply.status, code(&reply))
    };
    let taken = (200, String::new());
    let refused = (422, "unknown_survey".to_owned());
    assert_eq!(status("few", "nps", 1), taken);
    assert_eq!(status("few", "enps", 2), refused);
    assert_eq!(status("known", "enps", 3), taken, "a template");
    assert_eq!(status("known", "our-own", 4), refused);
}

#[test]
fn what_is_wrong_is_told_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("afterword.toml");
    std::fs::write(&file, "# ours\n[sites.shop]\norigns = []\n").unwrap();
    for arguments in [&[][..], &["--config", "afterword.toml"]] {
        let output = serve_in(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            error,
            "afterword: afterword.toml line 3: unknown key `origns`; expected `origins`\n"
        );
        assert!(output.stdout.is_empty());
    }
    std::fs::write(
        &file,
        "[sites.shop]\nsigning_keys = [\n  \"env:NOWHERE\",\n]",
    )
    .unwrap();
    let output = serve_in(folder.path(), &[]);
    let error = String::from_utf8_lossy(&output.stderr);
    let told = "afterword.toml line 3: the environment has no NOWHERE; expected NOWHERE, or \
                NOWHERE_FILE with the name of a file";
    assert!(error.contains(told), "{error}");
    assert!(!folder.path().join("afterword.db").exists());
    let output = serve_in(folder.path(), &["--config", "other.toml"]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "a file that is named must be there"
    );
}

#[test]
fn an_option_goes_before_the_file() {
    let fresh =
        Fresh::start_with_config("store = \"sqlite:elsewhere.db\"\nlisten = \"127.0.0.1:1\"");
    let lines = fresh.collector.introduction();
    assert!(lines[1].starts_with("config  "), "{lines:?}");
    assert!(lines[2].ends_with("test.db (new)"), "{lines:?}");
}

#[test]
fn quotas_hold_for_each_address_and_site() {
    let fresh = Fresh::start_with_config(
        "[limits]\nloopback = true\nrequests = { per_minute = 6000, burst = 1000 }\n\
         [sites.shop]\nresponses = { per_minute = 1, burst = 3 }\n[sites.blog]",
    );
    let shop = |number| fresh.post(&of_site("shop", nps(number, 9)));
    for number in 1..=3 {
        assert_eq!(shop(number).status, 200);
    }
    let reply = shop(4);
    assert_eq!((reply.status, &*code(&reply)), (429, "too_often"));
    let seconds: u64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=61).contains(&seconds), "{seconds}");
    fresh.status(&of_site("blog", nps(5, 9)));
    let array = json!([of_site("blog", nps(6, 9)), of_site("shop", nps(7, 9))]);
    assert_eq!(
        fresh.post(&array).status,
        429,
        "what comes together waits together"
    );
    let scores = fresh.read("/v1/surveys/nps/scores?site=blog");
    assert_eq!(scores["questions"][0]["n"], 1);
}

#[test]
fn requests_have_a_quota_of_their_own_and_health_has_none() {
    let fresh = Fresh::start_with_config(
        "[limits]\nloopback = true\nrequests = { per_minute = 1, burst = 2 }\n[sites.shop]",
    );
    let get = |path: &str| fresh.collector.get(path).unwrap().status;
    assert_eq!([get("/v1/surveys/nps"), get("/nothing")], [200, 404]);
    assert_eq!([get("/v1/surveys/nps"), get("/nothing")], [429, 429]);
    assert_eq!([get("/healthz"), get("/readyz")], [200, 200]);
}

#[test]
fn behind_a_declared_proxy_each_client_has_its_own_quota() {
    let text = "[proxies]\ntrusted = [\"127.0.0.1\"]\n[limits]\n\
                requests = { per_minute = 1, burst = 1 }\n[sites.shop]";
    let fresh = Fresh::start_with_config(text);
    let status = |addresses: &str| {
        let mut connection = fresh.collector.connect().unwrap();
        let headers = [("X-Forwarded-For", addresses)];
        let reply = connection.send("GET", "/v1/surveys/nps", &headers, b"");
        reply.unwrap().status
    };
    assert_eq!(status("192.0.2.1"), 200);
    assert_eq!(status("192.0.2.2"), 200);
    assert_eq!(status("192.0.2.1"), 429);
    assert_eq!(
        status("192.0.2.3, 192.0.2.1"),
        429,
        "whoever makes up others gains nothing"
    );
    let fresh = Fresh::start_with_config(
        "[limits]\nrequests = { per_minute = 1, burst = 1 }\n[sites.shop]",
    );
    let mut connection = fresh.collector.connect().unwrap();
    for address in ["192.0.2.1", "192.0.2.1"] {
        let headers = [("X-Forwarded-For", address)];
        let reply = connection.send("GET", "/v1/surveys/nps", &headers, b"");
        assert_eq!(
            reply.unwrap().status,
            200,
            "nobody is declared, nobody believed"
        );
    }
}

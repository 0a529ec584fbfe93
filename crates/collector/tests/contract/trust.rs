//! What a response says of itself, what its site's server vouches for, and what is suspected.

use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{Fresh, but, nonzero, nps};

const KEY: &str = "a key for tests of 32 bytes or more";
const OLD_KEY: &str = "the key before it, of 32 bytes or more";

/// A token as any server makes it.
fn sign(key: &str, claims: &Value) -> String {
    let payload = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    let text = format!("v1.{payload}");
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    let signature = mac.chain_update(&text).finalize().into_bytes();
    format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

fn claims(fields: Value) -> Value {
    let usual = json!({"site": "shop", "respondent": "ada", "exp": 4_000_000_000_i64});
    but(usual, fields)
}

fn shop(site: &str) -> Fresh {
    let keys = format!("signing_keys = [\"{KEY}\", \"{OLD_KEY}\"]");
    Fresh::start_with_config(&format!("[sites.shop]\npublic = true\n{keys}\n{site}"))
}

fn response(number: u32, fields: Value) -> Value {
    but(but(nps(number, 9), json!({"site": "shop"})), fields)
}

/// What is told of a stored response: whether it is verified, else why not.
fn told(fresh: &Fresh, number: u32, fields: Value) -> Value {
    assert_eq!(fresh.status(&response(number, fields)), "stored");
    let latest = fresh.read("/v1/responses?site=shop&limit=1")["responses"][0].take();
    if latest["verified"] == true {
        json!("verified")
    } else {
        latest["not_verified"].clone()
    }
}

/// Why each of the responses was set aside that were, the newest first.
fn set_aside(fresh: &Fresh) -> Vec<Value> {
    let listed = fresh.read("/v1/responses?site=shop&set_aside=true");
    let listed = listed["responses"].as_array().unwrap().iter();
    listed
        .map(|response| response["set_aside"].clone())
        .collect()
}

fn counted(fresh: &Fresh) -> Value {
    let scores = fresh.read("/v1/surveys/nps/scores?site=shop");
    nonzero(&scores["questions"][0]["counts"])
}

#[test]
fn what_a_server_vouches_for_is_verified_and_the_rest_is_kept_as_unverified() {
    let fresh = shop("");
    let order = json!({"order": "A-1", "value": 59.9});
    let signed = sign(KEY, &claims(order.clone()));
    let with = |token: &str| json!({"signed": token, "context": order});
    assert_eq!(told(&fresh, 1, json!({})), "unsigned");
    assert_eq!(told(&fresh, 2, with(&signed)), "verified");
    let old = sign(OLD_KEY, &claims(json!({})));
    assert_eq!(
        told(&fresh, 3, with(&old)),
        "verified",
        "while a key is changed"
    );
    let changed = json!({"signed": signed, "context": {"order": "A-1", "value": 9000}});
    assert_eq!(told(&fresh, 4, changed), "mismatch");
    let somebody = json!({"signed": signed, "respondent": "ben"});
    assert_eq!(told(&fresh, 5, somebody), "mismatch");
    let forged = sign(&"x".repeat(32), &claims(json!({})));
    assert_eq!(told(&fresh, 6, with(&forged)), "wrong_signature");
    let expired = sign(KEY, &claims(json!({"exp": 1_700_000_000})));
    assert_eq!(told(&fresh, 7, with(&expired)), "expired", "by our clock");
    let elsewhere = sign(KEY, &claims(json!({"site": "blog"})));
    assert_eq!(told(&fresh, 8, with(&elsewhere)), "mismatch");
    assert_eq!(told(&fresh, 9, with("ada")), "malformed");
    assert_eq!(counted(&fresh), json!({"9": 9}), "all of them count");
}

#[test]
fn a_nonce_is_good_for_one_response_in_all_its_states() {
    let fresh = shop("");
    let once = json!({"signed": sign(KEY, &claims(json!({"nonce": "n-1"})))});
    assert_eq!(told(&fresh, 1, once.clone()), "verified");
    let later = but(once.clone(), json!({"seq": 2}));
    assert_eq!(fresh.status(&response(1, later)), "updated");
    let latest = fresh.read("/v1/responses?site=shop&limit=1")["responses"][0].take();
    assert_eq!(latest["verified"], true);
    assert_eq!(told(&fresh, 2, once), "nonce_used");
}

#[test]
fn whoever_fills_in_what_nobody_sees_is_set_aside_and_not_lost() {
    let fresh = shop("");
    fresh.status(&response(1, json!({"website": "https://spam.example"})));
    fresh.status(&response(2, json!({"website": ""})));
    fresh.status(&response(3, json!({})));
    assert_eq!(counted(&fresh), json!({"9": 2}));
    assert_eq!(set_aside(&fresh), ["honeypot"]);
    let listed = fresh.read("/v1/responses?site=shop")["responses"].take();
    assert_eq!(listed.as_array().unwrap().len(), 2);
}

#[test]
fn whoever_answers_faster_than_anybody_reads_is_set_aside() {
    let fresh = shop("spam.shortest = \"2s\"");
    let shown = |at: &str| json!({"shown_at": at});
    fresh.status(&response(1, shown("2026-01-31T11:59:57.999Z")));
    fresh.status(&response(2, shown("2026-01-31T11:59:58.001Z")));
    fresh.status(&response(3, shown("2026-01-31T12:00:01.000Z")));
    fresh.status(&response(4, json!({})));
    assert_eq!(counted(&fresh), json!({"9": 1}));
    assert_eq!(set_aside(&fresh), ["too_fast", "too_fast", "too_fast"]);
}

#[test]
fn a_proof_of_work_is_good_for_one_response() {
    let fresh = shop("spam.proof = true");
    let challenge = fresh.collector.get("/v1/challenge").unwrap();
    assert_eq!(challenge.header("cache-control"), Some("no-store"));
    let challenge: Challenge = serde_json::from_slice(&challenge.body).unwrap();
    let options = SolveChallengeOptions::new(&challenge);
    let solution = solve_challenge(options).unwrap().unwrap();
    let payload = Payload {
        challenge,
        solution,
    };
    let proof = BASE64_STANDARD.encode(serde_json::to_vec(&payload).unwrap());
    fresh.status(&response(1, json!({"altcha": proof})));
    assert_eq!(counted(&fresh), json!({"9": 1}));
    fresh.status(&response(2, json!({"altcha": proof})));
    fresh.status(&response(3, json!({"altcha": "nonsense"})));
    fresh.status(&response(4, json!({})));
    assert_eq!(counted(&fresh), json!({"9": 1}));
    assert_eq!(set_aside(&fresh), ["no_proof", "no_proof", "no_proof"]);
}

#[test]
fn nothing_is_kept_of_a_sender_unless_the_site_asks() {
    let agent = [("User-Agent", "Lynx/2.9")];
    let send = |fresh: &Fresh| {
        let body = response(1, json!({})).to_string();
        let mut connection = fresh.collector.connect().unwrap();
        let reply = connection.send("POST", "/v1/responses", &agent, body.as_bytes());
        assert_eq!(reply.unwrap().status, 200);
        fresh.read("/v1/responses?site=shop")["responses"][0].take()
    };
    let plain = shop("");
    let latest = send(&plain);
    assert_eq!(
        (&latest["address"], &latest["agent"]),
        (&Value::Null, &Value::Null)
    );
    let kept = plain.store.sql("SELECT * FROM response");
    for trace in ["Lynx", "127.0.0.1"] {
        assert!(!kept.contains(trace), "{trace} in {kept}");
    }
    let latest = send(&shop("keep = [\"address\", \"agent\"]"));
    assert_eq!(
        (&latest["address"], &latest["agent"]),
        (&json!("127.0.0.1"), &json!("Lynx/2.9"))
    );
    let latest = send(&shop("keep = [\"agent\"]"));
    assert_eq!(latest["agent"], "Lynx/2.9");
    assert!(latest["address"].as_str().unwrap_or("").is_empty());
}

#[test]
fn what_a_site_no_longer_keeps_is_gone_after_a_start() {
    let text = "[sites.shop]\nretention = \"30d\"\n[sites.blog]";
    let fresh = Fresh::start_with_config(text);
    for (number, site) in [(1, "shop"), (2, "shop"), (3, "blog")] {
        fresh.status(&response(number, json!({"site": site})));
    }
    for number in [1, 3] {
        let id = journeys::collector::id(number);
        fresh.store.sql(&format!(
            "UPDATE response SET received_at = received_at - 2678400000 WHERE id = '{id}'"
        ));
    }
    let fresh = fresh.start_again_with_config();
    let start = std::time::Instant::now();
    let left = |site: &str| {
        let listed = fresh.read(&format!("/v1/responses?site={site}"));
        listed["responses"].as_array().unwrap().len()
    };
    while left("shop") != 1 {
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(left("blog"), 1, "it never said how long");
}

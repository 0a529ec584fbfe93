//! Links that a site's server signed.

use serde_json::json;

use super::{Page, visit};
use crate::support::{Fresh, sign};

const KEY: &str = "a key for tests of 32 bytes or more";

/// The first page of a link with these claims.
fn linked<'f>(fresh: &'f Fresh, claims: &serde_json::Value) -> Page<'f> {
    visit(fresh, &format!("/s/nps?t={}", sign(KEY, claims)))
}

fn once() -> serde_json::Value {
    json!({"respondent": "ada", "exp": 4_000_000_000_i64, "nonce": "n-1", "order": "A-1", "value": 59.9})
}

#[test]
fn what_was_signed_is_the_context() {
    let fresh = Fresh::start_with_key(KEY);
    linked(&fresh, &once()).send(&[("rating", "9")]);
    let response = &fresh.read("/v1/responses")["responses"][0];
    assert_eq!(response["respondent"], "ada");
    assert_eq!(response["context"], json!({"order": "A-1", "value": 59.9}));
    assert!(response["signed"].as_str().unwrap().starts_with("v1."));
}

#[test]
fn a_link_with_a_nonce_is_answered_once() {
    let fresh = Fresh::start_with_key(KEY);
    let (one, other) = (linked(&fresh, &once()), linked(&fresh, &once()));
    let comment = one.send(&[("rating", "9")]);
    // The same link on another device goes on where it was left.
    let elsewhere = linked(&fresh, &once());
    assert_eq!(elsewhere.asks(), comment.asks());
    comment.send(&[("comment", "Yes.")]);
    let done = linked(&fresh, &once());
    assert_eq!(done.asks(), "This was answered already. Thank you.");
    assert!(!done.has("form"));
    // A page that was open all the while.
    assert!(!other.send(&[("rating", "2")]).has("form"));
    assert_eq!(fresh.counts("nps"), json!({"9": 1}));
}

#[test]
fn a_link_without_a_nonce_is_answered_by_whoever_likes() {
    let fresh = Fresh::start_with_key(KEY);
    let claims = json!({"respondent": "ada", "exp": 4_000_000_000_i64});
    for _ in 0..2 {
        linked(&fresh, &claims)
            .send(&[("rating", "9")])
            .send(&[("comment", "x")]);
    }
    assert_eq!(fresh.counts("nps"), json!({"9": 2}));
}

#[test]
fn a_link_whose_time_is_over_says_so_but_lets_finish_what_was_begun() {
    let fresh = Fresh::start_with_key(KEY);
    let expired = json!({"respondent": "ada", "exp": 1_000_000_000});
    let page = linked(&fresh, &expired);
    assert_eq!(
        (page.reply.status, &*page.asks()),
        (410, "This link has expired.")
    );
}

#[test]
fn what_nobody_signed_is_not_believed() {
    let fresh = Fresh::start_with_key(KEY);
    let token = sign("another key for tests, 32 bytes long", &once());
    visit(&fresh, &format!("/s/nps?t={token}")).send(&[("rating", "9")]);
    let response = &fresh.read("/v1/responses")["responses"][0];
    assert!(response.get("context").is_none() && response.get("respondent").is_none());
    assert_eq!(
        response["signed"], token,
        "it is kept for whoever can judge it"
    );
}

//! What is made of a response that is as it should be: whether its site's server vouches for it,
//! whether it is suspected, and what is kept of its sender. Nothing of it is refused here.

use axum::http::{HeaderMap, header};
use serde_json::Value;
use survey::response::{Response, Scalar};
use survey::time::Timestamp;

use super::super::App;
use crate::client::Client;
use crate::clock::now;
use crate::config::Kept;
use crate::signed::{Claims, Unbelieved};
use crate::sites::Site;
use crate::store::{Doubt, Incoming, Sender, SetAside, Vouching};
use crate::webhook;

/// Characters of a browser's name that are kept.
const LONGEST_AGENT: usize = 300;

/// How a response came.
#[derive(Clone, Debug)]
pub(super) struct Circumstances {
    client: Client,
    /// What the browser calls itself.
    agent: String,
}

/// What a response brought that is no part of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Baggage<'v> {
    /// What stands in the field that no visitor sees.
    pub(super) website: Option<&'v str>,
    /// The solution of a challenge.
    pub(super) altcha: Option<&'v str>,
}

impl<'v> Baggage<'v> {
    pub(super) fn of(value: &'v Value) -> Self {
        Self {
            website: value["website"].as_str(),
            altcha: value["altcha"].as_str(),
        }
    }
}

impl Circumstances {
    pub(super) fn of(client: Client, headers: &HeaderMap) -> Self {
        let agent = headers.get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or("");
        Self {
            client,
            agent: agent.chars().take(LONGEST_AGENT).collect(),
        }
    }

    /// Judges a response to a survey of this site.
    pub(super) fn judge(
        &self,
        app: &App,
        site: &Site,
        response: Response,
        baggage: Baggage<'_>,
    ) -> Incoming {
        let now = now();
        let mut item = Incoming::from(response);
        item.verified = vouched(site, &item.response, now);
        item.set_aside = suspicion(app, site, &item.response, baggage, now);
        item.sender = self.sender(site);
        item.messages = webhook::messages(&site.table.webhooks, &item, now);
        item
    }

    fn sender(&self, site: &Site) -> Option<Sender> {
        let keep = |what, text: &dyn Fn() -> String| {
            let text = site.keeps(what).then(text);
            text.unwrap_or_default()
        };
        let sender = Sender {
            address: keep(Kept::Address, &|| self.client.address().to_string()),
            agent: keep(Kept::Agent, &|| self.agent.clone()),
        };
        let is_kept = !(sender.address.is_empty() && sender.agent.is_empty());
        is_kept.then_some(sender)
    }
}

/// Whether the site's server vouches for what a response says. By our clock: the visitor's may
/// say anything.
fn vouched(site: &Site, response: &Response, now: Timestamp) -> Vouching {
    let Some(token) = &response.signed else {
        return Vouching::Unsigned;
    };
    if site.keys.is_empty() {
        return Vouching::NotVerified(Doubt::NoKey);
    }
    match site.keys.verify(token, now) {
        Err(Unbelieved::NoToken) => Vouching::NotVerified(Doubt::Malformed),
        Err(Unbelieved::WrongSignature) => Vouching::NotVerified(Doubt::WrongSignature),
        Err(Unbelieved::Expired) => Vouching::NotVerified(Doubt::Expired),
        Ok(claims) if !agrees(&claims, response) => Vouching::NotVerified(Doubt::Mismatch),
        Ok(claims) => Vouching::Verified {
            nonce: claims.nonce,
            expires: Timestamp::from_millis(claims.exp.saturating_mul(1000)),
        },
    }
}

/// Whether a response says nothing else than what is vouched for. What it does not say at all, the
/// token that is kept with it says.
fn agrees(claims: &Claims, response: &Response) -> bool {
    let respondent = response.respondent.as_ref();
    claims.site == response.site
        && respondent.is_none_or(|respondent| *respondent == claims.respondent)
        && claims
            .context
            .iter()
            .all(|(key, vouched)| match key.as_str() {
                "survey" => vouched == response.survey.as_str(),
                key => {
                    let mut context = response.context.iter();
                    let said = context.find(|(name, _)| name == key);
                    said.is_none_or(|(_, said)| is(said, vouched))
                }
            })
}

fn is(said: &Scalar, vouched: &Value) -> bool {
    match said {
        Scalar::Text(text) => vouched == text,
        Scalar::Flag(flag) => vouched == flag,
        // 59.9 and 59.90 are the same.
        Scalar::Number(number) => {
            let number: Option<f64> = number.as_str().parse().ok();
            vouched.is_number() && number == vouched.as_f64()
        }
    }
}

fn suspicion(
    app: &App,
    site: &Site,
    response: &Response,
    baggage: Baggage<'_>,
    now: Timestamp,
) -> Option<SetAside> {
    let spam = site.spam();
    if spam.honeypot && baggage.website.is_some_and(|text| !text.is_empty()) {
        return Some(SetAside::Honeypot);
    }
    if spam
        .shortest
        .is_some_and(|time| took(response) < Some(time.millis()))
    {
        return Some(SetAside::TooFast);
    }
    let proves = |proof| app.proofs.accepts(proof, &response.id, now);
    if spam.proof && !baggage.altcha.is_some_and(proves) {
        return Some(SetAside::NoProof);
    }
    None
}

/// Milliseconds from what was shown to what was answered; `None`, which is less than any, where
/// it does not say.
fn took(response: &Response) -> Option<i64> {
    let shown_at = response.shown_at?;
    Some(
        response
            .answered_at
            .millis()
            .saturating_sub(shown_at.millis()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::signed::Key;
    use crate::sites::Sites;
    use serde_json::json;

    const KEY: &str = "a key for tests of 32 bytes or more";

    /// What becomes of a response to `site` with these fields, under a token with these claims.
    fn verdict(fields: &Value, site: &str, context: &Value) -> Vouching {
        let text = format!("[sites.a]\nsigning_keys = [\"{KEY}\"]\n[sites.b]");
        let mut config: Config = toml::from_str(&text).unwrap();
        let sites = Sites::new(&mut config, None).unwrap();
        let mut claims = Claims::new(site, "ada", 100);
        claims.context = context.as_object().unwrap().clone();
        claims.nonce = Some("n-1".into());
        let mut response = json!({
            "v": 1, "id": "0198c0de-0000-7000-8000-000000000001", "seq": 1, "site": "a",
            "survey": "nps", "outcome": "complete",
            "answers": [{"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]}],
            "answered_at": "2026-01-31T12:00:00Z",
            "signed": Key::new(KEY).unwrap().sign(&claims).unwrap(),
        });
        let members = fields.as_object().unwrap().clone();
        response.as_object_mut().unwrap().extend(members);
        let response = Response::parse(&&response).unwrap();
        let site = sites.named(&response.site).unwrap();
        vouched(site, &response, Timestamp::from_millis(0))
    }

    fn believed() -> Vouching {
        Vouching::Verified {
            nonce: Some("n-1".into()),
            expires: Timestamp::from_millis(100_000),
        }
    }

    #[test]
    fn what_agrees_with_its_token_is_verified() {
        let order = json!({"order": "A-1", "value": 59.9, "gift": true, "survey": "nps"});
        for fields in [
            json!({}),
            json!({"respondent": "ada"}),
            json!({"context": {"order": "A-1", "value": 59.90, "gift": true, "page": "p"}}),
        ] {
            assert_eq!(verdict(&fields, "a", &order), believed(), "{fields}");
        }
    }

    #[test]
    fn what_says_something_else_is_not() {
        let order = json!({"order": "A-1", "value": 59.9, "gift": true, "survey": "nps"});
        for fields in [
            json!({"respondent": "ben"}),
            json!({"survey": "csat"}),
            json!({"context": {"order": "A-2"}}),
            json!({"context": {"value": 59.91}}),
            json!({"context": {"value": "59.9"}}),
            json!({"context": {"gift": "true"}}),
        ] {
            let mismatch = Vouching::NotVerified(Doubt::Mismatch);
            assert_eq!(verdict(&fields, "a", &order), mismatch, "{fields}");
        }
        let elsewhere = verdict(&json!({}), "b", &json!({}));
        assert_eq!(elsewhere, Vouching::NotVerified(Doubt::Mismatch));
    }

    #[test]
    fn what_nobody_can_check_is_not() {
        let doubt = |fields: Value| verdict(&fields, "a", &json!({}));
        let of = Vouching::NotVerified;
        assert_eq!(doubt(json!({"site": "b"})), of(Doubt::NoKey));
        assert_eq!(doubt(json!({"signed": "ada"})), of(Doubt::Malformed));
        let forged = doubt(json!({"signed": "v1.e30.q3Zk"}));
        assert_eq!(forged, of(Doubt::WrongSignature));
    }
}

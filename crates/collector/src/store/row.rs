//! Responses as rows: those that are to be written, and those that are there.

use score::Metric;
use survey::pace::LOWEST_RATE;
use survey::response::{AnswerValue, Outcome, Response, Scalar};
use survey::time::Timestamp;

use super::incoming::VERIFIED;
use super::series::{Series, SurveyKey};
use super::{Incoming, Sender, SetAside, Vouching};

/// Where a response is kept: its site and its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) site: String,
    pub(crate) id: String,
}

impl Key {
    pub(super) fn of(response: &Response) -> Self {
        Self {
            site: response.site.clone(),
            id: response.id.as_str().to_owned(),
        }
    }
}

/// A response that is to be written.
#[derive(Clone, Debug)]
pub(super) struct Row<'i> {
    pub(super) key: Key,
    pub(super) item: &'i Incoming,
    /// What is known of its signature, once its nonce was looked up.
    pub(super) verified: &'static str,
}

impl Row<'_> {
    pub(super) fn survey(&self) -> SurveyKey {
        SurveyKey::new(&self.key.site, &self.item.response.survey)
    }

    /// When it arrived: now, unless it comes from another store.
    pub(super) fn received_at(&self, now: i64) -> i64 {
        self.item
            .received_at
            .map_or(now, Timestamp::millis)
            .min(now)
    }

    /// When it counts as answered: as the visitor's clock says, but never after it arrived.
    pub(super) fn answered_at(&self, now: i64) -> i64 {
        let answered_at = self.item.response.answered_at.millis();
        answered_at.min(self.received_at(now))
    }

    /// The rate that it was asked for at, 1 where it does not say; `None` where it does not count.
    /// No rate is lower than the lowest that is ever set: what claims one must not outweigh all
    /// others.
    pub(super) fn rate(&self) -> Option<f64> {
        let response = &self.item.response;
        let answered = matches!(response.outcome, Outcome::Complete | Outcome::Partial);
        if !answered || response.test || self.item.set_aside.is_some() {
            return None;
        }
        let rate = response.sampling_rate.as_ref();
        let rate = rate.and_then(|rate| rate.as_str().parse().ok());
        Some(rate.unwrap_or(1.0_f64).clamp(LOWEST_RATE, 1.0))
    }

    /// Its ratings; none where it does not count.
    pub(super) fn ratings(&self, now: i64) -> Vec<Rating> {
        let Some(rate) = self.rate() else {
            return Vec::new();
        };
        let segment = segment(&self.item.response);
        let rating = |question: &str, metric: Metric, rating: i32| Rating {
            series: Series {
                question: question.to_owned(),
                metric,
            },
            at: self.answered_at(now),
            rating,
            rate,
            segment: segment.clone(),
        };
        let answers = self.item.response.answers.iter();
        answers
            .filter_map(|answer| match answer.value {
                AnswerValue::Rating { metric, rating: n } => {
                    Some(rating(&answer.question, metric, n))
                }
                _ => None,
            })
            .collect()
    }
}

/// A rating as it is counted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rating {
    pub(super) series: Series,
    /// When it counts as answered, in milliseconds since 1970.
    pub(super) at: i64,
    pub(super) rating: i32,
    pub(super) rate: f64,
    /// As a column; see [`segment`].
    pub(super) segment: String,
}

/// The segment of the context as a column: empty where there is none, else its kind and its text.
/// It is part of a key, and as JSON the longest one could be longer than keys may be.
fn segment(response: &Response) -> String {
    let segment = response.context.iter().find(|(key, _)| key == "segment");
    match segment.map(|(_, value)| value) {
        None => String::new(),
        Some(Scalar::Text(text)) => format!("t{text}"),
        Some(Scalar::Number(number)) => format!("n{}", number.as_str()),
        Some(Scalar::Flag(flag)) => format!("b{flag}"),
    }
}

/// The value that a column holds; null where there is none.
pub(super) fn segment_value(column: &str) -> serde_json::Value {
    match column.split_at_checked(1) {
        Some(("t", text)) => text.into(),
        Some(("n" | "b", json)) => serde_json::from_str(json).unwrap_or_default(),
        _ => serde_json::Value::Null,
    }
}

/// The version of a response that is there already.
#[derive(Clone, Debug)]
pub(super) struct Earlier {
    pub(super) seq: i32,
    pub(super) survey: String,
    pub(super) answered_at: i64,
    pub(super) received_at: i64,
    /// What it was counted at, if it was.
    pub(super) rate: Option<f64>,
}

/// A response as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    pub(crate) key: Key,
    /// Version 1 of the record, as JSON.
    pub(crate) json: String,
    /// When its latest version arrived, by the collector's clock.
    pub(crate) received_at: Timestamp,
    /// `verified`, `unsigned`, or why its signature is not believed.
    pub(crate) verified: String,
    /// Why it is suspected, if it is.
    pub(crate) set_aside: Option<String>,
    /// Who sent it, where the site wants to know.
    pub(crate) address: Option<String>,
    /// The browser that sent it, where the site wants to know.
    pub(crate) agent: Option<String>,
}

impl Stored {
    /// The same on its way into another store, as it arrived here.
    ///
    /// # Errors
    ///
    /// What of it this program does not know.
    pub(crate) fn into_incoming(self) -> Result<Incoming, String> {
        let value: serde_json::Value =
            serde_json::from_str(&self.json).map_err(|error| error.to_string())?;
        let response = Response::parse(&&value).map_err(|problems| {
            let first = problems.first();
            first.map_or_else(String::new, |problem| {
                format!("{}: {}", problem.at, problem.message())
            })
        })?;
        let verified = Vouching::named(&self.verified)
            .ok_or_else(|| format!("`{}` is said of its signature", self.verified))?;
        let set_aside = match &self.set_aside {
            Some(name) => {
                Some(SetAside::named(name).ok_or_else(|| format!("`{name}` sets it aside"))?)
            }
            None => None,
        };
        let sender = (self.address.is_some() || self.agent.is_some()).then(|| Sender {
            address: self.address.unwrap_or_default(),
            agent: self.agent.unwrap_or_default(),
        });
        Ok(Incoming {
            json: self.json,
            verified,
            set_aside,
            sender,
            received_at: Some(self.received_at),
            ..Incoming::from(response)
        })
    }

    pub(crate) fn is_verified(&self) -> bool {
        self.verified == VERIFIED
    }

    /// The record with what the collector knows of it.
    pub(crate) fn told(&self) -> String {
        let text = |value: &str| serde_json::Value::from(value).to_string();
        let mut json = self.json.strip_suffix('}').unwrap_or(&self.json).to_owned();
        json.push_str(&format!(",\"verified\":{}", self.is_verified()));
        if !self.is_verified() {
            json.push_str(&format!(",\"not_verified\":{}", text(&self.verified)));
        }
        if let Some(reason) = &self.set_aside {
            json.push_str(&format!(",\"set_aside\":{}", text(reason)));
        }
        if let Some(address) = &self.address {
            json.push_str(&format!(",\"address\":{}", text(address)));
        }
        if let Some(agent) = &self.agent {
            json.push_str(&format!(",\"agent\":{}", text(agent)));
        }
        json.push('}');
        json
    }
}

/// Which responses to read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    pub(crate) site: Option<String>,
    pub(crate) survey: Option<String>,
    /// Answered at this moment or later.
    pub(crate) from: Option<Timestamp>,
    /// Answered before this moment.
    pub(crate) to: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn response(fields: &serde_json::Value) -> Incoming {
        let mut json = json!({
            "v": 1, "id": "0198c0de-0000-7000-8000-000000000001", "seq": 1,
            "survey": "nps", "outcome": "complete",
            "answers": [{"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]}],
            "answered_at": "2026-01-31T12:00:00Z",
        });
        let members = json.as_object_mut().unwrap();
        members.extend(fields.as_object().unwrap().clone());
        Response::parse(&&json).unwrap().into()
    }

    fn row(item: &Incoming) -> Row<'_> {
        Row {
            key: Key::of(&item.response),
            item,
            verified: item.verified.name(),
        }
    }

    #[test]
    fn a_segment_is_read_as_it_was_written() {
        for value in [
            json!("gold"),
            json!(""),
            json!(5.5),
            json!(true),
            json!("ünïcode \""),
        ] {
            let item = response(&json!({"context": {"segment": value}}));
            let ratings = row(&item).ratings(i64::MAX);
            assert_eq!(segment_value(&ratings[0].segment), value);
        }
        let none = response(&json!({}));
        assert_eq!(row(&none).ratings(i64::MAX)[0].segment, "");
        assert_eq!(segment_value(""), json!(null));
    }

    #[test]
    fn nobody_answers_after_the_answer_arrived() {
        let item = response(&json!({"answered_at": "2036-01-31T12:00:00Z"}));
        assert_eq!(row(&item).answered_at(1_000), 1_000);
        let item = response(&json!({"answered_at": "2016-01-31T00:00:00Z"}));
        assert_eq!(row(&item).answered_at(i64::MAX), 1_454_198_400_000);
    }

    #[test]
    fn what_is_set_aside_or_a_test_does_not_count() {
        let mut item = response(&json!({}));
        assert_eq!(row(&item).rate(), Some(1.0));
        item.set_aside = Some(super::super::SetAside::Honeypot);
        assert_eq!(row(&item).rate(), None);
        assert!(row(&item).ratings(0).is_empty());
        let item = response(&json!({"test": true}));
        assert_eq!(row(&item).rate(), None);
    }

    #[test]
    fn a_rate_that_would_outweigh_all_others_is_raised() {
        let item = response(&json!({"sampling": {"rate": 1e-9}}));
        assert_eq!(row(&item).rate(), Some(LOWEST_RATE));
    }

    #[test]
    fn what_the_collector_knows_is_told_beside_the_record() {
        let stored = Stored {
            key: Key {
                site: "default".into(),
                id: "a".into(),
            },
            json: r#"{"v":1}"#.into(),
            received_at: Timestamp::from_millis(0),
            verified: "expired".into(),
            set_aside: Some("honeypot".into()),
            address: None,
            agent: Some("a \"browser\"".into()),
        };
        assert_eq!(
            stored.told(),
            r#"{"v":1,"verified":false,"not_verified":"expired","set_aside":"honeypot","agent":"a \"browser\""}"#
        );
    }
}

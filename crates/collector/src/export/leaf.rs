//! A response as named values: one for each column that it has something to say in.

use score::Metric;
use serde::{Deserialize, Serialize};
use survey::response::{Answer, AnswerValue, Response, Scalar};
use survey::time::Timestamp;

use crate::store::Stored;

/// One value of a response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Leaf {
    Text(String),
    Whole(i64),
    /// As JSON writes it.
    Number(String),
    Flag(bool),
    /// In milliseconds since 1970.
    Time(i64),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Number,
    Flag,
    Time,
}

impl Leaf {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Whole(_) => Kind::Whole,
            Self::Number(_) => Kind::Number,
            Self::Flag(_) => Kind::Flag,
            Self::Time(_) => Kind::Time,
        }
    }

    /// The value as a text.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Time(at) => Timestamp::from_millis(*at).to_text(),
        }
    }
}

impl Kind {
    /// What a column holds that has both.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Whole | Self::Number, Self::Whole | Self::Number) => Self::Number,
            _ => Self::Text,
        }
    }
}

/// The columns that every export has, in their order, with what they hold.
pub(crate) const FIXED: [(&str, Kind); 23] = [
    ("site", Kind::Text),
    ("survey", Kind::Text),
    ("id", Kind::Text),
    ("seq", Kind::Whole),
    ("revision", Kind::Whole),
    ("outcome", Kind::Text),
    ("answered_at", Kind::Time),
    ("shown_at", Kind::Time),
    ("received_at", Kind::Time),
    ("language", Kind::Text),
    ("touchpoint", Kind::Text),
    ("stage", Kind::Text),
    ("respondent", Kind::Text),
    ("page.url", Kind::Text),
    ("sampling.rate", Kind::Number),
    ("test", Kind::Flag),
    ("widget", Kind::Text),
    ("verified", Kind::Flag),
    ("not_verified", Kind::Text),
    ("set_aside", Kind::Text),
    ("address", Kind::Text),
    ("agent", Kind::Text),
    ("skipped", Kind::Text),
];

/// Stands between the elements of a list. No id has it.
pub(crate) const LIST: &str = ", ";

/// What a response says, by column. The signature is not told: whoever has it could use it.
///
/// `None` for what is no response, which no store of ours holds.
pub(crate) fn leaves(stored: &Stored) -> Option<Vec<(String, Leaf)>> {
    let json: serde_json::Value = serde_json::from_str(&stored.json).ok()?;
    let response = Response::parse(&&json).ok()?;
    let mut leaves = Leaves(Vec::with_capacity(32));
    leaves.fixed(stored, &response);
    for (key, value) in &response.context {
        let leaf = match value {
            Scalar::Text(text) => Leaf::Text(text.clone()),
            Scalar::Number(number) => Leaf::Number(number.as_str().to_owned()),
            Scalar::Flag(flag) => Leaf::Flag(*flag),
        };
        leaves.0.push((format!("context.{key}"), leaf));
    }
    for answer in &response.answers {
        leaves.answer(answer);
    }
    Some(leaves.0)
}

struct Leaves(Vec<(String, Leaf)>);

impl Leaves {
    fn put(&mut self, name: &str, leaf: Leaf) {
        self.0.push((name.to_owned(), leaf));
    }

    fn time(&mut self, name: &str, at: Timestamp) {
        self.put(name, Leaf::Time(at.millis()));
    }

    fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.put(name, Leaf::Text(text.to_owned()));
        }
    }

    fn fixed(&mut self, stored: &Stored, response: &Response) {
        self.text("site", Some(&response.site));
        self.text("survey", Some(&response.survey));
        self.text("id", Some(response.id.as_str()));
        self.put("seq", Leaf::Whole(response.seq.into()));
        if let Some(revision) = response.revision {
            self.put("revision", Leaf::Whole(revision.into()));
        }
        self.text("outcome", Some(response.outcome.name()));
        self.time("answered_at", response.answered_at);
        if let Some(shown_at) = response.shown_at {
            self.time("shown_at", shown_at);
        }
        self.time("received_at", stored.received_at);
        self.text("language", response.language.as_deref());
        self.text("touchpoint", response.touchpoint.as_deref());
        self.text("stage", response.stage.as_deref());
        self.text("respondent", response.respondent.as_deref());
        self.text("page.url", response.page.as_deref());
        if let Some(rate) = &response.sampling_rate {
            self.put("sampling.rate", Leaf::Number(rate.as_str().to_owned()));
        }
        if response.test {
            self.put("test", Leaf::Flag(true));
        }
        self.text("widget", response.widget.as_deref());
        self.put("verified", Leaf::Flag(stored.is_verified()));
        if !stored.is_verified() {
            self.text("not_verified", Some(&stored.verified));
        }
        self.text("set_aside", stored.set_aside.as_deref());
        self.text("address", stored.address.as_deref());
        self.text("agent", stored.agent.as_deref());
        let skipped = response.answers.iter();
        let skipped = skipped.filter(|answer| matches!(answer.value, AnswerValue::Skipped));
        let skipped: Vec<&str> = skipped.map(|answer| answer.question.as_str()).collect();
        if !skipped.is_empty() {
            self.put("skipped", Leaf::Text(skipped.join(LIST)));
        }
    }

    fn answer(&mut self, answer: &Answer) {
        let name = |part: &str| format!("answers.{}.{part}", answer.question);
        match &answer.value {
            AnswerValue::Rating { metric, rating } => {
                self.put(&name("rating"), Leaf::Whole((*rating).into()));
                let class = metric.class(*rating).map(score::Class::name);
                self.text(&name("class"), class);
                self.metric(&name, *metric);
            }
            AnswerValue::Text(text) => self.text(&name("text"), Some(text)),
            AnswerValue::Choices { chosen, other, .. } => {
                self.text(&name("choices"), Some(&chosen.join(LIST)));
                self.text(&name("other"), other.as_deref());
            }
            AnswerValue::Contact {
                fields,
                consent,
                at,
                ..
            } => {
                for (field, value) in fields {
                    self.text(&name(&format!("contact.{field}")), Some(value));
                }
                self.text(&name("consent.text"), Some(consent));
                self.time(&name("consent.at"), *at);
            }
            AnswerValue::Skipped => {}
        }
    }

    fn metric(&mut self, name: &dyn Fn(&str) -> String, metric: Metric) {
        let scale = metric.scale();
        self.text(&name("metric"), Some(metric.name()));
        let ends = format!("{}{LIST}{}", scale.min(), scale.max());
        self.text(&name("scale"), Some(&ends));
        match metric {
            Metric::Csat { top, .. } => self.put(&name("top"), Leaf::Whole(top.into())),
            Metric::Ces { direction, .. } => self.text(&name("direction"), Some(direction.name())),
            Metric::Nps | Metric::Rating { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Key;
    use serde_json::{Value, json};

    fn stored(json: &Value) -> Stored {
        Stored {
            key: Key::default(),
            json: json.to_string(),
            received_at: Timestamp::from_millis(0),
            verified: "unsigned".into(),
            set_aside: None,
            address: None,
            agent: None,
        }
    }

    #[test]
    fn each_answer_has_a_column_for_each_thing_that_it_says() {
        let json = json!({"v": 1, "id": "0198c0de-0000-7000-8000-000000000001", "seq": 2, "survey": "s",
            "outcome": "partial", "answered_at": "2026-01-31T12:00:00.000Z", "signed": "v1.a.b",
            "context": {"value": 59.90, "vip": true},
            "answers": [
                {"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]},
                {"question": "sat", "metric": "csat", "rating": 1, "scale": [1, 5], "top": 2},
                {"question": "what", "choices": ["a", "b"], "other": "c"},
                {"question": "call", "contact": {"email": "a@b"},
                 "consent": {"text": "Yes", "at": "2026-01-31T12:00:00.000Z"}},
                {"question": "why", "skipped": true}]});
        let leaves = leaves(&stored(&json)).unwrap();
        let said = |name: &str| {
            let found = leaves.iter().find(|(column, _)| column == name);
            found.map(|(_, leaf)| leaf.to_text())
        };
        for (name, value) in [
            ("site", "default"),
            ("seq", "2"),
            ("received_at", "1970-01-01T00:00:00.000Z"),
            ("verified", "false"),
            ("not_verified", "unsigned"),
            ("skipped", "why"),
            ("context.value", "59.9"),
            ("context.vip", "true"),
            ("answers.nps.rating", "9"),
            ("answers.nps.class", "promoter"),
            ("answers.nps.scale", "0, 10"),
            ("answers.sat.class", "dissatisfied"),
            ("answers.sat.top", "2"),
            ("answers.what.choices", "a, b"),
            ("answers.what.other", "c"),
            ("answers.call.contact.email", "a@b"),
            ("answers.call.consent.text", "Yes"),
        ] {
            assert_eq!(said(name).as_deref(), Some(value), "{name}");
        }
        assert_eq!(
            said("signed"),
            None,
            "it is a key to what its respondent may ask"
        );
        assert_eq!(said("test"), None);
    }
}

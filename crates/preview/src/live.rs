//! The live score as the collector sends it, and how it is shown.

use std::collections::BTreeMap;

use score::{Class, MIN_N, Metric, round_half_away};
use serde::Deserialize;

/// The question whose score is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// Its id.
    pub question: String,
    /// What its ratings count towards.
    pub metric: Metric,
}

/// A survey's scores.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Scores {
    questions: Vec<Question>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Question {
    question: String,
    n: u64,
    score: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    confidence: Option<f64>,
    #[serde(default)]
    counts: BTreeMap<String, u64>,
}

/// What is shown of one metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// How many ratings it rests on.
    pub n: u64,
    /// Score and interval; `None` under [`MIN_N`] answers, which are too few to say.
    pub reading: Option<Reading>,
    /// How often each rating of the scale was given, lowest first.
    pub bars: Vec<Bar>,
}

/// A score and its interval: points for NPS, percent for the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The score, unrounded.
    pub score: f64,
    /// The lower bound, unrounded.
    pub lower: f64,
    /// The upper bound, unrounded.
    pub upper: f64,
    /// How often such an interval holds the truth, from 0 to 1.
    pub confidence: f64,
}

/// One rating's count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// The rating.
    pub rating: i32,
    /// How often it was given.
    pub count: u64,
    /// Its height in percent of the highest bar.
    pub height: f64,
    /// What it says of the respondent.
    pub class: Option<Class>,
}

impl Scores {
    /// What is to be shown of a question. One that nobody answered reads as one without ratings.
    #[must_use]
    pub fn figure(&self, followed: &Followed) -> Figure {
        let question = self
            .questions
            .iter()
            .find(|question| question.question == followed.question);
        let count = |rating: i32| {
            question
                .and_then(|question| question.counts.get(&rating.to_string()).copied())
                .unwrap_or(0)
        };
        let ratings = followed.metric.scale().ratings();
        let most = ratings.clone().map(count).max().unwrap_or(0).max(1);
        Figure {
            n: question.map_or(0, |question| question.n),
            reading: question.and_then(Question::reading),
            bars: ratings
                .map(|rating| Bar {
                    rating,
                    count: count(rating),
                    height: 100.0 * count(rating) as f64 / most as f64,
                    class: followed.metric.class(rating),
                })
                .collect(),
        }
    }
}

impl Followed {
    /// What its score is called in full.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self.metric {
            Metric::Nps => "Net Promoter Score",
            Metric::Csat { .. } => "Customer satisfaction",
            Metric::Ces { .. } => "Customer effort",
            Metric::Rating { .. } => "Mean rating",
        }
    }

    /// What follows its score: NPS are points, a rating is one, the others are percent.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        match self.metric {
            Metric::Nps | Metric::Rating { .. } => "",
            Metric::Csat { .. } | Metric::Ces { .. } => "%",
        }
    }
}

impl Figure {
    /// The classes its ratings fall into, best first.
    #[must_use]
    pub fn classes(&self) -> Vec<Class> {
        let mut classes: Vec<_> = self.bars.iter().rev().filter_map(|bar| bar.class).collect();
        classes.dedup();
        classes
    }
}

impl Question {
    fn reading(&self) -> Option<Reading> {
        if self.n < MIN_N {
            return None;
        }
        Some(Reading {
            score: self.score?,
            lower: self.lower?,
            upper: self.upper?,
            confidence: self.confidence?,
        })
    }
}

impl Reading {
    /// The score as people read it: a whole number.
    #[must_use]
    pub fn score_text(self) -> String {
        whole(self.score)
    }

    /// The interval as people read it: “47 to 59”, on one line.
    #[must_use]
    pub fn interval_text(self) -> String {
        format!("{}\u{a0}to\u{a0}{}", whole(self.lower), whole(self.upper))
    }

    /// What kind of interval it is: “95 % interval”.
    #[must_use]
    pub fn interval_name(self) -> String {
        format!("{}\u{a0}% interval", whole(100.0 * self.confidence))
    }
}

/// A whole number, halves away from zero, with a true minus sign.
#[must_use]
pub fn whole(value: f64) -> String {
    let rounded = round_half_away(value);
    let sign = if rounded < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", rounded.unsigned_abs())
}

/// Where a score stands on the axis of its metric, in percent from its low end.
#[must_use]
pub fn place(metric: Metric, value: f64) -> f64 {
    let (low, high) = metric.bounds();
    (100.0 * (value - low) / (high - low)).clamp(0.0, 100.0)
}

#[cfg(test)]
mod tests {
    use score::Scale;

    use super::*;

    fn followed(question: &str, metric: Metric) -> Followed {
        let question = question.to_owned();
        Followed { question, metric }
    }

    fn nps() -> Followed {
        followed("nps", Metric::Nps)
    }

    fn csat() -> Followed {
        followed("csat", Metric::csat(Scale::FIVE))
    }

    fn scores(json: serde_json::Value) -> Scores {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_metric_is_read_from_the_collectors_json() {
        let scores = scores(serde_json::json!({
            "survey": "post-purchase", "site": "demo",
            "questions": [
                {"question": "csat", "metric": "csat", "n": 0, "score": null, "mean": null,
                 "lower": null, "upper": null, "method": null, "confidence": null, "counts": {}},
                {"question": "nps", "metric": "nps", "n": 128, "score": 53.90625, "mean": 8.6,
                 "lower": 46.5, "upper": 59.4, "method": "adjusted_wald", "confidence": 0.95,
                 "counts": {"0": 4, "8": 32, "9": 80, "10": 12}},
            ],
        }));
        let nps = scores.figure(&nps());
        assert_eq!(nps.n, 128);
        let reading = nps.reading.unwrap();
        assert_eq!(reading.score_text(), "54");
        assert_eq!(reading.interval_text(), "47\u{a0}to\u{a0}59");
        assert_eq!(reading.interval_name(), "95\u{a0}% interval");
        assert_eq!(nps.bars.len(), 11);
        assert_eq!((nps.bars[9].count, nps.bars[9].height), (80, 100.0));
        assert_eq!(
            (nps.bars[8].height, nps.bars[8].class),
            (40.0, Some(Class::Passive))
        );
        assert_eq!(
            nps.classes(),
            [Class::Promoter, Class::Passive, Class::Detractor]
        );
        assert_eq!(scores.figure(&csat()).reading, None);
    }

    #[test]
    fn what_nobody_answered_has_bars_and_no_score() {
        let figure = Scores::default().figure(&csat());
        assert_eq!((figure.n, figure.reading), (0, None));
        assert_eq!(figure.bars.len(), 5);
        assert!(figure.bars.iter().all(|bar| bar.height == 0.0));
    }

    #[test]
    fn a_few_answers_are_too_few_to_say() {
        let reading = |n: u64| {
            let scores = scores(serde_json::json!({"questions": [
                {"question": "nps", "metric": "nps", "n": n, "score": 100.0, "mean": 10.0,
                 "lower": 40.0, "upper": 100.0, "method": "adjusted_wald", "confidence": 0.95,
                 "counts": {"10": n}},
            ]}));
            scores.figure(&nps()).reading
        };
        assert_eq!(reading(MIN_N - 1), None);
        assert!(reading(MIN_N).is_some());
    }

    #[test]
    fn numbers_round_half_away_from_zero() {
        assert_eq!(whole(0.5), "1");
        assert_eq!(whole(-0.5), "\u{2212}1");
        assert_eq!(whole(-0.4), "0");
        assert_eq!(whole(53.90625), "54");
    }

    #[test]
    fn the_axis_ends_where_the_metric_does() {
        assert_eq!(place(Metric::Nps, -100.0), 0.0);
        assert_eq!(place(Metric::Nps, 0.0), 50.0);
        assert_eq!(place(csat().metric, 25.0), 25.0);
        assert_eq!(place(csat().metric, 101.0), 100.0);
    }
}

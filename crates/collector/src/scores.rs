//! Scores as they are told: every number from `score`, computed from stored ratings.

use std::collections::HashMap;

use score::{Confidence, Metric, Score, Tally};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::Value;
use survey::definition::Definition;
use survey::templates;

use crate::store::{Counted, Dimension, Group, Series};

/// The rated questions of the surveys that are known by name.
pub(crate) struct Known(HashMap<String, Vec<Series>>);

impl Known {
    /// The built-in templates.
    pub(crate) fn templates() -> Self {
        let surveys = templates::NAMES.into_iter().filter_map(|name| {
            let json: Value = serde_json::from_str(templates::json(name)?).ok()?;
            let definition = Definition::parse(&&json).ok()?;
            Some((name.to_owned(), rated(&definition)))
        });
        Self(surveys.collect())
    }

    /// Every series of a survey: those of its definition in its order, a question that was
    /// also asked in another way right behind itself, and then the rest as first seen.
    fn complete(&self, survey: &str, mut counted: Vec<Counted>) -> Vec<Counted> {
        let mut complete = Vec::new();
        for series in self.0.get(survey).into_iter().flatten() {
            let (mut same, rest): (Vec<_>, Vec<_>) = counted
                .into_iter()
                .partition(|(other, _)| other.question == series.question);
            counted = rest;
            match same.iter().position(|(other, _)| other == series) {
                Some(position) => complete.push(same.remove(position)),
                None => complete.push((series.clone(), Tally::new(series.metric.scale()))),
            }
            complete.append(&mut same);
        }
        complete.append(&mut counted);
        complete
    }

    /// The answer to a request for scores.
    pub(crate) fn report<'r>(
        &self,
        site: &'r str,
        survey: &'r str,
        totals: Vec<Counted>,
        groups: Option<(&[Dimension], Vec<Group>)>,
    ) -> Report<'r> {
        let questions = |counted| -> Vec<Question> {
            let counted = self.complete(survey, counted);
            counted.into_iter().map(Question).collect()
        };
        Report {
            survey,
            site,
            questions: questions(totals),
            groups: groups.map(|(by, groups)| {
                let groups = groups.into_iter().map(|group| GroupReport {
                    by: by
                        .iter()
                        .map(|dimension| dimension.name().to_owned())
                        .zip(group.values)
                        .collect(),
                    questions: questions(group.counted),
                });
                groups.collect()
            }),
        }
    }
}

fn rated(definition: &Definition) -> Vec<Series> {
    let questions = definition.questions.iter().filter_map(|question| {
        Some(Series {
            question: question.id.clone(),
            metric: question.metric()?,
        })
    });
    questions.collect()
}

/// The scores of one survey on one site.
#[derive(serde::Serialize)]
pub(crate) struct Report<'r> {
    survey: &'r str,
    site: &'r str,
    questions: Vec<Question>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<GroupReport>>,
}

#[derive(serde::Serialize)]
struct GroupReport {
    by: serde_json::Map<String, Value>,
    questions: Vec<Question>,
}

/// One question with its score. Numbers are unrounded, and null where nobody answered.
struct Question(Counted);

impl Serialize for Question {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self((Series { question, metric }, tally)) = self;
        let score = Score::of(*metric, tally, Confidence::P95);
        let (min, max) = metric.bounds();
        let interval = score.interval.map(|interval| interval.clamped(min, max));
        let scale = metric.scale();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("question", question)?;
        map.serialize_entry("metric", metric.name())?;
        map.serialize_entry("scale", &[scale.min(), scale.max()])?;
        match metric {
            Metric::Csat { top, .. } => map.serialize_entry("top", top)?,
            Metric::Ces { direction, .. } => map.serialize_entry("direction", direction.name())?,
            Metric::Nps | Metric::Rating { .. } => {}
        }
        map.serialize_entry("n", &score.n)?;
        map.serialize_entry("score", &score.score)?;
        map.serialize_entry("mean", &score.mean)?;
        map.serialize_entry("lower", &interval.map(|interval| interval.lower))?;
        map.serialize_entry("upper", &interval.map(|interval| interval.upper))?;
        map.serialize_entry("method", &interval.map(|interval| interval.method.name()))?;
        map.serialize_entry(
            "confidence",
            &interval.map(|interval| interval.confidence.level()),
        )?;
        map.serialize_entry("counts", &Counts(tally))?;
        map.end()
    }
}

/// Every rating of the scale, lowest first.
struct Counts<'t>(&'t Tally);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Scale;
    use serde_json::json;

    fn counted(question: &str, metric: Metric, ratings: &[i32]) -> Counted {
        let mut tally = Tally::new(metric.scale());
        for rating in ratings {
            assert!(tally.add(*rating));
        }
        let series = Series {
            question: question.to_owned(),
            metric,
        };
        (series, tally)
    }

    fn report(survey: &str, totals: Vec<Counted>) -> Value {
        let report = Known::templates().report("default", survey, totals, None);
        serde_json::to_value(report).unwrap()
    }

    #[test]
    fn every_template_is_known() {
        assert_eq!(Known::templates().0.len(), templates::NAMES.len());
    }

    #[test]
    fn a_known_survey_without_responses_lists_its_questions_with_nulls() {
        let report = report("nps", Vec::new());
        let question = &report["questions"][0];
        assert_eq!(question["question"], "nps");
        assert_eq!(question["n"], 0);
        for field in ["score", "mean", "lower", "upper", "method", "confidence"] {
            assert_eq!(question[field], Value::Null, "{field}");
        }
        assert_eq!(question["counts"].as_object().unwrap().len(), 11);
    }

    #[test]
    fn an_nps_with_its_interval() {
        let report = report("nps", vec![counted("nps", Metric::Nps, &[10, 10, 10])]);
        let question = &report["questions"][0];
        assert_eq!(question["score"], json!(100.0));
        assert_eq!(question["upper"], json!(100.0), "clamped");
        assert!(question["lower"].as_f64().unwrap() < 100.0);
        assert_eq!(question["method"], "adjusted_wald");
        assert_eq!(question["counts"]["10"], 3);
    }

    #[test]
    fn the_order_of_the_definition_wins_over_that_of_arrival() {
        let stars = Metric::Rating { scale: Scale::FIVE };
        let report = report(
            "post-purchase",
            vec![
                counted("extra", stars, &[1]),
                counted("nps", Metric::Nps, &[9]),
                counted("nps", stars, &[5]),
            ],
        );
        let order: Vec<_> = report["questions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|question| (question["question"].as_str().unwrap(), &question["n"]))
            .collect();
        assert_eq!(
            order,
            [
                ("csat", &json!(0)),
                ("nps", &json!(1)),
                ("nps", &json!(1)),
                ("extra", &json!(1)),
            ]
        );
    }
}

//! Scores as they are told: every number from `score`, computed from stored ratings.

use score::weight::WeightedTally;
use score::{Confidence, Metric, Score, Tally};
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::ToSchema;

use crate::store::{Counted, Dimension, Group, Series};

/// Every series of a survey: those that are known in their order, a question that was also asked in
/// another way right behind itself, and then the rest as first seen.
fn complete(known: &[Series], mut counted: Vec<Counted>) -> Vec<Counted> {
    let mut complete = Vec::new();
    for series in known {
        let (mut same, rest): (Vec<_>, Vec<_>) = counted
            .into_iter()
            .partition(|other| other.series.question == series.question);
        counted = rest;
        match same.iter().position(|other| other.series == *series) {
            Some(position) => complete.push(same.remove(position)),
            None => complete.push(Counted::none(series.clone())),
        }
        complete.append(&mut same);
    }
    complete.append(&mut counted);
    complete
}

/// The answer to a request for scores. `known` are the rated questions of the survey, if it is known.
pub(crate) fn report<'r>(
    known: &[Series],
    site: &'r str,
    survey: &'r str,
    totals: Vec<Counted>,
    groups: Option<(&[Dimension], Vec<Group>)>,
) -> Report<'r> {
    let questions = |counted| -> Vec<Question> {
        let counted = complete(known, counted);
        counted.into_iter().map(Question::from).collect()
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

/// The scores of one survey on one site.
#[derive(Serialize, ToSchema)]
pub(crate) struct Report<'r> {
    survey: &'r str,
    site: &'r str,
    questions: Vec<Question>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    groups: Option<Vec<GroupReport>>,
}

impl Report<'_> {
    /// Leaves out all questions but this one.
    pub(crate) fn keep_only(&mut self, question: &str) {
        let groups = self.groups.iter_mut().flatten();
        let each = groups.map(|group| &mut group.questions);
        for questions in each.chain([&mut self.questions]) {
            questions.retain(|kept| kept.question == question);
        }
    }
}

#[derive(Serialize, ToSchema)]
struct GroupReport {
    /// What they have in common.
    by: serde_json::Map<String, Value>,
    questions: Vec<Question>,
}

/// One question with its score. Numbers are unrounded, and null where nobody answered.
#[derive(Serialize, ToSchema)]
#[schema(as = ScoredQuestion)]
struct Question {
    question: String,
    metric: &'static str,
    /// The lowest and the highest rating.
    scale: [i32; 2],
    /// How many of the highest ratings make a satisfied respondent: of csat alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    top: Option<u32>,
    /// Which end is easier: of ces alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    direction: Option<&'static str>,
    n: u64,
    score: Option<f64>,
    mean: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    method: Option<&'static str>,
    confidence: Option<f64>,
    #[schema(value_type = std::collections::BTreeMap<String, u64>)]
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    weighted: Option<Weighted>,
}

impl From<Counted> for Question {
    fn from(counted: Counted) -> Self {
        let weighted = counted.weighted();
        let weighted = weighted.and_then(|of| Weighted::of(counted.series.metric, of));
        let Counted { series, tally, .. } = counted;
        let Series { question, metric } = series;
        let score = Score::of(metric, &tally, Confidence::P95);
        let (min, max) = metric.bounds();
        let interval = score.interval.map(|interval| interval.clamped(min, max));
        let scale = metric.scale();
        let (top, direction) = match metric {
            Metric::Csat { top, .. } => (Some(top), None),
            Metric::Ces { direction, .. } => (None, Some(direction.name())),
            Metric::Nps | Metric::Rating { .. } => (None, None),
        };
        Self {
            question,
            metric: metric.name(),
            scale: [scale.min(), scale.max()],
            top,
            direction,
            n: score.n,
            score: score.score,
            mean: score.mean,
            lower: interval.map(|interval| interval.lower),
            upper: interval.map(|interval| interval.upper),
            method: interval.map(|interval| interval.method.name()),
            confidence: interval.map(|interval| interval.confidence.level()),
            counts: Counts(tally),
            weighted,
        }
    }
}

/// The score of all who would have answered, where they were asked at different rates: each rating
/// weighs 1/rate. The interval is that of the weighted mean, linearised, with Student's t.
#[derive(Serialize, ToSchema)]
struct Weighted {
    /// The number of equally weighted ratings that would say as much.
    effective_n: Option<f64>,
    score: f64,
    mean: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    confidence: f64,
}

impl Weighted {
    fn of(metric: Metric, tally: &WeightedTally) -> Option<Self> {
        let score = tally.score(metric)?;
        let confidence = Confidence::P95;
        let interval = score.interval(confidence);
        let (min, max) = metric.bounds();
        Some(Self {
            effective_n: tally.effective_n(),
            score: score.score,
            mean: tally.mean().map(|mean| mean.score),
            lower: interval.map(|(lower, _)| lower.max(min)),
            upper: interval.map(|(_, upper)| upper.min(max)),
            confidence: confidence.level(),
        })
    }
}

/// Every rating of the scale, lowest first.
struct Counts(Tally);

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveys::Surveys;
    use score::Scale;
    use serde_json::json;

    fn counted(question: &str, metric: Metric, ratings: &[i32]) -> Counted {
        let mut counted = Counted::none(Series {
            question: question.to_owned(),
            metric,
        });
        for rating in ratings {
            counted.add_many(*rating, 1.0, 1);
        }
        counted
    }

    fn report(survey: &str, totals: Vec<Counted>) -> Value {
        let surveys = Surveys::templates();
        let known = &surveys.get(survey).unwrap().rated;
        let report = super::report(known, "default", survey, totals, None);
        serde_json::to_value(report).unwrap()
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

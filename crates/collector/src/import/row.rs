//! A row of another service's file as a response.

use csv::StringRecord;
use score::Metric;
use serde_json::{Value, json};
use survey::definition::{Asked, Definition, Question};
use survey::time::Timestamp;

use super::columns::Columns;
use super::shape::Shape;
use super::{Options, Said};
use crate::derived;

/// How the rows of a file are read.
pub(super) struct Rows {
    pub(super) shape: Shape,
    columns: Columns,
    survey: String,
    site: String,
    /// Each question that is answered, with its column.
    answers: Vec<(Question, usize)>,
    time: usize,
    respondent: Option<usize>,
    id: Option<usize>,
}

impl Rows {
    /// Finds out which column is what.
    ///
    /// # Errors
    ///
    /// What cannot be found, and how to say it.
    pub(super) fn new(
        columns: Columns,
        sample: &[StringRecord],
        json: &Value,
        options: &Options,
    ) -> Result<Self, String> {
        let definition = Definition::parse(&json)
            .map_err(|_| format!("`{}` is no definition", options.survey))?;
        let shape = Shape::of(&columns);
        let chosen = |name: &Option<String>, usual: &[&str]| match name {
            Some(name) => columns.chosen(name).map(Some),
            None => Ok(columns.like(usual)),
        };
        let time = chosen(&options.time, shape.time())?
            .ok_or("no column says when it was answered: name it by --time COLUMN")?;
        let (respondent, id) = (
            chosen(&options.respondent, shape.respondent())?,
            chosen(&options.id, shape.id())?,
        );
        // What numbers the rows may look like ratings.
        let number = columns.like(&["no", "#"]);
        let taken = [Some(time), respondent, id, number];
        let taken: Vec<usize> = taken.into_iter().flatten().collect();
        let answers = if options.columns.is_empty() {
            found(&columns, shape, sample, &definition, &taken)?
        } else {
            named(&columns, &definition, &options.columns)?
        };
        let site = options.site.clone().or(definition.site);
        Ok(Self {
            shape,
            survey: options.survey.clone(),
            site: site.unwrap_or_else(|| "default".into()),
            answers,
            time,
            respondent,
            id,
            columns,
        })
    }

    pub(super) fn record(&self, row: &StringRecord) -> Result<Said, String> {
        let cell = |index: usize| row.get(index).unwrap_or_default().trim();
        let mut answers = Vec::new();
        for (question, index) in &self.answers {
            let wrong = |expected: String| {
                let column = self.columns.name(*index);
                format!("column `{column}`: `{}` is not {expected}", cell(*index))
            };
            answers.extend(answer(question, cell(*index)).map_err(wrong)?);
        }
        if answers.is_empty() {
            return Ok(Said::Nothing("nothing answered"));
        }
        let time = cell(self.time);
        let answered_at = moment(time).ok_or_else(|| {
            let column = self.columns.name(self.time);
            format!("column `{column}`: `{time}` is not a time such as 2026-01-31 12:00:00")
        })?;
        let own = self.id.map(cell).filter(|id| !id.is_empty());
        let mut parts = vec![self.site.as_str(), &self.survey];
        match own {
            Some(id) => parts.push(id),
            // Whatever it says is its name.
            None => parts.extend(row.iter()),
        }
        let mut record = json!({
            "v": 1, "id": derived::id("import", &parts).as_str(), "seq": 1, "site": self.site,
            "survey": self.survey, "outcome": "complete", "answers": answers,
            "answered_at": answered_at.to_text(),
        });
        if let Some(respondent) = self.respondent.map(cell).filter(|text| !text.is_empty()) {
            record["respondent"] = respondent.into();
        }
        Ok(Said::Record(record))
    }
}

/// The columns that the command line names.
fn named(
    columns: &Columns,
    definition: &Definition,
    named: &[(String, String)],
) -> Result<Vec<(Question, usize)>, String> {
    let mut answers = Vec::new();
    for (id, column) in named {
        let mut questions = definition.questions.iter();
        let question = questions.find(|question| question.id == *id);
        let question = question.ok_or_else(|| {
            let ids: Vec<&str> = definition
                .questions
                .iter()
                .map(|of| of.id.as_str())
                .collect();
            format!(
                "`{}` has no question `{id}`; it has {}",
                definition.id,
                ids.join(", ")
            )
        })?;
        if !matches!(
            question.kind,
            Asked::Rating { .. } | Asked::Text { .. } | Asked::Choice { .. }
        ) {
            return Err(format!(
                "`{id}` is neither a rating nor a comment nor a choice"
            ));
        }
        answers.push((question.clone(), columns.chosen(column)?));
    }
    Ok(answers)
}

/// The first rating and the first comment of the survey, in the columns that must be theirs.
fn found(
    columns: &Columns,
    shape: Shape,
    sample: &[StringRecord],
    definition: &Definition,
    taken: &[usize],
) -> Result<Vec<(Question, usize)>, String> {
    let mut questions = definition.questions.iter();
    let rating = questions.find_map(|question| Some((question, question.metric()?)));
    let (rating, metric) =
        rating.ok_or_else(|| format!("`{}` asks for no rating", definition.id))?;
    let column = match columns.like(shape.rating()).or(columns.named(&rating.id)) {
        Some(column) => column,
        None => only_rating(columns, metric, &rating.id, sample, taken)?,
    };
    let mut answers = vec![(rating.clone(), column)];
    let mut comments = definition.questions.iter();
    let comment = comments.find(|question| matches!(question.kind, Asked::Text { .. }));
    if let Some(comment) = comment
        && let Some(column) = columns.like(shape.comment()).or(columns.named(&comment.id))
    {
        answers.push((comment.clone(), column));
    }
    Ok(answers)
}

/// The one column in which every value is a rating on the scale.
fn only_rating(
    columns: &Columns,
    metric: Metric,
    id: &str,
    sample: &[StringRecord],
    taken: &[usize],
) -> Result<usize, String> {
    let fits = |index: usize| {
        let values = sample.iter().filter_map(|row| row.get(index));
        let mut values = values
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .peekable();
        let any = values.peek().is_some();
        any && values.all(|value| rating(metric, value).is_some())
    };
    let fitting: Vec<(usize, &str)> = columns
        .iter()
        .filter(|(index, _)| !taken.contains(index) && fits(*index))
        .collect();
    match fitting[..] {
        [(index, _)] => Ok(index),
        [] => Err(format!(
            "no column has ratings of `{id}`: name it by --column {id}=COLUMN"
        )),
        _ => {
            let names: Vec<&str> = fitting.iter().map(|(_, name)| *name).collect();
            let names = names.join("`, `");
            Err(format!(
                "`{names}` could be ratings of `{id}`: name one by --column {id}=COLUMN"
            ))
        }
    }
}

/// What a cell answers to a question; nothing where it is empty.
///
/// # Errors
///
/// What it would have to be.
fn answer(question: &Question, text: &str) -> Result<Option<Value>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let id = &question.id;
    Ok(Some(match &question.kind {
        Asked::Rating { metric, .. } => {
            let scale = metric.scale();
            let rating = rating(*metric, text)
                .ok_or_else(|| format!("a whole number from {} to {}", scale.min(), scale.max()))?;
            let mut answer = json!({"question": id, "metric": metric.name(), "rating": rating,
                                    "scale": [scale.min(), scale.max()]});
            match metric {
                Metric::Csat { top, .. } => answer["top"] = (*top).into(),
                Metric::Ces { direction, .. } => answer["direction"] = direction.name().into(),
                Metric::Nps | Metric::Rating { .. } => {}
            }
            answer
        }
        Asked::Choice { options, .. } => {
            let known: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
            let all = known
                .iter()
                .all(|id| options.iter().any(|option| option.id == *id));
            if all {
                json!({"question": id, "choices": known})
            } else {
                json!({"question": id, "choices": [], "other": text})
            }
        }
        _ => json!({"question": id, "text": text}),
    }))
}

/// `9` and `9.0`, if it is on the scale.
fn rating(metric: Metric, text: &str) -> Option<i32> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let rating: i32 = whole.parse().ok()?;
    metric.scale().contains(rating).then_some(rating)
}

/// A date, a time, or seconds since 1970, in UTC where it does not say.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim_end_matches(" UTC").trim_end_matches(" (UTC)");
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(Timestamp::from_millis(seconds.checked_mul(1000)?));
    }
    let moment = ratings::moment(text)?;
    Some(Timestamp::from_millis(moment.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_services_write_them() {
        let at = Timestamp::parse("2026-01-31T12:00:00Z");
        for text in [
            "2026-01-31T12:00:00Z",
            "2026-01-31 12:00:00",
            "2026-01-31 12:00:00 UTC",
            "2026-01-31T13:00:00+01:00",
            "1769860800",
        ] {
            assert_eq!(moment(text), at, "{text}");
        }
        for text in ["", "soon", "31/01/2026", "9999999999999999999"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn ratings_are_whole_and_on_the_scale() {
        for (text, expected) in [
            ("9", Some(9)),
            ("9.0", Some(9)),
            ("11", None),
            ("9.5", None),
            ("nine", None),
        ] {
            assert_eq!(rating(Metric::Nps, text), expected, "{text}");
        }
    }
}

//! A row of our own export as the response that it was.

use std::collections::BTreeMap;

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::columns::Columns;
use super::{Options, Said};
use crate::export::{LIST, restored};

/// What an answer's columns end with, the longest first where one ends as another does.
const PARTS: [&str; 11] = [
    "rating",
    "class",
    "metric",
    "scale",
    "top",
    "direction",
    "text",
    "choices",
    "other",
    "consent.text",
    "consent.at",
];

/// How the rows of an export are read.
pub(super) struct Own {
    columns: Columns,
    survey: String,
    site: Option<String>,
}

impl Own {
    /// Whether these are the columns of an export.
    pub(super) fn is_there(columns: &Columns) -> bool {
        [
            "site",
            "survey",
            "id",
            "seq",
            "outcome",
            "answered_at",
            "skipped",
        ]
        .iter()
        .all(|name| columns.named(name).is_some())
    }

    pub(super) fn new(columns: Columns, options: &Options) -> Self {
        Self {
            columns,
            survey: options.survey.clone(),
            site: options.site.clone(),
        }
    }

    pub(super) fn record(&self, row: &StringRecord) -> Result<Said, String> {
        let mut cells = BTreeMap::new();
        for (index, name) in self.columns.iter() {
            let cell = restored(row.get(index).unwrap_or_default());
            if !cell.is_empty() {
                cells.insert(name, cell.into_owned());
            }
        }
        if cells.get("survey") != Some(&self.survey) {
            return Ok(Said::Nothing("of another survey"));
        }
        if cells.contains_key("set_aside") {
            return Ok(Said::Nothing("set aside as spam"));
        }
        self.build(&cells).map(Said::Record)
    }

    fn build(&self, cells: &BTreeMap<&str, String>) -> Result<Value, String> {
        let mut record = Map::from_iter([("v".to_owned(), json!(1))]);
        for name in [
            "id",
            "site",
            "survey",
            "outcome",
            "answered_at",
            "shown_at",
            "language",
            "touchpoint",
            "stage",
            "respondent",
            "widget",
        ] {
            if let Some(text) = cells.get(name) {
                record.insert(name.to_owned(), text.as_str().into());
            }
        }
        if let Some(site) = &self.site {
            record.insert("site".into(), site.as_str().into());
        }
        for name in ["seq", "revision", "test"] {
            if let Some(text) = cells.get(name) {
                record.insert(name.to_owned(), literal(name, text)?);
            }
        }
        if let Some(url) = cells.get("page.url") {
            record.insert("page".into(), json!({"url": url}));
        }
        if let Some(rate) = cells.get("sampling.rate") {
            let rate = literal("sampling.rate", rate)?;
            record.insert("sampling".into(), json!({"rate": rate}));
        }
        let context = cells.iter().filter_map(|(name, text)| {
            let key = name.strip_prefix("context.")?;
            Some((key.to_owned(), scalar(text)))
        });
        let context: Map<String, Value> = context.collect();
        if !context.is_empty() {
            record.insert("context".into(), context.into());
        }
        record.insert("answers".into(), answers(cells)?);
        Ok(record.into())
    }
}

/// What is JSON by itself.
fn literal(name: &str, text: &str) -> Result<Value, String> {
    serde_json::from_str(text)
        .map_err(|_| format!("column `{name}`: `{text}` is no number or flag"))
}

/// A number or a flag where it looks like one: a file of values has no types.
fn scalar(text: &str) -> Value {
    let value: Option<Value> = serde_json::from_str(text).ok();
    value
        .filter(|value| value.is_number() || value.is_boolean())
        .unwrap_or_else(|| text.into())
}

fn answers(cells: &BTreeMap<&str, String>) -> Result<Value, String> {
    let mut answers: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (name, text) in cells {
        let Some((question, part)) = name.strip_prefix("answers.").and_then(split) else {
            continue;
        };
        let answer = answers.entry(question).or_default();
        let value = match part {
            // It follows from the rating.
            "class" => continue,
            "rating" | "top" => literal(name, text)?,
            "scale" => list(text)
                .map(|end| literal(name, end))
                .collect::<Result<_, _>>()?,
            "choices" => list(text).map(Value::from).collect(),
            _ => text.as_str().into(),
        };
        match part.split_once('.') {
            Some((outer, inner)) => {
                let outer = answer.entry(outer).or_insert_with(|| json!({}));
                outer[inner] = value;
            }
            None => {
                answer.insert(part.to_owned(), value);
            }
        }
    }
    for answer in answers.values_mut() {
        // Something else alone: an empty list has an empty cell.
        if answer.contains_key("other") {
            answer.entry("choices").or_insert_with(|| json!([]));
        }
    }
    let skipped = cells.get("skipped").map_or("", String::as_str);
    for question in list(skipped) {
        answers
            .entry(question)
            .or_default()
            .insert("skipped".into(), true.into());
    }
    let answers = answers.into_iter().map(|(question, mut answer)| {
        answer.insert("question".into(), question.into());
        Value::from(answer)
    });
    Ok(answers.collect())
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(LIST).filter(|element| !element.is_empty())
}

/// A question and what of its answer a column holds. A question's id may have dots of its own.
fn split(column: &str) -> Option<(&str, &str)> {
    if let Some(at) = column.find(".contact.") {
        return Some((&column[..at], &column[at + 1..]));
    }
    PARTS.iter().find_map(|part| {
        let question = column.strip_suffix(part)?.strip_suffix('.')?;
        (*part != "text" || !question.ends_with(".consent")).then_some((question, *part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_split_behind_the_question() {
        for (column, expected) in [
            ("nps.rating", Some(("nps", "rating"))),
            ("a.b.text", Some(("a.b", "text"))),
            ("call.consent.text", Some(("call", "consent.text"))),
            ("call.contact.email", Some(("call", "contact.email"))),
            ("nps", None),
            ("nps.unknown", None),
        ] {
            assert_eq!(split(column), expected, "{column}");
        }
    }
}

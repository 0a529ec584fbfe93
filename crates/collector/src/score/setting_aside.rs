//! What is said about records that are in no score.

use ratings::{Aside, Column, Example, Kind, Reading, Reason};

use super::choose::Measure;
use super::table::thousands;

/// Tells on standard error what was set aside and why; nothing if nothing was.
pub(super) fn tell(source: &str, columns: &[Column], measure: &Measure, reading: &Reading) {
    for line in lines(columns, measure, reading) {
        eprintln!("{source}: {line}");
    }
}

fn lines(columns: &[Column], measure: &Measure, reading: &Reading) -> Vec<String> {
    let aside = &reading.aside;
    let rating = &columns[measure.column].name;
    let scale = measure.metric.scale();
    let mut lines = Vec::new();
    if reading.records == 0 {
        lines.push("there is a header and no record; nothing can be scored".to_owned());
    }
    for reason in Reason::ALL {
        let count = aside.count(reason);
        if count > 0 && reason.kind() != Kind::Outside {
            let examples = examples(aside.examples(reason));
            lines.push(format!(
                "{} {}{examples}",
                thousands(count),
                sentence(reason)
            ));
        }
    }
    if let Some((low, high)) = aside.off_scale() {
        lines.push(format!(
            "column `{rating}` mixes scales, or is on another one: whole numbers from {low} to \
             {high} are off the scale {} to {}; split the file, or say --scale",
            scale.min(),
            scale.max()
        ));
    }
    let valid = reading.records - valid_not(aside);
    if valid == 0 && reading.records > 0 {
        lines.push(format!(
            "no rating in column `{rating}` is a whole number from {} to {}; nothing can be \
             scored",
            scale.min(),
            scale.max()
        ));
    }
    lines
}

fn valid_not(aside: &Aside) -> u64 {
    [Kind::Missing, Kind::Invalid, Kind::Outside]
        .map(|kind| aside.total(kind))
        .iter()
        .sum()
}

fn sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::NoRecord => "lines that are no JSON object were left out",
        Reason::Ragged => "records with more or fewer values than the header were left out",
        Reason::MissingDate => "records without a date were left out",
        Reason::BadDate => "records were left out, because their date cannot be read",
        Reason::OutsideSpan => "records are outside of the dates asked for",
        Reason::MissingRating => "records without a rating were left out",
        Reason::NotANumber => "ratings that are no number were left out",
        Reason::Fraction => "ratings with a fraction were left out",
        Reason::OffScale => "ratings off the scale were left out",
        Reason::MissingWeight => "records without a weight were left out",
        Reason::BadWeight => "weights that are no number from 0 up were left out",
    }
}

fn examples(examples: &[Example]) -> String {
    let told: Vec<String> = examples
        .iter()
        .map(|example| format!("line {} `{}`", example.line, example.text))
        .collect();
    if told.is_empty() {
        String::new()
    } else {
        format!(" ({})", told.join(", "))
    }
}

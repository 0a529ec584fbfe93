//! What is said about records that are in no score.

use ratings::{Example, Kind, Reading, Reason};

use super::json::About;
use super::report::Rules;
use super::table::thousands;

/// What was set aside, why, and what can be done about it; nothing if nothing was.
pub(super) fn lines(about: &About<'_>, rules: Rules, reading: &Reading) -> Vec<String> {
    let aside = &reading.aside;
    let scale = rules.metric.scale();
    let rating = about.rating;
    let unit = about.format.unit();
    let mut lines = Vec::new();
    for reason in Reason::ALL {
        let count = aside.count(reason);
        if count > 0 && reason.kind() != Kind::Outside {
            let examples = examples(unit, aside.examples(reason));
            lines.push(format!(
                "left out: {} {}{examples}",
                thousands(count),
                what(reason)
            ));
        }
    }
    if let Some((low, high)) = aside.off_scale() {
        let seen = if low == high {
            format!("{low} is")
        } else {
            format!("whole numbers from {low} to {high} are")
        };
        lines.push(format!(
            "column `{rating}` may mix scales, or be on another one: {seen} off the scale from \
             {} to {}; --scale takes another, two scales need two columns",
            scale.min(),
            scale.max()
        ));
    }
    let sum = |kinds: &[Kind]| -> u64 { kinds.iter().map(|kind| aside.total(*kind)).sum() };
    if reading.records == 0 {
        lines.push("there is no record; nothing can be scored".to_owned());
    } else if reading.records == sum(&[Kind::Outside]) {
        lines.push(
            "every record is outside of the dates asked for; nothing can be scored".to_owned(),
        );
    } else if reading.records == sum(&[Kind::Missing, Kind::Invalid, Kind::Outside]) {
        lines.push(format!(
            "nothing can be scored; expected whole numbers from {} to {} in column `{rating}`",
            scale.min(),
            scale.max()
        ));
    }
    lines
}

/// What was left out, behind its number.
fn what(reason: Reason) -> &'static str {
    match reason {
        Reason::NoRecord => "without a readable object (one JSON object a line, no key twice)",
        Reason::Ragged => "with more or fewer values than the header has names",
        Reason::MissingDate => "without a date",
        Reason::BadDate => "with a date that is not read (2026-01-31 and RFC 3339 are)",
        Reason::OutsideSpan => "outside of the dates asked for",
        Reason::MissingRating => "without a rating",
        Reason::NotANumber => "with a rating that is no number",
        Reason::Fraction => "with a rating that is no whole number",
        Reason::OffScale => "with a rating off the scale",
        Reason::MissingWeight => "without a weight",
        Reason::BadWeight => "with a weight that is no number from 0 up",
        Reason::BadSamplingRate => "with a sampling rate that is no number above 0 and up to 1",
    }
}

fn examples(unit: &str, examples: &[Example]) -> String {
    let told: Vec<String> = examples
        .iter()
        .map(|example| format!("{unit} {}: {}", example.line, example.text))
        .collect();
    if told.is_empty() {
        String::new()
    } else {
        format!(" ({})", told.join(", "))
    }
}

//! What the marks and the short words of a table mean, of those that it has.

use super::plot::Pen;
use super::report::{Figure, Report, Rules, Series, class_names};
use super::table::{percent, short};

/// Sentences below a table; `roomy` if its headings are whole words.
pub(super) fn notes(report: &Report, rules: Rules, pen: Pen, roomy: bool) -> Vec<String> {
    let several = !report.segments.is_empty() || !report.total.waves.is_empty();
    let total = &report.total.figure;
    let guide = several && total.score.is_some() && !total.too_few;
    [
        guide.then(|| format!("{} is the score of all.", pen.guide())),
        class_names(rules.metric)
            .filter(|_| !roomy && !total.too_few)
            .map(classes),
        tests(report, rules, pen),
        figures(report)
            .any(|figure| figure.too_few && figure.n > 0)
            .then(|| {
                format!(
                    "Under {} ratings are too few to say (--min-n).",
                    rules.min_n
                )
            }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn figures(report: &Report) -> impl Iterator<Item = &Figure> {
    let segments = report.segments.iter().map(|segment| &segment.series);
    [&report.total]
        .into_iter()
        .chain(segments)
        .flat_map(|series: &Series| {
            let waves = series.waves.iter().map(|wave| &wave.figure);
            [&series.figure].into_iter().chain(waves)
        })
}

fn classes(names: [&'static str; 3]) -> String {
    format!(
        "{}: percent {}.",
        names.map(short).join(" "),
        names.join(", ")
    )
}

/// What is tested, how it is adjusted, and what the marks say.
fn tests(report: &Report, rules: Rules, pen: Pen) -> Option<String> {
    let [segments, waves] = report.tests;
    let compared = match (segments > 0, waves > 0) {
        (true, true) => {
            "A segment is compared with all others together, a wave with the one before"
        }
        (true, false) => "A segment is compared with all others together",
        (false, true) => "A wave is compared with the one before",
        (false, false) => return None,
    };
    let counts = report.tests.into_iter().filter(|tests| *tests > 0);
    let counts: Vec<String> = counts.map(|tests| tests.to_string()).collect();
    let adjusted = match rules.adjustment {
        Some(method) => format!(
            "adjusted ({}) for {} tests",
            method.name(),
            counts.join(" and ")
        ),
        None => "not adjusted".to_owned(),
    };
    Some(format!(
        "{compared}: the difference and its p, {adjusted}; {} differ at {} %.",
        pen.marks().join(" and "),
        percent(rules.confidence.level())
    ))
}

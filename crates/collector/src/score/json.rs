//! The report for programs: everything, unrounded.

use ratings::{Aside, Kind, Reading, Reason};
use serde_json::{Map, Value, json};

use ::score::{Band, Metric};

use super::choose::Measure;
use super::report::{Figure, Report, Rules, Series};
use super::table::class;

/// What a report is about.
pub(super) struct About<'r> {
    pub(super) source: &'r str,
    pub(super) rating: &'r str,
    pub(super) by: Vec<&'r str>,
    pub(super) measure: &'r Measure,
    pub(super) rules: Rules,
}

/// Writes a report.
pub(super) fn write(about: &About<'_>, reading: &Reading, report: &Report) -> Value {
    let metric = about.rules.metric;
    let scale = metric.scale();
    let mut object = json!({
        "source": about.source,
        "metric": about.measure.name.name(),
        "rating": about.rating,
        "scale": [scale.min(), scale.max()],
        "assumed": about.measure.assumed,
        "confidence": about.rules.confidence.level(),
        "min_n": about.rules.min_n,
        "records": reading.records,
        "missing": aside(&reading.aside, Kind::Missing),
        "invalid": aside(&reading.aside, Kind::Invalid),
        "outside": reading.aside.total(Kind::Outside),
        "off_scale": reading.aside.off_scale().map(|(low, high)| [low, high]),
        "total": series(&report.total),
    });
    match metric {
        Metric::Csat { top, .. } => object["top"] = top.into(),
        Metric::Ces { direction, .. } => object["direction"] = direction.name().into(),
        Metric::Nps | Metric::Rating { .. } => {}
    }
    if !about.by.is_empty() {
        let segments = report.segments.iter().map(|segment| {
            let names = about.by.iter().map(|name| (*name).to_owned());
            let values = segment.name.iter().map(|value| json!(value));
            let mut object = series(&segment.series);
            object["by"] = Value::Object(names.zip(values).collect());
            object
        });
        object["segments"] = segments.collect();
    }
    object
}

fn series(series: &Series) -> Value {
    let mut object = figure(&series.figure);
    if !series.waves.is_empty() {
        let waves = series.waves.iter().map(|wave| {
            let mut object = figure(&wave.figure);
            object["wave"] = wave.period.to_string().into();
            object
        });
        object["waves"] = waves.collect();
    }
    object
}

fn figure(figure: &Figure) -> Value {
    let score = &figure.score;
    let bounds = figure.bounds();
    let counts: Map<String, Value> = figure
        .tally
        .iter()
        .map(|(rating, count)| (rating.to_string(), count.into()))
        .collect();
    let classes = score.classes.map(|counts| {
        let bands = [Band::High, Band::Middle, Band::Low].into_iter();
        let named = bands.filter_map(|band| {
            let class = class(score.metric, band)?;
            Some((class.name().to_owned(), json!(counts.band(band))))
        });
        named.collect::<Map<String, Value>>()
    });
    json!({
        "n": score.n,
        "too_few": figure.too_few,
        "score": score.score,
        "mean": score.mean,
        "lower": bounds.map(|(lower, _)| lower),
        "upper": bounds.map(|(_, upper)| upper),
        "method": score.interval.map(|interval| interval.method.name()),
        "classes": classes,
        "counts": counts,
    })
}

/// The records set aside for reasons of a kind, those reasons that there are.
fn aside(aside: &Aside, kind: Kind) -> Value {
    let reasons = Reason::ALL
        .into_iter()
        .filter(|reason| reason.kind() == kind && aside.count(*reason) > 0);
    let reasons: Map<String, Value> = reasons
        .map(|reason| {
            let examples = aside.examples(reason).iter();
            let examples: Vec<Value> = examples
                .map(|example| json!({"line": example.line, "text": example.text}))
                .collect();
            let told = json!({"count": aside.count(reason), "examples": examples});
            (reason.name().to_owned(), told)
        })
        .collect();
    json!({"count": aside.total(kind), "reasons": reasons})
}

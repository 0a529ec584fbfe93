//! The report for programs: everything, unrounded.

use std::io;

use ::score::{Confidence, Direction, Metric, Tally};
use ratings::{Aside, Format, Kind, Reading, Reason};
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::choose::Measure;
use super::report::{self, BANDS, Rules, class_names};

/// Writes a report.
pub(super) fn write(
    about: &About<'_>,
    rules: Rules,
    reading: &Reading,
    report: &report::Report,
    mut output: &mut dyn io::Write,
) -> io::Result<()> {
    let metric = rules.metric;
    let scale = metric.scale();
    let (top, direction) = match metric {
        Metric::Csat { top, .. } => (Some(top), None),
        Metric::Ces { direction, .. } => (None, Some(direction)),
        Metric::Nps | Metric::Rating { .. } => (None, None),
    };
    let document = Document {
        source: about.source,
        format: about.format.name(),
        metric: about.measure.name.name(),
        rating: about.rating,
        scale: [scale.min(), scale.max()],
        top,
        direction: direction.map(Direction::name),
        assumed: &about.measure.assumed,
        confidence: rules.confidence.level(),
        adjust: rules
            .adjustment
            .map_or("none", |adjustment| adjustment.name()),
        min_n: rules.min_n,
        records: reading.records,
        missing: set_aside(&reading.aside, Kind::Missing),
        invalid: set_aside(&reading.aside, Kind::Invalid),
        outside: reading.aside.total(Kind::Outside),
        off_scale: reading.aside.off_scale(),
        total: series(rules, &report.total),
        segments: (!about.by.is_empty()).then(|| segments(about, rules, report)),
    };
    serde_json::to_writer_pretty(&mut output, &document)?;
    writeln!(output)
}

/// What a report is about.
pub(super) struct About<'r> {
    pub(super) source: &'r str,
    pub(super) format: Format,
    pub(super) rating: &'r str,
    pub(super) by: Vec<&'r str>,
    pub(super) measure: &'r Measure,
}

#[derive(Serialize)]
struct Document<'r> {
    source: &'r str,
    format: &'r str,
    metric: &'r str,
    rating: &'r str,
    scale: [i32; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    top: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'r str>,
    assumed: &'r [String],
    confidence: f64,
    adjust: &'r str,
    min_n: u64,
    records: u64,
    missing: SetAside<'r>,
    invalid: SetAside<'r>,
    outside: u64,
    off_scale: Option<(i64, i64)>,
    total: Series<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<Vec<Segment<'r>>>,
}

#[derive(Serialize)]
struct SetAside<'r> {
    count: u64,
    reasons: Map<&'static str, ReasonWhy<'r>>,
}

#[derive(Serialize)]
struct ReasonWhy<'r> {
    count: u64,
    examples: Vec<Example<'r>>,
}

#[derive(Serialize)]
struct Example<'r> {
    line: u64,
    text: &'r str,
}

#[derive(Serialize)]
struct Segment<'r> {
    by: Map<&'r str, Option<&'r str>>,
    #[serde(flatten)]
    series: Series<'r>,
    beside_rest: Option<Test>,
}

#[derive(Serialize)]
struct Series<'r> {
    #[serde(flatten)]
    figure: Figure<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waves: Vec<Wave<'r>>,
}

#[derive(Serialize)]
struct Wave<'r> {
    wave: String,
    #[serde(flatten)]
    figure: Figure<'r>,
    change: Option<Test>,
}

#[derive(Serialize)]
struct Figure<'r> {
    n: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_n: Option<f64>,
    too_few: bool,
    score: Option<f64>,
    mean: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    method: Option<&'r str>,
    classes: Option<Map<&'r str, Share>>,
    counts: Counts<'r>,
}

#[derive(Serialize)]
struct Share {
    n: u64,
    percent: Option<f64>,
}

#[derive(Serialize)]
struct Test {
    difference: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    p_value: Option<f64>,
    p_adjusted: Option<f64>,
    differs: bool,
}

/// An object whose keys keep their order.
struct Map<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// Every rating of the scale, lowest first.
struct Counts<'r>(&'r Tally);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter())
    }
}

fn segments<'r>(about: &About<'r>, rules: Rules, report: &'r report::Report) -> Vec<Segment<'r>> {
    let segments = report.segments.iter().map(|segment| {
        let values = segment.name.iter().map(Option::as_deref);
        Segment {
            by: Map(about.by.iter().copied().zip(values).collect()),
            series: series(rules, &segment.series),
            beside_rest: segment
                .beside_rest
                .map(|found| test(rules.confidence, found)),
        }
    });
    segments.collect()
}

fn series(rules: Rules, series: &report::Series) -> Series<'_> {
    let waves = series.waves.iter().map(|wave| Wave {
        wave: wave.period.to_string(),
        figure: figure(rules, &wave.figure),
        change: wave.change.map(|found| test(rules.confidence, found)),
    });
    Series {
        figure: figure(rules, &series.figure),
        waves: waves.collect(),
    }
}

fn figure(rules: Rules, figure: &report::Figure) -> Figure<'_> {
    let classes = figure
        .classes
        .zip(class_names(rules.metric))
        .map(|(counts, names)| {
            let shares =
                (0..)
                    .zip(names)
                    .zip(BANDS)
                    .map(|((index, name), band): ((usize, _), _)| {
                        let share = Share {
                            n: counts.band(band),
                            percent: figure.shares.map(|shares| shares[index]),
                        };
                        (name, share)
                    });
            Map(shares.collect())
        });
    Figure {
        n: figure.n,
        effective_n: figure.effective_n,
        too_few: figure.too_few,
        score: figure.score,
        mean: figure.mean,
        lower: figure.interval.map(|(lower, ..)| lower),
        upper: figure.interval.map(|(_, upper, _)| upper),
        method: figure.interval.map(|(.., method)| method),
        classes,
        counts: Counts(&figure.tally),
    }
}

fn test(confidence: Confidence, test: report::Test) -> Test {
    Test {
        difference: test.difference,
        lower: test.lower,
        upper: test.upper,
        p_value: test.p_value,
        p_adjusted: test.p_adjusted,
        differs: test.differs(confidence),
    }
}

/// The records set aside for reasons of a kind, those reasons that there are.
fn set_aside(aside: &Aside, kind: Kind) -> SetAside<'_> {
    let reasons = Reason::ALL
        .into_iter()
        .filter(|reason| reason.kind() == kind && aside.count(*reason) > 0);
    let told = reasons.map(|reason| {
        let examples = aside.examples(reason).iter().map(|example| Example {
            line: example.line,
            text: &example.text,
        });
        let why = ReasonWhy {
            count: aside.count(reason),
            examples: examples.collect(),
        };
        (reason.name(), why)
    });
    SetAside {
        count: aside.total(kind),
        reasons: Map(told.collect()),
    }
}

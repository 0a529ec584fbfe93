//! Waves and segments beside each other.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::compare::{
    Difference, NpsMethod, Segment, mean_difference, means_against_rest, nps_against_rest,
    nps_difference, proportion_difference, shares_against_rest, tally_mean_difference,
};
use score::nps::PseudoCounts;
use score::proportion::Proportion;
use score::{Adjustment, ClassCounts, Scale, Tally};

pub(super) const PROMOTERS: Field =
    Field::needed("promoters", Type::Count, "how many rated 9 or 10");
pub(super) const PASSIVES: Field = Field::needed("passives", Type::Count, "how many rated 7 or 8");
pub(super) const DETRACTORS: Field =
    Field::needed("detractors", Type::Count, "how many rated 0 to 6");
/// The classes of one wave.
pub(super) const CLASSES: Type = Type::Record(&[PROMOTERS, PASSIVES, DETRACTORS]);

pub(super) const METHOD: Field = Field::optional(
    "method",
    Type::Name(&["wald", "adjusted_wald", "welch_t"]),
    "adjusted_wald if not given",
);
pub(super) const PSEUDO: Field = Field::optional(
    "pseudo",
    Type::List(&Type::Number(Bounds::NotNegative)),
    "what adjusted_wald adds to the promoters, passives and detractors of each side; 0.75, 1.5 and 0.75 if not given",
);

const NAME: Field = Field::optional("name", Type::Text, "what the segment is called");
const ADJUST: Field = Field::optional(
    "adjust",
    Type::Name(&["bonferroni", "holm", "hochberg", "bh", "by"]),
    "how p-values are adjusted for the number of segments; holm if not given",
);

/// A field of a result that may be undefined.
pub(super) const fn given(name: &'static str, about: &'static str) -> Field {
    Field::needed(name, Type::NUMBER_OR_NULL, about)
}

const P_VALUE: Field = given(
    "p_value",
    "two-sided; null where nothing varies or a side is of nobody",
);
const P_ADJUSTED: Field = given("p_adjusted", "adjusted for the number of segments tested");

/// What [`nps_difference_record`] gives.
pub(super) const NPS_DIFFERENCE: [Field; 8] = [
    given("diff", "a − b in points; null where a side is of nobody"),
    given("center", "the middle of the interval in points"),
    given(
        "statistic",
        "center over its standard error; null where that is 0",
    ),
    given("df", "degrees of freedom; only of welch_t"),
    P_VALUE,
    given("lower", "lower bound in points, not clamped"),
    given("upper", "upper bound in points, not clamped"),
    given("se_points", "standard error of the center in points"),
];

pub(super) const KINDS: &[Kind] = &[
    NPS_DIFF,
    PROP_DIFF,
    MEAN_DIFF_WELCH,
    P_ADJUST,
    NPS_SEGMENTS,
    PROP_SEGMENTS,
    MEAN_SEGMENTS,
];

const NPS_DIFF: Kind = Kind {
    name: "nps_diff",
    about: "difference of two NPS, a − b, with its interval and test",
    input: &[
        Field::needed("a", CLASSES, "one wave or segment"),
        Field::needed("b", CLASSES, "the one it is compared with"),
        METHOD,
        PSEUDO,
        CONF,
    ],
    result: &NPS_DIFFERENCE,
    run: |input| {
        let (a, b) = (
            class_counts(&input.record("a")?)?,
            class_counts(&input.record("b")?)?,
        );
        let found = nps_difference(&a, &b, nps_method(input)?, input.confidence()?);
        Ok(nps_difference_record(Record::new(), found))
    },
};

const PROP_DIFF: Kind = Kind {
    name: "prop_diff",
    about: "difference of two proportions, a − b: pooled z-test; Newcombe, Agresti–Caffo and Wald intervals",
    input: &[
        Field::needed("count_a", Type::Count, "hits of a"),
        Field::needed("n_a", Type::Count, "answers of a"),
        Field::needed("count_b", Type::Count, "hits of b"),
        Field::needed("n_b", Type::Count, "answers of b"),
        CONF,
    ],
    result: &[
        given("diff", "a − b from −1 to 1; null where a side is of nobody"),
        given(
            "z_pooled",
            "the difference over its standard error if there is none",
        ),
        P_VALUE,
        given("newcombe_lower", "Newcombe's hybrid score interval"),
        given("newcombe_upper", "Newcombe's hybrid score interval"),
        given(
            "agresti_caffo_lower",
            "Wald after a hit and a miss more on each side",
        ),
        given(
            "agresti_caffo_upper",
            "Wald after a hit and a miss more on each side",
        ),
        given("wald_lower", "not clamped"),
        given("wald_upper", "not clamped"),
    ],
    run: |input| {
        let a = proportion(input, "count_a", "n_a")?;
        let b = proportion(input, "count_b", "n_b")?;
        let found = proportion_difference(a, b, input.confidence()?);
        Ok(Record::new()
            .with("diff", found.map(|found| found.difference))
            .with("z_pooled", found.and_then(|found| found.z))
            .with("p_value", found.and_then(|found| found.p_value))
            .with("newcombe_lower", found.map(|found| found.newcombe.lower))
            .with("newcombe_upper", found.map(|found| found.newcombe.upper))
            .with(
                "agresti_caffo_lower",
                found.map(|found| found.agresti_caffo.lower),
            )
            .with(
                "agresti_caffo_upper",
                found.map(|found| found.agresti_caffo.upper),
            )
            .with("wald_lower", found.map(|found| found.wald.lower))
            .with("wald_upper", found.map(|found| found.wald.upper)))
    },
};

const MEAN_DIFF_WELCH: Kind = Kind {
    name: "mean_diff_welch",
    about: "difference of two means, a − b, by Welch's t; from values, or from counts of ratings",
    input: &[
        Field::optional("a", Type::NUMBERS, "values of a"),
        Field::optional("b", Type::NUMBERS, "values of b"),
        Field::optional(
            "counts_a",
            Type::COUNTS,
            "how many of a rated scale_min, one more, …",
        ),
        Field::optional(
            "counts_b",
            Type::COUNTS,
            "how many of b rated scale_min, one more, …",
        ),
        Field::optional("scale_min", SCALE_END, "the lowest rating, with counts"),
        CONF,
    ],
    result: &[
        given(
            "diff",
            "a − b in the unit of the values; null where a side has none",
        ),
        given(
            "t",
            "the difference over its standard error; null where that is 0 or unknown",
        ),
        given("df", "Satterthwaite's degrees of freedom"),
        P_VALUE,
        given("lower", "lower bound; null where a side has a single value"),
        given("upper", "upper bound; null where a side has a single value"),
        given("se", "standard error; null where a side has a single value"),
    ],
    run: |input| {
        let confidence = input.confidence()?;
        let found = if input.has("counts_a") || input.has("counts_b") {
            let [a, b] = [tally(input, "counts_a")?, tally(input, "counts_b")?];
            tally_mean_difference(&a, &b, confidence)
        } else {
            let (a, b): (Vec<f64>, Vec<f64>) = (input.need("a")?, input.need("b")?);
            mean_difference(&a, &b, confidence)
        };
        Ok(Record::new()
            .with("diff", found.map(|found| found.difference))
            .with("t", found.and_then(|found| found.statistic))
            .with("df", found.and_then(|found| found.df))
            .with("p_value", found.and_then(|found| found.p_value))
            .with("lower", found.and_then(|found| found.lower))
            .with("upper", found.and_then(|found| found.upper))
            .with("se", found.and_then(|found| found.se)))
    },
};

const ADJUSTED: Type = Type::List(&Type::PROPORTION);

const P_ADJUST: Kind = Kind {
    name: "p_adjust",
    about: "p-values of several tests, adjusted for their number; in the order given",
    input: &[Field::needed("p", ADJUSTED, "p-values from 0 to 1")],
    result: &[
        Field::needed(
            "bonferroni",
            ADJUSTED,
            "any dependence; family-wise error rate",
        ),
        Field::needed("holm", ADJUSTED, "any dependence; family-wise error rate"),
        Field::needed(
            "hochberg",
            ADJUSTED,
            "independent or positively dependent; family-wise error rate",
        ),
        Field::needed(
            "bh",
            ADJUSTED,
            "Benjamini and Hochberg: independent or positively dependent; false discovery rate",
        ),
        Field::needed(
            "by",
            ADJUSTED,
            "Benjamini and Yekutieli: any dependence; false discovery rate",
        ),
    ],
    run: |input| {
        let p: Vec<f64> = input.need("p")?;
        Adjustment::ALL
            .into_iter()
            .try_fold(Record::new(), |record, method| {
                let adjusted = method
                    .adjust(&p)
                    .map_err(|error| input.fault("p", error.to_string(), ADJUSTED.expected()))?;
                Ok(record.with(method.name(), adjusted))
            })
    },
};

const NPS_SEGMENTS: Kind = Kind {
    name: "nps_segments",
    about: "the NPS of each segment beside that of all others together, by the adjusted Wald difference",
    input: &[
        Field::needed(
            "segments",
            Type::List(&Type::Record(&[NAME, PROMOTERS, PASSIVES, DETRACTORS])),
            "any number of them",
        ),
        ADJUST,
        CONF,
    ],
    result: &[Field::needed(
        "segments",
        Type::List(&Type::Record(&[
            NAME,
            SEGMENT_N,
            REST_N,
            given("nps", "its score in points; null where nobody answered"),
            given("rest_nps", "the score of all others in points"),
            given(
                "diff",
                "nps − rest_nps in points; null where a side is of nobody",
            ),
            given(
                "lower",
                "lower bound of the difference in points, for this segment alone",
            ),
            given(
                "upper",
                "upper bound of the difference in points, for this segment alone",
            ),
            given("statistic", "normal if there is no difference"),
            P_VALUE,
            P_ADJUSTED,
        ])),
        "in the order given",
    )],
    run: |input| {
        let (confidence, adjustment) = (input.confidence()?, adjustment(input));
        let segments = input.records("segments");
        let counts = segments
            .iter()
            .map(class_counts)
            .collect::<Result<Vec<_>, _>>()?;
        let compared = nps_against_rest(&counts, confidence, adjustment);
        Ok(segment_records(&segments, &compared, |record, segment| {
            record
                .with("nps", segment.score)
                .with("rest_nps", segment.rest)
                .with("diff", segment.difference)
                .with("lower", segment.lower)
                .with("upper", segment.upper)
                .with("statistic", segment.statistic)
        }))
    },
};

const PROP_SEGMENTS: Kind = Kind {
    name: "prop_segments",
    about: "the share of each segment beside that of all others together, by the pooled z-test with Newcombe's interval",
    input: &[
        Field::needed(
            "segments",
            Type::List(&Type::Record(&[
                NAME,
                Field::needed("count", Type::Count, "hits"),
                Field::needed("n", Type::Count, "answers"),
            ])),
            "any number of them",
        ),
        ADJUST,
        CONF,
    ],
    result: &[Field::needed(
        "segments",
        Type::List(&Type::Record(&[
            NAME,
            SEGMENT_N,
            REST_N,
            given(
                "share_pct",
                "its share in percent; null where nobody answered",
            ),
            given("rest_pct", "the share of all others in percent"),
            given(
                "diff_pct",
                "share_pct − rest_pct; null where a side is of nobody",
            ),
            given(
                "lower_pct",
                "lower bound of the difference, for this segment alone",
            ),
            given(
                "upper_pct",
                "upper bound of the difference, for this segment alone",
            ),
            given("z_pooled", "normal if there is no difference"),
            P_VALUE,
            P_ADJUSTED,
        ])),
        "in the order given",
    )],
    run: |input| {
        let (confidence, adjustment) = (input.confidence()?, adjustment(input));
        let segments = input.records("segments");
        let counts = segments
            .iter()
            .map(hits_and_misses)
            .collect::<Result<Vec<_>, _>>()?;
        let compared = shares_against_rest(&counts, confidence, adjustment);
        Ok(segment_records(&segments, &compared, |record, segment| {
            record
                .with("share_pct", segment.score)
                .with("rest_pct", segment.rest)
                .with("diff_pct", segment.difference)
                .with("lower_pct", segment.lower)
                .with("upper_pct", segment.upper)
                .with("z_pooled", segment.statistic)
        }))
    },
};

const MEAN_SEGMENTS: Kind = Kind {
    name: "mean_segments",
    about: "the mean rating of each segment beside that of all others together, by Welch's t",
    input: &[
        Field::needed(
            "segments",
            Type::List(&Type::Record(&[
                NAME,
                Field::needed(
                    "counts",
                    Type::COUNTS,
                    "how many rated scale_min, one more, …",
                ),
            ])),
            "any number of them, all on the same scale",
        ),
        Field::needed("scale_min", SCALE_END, "the lowest rating"),
        ADJUST,
        CONF,
    ],
    result: &[Field::needed(
        "segments",
        Type::List(&Type::Record(&[
            NAME,
            SEGMENT_N,
            REST_N,
            given("mean", "its mean on the scale; null where nobody answered"),
            given("rest_mean", "the mean of all others"),
            given("diff", "mean − rest_mean; null where a side is of nobody"),
            given(
                "lower",
                "lower bound of the difference, for this segment alone",
            ),
            given(
                "upper",
                "upper bound of the difference, for this segment alone",
            ),
            given("t", "Student's t if there is no difference"),
            given("df", "degrees of freedom of t"),
            P_VALUE,
            P_ADJUSTED,
        ])),
        "in the order given",
    )],
    run: |input| {
        let (confidence, adjustment) = (input.confidence()?, adjustment(input));
        let segments = input.records("segments");
        let min = input.need("scale_min")?;
        let tallies = segments
            .iter()
            .map(|segment| tally_from(segment, "counts", min))
            .collect::<Result<Vec<_>, _>>()?;
        let compared = means_against_rest(&tallies, confidence, adjustment)
            .map_err(|error| input.fault("segments", error.to_string(), "counts of one length"))?;
        Ok(segment_records(&segments, &compared, |record, segment| {
            record
                .with("mean", segment.score)
                .with("rest_mean", segment.rest)
                .with("diff", segment.difference)
                .with("lower", segment.lower)
                .with("upper", segment.upper)
                .with("t", segment.statistic)
                .with("df", segment.df)
        }))
    },
};

const SEGMENT_N: Field = Field::needed("n", Type::Count, "its answers");
const REST_N: Field = Field::needed("rest_n", Type::Count, "the answers of all others");
/// An end of a scale.
pub(super) const SCALE_END: Type = Type::Whole(-(Scale::MAX_BOUND as i64), Scale::MAX_BOUND as i64);

/// The classes of one wave.
pub(super) fn class_counts(input: &Input<'_>) -> Result<ClassCounts, Fault> {
    Ok(ClassCounts {
        high: input.need("promoters")?,
        middle: input.need("passives")?,
        low: input.need("detractors")?,
    })
}

/// The fields [`METHOD`] and [`PSEUDO`].
pub(super) fn nps_method(input: &Input<'_>) -> Result<NpsMethod, Fault> {
    let pseudo = match input.get::<Vec<f64>>("pseudo") {
        None => PseudoCounts::default(),
        Some(counts) => pseudo_counts(&counts).ok_or_else(|| {
            let expected = "3 numbers from 0 to 1e9: of promoters, passives and detractors";
            input.fault("pseudo", "these are no pseudo-counts", expected)
        })?,
    };
    Ok(match input.get("method") {
        Some("wald") => NpsMethod::Wald,
        Some("welch_t") => NpsMethod::WelchT,
        _ => NpsMethod::AdjustedWald(pseudo),
    })
}

fn pseudo_counts(counts: &[f64]) -> Option<PseudoCounts> {
    match *counts {
        [promoters, passives, detractors] => PseudoCounts::new(promoters, passives, detractors),
        _ => None,
    }
}

/// Appends [`NPS_DIFFERENCE`].
pub(super) fn nps_difference_record(record: Record, found: Option<Difference>) -> Record {
    record
        .with("diff", found.map(|found| found.difference))
        .with("center", found.map(|found| found.center))
        .with("statistic", found.and_then(|found| found.statistic))
        .with("df", found.and_then(|found| found.df))
        .with("p_value", found.and_then(|found| found.p_value))
        .with("lower", found.and_then(|found| found.lower))
        .with("upper", found.and_then(|found| found.upper))
        .with("se_points", found.and_then(|found| found.se))
}

fn proportion(input: &Input<'_>, count: &str, n: &str) -> Result<Proportion, Fault> {
    let (hits, of): (u64, u64) = (input.need(count)?, input.need(n)?);
    Proportion::new(hits, of).ok_or_else(|| {
        let message = format!("there are {hits} hits of {of}");
        input.fault(count, message, format!("at most `{n}`"))
    })
}

fn hits_and_misses(segment: &Input<'_>) -> Result<ClassCounts, Fault> {
    let (hits, n): (u64, u64) = (segment.need("count")?, segment.need("n")?);
    proportion(segment, "count", "n")?;
    Ok(ClassCounts {
        high: hits,
        middle: 0,
        low: n.saturating_sub(hits),
    })
}

pub(super) fn tally(input: &Input<'_>, counts: &str) -> Result<Tally, Fault> {
    tally_from(input, counts, input.need("scale_min")?)
}

fn tally_from(input: &Input<'_>, field: &str, min: i64) -> Result<Tally, Fault> {
    let counts: Vec<u64> = input.need(field)?;
    let scale = scale_of(min, counts.len()).ok_or_else(|| {
        let message = format!("no scale has {} points from {min} on", counts.len());
        let expected = format!(
            "2 to {} counts, of ratings up to {}",
            Scale::MAX_POINTS,
            Scale::MAX_BOUND
        );
        input.fault(field, message, expected)
    })?;
    let mut tally = Tally::new(scale);
    for (rating, count) in scale.ratings().zip(counts) {
        tally.add_many(rating, count);
    }
    Ok(tally)
}

fn scale_of(min: i64, points: usize) -> Option<Scale> {
    let min = i32::try_from(min).ok()?;
    let steps = i32::try_from(points.checked_sub(1)?).ok()?;
    Scale::new(min, min.checked_add(steps)?)
}

fn adjustment(input: &Input<'_>) -> Adjustment {
    let named = input.get("adjust").and_then(Adjustment::from_name);
    named.unwrap_or_default()
}

/// One record for each segment: its name and sizes, its own fields, its p-values.
fn segment_records(
    inputs: &[Input<'_>],
    compared: &[Segment],
    fields: impl Fn(Record, &Segment) -> Record,
) -> Record {
    let record = |(input, segment): (&Input<'_>, &Segment)| {
        let name = input.get::<&str>("name").map(str::to_owned);
        let sizes = Record::new()
            .with("name", name)
            .with("n", segment.n)
            .with("rest_n", segment.rest_n);
        fields(sizes, segment)
            .with("p_value", segment.p_value)
            .with("p_adjusted", segment.p_adjusted)
    };
    let records: Vec<Record> = inputs.iter().zip(compared).map(record).collect();
    Record::new().with("segments", Value::from(records))
}

//! Each segment beside all others together.

use super::Kind;
use super::boxes::BOUND;
use super::compare::{P_VALUE, class_counts, given, proportion};
use super::nps::{DETRACTORS, HISTOGRAM, PASSIVES, PROMOTERS, RESPONSES};
use crate::fault::Fault;
use crate::field::{Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::compare::{Segment, means_against_rest, nps_against_rest, shares_against_rest};
use score::{Adjustment, ClassCounts, Scale, Tally};

pub(super) const KINDS: &[Kind] = &[NPS_SEGMENTS, PROP_SEGMENTS, MEAN_SEGMENTS];

pub(super) const NAME: Field = Field::optional("name", Type::Text, "what the segment is called");
pub(super) const ADJUST: Field = Field::optional(
    "adjust",
    Type::Name(&["bonferroni", "holm", "hochberg", "bh", "by"]),
    "how p-values are adjusted for the number of segments; holm if not given",
);

pub(super) const P_ADJUSTED: Field =
    given("p_adjusted", "adjusted for the number of segments tested");

pub(super) const DIFF_LOWER: Field = given(
    "lower",
    "lower bound of the difference in its unit, for this segment alone",
);
pub(super) const DIFF_UPPER: Field = given(
    "upper",
    "upper bound of the difference in its unit, for this segment alone",
);
pub(super) const T: Field = given("t", "Student's t if there is no difference");
pub(super) const DF: Field = given("df", "degrees of freedom of t");

const NPS_SEGMENTS: Kind = Kind {
    name: "nps_segments",
    about: "the NPS of each segment beside that of all others together, by the adjusted Wald difference",
    input: &[
        Field::needed(
            "segments",
            Type::List(&Type::Record(&[
                NAME, PROMOTERS, PASSIVES, DETRACTORS, HISTOGRAM, RESPONSES,
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
            given("nps", "its score in points; null where nobody answered"),
            given("rest_nps", "the score of all others in points"),
            given(
                "diff",
                "nps − rest_nps in points; null where a side is of nobody",
            ),
            DIFF_LOWER,
            DIFF_UPPER,
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
        Field::needed("scale_min", BOUND, "the lowest rating"),
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
            DIFF_LOWER,
            DIFF_UPPER,
            T,
            DF,
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

pub(super) const SEGMENT_N: Field = Field::needed("n", Type::Count, "its answers");
pub(super) const REST_N: Field = Field::needed("rest_n", Type::Count, "the answers of all others");

fn hits_and_misses(segment: &Input<'_>) -> Result<ClassCounts, Fault> {
    let (hits, n): (u64, u64) = (segment.need("count")?, segment.need("n")?);
    proportion(segment, "count", "n")?;
    Ok(ClassCounts {
        high: hits,
        middle: 0,
        low: n.saturating_sub(hits),
    })
}

/// Ratings from their counts, from the field `scale_min` on.
pub(super) fn tally(input: &Input<'_>, counts: &str) -> Result<Tally, Fault> {
    tally_from(input, counts, input.need("scale_min")?)
}

fn tally_from(input: &Input<'_>, field: &str, min: i64) -> Result<Tally, Fault> {
    let counts: Vec<u64> = input.need(field)?;
    let min = i32::try_from(min).ok();
    let tally = min.and_then(|min| Tally::of_counts(min, &counts));
    tally.ok_or_else(|| {
        let message = format!("no scale has {} points from `scale_min` on", counts.len());
        let expected = format!(
            "2 to {} counts, of ratings up to {}",
            Scale::MAX_POINTS,
            Scale::MAX_BOUND
        );
        input.fault(field, message, expected)
    })
}

pub(super) fn adjustment(input: &Input<'_>) -> Adjustment {
    let named = input.get("adjust").and_then(Adjustment::from_name);
    named.unwrap_or_default()
}

/// One record for each segment: its name and sizes, its own fields, its p-values.
pub(super) fn segment_records(
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

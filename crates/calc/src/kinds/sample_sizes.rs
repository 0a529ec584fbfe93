//! How many answers an NPS needs.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::sample_size::{SampleSize, for_difference, for_margin};

pub(super) const KINDS: &[Kind] = &[NPS_SAMPLE_SIZE, NPS_SAMPLE_SIZE_DIFF];

const RAW: Field = Field::needed(
    "raw",
    Type::NUMBER_OR_NULL,
    "unrounded, for the Wald method",
);
const COUNT_OR_NULL: Type = Type::OrNull(&Type::Count);
/// Half promoters and half detractors.
const LARGEST_VARIANCE: f64 = 1.0;

const NPS_SAMPLE_SIZE: Kind = Kind {
    name: "nps_sample_size",
    about: "answers that an NPS needs for a margin of error",
    input: &[
        CONF,
        Field::optional(
            "variance",
            Type::PROPORTION,
            "of an answer on −1, 0, 1; 1, the largest, if not given",
        ),
        Field::needed(
            "margin_points",
            Type::Number(Bounds::Positive),
            "half the width of the interval in points",
        ),
    ],
    result: &[
        Field::needed("n_wald", COUNT_OR_NULL, "for the Wald interval"),
        Field::needed("n_adjusted_wald", COUNT_OR_NULL, "for the adjusted one"),
        RAW,
    ],
    run: nps_sample_size,
};

fn nps_sample_size(input: &Input<'_>) -> Result<Record, Fault> {
    let variance = input.get("variance").unwrap_or(LARGEST_VARIANCE);
    let size = for_margin(input.need("margin_points")?, variance, input.confidence()?);
    let (wald, adjusted_wald) = counts(size);
    Ok(Record::new()
        .with("n_wald", wald)
        .with("n_adjusted_wald", adjusted_wald)
        .with("raw", size.map(|size| size.raw)))
}

const NPS_SAMPLE_SIZE_DIFF: Kind = Kind {
    name: "nps_sample_size_diff",
    about: "answers that each of two groups needs to find a difference of their NPS",
    input: &[
        CONF,
        Field::optional(
            "power",
            Type::Number(Bounds::Open(0.0, 1.0)),
            "chance to find the difference if it is there; 0.8 if not given",
        ),
        Field::optional(
            "variance_a",
            Type::PROPORTION,
            "of an answer on −1, 0, 1; 1, the largest, if not given",
        ),
        Field::optional(
            "variance_b",
            Type::PROPORTION,
            "the same of the other group; 1 if not given",
        ),
        Field::needed(
            "diff_points",
            Type::NUMBER,
            "difference to be found, in points",
        ),
    ],
    result: &[
        Field::needed("n_per_group_wald", COUNT_OR_NULL, "for the Wald test"),
        Field::needed(
            "n_per_group_adjusted_wald",
            COUNT_OR_NULL,
            "for the adjusted one",
        ),
        RAW,
    ],
    run: nps_sample_size_diff,
};

fn nps_sample_size_diff(input: &Input<'_>) -> Result<Record, Fault> {
    let variance = |name| input.get(name).unwrap_or(LARGEST_VARIANCE);
    let size = for_difference(
        input.need("diff_points")?,
        (variance("variance_a"), variance("variance_b")),
        input.confidence()?,
        input.get("power").unwrap_or(0.8),
    );
    let (wald, adjusted_wald) = counts(size);
    Ok(Record::new()
        .with("n_per_group_wald", wald)
        .with("n_per_group_adjusted_wald", adjusted_wald)
        .with("raw", size.map(|size| size.raw)))
}

fn counts(size: Option<SampleSize>) -> (Value, Value) {
    let count = |pick: fn(SampleSize) -> Option<u64>| size.and_then(pick).into();
    (count(|size| size.wald), count(|size| size.adjusted_wald))
}

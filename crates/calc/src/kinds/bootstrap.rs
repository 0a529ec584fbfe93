//! The percentile bootstrap of an NPS, without chance and with it.

use super::Kind;
use super::nps::{DETRACTORS, HISTOGRAM, PASSIVES, PROMOTERS, RESPONSES, Ratings};
use crate::fault::Fault;
use crate::field::{Field, Type};
use crate::input::{CONF, Input};
use crate::value::Record;
use score::nps::{Bootstrap, MAX_RESAMPLES, bootstrap, bootstrap_exact};

pub(super) const KINDS: &[Kind] = &[NPS_BOOTSTRAP_EXACT, NPS_BOOTSTRAP];

/// How many resamples are drawn if nobody says.
const RESAMPLES: u64 = 10_000;

const RESULT: &[Field] = &[
    Field::needed("lower", Type::NUMBER_OR_NULL, "lower percentile in points"),
    Field::needed("upper", Type::NUMBER_OR_NULL, "upper percentile in points"),
    Field::needed(
        "grid_step",
        Type::NUMBER_OR_NULL,
        "how far possible scores lie apart in points, 100/n",
    ),
];

const NPS_BOOTSTRAP_EXACT: Kind = Kind {
    name: "nps_bootstrap_exact",
    about: "percentile bootstrap of an NPS from the distribution of all resamples; null where n times the variance of an answer is over 100 000",
    input: &[PROMOTERS, PASSIVES, DETRACTORS, HISTOGRAM, RESPONSES, CONF],
    result: RESULT,
    run: nps_bootstrap_exact,
};

fn nps_bootstrap_exact(input: &Input<'_>) -> Result<Record, Fault> {
    let counts = Ratings::read(input)?.classes();
    Ok(result(bootstrap_exact(&counts, input.confidence()?)))
}

const NPS_BOOTSTRAP: Kind = Kind {
    name: "nps_bootstrap",
    about: "percentile bootstrap of an NPS by drawing resamples; the same seed gives the same interval",
    input: &[
        PROMOTERS,
        PASSIVES,
        DETRACTORS,
        HISTOGRAM,
        RESPONSES,
        CONF,
        Field::optional(
            "resamples",
            Type::Whole(1, MAX_RESAMPLES as i64),
            "how many are drawn; 10 000 if not given",
        ),
        Field::needed("seed", Type::Count, "where the generator of chance starts"),
    ],
    result: RESULT,
    run: nps_bootstrap,
};

fn nps_bootstrap(input: &Input<'_>) -> Result<Record, Fault> {
    let counts = Ratings::read(input)?.classes();
    let resamples = input.get::<u64>("resamples").unwrap_or(RESAMPLES);
    let resamples = u32::try_from(resamples).unwrap_or(MAX_RESAMPLES);
    let seed = input.need("seed")?;
    Ok(result(bootstrap(
        &counts,
        input.confidence()?,
        resamples,
        seed,
    )))
}

fn result(interval: Option<Bootstrap>) -> Record {
    Record::new()
        .with("lower", interval.map(|interval| interval.lower))
        .with("upper", interval.map(|interval| interval.upper))
        .with("grid_step", interval.map(|interval| interval.grid_step))
}

//! Intervals of shares and of means.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Field, Type};
use crate::input::{CONF, Input};
use crate::value::Record;
use score::mean::Sample;
use score::proportion::{Method, Proportion};

pub(super) const KINDS: &[Kind] = &[PROP_CI, MEAN_CI];

const PROP_CI: Kind = Kind {
    name: "prop_ci",
    about: "confidence interval of a proportion",
    input: &[
        Field::needed("count", Type::Count, "hits"),
        Field::needed("n", Type::Count, "answers, hits and misses"),
        CONF,
        Field::optional(
            "method",
            Type::Name(&[
                Method::Wald.name(),
                Method::Wilson.name(),
                Method::WilsonCc.name(),
                Method::AgrestiCoull.name(),
                Method::PlusFour.name(),
                Method::Jeffreys.name(),
                Method::JeffreysBcd.name(),
                Method::ClopperPearson.name(),
            ]),
            "wilson if not given",
        ),
    ],
    result: &[
        Field::needed("p", Type::NUMBER_OR_NULL, "share of hits, 0 to 1"),
        Field::needed("lower", Type::NUMBER_OR_NULL, "lower bound"),
        Field::needed("upper", Type::NUMBER_OR_NULL, "upper bound"),
        Field::needed("lower_clamped", Type::NUMBER_OR_NULL, "at least 0"),
        Field::needed("upper_clamped", Type::NUMBER_OR_NULL, "at most 1"),
        Field::optional(
            "lower_bcd",
            Type::NUMBER_OR_NULL,
            "with jeffreys: 0 where there are no hits",
        ),
        Field::optional(
            "upper_bcd",
            Type::NUMBER_OR_NULL,
            "with jeffreys: 1 where there are no misses",
        ),
        Field::needed("method", Type::Text, "how it was computed"),
        Field::needed("conf", Type::PROPORTION, "how sure it is"),
    ],
    run: prop_ci,
};

fn prop_ci(input: &Input<'_>) -> Result<Record, Fault> {
    let (count, n): (u64, u64) = (input.need("count")?, input.need("n")?);
    let Some(proportion) = Proportion::new(count, n) else {
        let message = format!("there are {count} hits among {n}");
        return Err(input.fault("count", message, "at most `n`"));
    };
    let confidence = input.confidence()?;
    let method = input.get("method").and_then(Method::from_name);
    let method = method.unwrap_or_default();
    let interval = proportion.interval(method, confidence);
    let clamped = interval.map(|interval| interval.clamped(0.0, 1.0));
    let result = Record::new()
        .with("p", proportion.value())
        .with("lower", interval.map(|interval| interval.lower))
        .with("upper", interval.map(|interval| interval.upper))
        .with("lower_clamped", clamped.map(|interval| interval.lower))
        .with("upper_clamped", clamped.map(|interval| interval.upper))
        .with("method", method.name())
        .with("conf", confidence.level());
    if method != Method::Jeffreys {
        return Ok(result);
    }
    let bounded = proportion.interval(Method::JeffreysBcd, confidence);
    Ok(result
        .with("lower_bcd", bounded.map(|interval| interval.lower))
        .with("upper_bcd", bounded.map(|interval| interval.upper)))
}

const MEAN_CI: Kind = Kind {
    name: "mean_ci",
    about: "mean with its t interval, from values or from the counts of a scale",
    input: &[
        Field::optional("values", Type::NUMBERS, "the values"),
        Field::optional(
            "counts",
            Type::COUNTS,
            "without values: how often `scale_min`, the next whole number and so on were given",
        ),
        Field::optional(
            "scale_min",
            Type::NUMBER,
            "the value that `counts` begins with",
        ),
        CONF,
    ],
    result: &[
        Field::needed("n", Type::Count, "values"),
        Field::needed(
            "mean",
            Type::NUMBER_OR_NULL,
            "mean, in the unit of the values",
        ),
        Field::needed(
            "sd",
            Type::NUMBER_OR_NULL,
            "sample standard deviation (n − 1); null for fewer than two values",
        ),
        Field::needed("se", Type::NUMBER_OR_NULL, "sd/√n"),
        Field::needed(
            "t_crit",
            Type::NUMBER_OR_NULL,
            "Student's t with n − 1 degrees of freedom at this confidence",
        ),
        Field::needed("lower", Type::NUMBER_OR_NULL, "lower bound"),
        Field::needed("upper", Type::NUMBER_OR_NULL, "upper bound"),
        Field::needed("conf", Type::PROPORTION, "how sure it is"),
    ],
    run: mean_ci,
};

fn mean_ci(input: &Input<'_>) -> Result<Record, Fault> {
    let confidence = input.confidence()?;
    let (n, sample) = if let Some(values) = input.get::<Vec<f64>>("values") {
        (values.len() as u64, Sample::of(&values))
    } else {
        let counts: Vec<u64> = input.need("counts")?;
        let first = input.need("scale_min")?;
        let n = counts.iter().copied().fold(0, u64::saturating_add);
        (n, Sample::of_counts(first, &counts))
    };
    let interval = sample.and_then(|sample| sample.interval(confidence));
    Ok(Record::new()
        .with("n", n)
        .with("mean", sample.map(Sample::mean))
        .with("sd", sample.and_then(Sample::sd))
        .with("se", sample.and_then(Sample::standard_error))
        .with("t_crit", sample.and_then(|sample| sample.t(confidence)))
        .with("lower", interval.map(|interval| interval.lower))
        .with("upper", interval.map(|interval| interval.upper))
        .with("conf", confidence.level()))
}

//! Waves and segments beside each other.

use super::Kind;
use super::nps::{DETRACTORS, HISTOGRAM, PASSIVES, PROMOTERS, PSEUDO, RESPONSES, Ratings, pseudo};
use crate::fault::Fault;
use crate::field::{Field, Type};
use crate::input::{CONF, Input};
use crate::value::Record;
use score::compare::{
    Difference, NpsMethod, mean_difference, nps_difference, proportion_difference,
};
use score::mean::Sample;
use score::proportion::Proportion;
use score::{Adjustment, ClassCounts};

/// The classes of one wave, in any of the forms of `nps_score`.
pub(super) const CLASSES: Type =
    Type::Record(&[PROMOTERS, PASSIVES, DETRACTORS, HISTOGRAM, RESPONSES]);

pub(super) const METHOD: Field = Field::optional(
    "method",
    Type::Name(&["wald", "adjusted_wald", "welch_t"]),
    "adjusted_wald if not given",
);

/// A field of a result that may be undefined.
pub(super) const fn given(name: &'static str, about: &'static str) -> Field {
    Field::needed(name, Type::NUMBER_OR_NULL, about)
}

pub(super) const P_VALUE: Field = given(
    "p_value",
    "two-sided; null where nothing varies or a side is of nobody",
);

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

pub(super) const KINDS: &[Kind] = &[NPS_DIFF, PROP_DIFF, MEAN_DIFF_WELCH, P_ADJUST];

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
            "without values: how often `scale_min`, the next whole number and so on were given",
        ),
        Field::optional("counts_b", Type::COUNTS, "the same of b"),
        Field::optional(
            "scale_min",
            Type::NUMBER,
            "the value that the counts begin with",
        ),
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
        let samples = sample(input, "a", "counts_a")?.zip(sample(input, "b", "counts_b")?);
        let found = samples.and_then(|(a, b)| mean_difference(a, b, confidence));
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

/// The classes of one wave.
pub(super) fn class_counts(input: &Input<'_>) -> Result<ClassCounts, Fault> {
    Ok(Ratings::read(input)?.classes())
}

/// The fields [`METHOD`] and [`PSEUDO`].
pub(super) fn nps_method(input: &Input<'_>) -> Result<NpsMethod, Fault> {
    Ok(match input.get("method") {
        Some("wald") => NpsMethod::Wald,
        Some("welch_t") => NpsMethod::WelchT,
        _ => NpsMethod::AdjustedWald(pseudo(input)?),
    })
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

pub(super) fn proportion(input: &Input<'_>, count: &str, n: &str) -> Result<Proportion, Fault> {
    let (hits, of): (u64, u64) = (input.need(count)?, input.need(n)?);
    Proportion::new(hits, of).ok_or_else(|| {
        let message = format!("there are {hits} hits of {of}");
        input.fault(count, message, format!("at most `{n}`"))
    })
}

/// A side from its values, or from counts; `None` without any.
fn sample(input: &Input<'_>, values: &str, counts: &str) -> Result<Option<Sample>, Fault> {
    if !input.has(counts) {
        return Ok(Sample::of(&input.need::<Vec<f64>>(values)?));
    }
    let counts: Vec<u64> = input.need(counts)?;
    Ok(Sample::of_counts(input.need("scale_min")?, &counts))
}

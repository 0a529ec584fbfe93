//! Answers that do not count alike.

use super::Kind;
use super::boxes::{DIRECTION, METRIC, SCALE_MAX, SCALE_MIN, TOP_K, metric};
use super::compare::{P_VALUE, class_counts, given};
use super::nps::{DETRACTORS, HISTOGRAM, PASSIVES, PROMOTERS, RESPONSES};
use super::segments::{
    ADJUST, DF, DIFF_LOWER, DIFF_UPPER, NAME, P_ADJUSTED, REST_N, SEGMENT_N, T, adjustment,
    segment_records,
};
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::compare::weighted_against_rest;
use score::weight::{Stratum, Weight, WeightedTally, pooled_nps, post_stratified, unweighted_nps};
use score::{Metric, Scale};

pub(super) const KINDS: &[Kind] = &[
    WEIGHTED_NPS,
    WEIGHTED_SCORE,
    WEIGHTED_SEGMENTS,
    POSTSTRATIFIED_NPS,
];

const WEIGHTS: Field = Field::optional(
    "weights",
    Type::List(&Type::Number(Bounds::NotNegative)),
    "one for each response; only ratios matter",
);
const SAMPLING_RATES: Field = Field::optional(
    "sampling_rates",
    Type::List(&Type::PROPORTION),
    "in place of weights: the rate each response was asked at; it weighs 1/rate",
);
const ON_SCALE: Field = Field::needed(
    "responses",
    Type::List(&Type::Anything),
    "the ratings; null is missing, what is not a whole number on the scale is invalid",
);

const N: Field = Field::needed(
    "n",
    Type::Count,
    "valid ratings, those of weight 0 included",
);
const INVALID: Field = Field::needed("invalid", Type::Count, "responses that are no rating");
const MISSING: Field = Field::needed("missing", Type::Count, "responses that are null");
const SUM_WEIGHTS: Field = Field::needed(
    "sum_weights",
    Type::NUMBER,
    "sum of the weights of valid ratings",
);
const DEFF_KISH: Field = given("deff_kish", "design effect n·Σw²/(Σw)²");
const N_EFF: Field = given("n_eff", "effective number of answers, n/deff");

const WEIGHTED_NPS: Kind = Kind {
    name: "weighted_nps",
    about: "weighted NPS with Kish's design effect and a linearised standard error",
    input: &[RESPONSES, WEIGHTS, SAMPLING_RATES, CONF],
    result: &[
        N,
        INVALID,
        MISSING,
        given("nps", "points; null where all weight is zero"),
        SUM_WEIGHTS,
        DEFF_KISH,
        N_EFF,
        given("se_kish_points", "√(weighted variance/n_eff) in points"),
        given(
            "se_taylor_points",
            "linearised, n/(n−1), in points; null for a single rating",
        ),
        given(
            "lower",
            "nps − t·se_taylor_points, with n − 1 degrees of freedom",
        ),
        given(
            "upper",
            "nps + t·se_taylor_points, with n − 1 degrees of freedom",
        ),
    ],
    run: |input| {
        let confidence = input.confidence()?;
        let answers = Answers::read(input, Scale::NPS)?;
        let score = answers.tally.score(Metric::Nps);
        let interval = score.and_then(|score| score.interval(confidence));
        Ok(answers
            .record()
            .with("nps", score.map(|score| score.score))
            .with("se_kish_points", score.map(|score| score.se_kish))
            .with(
                "se_taylor_points",
                score.and_then(|score| score.se_linearised),
            )
            .with("lower", interval.map(|(lower, _)| lower))
            .with("upper", interval.map(|(_, upper)| upper)))
    },
};

const WEIGHTED_SCORE: Kind = Kind {
    name: "weighted_score",
    about: "weighted score of any metric with Kish's design effect and a linearised standard error",
    input: &[
        METRIC,
        SCALE_MIN,
        SCALE_MAX,
        TOP_K,
        DIRECTION,
        ON_SCALE,
        WEIGHTS,
        SAMPLING_RATES,
        CONF,
    ],
    result: &[
        N,
        INVALID,
        MISSING,
        given(
            "score",
            "points for nps and enps, percent for csat, psat and ces, the mean for rating",
        ),
        given("mean", "weighted mean rating"),
        SUM_WEIGHTS,
        DEFF_KISH,
        N_EFF,
        given(
            "se_kish",
            "√(weighted variance/n_eff), in the unit of the score",
        ),
        given(
            "se_taylor",
            "linearised, n/(n−1), in the unit of the score; null for a single rating",
        ),
        given(
            "lower",
            "score − t·se_taylor, with n − 1 degrees of freedom",
        ),
        given(
            "upper",
            "score + t·se_taylor, with n − 1 degrees of freedom",
        ),
    ],
    run: |input| {
        let (metric, confidence) = (metric(input)?, input.confidence()?);
        let answers = Answers::read(input, metric.scale())?;
        let score = answers.tally.score(metric);
        let interval = score.and_then(|score| score.interval(confidence));
        Ok(answers
            .record()
            .with("score", score.map(|score| score.score))
            .with("mean", answers.tally.mean().map(|mean| mean.score))
            .with("se_kish", score.map(|score| score.se_kish))
            .with("se_taylor", score.and_then(|score| score.se_linearised))
            .with("lower", interval.map(|(lower, _)| lower))
            .with("upper", interval.map(|(_, upper)| upper)))
    },
};

const WEIGHTED_SEGMENTS: Kind = Kind {
    name: "weighted_segments",
    about: "the weighted score of each segment beside that of all others together, by t with linearised standard errors",
    input: &[
        METRIC,
        SCALE_MIN,
        SCALE_MAX,
        TOP_K,
        DIRECTION,
        Field::needed(
            "segments",
            Type::List(&Type::Record(&[NAME, ON_SCALE, WEIGHTS, SAMPLING_RATES])),
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
                "score",
                "in the unit of the metric; null where all weight is zero",
            ),
            given("rest_score", "the score of all others"),
            given(
                "diff",
                "score − rest_score; null where a side has no weight",
            ),
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
        let (metric, confidence) = (metric(input)?, input.confidence()?);
        let segments = input.records("segments");
        let tallies = segments
            .iter()
            .map(|segment| Ok(Answers::read(segment, metric.scale())?.tally))
            .collect::<Result<Vec<_>, Fault>>()?;
        let compared = weighted_against_rest(metric, &tallies, confidence, adjustment(input))
            .map_err(|error| input.fault("segments", error.to_string(), "one scale"))?;
        Ok(segment_records(&segments, &compared, |record, segment| {
            record
                .with("score", segment.score)
                .with("rest_score", segment.rest)
                .with("diff", segment.difference)
                .with("lower", segment.lower)
                .with("upper", segment.upper)
                .with("t", segment.statistic)
                .with("df", segment.df)
        }))
    },
};

const POSTSTRATIFIED_NPS: Kind = Kind {
    name: "poststratified_nps",
    about: "NPS of a population from strata of known size",
    input: &[
        Field::needed(
            "strata",
            Type::List(&Type::Record(&[
                PROMOTERS,
                PASSIVES,
                DETRACTORS,
                HISTOGRAM,
                RESPONSES,
                Field::needed(
                    "population",
                    Type::Number(Bounds::NotNegative),
                    "how many people it has, or its share; only ratios matter",
                ),
            ])),
            "every part of the population once",
        ),
        CONF,
    ],
    result: &[
        given(
            "nps",
            "Σ share·nps in points; null where a stratum with people has no answers",
        ),
        given("se_points", "√(Σ share²·variance/n) in points"),
        given("lower", "nps − z·se_points"),
        given("upper", "nps + z·se_points"),
        given(
            "pooled_nps",
            "all answers together, whatever the population: for comparison",
        ),
        given(
            "unweighted_mean_of_strata",
            "all strata alike, whatever their size: for comparison",
        ),
    ],
    run: |input| {
        let strata = input
            .records("strata")
            .iter()
            .map(stratum)
            .collect::<Result<Vec<_>, _>>()?;
        let found = post_stratified(&strata, input.confidence()?);
        Ok(Record::new()
            .with("nps", found.map(|found| found.nps))
            .with("se_points", found.map(|found| found.se))
            .with("lower", found.map(|found| found.lower))
            .with("upper", found.map(|found| found.upper))
            .with("pooled_nps", pooled_nps(&strata))
            .with("unweighted_mean_of_strata", unweighted_nps(&strata)))
    },
};

fn stratum(input: &Input<'_>) -> Result<Stratum, Fault> {
    let population = Weight::new(input.need("population")?);
    Ok(Stratum {
        counts: class_counts(input)?,
        population: population
            .map_err(|error| input.fault("population", error.to_string(), WEIGHT))?,
    })
}

/// What a weight may be.
const WEIGHT: &str = "0, or a number from 1e-100 to 1e100";

/// Ratings with their weights.
struct Answers {
    tally: WeightedTally,
    invalid: u64,
    missing: u64,
}

impl Answers {
    fn read(input: &Input<'_>, scale: Scale) -> Result<Self, Fault> {
        let responses: &[Value] = input.need("responses")?;
        let weights = weights(input)?;
        if responses.len() != weights.len() {
            let name = if input.has("weights") {
                "weights"
            } else {
                "sampling_rates"
            };
            let message = format!(
                "there are {} for {} responses",
                weights.len(),
                responses.len()
            );
            return Err(input.fault(name, message, "one for each response"));
        }
        let mut answers = Self {
            tally: WeightedTally::new(scale),
            invalid: 0,
            missing: 0,
        };
        for (response, weight) in responses.iter().zip(weights) {
            answers.add(response, weight);
        }
        Ok(answers)
    }

    /// What does not depend on the metric.
    fn record(&self) -> Record {
        Record::new()
            .with("n", self.tally.n())
            .with("invalid", self.invalid)
            .with("missing", self.missing)
            .with("sum_weights", self.tally.sum_of_weights())
            .with("deff_kish", self.tally.design_effect())
            .with("n_eff", self.tally.effective_n())
    }

    fn add(&mut self, response: &Value, weight: Weight) {
        let rating = response
            .as_whole()
            .and_then(|whole| i32::try_from(whole).ok());
        if *response == Value::Null {
            self.missing = self.missing.saturating_add(1);
        } else if !rating.is_some_and(|rating| self.tally.add(rating, weight)) {
            self.invalid = self.invalid.saturating_add(1);
        }
    }
}

/// The weights, given as such or by the rates they come from.
fn weights(input: &Input<'_>) -> Result<Vec<Weight>, Fault> {
    if input.has("weights") && input.has("sampling_rates") {
        let message = "weights are given as well";
        return Err(input.fault("sampling_rates", message, "either of the two"));
    }
    if let Some(rates) = input.get::<Vec<f64>>("sampling_rates") {
        let weigh = |(index, rate)| {
            Weight::from_sampling_rate(rate).map_err(|error| {
                let at = format!("sampling_rates[{index}]");
                input.fault(&at, error.to_string(), "a number above 0 and at most 1")
            })
        };
        return rates.into_iter().enumerate().map(weigh).collect();
    }
    let weights: Vec<f64> = input.need("weights")?;
    let weigh = |(index, weight)| {
        Weight::new(weight)
            .map_err(|error| input.fault(&format!("weights[{index}]"), error.to_string(), WEIGHT))
    };
    weights.into_iter().enumerate().map(weigh).collect()
}

//! Answers that do not count alike.

use super::Kind;
use super::compare::{class_counts, given};
use super::nps::{DETRACTORS, HISTOGRAM, PASSIVES, PROMOTERS, RESPONSES};
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::weight::{Stratum, Weight, WeightedTally, pooled_nps, post_stratified, unweighted_nps};
use score::{Metric, Scale};

pub(super) const KINDS: &[Kind] = &[WEIGHTED_NPS, POSTSTRATIFIED_NPS];

const WEIGHTED_NPS: Kind = Kind {
    name: "weighted_nps",
    about: "weighted NPS with Kish's design effect and a linearised standard error",
    input: &[
        RESPONSES,
        Field::optional(
            "weights",
            Type::List(&Type::Number(Bounds::NotNegative)),
            "one for each response; only ratios matter",
        ),
        Field::optional(
            "sampling_rates",
            Type::List(&Type::PROPORTION),
            "in place of weights: the rate each response was asked at; it weighs 1/rate",
        ),
        CONF,
    ],
    result: &[
        Field::needed(
            "n",
            Type::Count,
            "valid ratings, those of weight 0 included",
        ),
        Field::needed("invalid", Type::Count, "responses that are no rating"),
        Field::needed("missing", Type::Count, "responses that are null"),
        given("nps", "points; null where all weight is zero"),
        Field::needed(
            "sum_weights",
            Type::NUMBER,
            "sum of the weights of valid ratings",
        ),
        given("deff_kish", "design effect n·Σw²/(Σw)²"),
        given("n_eff", "effective number of answers, n/deff"),
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
        let Answers {
            tally,
            invalid,
            missing,
        } = Answers::read(input)?;
        let score = tally.score(Metric::Nps);
        let interval = score.and_then(|score| score.interval(confidence));
        Ok(Record::new()
            .with("n", tally.n())
            .with("invalid", invalid)
            .with("missing", missing)
            .with("nps", score.map(|score| score.score))
            .with("sum_weights", tally.sum_of_weights())
            .with("deff_kish", tally.design_effect())
            .with("n_eff", tally.effective_n())
            .with("se_kish_points", score.map(|score| score.se_kish))
            .with(
                "se_taylor_points",
                score.and_then(|score| score.se_linearised),
            )
            .with("lower", interval.map(|(lower, _)| lower))
            .with("upper", interval.map(|(_, upper)| upper)))
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
    fn read(input: &Input<'_>) -> Result<Self, Fault> {
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
            tally: WeightedTally::new(Scale::NPS),
            invalid: 0,
            missing: 0,
        };
        for (response, weight) in responses.iter().zip(weights) {
            answers.add(response, weight);
        }
        Ok(answers)
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

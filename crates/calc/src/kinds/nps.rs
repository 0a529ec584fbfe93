//! NPS.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::nps::{self, Method, PseudoCounts};
use score::{
    Band, ClassCounts, Confidence, Interval, Metric, Scale, Score, Tally, round_half_away,
};

pub(super) const KINDS: &[Kind] = &[NPS_SCORE, NPS_VARIANCE, NPS_CI];

pub(super) const PROMOTERS: Field =
    Field::optional("promoters", Type::Count, "how many rated 9 or 10");
pub(super) const PASSIVES: Field =
    Field::optional("passives", Type::Count, "how many rated 7 or 8");
pub(super) const DETRACTORS: Field =
    Field::optional("detractors", Type::Count, "how many rated 0 to 6");
pub(super) const HISTOGRAM: Field =
    Field::optional("histogram", Type::COUNTS, "how many rated 0, 1, … 10");
pub(super) const RESPONSES: Field = Field::optional(
    "responses",
    Type::List(&Type::Anything),
    "the ratings; null is missing, what is not a whole number from 0 to 10 is invalid",
);
pub(super) const PSEUDO: Field = Field::optional(
    "pseudo",
    Type::List(&Type::Number(Bounds::Closed(0.0, PseudoCounts::MAX))),
    "promoters, passives and detractors that adjusted_wald adds; 0.75, 1.5, 0.75 if not given",
);
const NPS: Field = Field::needed(
    "nps",
    Type::NUMBER_OR_NULL,
    "points from −100 to 100, unrounded",
);

const NPS_SCORE: Kind = Kind {
    name: "nps_score",
    about: "Net Promoter Score from responses, from a histogram or from the counts of the classes",
    input: &[PROMOTERS, PASSIVES, DETRACTORS, HISTOGRAM, RESPONSES],
    result: &[
        Field::needed("n", Type::Count, "valid ratings"),
        Field::needed("promoters", Type::Count, "9 and 10"),
        Field::needed("passives", Type::Count, "7 and 8"),
        Field::needed("detractors", Type::Count, "0 to 6"),
        Field::needed("invalid", Type::Count, "responses that are no rating"),
        Field::needed("missing", Type::Count, "responses that are null"),
        NPS,
        Field::needed(
            "nps_rounded",
            Type::NUMBER_OR_NULL,
            "rounded once, half away from zero",
        ),
        Field::needed(
            "promoter_pct",
            Type::NUMBER_OR_NULL,
            "share of promoters in percent",
        ),
        Field::needed(
            "passive_pct",
            Type::NUMBER_OR_NULL,
            "share of passives in percent",
        ),
        Field::needed(
            "detractor_pct",
            Type::NUMBER_OR_NULL,
            "share of detractors in percent",
        ),
    ],
    run: nps_score,
};

fn nps_score(input: &Input<'_>) -> Result<Record, Fault> {
    let Ratings {
        tally,
        invalid,
        missing,
    } = Ratings::read(input)?;
    let score = Score::of(Metric::Nps, &tally, Confidence::P95);
    let counts = score.classes.unwrap_or_default();
    Ok(class_counts(&counts)
        .with("invalid", invalid)
        .with("missing", missing)
        .with("nps", score.score)
        .with("nps_rounded", score.score.map(round_half_away))
        .with("promoter_pct", counts.share(Band::High))
        .with("passive_pct", counts.share(Band::Middle))
        .with("detractor_pct", counts.share(Band::Low)))
}

fn class_counts(counts: &ClassCounts) -> Record {
    Record::new()
        .with("n", counts.n())
        .with("promoters", counts.high)
        .with("passives", counts.middle)
        .with("detractors", counts.low)
}

const NPS_VARIANCE: Kind = Kind {
    name: "nps_variance",
    about: "how one answer varies on −1, 0 and 1 (divided by n), and the standard error of the NPS",
    input: &[PROMOTERS, PASSIVES, DETRACTORS, HISTOGRAM, RESPONSES],
    result: &[
        Field::needed("variance", Type::NUMBER_OR_NULL, "p + d − (p − d)²"),
        Field::needed("sd", Type::NUMBER_OR_NULL, "its root"),
        Field::needed("se", Type::NUMBER_OR_NULL, "√(variance/n)"),
        Field::needed("se_points", Type::NUMBER_OR_NULL, "100 times that"),
    ],
    run: nps_variance,
};

fn nps_variance(input: &Input<'_>) -> Result<Record, Fault> {
    let counts = Ratings::read(input)?.classes();
    let variance = nps::variance(&counts);
    let points = nps::standard_error(&counts);
    Ok(Record::new()
        .with("variance", variance)
        .with("sd", variance.map(f64::sqrt))
        .with("se", points.map(|points| points / 100.0))
        .with("se_points", points))
}

const NPS_CI: Kind = Kind {
    name: "nps_ci",
    about: "confidence interval of a Net Promoter Score",
    input: &[
        PROMOTERS,
        PASSIVES,
        DETRACTORS,
        HISTOGRAM,
        RESPONSES,
        CONF,
        Field::optional(
            "method",
            Type::Name(&[
                Method::Wald.name(),
                Method::AdjustedWald.name(),
                Method::TMean.name(),
                Method::Score.name(),
            ]),
            "adjusted_wald if not given; score is the test of Tango inverted",
        ),
        PSEUDO,
    ],
    result: &[
        Field::needed("n", Type::Count, "valid ratings"),
        NPS,
        Field::needed(
            "center",
            Type::NUMBER_OR_NULL,
            "middle of the interval in points; null where the method has none",
        ),
        Field::needed(
            "margin",
            Type::NUMBER_OR_NULL,
            "from the middle to either bound in points; null where the method has none",
        ),
        Field::needed("lower", Type::NUMBER_OR_NULL, "lower bound in points"),
        Field::needed("upper", Type::NUMBER_OR_NULL, "upper bound in points"),
        Field::needed("lower_clamped", Type::NUMBER_OR_NULL, "at least −100"),
        Field::needed("upper_clamped", Type::NUMBER_OR_NULL, "at most 100"),
        Field::needed("method", Type::Text, "how it was computed"),
        Field::needed("conf", Type::PROPORTION, "how sure it is"),
    ],
    run: nps_ci,
};

fn nps_ci(input: &Input<'_>) -> Result<Record, Fault> {
    let counts = Ratings::read(input)?.classes();
    let confidence = input.confidence()?;
    let method = input.get("method").and_then(Method::from_name);
    let method = method.unwrap_or_default();
    let interval = match method {
        Method::AdjustedWald => nps::adjusted_wald(&counts, pseudo(input)?, confidence),
        _ => method.interval(&counts, confidence),
    };
    let symmetric = interval.filter(|_| method != Method::Score);
    let clamped = interval.map(|interval| interval.clamped(-100.0, 100.0));
    Ok(Record::new()
        .with("n", counts.n())
        .with("nps", counts.net())
        .with("center", symmetric.map(Interval::center))
        .with("margin", symmetric.map(Interval::margin))
        .with("lower", interval.map(|interval| interval.lower))
        .with("upper", interval.map(|interval| interval.upper))
        .with("lower_clamped", clamped.map(|interval| interval.lower))
        .with("upper_clamped", clamped.map(|interval| interval.upper))
        .with("method", method.name())
        .with("conf", confidence.level()))
}

pub(super) fn pseudo(input: &Input<'_>) -> Result<PseudoCounts, Fault> {
    let Some(counts) = input.get::<Vec<f64>>("pseudo") else {
        return Ok(PseudoCounts::default());
    };
    let pseudo = match counts[..] {
        [promoters, passives, detractors] => PseudoCounts::new(promoters, passives, detractors),
        _ => None,
    };
    pseudo.ok_or_else(|| {
        let message = format!("there are {} numbers", counts.len());
        input.fault("pseudo", message, "3: promoters, passives, detractors")
    })
}

/// Ratings on the scale of NPS in any of the forms a request has for them.
pub(super) struct Ratings {
    tally: Tally,
    invalid: u64,
    missing: u64,
}

/// Ratings are given in one form; the others could only contradict it.
fn one_form(input: &Input<'_>) -> Result<(), Fault> {
    const FORMS: &str = "`promoters`, `passives` and `detractors`, or `histogram`, or `responses`";
    let classes = ["promoters", "passives", "detractors"];
    let class = classes.into_iter().find(|class| input.has(class));
    let listed = ["histogram", "responses"].into_iter();
    let mut forms = class
        .into_iter()
        .chain(listed.filter(|form| input.has(form)));
    match (forms.next(), forms.next()) {
        (None, _) => Err(input.fault("responses", "no ratings are given", FORMS)),
        (Some(_), None) => Ok(()),
        (Some(first), Some(second)) => {
            let message = format!("the ratings are given by `{first}` already");
            Err(input.fault(second, message, format!("one form of them: {FORMS}")))
        }
    }
}

impl Ratings {
    pub(super) fn read(input: &Input<'_>) -> Result<Self, Fault> {
        let mut ratings = Self {
            tally: Tally::new(Scale::NPS),
            invalid: 0,
            missing: 0,
        };
        one_form(input)?;
        if let Some(responses) = input.get::<&[Value]>("responses") {
            responses.iter().for_each(|response| ratings.add(response));
        } else if let Some(counts) = input.get::<Vec<u64>>("histogram") {
            let tally = Tally::of_counts(0, &counts).filter(|tally| tally.scale() == Scale::NPS);
            ratings.tally = tally.ok_or_else(|| {
                let message = format!("there are {} counts", counts.len());
                let expected = "11, one for each rating from 0 to 10";
                input.fault("histogram", message, expected)
            })?;
        } else {
            for (rating, class) in [(10, "promoters"), (8, "passives"), (6, "detractors")] {
                ratings.tally.add_many(rating, input.need(class)?);
            }
        }
        Ok(ratings)
    }

    pub(super) fn classes(&self) -> ClassCounts {
        ClassCounts::of(Metric::Nps, &self.tally).unwrap_or_default()
    }

    fn add(&mut self, response: &Value) {
        let rating = response
            .as_whole()
            .and_then(|whole| i32::try_from(whole).ok());
        if *response == Value::Null {
            self.missing = self.missing.saturating_add(1);
        } else if !rating.is_some_and(|rating| self.tally.add(rating)) {
            self.invalid = self.invalid.saturating_add(1);
        }
    }
}

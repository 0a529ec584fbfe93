//! What goes together with what, and how surely.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::association::{
    Correlation, KaplanMeier, Kendall, NOTE, Observation, Pairs, PairsError, SurvivalStep,
    TwoGroups,
};
use score::{Confidence, compare};

pub(super) const KINDS: &[Kind] = &[RISK_2X2, CORRELATION, KAPLAN_MEIER];

/// The field of [`NOTE`].
pub(super) const NOTE_FIELD: Field =
    Field::needed("note", Type::Text, "what the result does not show");

const P_VALUE: Type = Type::OrNull(&Type::PROPORTION);
const COEFFICIENT: Type = Type::OrNull(&Type::Number(Bounds::Closed(-1.0, 1.0)));

const RISK_2X2: Kind = Kind {
    name: "risk_2x2",
    about: "with which of two groups an event is associated: risks, ratios and Fisher's exact test",
    input: &[
        Field::needed("a_events", Type::Count, "members of group a with the event"),
        Field::needed("a_n", Type::Count, "members of group a"),
        Field::needed("b_events", Type::Count, "members of group b with the event"),
        Field::needed("b_n", Type::Count, "members of group b"),
        CONF,
    ],
    result: &[
        Field::needed(
            "risk_a",
            P_VALUE,
            "events/members of a; null without members",
        ),
        Field::needed(
            "risk_b",
            P_VALUE,
            "events/members of b; null without members",
        ),
        Field::needed("risk_diff", COEFFICIENT, "risk a − risk b"),
        Field::needed(
            "risk_diff_lower",
            Type::NUMBER_OR_NULL,
            "its lower bound by Newcombe's hybrid score interval",
        ),
        Field::needed("risk_diff_upper", Type::NUMBER_OR_NULL, "its upper bound"),
        Field::needed(
            "risk_ratio",
            Type::NUMBER_OR_NULL,
            "risk a/risk b; null where risk b is 0 or undefined",
        ),
        Field::needed(
            "rr_lower",
            Type::NUMBER_OR_NULL,
            "its lower bound by the log interval of Katz; null with an empty cell",
        ),
        Field::needed("rr_upper", Type::NUMBER_OR_NULL, "its upper bound"),
        Field::needed(
            "odds_ratio",
            Type::NUMBER_OR_NULL,
            "odds of the event in a over those in b; null where that divides by 0",
        ),
        Field::needed(
            "or_lower",
            Type::NUMBER_OR_NULL,
            "its lower bound by the log interval of Woolf; null with an empty cell",
        ),
        Field::needed("or_upper", Type::NUMBER_OR_NULL, "its upper bound"),
        Field::needed(
            "fisher_p",
            P_VALUE,
            "Fisher's exact test, two-sided; null beyond a total of 2⁴⁰",
        ),
        NOTE_FIELD,
    ],
    run: risk_2x2,
};

fn risk_2x2(input: &Input<'_>) -> Result<Record, Fault> {
    let groups = TwoGroups::new(
        input.need("a_events")?,
        input.need("a_n")?,
        input.need("b_events")?,
        input.need("b_n")?,
    )
    .map_err(|error| {
        let field = if error.group == "a" {
            "a_events"
        } else {
            "b_events"
        };
        let message = format!(
            "{} events are more than the group has members",
            error.events
        );
        input.fault(field, message, format!("at most {}", error.n))
    })?;
    let confidence = input.confidence()?;
    let difference = groups.difference_interval(confidence);
    let ratio = groups.ratio_interval(confidence);
    let odds = groups.odds_ratio_interval(confidence);
    Ok(Record::new()
        .with("risk_a", groups.risk_a())
        .with("risk_b", groups.risk_b())
        .with("risk_diff", groups.difference())
        .with("risk_diff_lower", lower(difference))
        .with("risk_diff_upper", upper(difference))
        .with("risk_ratio", groups.ratio())
        .with("rr_lower", lower(ratio))
        .with("rr_upper", upper(ratio))
        .with("odds_ratio", groups.odds_ratio())
        .with("or_lower", lower(odds))
        .with("or_upper", upper(odds))
        .with("fisher_p", groups.fisher_p())
        .with("note", NOTE))
}

const CORRELATION: Kind = Kind {
    name: "correlation",
    about: "how two measurements of the same respondents are associated: Pearson, Spearman, Kendall",
    input: &[
        Field::needed("x", Type::NUMBERS, "the first measurement"),
        Field::needed("y", Type::NUMBERS, "the second one, in the same order"),
        CONF,
    ],
    result: &[
        Field::needed("n", Type::Count, "pairs"),
        Field::needed(
            "pearson",
            COEFFICIENT,
            "null for fewer than two pairs and where x or y is the same for all",
        ),
        Field::needed(
            "pearson_p",
            P_VALUE,
            "two-sided; null for fewer than three pairs",
        ),
        Field::needed(
            "pearson_lower",
            COEFFICIENT,
            "Fisher's interval; null for fewer than four pairs",
        ),
        Field::needed("pearson_upper", COEFFICIENT, "its upper bound"),
        Field::needed("spearman", COEFFICIENT, "of the ranks, ties sharing theirs"),
        Field::needed("spearman_p", P_VALUE, "two-sided, by Student's t"),
        Field::needed("kendall_tau_b", COEFFICIENT, "corrected for ties"),
        Field::needed(
            "kendall_p",
            P_VALUE,
            "two-sided, by the normal approximation",
        ),
        NOTE_FIELD,
    ],
    run: correlation,
};

fn correlation(input: &Input<'_>) -> Result<Record, Fault> {
    let (x, y): (Vec<f64>, Vec<f64>) = (input.need("x")?, input.need("y")?);
    let pairs = Pairs::new(&x, &y).map_err(|error| match error {
        PairsError::Lengths { x, y } => {
            let message = format!("there are {y} values beside {x} of x");
            input.fault("y", message, format!("{x}, one for each of x"))
        }
        PairsError::NotFinite { side, index } => {
            let message = format!("value {index} is not a finite number");
            input.fault(side.name(), message, Type::NUMBER.expected())
        }
    })?;
    let confidence = input.confidence()?;
    let (pearson, spearman, kendall) = (pairs.pearson(), pairs.spearman(), pairs.kendall());
    let interval = pearson.and_then(|pearson| pearson.interval(confidence));
    Ok(Record::new()
        .with("n", pairs.n())
        .with("pearson", pearson.map(Correlation::coefficient))
        .with("pearson_p", pearson.and_then(Correlation::p_value))
        .with("pearson_lower", lower(interval))
        .with("pearson_upper", upper(interval))
        .with("spearman", spearman.map(Correlation::coefficient))
        .with("spearman_p", spearman.and_then(Correlation::p_value))
        .with("kendall_tau_b", kendall.map(Kendall::tau))
        .with("kendall_p", kendall.and_then(Kendall::p_value))
        .with("note", NOTE))
}

const KAPLAN_MEIER: Kind = Kind {
    name: "kaplan_meier",
    about: "the share of customers who stay longer than a time, also from those still there",
    input: &[
        Field::needed(
            "time",
            Type::List(&Type::Number(Bounds::NotNegative)),
            "how long each customer was watched",
        ),
        Field::needed(
            "event",
            Type::List(&Type::Whole(0, 1)),
            "1 if the customer left then, 0 if still there when last seen",
        ),
        CONF,
    ],
    result: &[
        Field::needed("n", Type::Count, "customers"),
        Field::needed("events", Type::Count, "those who left"),
        Field::needed(
            "median",
            Type::NUMBER_OR_NULL,
            "when no more than half were left; null if more than half stayed",
        ),
        Field::needed(
            "table",
            Type::List(&Type::Record(&[
                Field::needed("time", Type::NUMBER, "a time at which somebody left"),
                Field::needed("at_risk", Type::Count, "customers watched until then"),
                Field::needed("events", Type::Count, "those who left then"),
                Field::needed("survival", Type::PROPORTION, "share who stay longer"),
                Field::needed(
                    "se_greenwood",
                    Type::NUMBER_OR_NULL,
                    "Greenwood's standard error; null once nobody is left",
                ),
                Field::needed("lower", P_VALUE, "lower bound, by the log-log interval"),
                Field::needed("upper", P_VALUE, "upper bound"),
            ])),
            "one row for each such time",
        ),
        NOTE_FIELD,
    ],
    run: kaplan_meier,
};

fn kaplan_meier(input: &Input<'_>) -> Result<Record, Fault> {
    let times: Vec<f64> = input.need("time")?;
    let events: Vec<u64> = input.need("event")?;
    if events.len() != times.len() {
        let message = format!(
            "there are {} events beside {} times",
            events.len(),
            times.len()
        );
        return Err(input.fault(
            "event",
            message,
            format!("{}, one for each time", times.len()),
        ));
    }
    let observations: Vec<Observation> = times
        .into_iter()
        .zip(&events)
        .map(|(time, &event)| Observation {
            time,
            event: event == 1,
        })
        .collect();
    let curve = KaplanMeier::of(&observations).map_err(|error| {
        let message = format!("value {} is no time", error.index);
        input.fault("time", message, "finite numbers of at least 0")
    })?;
    let confidence = input.confidence()?;
    let rows: Vec<Value> = curve
        .steps()
        .iter()
        .map(|step| survival_row(step, confidence).into())
        .collect();
    Ok(Record::new()
        .with("n", observations.len())
        .with("events", events.iter().filter(|&&event| event == 1).count())
        .with("median", curve.median())
        .with("table", rows)
        .with("note", NOTE))
}

fn survival_row(step: &SurvivalStep, confidence: Confidence) -> Record {
    let interval = step.interval(confidence);
    Record::new()
        .with("time", step.time)
        .with("at_risk", step.at_risk)
        .with("events", step.events)
        .with("survival", step.survival)
        .with("se_greenwood", step.standard_error())
        .with("lower", lower(interval))
        .with("upper", upper(interval))
}

pub(super) fn lower(bounds: Option<compare::Bounds>) -> Option<f64> {
    bounds.map(|bounds| bounds.lower)
}

pub(super) fn upper(bounds: Option<compare::Bounds>) -> Option<f64> {
    bounds.map(|bounds| bounds.upper)
}

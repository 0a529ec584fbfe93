//! What a customer is worth, and how many of them stay.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::Input;
use crate::value::Record;
use score::value::{
    Cohort, Headcount, Lifetime, Revenue, Timing, ValueError, annual_churn, annual_retention,
    historic,
};

const NOT_NEGATIVE: Type = Type::Number(Bounds::NotNegative);

const RETENTION: Field = Field::needed(
    "retention",
    NOT_NEGATIVE,
    "share of customers who stay for another period; above 1 where revenue grows",
);
const DISCOUNT: Field = Field::needed(
    "discount",
    Type::NUMBER,
    "discount rate of a period as a proportion, above -1",
);
const ACQUISITION_COST: Field = Field::optional(
    "acquisition_cost",
    Type::NUMBER,
    "what winning the customer cost; 0 if not given",
);
const VALUE: Field = Field::needed(
    "clv",
    Type::NUMBER_OR_NULL,
    "value of a customer in the unit of the money given",
);

pub(super) const KINDS: &[Kind] = &[
    CLV,
    CLV_SCHEDULE,
    CLV_COHORT,
    CLV_HISTORIC,
    RATES,
    ANNUALIZE,
    REVENUE_RETENTION,
];

const CLV: Kind = Kind {
    name: "clv",
    about: "customer lifetime value at a constant retention, in each convention of timing",
    input: &[
        Field::needed("margin", Type::NUMBER, "margin of a customer a period"),
        RETENTION,
        DISCOUNT,
        ACQUISITION_COST,
        Field::optional(
            "horizon",
            Type::Count,
            "the last period T of the truncated sum",
        ),
    ],
    result: &[
        Field::needed(
            Timing::EndExclFirst.name(),
            Type::NUMBER_OR_NULL,
            "m·r/(1+d−r) less the cost: paid at the end of a period, the first sale not counted; null where 1+d−r ≤ 0",
        ),
        Field::needed(
            Timing::StartInclFirst.name(),
            Type::NUMBER_OR_NULL,
            "m·(1+d)/(1+d−r) less the cost: paid at the start of a period, the first one counted",
        ),
        Field::needed(
            Timing::EndInclFirst.name(),
            Type::NUMBER_OR_NULL,
            "m/(1+d−r) less the cost: paid at the end of a period, the first one counted",
        ),
        Field::needed("multiplier", Type::NUMBER_OR_NULL, "r/(1+d−r)"),
        Field::needed(
            "expected_lifetime_periods",
            Type::NUMBER_OR_NULL,
            "1/(1−r); null where nobody ever leaves",
        ),
        Field::needed(
            "truncated_sum_t0_to_T",
            Type::NUMBER_OR_NULL,
            "Σ m·rᵗ/(1+d)ᵗ for t = 0 to T less the cost; null without a horizon",
        ),
    ],
    run: clv,
};

fn clv(input: &Input<'_>) -> Result<Record, Fault> {
    let customer = lifetime(input)?;
    let margin = input.need("margin")?;
    let cost = input.get("acquisition_cost").unwrap_or(0.0);
    let truncated = input
        .get("horizon")
        .and_then(|horizon| customer.truncated(margin, horizon, cost));
    let values = Timing::ALL.iter().fold(Record::new(), |values, timing| {
        values.with(timing.name(), customer.value(margin, *timing, cost))
    });
    Ok(values
        .with("multiplier", customer.multiplier(Timing::EndExclFirst))
        .with("expected_lifetime_periods", customer.expected_periods())
        .with("truncated_sum_t0_to_T", truncated))
}

const CLV_SCHEDULE: Kind = Kind {
    name: "clv_schedule",
    about: "customer lifetime value of a schedule of cash flows: Σ cfₜ·rᵗ/(1+d)ᵗ from t = 0",
    input: &[
        RETENTION,
        DISCOUNT,
        Field::needed(
            "cash_flows",
            Type::NUMBERS,
            "one a period, the first one neither discounted nor uncertain",
        ),
    ],
    result: &[
        VALUE,
        Field::needed(
            "cumulative",
            Type::OrNull(&Type::NUMBERS),
            "the sum up to each period",
        ),
    ],
    run: clv_schedule,
};

fn clv_schedule(input: &Input<'_>) -> Result<Record, Fault> {
    let flows: Vec<f64> = input.need("cash_flows")?;
    let cumulative = lifetime(input)?.cumulative(&flows);
    let value = cumulative
        .as_deref()
        .map(|sums| sums.last().copied().unwrap_or(0.0));
    Ok(Record::new()
        .with("clv", value)
        .with("cumulative", cumulative))
}

const CLV_COHORT: Kind = Kind {
    name: "clv_cohort",
    about: "value of a customer of a cohort as it was seen: Σ mₜ·(activeₜ/active₀)/(1+d)ᵗ",
    input: &[
        Field::needed("active", Type::COUNTS, "customers active in each period"),
        Field::needed(
            "margin",
            Type::NUMBERS,
            "margin of an active customer in each period",
        ),
        DISCOUNT,
    ],
    result: &[
        VALUE,
        Field::needed(
            "survival",
            Type::List(&Type::NUMBER_OR_NULL),
            "share of the first period's customers active in each period",
        ),
        Field::needed(
            "period_retention",
            Type::List(&Type::NUMBER_OR_NULL),
            "share of each period's customers active in the next one",
        ),
    ],
    run: clv_cohort,
};

fn clv_cohort(input: &Input<'_>) -> Result<Record, Fault> {
    let active: Vec<u64> = input.need("active")?;
    let margins: Vec<f64> = input.need("margin")?;
    let cohort = Cohort::new(&active);
    let value = cohort
        .value(&margins, input.need("discount")?)
        .map_err(|error| refuse(input, error))?;
    Ok(Record::new()
        .with("clv", value)
        .with("survival", cohort.survival())
        .with("period_retention", cohort.period_retention()))
}

const CLV_HISTORIC: Kind = Kind {
    name: "clv_historic",
    about: "what was earned from a customer so far: Σ revenue·gross margin − acquisition cost",
    input: &[
        Field::needed("revenues", Type::NUMBERS, "what the customer paid"),
        Field::needed(
            "gross_margin",
            Type::NUMBER,
            "margin as a proportion of revenue",
        ),
        ACQUISITION_COST,
    ],
    result: &[VALUE],
    run: clv_historic,
};

fn clv_historic(input: &Input<'_>) -> Result<Record, Fault> {
    let revenues: Vec<f64> = input.need("revenues")?;
    let cost = input.get("acquisition_cost").unwrap_or(0.0);
    let value = historic(&revenues, input.need("gross_margin")?, cost);
    Ok(Record::new().with("clv", value))
}

const RATES: Kind = Kind {
    name: "rates",
    about: "retention, churn and growth of the customers in a period",
    input: &[
        Field::needed("start", Type::Count, "customers at the start, S"),
        Field::needed("end", Type::Count, "customers at the end, E"),
        Field::needed("new", Type::Count, "customers won in between, N"),
    ],
    result: &[
        Field::needed(
            "retention",
            Type::NUMBER_OR_NULL,
            "(E−N)/S; null where S is 0",
        ),
        Field::needed("churn", Type::NUMBER_OR_NULL, "1 − retention"),
        Field::needed("growth", Type::NUMBER_OR_NULL, "(E−S)/S"),
    ],
    run: rates,
};

fn rates(input: &Input<'_>) -> Result<Record, Fault> {
    let counts = Headcount {
        start: input.need("start")?,
        end: input.need("end")?,
        new: input.need("new")?,
    };
    Ok(Record::new()
        .with("retention", counts.retention())
        .with("churn", counts.churn())
        .with("growth", counts.growth()))
}

const ANNUALIZE: Kind = Kind {
    name: "annualize",
    about: "retention and churn of a year from the retention of a period: rᵏ",
    input: &[
        Field::needed(
            "period_retention",
            NOT_NEGATIVE,
            "share of customers who stay for another period",
        ),
        Field::needed("periods_per_year", NOT_NEGATIVE, "periods in a year, k"),
    ],
    result: &[
        Field::needed("annual_retention", Type::NUMBER_OR_NULL, "rᵏ"),
        Field::needed("annual_churn", Type::NUMBER_OR_NULL, "1 − rᵏ"),
    ],
    run: annualize,
};

fn annualize(input: &Input<'_>) -> Result<Record, Fault> {
    let retention = input.need("period_retention")?;
    let periods = input.need("periods_per_year")?;
    Ok(Record::new()
        .with("annual_retention", annual_retention(retention, periods))
        .with("annual_churn", annual_churn(retention, periods)))
}

const REVENUE_RETENTION: Kind = Kind {
    name: "revenue_retention",
    about: "net and gross revenue retention and earned growth of a period",
    input: &[
        Field::needed(
            "start",
            NOT_NEGATIVE,
            "recurring revenue of the customers at the start",
        ),
        Field::optional(
            "expansion",
            NOT_NEGATIVE,
            "what they pay more; 0 if not given",
        ),
        Field::optional(
            "contraction",
            NOT_NEGATIVE,
            "what they pay less; 0 if not given",
        ),
        Field::optional(
            "churned",
            NOT_NEGATIVE,
            "what those who left had paid; 0 if not given",
        ),
        Field::optional(
            "earned_new",
            NOT_NEGATIVE,
            "revenue of new customers won by recommendation; 0 if not given",
        ),
    ],
    result: &[
        Field::needed(
            "nrr",
            Type::NUMBER_OR_NULL,
            "net revenue retention as a proportion; null where the start is 0",
        ),
        Field::needed(
            "grr",
            Type::NUMBER_OR_NULL,
            "gross revenue retention as a proportion",
        ),
        Field::needed(
            "earned_growth_rate",
            Type::NUMBER_OR_NULL,
            "nrr + earned new revenue/start − 1",
        ),
    ],
    run: revenue_retention,
};

fn revenue_retention(input: &Input<'_>) -> Result<Record, Fault> {
    let amount = |name| input.get(name).unwrap_or(0.0);
    let revenue = Revenue {
        start: input.need("start")?,
        expansion: amount("expansion"),
        contraction: amount("contraction"),
        churned: amount("churned"),
        earned_new: amount("earned_new"),
    };
    Ok(Record::new()
        .with("nrr", revenue.net_retention())
        .with("grr", revenue.gross_retention())
        .with("earned_growth_rate", revenue.earned_growth()))
}

fn lifetime(input: &Input<'_>) -> Result<Lifetime, Fault> {
    Lifetime::new(input.need("retention")?, input.need("discount")?)
        .map_err(|error| refuse(input, error))
}

fn refuse(input: &Input<'_>, error: ValueError) -> Fault {
    match error {
        ValueError::Retention(found) => input.fault(
            "retention",
            format!("{found} is no rate"),
            NOT_NEGATIVE.expected(),
        ),
        ValueError::Discount(found) => {
            let message = format!("a rate of {found} leaves no money to discount");
            input.fault("discount", message, "a number above -1")
        }
        ValueError::Lengths { active, margins } => {
            let message = format!("there are {margins} margins for {active} periods");
            input.fault("margin", message, format!("{active}, one a period"))
        }
    }
}

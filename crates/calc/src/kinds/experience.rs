//! Scores of an experience as a whole.

use super::Kind;
use super::association::{NOTE_FIELD, lower, upper};
use super::boxes::BOUND;
use super::compare::given;
use super::segments::tally;
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::association::NOTE;
use score::experience::{
    Acsi, AcsiError, Driver, DriverIndex, DriverWeights, DriverWeightsError, Drivers, Estimate,
    Exponents, Factor, Opportunity, PeakEnd, PeakEndError, PriorityError, Stage, Touchpoint,
    prioritize,
};
use score::{Confidence, Tally};

pub(super) const KINDS: &[Kind] = &[ACSI, DRIVERS, PEAK_END, PRIORITIES];

const NOT_NEGATIVE: Type = Type::Number(Bounds::NotNegative);

const ACSI: Kind = Kind {
    name: "acsi",
    about: "American Customer Satisfaction Index of three mean ratings from 1 to 10",
    input: &[
        Field::needed(
            "means",
            Type::List(&Type::Number(Bounds::Closed(1.0, 10.0))),
            "three: overall satisfaction, against expectations, against the ideal",
        ),
        Field::optional(
            "weights",
            Type::List(&NOT_NEGATIVE),
            "three, used as given; the index runs to 100 times their sum",
        ),
    ],
    result: &[
        Field::needed("simple", Type::NUMBER, "(a + b + c − 3)/27·100"),
        given("weighted", "Σ wᵢ·(xᵢ − 1)/9·100; null without weights"),
    ],
    run: acsi,
};

fn acsi(input: &Input<'_>) -> Result<Record, Fault> {
    let refuse = |error: AcsiError| {
        let field = match error {
            AcsiError::Mean { .. } => "means",
            AcsiError::Weight { .. } | AcsiError::NoWeight => "weights",
        };
        input.fault(field, error.to_string(), "three numbers that make an index")
    };
    let index = Acsi::new(three(input, "means")?).map_err(refuse)?;
    let weighted = if input.has("weights") {
        let weights = three(input, "weights")?;
        Some(index.weighted(weights).map_err(refuse)?)
    } else {
        None
    };
    Ok(Record::new()
        .with("simple", index.simple())
        .with("weighted", weighted))
}

fn three(input: &Input<'_>, name: &str) -> Result<[f64; 3], Fault> {
    let numbers: Vec<f64> = input.need(name)?;
    <[f64; 3]>::try_from(numbers).map_err(|numbers| {
        let message = format!("there are {} numbers", numbers.len());
        input.fault(name, message, "3, one for each question")
    })
}

const RATINGS: Type = Type::Record(&[
    Field::needed(
        "counts",
        Type::COUNTS,
        "how many rated scale_min, one more, …",
    ),
    Field::needed("scale_min", BOUND, "the lowest rating"),
]);
const DRIVER: Type = Type::OrNull(&Type::Record(&[
    Field::needed("n", Type::Count, "ratings"),
    Field::needed(
        "mean_0_100",
        Type::NUMBER,
        "mean rating, the scale as 0 to 100",
    ),
    given("se", "standard error; null for a single rating"),
    given("lower", "mean − t·se"),
    given("upper", "mean + t·se"),
]));

const DRIVERS: Kind = Kind {
    name: "drivers",
    about: "trust, knowing and ease as an index from 0 to 100, with their uncertainty",
    input: &[
        Field::optional(
            Driver::Trust.name(),
            RATINGS,
            "ratings of trust, higher is better",
        ),
        Field::optional(Driver::Knowing.name(), RATINGS, "ratings of feeling known"),
        Field::optional(Driver::Ease.name(), RATINGS, "ratings of ease"),
        Field::optional(
            "weights",
            Type::Record(&[
                Field::optional(Driver::Trust.name(), NOT_NEGATIVE, "1 if not given"),
                Field::optional(Driver::Knowing.name(), NOT_NEGATIVE, "1 if not given"),
                Field::optional(Driver::Ease.name(), NOT_NEGATIVE, "1 if not given"),
            ]),
            "how much each driver counts; only ratios matter, 0 leaves one out",
        ),
        CONF,
    ],
    result: &[
        given(
            "index",
            "weighted mean of the drivers' means; null while a driver is missing",
        ),
        given("se", "standard error if different people rated each driver"),
        given("df", "its degrees of freedom by Welch and Satterthwaite"),
        given("lower", "index − t·se"),
        given("upper", "index + t·se"),
        given(
            "se_largest",
            "standard error if the drivers rise and fall together",
        ),
        given(
            "widest_lower",
            "lower bound that holds also if the same people rated all",
        ),
        given(
            "widest_upper",
            "upper bound that holds also if the same people rated all",
        ),
        Field::needed(
            "missing",
            Type::List(&Type::Text),
            "drivers that count but were rated by nobody",
        ),
        Field::needed(Driver::Trust.name(), DRIVER, "null without ratings"),
        Field::needed(Driver::Knowing.name(), DRIVER, "null without ratings"),
        Field::needed(Driver::Ease.name(), DRIVER, "null without ratings"),
        NOTE_FIELD,
    ],
    run: drivers,
};

fn drivers(input: &Input<'_>) -> Result<Record, Fault> {
    let confidence = input.confidence()?;
    let trust = ratings(input, Driver::Trust)?;
    let knowing = ratings(input, Driver::Knowing)?;
    let ease = ratings(input, Driver::Ease)?;
    let drivers = Drivers {
        trust: trust.as_ref(),
        knowing: knowing.as_ref(),
        ease: ease.as_ref(),
    };
    let weights = driver_weights(input)?;
    let missing: Vec<&str> = drivers
        .missing(weights)
        .into_iter()
        .map(Driver::name)
        .collect();
    let record = index_record(drivers.index(weights).as_ref(), confidence).with("missing", missing);
    let record = Driver::ALL.into_iter().fold(record, |record, driver| {
        record.with(driver.name(), driver_record(&drivers, driver, confidence))
    });
    Ok(record.with("note", NOTE))
}

fn ratings(input: &Input<'_>, driver: Driver) -> Result<Option<Tally>, Fault> {
    if input.has(driver.name()) {
        tally(&input.record(driver.name())?, "counts").map(Some)
    } else {
        Ok(None)
    }
}

fn driver_weights(input: &Input<'_>) -> Result<DriverWeights, Fault> {
    if !input.has("weights") {
        return Ok(DriverWeights::default());
    }
    let given = input.record("weights")?;
    let weights = Driver::ALL.map(|driver| given.get(driver.name()).unwrap_or(1.0));
    DriverWeights::new(weights).map_err(|error| {
        let message = match error {
            DriverWeightsError::Weight { driver } => {
                format!("that of {} is no weight", driver.name())
            }
            DriverWeightsError::NoWeight => "all weights are 0".into(),
        };
        input.fault("weights", message, "at least one weight above 0")
    })
}

fn index_record(index: Option<&DriverIndex>, confidence: Confidence) -> Record {
    let interval = index.and_then(|index| index.interval(confidence));
    let widest = index.and_then(|index| index.widest_interval(confidence));
    Record::new()
        .with("index", index.map(|index| index.index))
        .with("se", index.and_then(|index| index.standard_error))
        .with("df", index.and_then(|index| index.df))
        .with("lower", lower(interval))
        .with("upper", upper(interval))
        .with(
            "se_largest",
            index.and_then(|index| index.largest_standard_error),
        )
        .with("widest_lower", lower(widest))
        .with("widest_upper", upper(widest))
}

fn driver_record(drivers: &Drivers<'_>, driver: Driver, confidence: Confidence) -> Option<Record> {
    let n = drivers.ratings(driver)?.n();
    let mean = drivers.mean(driver)?;
    let interval = mean.interval(confidence);
    Some(
        Record::new()
            .with("n", n)
            .with("mean_0_100", mean.mean_0_100())
            .with("se", mean.standard_error())
            .with("lower", lower(interval))
            .with("upper", upper(interval)),
    )
}

const STAGES: Type = Type::Name(&Stage::NAMES);
const TOUCHPOINT: Type = Type::OrNull(&Type::Record(&[
    Field::needed("name", Type::Text, "what it is called"),
    Field::needed("stage", Type::OrNull(&STAGES), "the stage it belongs to"),
    Field::needed("score", Type::NUMBER, "its score"),
]));

const PEAK_END: Kind = Kind {
    name: "peak_end",
    about: "what is remembered of a journey: its most intense moment and its last one",
    input: &[
        Field::needed(
            "touchpoints",
            Type::List(&Type::Record(&[
                Field::needed("name", Type::Text, "what it is called"),
                Field::optional("stage", STAGES, "the stage of the journey it belongs to"),
                Field::needed("score", Type::NUMBER, "its score, higher is better"),
                Field::optional("se", NOT_NEGATIVE, "the standard error of the score"),
            ])),
            "in the order in which they were passed, scored on one scale",
        ),
        Field::optional(
            "neutral",
            Type::NUMBER,
            "the score that is neither good nor bad; 50 if not given",
        ),
        CONF,
    ],
    result: &[
        Field::needed("n", Type::Count, "touchpoints"),
        Field::needed(
            "worst",
            TOUCHPOINT,
            "the lowest score, the earliest of equals",
        ),
        Field::needed(
            "best",
            TOUCHPOINT,
            "the highest score, the earliest of equals",
        ),
        Field::needed(
            "peak",
            TOUCHPOINT,
            "the score farthest from neutral, the worse of equals",
        ),
        Field::needed("last", TOUCHPOINT, "the last one"),
        given(
            "index",
            "(peak + last)/2 in the unit of the scores; null without touchpoints",
        ),
        given("mean", "mean of all scores, for comparison"),
        given(
            "se",
            "standard error of the index, the peak taken for granted",
        ),
        given("lower", "index − z·se"),
        given("upper", "index + z·se"),
    ],
    run: peak_end,
};

fn peak_end(input: &Input<'_>) -> Result<Record, Fault> {
    let confidence = input.confidence()?;
    let touchpoints = input
        .records("touchpoints")
        .iter()
        .map(touchpoint)
        .collect::<Result<Vec<_>, _>>()?;
    let neutral = input.get("neutral").unwrap_or(50.0);
    let found = PeakEnd::of(&touchpoints, neutral).map_err(|error| {
        let field = match error {
            PeakEndError::Neutral => "neutral",
            PeakEndError::Score { .. } | PeakEndError::StandardError { .. } => "touchpoints",
        };
        input.fault(field, error.to_string(), "finite numbers")
    })?;
    let moment = |pick: fn(&PeakEnd<'_>) -> Record| found.as_ref().map(pick);
    let interval = found.and_then(|found| found.interval(confidence));
    Ok(Record::new()
        .with("n", touchpoints.len())
        .with("worst", moment(|found| moment_record(&found.worst)))
        .with("best", moment(|found| moment_record(&found.best)))
        .with("peak", moment(|found| moment_record(&found.peak)))
        .with("last", moment(|found| moment_record(&found.last)))
        .with("index", found.map(|found| found.index()))
        .with("mean", found.map(|found| found.mean))
        .with("se", found.and_then(|found| found.standard_error()))
        .with("lower", lower(interval))
        .with("upper", upper(interval)))
}

fn touchpoint<'v>(input: &Input<'v>) -> Result<Touchpoint<'v>, Fault> {
    Ok(Touchpoint {
        name: input.need("name")?,
        stage: input.get("stage").and_then(Stage::from_name),
        score: input.need("score")?,
        standard_error: input.get("se"),
    })
}

fn moment_record(moment: &Touchpoint<'_>) -> Record {
    Record::new()
        .with("name", moment.name.to_owned())
        .with("stage", moment.stage.map(Stage::name))
        .with("score", moment.score)
}

const EXPONENT: Type = NOT_NEGATIVE;

const PRIORITIES: Kind = Kind {
    name: "priorities",
    about: "what to improve first: importance × gap × reach × value ÷ effort, with its uncertainty",
    input: &[
        Field::needed(
            "items",
            Type::List(&Type::Record(&[
                Field::optional("name", Type::Text, "what it is called"),
                Field::needed(
                    Factor::Importance.name(),
                    NOT_NEGATIVE,
                    "how strongly it is associated with what customers want",
                ),
                Field::needed(
                    Factor::Gap.name(),
                    NOT_NEGATIVE,
                    "how far it is below its target",
                ),
                Field::needed(
                    Factor::Reach.name(),
                    NOT_NEGATIVE,
                    "how many customers meet it",
                ),
                Field::needed(
                    Factor::Value.name(),
                    NOT_NEGATIVE,
                    "what one of them is worth",
                ),
                Field::needed(
                    Factor::Effort.name(),
                    Type::Number(Bounds::Positive),
                    "what it would take",
                ),
                Field::optional(
                    "importance_se",
                    NOT_NEGATIVE,
                    "standard error; 0 if not given",
                ),
                Field::optional("gap_se", NOT_NEGATIVE, "standard error; 0 if not given"),
                Field::optional("reach_se", NOT_NEGATIVE, "standard error; 0 if not given"),
                Field::optional("value_se", NOT_NEGATIVE, "standard error; 0 if not given"),
                Field::optional("effort_se", NOT_NEGATIVE, "standard error; 0 if not given"),
            ])),
            "what could be improved, each factor in one unit for all",
        ),
        Field::optional(
            "exponents",
            Type::Record(&[
                Field::optional(Factor::Importance.name(), EXPONENT, "1 if not given"),
                Field::optional(Factor::Gap.name(), EXPONENT, "1 if not given"),
                Field::optional(Factor::Reach.name(), EXPONENT, "1 if not given"),
                Field::optional(Factor::Value.name(), EXPONENT, "1 if not given"),
                Field::optional(Factor::Effort.name(), EXPONENT, "1 if not given"),
            ]),
            "how much each factor counts: the power it is raised to, 0 to leave it out",
        ),
        CONF,
    ],
    result: &[
        Field::needed(
            "ranking",
            Type::List(&Type::Record(&[
                Field::needed("item", Type::Count, "its place in the request, from 0"),
                Field::needed("name", Type::OrNull(&Type::Text), "what it is called"),
                Field::needed("priority", NOT_NEGATIVE, "the product"),
                given("lower", "lower bound; null where the priority is 0"),
                given("upper", "upper bound; null where the priority is 0"),
                given(
                    "log_se",
                    "standard error of ln(priority), about its relative error",
                ),
                given(
                    "above_next",
                    "chance that it is really above the next one, from 0.5 to 1",
                ),
            ])),
            "the highest first, equal ones in the order of the request",
        ),
        NOTE_FIELD,
    ],
    run: priorities,
};

fn priorities(input: &Input<'_>) -> Result<Record, Fault> {
    let confidence = input.confidence()?;
    let items = input.records("items");
    let opportunities = items
        .iter()
        .map(opportunity)
        .collect::<Result<Vec<_>, _>>()?;
    let ranking = prioritize(&opportunities, &exponents(input)?, confidence)
        .map_err(|error| refuse_priority(input, error))?;
    let rows: Vec<Value> = ranking
        .iter()
        .map(|priority| {
            let name = items
                .get(priority.item)
                .and_then(|item| item.get::<&str>("name"));
            let row = Record::new()
                .with("item", priority.item)
                .with("name", name.map(str::to_owned))
                .with("priority", priority.priority)
                .with("lower", lower(priority.interval))
                .with("upper", upper(priority.interval))
                .with("log_se", priority.log_error)
                .with("above_next", priority.above_next);
            row.into()
        })
        .collect();
    Ok(Record::new().with("ranking", rows).with("note", NOTE))
}

fn opportunity(item: &Input<'_>) -> Result<Opportunity, Fault> {
    let estimate = |factor: Factor, error| {
        Ok(Estimate {
            value: item.need(factor.name())?,
            standard_error: item.get(error).unwrap_or(0.0),
        })
    };
    Ok(Opportunity {
        importance: estimate(Factor::Importance, "importance_se")?,
        gap: estimate(Factor::Gap, "gap_se")?,
        reach: estimate(Factor::Reach, "reach_se")?,
        value: estimate(Factor::Value, "value_se")?,
        effort: estimate(Factor::Effort, "effort_se")?,
    })
}

fn exponents(input: &Input<'_>) -> Result<Exponents, Fault> {
    if !input.has("exponents") {
        return Ok(Exponents::default());
    }
    let given = input.record("exponents")?;
    let exponent = |factor: Factor| given.get(factor.name()).unwrap_or(1.0);
    Ok(Exponents {
        importance: exponent(Factor::Importance),
        gap: exponent(Factor::Gap),
        reach: exponent(Factor::Reach),
        value: exponent(Factor::Value),
        effort: exponent(Factor::Effort),
    })
}

fn refuse_priority(input: &Input<'_>, error: PriorityError) -> Fault {
    let (field, expected) = match error {
        PriorityError::Exponent { .. } => ("exponents", EXPONENT.expected()),
        PriorityError::NoEffort { .. } => ("items", "an effort above 0".into()),
        PriorityError::TooLarge { .. } => ("items", "factors in larger units".into()),
        PriorityError::Value { .. } | PriorityError::StandardError { .. } => {
            ("items", NOT_NEGATIVE.expected())
        }
    };
    input.fault(field, error.to_string(), expected)
}

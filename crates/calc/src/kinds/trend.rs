//! Series: what is a signal, and how often a chart is wrong.

use super::Kind;
use super::compare::{
    CLASSES, METHOD, NPS_DIFFERENCE, class_counts, given, nps_difference_record, nps_method,
};
use super::nps::PSEUDO;
use crate::fault::Fault;
use crate::field::{Bounds, Field, Type};
use crate::input::{CONF, Input};
use crate::value::{Record, Value};
use score::ClassCounts;
use score::trend::{ChartError, Cusum, Ewma, Limits, NpsInControl, NpsPeriod, two_window};

const DATA: Field = Field::needed("data", Type::NUMBERS, "readings in their order");
const TARGET: Field = Field::needed(
    "target",
    Type::NUMBER,
    "the level while nothing has changed",
);
const LAMBDA: Field = Field::needed(
    "lambda",
    Type::Number(Bounds::Positive),
    "weight of the newest reading, above 0 and at most 1",
);
const NOT_NEGATIVE: Type = Type::Number(Bounds::NotNegative);
const L: Field = Field::needed(
    "L",
    NOT_NEGATIVE,
    "distance of the limits in standard errors",
);
const SHIFT: Field = Field::optional(
    "shift",
    Type::NUMBER,
    "by how many standard deviations the level has moved; 0 (in control) if not given",
);
const PERIODS: Field = Field::needed(
    "periods",
    Type::List(&CLASSES),
    "the periods in their order",
);
const BASELINE: Field = Field::needed(
    "baseline",
    CLASSES,
    "the answers of the time in which nothing had changed, together",
);

const SIGNALS: Field = Field::needed("signals", Type::COUNTS, "places of the signals, from 1");
const FIRST_SIGNAL: Field = Field::needed(
    "first_signal",
    Type::OrNull(&Type::Count),
    "the first of them; null without",
);

pub(super) const KINDS: &[Kind] = &[
    EWMA, CUSUM, TWO_WINDOW, NPS_EWMA, NPS_CUSUM, EWMA_ARL, CUSUM_ARL,
];

const EWMA: Kind = Kind {
    name: "ewma",
    about: "exponentially weighted moving average chart",
    input: &[
        DATA,
        LAMBDA,
        TARGET,
        Field::needed("sigma", NOT_NEGATIVE, "standard deviation of a reading"),
        L,
    ],
    result: &[
        Field::needed("z", Type::NUMBERS, "the moving average after each reading"),
        Field::needed("ucl", Type::NUMBERS, "the upper limit for each reading"),
        Field::needed("lcl", Type::NUMBERS, "the lower limit for each reading"),
        Field::needed(
            "ucl_steady",
            Type::NUMBER,
            "the upper limit of the long run",
        ),
        Field::needed(
            "lcl_steady",
            Type::NUMBER,
            "the lower limit of the long run",
        ),
        SIGNALS,
        Field::needed(
            "signals_steady",
            Type::COUNTS,
            "those beyond the steady limits",
        ),
        FIRST_SIGNAL,
    ],
    run: |input| {
        let (target, sigma) = (input.need("target")?, input.need("sigma")?);
        let data: Vec<f64> = input.need("data")?;
        let chart = ewma(input)?
            .chart(target, sigma, &data)
            .map_err(|error| chart_fault(input, error))?;
        let points = || chart.points.iter();
        Ok(Record::new()
            .with("z", points().map(|point| point.z).collect::<Vec<_>>())
            .with("ucl", points().map(|point| point.upper).collect::<Vec<_>>())
            .with("lcl", points().map(|point| point.lower).collect::<Vec<_>>())
            .with("ucl_steady", chart.steady_upper)
            .with("lcl_steady", chart.steady_lower)
            .with("signals", chart.signals(Limits::TimeVarying))
            .with("signals_steady", chart.signals(Limits::Steady))
            .with("first_signal", chart.first_signal(Limits::TimeVarying)))
    },
};

const CUSUM: Kind = Kind {
    name: "cusum",
    about: "two-sided cumulative sum chart, not reset after a signal",
    input: &[
        DATA,
        TARGET,
        Field::needed("K", NOT_NEGATIVE, "slack, in the unit of the readings"),
        Field::needed("H", NOT_NEGATIVE, "limit, in the unit of the readings"),
    ],
    result: &[
        Field::needed("s_high", Type::NUMBERS, "the upper sum after each reading"),
        Field::needed("s_low", Type::NUMBERS, "the lower sum after each reading"),
        SIGNALS,
        FIRST_SIGNAL,
    ],
    run: |input| {
        let data: Vec<f64> = input.need("data")?;
        let chart = cusum(input)?
            .chart(input.need("target")?, &data)
            .map_err(|error| chart_fault(input, error))?;
        let points = || chart.points.iter();
        Ok(Record::new()
            .with("s_high", points().map(|sums| sums.high).collect::<Vec<_>>())
            .with("s_low", points().map(|sums| sums.low).collect::<Vec<_>>())
            .with("signals", chart.signals())
            .with("first_signal", chart.first_signal()))
    },
};

const TWO_WINDOW: Kind = Kind {
    name: "two_window",
    about: "the last periods of an NPS series beside those just before, pooled",
    input: &[
        PERIODS,
        Field::needed("recent", Type::Count, "how many periods at the end"),
        Field::needed("baseline", Type::Count, "how many periods just before"),
        METHOD,
        PSEUDO,
        CONF,
    ],
    result: &TWO_WINDOW_RESULT,
    run: |input| {
        let periods = class_counts_of(input, "periods")?;
        let (recent, baseline) = (input.need("recent")?, input.need("baseline")?);
        let (method, confidence) = (nps_method(input)?, input.confidence()?);
        let found = two_window(&periods, recent, baseline, method, confidence);
        let record = Record::new()
            .with("recent_nps", found.and_then(|found| found.recent.net()))
            .with("baseline_nps", found.and_then(|found| found.baseline.net()));
        let difference = found.and_then(|found| found.difference);
        Ok(nps_difference_record(record, difference))
    },
};

/// The two scores, and their difference.
const TWO_WINDOW_RESULT: [Field; 10] = {
    let [diff, center, statistic, df, p_value, lower, upper, se] = NPS_DIFFERENCE;
    [
        given(
            "recent_nps",
            "points; null where nobody answered or there are too few periods",
        ),
        given(
            "baseline_nps",
            "points; null where nobody answered or there are too few periods",
        ),
        diff,
        center,
        statistic,
        df,
        p_value,
        lower,
        upper,
        se,
    ]
};

const PERIOD: Field = Field::needed("period", Type::Count, "its place among the periods, from 1");
const NPS: Field = Field::needed("nps", Type::NUMBER, "points");
const SE: Field = Field::needed("se_points", Type::NUMBER, "standard error in control");
const RESIDUAL: Field = Field::needed(
    "residual",
    Type::NUMBER,
    "what the score is off the baseline's, in standard errors",
);
const SIGNAL_PERIODS: Field = Field::needed("signals", Type::COUNTS, "periods with a signal");
const SD: Field = given("sd_points", "standard deviation of an answer in control");
const TARGET_NPS: Field = given("target_nps", "the score of the baseline");

const NPS_EWMA: Kind = Kind {
    name: "nps_ewma",
    about: "EWMA chart of an NPS series whose periods differ in size; periods of nobody are left out",
    input: &[PERIODS, BASELINE, LAMBDA, L],
    result: &[
        TARGET_NPS,
        SD,
        Field::needed(
            "points",
            Type::List(&Type::Record(&[
                PERIOD,
                NPS,
                SE,
                RESIDUAL,
                Field::needed("z", Type::NUMBER, "moving average of the residuals"),
                Field::needed("limit", Type::NUMBER, "how far z may be from 0"),
            ])),
            "one for each period in which somebody answered",
        ),
        SIGNAL_PERIODS,
        FIRST_SIGNAL,
    ],
    run: |input| {
        let chart = ewma(input)?;
        let (level, periods) = residuals(input)?;
        let found = chart
            .chart(0.0, 1.0, &values(&periods))
            .map_err(|error| chart_fault(input, error))?;
        let points = periods.iter().zip(&found.points).map(|(period, point)| {
            period_record(period)
                .with("z", point.z)
                .with("limit", point.upper)
        });
        let signals = found.signals(Limits::TimeVarying);
        Ok(series_record(level, &periods, points.collect(), &signals))
    },
};

const NPS_CUSUM: Kind = Kind {
    name: "nps_cusum",
    about: "CUSUM chart of an NPS series whose periods differ in size; periods of nobody are left out",
    input: &[
        PERIODS,
        BASELINE,
        Field::needed(
            "K",
            NOT_NEGATIVE,
            "slack in standard errors; half of the change to find",
        ),
        Field::needed(
            "H",
            NOT_NEGATIVE,
            "limit in standard errors; 4 or 5 as a rule",
        ),
    ],
    result: &[
        TARGET_NPS,
        SD,
        Field::needed(
            "points",
            Type::List(&Type::Record(&[
                PERIOD,
                NPS,
                SE,
                RESIDUAL,
                Field::needed("s_high", Type::NUMBER, "the upper sum of the residuals"),
                Field::needed("s_low", Type::NUMBER, "the lower sum of the residuals"),
            ])),
            "one for each period in which somebody answered",
        ),
        SIGNAL_PERIODS,
        FIRST_SIGNAL,
    ],
    run: |input| {
        let chart = cusum(input)?;
        let (level, periods) = residuals(input)?;
        let found = chart
            .chart(0.0, &values(&periods))
            .map_err(|error| chart_fault(input, error))?;
        let points = periods.iter().zip(&found.points).map(|(period, sums)| {
            period_record(period)
                .with("s_high", sums.high)
                .with("s_low", sums.low)
        });
        let signals = found.signals();
        Ok(series_record(level, &periods, points.collect(), &signals))
    },
};

const EWMA_ARL: Kind = Kind {
    name: "ewma_arl",
    about: "average run length of an EWMA chart of independent normal readings",
    input: &[LAMBDA, L, SHIFT],
    result: &[
        given(
            "arl",
            "mean readings to the first signal, with the limits of each reading",
        ),
        given(
            "arl_steady",
            "the same with the limits of the long run from the start",
        ),
        given("signal_rate", "1/arl: in control, false alarms a reading"),
    ],
    run: |input| {
        let (chart, shift) = (ewma(input)?, input.get("shift").unwrap_or(0.0));
        let run_length = chart.average_run_length(Limits::TimeVarying, shift);
        let steady = chart.average_run_length(Limits::Steady, shift);
        Ok(Record::new()
            .with("arl", run_length)
            .with("arl_steady", steady)
            .with("signal_rate", run_length.map(|readings| 1.0 / readings)))
    },
};

const CUSUM_ARL: Kind = Kind {
    name: "cusum_arl",
    about: "average run length of a CUSUM chart of independent normal readings",
    input: &[
        Field::needed("K", NOT_NEGATIVE, "slack, in the unit of sigma"),
        Field::needed("H", NOT_NEGATIVE, "limit, in the unit of sigma"),
        Field::optional(
            "sigma",
            Type::Number(Bounds::Positive),
            "standard deviation of a reading; 1 if not given",
        ),
        SHIFT,
    ],
    result: &[
        given("arl", "mean readings to the first signal on either side"),
        given("arl_upper", "the same for the upper side alone"),
        given("arl_lower", "the same for the lower side alone"),
        given("signal_rate", "1/arl: in control, false alarms a reading"),
    ],
    run: |input| {
        let chart = cusum(input)?;
        let sigma = input.get("sigma").unwrap_or(1.0);
        let shift = input.get("shift").unwrap_or(0.0);
        let run_length = chart.average_run_length(sigma, shift);
        Ok(Record::new()
            .with("arl", run_length)
            .with(
                "arl_upper",
                chart.average_run_length_one_sided(sigma, shift),
            )
            .with(
                "arl_lower",
                chart.average_run_length_one_sided(sigma, -shift),
            )
            .with("signal_rate", run_length.map(|readings| 1.0 / readings)))
    },
};

fn ewma(input: &Input<'_>) -> Result<Ewma, Fault> {
    Ewma::new(input.need("lambda")?, input.need("L")?).map_err(|error| chart_fault(input, error))
}

fn cusum(input: &Input<'_>) -> Result<Cusum, Fault> {
    Cusum::new(input.need("K")?, input.need("H")?).map_err(|error| chart_fault(input, error))
}

/// Settings and readings of charts are named like the fields they come from.
fn chart_fault(input: &Input<'_>, error: ChartError) -> Fault {
    match error {
        ChartError::Setting { name, wanted, .. } => {
            input.fault(name, "this number is out of range", wanted)
        }
        ChartError::Reading { index, .. } => {
            let expected = "a number within ±1e100";
            input.fault(
                &format!("data[{index}]"),
                "this number is out of range",
                expected,
            )
        }
    }
}

fn class_counts_of(input: &Input<'_>, name: &str) -> Result<Vec<ClassCounts>, Fault> {
    input.records(name).iter().map(class_counts).collect()
}

/// The level of the baseline, and the periods beside it; none where the baseline is of nobody.
fn residuals(input: &Input<'_>) -> Result<(Option<NpsInControl>, Vec<NpsPeriod>), Fault> {
    let periods = class_counts_of(input, "periods")?;
    let level = NpsInControl::of(&class_counts(&input.record("baseline")?)?);
    let found = level.map(|level| level.residuals(&periods));
    Ok((level, found.unwrap_or_default()))
}

fn values(periods: &[NpsPeriod]) -> Vec<f64> {
    periods.iter().map(|period| period.residual).collect()
}

fn period_record(period: &NpsPeriod) -> Record {
    Record::new()
        .with("period", period.index.saturating_add(1))
        .with("nps", period.nps)
        .with("se_points", period.se)
        .with("residual", period.residual)
}

/// The chart of a series; its signals are told by their periods.
fn series_record(
    level: Option<NpsInControl>,
    periods: &[NpsPeriod],
    points: Vec<Record>,
    signals: &[usize],
) -> Record {
    let place = |&signal: &usize| {
        let period = periods.get(signal.checked_sub(1)?)?;
        Some(period.index.saturating_add(1))
    };
    let signals: Vec<usize> = signals.iter().filter_map(place).collect();
    let first = signals.first().copied();
    Record::new()
        .with("target_nps", level.map(|level| level.nps()))
        .with("sd_points", level.map(|level| level.sd()))
        .with("points", Value::from(points))
        .with("signals", signals)
        .with("first_signal", first)
}

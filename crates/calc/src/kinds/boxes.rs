//! Satisfaction and effort from the counts of a scale, and the score of any metric.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Field, Type};
use crate::input::{CONF, Input};
use crate::value::Record;
use score::{Claim, Direction, MIN_N, Metric, Scale, Score, Tally};

pub(super) const KINDS: &[Kind] = &[BOX, CES, SCORE, CLASS];

/// An end of a scale.
pub(super) const BOUND: Type = Type::Whole(-(Scale::MAX_BOUND as i64), Scale::MAX_BOUND as i64);
const BOX_SIZE: Type = Type::Whole(0, Scale::MAX_POINTS as i64);
pub(super) const SCALE_MIN: Field = Field::needed("scale_min", BOUND, "the lowest rating");
pub(super) const SCALE_MAX: Field = Field::needed("scale_max", BOUND, "the highest rating");
const COUNTS: Field = Field::needed(
    "counts",
    Type::COUNTS,
    "how often each rating was given, lowest first",
);
pub(super) const DIRECTION: Field = Field::optional(
    "direction",
    Type::Name(&[
        Direction::HigherIsEasier.name(),
        Direction::LowerIsEasier.name(),
    ]),
    "which end of an effort scale is easy; higher_is_easier if not given",
);
const N: Field = Field::needed("n", Type::Count, "ratings");
const MEAN: Field = Field::needed("mean", Type::NUMBER_OR_NULL, "mean rating");

const BOX: Kind = Kind {
    name: "box",
    about: "top and bottom box of a satisfaction scale (CSAT, PSAT, stars, thumbs)",
    input: &[
        SCALE_MIN,
        SCALE_MAX,
        COUNTS,
        Field::optional(
            "top_k",
            BOX_SIZE,
            "how many of the highest ratings are the top box; 2 if not given, 1 on a scale of two or three",
        ),
        Field::optional(
            "bottom_k",
            BOX_SIZE,
            "how many of the lowest ratings are the bottom box; `top_k` if not given",
        ),
    ],
    result: &[
        N,
        Field::needed("top_count", Type::Count, "ratings in the top box"),
        Field::needed("bottom_count", Type::Count, "ratings in the bottom box"),
        Field::needed(
            "top_pct",
            Type::NUMBER_OR_NULL,
            "share of the top box in percent",
        ),
        Field::needed(
            "bottom_pct",
            Type::NUMBER_OR_NULL,
            "share of the bottom box in percent",
        ),
        Field::needed("net_pct", Type::NUMBER_OR_NULL, "top minus bottom"),
        MEAN,
        Field::needed(
            "mean_0_100",
            Type::NUMBER_OR_NULL,
            "mean as percent of the scale",
        ),
        Field::needed(
            "sd",
            Type::NUMBER_OR_NULL,
            "sample standard deviation (n − 1); null for fewer than two ratings",
        ),
    ],
    run: boxes,
};

fn boxes(input: &Input<'_>) -> Result<Record, Fault> {
    let scale = scale(input)?;
    let tally = tally(input, scale)?;
    let top = box_size(input, "top_k", scale)?.unwrap_or(Metric::default_top(scale));
    let bottom = box_size(input, "bottom_k", scale)?.unwrap_or(top);
    let boxes = tally.boxes(top, bottom);
    Ok(Record::new()
        .with("n", boxes.n)
        .with("top_count", boxes.best)
        .with("bottom_count", boxes.worst)
        .with("top_pct", boxes.best_pct())
        .with("bottom_pct", boxes.worst_pct())
        .with("net_pct", boxes.net_pct())
        .with("mean", tally.mean())
        .with("mean_0_100", tally.mean_0_100())
        .with("sd", tally.sd()))
}

const CES: Kind = Kind {
    name: "ces",
    about: "customer effort: how easy it was",
    input: &[
        SCALE_MIN,
        SCALE_MAX,
        COUNTS,
        DIRECTION,
        Field::optional(
            "easy_k",
            BOX_SIZE,
            "how many of the easiest ratings count as easy; those beyond the midpoint if not given",
        ),
        Field::optional(
            "hard_k",
            BOX_SIZE,
            "how many of the hardest ratings count as hard; those beyond the midpoint if not given",
        ),
    ],
    result: &[
        N,
        MEAN,
        Field::needed("easy_pct", Type::NUMBER_OR_NULL, "share of easy in percent"),
        Field::needed("hard_pct", Type::NUMBER_OR_NULL, "share of hard in percent"),
        Field::needed("net_pct", Type::NUMBER_OR_NULL, "easy minus hard"),
        Field::needed(
            "ease_0_100",
            Type::NUMBER_OR_NULL,
            "mean as percent of the scale, higher is easier",
        ),
    ],
    run: ces,
};

fn ces(input: &Input<'_>) -> Result<Record, Fault> {
    let scale = scale(input)?;
    let tally = tally(input, scale)?;
    let direction = direction(input);
    let easy = box_size(input, "easy_k", scale)?.unwrap_or(scale.half());
    let hard = box_size(input, "hard_k", scale)?.unwrap_or(scale.half());
    let effort = tally.effort(direction, easy, hard);
    Ok(Record::new()
        .with("n", effort.n)
        .with("mean", tally.mean())
        .with("easy_pct", effort.best_pct())
        .with("hard_pct", effort.worst_pct())
        .with("net_pct", effort.net_pct())
        .with("ease_0_100", tally.ease_0_100(direction)))
}

pub(super) const METRIC: Field = Field::needed(
    "metric",
    Type::Name(&["nps", "enps", "csat", "psat", "ces", "rating"]),
    "what is measured; nps and enps are on a scale from 0 to 10 alone",
);
pub(super) const TOP_K: Field = Field::optional(
    "top_k",
    BOX_SIZE,
    "csat and psat: how many of the highest ratings are the top box",
);

const SCORE: Kind = Kind {
    name: "score",
    about: "the score of any metric with its default interval, and whether there are enough answers to say it",
    input: &[
        METRIC,
        SCALE_MIN,
        SCALE_MAX,
        COUNTS,
        TOP_K,
        DIRECTION,
        CONF,
        Field::optional(
            "min_n",
            Type::Count,
            "the fewest answers of which a score is said; 5 if not given",
        ),
    ],
    result: &[
        N,
        Field::needed(
            "score",
            Type::NUMBER_OR_NULL,
            "points for nps and enps, percent for csat, psat and ces, the mean for rating",
        ),
        MEAN,
        Field::needed("lower", Type::NUMBER_OR_NULL, "lower bound, not clamped"),
        Field::needed("upper", Type::NUMBER_OR_NULL, "upper bound, not clamped"),
        Field::needed(
            "method",
            Type::OrNull(&Type::Text),
            "how the interval was computed",
        ),
        Field::needed("conf", Type::PROPORTION, "how sure it is"),
        Field::needed(
            "claim",
            Type::Name(&["nothing", "too_few", "score"]),
            "whether nobody answered, too few to say, or enough",
        ),
    ],
    run: score,
};

fn score(input: &Input<'_>) -> Result<Record, Fault> {
    let metric = metric(input)?;
    let tally = tally(input, metric.scale())?;
    let confidence = input.confidence()?;
    let score = Score::of(metric, &tally, confidence);
    let claim = match score.claim(input.get("min_n").unwrap_or(MIN_N)) {
        Claim::Nothing => "nothing",
        Claim::TooFew { .. } => "too_few",
        Claim::Score(_) => "score",
    };
    Ok(Record::new()
        .with("n", score.n)
        .with("score", score.score)
        .with("mean", score.mean)
        .with("lower", score.interval.map(|interval| interval.lower))
        .with("upper", score.interval.map(|interval| interval.upper))
        .with(
            "method",
            score.interval.map(|interval| interval.method.name()),
        )
        .with("conf", confidence.level())
        .with("claim", claim))
}

const CLASS: Kind = Kind {
    name: "class",
    about: "the class of one rating",
    input: &[
        METRIC,
        SCALE_MIN,
        SCALE_MAX,
        TOP_K,
        DIRECTION,
        Field::needed("rating", Type::NUMBER, "the rating"),
    ],
    result: &[Field::needed(
        "class",
        Type::OrNull(&Type::Text),
        "promoter, passive, detractor, satisfied, neutral, dissatisfied, easy or hard; null off the scale and for rating",
    )],
    run: class,
};

fn class(input: &Input<'_>) -> Result<Record, Fault> {
    let metric = metric(input)?;
    let rating = input.get::<i64>("rating");
    let rating = rating.and_then(|rating| i32::try_from(rating).ok());
    let class = rating.and_then(|rating| metric.class(rating));
    Ok(Record::new().with("class", class.map(score::Class::name)))
}

pub(super) fn metric(input: &Input<'_>) -> Result<Metric, Fault> {
    let scale = scale(input)?;
    let metric = Metric::from_name(input.need("metric")?, scale);
    let metric = metric.map_err(|error| {
        input.fault("metric", error.to_string(), "a metric that fits the scale")
    })?;
    Ok(match metric {
        Metric::Csat { top: usual, .. } => {
            let top = box_size(input, "top_k", scale)?.unwrap_or(usual);
            if !Metric::is_top(scale, top) {
                let message = "a top box of this size leaves nobody in or nobody out";
                let expected = format!(
                    "a whole number from 1 to {}",
                    scale.points().saturating_sub(1)
                );
                return Err(input.fault("top_k", message, expected));
            }
            Metric::Csat { scale, top }
        }
        Metric::Ces { .. } => Metric::Ces {
            scale,
            direction: direction(input),
        },
        other => other,
    })
}

fn direction(input: &Input<'_>) -> Direction {
    let name = input.get("direction");
    name.and_then(Direction::from_name).unwrap_or_default()
}

fn scale(input: &Input<'_>) -> Result<Scale, Fault> {
    let (min, max): (i64, i64) = (input.need("scale_min")?, input.need("scale_max")?);
    let ends = i32::try_from(min).ok().zip(i32::try_from(max).ok());
    ends.and_then(|(min, max)| Scale::new(min, max))
        .ok_or_else(|| {
            let message = format!("there is no scale from {min} to {max}");
            let expected = format!(
                "a number above `scale_min` that makes at most {} ratings",
                Scale::MAX_POINTS
            );
            input.fault("scale_max", message, expected)
        })
}

fn tally(input: &Input<'_>, scale: Scale) -> Result<Tally, Fault> {
    let counts: Vec<u64> = input.need("counts")?;
    let tally = Tally::of_counts(scale.min(), &counts).filter(|tally| tally.scale() == scale);
    tally.ok_or_else(|| {
        let message = format!("there are {} counts", counts.len());
        let (points, min, max) = (scale.points(), scale.min(), scale.max());
        let expected = format!("{points}, one for each rating from {min} to {max}");
        input.fault("counts", message, expected)
    })
}

/// How many ratings a box has, if it is said.
fn box_size(input: &Input<'_>, name: &str, scale: Scale) -> Result<Option<u32>, Fault> {
    let Some(size) = input.get::<u64>(name) else {
        return Ok(None);
    };
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    if size <= scale.points() {
        return Ok(Some(size));
    }
    let message = format!("the scale has {} ratings", scale.points());
    Err(input.fault(name, message, "at most as many"))
}

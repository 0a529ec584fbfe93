//! Which column holds the ratings, and what they measure, where the arguments leave it open.

use std::fmt;

use ::score::{Metric, Scale};
use ratings::{Column, Sample};

use super::options::{MetricName, Options};

/// Why nothing can be scored.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The arguments contradict each other, whatever the file holds.
    Usage(String),
    /// The file does not hold what was asked for.
    Input(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Input(message) => f.write_str(message),
        }
    }
}

/// What is measured, and in which column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measure {
    pub(super) name: MetricName,
    pub(super) metric: Metric,
    pub(super) column: usize,
    /// What was concluded and not said, each a sentence.
    pub(super) assumed: Vec<String>,
}

impl Measure {
    /// Decides on column and metric by the arguments, and where they are silent by the names
    /// and the first values of the columns. `taken` are columns that serve as something else.
    pub(super) fn choose(
        options: &Options,
        columns: &[Column],
        taken: &[usize],
    ) -> Result<Self, Refusal> {
        let mut assumed = Vec::new();
        let column = match &options.rating {
            Some(name) => find(columns, name)?,
            None => look(options, columns, taken, &mut assumed)?,
        };
        let Column { name, sample } = &columns[column];
        let metric =
            options.metric.unwrap_or_else(|| {
                let metric = Topic::of(name).metric().unwrap_or(MetricName::Rating);
                assumed.push(if metric == MetricName::Rating {
                format!(
                    "the mean is told, because the column `{name}` is not named after a metric; \
                     --metric nps makes an NPS of it"
                )
            } else {
                format!("the metric is {}, which the column is named after", metric.name())
            });
                metric
            });
        let scale = match (options.scale, usual(metric)) {
            (Some(scale), _) => scale,
            (None, Some(scale)) => {
                if scale != Scale::NPS {
                    assumed.push(format!(
                        "the scale is {} to {}, the usual one of {}; --scale takes another",
                        scale.min(),
                        scale.max(),
                        metric.label()
                    ));
                }
                scale
            }
            (None, None) => {
                let scale = around(sample).ok_or_else(|| unscaled(name, sample))?;
                assumed.push(format!(
                    "the scale is {} to {}, judging by the first values; --scale takes another",
                    scale.min(),
                    scale.max()
                ));
                scale
            }
        };
        Ok(Self {
            name: metric,
            metric: build(metric, scale, options)?,
            column,
            assumed,
        })
    }
}

/// Finds out what the arguments alone make impossible.
pub(super) fn check(options: &Options) -> Result<(), Refusal> {
    if let Some(metric) = options.metric {
        let scale = options.scale.or(usual(metric)).unwrap_or(Scale::FIVE);
        build(metric, scale, options)?;
    }
    let dates = options.from.is_some() || options.to.is_some() || options.wave.is_some();
    if options.date.is_some() && !dates {
        return Err(Refusal::Usage(
            "--date alone changes nothing; add --wave, --from or --to".to_owned(),
        ));
    }
    if options
        .from
        .zip(options.to)
        .is_some_and(|(from, to)| from >= to)
    {
        return Err(Refusal::Usage(
            "--from is not before --to; nothing lies between them".to_owned(),
        ));
    }
    Ok(())
}

/// The scale that a metric is on unless told otherwise; a plain rating has none.
fn usual(metric: MetricName) -> Option<Scale> {
    match metric {
        MetricName::Nps | MetricName::Enps => Some(Scale::NPS),
        MetricName::Csat | MetricName::Psat => Some(Scale::FIVE),
        MetricName::Ces => Some(Scale::SEVEN),
        MetricName::Rating => None,
    }
}

fn build(name: MetricName, scale: Scale, options: &Options) -> Result<Metric, Refusal> {
    let usage = |message: String| Err(Refusal::Usage(message));
    let boxed = matches!(name, MetricName::Csat | MetricName::Psat);
    if options.top.is_some() && !boxed {
        return usage(format!(
            "--top belongs to csat and psat; {} has no top box",
            name.name()
        ));
    }
    if options.direction.is_some() && name != MetricName::Ces {
        return usage(format!(
            "--direction belongs to ces; for {} higher is better",
            name.name()
        ));
    }
    match name {
        MetricName::Nps | MetricName::Enps if scale != Scale::NPS => usage(format!(
            "{} is on 0 to 10 by definition; for another scale use --metric csat or rating",
            name.label()
        )),
        MetricName::Nps | MetricName::Enps => Ok(Metric::Nps),
        MetricName::Csat | MetricName::Psat => {
            let top = options.top.unwrap_or(Metric::default_top(scale));
            if !Metric::is_top(scale, top) {
                return usage(format!(
                    "--top {top} is no top box of a scale with {} points; use 1 to {}",
                    scale.points(),
                    scale.points() - 1
                ));
            }
            Ok(Metric::Csat { scale, top })
        }
        MetricName::Ces => Ok(Metric::Ces {
            scale,
            direction: options.direction.unwrap_or_default(),
        }),
        MetricName::Rating => Ok(Metric::Rating { scale }),
    }
}

/// The least of the usual scales that holds everything seen.
fn around(sample: &Sample) -> Option<Scale> {
    let (low, high) = sample.range?;
    [(1, 5), (1, 7), (0, 10), (0, 100)]
        .into_iter()
        .filter_map(|(min, max)| Scale::new(min, max))
        .find(|&scale| i64::from(Scale::min(scale)) <= low && high <= i64::from(Scale::max(scale)))
}

fn unscaled(name: &str, sample: &Sample) -> Refusal {
    Refusal::Input(match sample.range {
        Some((low, high)) => format!(
            "column `{name}`: the first values go from {low} to {high}, which is no usual scale; \
             say which it is, such as --scale 0-100"
        ),
        None => format!(
            "column `{name}`: there is no whole number among the first values; expected ratings, \
             and --scale such as 1-5"
        ),
    })
}

/// What a column's name says that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Topic {
    Metric(MetricName),
    /// Some rating.
    Rating,
    /// Certainly none: it identifies.
    Id,
    Unknown,
}

impl Topic {
    fn of(name: &str) -> Self {
        let name = name.to_lowercase();
        let has = |words: &[&str]| {
            name.split(|character: char| !character.is_alphanumeric())
                .any(|word| words.contains(&word))
        };
        if has(&["enps"]) {
            Self::Metric(MetricName::Enps)
        } else if has(&["nps", "ltr"]) || name.contains("promoter") || name.contains("recommend") {
            Self::Metric(MetricName::Nps)
        } else if has(&["psat"]) {
            Self::Metric(MetricName::Psat)
        } else if has(&["csat"]) || name.contains("satisfaction") {
            Self::Metric(MetricName::Csat)
        } else if has(&["ces", "effort"]) {
            Self::Metric(MetricName::Ces)
        } else if has(&["score", "rating", "ratings", "stars", "points"]) {
            Self::Rating
        } else if has(&["id", "uuid", "key"]) {
            Self::Id
        } else {
            Self::Unknown
        }
    }

    fn metric(self) -> Option<MetricName> {
        match self {
            Self::Metric(metric) => Some(metric),
            Self::Rating | Self::Id | Self::Unknown => None,
        }
    }

    /// How well a column of this name serves when ratings of `metric` are looked for; less is
    /// better.
    fn rank(self, metric: Option<MetricName>) -> Option<u8> {
        match (self, metric.map(family)) {
            (Self::Metric(named), Some(wanted)) => (family(named) == wanted).then_some(0),
            (Self::Metric(_), None) => Some(0),
            (Self::Rating, _) => Some(1),
            (Self::Unknown, _) => Some(2),
            (Self::Id, _) => None,
        }
    }
}

/// The metric that others are forms of.
fn family(metric: MetricName) -> MetricName {
    match metric {
        MetricName::Enps => MetricName::Nps,
        MetricName::Psat => MetricName::Csat,
        metric => metric,
    }
}

/// Looks for the column of ratings: by name, among equals by what they hold, and without a
/// telling name by that alone.
fn look(
    options: &Options,
    columns: &[Column],
    taken: &[usize],
    assumed: &mut Vec<String>,
) -> Result<usize, Refusal> {
    let fits = |column: &Column| {
        let metric = options.metric.or(Topic::of(&column.name).metric());
        let scale = options
            .scale
            .or(metric.and_then(usual))
            .unwrap_or(Scale::NPS);
        column.sample.within(scale.min().into(), scale.max().into())
    };
    for rank in 0..=2 {
        let named: Vec<usize> = (0..columns.len())
            .filter(|index| !taken.contains(index))
            .filter(|index| Topic::of(&columns[*index].name).rank(options.metric) == Some(rank))
            .collect();
        let fitting: Vec<usize> = named
            .iter()
            .copied()
            .filter(|index| fits(&columns[*index]))
            .collect();
        let by_name = rank < 2;
        match (named.as_slice(), fitting.as_slice()) {
            ([only], _) if by_name => {
                assumed.push(format!(
                    "the ratings are in `{}`, judging by its name",
                    columns[*only].name
                ));
                return Ok(*only);
            }
            (_, [only]) => {
                assumed.push(format!(
                    "the ratings are in `{}`, judging by what it holds",
                    columns[*only].name
                ));
                return Ok(*only);
            }
            (_, [_, _, ..]) => return Err(ambiguous(columns, &fitting, "ratings", "--rating")),
            ([_, _, ..], []) if by_name => {
                return Err(ambiguous(columns, &named, "ratings", "--rating"));
            }
            _ => {}
        }
    }
    Err(Refusal::Input(format!(
        "no column looks like ratings; name it with --rating; there are {}",
        list(columns)
    )))
}

/// Finds the column of dates: the one that is named, or the only one that holds dates.
pub(super) fn date(options: &Options, columns: &[Column]) -> Result<usize, Refusal> {
    if let Some(name) = &options.date {
        return find(columns, name);
    }
    let dates: Vec<usize> = (0..columns.len())
        .filter(|index| columns[*index].sample.is_date())
        .collect();
    match dates.as_slice() {
        [only] => Ok(*only),
        [] => Err(Refusal::Input(format!(
            "no column holds dates such as 2026-01-31; name it with --date; there are {}",
            list(columns)
        ))),
        _ => Err(ambiguous(columns, &dates, "dates", "--date")),
    }
}

/// The columns that segments are made of: each argument is a name, or names between commas.
pub(super) fn segments(options: &Options, columns: &[Column]) -> Result<Vec<usize>, Refusal> {
    let mut segments = Vec::new();
    for argument in &options.by {
        // A name may hold a comma.
        let whole = columns.iter().any(|column| column.name == *argument);
        let names: Vec<&str> = if whole {
            vec![argument]
        } else {
            argument.split(',').collect()
        };
        for name in names {
            let column = find(columns, name.trim())?;
            if segments.contains(&column) {
                return Err(Refusal::Usage(format!(
                    "--by names `{}` twice",
                    name.trim()
                )));
            }
            segments.push(column);
        }
    }
    Ok(segments)
}

/// The column of that name.
pub(super) fn find(columns: &[Column], name: &str) -> Result<usize, Refusal> {
    let named: Vec<usize> = (0..columns.len())
        .filter(|index| columns[*index].name == name)
        .collect();
    let place = |name: &str| -> Option<usize> {
        let number: usize = name.strip_prefix('#')?.parse().ok()?;
        number.checked_sub(1).filter(|index| *index < columns.len())
    };
    match named.as_slice() {
        [only] => Ok(*only),
        [] => place(name).ok_or_else(|| {
            let nearest = nearest(columns, name).map_or_else(String::new, |nearest| {
                format!("; did you mean `{nearest}`?")
            });
            Refusal::Input(format!(
                "there is no column `{name}`{nearest} There are {}",
                list(columns)
            ))
        }),
        several => Err(Refusal::Input(format!(
            "{} columns are named `{name}`; say which by its place: {}",
            several.len(),
            several
                .iter()
                .map(|index| format!("#{}", index + 1))
                .collect::<Vec<_>>()
                .join(" or ")
        ))),
    }
}

/// The name that is nearest to what was written, if one is near.
fn nearest<'c>(columns: &'c [Column], name: &str) -> Option<&'c str> {
    let name = name.to_lowercase();
    let nearness = |column: &'c Column| {
        let other = column.name.to_lowercase();
        (
            strsim::normalized_damerau_levenshtein(&name, &other),
            column.name.as_str(),
        )
    };
    columns
        .iter()
        .map(nearness)
        .filter(|(nearness, _)| *nearness > 0.5)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

fn ambiguous(columns: &[Column], several: &[usize], what: &str, option: &str) -> Refusal {
    let names: Vec<String> = several
        .iter()
        .map(|index| format!("`{}`", columns[*index].name))
        .collect();
    let first = &columns[several[0]].name;
    Refusal::Input(format!(
        "{} may all hold the {what}; say which, such as {option} {first}",
        names.join(" and ")
    ))
}

/// The names of all columns, but of no more than a reader takes in.
fn list(columns: &[Column]) -> String {
    const MOST: usize = 20;
    let names: Vec<String> = columns
        .iter()
        .take(MOST)
        .map(|column| format!("`{}`", column.name))
        .collect();
    match columns.len().checked_sub(MOST) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names.join(", ")),
    }
}

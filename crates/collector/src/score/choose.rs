//! Which column holds the ratings, and what they measure, where the arguments leave it open.

use std::fmt;

use ::score::{Metric, Scale};
use ratings::{Column, Sample};

use super::columns::{ambiguous, find, list};
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

/// Values from which on it is strange that a scale is not used to its end.
const ENOUGH: u32 = 30;

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
                    "Column `{name}` is not named after a metric, so this is its mean; --metric nps \
                     makes an NPS of it."
                )
            } else {
                format!("The metric is {}, by the column's name.", metric.name())
            });
                metric
            });
        let scale = match (options.scale, usual(metric)) {
            (Some(scale), _) => scale,
            (None, Some(scale)) => {
                if scale != Scale::NPS {
                    assumed.push(format!(
                        "The scale is {} to {}, the usual one of {}; --scale takes another.",
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
                    "The scale is {} to {}, by the first values; --scale takes another.",
                    scale.min(),
                    scale.max()
                ));
                scale
            }
        };
        if scale == Scale::NPS && sample.values >= ENOUGH && sample.within(1, 5) {
            assumed.push(format!(
                "The first {} values go from 1 to 5; a scale from 0 to 10 would go further.",
                sample.values
            ));
        }
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
                    "The ratings are those of column `{}`, by its name.",
                    columns[*only].name
                ));
                return Ok(*only);
            }
            (_, [only]) => {
                assumed.push(format!(
                    "The ratings are those of column `{}`, by what it holds.",
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

#[cfg(test)]
mod tests {
    use super::super::options::parse;
    use super::{Measure, Refusal, check};
    use ratings::Source;

    /// What is chosen for a file with these arguments: metric, column and scale, or why not.
    fn chosen(arguments: &[&str], csv: &str) -> Result<String, Refusal> {
        let options = parse(arguments);
        check(&options)?;
        let source = Source::new(csv.as_bytes(), None).unwrap();
        let measure = Measure::choose(&options, source.columns(), &[])?;
        let scale = measure.metric.scale();
        Ok(format!(
            "{} {} {}-{}",
            measure.name.name(),
            source.columns()[measure.column].name,
            scale.min(),
            scale.max()
        ))
    }

    #[test]
    fn the_column_and_its_metric_are_found() {
        for (arguments, csv, expected) in [
            (&[][..], "id,nps\n1,9\n", "nps nps 0-10"),
            (&[], "id,eNPS score\n1,9\n", "enps eNPS score 0-10"),
            (
                &[],
                "id,How likely are you to recommend us?\n1,9\n",
                "nps How likely are you to recommend us? 0-10",
            ),
            (&[], "id,csat,comment\n1,5,ok\n", "csat csat 1-5"),
            (&[], "ces_checkout\n7\n", "ces ces_checkout 1-7"),
            // A score is not an NPS because it goes to ten.
            (&[], "id,score\n1,10\n", "rating score 0-10"),
            (&[], "id,rating\n1,5\n2,1\n", "rating rating 1-5"),
            (
                &["--metric", "nps"],
                "id,score,csat\n1,10,5\n",
                "nps score 0-10",
            ),
            (&["--metric", "csat"], "nps,csat\n9,5\n", "csat csat 1-5"),
            (
                &["--metric", "csat", "--scale", "1-7"],
                "nps,csat\n9,7\n",
                "csat csat 1-7",
            ),
            // By what it holds alone: the only column of whole numbers on the scale.
            (
                &["--metric", "nps"],
                "who,what,year\na,9,2026\nb,6,2026\n",
                "nps what 0-10",
            ),
            (
                &["--rating", "what", "--scale", "0-1"],
                "who,what\na,9\n",
                "rating what 0-1",
            ),
            (&["--rating", "#2"], "a,a\n9,4\n", "rating a 1-5"),
            // Of two ratings the one on the scale.
            (
                &["--metric", "csat"],
                "score,stars\n80,4\n",
                "csat stars 1-5",
            ),
            // Named so, whatever it holds first.
            (&[], "nps\nNA\n", "nps nps 0-10"),
        ] {
            assert_eq!(
                chosen(arguments, csv).as_deref(),
                Ok(expected),
                "{arguments:?} {csv}"
            );
        }
    }

    #[test]
    fn what_stays_open_is_told_with_what_to_pass() {
        for (arguments, csv, hints) in [
            (
                &[][..],
                "nps,csat\n9,5\n",
                &["`nps` and `csat`", "--rating nps"][..],
            ),
            (
                &[],
                "score,rating\n9,5\n",
                &["`score` and `rating`", "--rating score"],
            ),
            (
                &["--metric", "nps"],
                "a,b\n9,5\n",
                &["`a` and `b`", "--rating a"],
            ),
            (
                &[],
                "who,what\na,b\n",
                &["no column looks like ratings", "`who`, `what`"],
            ),
            (
                &["--rating", "npz"],
                "id,nps\n1,9\n",
                &["no column `npz`", "did you mean `nps`?", "`id`, `nps`"],
            ),
            (
                &["--rating", "zebra"],
                "id,nps\n1,9\n",
                &["no column `zebra`", "`id`, `nps`"],
            ),
            (
                &["--rating", "a"],
                "a,b,a\n1,2,3\n",
                &["2 columns are named `a`", "#1 or #3"],
            ),
            (&["--rating", "what"], "what\n1000\n", &["--scale 0-100"]),
            (
                &["--rating", "what"],
                "what\nx\n",
                &["no whole number", "--scale"],
            ),
        ] {
            let refusal = chosen(arguments, csv).unwrap_err();
            assert!(matches!(refusal, Refusal::Input(_)), "{refusal}");
            for hint in hints {
                assert!(refusal.to_string().contains(hint), "{refusal}");
            }
        }
    }

    #[test]
    fn arguments_that_contradict_each_other_are_usage() {
        for (arguments, hint) in [
            (
                &["--metric", "nps", "--scale", "1-5"][..],
                "0 to 10 by definition",
            ),
            (&["--scale", "1-5"], "0 to 10 by definition"),
            (&["--metric", "nps", "--top", "2"], "--top belongs to csat"),
            (&["--metric", "csat", "--top", "5"], "use 1 to 4"),
            (&["--metric", "csat", "--top", "0"], "use 1 to 4"),
            (
                &["--metric", "rating", "--direction", "lower_is_easier"],
                "--direction belongs to ces",
            ),
            (&["--date", "at"], "--date alone"),
            (
                &["--from", "2026-02-01", "--to", "2026-02-01"],
                "--from is not before --to",
            ),
        ] {
            let refusal = chosen(arguments, "nps\n9\n").unwrap_err();
            assert!(matches!(refusal, Refusal::Usage(_)), "{refusal}");
            assert!(refusal.to_string().contains(hint), "{refusal}");
        }
    }
}

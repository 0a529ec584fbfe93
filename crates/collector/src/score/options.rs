//! What can be asked of `afterword score`.

use std::path::PathBuf;

use ::score::{Adjustment, Confidence, Direction, Scale};
use clap::ValueEnum;
use jiff::Timestamp;
use ratings::{Format, Wave};

/// Which ratings to score, and how.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// CSV, JSON Lines or Parquet, recognised by content; `-` or nothing is standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The column of ratings [default: found by its name or by what it holds]
    #[arg(long, value_name = "COLUMN")]
    pub(super) rating: Option<String>,
    /// What the ratings measure [default: what the column is named after, else `rating`]
    #[arg(long, value_enum)]
    pub(super) metric: Option<MetricName>,
    /// The scale of the ratings, such as 1-5 [default: 0-10 for nps and enps, 1-5 for csat and
    /// psat, 1-7 for ces]
    #[arg(long, value_name = "MIN-MAX", value_parser = scale, allow_hyphen_values = true)]
    pub(super) scale: Option<Scale>,
    /// How many of the highest ratings are the top box of csat and psat [default: 2, or 1 on a
    /// scale with fewer than 4 points]
    #[arg(long, value_name = "N")]
    pub(super) top: Option<u32>,
    /// Which end of the scale of ces is easy: `higher_is_easier` (default) or `lower_is_easier`.
    #[arg(long, value_parser = direction)]
    pub(super) direction: Option<Direction>,
    /// A score for each value of this column, or each combination of several.
    #[arg(long, value_name = "COLUMN,…")]
    pub(super) by: Vec<String>,
    /// The column of weights: what each rating counts.
    #[arg(long, value_name = "COLUMN")]
    pub(super) weight: Option<String>,
    /// The column of sampling rates: each rating counts 1/rate, and 1 where the column is empty.
    #[arg(long, value_name = "COLUMN", conflicts_with = "weight")]
    pub(super) sampling_rate: Option<String>,
    /// A score for each wave of this length, and the change from one to the next.
    #[arg(long, value_name = "day|week|month|quarter|year")]
    pub(super) wave: Option<Wave>,
    /// The column of dates [default: the one that holds dates]
    #[arg(long, value_name = "COLUMN")]
    pub(super) date: Option<String>,
    /// Only ratings from this day or time on. Without an offset a time is in UTC.
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(super) from: Option<Timestamp>,
    /// Only ratings from before this day or time.
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(super) to: Option<Timestamp>,
    /// How sure intervals are: 95, 95% or 0.95.
    #[arg(long, value_name = "LEVEL", default_value = "95", value_parser = confidence)]
    pub(super) confidence: Confidence,
    /// How p-values are adjusted for their number: holm, hochberg, bonferroni, bh, by or none.
    #[arg(long, value_name = "METHOD", default_value = "holm", value_parser = adjust)]
    pub(super) adjust: Adjust,
    /// Fewest ratings of which a score is told.
    #[arg(long, value_name = "N", default_value_t = ::score::MIN_N)]
    pub(super) min_n: u64,
    /// How the file is written: csv, jsonl or parquet [default: recognised]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Print JSON, unrounded, instead of a table.
    #[arg(long)]
    pub(super) json: bool,
    /// Draw the table in ASCII.
    #[arg(long)]
    pub(super) ascii: bool,
}

/// The metrics by the names that they have on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MetricName {
    /// Net Promoter Score: promoters (9, 10) minus detractors (0 to 6).
    Nps,
    /// The same, asked of employees.
    Enps,
    /// Customer satisfaction: the share of the top box.
    Csat,
    /// The same, about a product.
    Psat,
    /// Customer effort: the share of easy ratings.
    Ces,
    /// The mean rating.
    Rating,
}

impl MetricName {
    /// The name in inputs and outputs.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Enps => "enps",
            Self::Csat => "csat",
            Self::Psat => "psat",
            Self::Ces => "ces",
            Self::Rating => "rating",
        }
    }

    /// The name that people read.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Nps => "NPS",
            Self::Enps => "eNPS",
            Self::Csat => "CSAT",
            Self::Psat => "PSAT",
            Self::Ces => "CES",
            Self::Rating => "mean",
        }
    }
}

/// How p-values are adjusted, if they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Adjust(pub(super) Option<Adjustment>);

fn adjust(text: &str) -> Result<Adjust, String> {
    if text == "none" {
        return Ok(Adjust(None));
    }
    let names = || Adjustment::ALL.map(Adjustment::name).join(", ");
    Adjustment::from_name(text)
        .map(|adjustment| Adjust(Some(adjustment)))
        .ok_or_else(|| format!("this is no such method; use {} or none", names()))
}

fn direction(text: &str) -> Result<Direction, String> {
    Direction::from_name(text).ok_or_else(|| {
        let [higher, lower] =
            [Direction::HigherIsEasier, Direction::LowerIsEasier].map(Direction::name);
        format!("this is no direction; use {higher} or {lower}")
    })
}

fn moment(text: &str) -> Result<Timestamp, String> {
    ratings::moment(text).ok_or_else(|| {
        "this is no date; use a day such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z"
            .to_owned()
    })
}

/// Reads `1-5`. Either end may be negative: `-2-2`.
fn scale(text: &str) -> Result<Scale, String> {
    // A sign in front of the first number divides nothing.
    let middle = text
        .char_indices()
        .skip(1)
        .find(|(_, character)| *character == '-');
    let ends = middle.and_then(|(at, _)| {
        let (min, max) = (text.get(..at)?, text.get(at + 1..)?);
        Some((min.trim().parse().ok()?, max.trim().parse().ok()?))
    });
    ends.and_then(|(min, max)| Scale::new(min, max)).ok_or_else(|| {
        format!(
            "this is no scale; use the lowest and the highest rating, such as 1-5, with at most \
             {} whole numbers between -{bound} and {bound}",
            Scale::MAX_POINTS,
            bound = Scale::MAX_BOUND,
        )
    })
}

/// Reads `95`, `95%` and `0.95` as the same level.
fn confidence(text: &str) -> Result<Confidence, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim();
    let level = number.parse().ok().and_then(|value: f64| {
        // Nobody asks for a level below 1 %, and no share is above 1.
        if value < 1.0 && !text.ends_with('%') {
            return Confidence::new(value);
        }
        // Moving the point is exact where a division would round: 99.9 is 0.999.
        Confidence::new(format!("{number}e-2").parse().ok()?)
    });
    level.ok_or_else(|| {
        "this is no level; use a percentage such as 95 or a share such as 0.95".to_owned()
    })
}

/// Reads arguments as the command line does.
#[cfg(test)]
pub(super) fn parse(arguments: &[&str]) -> Options {
    use clap::{Args as _, FromArgMatches as _};

    let command = Options::augment_args(clap::Command::new("score").no_binary_name(true));
    let matches = command.try_get_matches_from(arguments).unwrap();
    Options::from_arg_matches(&matches).unwrap()
}

#[cfg(test)]
mod tests {
    use super::{adjust, confidence, direction, moment, scale};
    use ::score::{Adjustment, Confidence, Direction};

    #[test]
    fn scales() {
        for (text, ends) in [
            ("0-10", Some((0, 10))),
            ("1-5", Some((1, 5))),
            ("-2-2", Some((-2, 2))),
            ("-5--1", Some((-5, -1))),
            ("0 - 1", Some((0, 1))),
            ("5-1", None),
            ("5", None),
            ("-5", None),
            ("", None),
            ("0-1000", None),
            ("a-b", None),
            ("é-5", None),
        ] {
            let read = scale(text).map(|scale| (scale.min(), scale.max())).ok();
            assert_eq!(read, ends, "{text}");
        }
    }

    #[test]
    fn levels() {
        for text in ["95", "95%", "0.95", "95 %"] {
            assert_eq!(confidence(text), Ok(Confidence::P95), "{text}");
        }
        assert_eq!(confidence("99.9").unwrap().level(), 0.999);
        assert_eq!(confidence("0.5%").unwrap().level(), 0.005);
        for text in ["0", "100", "-5", "101", "nan", "inf", "", "high"] {
            assert!(confidence(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(adjust("holm").unwrap().0, Some(Adjustment::Holm));
        assert_eq!(adjust("none").unwrap().0, None);
        assert!(adjust("tukey").unwrap_err().contains("hochberg"));
        assert_eq!(direction("lower_is_easier"), Ok(Direction::LowerIsEasier));
        assert!(direction("up").unwrap_err().contains("lower_is_easier"));
        assert!(moment("2026-01-31").is_ok());
        assert!(moment("31/01/2026").unwrap_err().contains("2026-01-31"));
    }
}

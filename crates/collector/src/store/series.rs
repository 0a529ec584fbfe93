//! What can be counted together, and how that is written into a table.

use score::{Direction, Metric, Scale};

use super::StoreError;

/// A site and one of its surveys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SurveyKey {
    pub(super) site: String,
    pub(super) survey: String,
}

impl SurveyKey {
    pub(super) fn new(site: &str, survey: &str) -> Self {
        Self {
            site: site.to_owned(),
            survey: survey.to_owned(),
        }
    }
}

/// Ratings that can be counted together: the same question asked in the same way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Series {
    pub(crate) question: String,
    pub(crate) metric: Metric,
}

impl Series {
    /// The series of two columns.
    pub(super) fn read(question: String, metric: &str) -> Result<Self, StoreError> {
        let metric = parse(metric).ok_or_else(|| {
            StoreError::Unusable(format!("a stored series is no metric: {metric}"))
        })?;
        Ok(Self { question, metric })
    }

    /// The metric as a column: its name, its scale, and what else it is made of, as in `csat 1 5 2`.
    pub(crate) fn metric_column(&self) -> String {
        let scale = self.metric.scale();
        let (name, low, high) = (self.metric.name(), scale.min(), scale.max());
        match self.metric {
            Metric::Csat { top, .. } => format!("{name} {low} {high} {top}"),
            Metric::Ces { direction, .. } => format!("{name} {low} {high} {}", direction.name()),
            Metric::Nps | Metric::Rating { .. } => format!("{name} {low} {high}"),
        }
    }
}

fn parse(column: &str) -> Option<Metric> {
    let mut words = column.split(' ');
    let name = words.next()?;
    let scale = Scale::new(words.next()?.parse().ok()?, words.next()?.parse().ok()?)?;
    let last = words.next();
    Some(match (name, last) {
        ("nps", None) => Metric::Nps,
        ("csat", Some(top)) => Metric::Csat {
            scale,
            top: top.parse().ok()?,
        },
        ("ces", Some(direction)) => Metric::Ces {
            scale,
            direction: Direction::from_name(direction)?,
        },
        ("rating", None) => Metric::Rating { scale },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_read_as_it_was_written() {
        let scale = Scale::new(-3, 3).unwrap();
        for (metric, column) in [
            (Metric::Nps, "nps 0 10"),
            (Metric::Csat { scale, top: 2 }, "csat -3 3 2"),
            (
                Metric::Ces {
                    scale,
                    direction: Direction::LowerIsEasier,
                },
                "ces -3 3 lower_is_easier",
            ),
            (Metric::Rating { scale }, "rating -3 3"),
        ] {
            let series = Series {
                question: "q".into(),
                metric,
            };
            assert_eq!(series.metric_column(), column);
            assert_eq!(Series::read("q".into(), column).unwrap(), series);
        }
    }

    #[test]
    fn what_is_no_metric_says_so() {
        for wrong in ["", "nps", "csat 1 5", "ces 1 7 up", "nps 0 10 2", "fun 1 5"] {
            let error = Series::read("q".into(), wrong).unwrap_err().to_string();
            assert!(error.ends_with(wrong), "{error}");
        }
    }
}

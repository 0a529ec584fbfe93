//! What is told, before it is drawn or written: the figures of everything, of each segment and
//! of each wave.

use ::score::{Confidence, Metric, Score, Tally};
use ratings::{Cell, Period};

/// How scores are computed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) metric: Metric,
    pub(super) confidence: Confidence,
    /// Fewest ratings of which a score is told.
    pub(super) min_n: u64,
}

/// The scores of everything and of each segment.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) total: Series,
    /// In the order of their names; empty where none were asked for.
    pub(super) segments: Vec<Segment>,
}

/// A score and how it moved.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) figure: Figure,
    /// In the order of time; empty where none were asked for.
    pub(super) waves: Vec<Wave>,
}

/// One segment.
#[derive(Debug)]
pub(super) struct Segment {
    /// A value for each column, `None` where none was given.
    pub(super) name: Vec<Option<String>>,
    pub(super) series: Series,
}

/// One wave.
#[derive(Debug)]
pub(super) struct Wave {
    pub(super) period: Period,
    pub(super) figure: Figure,
}

/// The score of some ratings.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) tally: Tally,
    pub(super) score: Score,
    /// Whether they are too few to say anything.
    pub(super) too_few: bool,
}

impl Report {
    /// Scores the cells of a reading, which are ordered by segment and then by wave.
    pub(super) fn new(rules: Rules, cells: &[Cell]) -> Self {
        let segments = cells.chunk_by(|a, b| a.segment == b.segment);
        let segments = segments.map(|cells| Segment {
            name: cells[0].segment.clone(),
            series: Series::new(rules, cells),
        });
        Self {
            total: Series::new(rules, cells),
            segments: segments
                .filter(|segment| !segment.name.is_empty())
                .collect(),
        }
    }
}

impl Series {
    fn new(rules: Rules, cells: &[Cell]) -> Self {
        let mut by_period: Vec<(Option<Period>, Vec<&Cell>)> = Vec::new();
        let mut ordered: Vec<&Cell> = cells.iter().collect();
        ordered.sort_by_key(|cell| cell.period);
        for cell in ordered {
            match by_period.last_mut() {
                Some((period, cells)) if *period == cell.period => cells.push(cell),
                _ => by_period.push((cell.period, vec![cell])),
            }
        }
        let wave = |(period, cells): (Option<Period>, Vec<&Cell>)| {
            Some(Wave {
                period: period?,
                figure: Figure::new(rules, cells),
            })
        };
        Self {
            figure: Figure::new(rules, cells),
            waves: by_period.into_iter().filter_map(wave).collect(),
        }
    }
}

impl Figure {
    fn new<'c>(rules: Rules, cells: impl IntoIterator<Item = &'c Cell>) -> Self {
        let mut tally = Tally::new(rules.metric.scale());
        for cell in cells {
            for (rating, count) in cell.tally.iter() {
                tally.add_many(rating, count);
            }
        }
        let score = Score::of(rules.metric, &tally, rules.confidence);
        Self {
            too_few: score.n < rules.min_n,
            tally,
            score,
        }
    }

    /// The bounds of the score, cut to what is possible.
    pub(super) fn bounds(&self) -> Option<(f64, f64)> {
        let (min, max) = limits(self.score.metric);
        let interval = self.score.interval?.clamped(min, max);
        Some((interval.lower, interval.upper))
    }
}

/// The lowest and the highest score that a metric can have.
pub(super) fn limits(metric: Metric) -> (f64, f64) {
    match metric {
        Metric::Nps => (-100.0, 100.0),
        Metric::Csat { .. } | Metric::Ces { .. } => (0.0, 100.0),
        Metric::Rating { scale } => (scale.min().into(), scale.max().into()),
    }
}

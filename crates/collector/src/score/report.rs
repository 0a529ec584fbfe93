//! What is told, before it is drawn or written: the figures of everything, of each segment and
//! of each wave, and the tests between them.

use ::score::compare::{Segment as Compared, against_rest, weighted_against_rest};
use ::score::weight::WeightedTally;
use ::score::{Adjustment, Band, ClassCounts, Confidence, Metric, Score, Tally};
use ratings::{Cell, Period};

/// How scores are computed and compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) metric: Metric,
    pub(super) confidence: Confidence,
    /// How p-values are adjusted, if they are.
    pub(super) adjustment: Option<Adjustment>,
    /// Fewest ratings of which a score is told.
    pub(super) min_n: u64,
}

/// The scores of everything and of each segment.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) total: Series,
    /// In the order of their names; empty where none were asked for.
    pub(super) segments: Vec<Segment>,
    /// How many tests between segments and between waves were adjusted together.
    pub(super) tests: [usize; 2],
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
    /// Beside all others together; `None` where it or they are too few.
    pub(super) beside_rest: Option<Test>,
}

/// One wave.
#[derive(Debug)]
pub(super) struct Wave {
    pub(super) period: Period,
    pub(super) figure: Figure,
    /// Since the wave before; `None` for the first, and where either is too few.
    pub(super) change: Option<Test>,
}

/// The score of some ratings.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) n: u64,
    /// Whether that is too few to say anything.
    pub(super) too_few: bool,
    pub(super) score: Option<f64>,
    pub(super) mean: Option<f64>,
    /// Lower and upper bound of the score, cut to what is possible, and how they were computed.
    pub(super) interval: Option<(f64, f64, &'static str)>,
    /// How many are of each class; `None` for a plain rating.
    pub(super) classes: Option<ClassCounts>,
    /// The shares of the classes in percent, best first.
    pub(super) shares: Option<[f64; 3]>,
    /// How many equal weights would say as much; `None` without weights.
    pub(super) effective_n: Option<f64>,
    pub(super) tally: Tally,
    weighted: Option<WeightedTally>,
}

/// A difference of two scores, in the unit of the metric, and its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Test {
    pub(super) difference: f64,
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) p_value: Option<f64>,
    /// Adjusted for the number of tests of its kind.
    pub(super) p_adjusted: Option<f64>,
}

/// The bands of a metric, best first.
pub(super) const BANDS: [Band; 3] = [Band::High, Band::Middle, Band::Low];

impl Report {
    /// Scores the cells of a reading, which are ordered by segment and then by wave.
    pub(super) fn new(rules: Rules, cells: &[Cell]) -> Self {
        let by_segment = cells.chunk_by(|a, b| a.segment == b.segment);
        let mut segments: Vec<Segment> = by_segment
            .filter(|cells| cells.iter().any(|cell| !cell.segment.is_empty()))
            .map(|cells| Segment {
                name: cells[0].segment.clone(),
                series: Series::new(rules, cells),
                beside_rest: None,
            })
            .collect();
        let mut total = Series::new(rules, cells);
        let figures: Vec<&Figure> = segments
            .iter()
            .map(|segment| &segment.series.figure)
            .collect();
        let beside_rest = beside_rest(rules, &figures);
        for (segment, test) in segments.iter_mut().zip(beside_rest) {
            segment.beside_rest = test;
        }
        let tests = [
            adjust(
                rules,
                segments.iter_mut().map(|segment| &mut segment.beside_rest),
            ),
            adjust(
                rules,
                segments
                    .iter_mut()
                    .map(|segment| &mut segment.series)
                    .chain([&mut total])
                    .flat_map(|series| &mut series.waves)
                    .map(|wave| &mut wave.change),
            ),
        ];
        Self {
            total,
            segments,
            tests,
        }
    }
}

impl Series {
    fn new(rules: Rules, cells: &[Cell]) -> Self {
        let mut ordered: Vec<&Cell> = cells.iter().collect();
        ordered.sort_by_key(|cell| cell.period);
        let by_period = ordered.chunk_by(|a, b| a.period == b.period);
        let mut waves: Vec<Wave> = Vec::new();
        for cells in by_period {
            let Some(period) = cells[0].period else { break };
            let figure = Figure::new(rules, cells.iter().copied());
            let change = waves.last().and_then(|before: &Wave| {
                let sides = beside_rest(rules, &[&figure, &before.figure]);
                sides.into_iter().next().flatten()
            });
            waves.push(Wave {
                period,
                figure,
                change,
            });
        }
        Self {
            figure: Figure::new(rules, cells),
            waves,
        }
    }
}

/// Tests each of some scores beside all others together. Those that are too few are not tested,
/// but stay among the others.
fn beside_rest(rules: Rules, figures: &[&Figure]) -> Vec<Option<Test>> {
    let Rules {
        metric, confidence, ..
    } = rules;
    let each = figures.iter();
    let weighted: Option<Vec<_>> = each.map(|figure| figure.weighted.clone()).collect();
    // Adjusted later, for all tests of their kind. All tallies are on the scale of the metric.
    let later = Adjustment::default();
    let compared = match weighted {
        Some(tallies) => weighted_against_rest(metric, &tallies, confidence, later),
        None => {
            let tallies: Vec<Tally> = figures.iter().map(|figure| figure.tally.clone()).collect();
            against_rest(metric, &tallies, confidence, later)
        }
    };
    let tests = compared.unwrap_or_default().into_iter().zip(figures);
    tests
        .map(|(compared, figure)| {
            let enough = !figure.too_few && compared.rest_n >= rules.min_n;
            Test::of(&compared).filter(|_| enough)
        })
        .collect()
}

/// Adjusts tests for their number, and returns it.
fn adjust<'t>(rules: Rules, tests: impl Iterator<Item = &'t mut Option<Test>>) -> usize {
    let mut tests: Vec<(&mut Test, f64)> = tests
        .filter_map(|test| {
            let test = test.as_mut()?;
            let p_value = test.p_value?;
            Some((test, p_value))
        })
        .collect();
    let p_values: Vec<f64> = tests.iter().map(|(_, p_value)| *p_value).collect();
    let adjusted = match rules.adjustment {
        // A p-value is a probability.
        Some(adjustment) => adjustment.adjust(&p_values).unwrap_or_default(),
        None => p_values,
    };
    for ((test, _), p_adjusted) in tests.iter_mut().zip(adjusted) {
        test.p_adjusted = Some(p_adjusted);
    }
    tests.len()
}

impl Test {
    fn of(compared: &Compared) -> Option<Self> {
        Some(Self {
            difference: compared.difference?,
            lower: compared.lower,
            upper: compared.upper,
            p_value: compared.p_value,
            p_adjusted: None,
        })
    }

    /// Whether the two differ at that level of confidence, after adjustment.
    pub(super) fn differs(&self, confidence: Confidence) -> bool {
        self.p_adjusted
            .is_some_and(|p| p < 1.0 - confidence.level())
    }
}

impl Figure {
    fn new<'c>(rules: Rules, cells: impl IntoIterator<Item = &'c Cell>) -> Self {
        let scale = rules.metric.scale();
        let mut tally = Tally::new(scale);
        let mut weighted: Option<WeightedTally> = None;
        for cell in cells {
            // Every cell is on the scale of the metric.
            let _ = tally.merge(&cell.tally);
            if let Some(more) = &cell.weighted {
                let _ = weighted
                    .get_or_insert_with(|| WeightedTally::new(scale))
                    .merge(more);
            }
        }
        let plain = Self::plain(rules, tally);
        match weighted {
            Some(weighted) => plain.weighted(rules, weighted),
            None => plain,
        }
    }

    fn plain(rules: Rules, tally: Tally) -> Self {
        let score = Score::of(rules.metric, &tally, rules.confidence);
        let (min, max) = rules.metric.bounds();
        let shares = score.classes.and_then(|classes| {
            let [high, middle, low] = BANDS.map(|band| classes.share(band));
            Some([high?, middle?, low?])
        });
        Self {
            n: score.n,
            too_few: score.n < rules.min_n,
            score: score.score,
            mean: score.mean,
            interval: score.interval.map(|interval| {
                let clamped = interval.clamped(min, max);
                (clamped.lower, clamped.upper, interval.method.name())
            }),
            classes: score.classes,
            shares,
            effective_n: None,
            tally,
            weighted: None,
        }
    }

    /// The same with what weights make of it; the counts stay those of the ratings.
    fn weighted(self, rules: Rules, weighted: WeightedTally) -> Self {
        let metric = rules.metric;
        let (min, max) = metric.bounds();
        let score = weighted.score(metric);
        let interval = score.and_then(|score| score.interval(rules.confidence));
        let [high, middle, low] = BANDS.map(|band| weighted.share(metric, band));
        let shares = high.zip(middle).zip(low);
        Self {
            score: score.map(|score| score.score),
            mean: weighted.mean().map(|mean| mean.score),
            interval: interval.map(|(lower, upper)| (lower.max(min), upper.min(max), "linearised")),
            shares: shares
                .map(|((high, middle), low)| [high, middle, low].map(|share| share.score)),
            effective_n: weighted.effective_n(),
            weighted: Some(weighted),
            ..self
        }
    }
}

/// The names of the classes of a metric, best first; `None` for a plain rating.
pub(super) fn class_names(metric: Metric) -> Option<[&'static str; 3]> {
    match metric {
        Metric::Nps => Some(["promoter", "passive", "detractor"]),
        Metric::Csat { .. } => Some(["satisfied", "neutral", "dissatisfied"]),
        Metric::Ces { .. } => Some(["easy", "neutral", "hard"]),
        Metric::Rating { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Rules, Test, class_names};
    use ::score::weight::{Weight, WeightedTally};
    use ::score::{Adjustment, Class, Confidence, Metric, Scale, Tally};
    use ratings::{Cell, Wave, moment};

    const RULES: Rules = Rules {
        metric: Metric::Nps,
        confidence: Confidence::P95,
        adjustment: Some(Adjustment::Holm),
        min_n: 5,
    };

    fn cell(segment: &str, day: &str, promoters: u64, detractors: u64) -> Cell {
        let mut tally = Tally::new(Scale::NPS);
        tally.add_many(9, promoters);
        tally.add_many(0, detractors);
        Cell {
            segment: vec![Some(segment.to_owned())],
            period: moment(day).map(|moment| Wave::Month.of(moment)),
            tally,
            weighted: None,
        }
    }

    #[test]
    fn segments_are_tested_beside_the_rest_and_waves_beside_the_one_before() {
        let cells = [
            cell("a", "2026-01-01", 90, 10),
            cell("a", "2026-03-01", 50, 50),
            cell("b", "2026-01-01", 50, 50),
            cell("b", "2026-03-01", 50, 50),
            cell("c", "2026-03-01", 1, 1),
        ];
        let report = Report::new(RULES, &cells);
        assert_eq!(report.tests, [2, 3]);
        let differs = |test: Option<Test>| test.map(|test| test.differs(Confidence::P95));
        let [a, b, c] = &report.segments[..] else {
            panic!("three")
        };
        assert_eq!(differs(a.beside_rest), Some(true));
        assert_eq!(differs(b.beside_rest), Some(true));
        assert_eq!(c.beside_rest, None);
        let test = a.beside_rest.unwrap();
        // 140 of 200 beside 101 of 202.
        assert_eq!(test.difference, 40.0);
        assert!(test.p_adjusted > test.p_value);
        assert_eq!(a.series.waves[0].change, None);
        let change = a.series.waves[1].change.unwrap();
        assert_eq!(
            (change.difference, differs(Some(change))),
            (-80.0, Some(true))
        );
        assert_eq!(differs(b.series.waves[1].change), Some(false));
        assert_eq!(report.total.figure.n, 402);
        assert_eq!(report.total.waves.len(), 2);
    }

    /// A segment whose weights make it another one is judged by them.
    #[test]
    fn weighted_segments_are_tested_by_their_weights() {
        let weighted = |segment: &str, of_promoters: f64| {
            let mut weighted = WeightedTally::new(Scale::NPS);
            for (rating, weight) in [(9, of_promoters), (0, 1.0)] {
                for _ in 0..50 {
                    assert!(weighted.add(rating, Weight::new(weight).unwrap()));
                }
            }
            Cell {
                weighted: Some(weighted),
                ..cell(segment, "", 50, 50)
            }
        };
        let report = Report::new(RULES, &[weighted("a", 3.0), weighted("b", 1.0)]);
        for (segment, difference) in report.segments.iter().zip([50.0, -50.0]) {
            let test = segment.beside_rest.unwrap();
            assert!((test.difference - difference).abs() < 1e-9, "{test:?}");
            assert!(test.differs(Confidence::P95), "{test:?}");
        }
    }

    #[test]
    fn without_adjustment_p_values_stay() {
        let rules = Rules {
            adjustment: None,
            ..RULES
        };
        let cells = [
            cell("a", "", 60, 40),
            cell("b", "", 50, 50),
            cell("c", "", 40, 60),
        ];
        for segment in Report::new(rules, &cells).segments {
            let test = segment.beside_rest.unwrap();
            assert_eq!(test.p_adjusted, test.p_value);
        }
    }

    #[test]
    fn nothing_read_is_a_report_without_a_score() {
        let report = Report::new(RULES, &[]);
        assert_eq!(
            (report.total.figure.n, report.total.figure.score),
            (0, None)
        );
        assert!(report.segments.is_empty());
    }

    #[test]
    fn class_names_are_those_of_the_classes() {
        for metric in [
            Metric::Nps,
            Metric::csat(Scale::FIVE),
            Metric::Ces {
                scale: Scale::SEVEN,
                direction: ::score::Direction::LowerIsEasier,
            },
        ] {
            let classes = metric
                .scale()
                .ratings()
                .filter_map(|rating| metric.class(rating));
            let mut classes: Vec<Class> = classes.collect();
            classes.sort_by_key(|class| std::cmp::Reverse(class.band()));
            classes.dedup();
            let names: Vec<_> = classes.iter().map(|class| class.name()).collect();
            assert_eq!(names, class_names(metric).unwrap());
        }
    }
}

//! The table that people read.

use ::score::{Band, Class, Metric, round_half_away};
use console::{Alignment, measure_text_width, pad_str};

use super::choose::Measure;
use super::plot::{Axis, Pen};
use super::report::{Figure, Report, Rules, Series, limits};

/// Where the table is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paper {
    /// Columns of characters.
    pub(super) width: usize,
    pub(super) pen: Pen,
}

/// Narrowest plot worth drawing, and the widest.
const PLOT: (usize, usize) = (12, 48);
const GAP: &str = "  ";

/// One line: what stands left of the plot, the figure, and what stands right of it.
struct Line<'r> {
    name: String,
    figure: &'r Figure,
}

/// Draws a report.
pub(super) fn draw(report: &Report, rules: Rules, measure: &Measure, paper: Paper) -> String {
    let lines = lines(report);
    let sheet = Sheet {
        rules,
        paper,
        total: &report.total.figure,
    };
    sheet.draw(&lines, measure.name.label())
}

fn lines(report: &Report) -> Vec<Line<'_>> {
    let mut lines = vec![Line {
        name: "All".to_owned(),
        figure: &report.total.figure,
    }];
    waves(&report.total, &mut lines);
    for segment in &report.segments {
        lines.push(Line {
            name: name(&segment.name),
            figure: &segment.series.figure,
        });
        waves(&segment.series, &mut lines);
    }
    lines
}

fn waves<'r>(series: &'r Series, lines: &mut Vec<Line<'r>>) {
    lines.extend(series.waves.iter().map(|wave| Line {
        name: format!("  {}", wave.period),
        figure: &wave.figure,
    }));
}

/// The name of a segment: its values, and `(none)` where none was given.
fn name(values: &[Option<String>]) -> String {
    let values = values
        .iter()
        .map(|value| value.as_deref().unwrap_or("(none)"));
    values.collect::<Vec<_>>().join(" · ")
}

/// A table in the making.
struct Sheet<'r> {
    rules: Rules,
    paper: Paper,
    total: &'r Figure,
}

impl Sheet<'_> {
    fn draw(&self, lines: &[Line<'_>], label: &str) -> String {
        let bands = self.bands();
        let mut left = vec![Column::new("", Alignment::Left)];
        left.push(Column::new(label, Alignment::Right));
        left.push(Column::new(&percent_of(self.rules), Alignment::Left));
        let mut right = vec![Column::new("n", Alignment::Right)];
        for (_, heading) in &bands {
            right.push(Column::new(heading, Alignment::Right));
        }
        for line in lines {
            self.fill(line, &bands, &mut left, &mut right);
        }
        let used: usize = left
            .iter()
            .chain(&right)
            .map(|column| column.width + GAP.len())
            .sum();
        let room = self.paper.width.saturating_sub(used);
        let plot = (room >= PLOT.0).then(|| room.min(PLOT.1));
        let mut text = String::new();
        for index in 0..=lines.len() {
            let mut cells: Vec<String> = left.iter().map(|column| column.cell(index)).collect();
            if let (Some(width), Some(axis)) = (plot, self.axis(lines)) {
                cells.push(match index.checked_sub(1) {
                    None => self.heading(axis, width),
                    Some(line) => self.plot(lines[line].figure, axis, width),
                });
            }
            cells.extend(right.iter().map(|column| column.cell(index)));
            text.push_str(cells.join(GAP).trim_end());
            text.push('\n');
        }
        text
    }

    fn fill(
        &self,
        line: &Line<'_>,
        bands: &[(Band, String)],
        left: &mut [Column],
        right: &mut [Column],
    ) {
        let Figure { score, too_few, .. } = line.figure;
        let (told, interval) = match (score.score, line.figure.bounds()) {
            _ if *too_few => (String::new(), "too few to say".to_owned()),
            (Some(value), Some((lower, upper))) => (
                self.value(value),
                format!("{} to {}", self.value(lower), self.value(upper)),
            ),
            (Some(value), None) => (self.value(value), String::new()),
            (None, _) => (String::new(), String::new()),
        };
        for (column, cell) in left.iter_mut().zip([line.name.clone(), told, interval]) {
            column.push(self.paper.pen.text(&cell));
        }
        let shares = bands.iter().map(|(band, _)| {
            let share = score.classes.and_then(|classes| classes.share(*band));
            share
                .filter(|_| !too_few)
                .map_or_else(String::new, |share| format!("{} %", round_half_away(share)))
        });
        let cells = std::iter::once(thousands(score.n)).chain(shares);
        for (column, cell) in right.iter_mut().zip(cells) {
            column.push(cell);
        }
    }

    /// The bands of the metric with the names of their classes, best first.
    fn bands(&self) -> Vec<(Band, String)> {
        let metric = self.rules.metric;
        [Band::High, Band::Middle, Band::Low]
            .into_iter()
            .filter_map(|band| Some((band, class(metric, band)?.name().to_owned())))
            .collect()
    }

    fn axis(&self, lines: &[Line<'_>]) -> Option<Axis> {
        let told = lines.iter().filter(|line| !line.figure.too_few);
        let bounds = told.filter_map(|line| line.figure.bounds());
        let values = bounds.flat_map(|(lower, upper)| [lower, upper]);
        Axis::around(values, limits(self.rules.metric))
    }

    fn plot(&self, figure: &Figure, axis: Axis, width: usize) -> String {
        let guide = self.total.score.score.filter(|_| !self.total.too_few);
        match (figure.score.score, figure.bounds()) {
            (Some(score), Some((lower, upper))) if !figure.too_few => {
                axis.draw((lower, score, upper), guide, width, self.paper.pen)
            }
            _ => " ".repeat(width),
        }
    }

    /// The ends of the axis, above the plot.
    fn heading(&self, axis: Axis, width: usize) -> String {
        let (low, high) = (self.value(axis.low), self.value(axis.high));
        let room = width.saturating_sub(measure_text_width(&low));
        format!("{low}{}", pad_str(&high, room, Alignment::Right, None))
    }

    /// A score as it is told: rounded once, points and percent to whole numbers.
    fn value(&self, value: f64) -> String {
        let text = match self.rules.metric {
            Metric::Rating { .. } => format!("{:.2}", value.abs()),
            _ => round_half_away(value.abs()).to_string(),
        };
        // What is rounded to nothing has no sign.
        let zero = text.chars().all(|digit| matches!(digit, '0' | '.'));
        if value < 0.0 && !zero {
            format!("{}{text}", self.paper.pen.minus())
        } else {
            text
        }
    }
}

/// The class of a metric in a band.
pub(super) fn class(metric: Metric, band: Band) -> Option<Class> {
    let mut classes = metric
        .scale()
        .ratings()
        .filter_map(|rating| metric.class(rating));
    classes.find(|class| class.band() == band)
}

fn percent_of(rules: Rules) -> String {
    let percent = rules.confidence.level() * 100.0;
    // A level is given with a few digits; the product may have the rounding of a float behind.
    let rounded = (percent * 1e6).round() / 1e6;
    format!("{rounded} % interval")
}

/// A whole number with its thousands apart.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A column of text, headed.
struct Column {
    cells: Vec<String>,
    width: usize,
    alignment: Alignment,
}

impl Column {
    fn new(heading: &str, alignment: Alignment) -> Self {
        let mut column = Self {
            cells: Vec::new(),
            width: 0,
            alignment,
        };
        column.push(heading.to_owned());
        column
    }

    fn push(&mut self, cell: String) {
        self.width = self.width.max(measure_text_width(&cell));
        self.cells.push(cell);
    }

    fn cell(&self, index: usize) -> String {
        pad_str(&self.cells[index], self.width, self.alignment, None).into_owned()
    }
}

//! The table that people read.

use ::score::{Metric, round_half_away};
use console::{Alignment, Style, measure_text_width, pad_str};

use super::legend;
use super::plot::{Axis, Pen};
use super::report::{Figure, Report, Rules, Series, Test, class_names};

/// Where the table is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paper {
    /// Columns of characters.
    pub(super) width: usize,
    pub(super) pen: Pen,
    pub(super) color: bool,
}

/// The words around the table.
pub(super) struct Words {
    /// What is shown.
    pub(super) title: String,
    /// The name of the metric.
    pub(super) label: &'static str,
    /// What segments are values of.
    pub(super) by: String,
    /// What a reader should know.
    pub(super) notes: Vec<String>,
}

/// Narrowest plot worth drawing, the width at which headings may be long, and the widest.
const NARROW: usize = 14;
const ROOMY: usize = 24;
const WIDE: usize = 48;

const TOO_FEW: &str = "too few to say";

/// Draws a report.
pub(super) fn draw(report: &Report, rules: Rules, words: &Words, paper: Paper) -> String {
    let lines = lines(report);
    let sheet = Sheet {
        rules,
        paper,
        guide: told(&report.total.figure),
    };
    let mut text = format!("{}\n\n", sheet.style(&Style::new().bold(), &words.title));
    let (table, roomy) = sheet.draw(&lines, words);
    text.push_str(&table);
    let legend = legend::notes(report, rules, paper.pen, roomy);
    let notes = words.notes.iter().cloned().chain(legend);
    for (index, note) in notes.enumerate() {
        if index == 0 {
            text.push('\n');
        }
        let note = wrap(&note, paper.width);
        text.push_str(&sheet.style(&Style::new().dim(), &note));
        text.push('\n');
    }
    text
}

/// One line of the table.
struct Line<'r> {
    name: String,
    figure: &'r Figure,
    /// Beside the rest or the wave before.
    test: Option<Test>,
}

fn lines(report: &Report) -> Vec<Line<'_>> {
    let mut lines = vec![Line {
        name: "All".to_owned(),
        figure: &report.total.figure,
        test: None,
    }];
    waves(&report.total, &mut lines);
    for segment in &report.segments {
        lines.push(Line {
            name: name(&segment.name),
            figure: &segment.series.figure,
            test: segment.beside_rest,
        });
        waves(&segment.series, &mut lines);
    }
    lines
}

fn waves<'r>(series: &'r Series, lines: &mut Vec<Line<'r>>) {
    lines.extend(series.waves.iter().map(|wave| Line {
        name: format!("  {}", wave.period),
        figure: &wave.figure,
        test: wave.change,
    }));
}

/// The name of a segment: its values, and `(none)` where none was given.
fn name(values: &[Option<String>]) -> String {
    let shown = |value: &Option<String>| match value {
        // A control character would draw over the table.
        Some(value) => value.replace(char::is_control, " "),
        None => "(none)".to_owned(),
    };
    values.iter().map(shown).collect::<Vec<_>>().join(" / ")
}

/// The score of a figure, where it may be told.
fn told(figure: &Figure) -> Option<f64> {
    figure.score.filter(|_| !figure.too_few)
}

/// A table in the making.
struct Sheet {
    rules: Rules,
    paper: Paper,
    /// The score of all, which plots mark.
    guide: Option<f64>,
}

impl Sheet {
    /// The table, and whether there was room for whole words.
    fn draw(&self, lines: &[Line<'_>], words: &Words) -> (String, bool) {
        let left = self.left(lines, words);
        let mut right = self.right(lines, true);
        let roomy = self.room(&left, &right) >= ROOMY;
        if !roomy {
            right = self.right(lines, false);
        }
        let room = self.room(&left, &right);
        let mut columns = left;
        if let Some(axis) = self.axis(lines).filter(|_| room >= NARROW) {
            columns.push(self.plots(lines, axis, room.min(WIDE)));
        }
        columns.extend(right);
        let mut text = String::new();
        for row in 0..=lines.len() {
            let mut line = String::new();
            for column in &columns {
                line.push_str(&" ".repeat(column.gap));
                line.push_str(&column.cell(row));
            }
            let line = line.trim_end();
            let heading = Style::new().bold();
            text.push_str(&if row == 0 {
                self.style(&heading, line)
            } else {
                line.to_owned()
            });
            text.push('\n');
        }
        (text, roomy)
    }

    /// The columns before the plot: name, score and interval.
    fn left(&self, lines: &[Line<'_>], words: &Words) -> Vec<Column> {
        let plotted = self.axis(lines).is_some();
        let level = percent(self.rules.confidence.level());
        let mut names = Column::new(&words.by, Alignment::Left, 0);
        let mut scores = Column::new(words.label, Alignment::Right, 2);
        let mut intervals = Column::new(&format!("{level} %"), Alignment::Left, 2);
        for line in lines {
            names.push(self.name(&line.name));
            scores.push(told(line.figure).map_or_else(String::new, |score| self.value(score)));
            intervals.push(match line.figure.interval {
                _ if line.figure.too_few => {
                    if plotted {
                        String::new()
                    } else {
                        TOO_FEW.to_owned()
                    }
                }
                Some((lower, upper, _)) => {
                    format!("{} to {}", self.value(lower), self.value(upper))
                }
                None => String::new(),
            });
        }
        vec![names, scores, intervals]
    }

    /// A name, cut where it would take half of the paper.
    fn name(&self, name: &str) -> String {
        let longest = (self.paper.width / 3).max(8);
        console::truncate_str(name, longest, self.paper.pen.ellipsis()).into_owned()
    }

    /// The columns behind the plot: n, classes and differences.
    fn right(&self, lines: &[Line<'_>], roomy: bool) -> Vec<Column> {
        let mut columns = vec![Column::new("n", Alignment::Right, 2)];
        for line in lines {
            columns[0].push(thousands(line.figure.n));
        }
        for (index, class) in class_names(self.rules.metric)
            .into_iter()
            .flatten()
            .enumerate()
        {
            let heading = if roomy { class } else { short(class) };
            let mut shares = Column::new(heading, Alignment::Right, if roomy { 2 } else { 1 });
            for line in lines {
                let share = line.figure.shares.filter(|_| !line.figure.too_few);
                shares.push(share.map_or_else(String::new, |shares| {
                    let unit = if roomy { " %" } else { "" };
                    format!("{}{unit}", round_half_away(shares[index]))
                }));
            }
            columns.push(shares);
        }
        if lines.iter().any(|line| line.test.is_some()) {
            let mut differences = Column::new("", Alignment::Right, 2);
            let mut verdicts = Column::new("", Alignment::Left, 1);
            for line in lines {
                let test = line.test;
                differences.push(test.map_or_else(String::new, |test| self.difference(test)));
                verdicts.push(test.map_or_else(String::new, |test| self.verdict(test)));
            }
            columns.extend([differences, verdicts]);
        }
        columns
    }

    /// What the plot may take.
    fn room(&self, left: &[Column], right: &[Column]) -> usize {
        let used: usize = left
            .iter()
            .chain(right)
            .map(|column| column.gap + column.width)
            .sum();
        self.paper.width.saturating_sub(used + 2)
    }

    fn axis(&self, lines: &[Line<'_>]) -> Option<Axis> {
        let told = lines.iter().filter(|line| !line.figure.too_few);
        let bounds = told.filter_map(|line| line.figure.interval);
        let values = bounds.flat_map(|(lower, upper, _)| [lower, upper]);
        Axis::around(values, self.rules.metric.bounds())
    }

    fn plots(&self, lines: &[Line<'_>], axis: Axis, width: usize) -> Column {
        let (low, high) = (self.value(axis.low), self.value(axis.high));
        let room = width.saturating_sub(measure_text_width(&low));
        let heading = format!("{low}{}", pad_str(&high, room, Alignment::Right, None));
        let mut plots = Column::new(&heading, Alignment::Left, 2);
        for line in lines {
            plots.push(match (told(line.figure), line.figure.interval) {
                (Some(score), Some((lower, upper, _))) => {
                    axis.draw((lower, score, upper), self.guide, width, self.paper.pen)
                }
                _ if line.figure.too_few => TOO_FEW.to_owned(),
                _ => String::new(),
            });
        }
        plots
    }

    fn difference(&self, test: Test) -> String {
        let value = self.value(test.difference);
        let rises = test.difference > 0.0 && value.chars().any(|digit| matches!(digit, '1'..='9'));
        if rises { format!("+{value}") } else { value }
    }

    fn verdict(&self, test: Test) -> String {
        let p = match test.p_adjusted {
            None => String::new(),
            Some(p) if p < 0.001 => "p<0.001".to_owned(),
            Some(p) => format!("p={p:.3}"),
        };
        if !test.differs(self.rules.confidence) {
            return p;
        }
        let [higher, lower] = self.paper.pen.marks();
        let (mark, style) = if test.difference > 0.0 {
            (higher, Style::new().green())
        } else {
            (lower, Style::new().red())
        };
        format!("{p} {}", self.style(&style, mark))
    }

    /// A score as it is told: rounded once, points and percent to whole numbers.
    fn value(&self, value: f64) -> String {
        let text = match self.rules.metric {
            Metric::Rating { .. } => format!("{:.2}", value.abs()),
            _ => round_half_away(value.abs()).to_string(),
        };
        // What is rounded to nothing has no sign.
        let something = text.chars().any(|digit| matches!(digit, '1'..='9'));
        if value < 0.0 && something {
            format!("{}{text}", self.paper.pen.minus())
        } else {
            text
        }
    }

    fn style(&self, style: &Style, text: &str) -> String {
        style
            .clone()
            .force_styling(self.paper.color)
            .apply_to(text)
            .to_string()
    }
}

/// The beginning of a class's name.
pub(super) fn short(class: &str) -> &str {
    class.get(..3).unwrap_or(class)
}

/// A proportion in percent, without the digits that a float adds behind.
pub(super) fn percent(proportion: f64) -> f64 {
    (proportion * 1e8).round() / 1e6
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

/// Breaks a text into lines of at most so many characters, where it has spaces.
fn wrap(text: &str, width: usize) -> String {
    let (mut wrapped, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let length = measure_text_width(word);
        if used > 0 && used + 1 + length > width {
            wrapped.push('\n');
            used = 0;
        } else if used > 0 {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += length;
    }
    wrapped
}

/// A column of text, headed.
struct Column {
    cells: Vec<String>,
    width: usize,
    alignment: Alignment,
    /// Space before it.
    gap: usize,
}

impl Column {
    fn new(heading: &str, alignment: Alignment, gap: usize) -> Self {
        let mut column = Self {
            cells: Vec::new(),
            width: 0,
            alignment,
            gap,
        };
        column.push(heading.to_owned());
        column
    }

    fn push(&mut self, cell: String) {
        self.width = self.width.max(measure_text_width(&cell));
        self.cells.push(cell);
    }

    fn cell(&self, row: usize) -> String {
        pad_str(&self.cells[row], self.width, self.alignment, None).into_owned()
    }
}

//! What is printed: medians, ratios, and which bounds hold.

use crate::contestants::{BARE, Contestant, PLAIN, PREACT, PRELOADED, VANILLA};
use crate::figures::{Figures, Measure};

/// A frame of a screen that draws sixty in a second.
const FRAME_MS: f64 = 16.7;

const HEADER: &str = "\
| | visible, ms | least to most | of vanilla | blocking, ms | shift | bytes | requests | click, ms | of preact | heap, KiB |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

pub(crate) fn print(field: &[(Contestant, Figures)], runs: usize) {
    let results = Results(field);
    println!(
        "\nmedians of {runs}, on slow 4G with a processor slowed down four times; \
         click and heap at full speed, heap beyond the bare page\n\n{HEADER}"
    );
    for (contestant, figures) in field {
        println!("{}", results.row(contestant, figures, runs));
    }
    println!();
    for bound in results.bounds() {
        println!("{}", bound.told());
    }
}

struct Results<'a>(&'a [(Contestant, Figures)]);

impl Results<'_> {
    fn median(&self, name: &str, measure: Measure) -> Option<f64> {
        let (_, figures) = self
            .0
            .iter()
            .find(|(contestant, _)| contestant.name == name)?;
        figures.median(measure)
    }

    fn ratio(&self, name: &str, measure: Measure, to: &str) -> Option<f64> {
        Some(self.median(name, measure)? / self.median(to, measure)?)
    }

    fn over(&self, name: &str, measure: Measure, base: &str) -> Option<f64> {
        Some(self.median(name, measure)? - self.median(base, measure)?)
    }

    fn row(&self, contestant: &Contestant, figures: &Figures, runs: usize) -> String {
        let name = contestant.name;
        let median = |measure, digits| number(figures.median(measure), digits);
        let range = figures.range(Measure::Visible);
        let heap = self.over(name, Measure::Heap, BARE).map(kib);
        let cells = [
            self.label(contestant, figures, runs),
            median(Measure::Visible, 0),
            range.map_or_else(none, |(least, most)| format!("{least:.0}–{most:.0}")),
            times(self.ratio(name, Measure::Visible, VANILLA)),
            median(Measure::Blocking, 0),
            median(Measure::Shift, 3),
            median(Measure::Bytes, 0),
            median(Measure::Requests, 0),
            median(Measure::Click, 1),
            times(self.ratio(name, Measure::Click, PREACT)),
            number(heap.filter(|_| name != BARE), 0),
        ];
        format!("| {} |", cells.join(" | "))
    }

    /// With how often it was measured, where that is not in every round.
    fn label(&self, contestant: &Contestant, figures: &Figures, runs: usize) -> String {
        let counts = [figures.count(Measure::Bytes), figures.count(Measure::Heap)];
        match counts.into_iter().min() {
            Some(count) if count < runs => format!("{} ({count} of {runs})", contestant.label),
            _ => contestant.label.to_owned(),
        }
    }

    fn bounds(&self) -> Vec<Bound> {
        let mut bounds = vec![
            Bound {
                what: "Afterword, preloaded: visible, as a multiple of the vanilla floor"
                    .to_owned(),
                value: self.ratio(PRELOADED, Measure::Visible, VANILLA),
                at_most: 1.7,
                aim: Some(1.5),
            },
            Bound {
                what: "Afterword: visible, as a multiple of the vanilla floor".to_owned(),
                value: self.ratio(PLAIN, Measure::Visible, VANILLA),
                at_most: 2.6,
                aim: Some(2.4),
            },
        ];
        for (name, label) in [(PRELOADED, "Afterword, preloaded"), (PLAIN, "Afterword")] {
            for (what, value, at_most) in [
                ("blocking, ms", self.median(name, Measure::Blocking), 30.0),
                ("layout shift", self.median(name, Measure::Shift), 0.0),
                (
                    "click, ms beyond the preact floor",
                    self.over(name, Measure::Click, PREACT),
                    FRAME_MS,
                ),
                (
                    "heap, KiB over the bare page",
                    self.over(name, Measure::Heap, BARE).map(kib),
                    300.0,
                ),
            ] {
                bounds.push(Bound {
                    what: format!("{label}: {what}"),
                    value,
                    at_most,
                    aim: None,
                });
            }
        }
        bounds
    }
}

/// What a median must not exceed.
struct Bound {
    what: String,
    /// Nothing where it was not measured.
    value: Option<f64>,
    at_most: f64,
    /// What would be better still.
    aim: Option<f64>,
}

impl Bound {
    fn told(&self) -> String {
        let Self {
            what,
            value,
            at_most,
            aim,
        } = self;
        let Some(value) = value else {
            return format!("{what}: not measured");
        };
        let verdict = match aim {
            _ if value > at_most => "MISSED",
            Some(aim) if value > aim => "holds, the aim is missed",
            _ => "holds",
        };
        let aim = aim.map_or_else(String::new, |aim| format!(" ({aim} is aimed at)"));
        format!("{what}: {value:.2}, at most {at_most}{aim}: {verdict}")
    }
}

fn kib(bytes: f64) -> f64 {
    bytes / 1024.0
}

fn none() -> String {
    "–".to_owned()
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(none, |value| format!("{value:.digits$}"))
}

fn times(ratio: Option<f64>) -> String {
    ratio.map_or_else(none, |ratio| format!("{ratio:.2} ×"))
}

#[cfg(test)]
mod tests {
    use super::Bound;

    fn told(value: Option<f64>) -> String {
        let what = "visible".to_owned();
        Bound {
            what,
            value,
            at_most: 1.7,
            aim: Some(1.5),
        }
        .told()
    }

    #[test]
    fn a_bound_says_whether_it_holds() {
        let bound = "at most 1.7 (1.5 is aimed at)";
        assert_eq!(told(Some(1.5)), format!("visible: 1.50, {bound}: holds"));
        assert_eq!(
            told(Some(1.6)),
            format!("visible: 1.60, {bound}: holds, the aim is missed")
        );
        assert_eq!(told(Some(1.8)), format!("visible: 1.80, {bound}: MISSED"));
        assert_eq!(told(None), "visible: not measured");
    }
}

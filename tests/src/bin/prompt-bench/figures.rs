//! What was measured of one contestant.

use journeys::median::median;
use std::collections::BTreeMap;

/// A thing that is measured.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Measure {
    /// Milliseconds from the tag to the paint of the first frame in which the 9 can be hit.
    Visible,
    /// Milliseconds by which tasks of the main thread exceeded 50 each.
    Blocking,
    /// How far things on the page moved by themselves.
    Shift,
    /// Bytes of everything that the page asked for.
    Bytes,
    /// How many things that was.
    Requests,
    /// Milliseconds from the click on the 9 to the paint that shows the comment field.
    Click,
    /// Bytes that live on the heap of JavaScript while the prompt stands.
    Heap,
}

/// What one visit measured.
pub(crate) type Measured = Vec<(Measure, f64)>;

/// What all visits measured.
#[derive(Default)]
pub(crate) struct Figures(BTreeMap<Measure, Vec<f64>>);

impl Figures {
    pub(crate) fn add(&mut self, measured: Measured) {
        for (measure, value) in measured {
            self.0.entry(measure).or_default().push(value);
        }
    }

    pub(crate) fn median(&self, measure: Measure) -> Option<f64> {
        median(self.0.get(&measure)?)
    }

    /// The least and the greatest.
    pub(crate) fn range(&self, measure: Measure) -> Option<(f64, f64)> {
        let sorted = self.sorted(measure);
        Some((*sorted.first()?, *sorted.last()?))
    }

    /// How many visits measured it.
    pub(crate) fn count(&self, measure: Measure) -> usize {
        self.0.get(&measure).map_or(0, Vec::len)
    }

    fn sorted(&self, measure: Measure) -> Vec<f64> {
        let mut values = self.0.get(&measure).cloned().unwrap_or_default();
        values.sort_by(f64::total_cmp);
        values
    }
}

#[cfg(test)]
mod tests {
    use super::{Figures, Measure};

    #[test]
    fn the_median_is_in_the_middle() {
        let mut figures = Figures::default();
        assert_eq!(figures.median(Measure::Click), None);
        for (value, median) in [(8.0, 8.0), (2.0, 5.0), (3.0, 3.0)] {
            figures.add(vec![(Measure::Click, value)]);
            assert_eq!(figures.median(Measure::Click), Some(median));
        }
        assert_eq!(figures.range(Measure::Click), Some((2.0, 8.0)));
    }
}

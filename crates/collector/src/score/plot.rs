//! An interval as a line of characters.

/// The characters of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pen {
    /// `├──●──┤`, for a terminal that shows it.
    Unicode,
    /// `|--*--|`, for every other one.
    Ascii,
}

impl Pen {
    const fn stroke(self) -> char {
        match self {
            Self::Unicode => '─',
            Self::Ascii => '-',
        }
    }

    const fn ends(self) -> (char, char) {
        match self {
            Self::Unicode => ('├', '┤'),
            Self::Ascii => ('|', '|'),
        }
    }

    const fn point(self) -> char {
        match self {
            Self::Unicode => '●',
            Self::Ascii => '*',
        }
    }

    /// What marks the score of all.
    pub(super) const fn guide(self) -> char {
        match self {
            Self::Unicode => '┊',
            Self::Ascii => ':',
        }
    }

    /// The sign in front of what is below 0.
    pub(super) const fn minus(self) -> char {
        match self {
            Self::Unicode => '−',
            Self::Ascii => '-',
        }
    }

    /// What is left of a text that was cut.
    pub(super) const fn ellipsis(self) -> &'static str {
        match self {
            Self::Unicode => "…",
            Self::Ascii => "~",
        }
    }

    /// What marks a score that is higher, and one that is lower.
    pub(super) const fn marks(self) -> [&'static str; 2] {
        match self {
            Self::Unicode => ["▲", "▼"],
            Self::Ascii => ["^", "v"],
        }
    }
}

/// The span of scores that a plot shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Axis {
    /// The narrowest span between round numbers, within the limits of the metric, that holds
    /// all values; `None` of none.
    pub(super) fn around(
        values: impl IntoIterator<Item = f64>,
        (min, max): (f64, f64),
    ) -> Option<Self> {
        let (low, high) = values.into_iter().fold(None, |span, value| {
            let (low, high) = span.unwrap_or((value, value));
            Some((f64::min(low, value), f64::max(high, value)))
        })?;
        // About eight steps, each 1, 2 or 5 times a power of ten.
        let rough = ((high - low) / 8.0).max((max - min) / 200.0);
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|factor| factor * power)
            .into_iter()
            .find(|step| *step >= rough)
            .unwrap_or(rough);
        let low = ((low / step).floor() * step).max(min);
        let high = ((high / step).ceil() * step).min(max);
        Some(if low < high {
            Self { low, high }
        } else {
            Self {
                low: min,
                high: max,
            }
        })
    }

    /// The cell of a value in a plot so wide.
    fn cell(self, value: f64, width: usize) -> usize {
        let last = width.saturating_sub(1);
        let share = (value - self.low) / (self.high - self.low);
        ((share * last as f64).round().max(0.0) as usize).min(last)
    }

    /// Draws an interval and its score; `guide` is marked where nothing covers it.
    pub(super) fn draw(
        self,
        (lower, score, upper): (f64, f64, f64),
        guide: Option<f64>,
        width: usize,
        pen: Pen,
    ) -> String {
        let mut cells = vec![' '; width];
        let [start, point, end] = [lower, score, upper].map(|value| self.cell(value, width));
        if let Some(guide) = guide.map(|value| self.cell(value, width)) {
            cells[guide] = pen.guide();
        }
        cells[start..=end].fill(pen.stroke());
        if start < end {
            (cells[start], cells[end]) = pen.ends();
        }
        cells[point] = pen.point();
        cells.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, Pen};

    const NPS: (f64, f64) = (-100.0, 100.0);

    fn around(values: &[f64], limits: (f64, f64)) -> Option<(f64, f64)> {
        let axis = Axis::around(values.iter().copied(), limits)?;
        Some((axis.low, axis.high))
    }

    #[test]
    fn an_axis_ends_at_round_numbers_within_the_limits() {
        assert_eq!(around(&[], NPS), None);
        assert_eq!(around(&[12.3, 48.9], NPS), Some((10.0, 50.0)));
        assert_eq!(around(&[-7.0, 64.0], NPS), Some((-10.0, 70.0)));
        assert_eq!(around(&[-99.0, 99.0], NPS), Some((-100.0, 100.0)));
        assert_eq!(around(&[31.5], NPS), Some((31.0, 32.0)));
        assert_eq!(around(&[31.0], NPS), Some(NPS));
        assert_eq!(around(&[1.2, 4.4], (1.0, 5.0)), Some((1.0, 4.5)));
    }

    #[test]
    fn an_interval_is_a_line_with_its_score() {
        let axis = Axis {
            low: 0.0,
            high: 100.0,
        };
        let draw = |interval, guide, pen| axis.draw(interval, guide, 11, pen);
        for (interval, guide, unicode, ascii) in [
            ((20.0, 40.0, 70.0), None, "  ├─●──┤   ", "  |-*--|   "),
            ((20.0, 40.0, 70.0), Some(90.0), "  ├─●──┤ ┊ ", "  |-*--| : "),
            ((20.0, 40.0, 70.0), Some(50.0), "  ├─●──┤   ", "  |-*--|   "),
            ((50.0, 50.0, 50.0), None, "     ●     ", "     *     "),
            ((0.0, 0.0, 100.0), None, "●─────────┤", "*---------|"),
            ((90.0, 100.0, 100.0), None, "         ├●", "         |*"),
            // The score of a few may lie outside of its adjusted interval.
            ((80.0, 100.0, 90.0), None, "        ├┤●", "        ||*"),
            // Nothing leaves the plot.
            (
                (-50.0, 20.0, 500.0),
                Some(-3.0),
                "├─●───────┤",
                "|-*-------|",
            ),
        ] {
            assert_eq!(draw(interval, guide, Pen::Unicode), unicode);
            assert_eq!(draw(interval, guide, Pen::Ascii), ascii);
        }
    }
}

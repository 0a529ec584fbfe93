use crate::compare::{Difference, NpsMethod, nps_difference, pooled};
use crate::{ClassCounts, Confidence};

/// The last periods of an NPS series beside those just before them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoWindow {
    /// The answers of the recent periods together.
    pub recent: ClassCounts,
    /// The answers of the periods just before, together.
    pub baseline: ClassCounts,
    /// The NPS of the recent periods minus that of the baseline, in points; `None` when nobody
    /// answered in one of the windows.
    pub difference: Option<Difference>,
}

/// Compares the pooled answers of the last `recent` periods with those of the `baseline`
/// periods just before, by default with the adjusted Wald difference.
///
/// One look, one test: to look again after each period and stop at the first small p-value
/// finds changes that are not there. For that, watch a [`Cusum`](super::Cusum) or an
/// [`Ewma`](super::Ewma). `None` when there are fewer periods than the two windows have.
#[must_use]
pub fn two_window(
    periods: &[ClassCounts],
    recent: usize,
    baseline: usize,
    method: NpsMethod,
    confidence: Confidence,
) -> Option<TwoWindow> {
    let (earlier, recent) = split_off_last(periods, recent)?;
    let (_, baseline) = split_off_last(earlier, baseline)?;
    let [recent, baseline] = [recent, baseline].map(pooled);
    Some(TwoWindow {
        recent,
        baseline,
        difference: nps_difference(&recent, &baseline, method, confidence),
    })
}

fn split_off_last(periods: &[ClassCounts], n: usize) -> Option<(&[ClassCounts], &[ClassCounts])> {
    periods.split_at_checked(periods.len().checked_sub(n)?)
}

#[cfg(test)]
mod tests {
    use super::{TwoWindow, two_window};
    use crate::compare::NpsMethod;
    use crate::{ClassCounts, Confidence};

    fn series(n: u64) -> Vec<ClassCounts> {
        let period = |index| ClassCounts {
            high: index,
            middle: 10 * index,
            low: 100 * index,
        };
        (1..=n).map(period).collect()
    }

    fn windows(periods: &[ClassCounts], recent: usize, baseline: usize) -> Option<TwoWindow> {
        let method = NpsMethod::default();
        two_window(periods, recent, baseline, method, Confidence::P95)
    }

    #[test]
    fn the_windows_lie_side_by_side_at_the_end() {
        let found = windows(&series(6), 2, 3).unwrap();
        assert_eq!((found.recent.high, found.recent.low), (5 + 6, 1100));
        assert_eq!(
            (found.baseline.high, found.baseline.middle),
            (2 + 3 + 4, 90)
        );
        assert!(found.difference.is_some());
    }

    #[test]
    fn a_window_longer_than_the_series_does_not_exist() {
        assert!(windows(&series(5), 2, 3).is_some());
        assert_eq!(windows(&series(5), 2, 4), None);
        assert_eq!(windows(&series(5), 6, 0), None);
        assert_eq!(windows(&series(5), usize::MAX, usize::MAX), None);
    }

    #[test]
    fn a_window_of_nobody_has_no_difference() {
        let silent = [ClassCounts::default(); 4];
        assert_eq!(windows(&silent, 2, 2).unwrap().difference, None);
        assert_eq!(windows(&series(4), 0, 4).unwrap().difference, None);
    }
}

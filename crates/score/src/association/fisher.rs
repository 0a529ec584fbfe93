//! Fisher's exact test by walking outwards from the mode of the hypergeometric distribution.

/// The largest total for which the walk ends within seconds. Below it every cell and every sum
/// of cells is exact in an `f64`.
const MAX_TOTAL: u64 = 1 << 40;

/// Tables less than this much more likely than the observed one count as equally likely: they
/// differ by rounding only.
const TIE: f64 = 1.0 + 1e-7;

/// Weights below this are 0. Subnormal numbers are not waited out: the smallest one times 0.9 is
/// itself.
const VANISHED: f64 = f64::MIN_POSITIVE;

/// The two-sided p-value of `a_events` of `a_n` against `b_events` of `b_n`; `None` beyond
/// [`MAX_TOTAL`].
pub(super) fn two_sided(a_events: u64, a_n: u64, b_events: u64, b_n: u64) -> Option<f64> {
    let total = a_n.checked_add(b_n).filter(|&total| total <= MAX_TOTAL)?;
    let events = a_events.saturating_add(b_events);
    let tables = Tables {
        events: events as f64,
        a_n: a_n as f64,
        rest: total as f64 - events as f64 - a_n as f64,
    };
    Some(tables.p_value(a_events as f64))
}

/// All tables with the same margins, told apart by how many events fall into group a.
#[derive(Clone, Copy)]
struct Tables {
    /// Events in both groups.
    events: f64,
    /// Members of group a.
    a_n: f64,
    /// Everybody − events − members of a: what b has without events if a has none; may be
    /// negative.
    rest: f64,
}

impl Tables {
    fn p_value(self, observed: f64) -> f64 {
        let mode = self.mode();
        let side = if observed < mode {
            Side::Lower
        } else {
            Side::Upper
        };
        let weight = self.weight(mode, observed, side);
        let limit = weight * TIE;
        // Relative to the mode, whose own weight is 1.
        let mut as_rare = if limit >= 1.0 { 1.0 } else { 0.0 };
        let mut all = 1.0;
        for side in [Side::Lower, Side::Upper] {
            let tail = self.tail(mode, side, limit);
            as_rare += tail.as_rare;
            all += tail.all;
        }
        (as_rare / all).min(1.0)
    }

    /// The most likely table, or a neighbour of it where rounding decides.
    fn mode(self) -> f64 {
        let total = self.rest + self.events + self.a_n;
        let mode = ((self.events + 1.0) * (self.a_n + 1.0) / (total + 2.0)).floor();
        mode.max(self.min()).min(self.max())
    }

    fn min(self) -> f64 {
        (-self.rest).max(0.0)
    }

    fn max(self) -> f64 {
        self.events.min(self.a_n)
    }

    /// How likely the observed table is, relative to the mode.
    fn weight(self, mode: f64, observed: f64, side: Side) -> f64 {
        let steps = (observed - mode).abs();
        let mut weight = 1.0;
        let mut step = 0.0;
        while step < steps {
            weight *= self.ratio(mode, step, side);
            if weight < VANISHED {
                return 0.0;
            }
            step += 1.0;
        }
        weight
    }

    /// Sums over one side of the mode, without the mode.
    fn tail(self, mode: f64, side: Side, limit: f64) -> Tail {
        let steps = match side {
            Side::Lower => mode - self.min(),
            Side::Upper => self.max() - mode,
        };
        let mut tail = Tail::default();
        let mut weight = 1.0;
        let mut step = 0.0;
        while step < steps {
            weight *= self.ratio(mode, step, side);
            // Weights only fall from here.
            if weight < VANISHED {
                break;
            }
            tail.all += weight;
            if weight <= limit {
                tail.as_rare += weight;
            }
            step += 1.0;
        }
        tail
    }

    /// How much less likely the table `step + 1` beyond the mode is than the one at `step`.
    fn ratio(self, mode: f64, step: f64, side: Side) -> f64 {
        match side {
            Side::Lower => {
                let x = mode - step;
                (x / (self.events - x + 1.0)) * ((self.rest + x) / (self.a_n - x + 1.0))
            }
            Side::Upper => {
                let x = mode + step;
                ((self.events - x) / (x + 1.0)) * ((self.a_n - x) / (self.rest + x + 1.0))
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Lower,
    Upper,
}

#[derive(Clone, Copy, Default)]
struct Tail {
    all: f64,
    as_rare: f64,
}

#[cfg(test)]
mod tests {
    use super::{MAX_TOTAL, two_sided};

    fn close(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!(
            (found / expected - 1.0).abs() < 1e-8,
            "{found:e}, not {expected:e}"
        );
    }

    #[test]
    fn small_tables_can_be_counted_by_hand() {
        // The lady tasting tea: 3 of 4 right has 16 + 1 of 70 ways on either side.
        close(two_sided(3, 4, 1, 4), 34.0 / 70.0);
        close(two_sided(4, 4, 0, 4), 2.0 / 70.0);
        assert_eq!(two_sided(2, 4, 2, 4), Some(1.0));
    }

    #[test]
    fn unequal_groups_take_from_the_other_side_only_what_is_as_rare() {
        close(two_sided(38, 120, 14, 260), 3.511_659_518_480_158e-11);
        close(two_sided(0, 15, 4, 20), 0.118_601_986_249_045_07);
        close(two_sided(300, 1000, 20, 1000), 2.037_321_594_574_047_9e-75);
        close(two_sided(10, 10, 0, 1_000_000), 3.628_600_422_186_961e-54);
    }

    /// Computed at 40 digits. Well-known tools overflow or lose digits here.
    #[test]
    fn large_tables_keep_their_digits() {
        close(
            two_sided(50_200, 100_000, 49_500, 100_000),
            0.001_771_723_138_469_625_4,
        );
        close(
            two_sided(500, 1_000_000, 420, 1_000_000),
            0.009_146_751_559_809_593,
        );
        close(
            two_sided(510_000, 1_000_000, 500_000, 1_000_000),
            2.106_068_060_009_679_4e-45,
        );
        close(
            two_sided(2_000_100_000, 4_000_000_000, 2_000_000_000, 4_000_000_000),
            0.025_348_783_160_467_832,
        );
        close(
            two_sided(100, 3_000_000_000, 150, 4_000_000_000),
            0.371_666_138_786_627_3,
        );
    }

    #[test]
    fn what_no_float_can_hold_is_zero() {
        assert_eq!(two_sided(1000, 1000, 0, 1000), Some(0.0));
    }

    #[test]
    fn one_possible_table_is_certain() {
        for (a_events, a_n, b_events, b_n) in
            [(0, 0, 0, 0), (0, 0, 3, 9), (0, 5, 0, 9), (5, 5, 9, 9)]
        {
            assert_eq!(two_sided(a_events, a_n, b_events, b_n), Some(1.0));
        }
    }

    #[test]
    fn beyond_the_largest_total_there_is_no_answer() {
        let half = MAX_TOTAL / 2;
        assert!(two_sided(half / 2, half, half / 2 + 1, half).is_some());
        assert_eq!(two_sided(1, half, 1, half + 1), None);
        assert_eq!(two_sided(1, u64::MAX, 1, u64::MAX), None);
    }
}

use super::error::{check_readings, number, size};
use super::{ChartError, run_length, signals};

/// Two-sided cumulative sum chart (Page, *Biometrika*, 1954): adds up what readings exceed
/// their target by, and finds when a level began to drift.
///
/// With target T, slack K and limit H:
/// Hᵢ = max(0, xᵢ − (T+K) + Hᵢ₋₁) and Lᵢ = max(0, (T−K) − xᵢ + Lᵢ₋₁), both from 0. A sum
/// strictly above H is a signal. After a signal the sums go on; they are not reset.
///
/// K is usually half of the change worth finding, H four or five standard deviations of a
/// reading. How often it signals while nothing has changed is
/// [`average_run_length`](Self::average_run_length).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cusum {
    slack: f64,
    limit: f64,
}

impl Cusum {
    /// A chart with the slack K and the limit H, both at least 0 and in the unit of the
    /// readings.
    ///
    /// # Errors
    ///
    /// [`ChartError::Setting`] names the one that is out of range.
    pub fn new(slack: f64, limit: f64) -> Result<Self, ChartError> {
        Ok(Self {
            slack: size("K", slack)?,
            limit: size("H", limit)?,
        })
    }

    /// Charts readings whose level is `target` while nothing has changed. No readings, no
    /// points.
    ///
    /// # Errors
    ///
    /// [`ChartError`] names the first setting or reading that is not a number in range.
    pub fn chart(&self, target: f64, readings: &[f64]) -> Result<CusumChart, ChartError> {
        let target = number("target", target)?;
        check_readings(readings)?;
        let mut sums = CusumPoint {
            high: 0.0,
            low: 0.0,
        };
        let points = readings.iter().map(|reading| {
            sums.high = above_zero(reading - (target + self.slack) + sums.high);
            sums.low = above_zero((target - self.slack) - reading + sums.low);
            sums
        });
        Ok(CusumChart {
            points: points.collect(),
            limit: self.limit,
        })
    }

    /// How many readings pass on average until the first signal on either side, if they are
    /// independent and normal with standard deviation `sigma`, and their level has moved by
    /// `shift` standard deviations before the first of them. `shift` 0 gives the interval
    /// between false alarms; its inverse is the false-alarm rate per reading.
    ///
    /// 1/(1/A + 1/B) of the two sides (Kemp, *JRSS B*, 1961), each from Page's integral
    /// equation solved at Gauss–Legendre nodes, to ten digits. `None` where there is no such
    /// number: for a `sigma` that is not finite and above 0, for a `shift` that is not finite,
    /// for a mean beyond the range of an `f64`, and for an H above 75 `sigma`, which the nodes
    /// allowed do not resolve.
    #[must_use]
    pub fn average_run_length(&self, sigma: f64, shift: f64) -> Option<f64> {
        let [up, down] = [shift, -shift].map(|shift| self.rate(sigma, shift));
        run_length::finite(1.0 / (up? + down?))
    }

    /// The same for the upper side alone. The lower one is the upper one of `-shift`.
    #[must_use]
    pub fn average_run_length_one_sided(&self, sigma: f64, shift: f64) -> Option<f64> {
        run_length::finite(1.0 / self.rate(sigma, shift)?)
    }

    /// The inverse of the mean run length of the upper side.
    fn rate(&self, sigma: f64, shift: f64) -> Option<f64> {
        let sigma = run_length::finite(sigma).filter(|&sigma| sigma > 0.0)?;
        run_length::rate_of_cusum(self.slack / sigma, self.limit / sigma, shift)
    }
}

/// The larger of `value` and 0, and 0 for −0 (of the two `f64::max` may take either).
fn above_zero(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}

/// One reading on a [`Cusum`] chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CusumPoint {
    /// The sum of what lay above target and slack.
    pub high: f64,
    /// The sum of what lay below target and slack.
    pub low: f64,
}

/// What a [`Cusum`] makes of a list of readings.
#[derive(Clone, Debug, PartialEq)]
pub struct CusumChart {
    /// One for each reading, in their order.
    pub points: Vec<CusumPoint>,
    limit: f64,
}

impl CusumChart {
    /// The readings, counted from 1, at which a sum is strictly above the limit.
    #[must_use]
    pub fn signals(&self) -> Vec<usize> {
        let beyond = |point: &CusumPoint| point.high > self.limit || point.low > self.limit;
        signals(self.points.iter().map(beyond))
    }

    /// The first of the [`signals`](Self::signals); `None` if there is none.
    #[must_use]
    pub fn first_signal(&self) -> Option<usize> {
        self.signals().first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cusum, CusumPoint};

    #[test]
    fn both_sides_sum_up_and_go_on_after_a_signal() {
        let chart = Cusum::new(1.0, 2.0).unwrap();
        let chart = chart.chart(10.0, &[13.0, 12.0, 10.0, 7.0, 7.0]).unwrap();
        let sums: Vec<_> = chart.points.iter().map(|p| (p.high, p.low)).collect();
        let expected = [(2.0, 0.0), (3.0, 0.0), (2.0, 0.0), (0.0, 2.0), (0.0, 4.0)];
        assert_eq!(sums, expected);
        // A sum that only reaches the limit is no signal.
        assert_eq!(chart.signals(), [2, 5]);
        assert_eq!(chart.first_signal(), Some(2));
    }

    #[test]
    fn a_reading_within_the_slack_leaves_no_trace() {
        let chart = Cusum::new(2.0, 16.0).unwrap();
        let chart = chart.chart(42.0, &[42.0, 43.5, 40.5]).unwrap();
        let at_rest = CusumPoint {
            high: 0.0,
            low: 0.0,
        };
        assert_eq!(chart.points, [at_rest; 3]);
        assert_eq!(chart.first_signal(), None);
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        assert!(Cusum::new(-1.0, 4.0).is_err());
        assert!(Cusum::new(0.5, f64::NAN).is_err());
        let chart = Cusum::new(0.5, 4.0).unwrap();
        assert!(chart.chart(f64::INFINITY, &[]).is_err());
        assert!(chart.chart(0.0, &[1e300]).is_err());
    }
}

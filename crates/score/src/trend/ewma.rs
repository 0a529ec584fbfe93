use super::error::{check_readings, number, size, within};
use super::run_length::{self, Limits};
use super::{ChartError, signals};

/// Exponentially weighted moving average chart (Roberts, *Technometrics*, 1959): finds small
/// lasting changes of a level, up or down.
///
/// z₀ is the target and zᵢ = λxᵢ + (1−λ)zᵢ₋₁. The limits lie
/// Lσ√(λ/(2−λ)·(1−(1−λ)²ⁱ)) on either side of the target and widen towards the steady ones,
/// Lσ√(λ/(2−λ)). A value strictly outside its limits is a signal; one on a limit is none.
///
/// How often it signals while nothing has changed is
/// [`average_run_length`](Self::average_run_length).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ewma {
    lambda: f64,
    limit: f64,
}

impl Ewma {
    /// A chart that gives the newest reading the weight `lambda`, above 0 and at most 1 (1 is
    /// Shewhart's chart), and has its limits at `limit` standard errors, the L above.
    ///
    /// # Errors
    ///
    /// [`ChartError::Setting`] names the one that is out of range.
    pub fn new(lambda: f64, limit: f64) -> Result<Self, ChartError> {
        Ok(Self {
            lambda: within(
                "lambda",
                lambda,
                f64::MIN_POSITIVE..=1.0,
                "a number above 0 and at most 1",
            )?,
            limit: size("L", limit)?,
        })
    }

    /// Charts readings whose level is `target` and whose standard deviation is `sigma`, both in
    /// the unit of the readings, while nothing has changed. No readings, no points.
    ///
    /// # Errors
    ///
    /// [`ChartError`] names the first setting or reading that is not a number in range.
    pub fn chart(
        &self,
        target: f64,
        sigma: f64,
        readings: &[f64],
    ) -> Result<EwmaChart, ChartError> {
        let (target, sigma) = (number("target", target)?, size("sigma", sigma)?);
        check_readings(readings)?;
        let keep = 1.0 - self.lambda;
        // λ/(2−λ) is the variance of z in the long run, as a share of the readings' own.
        let margin = |reached: f64| {
            self.limit * sigma * (self.lambda / (2.0 - self.lambda) * reached).sqrt()
        };
        let mut z = target;
        let mut to_come = 1.0;
        let points = readings.iter().map(|reading| {
            z = self.lambda * reading + keep * z;
            to_come *= keep * keep;
            let margin = margin(1.0 - to_come);
            EwmaPoint {
                z,
                lower: target - margin,
                upper: target + margin,
            }
        });
        Ok(EwmaChart {
            points: points.collect(),
            steady_lower: target - margin(1.0),
            steady_upper: target + margin(1.0),
        })
    }

    /// How many readings pass on average until the first signal, if they are independent and
    /// normal and their level has moved by `shift` standard deviations before the first of
    /// them. `shift` 0 gives the interval between false alarms; its inverse is the false-alarm
    /// rate per reading.
    ///
    /// Solves the integral equation of Crowder (*Technometrics*, 1987) at Gauss–Legendre nodes,
    /// to ten digits. `None` where there is no such number: for a `shift` that is not
    /// finite, for a mean beyond the range of an `f64`, and for a chart too slow to be resolved
    /// with the nodes allowed (λ below 0.01, or 2L/√(λ(2−λ)) above 75).
    #[must_use]
    pub fn average_run_length(&self, limits: Limits, shift: f64) -> Option<f64> {
        run_length::of_ewma(self.lambda, self.limit, limits, shift)
    }
}

/// One reading on an [`Ewma`] chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EwmaPoint {
    /// The moving average, in the unit of the readings.
    pub z: f64,
    /// The lower limit for this reading.
    pub lower: f64,
    /// The upper limit for this reading.
    pub upper: f64,
}

/// What an [`Ewma`] makes of a list of readings.
#[derive(Clone, Debug, PartialEq)]
pub struct EwmaChart {
    /// One for each reading, in their order.
    pub points: Vec<EwmaPoint>,
    /// The lower limit of the long run.
    pub steady_lower: f64,
    /// The upper limit of the long run.
    pub steady_upper: f64,
}

impl EwmaChart {
    /// The readings, counted from 1, at which the average is strictly outside the limits.
    #[must_use]
    pub fn signals(&self, limits: Limits) -> Vec<usize> {
        signals(self.points.iter().map(|point| match limits {
            Limits::TimeVarying => point.z > point.upper || point.z < point.lower,
            Limits::Steady => point.z > self.steady_upper || point.z < self.steady_lower,
        }))
    }

    /// The first of the [`signals`](Self::signals); `None` if there is none.
    #[must_use]
    pub fn first_signal(&self, limits: Limits) -> Option<usize> {
        self.signals(limits).first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Ewma, Limits};

    #[test]
    fn a_value_on_the_limit_is_no_signal() {
        let shewhart = Ewma::new(1.0, 3.0).unwrap();
        let chart = shewhart.chart(0.0, 1.0, &[3.0, -3.0, 3.5, -3.5]).unwrap();
        for limits in [Limits::TimeVarying, Limits::Steady] {
            assert_eq!(chart.signals(limits), [3, 4]);
            assert_eq!(chart.first_signal(limits), Some(3));
        }
    }

    #[test]
    fn early_limits_are_narrower() {
        let chart = Ewma::new(0.5, 3.0)
            .unwrap()
            .chart(0.0, 1.0, &[3.25])
            .unwrap();
        assert_eq!(chart.points[0].upper, 1.5);
        assert_eq!(chart.first_signal(Limits::TimeVarying), Some(1));
        assert_eq!(chart.first_signal(Limits::Steady), None);
    }

    #[test]
    fn without_spread_any_change_is_a_signal() {
        let chart = Ewma::new(0.5, 3.0).unwrap();
        let chart = chart.chart(7.0, 0.0, &[7.0, 7.0, 7.5]).unwrap();
        assert_eq!(chart.signals(Limits::TimeVarying), [3]);
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        assert_eq!(
            Ewma::new(0.0, 3.0).unwrap_err().to_string(),
            "lambda is 0; it must be a number above 0 and at most 1"
        );
        for (lambda, limit) in [
            (0.0, 3.0),
            (1.1, 3.0),
            (f64::NAN, 3.0),
            (0.2, -1.0),
            (0.2, f64::INFINITY),
        ] {
            assert!(Ewma::new(lambda, limit).is_err(), "{lambda} {limit}");
        }
        let chart = Ewma::new(0.2, 3.0).unwrap();
        assert!(chart.chart(f64::NAN, 1.0, &[]).is_err());
        assert!(chart.chart(0.0, -1.0, &[]).is_err());
        assert!(chart.chart(0.0, 1.0, &[f64::NAN]).is_err());
    }
}

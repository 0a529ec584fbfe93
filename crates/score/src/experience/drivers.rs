use std::{error, fmt};

use crate::compare::Bounds;
use crate::distribution::StudentT;
use crate::mean::Sample;
use crate::{Confidence, Tally};

/// What loyalty rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Driver {
    /// Whether promises are kept.
    Trust,
    /// Whether the customer feels known.
    Knowing,
    /// Whether it is easy.
    Ease,
}

impl Driver {
    /// Every driver.
    pub const ALL: [Self; 3] = [Self::Trust, Self::Knowing, Self::Ease];

    /// The name used in templates, inputs and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trust => "trust",
            Self::Knowing => "knowing",
            Self::Ease => "ease",
        }
    }
}

/// The ratings of each driver, on any scale whose highest rating is the best.
///
/// The index is a weighted mean of the drivers' means on 0 to 100. It describes ratings; that
/// a driver drives anything is not shown by it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drivers<'a> {
    /// Those of [`Driver::Trust`]; `None` if it was not asked.
    pub trust: Option<&'a Tally>,
    /// Those of [`Driver::Knowing`].
    pub knowing: Option<&'a Tally>,
    /// Those of [`Driver::Ease`].
    pub ease: Option<&'a Tally>,
}

impl<'a> Drivers<'a> {
    /// The ratings of one driver.
    #[must_use]
    pub const fn ratings(&self, driver: Driver) -> Option<&'a Tally> {
        match driver {
            Driver::Trust => self.trust,
            Driver::Knowing => self.knowing,
            Driver::Ease => self.ease,
        }
    }

    /// How a driver is rated, with 0 for the lowest rating of its scale and 100 for the
    /// highest. `None` if nobody rated it.
    #[must_use]
    pub fn mean(&self, driver: Driver) -> Option<DriverMean> {
        DriverMean::of(self.ratings(driver)?)
    }

    /// The drivers that count but were rated by nobody. While there is one there is no index:
    /// that of the others would be another one under the same name. Whoever wants it gives the
    /// missing driver a weight of 0.
    #[must_use]
    pub fn missing(&self, weights: DriverWeights) -> Vec<Driver> {
        let counts = |driver: &Driver| weights.share(*driver) > 0.0;
        Driver::ALL
            .into_iter()
            .filter(counts)
            .filter(|driver| self.mean(*driver).is_none())
            .collect()
    }

    /// The index: Σ weight·mean/Σ weight over the drivers, from 0 to 100. `None` while one that
    /// counts is [missing](Self::missing).
    #[must_use]
    pub fn index(&self, weights: DriverWeights) -> Option<DriverIndex> {
        let mut sum = IndexSum::default();
        for driver in Driver::ALL {
            let share = weights.share(driver);
            if share > 0.0 {
                sum.add(share, &self.mean(driver)?);
            }
        }
        Some(sum.index())
    }
}

/// The mean rating of a driver on 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriverMean {
    sample: Sample,
    mean_0_100: f64,
    /// How many points of the scale are 100.
    span: f64,
}

impl DriverMean {
    fn of(ratings: &Tally) -> Option<Self> {
        let scale = ratings.scale();
        Some(Self {
            sample: Sample::of_tally(ratings)?,
            mean_0_100: ratings.mean_0_100()?,
            span: f64::from(scale.max()) - f64::from(scale.min()),
        })
    }

    /// The mean, from 0 to 100.
    #[must_use]
    pub const fn mean_0_100(&self) -> f64 {
        self.mean_0_100
    }

    /// Its standard error; `None` for a single rating.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        Some(self.sample.standard_error()? / self.span * 100.0)
    }

    /// Mean ± t standard errors, not clamped; `None` for a single rating.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<Bounds> {
        let df = self.sample.n() - 1.0;
        around_by_t(self.mean_0_100, self.standard_error()?, df, confidence)
    }
}

/// The index of the drivers and its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriverIndex {
    /// From 0 to 100.
    pub index: f64,
    /// √Σ (share·error)², as if different people had rated each driver; `None` if a driver
    /// that counts has a single rating.
    pub standard_error: Option<f64>,
    /// Σ share·error: the most it can be, whatever the drivers have to do with each other. If
    /// the same people rated all of them, the truth is somewhere in between.
    pub largest_standard_error: Option<f64>,
    /// Degrees of freedom of the standard error by Welch and Satterthwaite; `None` as that is,
    /// and where it is 0.
    pub df: Option<f64>,
    /// Degrees of freedom of the driver with the fewest ratings.
    least_df: f64,
}

impl DriverIndex {
    /// Index ± t standard errors, not clamped (Satterthwaite, *Biometrics Bulletin*, 1946).
    /// `None` where the standard error is.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<Bounds> {
        // Without degrees of freedom all ratings of each driver are equal.
        let df = self.df.unwrap_or(f64::INFINITY);
        around_by_t(self.index, self.standard_error?, df, confidence)
    }

    /// The same with the [largest standard error](Self::largest_standard_error) and the degrees
    /// of freedom of the driver with the fewest ratings: safe where one person rated several
    /// drivers.
    #[must_use]
    pub fn widest_interval(&self, confidence: Confidence) -> Option<Bounds> {
        around_by_t(
            self.index,
            self.largest_standard_error?,
            self.least_df,
            confidence,
        )
    }
}

fn around_by_t(center: f64, error: f64, df: f64, confidence: Confidence) -> Option<Bounds> {
    let margin = StudentT::new(df)?.two_sided(confidence)? * error;
    Some(Bounds {
        lower: center - margin,
        upper: center + margin,
    })
}

/// The index of the drivers added so far.
#[derive(Clone, Copy, Debug, Default)]
struct IndexSum {
    index: f64,
    spread: Spread,
    /// Whether a driver was added whose spread nobody can tell.
    unknown: bool,
}

/// What the drivers' errors add up to.
#[derive(Clone, Copy, Debug)]
struct Spread {
    sum: f64,
    squares: f64,
    /// Σ (share·error)⁴/(n−1)
    fourths: f64,
    least_df: f64,
}

impl Default for Spread {
    fn default() -> Self {
        Self {
            sum: 0.0,
            squares: 0.0,
            fourths: 0.0,
            least_df: f64::INFINITY,
        }
    }
}

impl IndexSum {
    fn add(&mut self, share: f64, driver: &DriverMean) {
        self.index += share * driver.mean_0_100;
        let Some(error) = driver.standard_error() else {
            self.unknown = true;
            return;
        };
        let (spread, error) = (&mut self.spread, share * error);
        spread.sum += error;
        spread.squares += error * error;
        let df = driver.sample.n() - 1.0;
        spread.fourths += error * error * error * error / df;
        spread.least_df = spread.least_df.min(df);
    }

    fn index(self) -> DriverIndex {
        let spread = (!self.unknown).then_some(self.spread);
        let df = spread.map(|spread| spread.squares * spread.squares / spread.fourths);
        DriverIndex {
            index: self.index.clamp(0.0, 100.0),
            standard_error: spread.map(|spread| spread.squares.sqrt()),
            largest_standard_error: spread.map(|spread| spread.sum),
            df: df.filter(|df| df.is_finite()),
            least_df: self.spread.least_df,
        }
    }
}

/// How much each driver counts in the index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriverWeights {
    /// In the order of [`Driver::ALL`], summing to 1.
    shares: [f64; 3],
}

impl Default for DriverWeights {
    /// Each driver counts the same.
    fn default() -> Self {
        Self {
            shares: [1.0 / 3.0; 3],
        }
    }
}

impl DriverWeights {
    /// Weights in the order of [`Driver::ALL`]; only their proportions count.
    ///
    /// # Errors
    ///
    /// [`DriverWeightsError::Weight`] with the first one that is negative or not finite,
    /// [`DriverWeightsError::NoWeight`] if all are 0.
    pub fn new(weights: [f64; 3]) -> Result<Self, DriverWeightsError> {
        for (driver, found) in Driver::ALL.into_iter().zip(weights) {
            if !found.is_finite() || found < 0.0 {
                return Err(DriverWeightsError::Weight { driver });
            }
        }
        // By the largest one first: the sum of the largest floats is not a number to divide by.
        let largest = weights.into_iter().fold(0.0, f64::max);
        if largest == 0.0 {
            return Err(DriverWeightsError::NoWeight);
        }
        let relative = weights.map(|weight| weight / largest);
        let sum: f64 = relative.iter().sum();
        Ok(Self {
            shares: relative.map(|weight| weight / sum),
        })
    }

    /// The share of a driver in the index, from 0 to 1.
    #[must_use]
    pub const fn share(self, driver: Driver) -> f64 {
        let [trust, knowing, ease] = self.shares;
        match driver {
            Driver::Trust => trust,
            Driver::Knowing => knowing,
            Driver::Ease => ease,
        }
    }
}

/// Weights of which no index can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriverWeightsError {
    /// A weight is negative or not finite.
    Weight {
        /// Of which driver.
        driver: Driver,
    },
    /// All weights are 0.
    NoWeight,
}

impl fmt::Display for DriverWeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weight { driver } => write!(
                f,
                "the weight of {} is not a finite number of at least 0",
                driver.name()
            ),
            Self::NoWeight => f.write_str("all weights are 0; at least one must be above 0"),
        }
    }
}

impl error::Error for DriverWeightsError {}

#[cfg(test)]
mod tests {
    use super::{Driver, DriverWeights, DriverWeightsError, Drivers};
    use crate::{Confidence, Scale, Tally};

    fn tally(scale: Scale, counts: &[u64]) -> Tally {
        let mut tally = Tally::new(scale);
        for (rating, &count) in scale.ratings().zip(counts) {
            tally.add_many(rating, count);
        }
        tally
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    }

    #[test]
    fn drivers_of_different_scales_count_the_same() {
        let trust = tally(Scale::FIVE, &[1, 0, 2, 4, 3]);
        let knowing = tally(Scale::SEVEN, &[0, 2, 0, 3, 0, 0, 5]);
        let ease = tally(Scale::NPS, &[0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4]);
        let drivers = Drivers {
            trust: Some(&trust),
            knowing: Some(&knowing),
            ease: Some(&ease),
        };
        let mean = |driver| drivers.mean(driver).unwrap().mean_0_100();
        close(mean(Driver::Trust), 70.0);
        close(mean(Driver::Knowing), 100.0 * 4.1 / 6.0);
        close(mean(Driver::Ease), 75.0);
        let index = drivers.index(DriverWeights::default()).unwrap();
        close(index.index, (70.0 + 410.0 / 6.0 + 75.0) / 3.0);

        // By hand: the variances of the means are 25²·1.51111/10, … on 0 to 100.
        let errors = Driver::ALL.map(|driver| drivers.mean(driver).unwrap().standard_error());
        let squares: f64 = errors.iter().map(|error| error.unwrap().powi(2)).sum();
        close(index.standard_error.unwrap(), squares.sqrt() / 3.0);
        let sum: f64 = errors.iter().map(|error| error.unwrap()).sum();
        close(index.largest_standard_error.unwrap(), sum / 3.0);
        let (narrow, wide) = (
            index.interval(Confidence::P95).unwrap(),
            index.widest_interval(Confidence::P95).unwrap(),
        );
        assert!(wide.lower < narrow.lower && narrow.upper < wide.upper);
    }

    #[test]
    fn an_index_of_one_driver_is_that_driver() {
        let trust = tally(Scale::FIVE, &[1, 0, 2, 4, 3]);
        let drivers = Drivers {
            trust: Some(&trust),
            ..Drivers::default()
        };
        let weights = DriverWeights::new([2.0, 0.0, 0.0]).unwrap();
        assert_eq!(drivers.missing(weights), []);
        let index = drivers.index(weights).unwrap();
        let mean = drivers.mean(Driver::Trust).unwrap();
        close(index.index, mean.mean_0_100());
        close(index.df.unwrap(), 9.0);
        let (of_index, of_mean) = (
            index.interval(Confidence::P95).unwrap(),
            mean.interval(Confidence::P95).unwrap(),
        );
        close(of_index.lower, of_mean.lower);
        close(of_index.upper, of_mean.upper);
    }

    #[test]
    fn a_missing_driver_is_named_and_leaves_no_index() {
        let trust = tally(Scale::FIVE, &[1, 0, 2, 4, 3]);
        let nobody = Tally::new(Scale::FIVE);
        let drivers = Drivers {
            trust: Some(&trust),
            knowing: Some(&nobody),
            ease: None,
        };
        let weights = DriverWeights::default();
        assert_eq!(drivers.missing(weights), [Driver::Knowing, Driver::Ease]);
        assert_eq!(drivers.index(weights), None);
        assert_eq!(drivers.mean(Driver::Knowing), None);
    }

    #[test]
    fn a_single_rating_leaves_the_error_open() {
        let many = tally(Scale::FIVE, &[1, 0, 2, 4, 3]);
        let one = tally(Scale::FIVE, &[0, 0, 0, 1]);
        let drivers = Drivers {
            trust: Some(&many),
            knowing: Some(&one),
            ease: Some(&many),
        };
        assert_eq!(
            drivers.mean(Driver::Knowing).unwrap().standard_error(),
            None
        );
        let index = drivers.index(DriverWeights::default()).unwrap();
        close(index.index, (70.0 + 75.0 + 70.0) / 3.0);
        assert_eq!((index.standard_error, index.df), (None, None));
        assert_eq!(index.interval(Confidence::P95), None);
    }

    #[test]
    fn equal_ratings_have_an_interval_of_a_point() {
        let same = tally(Scale::FIVE, &[0, 0, 0, 9]);
        let drivers = Drivers {
            trust: Some(&same),
            knowing: Some(&same),
            ease: Some(&same),
        };
        let index = drivers.index(DriverWeights::default()).unwrap();
        assert_eq!((index.standard_error, index.df), (Some(0.0), None));
        let bounds = index.interval(Confidence::P95).unwrap();
        assert_eq!((bounds.lower, bounds.upper), (75.0, 75.0));
    }

    #[test]
    fn only_proportions_of_weights_count() {
        let weights = DriverWeights::new([f64::MAX, f64::MAX, 0.0]).unwrap();
        assert_eq!(weights.share(Driver::Trust), 0.5);
        assert_eq!(weights.share(Driver::Ease), 0.0);
        assert_eq!(
            DriverWeights::new([0.0; 3]),
            Err(DriverWeightsError::NoWeight)
        );
        let error = DriverWeights::new([1.0, -1.0, 1.0]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the weight of knowing is not a finite number of at least 0"
        );
    }
}

use std::{error, fmt};

use super::ranks::by_value;
use crate::Confidence;
use crate::compare::Bounds;

/// How far the product of shares may miss a half by rounding and still have reached it.
const HALF: f64 = 0.5 + 1e-12;

/// One customer, watched until the event (they left) or until the watching ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// How long they were watched, in any unit.
    pub time: f64,
    /// Whether the event happened then; `false` is a censored customer: still there when last
    /// seen.
    pub event: bool,
}

/// The share of customers who stay longer than a time, estimated also from those who have not
/// left yet (Kaplan & Meier, *JASA*, 1958).
///
/// It assumes that those whose watching ended are like those who were watched on.
#[derive(Clone, Debug, PartialEq)]
pub struct KaplanMeier {
    steps: Vec<SurvivalStep>,
    /// The longest time anybody was watched; `None` without customers.
    watched: Option<f64>,
}

/// The curve at one time at which an event happened; until the next one it is flat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalStep {
    /// When.
    pub time: f64,
    /// How many were watched until then, those censored at this very time included.
    pub at_risk: u64,
    /// How many events happened.
    pub events: u64,
    /// The share who stay longer, from 0 to 1: Π (1 − events/at risk) up to here.
    pub survival: f64,
    /// Σ events/(at risk·(at risk − events)) up to here; infinite once nobody is left.
    log_variance: f64,
}

impl KaplanMeier {
    /// Estimates the curve. Of equal times, events come before censorings. Without events it
    /// has no steps: everybody stayed as long as they were watched.
    ///
    /// # Errors
    ///
    /// [`SurvivalError`] with the first time that is negative or not finite.
    pub fn of(observations: &[Observation]) -> Result<Self, SurvivalError> {
        if let Some(index) = observations
            .iter()
            .position(|seen| !seen.time.is_finite() || seen.time < 0.0)
        {
            return Err(SurvivalError { index });
        }
        let mut sorted = observations.to_vec();
        sorted.sort_unstable_by(|a, b| by_value(a.time, b.time));
        let mut at_risk = sorted.len() as u64;
        let (mut survival, mut log_variance) = (1.0, 0.0);
        let mut steps = Vec::new();
        for same_time in sorted.chunk_by(|a, b| a.time == b.time) {
            let events = same_time.iter().filter(|seen| seen.event).count() as u64;
            if let (Some(first), 1..) = (same_time.first(), events) {
                let before = at_risk as f64;
                let after = at_risk.saturating_sub(events) as f64;
                survival *= after / before;
                log_variance += events as f64 / before / after;
                steps.push(SurvivalStep {
                    time: first.time,
                    at_risk,
                    events,
                    survival,
                    log_variance,
                });
            }
            at_risk = at_risk.saturating_sub(same_time.len() as u64);
        }
        let watched = sorted.last().map(|seen| seen.time);
        Ok(Self { steps, watched })
    }

    /// The curve's steps in the order of time.
    #[must_use]
    pub fn steps(&self) -> &[SurvivalStep] {
        &self.steps
    }

    /// The share who stay longer than `time`, 1 before the first step.
    ///
    /// `None` beyond the longest time anybody was watched, unless all had left by then: nobody
    /// knows how the others went on.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<f64> {
        let passed = self.steps.iter().take_while(|step| step.time <= time);
        let survival = passed.last().map_or(1.0, |step| step.survival);
        let known = survival == 0.0 || self.watched.is_some_and(|watched| time <= watched);
        known.then_some(survival)
    }

    /// The first time after which no more than half are left; `None` if more than half stayed
    /// as long as they were watched.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let step = self.steps.iter().find(|step| step.survival <= HALF)?;
        Some(step.time)
    }
}

impl SurvivalStep {
    /// Greenwood's standard error of the survival (Greenwood, *Reports on Public Health and
    /// Medical Subjects*, 1926); `None` once nobody is left.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        let error = self.survival * self.log_variance.sqrt();
        error.is_finite().then_some(error)
    }

    /// The interval of the survival at this time, symmetric on ln(−ln S), so that it stays
    /// between 0 and 1 (Kalbfleisch & Prentice, *The Statistical Analysis of Failure Time
    /// Data*, 1980). `None` once nobody is left.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<Bounds> {
        let log = libm::log(self.survival);
        let factor = libm::exp(confidence.z() * self.log_variance.sqrt() / -log);
        (self.survival > 0.0 && self.survival < 1.0).then(|| Bounds {
            lower: libm::exp(log * factor),
            upper: libm::exp(log / factor),
        })
    }
}

/// A time that no customer can have been watched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SurvivalError {
    /// Whose, from 0.
    pub index: usize,
}

impl fmt::Display for SurvivalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index = self.index;
        write!(f, "time[{index}] is not a finite number of at least 0")
    }
}

impl error::Error for SurvivalError {}

#[cfg(test)]
mod tests {
    use super::{KaplanMeier, Observation, SurvivalError};
    use crate::Confidence;

    fn curve(times: &[f64], events: &[u8]) -> KaplanMeier {
        let seen = times.iter().zip(events).map(|(&time, &event)| Observation {
            time,
            event: event == 1,
        });
        KaplanMeier::of(&seen.collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn events_come_before_censorings_of_the_same_time() {
        let times = [8.0, 2.0, 2.0, 3.0, 4.0, 5.0, 5.0, 6.0, 8.0, 1.0];
        let curve = curve(&times, &[0, 1, 0, 1, 0, 1, 1, 0, 0, 1]);
        let steps: Vec<_> = curve
            .steps()
            .iter()
            .map(|step| (step.time, step.at_risk, step.events))
            .collect();
        assert_eq!(steps, [(1.0, 10, 1), (2.0, 9, 1), (3.0, 7, 1), (5.0, 5, 2)]);
        let last = curve.steps().last().unwrap();
        assert!((last.survival - 0.411_428_571_428_571_4).abs() < 1e-14);
        assert!((last.standard_error().unwrap() - 0.175_590_299_711_486_5).abs() < 1e-14);
        for (time, survival) in [
            (0.5, Some(1.0)),
            (1.0, Some(0.9)),
            (1.5, Some(0.9)),
            (8.0, Some(last.survival)),
            (8.1, None),
            (f64::NAN, None),
        ] {
            assert_eq!(curve.at(time), survival, "{time}");
        }
        assert_eq!(curve.median(), Some(5.0));
    }

    #[test]
    fn when_all_have_left_the_error_is_undefined() {
        let curve = curve(&[3.0, 3.0, 3.0], &[1, 1, 1]);
        let step = curve.steps().first().unwrap();
        assert_eq!((step.survival, step.standard_error()), (0.0, None));
        assert_eq!(step.interval(Confidence::P95), None);
        assert_eq!((curve.median(), curve.at(9.0)), (Some(3.0), Some(0.0)));
    }

    #[test]
    fn without_events_everybody_stays() {
        let nobody = curve(&[], &[]);
        let everybody = curve(&[3.0, 4.0], &[0, 0]);
        assert!(nobody.steps().is_empty() && everybody.steps().is_empty());
        assert_eq!((nobody.median(), nobody.at(1.0)), (None, None));
        assert_eq!((everybody.median(), everybody.at(4.0)), (None, Some(1.0)));
    }

    #[test]
    fn half_is_half_however_the_product_was_rounded() {
        // Ten customers, one leaves at each time: 9/10 · 8/9 · 7/8 · 6/7 · 5/6.
        let times: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(curve(&times, &[1; 10]).median(), Some(5.0));
    }

    #[test]
    fn impossible_times_are_refused_by_place() {
        for time in [-1.0, f64::NAN, f64::INFINITY] {
            let seen = [1.0, time].map(|time| Observation { time, event: true });
            assert_eq!(KaplanMeier::of(&seen), Err(SurvivalError { index: 1 }));
        }
    }
}

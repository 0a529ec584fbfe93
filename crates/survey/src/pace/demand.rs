//! How many responses would come at rate 1.

use super::calendar::{WEEK, weekday};
use super::{HOUR, HOURS, Known, WINDOW_DAYS, day_of};
use crate::time::Timestamp;

/// What a day weighs beside the one after it: half after a week, 0.5^(1/7).
const FADING: f64 = 0.905_723_664_263_906_7;
/// How many days of today's weight the mean of all days has beside those of the same weekday.
const PRIOR_DAYS: f64 = 0.1;
/// How many responses today's forecast has beside those that came today.
const PRIOR_RESPONSES: f64 = 8.0;
/// How many days the mean of all hours has beside those of one hour of the day.
const PRIOR_OF_HOUR: f64 = 1.0;
/// The least part of an hour that is taken for observed, a second.
const SHORTEST: f64 = 1.0 / 3600.0;

/// The demand of a survey, in responses at rate 1. Every number is above 0.
pub(super) struct Demand {
    /// Of a day, weekdays aside.
    pub(super) mean: f64,
    /// Of today, as far as that can be told.
    pub(super) today: f64,
    /// Which share of today's demand has passed, from 0 to below 1.
    pub(super) elapsed: f64,
    weekdays: [f64; WEEK as usize],
}

impl Demand {
    /// From the hours of the last [`WINDOW_DAYS`] days. A day counts half of what the same day a week
    /// later does; the days of one weekday are drawn towards the mean of all. Today's forecast is
    /// corrected by what came today, as the mean of a gamma distribution is by a Poisson count: as
    /// much as its responses outweigh [`PRIOR_RESPONSES`]. `even` is how many are wanted in a day.
    ///
    /// `None` where no response lies within the window, or their demand is no number.
    pub(super) fn estimate(known: &Known<'_>, even: f64, now: Timestamp) -> Option<Self> {
        let today = day_of(now);
        let hours = observed(known, now)?;
        let clock = Clock::of(&hours);
        let (mut all, mut of_today) = (Mean::default(), Mean::default());
        let mut weekdays = [Mean::default(); WEEK as usize];
        let (mut day, mut weight) = (today, 1.0);
        for hour in hours.iter().rev() {
            if hour.number < day * HOURS as i64 {
                day -= 1;
                weight *= FADING;
            }
            let part = clock.share(hour.number) * hour.part;
            all.add(weight, hour.demand, part);
            if day == today {
                of_today.add(1.0, hour.demand, part);
            } else if let Some(weekday) = weekdays.get_mut(weekday(day) as usize) {
                weekday.add(weight, hour.demand, part);
            }
        }
        let mean = all.value();
        let mut demand = Demand {
            mean,
            today: mean,
            elapsed: clock.elapsed(now),
            weekdays: weekdays.map(|mut weekday| {
                weekday.add(PRIOR_DAYS, mean, 1.0);
                weekday.value()
            }),
        };
        let usual = demand.of_day(today);
        let wanted = even.min(usual);
        let correction = (PRIOR_RESPONSES + wanted * of_today.demand / usual)
            / (PRIOR_RESPONSES + wanted * of_today.days);
        demand.today = usual * correction;
        // Weights are what browsers say: nonsense tells nothing.
        (demand.today > 0.0 && demand.today.is_finite()).then_some(demand)
    }

    /// The demand of a day.
    pub(super) fn of_day(&self, day: i64) -> f64 {
        let of = self.weekdays.get(weekday(day) as usize);
        of.copied().unwrap_or(self.mean)
    }
}

/// The demand of a day, from parts of several.
#[derive(Clone, Copy, Default)]
struct Mean {
    demand: f64,
    days: f64,
}

impl Mean {
    fn add(&mut self, weight: f64, demand: f64, days: f64) {
        self.demand += weight * demand;
        self.days += weight * days;
    }

    fn value(self) -> f64 {
        self.demand / self.days
    }
}

/// An hour in which the survey was asked.
struct Hour {
    /// Whole hours since 1970.
    number: i64,
    /// How much of it has passed while the survey was asked.
    part: f64,
    demand: f64,
}

/// Every hour from the first one in which the survey was asked, within the window, to this one; `None`
/// where none of them brought a response.
fn observed(known: &Known<'_>, now: Timestamp) -> Option<Vec<Hour>> {
    let last = now.millis().div_euclid(HOUR);
    let window = (day_of(now) - WINDOW_DAYS) * HOURS as i64..=last;
    let within = known.arrivals.iter().filter(|of| window.contains(&of.hour));
    let first = within.clone().map(|of| of.hour).min()?;
    let (since, now) = (known.since.millis(), now.millis());
    let began = since.max(window.start() * HOUR);
    let began = if (first + 1) * HOUR <= began || now <= began {
        first * HOUR
    } else {
        began
    };
    let mut hours: Vec<Hour> = (began.div_euclid(HOUR)..=last)
        .map(|number| {
            let (start, end) = ((number * HOUR).max(began), ((number + 1) * HOUR).min(now));
            let part = (end - start) as f64 / HOUR as f64;
            Hour {
                number,
                part: part.max(SHORTEST),
                demand: 0.0,
            }
        })
        .collect();
    let earliest = hours.first()?.number;
    for of in within {
        let place = usize::try_from(of.hour - earliest).ok();
        if let Some(hour) = place.and_then(|place| hours.get_mut(place)) {
            hour.demand += of.demand;
        }
    }
    Some(hours)
}

/// Which share of a day's demand each hour has.
struct Clock([f64; HOURS]);

impl Clock {
    /// The mean demand of each hour, drawn towards that of all hours, so that none has no demand.
    fn of(hours: &[Hour]) -> Self {
        let mut means = [Mean::default(); HOURS];
        let mut all = Mean::default();
        for hour in hours {
            all.add(1.0, hour.demand, hour.part);
            if let Some(mean) = means.get_mut(of_day(hour.number)) {
                mean.add(1.0, hour.demand, hour.part);
            }
        }
        let shares = means.map(|mut mean| {
            mean.add(PRIOR_OF_HOUR, all.value(), 1.0);
            mean.value()
        });
        let sum: f64 = shares.iter().sum();
        Self(shares.map(|share| share / sum))
    }

    fn share(&self, hour: i64) -> f64 {
        self.0.get(of_day(hour)).copied().unwrap_or(0.0)
    }

    /// The share of its day that has passed at a moment.
    fn elapsed(&self, moment: Timestamp) -> f64 {
        let hours = moment.millis().rem_euclid(HOURS as i64 * HOUR) as f64 / HOUR as f64;
        let passed = self.0.iter().zip(0_u8..);
        let passed = passed.map(|(share, hour)| share * (hours - f64::from(hour)).clamp(0.0, 1.0));
        passed.sum()
    }
}

/// The hour of its day, from 0 to 23.
fn of_day(hour: i64) -> usize {
    hour.rem_euclid(HOURS as i64) as usize
}

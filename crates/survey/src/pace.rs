//! How many of its visitors a survey asks, so that it brings as many responses as its owner wants.
//!
//! A [`Target`] is a number of responses in each day, week or month, spread evenly. [`Target::rate`]
//! sets the sampling rate of a moment from what is [`Known`] of the responses so far. It is a pure
//! function: whoever serves the definition asks it again and again, and what was spent too fast or
//! too slowly is made good by the next answer.
//!
//! # How the rate is found
//!
//! 1. **Demand.** A response that was asked for at the rate *r* stands for 1/*r* of them (Horvitz and
//!    Thompson, *JASA*, 1952): their sum is how many would have come at rate 1. From it come the
//!    demand of a day, by its day of the week, and the share of each hour (`demand.rs`).
//! 2. **Allowance.** What the period still lacks is spread over the rest of its days: each gets the
//!    same, but none more than its demand, and what a quiet day cannot bring is given to the others
//!    (`allowance`). A day that brought too much leaves less for the rest.
//! 3. **Rate.** Today's allowance ÷ today's demand, corrected by how far today is ahead of that plan or
//!    behind it: (s + allowance − brought) ÷ (s + allowance · the share of the demand that is still to
//!    come), between 1/[`HASTE`] and [`HASTE`]. The [`SLACK`] s keeps chance from being followed: rates
//!    that swing make responses that weigh unalike, and scores that are less certain. On the last day
//!    of a period, on which nobody can make good what is missing, s is 0.
//!
//! Nothing is known at the beginning. Then the definition's own `sample` holds; or else one visitor in
//! [`FIRST_ASKED`] is asked, twice as many every [`DOUBLING_HOURS`] hours, so that everybody is after
//! twenty. It ends when a tenth of the target has come, or [`MOST_LEARNED_FROM`] responses.
//!
//! Where the target is reached, or today brought [`HASTE`] times its allowance, a [`TRICKLE`] of the
//! even rate goes on. To ask nobody would be blind: the next period would begin without an idea of the
//! demand, and no response could speak for those hours. It costs that share of the target at most.
//!
//! Days, weeks (from Monday) and months are those of UTC.

mod calendar;
mod demand;

use std::ops::Range;

use crate::time::Timestamp;
use demand::Demand;

const HOUR: i64 = 3_600_000;
/// Hours of a day.
const HOURS: usize = 24;

/// Days that the demand is estimated from; what is older has no say.
pub const WINDOW_DAYS: i64 = 28;
/// How many times the rate of an even day may be exceeded to make good what is missing.
pub const HASTE: f64 = 2.0;
/// Responses by which a day may be ahead of its plan or behind it before that tells: chance alone does
/// as much. On the last day of a period it is none.
pub const SLACK: f64 = 8.0;
/// The share of the even rate that is asked where nothing more is wanted.
pub const TRICKLE: f64 = 0.05;
/// One visitor in so many is asked at the very beginning.
pub const FIRST_ASKED: f64 = 1000.0;
/// Hours after which twice as many are asked, until the demand is known.
pub const DOUBLING_HOURS: i64 = 2;
/// Responses after which the demand counts as known, if a tenth of the target is not fewer.
pub const MOST_LEARNED_FROM: u32 = 8;
/// No rate is lower: a visitor's draw has nine digits.
pub const LOWEST_RATE: f64 = 1e-6;

/// The time in which a target is to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// From midnight to midnight.
    Day,
    /// From Monday to Sunday.
    Week,
    /// From the first of a month to its last.
    Month,
}

impl Per {
    /// The names in a definition, in the order of the variants.
    pub const NAMES: &[&str] = &["day", "week", "month"];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            _ => return None,
        })
    }
}

/// How many responses a survey is to bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Complete and partial responses, at least 1; tests are none.
    pub responses: u32,
    /// In which time.
    pub per: Per,
}

/// The responses of one hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrivals {
    /// Whole hours since 1970-01-01T00:00:00Z.
    pub hour: i64,
    /// How many came.
    pub responses: u32,
    /// How many would have come at rate 1: the sum of 1/rate.
    pub demand: f64,
}

/// What is known of a survey's responses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known<'a> {
    /// Since when the survey is asked with a target. Earlier responses count as well.
    pub since: Timestamp,
    /// The responses of each hour that had any, from [`Target::looks_back_to`] on, in any order.
    pub arrivals: &'a [Arrivals],
    /// The definition's own `sample`: the rate until the demand is known.
    pub sample: Option<f64>,
}

impl Target {
    /// The moment from which on responses matter.
    #[must_use]
    pub fn looks_back_to(&self, now: Timestamp) -> Timestamp {
        let today = day_of(now);
        let first = self.per.days_around(today).start.min(today - WINDOW_DAYS);
        Timestamp::from_millis(first * HOURS as i64 * HOUR)
    }

    /// The share of visitors to ask now: in (0, 1], to two significant digits.
    #[must_use]
    pub fn rate(&self, known: &Known<'_>, now: Timestamp) -> f64 {
        let rate = match self.demand(known, now) {
            Some(demand) => self.paced(known, &demand, now),
            None => known.sample.unwrap_or_else(|| beginning(known.since, now)),
        };
        rounded(rate.clamp(LOWEST_RATE, 1.0))
    }

    /// The demand, where enough responses came to tell it.
    fn demand(&self, known: &Known<'_>, now: Timestamp) -> Option<Demand> {
        let enough = (self.responses / 10).clamp(1, MOST_LEARNED_FROM);
        if count(known.arrivals, i64::MIN..i64::MAX) < u64::from(enough) {
            return None;
        }
        Demand::estimate(known, self.even_day(now), now)
    }

    /// The responses of a day, if all days of the period were alike.
    fn even_day(&self, now: Timestamp) -> f64 {
        let days = self.per.days_around(day_of(now));
        f64::from(self.responses) / (days.end - days.start) as f64
    }

    /// The rate by which what is missing comes in the rest of the period, given the demand.
    fn paced(&self, known: &Known<'_>, demand: &Demand, now: Timestamp) -> f64 {
        let today = day_of(now);
        let period = self.per.days_around(today);
        let earlier = count(known.arrivals, hours(period.start..today)) as f64;
        let brought = count(known.arrivals, hours(today..today + 1)) as f64;
        let open = (f64::from(self.responses) - earlier).max(0.0);

        let rest = demand.today * (1.0 - demand.elapsed);
        let of_today = demand.of_day(today).max(brought + rest);
        let ahead = (today + 1..period.end).map(|day| demand.of_day(day));
        let mut capacities: Vec<f64> = ahead.chain([of_today]).collect();
        let Some(allowance) = allowance(&mut capacities, open) else {
            return 1.0; // all that comes is not enough
        };
        if brought >= open.min(HASTE * allowance) {
            return TRICKLE * self.even_day(now) / demand.mean.max(demand.today);
        }
        let is_last = today + 1 == period.end;
        let (slack, slowest) = if is_last {
            (0.0, TRICKLE)
        } else {
            (SLACK, 1.0 / HASTE)
        };
        let expected = allowance * (1.0 - demand.elapsed);
        let missing = slack + allowance - brought;
        let correction = missing / (slack + expected).max(f64::MIN_POSITIVE);
        allowance / demand.today * correction.clamp(slowest, HASTE)
    }
}

/// What each of several days may bring at most, so that together they bring `open`; nothing, where
/// all that they can is less. (The water level that fills vessels of these capacities.)
fn allowance(capacities: &mut [f64], open: f64) -> Option<f64> {
    capacities.sort_by(f64::total_cmp);
    let mut rest = open;
    let mut days = capacities.len() as f64;
    for capacity in capacities {
        if rest <= *capacity * days {
            return Some(rest / days);
        }
        rest -= *capacity;
        days -= 1.0;
    }
    None
}

/// The rate while nothing is known: it begins low and doubles.
fn beginning(since: Timestamp, now: Timestamp) -> f64 {
    let elapsed = now.millis().saturating_sub(since.millis()).max(0);
    let doublings = (elapsed / (DOUBLING_HOURS * HOUR)).min(30);
    (1_u32 << doublings) as f64 / FIRST_ASKED
}

/// To two significant digits: a rate that hardly changed is the same rate.
fn rounded(rate: f64) -> f64 {
    let mut parts = 100.0;
    while rate * parts < 10.0 {
        parts *= 10.0;
    }
    (rate * parts).round() / parts
}

fn count(arrivals: &[Arrivals], hours: Range<i64>) -> u64 {
    let within = arrivals.iter().filter(|of| hours.contains(&of.hour));
    within.map(|of| u64::from(of.responses)).sum()
}

fn hours(days: Range<i64>) -> Range<i64> {
    days.start * HOURS as i64..days.end * HOURS as i64
}

/// Whole days since 1970-01-01, in UTC.
fn day_of(moment: Timestamp) -> i64 {
    moment.millis().div_euclid(HOURS as i64 * HOUR)
}

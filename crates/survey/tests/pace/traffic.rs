//! A month of visitors, minute by minute.

use survey::pace::{Arrivals, Known, Target};
use survey::time::Timestamp;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1440;
/// Minutes for which visitors, caches and answers under way live with an earlier rate.
const LAG: i64 = 10;

/// Midnight of a day.
pub(crate) fn date(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}T00:00:00Z")).unwrap()
}

/// Chance that is the same each time (Steele, Lea and Flood, “Fast Splittable Pseudorandom Number
/// Generators”, 2014).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// From 0 to below 1.
    pub(crate) fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// How many come, if so many do on average (Knuth, by multiplying draws).
    fn poisson(&mut self, mut mean: f64) -> u32 {
        let mut count = 0;
        while mean > 20.0 {
            count += self.poisson(20.0);
            mean -= 20.0;
        }
        let (limit, mut product) = ((-mean).exp(), self.draw());
        while product > limit {
            count += 1;
            product *= self.draw();
        }
        count
    }
}

/// A survey with a target, on a site with visitors.
pub(crate) struct Site<'t> {
    pub(crate) target: Target,
    pub(crate) sample: Option<f64>,
    pub(crate) since: Timestamp,
    /// Responses a day that would come at rate 1, at a day since the beginning and an hour of it.
    pub(crate) traffic: &'t dyn Fn(i64, f64) -> f64,
}

/// What came of it.
pub(crate) struct Days {
    /// The responses of each day.
    pub(crate) responses: Vec<u32>,
    /// The last rate of each day.
    pub(crate) rates: Vec<f64>,
    /// Of each response its day and its weight.
    weights: Vec<(usize, f64)>,
}

impl Days {
    /// The responses of the days from one on.
    pub(crate) fn from(&self, day: usize) -> u32 {
        self.responses[day..].iter().sum()
    }

    /// Kish's design effect of their weights: by how much these blur a score.
    pub(crate) fn design_effect(&self, day: usize) -> f64 {
        let weights = self.weights.iter().filter(|(of, _)| *of >= day);
        let (n, sum, squares) = weights.fold((0.0, 0.0, 0.0), |(n, sum, squares), (_, weight)| {
            (n + 1.0, sum + weight, squares + weight * weight)
        });
        n * squares / (sum * sum)
    }
}

impl Site<'_> {
    /// Lets days pass.
    pub(crate) fn run(&self, days: i64, seed: u64) -> Days {
        let mut chance = Chance(seed);
        let mut arrivals: Vec<Arrivals> = Vec::new();
        let mut ran = Days {
            responses: vec![0; days as usize],
            rates: vec![0.0; days as usize],
            weights: Vec::new(),
        };
        let mut rate = 0.0;
        for minute in 0..days * DAY {
            let now = Timestamp::from_millis(self.since.millis() + minute * MINUTE);
            if minute % LAG == 0 {
                let known = Known {
                    since: self.since,
                    arrivals: &arrivals,
                    sample: self.sample,
                };
                rate = self.target.rate(&known, now);
                assert!(0.0 < rate && rate <= 1.0, "{rate}");
            }
            let (day, hour) = (minute / DAY, (minute % DAY) as f64 / 60.0);
            let demand = (self.traffic)(day, hour) / DAY as f64;
            let came = chance.poisson(demand * rate);
            ran.responses[day as usize] += came;
            ran.rates[day as usize] = rate;
            ran.weights
                .extend((0..came).map(|_| (day as usize, 1.0 / rate)));
            if came > 0 {
                let hour = now.millis().div_euclid(60 * MINUTE);
                if arrivals.last().is_none_or(|last| last.hour != hour) {
                    arrivals.push(Arrivals {
                        hour,
                        responses: 0,
                        demand: 0.0,
                    });
                }
                let last = arrivals.last_mut().unwrap();
                last.responses += came;
                last.demand += f64::from(came) / rate;
            }
        }
        ran
    }
}

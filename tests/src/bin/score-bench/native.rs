//! Counters in this program.

use crate::arrays::Timed;
use crate::ratings::Classes;
use net_promoter_score::{Classification, Survey};
use nps::{Rating, Summary};
use score::{Confidence, Metric, Scale, Score, Tally};
use std::hint::black_box;
use std::time::Instant;

/// Not a counter, but what it takes to read the bytes at all.
pub(crate) fn sum(ratings: &[u8]) -> Timed {
    let start = Instant::now();
    let sum: u64 = black_box(ratings).iter().map(|&r| u64::from(r)).sum();
    black_box(sum);
    Timed::since(start, None)
}

pub(crate) fn ours_from_bytes(ratings: &[u8]) -> Timed {
    let start = Instant::now();
    let mut tally = Tally::new(Scale::NPS);
    tally.add_bytes(black_box(ratings));
    scored(start, &tally)
}

pub(crate) fn ours_one_by_one(ratings: &[i32]) -> Timed {
    let start = Instant::now();
    let mut tally = Tally::new(Scale::NPS);
    for &rating in black_box(ratings) {
        tally.add(rating);
    }
    scored(start, &tally)
}

fn scored(start: Instant, tally: &Tally) -> Timed {
    black_box(Score::of(Metric::Nps, tally, Confidence::P95));
    Timed::since(start, Some(Classes::of(tally)))
}

/// The crate `nps`. Its score is left out: it subtracts the classes as 8-bit numbers.
pub(crate) fn nps(ratings: &[u8]) -> Timed {
    let ratings = ratings.iter().map(|&rating| Rating::new(rating)).collect();
    let start = Instant::now();
    let summary = Summary::new(black_box(ratings));
    let classes = Classes {
        promoters: summary.promoters.into(),
        detractors: summary.detractors.into(),
    };
    Timed::since(start, Some(classes))
}

/// The crate `net_promoter_score`, which keeps every response by its respondent.
pub(crate) fn net_promoter_score(ratings: &[u8]) -> Timed {
    let responses = (0..).zip(black_box(ratings).iter().copied());
    let start = Instant::now();
    let classes = Survey::<u32>::from_responses(responses)
        .map(|mut survey| {
            black_box(survey.score());
            let of = |class| survey.segment(class).len() as u64;
            Classes {
                promoters: of(Classification::Promoter),
                detractors: of(Classification::Detractor),
            }
        })
        .map_err(|_: Vec<net_promoter_score::NetPromoterScoreError>| ());
    Timed::since(start, classes.ok())
}

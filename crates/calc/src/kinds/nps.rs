//! NPS.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Field, Type};
use crate::input::Input;
use crate::value::{Record, Value};
use score::{Band, ClassCounts, Confidence, Metric, Scale, Score, Tally, round_half_away};

pub(super) const KINDS: &[Kind] = &[Kind {
    name: "nps_score",
    about: "Net Promoter Score from responses, from a histogram or from the counts of the classes",
    input: &[
        Field::optional("promoters", Type::Count, "how many rated 9 or 10"),
        Field::optional("passives", Type::Count, "how many rated 7 or 8"),
        Field::optional("detractors", Type::Count, "how many rated 0 to 6"),
        Field::optional("histogram", Type::COUNTS, "how many rated 0, 1, … 10"),
        Field::optional(
            "responses",
            Type::List(&Type::Anything),
            "the ratings; null is missing, what is not a whole number from 0 to 10 is invalid",
        ),
    ],
    result: &[
        Field::needed("n", Type::Count, "valid ratings"),
        Field::needed("promoters", Type::Count, "9 and 10"),
        Field::needed("passives", Type::Count, "7 and 8"),
        Field::needed("detractors", Type::Count, "0 to 6"),
        Field::needed("invalid", Type::Count, "responses that are no rating"),
        Field::needed("missing", Type::Count, "responses that are null"),
        Field::needed(
            "nps",
            Type::NUMBER_OR_NULL,
            "points from −100 to 100, unrounded",
        ),
        Field::needed(
            "nps_rounded",
            Type::NUMBER_OR_NULL,
            "rounded once, half away from zero",
        ),
        Field::needed(
            "promoter_pct",
            Type::NUMBER_OR_NULL,
            "share of promoters in percent",
        ),
        Field::needed(
            "passive_pct",
            Type::NUMBER_OR_NULL,
            "share of passives in percent",
        ),
        Field::needed(
            "detractor_pct",
            Type::NUMBER_OR_NULL,
            "share of detractors in percent",
        ),
    ],
    run: nps_score,
}];

fn nps_score(input: &Input<'_>) -> Result<Record, Fault> {
    let Ratings {
        tally,
        invalid,
        missing,
    } = Ratings::read(input)?;
    let score = Score::of(Metric::Nps, &tally, Confidence::P95);
    let counts = score.classes.unwrap_or_default();
    Ok(class_counts(&counts)
        .with("invalid", invalid)
        .with("missing", missing)
        .with("nps", score.score)
        .with("nps_rounded", score.score.map(round_half_away))
        .with("promoter_pct", counts.share(Band::High))
        .with("passive_pct", counts.share(Band::Middle))
        .with("detractor_pct", counts.share(Band::Low)))
}

fn class_counts(counts: &ClassCounts) -> Record {
    Record::new()
        .with(
            "n",
            counts
                .high
                .saturating_add(counts.middle)
                .saturating_add(counts.low),
        )
        .with("promoters", counts.high)
        .with("passives", counts.middle)
        .with("detractors", counts.low)
}

/// Ratings on the scale of NPS in any of the forms a request has for them.
struct Ratings {
    tally: Tally,
    invalid: u64,
    missing: u64,
}

impl Ratings {
    fn read(input: &Input<'_>) -> Result<Self, Fault> {
        let mut ratings = Self {
            tally: Tally::new(Scale::NPS),
            invalid: 0,
            missing: 0,
        };
        if let Some(responses) = input.get::<&[Value]>("responses") {
            responses.iter().for_each(|response| ratings.add(response));
        } else if let Some(counts) = input.get::<Vec<u64>>("histogram") {
            if counts.len() != Scale::NPS.points() as usize {
                let message = format!("there are {} counts", counts.len());
                return Err(input.fault(
                    "histogram",
                    message,
                    "11, one for each rating from 0 to 10",
                ));
            }
            for (rating, count) in Scale::NPS.ratings().zip(counts) {
                ratings.tally.add_many(rating, count);
            }
        } else {
            for (rating, class) in [(10, "promoters"), (8, "passives"), (6, "detractors")] {
                ratings.tally.add_many(rating, input.need(class)?);
            }
        }
        Ok(ratings)
    }

    fn add(&mut self, response: &Value) {
        let rating = response
            .as_whole()
            .and_then(|whole| i32::try_from(whole).ok());
        if *response == Value::Null {
            self.missing = self.missing.saturating_add(1);
        } else if !rating.is_some_and(|rating| self.tally.add(rating)) {
            self.invalid = self.invalid.saturating_add(1);
        }
    }
}

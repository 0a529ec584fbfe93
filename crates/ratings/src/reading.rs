//! What was read: tallies by segment and wave, and what was set aside.

use score::Tally;
use score::weight::WeightedTally;

use crate::aside::Aside;
use crate::plan::{Part, Plan, key};
use crate::when::Period;

/// Everything that one pass over a source gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// How many records there were: those counted in a cell and those set aside.
    pub records: u64,
    /// The tallies, ordered by segment and then by wave: whole numbers by their size, then texts,
    /// and last what has no value.
    pub cells: Vec<Cell>,
    /// The records that are in no tally.
    pub aside: Aside,
}

/// The ratings of one segment in one wave.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The value of each column that names segments; `None` where none was given.
    pub segment: Vec<Option<String>>,
    /// The wave, if waves were told apart.
    pub period: Option<Period>,
    /// The ratings.
    pub tally: Tally,
    /// The ratings with their weights, if they have them.
    pub weighted: Option<WeightedTally>,
}

impl Reading {
    pub(crate) fn new(plan: &Plan, part: Part) -> Self {
        let wave = plan.dates.as_ref().and_then(|dates| dates.wave);
        let mut weighted = part.weighted.into_iter();
        let cell = |(key, counts): (&[u8], &[u64])| {
            let (values, number) = key::read(key, plan.by.len(), wave.is_some());
            let name = |value: &[u8]| {
                (!value.is_empty()).then(|| String::from_utf8_lossy(value).into_owned())
            };
            let mut tally = Tally::new(plan.scale);
            for (rating, count) in plan.scale.ratings().zip(counts) {
                tally.add_many(rating, *count);
            }
            Cell {
                segment: values.into_iter().map(name).collect(),
                period: wave
                    .zip(number)
                    .map(|(wave, number)| Period::new(wave, number)),
                tally,
                weighted: weighted.next(),
            }
        };
        let mut cells: Vec<_> = part.table.iter().map(cell).collect();
        cells.sort_by_cached_key(|cell| {
            let segment: Vec<Rank> = cell.segment.iter().map(Rank::of).collect();
            (segment, cell.period)
        });
        Self {
            records: part.records,
            cells,
            aside: part.aside,
        }
    }
}

/// Where a value stands among others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number(i64, String),
    Text(String),
    None,
}

impl Rank {
    fn of(value: &Option<String>) -> Self {
        match value {
            None => Self::None,
            Some(text) => match text.parse() {
                Ok(number) => Self::Number(number, text.clone()),
                Err(_) => Self::Text(text.clone()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rank;

    #[test]
    fn numbers_stand_by_their_size_and_what_is_missing_last() {
        let mut values = [
            None,
            Some("b"),
            Some("10"),
            Some("9"),
            Some("a"),
            Some("09"),
        ]
        .map(|value| value.map(str::to_owned));
        values.sort_by_cached_key(Rank::of);
        let values: Vec<_> = values.iter().map(Option::as_deref).collect();
        assert_eq!(
            values,
            [
                Some("09"),
                Some("9"),
                Some("10"),
                Some("a"),
                Some("b"),
                None
            ]
        );
    }
}

//! Ratings as JavaScript gives them, counted.

use crate::read::{COUNT, Place, Wrong, each, one_of};
use js_sys::{Array, Float64Array, Uint8Array};
use score::{ClassCounts, Metric, Tally};
use wasm_bindgen::prelude::*;

/// How many bytes are copied at once: so few that the memory need not grow with what is rated, so
/// many that a call costs nothing beside counting them.
const BYTES: u32 = 1 << 18;

/// How many numbers are copied at once.
const NUMBERS: u32 = 1 << 12;

/// Counted ratings.
pub(crate) struct Ratings {
    pub(crate) counted: Counted,
    /// How many were no rating on the scale.
    pub(crate) invalid: u64,
}

/// What is known of them.
pub(crate) enum Counted {
    /// How often each rating was given.
    Ratings(Tally),
    /// Only the classes: a mean would be made up.
    Classes(ClassCounts),
}

impl Ratings {
    /// Counts what the scripts prepared: a `Uint8Array`, each byte a rating; a `Float64Array`,
    /// each number a rating; or an array of names and counts in turn, inside of another if the
    /// names are those of classes.
    pub(crate) fn read(metric: Metric, given: &JsValue) -> Result<Self, JsValue> {
        let mut tally = Tally::new(metric.scale());
        let mut invalid = 0;
        if let Some(bytes) = given.dyn_ref::<Uint8Array>() {
            invalid = add_bytes(&mut tally, bytes);
        } else if let Some(numbers) = given.dyn_ref::<Float64Array>() {
            invalid = add_numbers(&mut tally, numbers);
        } else {
            let pairs = given.unchecked_ref::<Array>();
            if let Some(pairs) = pairs.get(0).dyn_ref() {
                let counted = Counted::Classes(classes(metric, pairs)?);
                return Ok(Self { counted, invalid });
            }
            add_counts(&mut tally, pairs)?;
        }
        let counted = Counted::Ratings(tally);
        Ok(Self { counted, invalid })
    }
}

/// Returns how many are off the scale.
fn add_bytes(tally: &mut Tally, bytes: &Uint8Array) -> u64 {
    let mut invalid: u64 = 0;
    let mut chunk = Vec::new();
    for (from, to) in pieces(bytes.length(), BYTES) {
        chunk.resize(to.saturating_sub(from) as usize, 0);
        bytes.subarray(from, to).copy_to(&mut chunk);
        invalid = invalid.saturating_add(tally.add_bytes(&chunk));
    }
    invalid
}

/// Returns how many are no whole number on the scale.
fn add_numbers(tally: &mut Tally, numbers: &Float64Array) -> u64 {
    let mut invalid: u64 = 0;
    let mut chunk = Vec::new();
    for (from, to) in pieces(numbers.length(), NUMBERS) {
        chunk.resize(to.saturating_sub(from) as usize, 0.0);
        numbers.subarray(from, to).copy_to(&mut chunk);
        for &rating in &chunk {
            if !whole_rating(rating).is_some_and(|rating| tally.add(rating)) {
                invalid = invalid.saturating_add(1);
            }
        }
    }
    invalid
}

/// A rating as it may stand on a scale; `None` for fractions and what is far from all scales.
pub(crate) fn whole_rating(rating: f64) -> Option<i32> {
    // Saturates, and so is another number.
    let whole = rating as i32;
    (f64::from(whole) == rating).then_some(whole)
}

/// The bounds of pieces of at most `size`, as far as `length`.
fn pieces(length: u32, size: u32) -> impl Iterator<Item = (u32, u32)> {
    let starts = (0..length).step_by(size as usize);
    starts.map(move |from| (from, from.saturating_add(size).min(length)))
}

/// Names are positions from the lowest rating, all of them, or some ratings as text.
fn add_counts(tally: &mut Tally, pairs: &Array) -> Result<(), JsValue> {
    let scale = tally.scale();
    let mut positions = 0;
    for (name, count) in each(pairs) {
        let place = Place::inside("counts", &name, &count);
        let rating = match name.as_f64() {
            Some(steps) => {
                positions = positions.max((steps as u32).saturating_add(1));
                Some(scale.min().saturating_add(steps as i32))
            }
            None => name.as_string().and_then(|name| name.parse().ok()),
        };
        let rating = rating.filter(|rating| scale.contains(*rating));
        let rating = rating.ok_or_else(|| place.expected(Wrong::Field, RATINGS))?;
        tally.add_many(rating, place.count()?);
    }
    if positions > 0 && positions < scale.points() {
        let (name, nothing) = (positions.into(), JsValue::UNDEFINED);
        return Err(Place::inside("counts", &name, &nothing).expected(Wrong::Missing, RATINGS));
    }
    Ok(())
}

const RATINGS: &str = "a count for each rating of the scale";

fn classes(metric: Metric, pairs: &Array) -> Result<ClassCounts, JsValue> {
    let names = class_names(metric).ok_or_else(|| {
        let expected = "a list of ratings, or their counts: they have no classes";
        Place::new("ratings", pairs).expected(Wrong::Type, expected)
    })?;
    let mut counts = [None; 3];
    for (name, count) in each(pairs) {
        let place = Place::inside("", &name, &count);
        let name = name.as_string().unwrap_or_default();
        let mut slots = names.into_iter().zip(&mut counts);
        let slot = slots.find(|(class, _)| *class == name);
        let (_, slot) = slot.ok_or_else(|| place.expected(Wrong::Field, &one_of(&names)))?;
        if !count.is_null() && !count.is_undefined() {
            *slot = Some(place.count()?);
        }
    }
    let nothing = JsValue::UNDEFINED;
    let [high, middle, low] = names;
    let needed = |name, count: Option<u64>| {
        count.ok_or_else(|| Place::new(name, &nothing).expected(Wrong::Missing, COUNT))
    };
    let [high_count, middle_count, low_count] = counts;
    Ok(ClassCounts {
        high: needed(high, high_count)?,
        middle: needed(middle, middle_count)?,
        low: needed(low, low_count)?,
    })
}

/// What the respondents of each class are called, best first.
pub(crate) const fn class_names(metric: Metric) -> Option<[&'static str; 3]> {
    match metric {
        Metric::Nps => Some(["promoters", "passives", "detractors"]),
        Metric::Csat { .. } => Some(["satisfied", "neutral", "dissatisfied"]),
        Metric::Ces { .. } => Some(["easy", "neutral", "hard"]),
        Metric::Rating { .. } => None,
    }
}

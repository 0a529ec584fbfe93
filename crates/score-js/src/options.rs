//! How to score: what the caller may leave out.

use crate::read::{Place, Wrong, each, one_of};
use js_sys::Array;
use score::nps::PseudoCounts;
use score::{Confidence, Direction, MIN_N, Metric, Scale};
use wasm_bindgen::prelude::*;

/// What was chosen, or what holds without a choice.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) confidence: Confidence,
    method: JsValue,
    /// What adjusted Wald adds.
    pub(crate) pseudo: PseudoCounts,
    min_n: Option<u64>,
    scale: Option<Scale>,
    top: JsValue,
    direction: Direction,
}

const CONFIDENCE: &str = "a number above 0 and below 1";
const PSEUDO: &str = "three numbers from 0 to 1000000000: promoters, passives, detractors";
const SCALE: &str = "two whole numbers from -1000 to 1000, the lower one first, at most 100 apart";
const TOP: &str = "a whole number of at least 1, fewer than the scale has points";
const DIRECTION: &str = "`higher_is_easier` or `lower_is_easier`";

impl Options {
    /// Reads names and values that stand in turn. Values that are missing are left alone; so are
    /// no names but the known ones.
    pub(crate) fn read(given: &Array, known: &[&str]) -> Result<Self, JsValue> {
        let mut options = Self::default();
        for (name, value) in each(given) {
            let name = name.as_string().unwrap_or_default();
            if !known.contains(&name.as_str()) {
                return Err(Place::new(&name, &value).expected(Wrong::Field, &one_of(known)));
            }
            if !value.is_null() && !value.is_undefined() {
                options.set(&name, value)?;
            }
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: JsValue) -> Result<(), JsValue> {
        let place = Place::new(name, &value);
        match name {
            "confidence" => {
                let confidence = Confidence::new(place.number(0.0, 1.0, CONFIDENCE)?);
                self.confidence =
                    confidence.ok_or_else(|| place.expected(Wrong::Range, CONFIDENCE))?;
            }
            "pseudo" => self.pseudo = pseudo(&value)?,
            "minN" => self.min_n = Some(place.count()?),
            "scale" => self.scale = Some(scale(&value)?),
            "direction" => {
                let direction = Direction::from_name(&place.text(DIRECTION)?);
                self.direction = direction.ok_or_else(|| place.expected(Wrong::Name, DIRECTION))?;
            }
            // Which are right depends on others.
            "top" => self.top = value,
            _ => self.method = value,
        }
        Ok(())
    }

    /// The metric of that name on the scale and in the direction that were chosen.
    pub(crate) fn metric(&self, name: &str) -> Result<Metric, JsValue> {
        let scale = |usual| self.scale.unwrap_or(usual);
        Ok(match name {
            "csat" => {
                let scale = scale(Scale::FIVE);
                Metric::Csat {
                    scale,
                    top: self.top(scale)?,
                }
            }
            "ces" => Metric::Ces {
                scale: scale(Scale::SEVEN),
                direction: self.direction,
            },
            "rating" => Metric::Rating {
                scale: scale(Scale::FIVE),
            },
            _ => Metric::Nps,
        })
    }

    /// The method that was chosen among these, or else the default.
    pub(crate) fn method<M: Copy + Default>(
        &self,
        all: &[M],
        name: fn(M) -> &'static str,
    ) -> Result<M, JsValue> {
        if self.method.is_undefined() {
            return Ok(M::default());
        }
        let place = Place::new("method", &self.method);
        let names: Vec<&str> = all.iter().map(|method| name(*method)).collect();
        let expected = one_of(&names);
        let chosen = place.text(&expected)?;
        let method = all.iter().find(|method| name(**method) == chosen);
        method
            .copied()
            .ok_or_else(|| place.expected(Wrong::Name, &expected))
    }

    /// Whether so many respondents are too few to say anything.
    pub(crate) fn too_few(&self, n: u64) -> bool {
        n < self.min_n.unwrap_or(MIN_N)
    }

    fn top(&self, scale: Scale) -> Result<u32, JsValue> {
        if self.top.is_undefined() {
            return Ok(Metric::default_top(scale));
        }
        let place = Place::new("top", &self.top);
        let top = place.whole(TOP)?;
        let top = u32::try_from(top).ok();
        let top = top.filter(|top| Metric::is_top(scale, *top));
        top.ok_or_else(|| place.expected(Wrong::Range, TOP))
    }
}

fn pseudo(given: &JsValue) -> Result<PseudoCounts, JsValue> {
    let list = list("pseudo", given, 3, PSEUDO)?;
    let count = |index: u32| {
        let (key, value) = (index.into(), list.get(index));
        Place::inside("pseudo", &key, &value).number(0.0, PseudoCounts::MAX, PSEUDO)
    };
    let pseudo = PseudoCounts::new(count(0)?, count(1)?, count(2)?);
    pseudo.ok_or_else(|| Place::new("pseudo", given).expected(Wrong::Range, PSEUDO))
}

fn scale(given: &JsValue) -> Result<Scale, JsValue> {
    let list = list("scale", given, 2, SCALE)?;
    let end = |index: u32| {
        let (key, value) = (index.into(), list.get(index));
        Place::inside("scale", &key, &value).whole(SCALE)
    };
    let scale = Scale::new(end(0)?, end(1)?);
    scale.ok_or_else(|| Place::new("scale", given).expected(Wrong::Range, SCALE))
}

fn list(at: &str, given: &JsValue, length: u32, expected: &str) -> Result<Array, JsValue> {
    let list = given.dyn_ref::<Array>().cloned();
    let list = list.filter(|list| list.length() == length);
    list.ok_or_else(|| Place::new(at, given).expected(Wrong::Type, expected))
}

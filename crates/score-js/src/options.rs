//! How to score: what the caller may leave out.

use crate::read::{Place, Wrong, one_of};
use js_sys::Array;
use score::nps::PseudoCounts;
use score::{Confidence, Direction, MIN_N, Metric, Scale};
use wasm_bindgen::prelude::*;

/// What was chosen. The scripts let no other names through, and copy what the caller gave: so a
/// getter runs nothing of the caller's. What was not chosen is `undefined`.
#[wasm_bindgen]
extern "C" {
    /// An object with some of these members.
    pub type Options;
    #[wasm_bindgen(method, getter, js_name = confidence)]
    fn given_confidence(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = method)]
    fn given_method(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = pseudo)]
    fn given_pseudo(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = minN)]
    fn given_min_n(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = scale)]
    fn given_scale(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = top)]
    fn given_top(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = direction)]
    fn given_direction(this: &Options) -> JsValue;
}

const CONFIDENCE: &str = "a number above 0 and below 1";
const PSEUDO: &str = "three numbers from 0 to 1000000000: promoters, passives, detractors";
const SCALE: &str = "two whole numbers from -1000 to 1000, the lower one first, at most 100 apart";
const TOP: &str = "a whole number of at least 1, fewer than the scale has points";
const DIRECTION: &str = "`higher_is_easier` or `lower_is_easier`";

impl Options {
    pub(crate) fn confidence(&self) -> Result<Confidence, JsValue> {
        let given = self.given_confidence();
        if given.is_undefined() {
            return Ok(Confidence::default());
        }
        let place = Place::new("confidence", &given);
        let confidence = Confidence::new(place.number(0.0, 1.0, CONFIDENCE)?);
        confidence.ok_or_else(|| place.expected(Wrong::Range, CONFIDENCE))
    }

    /// One of all methods, by its name.
    pub(crate) fn method<M: Copy + Default, const N: usize>(
        &self,
        all: [M; N],
        name: fn(M) -> &'static str,
    ) -> Result<M, JsValue> {
        let given = self.given_method();
        if given.is_undefined() {
            return Ok(M::default());
        }
        let place = Place::new("method", &given);
        let expected = one_of(&all.map(name));
        let chosen = place.text(&expected)?;
        let method = all.into_iter().find(|method| name(*method) == chosen);
        method.ok_or_else(|| place.expected(Wrong::Name, &expected))
    }

    /// What adjusted Wald adds.
    pub(crate) fn pseudo(&self) -> Result<PseudoCounts, JsValue> {
        let given = self.given_pseudo();
        if given.is_undefined() {
            return Ok(PseudoCounts::default());
        }
        let list = list("pseudo", &given, 3, PSEUDO)?;
        let count = |index: u32| {
            let (key, value) = (index.into(), list.get(index));
            Place::inside("pseudo", &key, &value).number(0.0, PseudoCounts::MAX, PSEUDO)
        };
        let pseudo = PseudoCounts::new(count(0)?, count(1)?, count(2)?);
        pseudo.ok_or_else(|| Place::new("pseudo", &given).expected(Wrong::Range, PSEUDO))
    }

    /// From how many respondents on there is something to say.
    pub(crate) fn min_n(&self) -> Result<u64, JsValue> {
        let given = self.given_min_n();
        if given.is_undefined() {
            return Ok(MIN_N);
        }
        Place::new("minN", &given).count()
    }

    /// The metric of that name, on the scale and in the direction that were chosen.
    pub(crate) fn metric(&self, name: &str) -> Result<Metric, JsValue> {
        Ok(match name {
            "csat" => {
                let scale = self.scale(Scale::FIVE)?;
                let top = self.top(scale)?;
                Metric::Csat { scale, top }
            }
            "ces" => Metric::Ces {
                scale: self.scale(Scale::SEVEN)?,
                direction: self.direction()?,
            },
            "rating" => Metric::Rating {
                scale: self.scale(Scale::FIVE)?,
            },
            _ => Metric::Nps,
        })
    }

    fn scale(&self, usual: Scale) -> Result<Scale, JsValue> {
        let given = self.given_scale();
        if given.is_undefined() {
            return Ok(usual);
        }
        let list = list("scale", &given, 2, SCALE)?;
        let end = |index: u32| {
            let (key, value) = (index.into(), list.get(index));
            Place::inside("scale", &key, &value).whole(SCALE)
        };
        let scale = Scale::new(end(0)?, end(1)?);
        scale.ok_or_else(|| Place::new("scale", &given).expected(Wrong::Range, SCALE))
    }

    fn top(&self, scale: Scale) -> Result<u32, JsValue> {
        let given = self.given_top();
        if given.is_undefined() {
            return Ok(Metric::default_top(scale));
        }
        let place = Place::new("top", &given);
        let top = u32::try_from(place.whole(TOP)?).ok();
        let top = top.filter(|top| Metric::is_top(scale, *top));
        top.ok_or_else(|| place.expected(Wrong::Range, TOP))
    }

    fn direction(&self) -> Result<Direction, JsValue> {
        let given = self.given_direction();
        if given.is_undefined() {
            return Ok(Direction::default());
        }
        let place = Place::new("direction", &given);
        let direction = Direction::from_name(&place.text(DIRECTION)?);
        direction.ok_or_else(|| place.expected(Wrong::Name, DIRECTION))
    }
}

fn list(at: &str, given: &JsValue, length: u32, expected: &str) -> Result<Array, JsValue> {
    let list = given.dyn_ref::<Array>().cloned();
    let list = list.filter(|list| list.length() == length);
    list.ok_or_else(|| Place::new(at, given).expected(Wrong::Type, expected))
}

//! How languages write numbers, as the browser knows it.

use js_sys::Intl::{NumberFormat, PluralRules};
use js_sys::{Array, Object};
use survey::words::{Numerals, Plural};
use wasm_bindgen::JsValue;

pub(crate) fn of_browser() -> Numerals {
    Numerals { digits, plural }
}

fn digits(language: &str, number: f64) -> String {
    let format = NumberFormat::new(&Array::of1(&language.into()), &Object::new());
    let digits = format.format().call1(&JsValue::UNDEFINED, &number.into());
    digits
        .ok()
        .and_then(|digits| digits.as_string())
        .unwrap_or_default()
}

fn plural(language: &str, number: f64) -> Plural {
    let rules = PluralRules::new(&Array::of1(&language.into()), &Object::new());
    let name = String::from(rules.select(number));
    Plural::from_name(&name)
}

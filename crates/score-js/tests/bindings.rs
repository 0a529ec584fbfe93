//! What is exported, called as the scripts call it.
#![cfg(target_family = "wasm")]

use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array};
use score_js::{metrics, statistics};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn list<const N: usize>(values: [JsValue; N]) -> Array {
    values.into_iter().collect()
}

fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

fn nps(ratings: &JsValue) -> Result<JsValue, JsValue> {
    metrics::score("nps", ratings, 0.0, Object::new().unchecked_ref())
}

#[test]
fn bytes_numbers_and_counts_are_the_same_ratings() {
    let bytes = Uint8Array::from(&[10, 9, 6][..]);
    let numbers = Float64Array::from(&[10.0, 9.0, 6.0][..]);
    let one = JsValue::from(1);
    let [six, nine, ten] = ["6", "9", "10"].map(JsValue::from);
    let counts = list([six, one.clone(), nine, one.clone(), ten, one]);
    for ratings in [bytes.as_ref(), numbers.as_ref(), counts.as_ref()] {
        let score = nps(ratings).unwrap();
        assert_eq!(member(&score, "n"), 3);
        assert_eq!(member(&score, "score"), 100.0 / 3.0);
        assert!(Object::is_frozen(score.unchecked_ref::<Object>()));
    }
}

/// More than is copied at once, and not a multiple of it.
#[test]
fn every_byte_of_many_is_counted() {
    let mut bytes = vec![9; (1 << 18) * 2 + 5];
    bytes.extend([0, 255]);
    let score = nps(Uint8Array::from(&bytes[..]).as_ref()).unwrap();
    assert_eq!(member(&score, "n"), f64::from((1 << 19) + 6));
    assert_eq!(member(&score, "invalid"), 1);
    assert_eq!(member(&member(&score, "classes"), "detractors"), 1);
}

#[test]
fn every_number_of_many_is_counted() {
    let mut numbers = vec![9.0; (1 << 12) * 2 + 5];
    numbers.extend([0.0, -0.0, 0.5, f64::NAN, f64::INFINITY, 1e300, -1.0, 11.0]);
    let score = nps(Float64Array::from(&numbers[..]).as_ref()).unwrap();
    assert_eq!(member(&score, "n"), f64::from((1 << 13) + 7));
    assert_eq!(member(&score, "invalid"), 6);
}

#[test]
fn a_mistake_is_thrown_as_an_error_of_its_kind() {
    let options = Object::new();
    Reflect::set(&options, &"confidence".into(), &95.into()).unwrap();
    let options = options.unchecked_ref();
    let error = metrics::score("nps", Uint8Array::new_with_length(0).as_ref(), 0.0, options);
    let error = error.unwrap_err();
    assert!(error.is_instance_of::<js_sys::RangeError>());
    assert_eq!(member(&error, "at"), "confidence");
    let error = statistics::calc("nps", &JsValue::NULL).unwrap_err();
    assert!(error.is_instance_of::<js_sys::TypeError>());
    assert_eq!(member(&error, "code"), "unknown_kind");
}

#[test]
fn statistics_read_every_kind_of_value() {
    let numbers = Float64Array::from(&[1.0, 2.0, 3.0][..]);
    let input = Object::new();
    let entries = list([
        "values".into(),
        numbers.into(),
        "conf".into(),
        JsValue::NULL,
    ]);
    Reflect::set(&input, &"entries".into(), &entries).unwrap();
    let result = statistics::calc("mean_ci", &input).unwrap();
    assert_eq!(member(&result, "mean"), 2);
    assert_eq!(member(&result, "n"), 3);
}

#[test]
fn every_statistic_has_its_name() {
    let names = statistics::kinds();
    assert!(names.length() > 30);
    assert!(names.includes(&"kaplan_meier".into(), 0));
}

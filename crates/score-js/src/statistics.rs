//! Every statistic by name, as the scripts call them.

use crate::host;
use calc::{Fault, Record, Value};
use js_sys::{Array, Float64Array};
use wasm_bindgen::prelude::*;

/// Computes a statistic.
///
/// # Errors
///
/// What is wrong with the request, in the words of [`calc::Fault`].
#[wasm_bindgen]
pub fn calc(kind: &str, input: &JsValue) -> Result<JsValue, JsValue> {
    let result = calc::calculate(kind, &read(input));
    result.map(|record| object(&record)).map_err(|fault| {
        let Fault {
            at,
            code,
            message,
            expected,
        } = fault;
        host::error(code, &at, &message, &expected)
    })
}

/// The name of every statistic.
#[wasm_bindgen]
pub fn kinds() -> Array {
    let names = calc::kinds().map(|kind| JsValue::from_str(kind.name));
    names.collect()
}

#[wasm_bindgen]
extern "C" {
    /// An object, as the scripts prepare it.
    type Members;
    /// Names and values in turn.
    #[wasm_bindgen(method, getter)]
    fn entries(this: &Members) -> Array;
}

/// Reads what the scripts prepared. It is not nested deeper than they let it be.
fn read(given: &JsValue) -> Value {
    if given.is_null() || given.is_undefined() {
        Value::Null
    } else if let Some(number) = given.as_f64() {
        Value::Number(number)
    } else if let Some(flag) = given.as_bool() {
        Value::Flag(flag)
    } else if let Some(text) = given.as_string() {
        Value::from(text)
    } else if given.is_bigint() {
        whole(given)
    } else if let Some(numbers) = given.dyn_ref::<Float64Array>() {
        Value::List(numbers.to_vec().into_iter().map(Value::Number).collect())
    } else if let Some(list) = given.dyn_ref::<Array>() {
        Value::List(list.iter().map(|item| read(&item)).collect())
    } else {
        let entries = given.unchecked_ref::<Members>().entries();
        let mut record = Record::new();
        for index in (0..entries.length()).step_by(2) {
            let name = entries.get(index).as_string().unwrap_or_default();
            record.push(name, read(&entries.get(index.saturating_add(1))));
        }
        Value::Record(record)
    }
}

/// Whole numbers that nobody counts to are out of any range.
fn whole(given: &JsValue) -> Value {
    let count = u64::try_from(given.clone()).map(i128::from);
    let whole = count.or_else(|_| i64::try_from(given.clone()).map(i128::from));
    whole.map_or(Value::Whole(i128::MAX), Value::Whole)
}

fn written(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Flag(flag) => JsValue::from_bool(*flag),
        Value::Whole(whole) => JsValue::from_f64(*whole as f64),
        Value::Number(number) => JsValue::from_f64(*number),
        Value::Text(text) => JsValue::from_str(text),
        Value::List(items) => {
            let list: Array = items.iter().map(written).collect();
            host::list(&list)
        }
        Value::Record(record) => object(record),
    }
}

fn object(record: &Record) -> JsValue {
    let entries = Array::new();
    for (name, value) in record.iter() {
        entries.push(&JsValue::from_str(name));
        entries.push(&written(value));
    }
    host::object(&entries)
}

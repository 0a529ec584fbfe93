//! Definitions as the browser parsed them.

use js_sys::{Array, Number, Object, Reflect};
use survey::node::{Kind, Node};
use wasm_bindgen::prelude::*;

/// A value out of the browser's own JSON parser.
pub(crate) struct JsNode(pub(crate) JsValue);

impl Node for JsNode {
    fn kind(&self) -> Kind {
        let JsNode(value) = self;
        if value.is_string() {
            Kind::Text
        } else if value.as_f64().is_some() {
            Kind::Number
        } else if value.as_bool().is_some() {
            Kind::Flag
        } else if Array::is_array(value) {
            Kind::List
        } else if value.is_object() {
            Kind::Object
        } else {
            Kind::Null
        }
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64().filter(|number| number.is_finite())
    }

    fn literal(&self) -> String {
        self.0
            .unchecked_ref::<Number>()
            .to_string_with_radix(10)
            .map(String::from)
            .unwrap_or_default()
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn items(&self) -> Vec<Self> {
        if Array::is_array(&self.0) {
            Array::from(&self.0).iter().map(JsNode).collect()
        } else {
            Vec::new()
        }
    }

    fn member(&self, key: &str) -> Option<Self> {
        // Only what the document itself says, not what objects inherit.
        let own =
            self.0.is_object() && Object::has_own(self.0.unchecked_ref::<Object>(), &key.into());
        own.then(|| Reflect::get(&self.0, &key.into()).ok().map(JsNode))?
    }

    fn keys(&self) -> Vec<String> {
        if !self.0.is_object() {
            return Vec::new();
        }
        let keys = Object::keys(self.0.unchecked_ref::<Object>());
        keys.iter().filter_map(|key| key.as_string()).collect()
    }
}

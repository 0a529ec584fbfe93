//! Definitions as the browser parsed them.

use js_sys::{Array, Object};
use survey::node::{Kind, Node};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/node.js")]
extern "C" {
    fn kind(value: &JsValue) -> usize;
    fn member(object: &JsValue, key: &str) -> JsValue;
    fn literal(number: &JsValue) -> String;
}

/// What `kind` in `node.js` counts by.
const KINDS: [Kind; 6] = [
    Kind::Null,
    Kind::Flag,
    Kind::Number,
    Kind::Text,
    Kind::List,
    Kind::Object,
];

/// A value out of the browser's own JSON parser.
#[derive(Clone, Default)]
pub(crate) struct JsNode(pub(crate) JsValue);

impl JsNode {
    fn is(&self, kind: Kind) -> bool {
        self.kind() == kind
    }
}

impl Node for JsNode {
    fn kind(&self) -> Kind {
        KINDS.get(kind(&self.0)).copied().unwrap_or(Kind::Null)
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64().filter(|number| number.is_finite())
    }

    fn literal(&self) -> String {
        literal(&self.0)
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn items(&self) -> Vec<Self> {
        if !self.is(Kind::List) {
            return Vec::new();
        }
        let items = self.0.unchecked_ref::<Array>();
        items.iter().map(JsNode).collect()
    }

    fn member(&self, key: &str) -> Option<Self> {
        if !self.is(Kind::Object) {
            return None;
        }
        let member = member(&self.0, key);
        (!member.is_undefined()).then_some(JsNode(member))
    }

    fn keys(&self) -> Vec<String> {
        if !self.is(Kind::Object) {
            return Vec::new();
        }
        let keys = Object::keys(self.0.unchecked_ref::<Object>());
        keys.iter().filter_map(|key| key.as_string()).collect()
    }
}

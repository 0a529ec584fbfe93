//! Definitions as the browser parsed them.

use survey::node::{Kind, Node};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/node.js")]
extern "C" {
    fn kind(value: &JsValue) -> usize;
    fn item(value: &JsValue, index: usize) -> JsValue;
    fn keys(value: &JsValue) -> JsValue;
    fn member(value: &JsValue, key: &str) -> JsValue;
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
        // A whole list of values at once is more to hand over than one after the other.
        let mut items = Vec::new();
        loop {
            let item = item(&self.0, items.len());
            if item.is_undefined() {
                return items;
            }
            items.push(JsNode(item));
        }
    }

    fn member(&self, key: &str) -> Option<Self> {
        let member = member(&self.0, key);
        (!member.is_undefined()).then_some(JsNode(member))
    }

    fn keys(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for key in &JsNode(keys(&self.0)).items() {
            if let Some(text) = key.text() {
                texts.push(text);
            }
        }
        texts
    }
}

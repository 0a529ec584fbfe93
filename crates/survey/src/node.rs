//! The one view of JSON that definitions and responses are read through.
//!
//! A browser hands over a `JsValue`, a host a `serde_json::Value`; parser and problems are written once.

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`, and whatever JSON cannot say.
    Null,
    /// `true` or `false`.
    Flag,
    /// A finite number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

/// One JSON value, whoever parsed it.
pub trait Node: Sized {
    /// What this value is.
    fn kind(&self) -> Kind;
    /// The string, if it is one.
    fn text(&self) -> Option<String>;
    /// The number, if it is one and finite.
    fn number(&self) -> Option<f64>;
    /// The number written as JSON. Meaningless for anything else.
    fn literal(&self) -> String;
    /// The boolean, if it is one.
    fn flag(&self) -> Option<bool>;
    /// The elements of an array; nothing for anything else.
    fn items(&self) -> Vec<Self>;
    /// The member of an object, if it is there.
    fn member(&self, key: &str) -> Option<Self>;
    /// The keys of an object; nothing for anything else.
    fn keys(&self) -> Vec<String>;
}

#[cfg(feature = "serde_json")]
impl Node for &serde_json::Value {
    fn kind(&self) -> Kind {
        use serde_json::Value;
        match self {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Flag,
            Value::Number(_) => Kind::Number,
            Value::String(_) => Kind::Text,
            Value::Array(_) => Kind::List,
            Value::Object(_) => Kind::Object,
        }
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn literal(&self) -> String {
        self.to_string()
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn items(&self) -> Vec<Self> {
        self.as_array()
            .map(|items| items.iter().collect())
            .unwrap_or_default()
    }

    fn member(&self, key: &str) -> Option<Self> {
        serde_json::Value::get(self, key)
    }

    fn keys(&self) -> Vec<String> {
        self.as_object()
            .map(|object| object.keys().cloned().collect())
            .unwrap_or_default()
    }
}

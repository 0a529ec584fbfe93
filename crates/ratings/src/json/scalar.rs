//! The values of a JSON object, read without building it.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use crate::look::Sample;
use crate::value::{self, Found};
use crate::when;

/// A value of an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'de> {
    /// Null, or not there.
    Null,
    Bool(bool),
    /// A whole number; a larger one than this can hold is the largest.
    Whole(i64),
    Float(f64),
    Text(Cow<'de, str>),
    /// An array or an object.
    Nested(Value),
}

impl Scalar<'_> {
    /// Adds it to what is seen of a column.
    pub(super) fn see(&self, sample: &mut Sample) {
        match self {
            Self::Null => {}
            Self::Whole(value) => sample.see_whole(*value),
            Self::Float(value) => match value::whole_of(*value) {
                Found::Value(value) => sample.see_whole(value),
                Found::Missing | Found::Invalid(_) => {
                    sample.values += 1;
                    sample.fractions += 1;
                }
            },
            Self::Text(text) => {
                sample.values += 1;
                if matches!(when::found(text.as_bytes()), Found::Value(_)) {
                    sample.dates += 1;
                }
            }
            Self::Bool(_) | Self::Nested(_) => sample.values += 1,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Whole(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Whole(i64::try_from(value).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(array)).map(Scalar::Nested)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(object)).map(Scalar::Nested)
    }
}

/// Every key of an object with its value.
pub(super) struct Entries<'de>(pub(super) Vec<(String, Scalar<'de>)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(EntriesVisitor)
    }
}

/// Picks the values of some keys from an object and passes over the others.
pub(super) struct Picked<'k> {
    keys: &'k [&'k str],
}

impl<'k> Picked<'k> {
    /// The values of the keys in their order, [`Scalar::Null`] for those that are not there. An
    /// error for what is no object, and where one of the keys stands twice.
    pub(super) fn read<'de>(
        line: &'de [u8],
        keys: &'k [&'k str],
    ) -> Result<Vec<Scalar<'de>>, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        let values = deserializer.deserialize_map(Self { keys })?;
        deserializer.end().map(|()| values)
    }
}

impl<'de> Visitor<'de> for Picked<'_> {
    type Value = Vec<Scalar<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = vec![None; self.keys.len()];
        while let Some(key) = map.next_key_seed(Key(self.keys))? {
            match key.and_then(|key| values.get_mut(key)) {
                Some(Some(_)) => return Err(de::Error::custom("a key stands twice")),
                Some(value) => *value = Some(map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(values
            .into_iter()
            .map(|value| value.unwrap_or(Scalar::Null))
            .collect())
    }
}

/// Which of the keys a key is.
struct Key<'k>(&'k [&'k str]);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|key| *key == text))
    }
}

//! Reading a request that was checked against its fields.

use crate::fault::Fault;
use crate::field::{Field, Type, join, missing_field};
use crate::value::{Record, Value};
use score::Confidence;

/// An object of a request, checked: a field that is there holds what its table says.
#[derive(Clone, Debug)]
pub(crate) struct Input<'v> {
    at: String,
    fields: &'static [Field],
    record: &'v Record,
}

/// What can be read out of a checked field.
pub(crate) trait Read<'v>: Sized {
    fn read(value: &'v Value) -> Option<Self>;
}

impl<'v> Input<'v> {
    pub(crate) fn new(at: String, fields: &'static [Field], record: &'v Record) -> Self {
        Self { at, fields, record }
    }

    /// The field, if it is there and not `null`.
    pub(crate) fn get<T: Read<'v>>(&self, name: &str) -> Option<T> {
        self.record.get(name).and_then(T::read)
    }

    /// The field.
    ///
    /// # Errors
    ///
    /// [`Fault`] if it is not there: for fields that are needed only in this form of the request.
    pub(crate) fn need<T: Read<'v>>(&self, name: &str) -> Result<T, Fault> {
        self.get(name).ok_or_else(|| self.missing(name))
    }

    /// Whether the field is there and not `null`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get::<&Value>(name).is_some()
    }

    /// An object within this one.
    ///
    /// # Errors
    ///
    /// [`Fault`] if it is not there.
    pub(crate) fn record(&self, name: &str) -> Result<Input<'v>, Fault> {
        let record = self.need::<&Record>(name)?;
        let fields = match self.kind(name) {
            Some(Type::Record(fields)) => *fields,
            _ => &[],
        };
        Ok(Input::new(join(&self.at, name), fields, record))
    }

    /// The objects of a list; none if it is not there.
    pub(crate) fn records(&self, name: &str) -> Vec<Input<'v>> {
        let fields = match self.kind(name) {
            Some(Type::List(Type::Record(fields))) => *fields,
            _ => &[],
        };
        let items: &[Value] = self.get(name).unwrap_or_default();
        let records = items.iter().filter_map(<&Record>::read).enumerate();
        records
            .map(|(index, record)| {
                let at = format!("{}[{index}]", join(&self.at, name));
                Input::new(at, fields, record)
            })
            .collect()
    }

    /// The field `conf`; 95 % without it.
    pub(crate) fn confidence(&self) -> Result<Confidence, Fault> {
        let level = self.get("conf").unwrap_or(0.95);
        Confidence::new(level).ok_or_else(|| {
            let message = "no interval has this confidence";
            self.fault("conf", message, CONF.kind.expected())
        })
    }

    /// What is wrong with a field beyond what its table says, for instance beside another one.
    pub(crate) fn fault(
        &self,
        name: &str,
        message: impl Into<String>,
        expected: impl Into<String>,
    ) -> Fault {
        Fault::new(join(&self.at, name), "inconsistent", message, expected)
    }

    fn missing(&self, name: &str) -> Fault {
        let kind = self.kind(name).copied().unwrap_or(Type::Anything);
        missing_field(&join(&self.at, name), &kind)
    }

    fn kind(&self, name: &str) -> Option<&'static Type> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(&field.kind)
    }
}

/// The confidence of an interval, read by [`Input::confidence`].
pub(crate) const CONF: Field = Field::optional(
    "conf",
    Type::Number(crate::field::Bounds::Open(0.0, 1.0)),
    "confidence of the interval as a proportion; 0.95 if not given",
);

impl<'v> Read<'v> for &'v Value {
    fn read(value: &'v Value) -> Option<Self> {
        (*value != Value::Null).then_some(value)
    }
}

impl Read<'_> for u64 {
    fn read(value: &Value) -> Option<Self> {
        value
            .as_whole()
            .and_then(|whole| Self::try_from(whole).ok())
    }
}

impl Read<'_> for i64 {
    fn read(value: &Value) -> Option<Self> {
        value
            .as_whole()
            .and_then(|whole| Self::try_from(whole).ok())
    }
}

impl Read<'_> for usize {
    fn read(value: &Value) -> Option<Self> {
        value
            .as_whole()
            .and_then(|whole| Self::try_from(whole).ok())
    }
}

impl Read<'_> for f64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_number()
    }
}

impl Read<'_> for bool {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }
}

impl<'v> Read<'v> for &'v str {
    fn read(value: &'v Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'v> Read<'v> for &'v Record {
    fn read(value: &'v Value) -> Option<Self> {
        match value {
            Value::Record(record) => Some(record),
            _ => None,
        }
    }
}

impl<'v> Read<'v> for &'v [Value] {
    fn read(value: &'v Value) -> Option<Self> {
        match value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }
}

/// Every element, in its place.
impl<'v, T: Read<'v>> Read<'v> for Vec<T> {
    fn read(value: &'v Value) -> Option<Self> {
        let items = <&[Value]>::read(value)?;
        items.iter().map(T::read).collect()
    }
}

//! What a field may hold. One table of fields checks a request, describes itself and becomes the
//! TypeScript types, so none of them can say anything else than the others.

use crate::fault::{Fault, one_of};
use crate::value::Value;

/// One field of a request or of a result.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Type,
    /// Whether it must be there. One that need not be may also be `null`.
    pub needed: bool,
    /// What it means, with its unit.
    #[cfg(feature = "about")]
    pub about: &'static str,
}

impl Field {
    /// A field that must be there.
    #[must_use]
    pub const fn needed(name: &'static str, kind: Type, about: &'static str) -> Self {
        #[cfg(not(feature = "about"))]
        let _ = about;
        Self {
            name,
            kind,
            needed: true,
            #[cfg(feature = "about")]
            about,
        }
    }

    /// A field that may be missing.
    #[must_use]
    pub const fn optional(name: &'static str, kind: Type, about: &'static str) -> Self {
        #[cfg(not(feature = "about"))]
        let _ = about;
        Self {
            name,
            kind,
            needed: false,
            #[cfg(feature = "about")]
            about,
        }
    }
}

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// Anything at all, also `null`: ratings as they were given.
    Anything,
    /// `true` or `false`.
    Flag,
    /// A string.
    Text,
    /// One of these strings.
    Name(&'static [&'static str]),
    /// A whole number of at least 0, up to the largest `u64`.
    Count,
    /// A whole number within these bounds, both included.
    Whole(i64, i64),
    /// A finite number within these bounds.
    Number(Bounds),
    /// The same or `null`, where a statistic may be undefined.
    OrNull(&'static Type),
    /// Any number of these.
    List(&'static Type),
    /// An object with these fields and no others.
    Record(&'static [Field]),
}

/// Which numbers are possible.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bounds {
    /// Every finite one.
    Any,
    /// 0 and above.
    NotNegative,
    /// Above 0.
    Positive,
    /// From the first to the second, both included.
    Closed(f64, f64),
    /// Between the two, neither included.
    Open(f64, f64),
}

impl Type {
    /// Any finite number.
    pub const NUMBER: Self = Self::Number(Bounds::Any);
    /// Any finite number, or `null` where it is undefined.
    pub const NUMBER_OR_NULL: Self = Self::OrNull(&Self::NUMBER);
    /// A proportion or a probability, from 0 to 1.
    pub const PROPORTION: Self = Self::Number(Bounds::Closed(0.0, 1.0));
    /// A list of numbers.
    pub const NUMBERS: Self = Self::List(&Self::NUMBER);
    /// A list of counts.
    pub const COUNTS: Self = Self::List(&Self::Count);

    /// What would be right, to be read after “expected”.
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Self::Anything => "a value".into(),
            Self::Flag => "true or false".into(),
            Self::Text => "a text".into(),
            Self::Name(names) => one_of(names.iter().copied()),
            Self::Count => "a whole number of at least 0".into(),
            Self::Whole(min, max) => format!("a whole number from {min} to {max}"),
            Self::Number(bounds) => bounds.expected(),
            Self::OrNull(kind) => format!("{} or null", kind.expected()),
            Self::List(kind) => format!("a list, each element {}", kind.expected()),
            Self::Record(fields) => {
                let names = fields.iter().map(|field| field.name);
                format!("an object with {}", all_of(names))
            }
        }
    }

    /// Checks a value that stands at `at`.
    ///
    /// # Errors
    ///
    /// The first [`Fault`] from the left.
    pub(crate) fn check(&self, value: &Value, at: &str) -> Result<(), Fault> {
        match (self, value) {
            (Self::Anything, _)
            | (Self::OrNull(_), Value::Null)
            | (Self::Flag, Value::Flag(_))
            | (Self::Text, Value::Text(_)) => Ok(()),
            (Self::OrNull(kind), _) => kind.check(value, at),
            (Self::Name(names), Value::Text(text)) if names.contains(&text.as_ref()) => Ok(()),
            (Self::Name(_), Value::Text(text)) => {
                let message = format!("`{text}` is not known here");
                Err(self.fault(at, "unknown_value", message))
            }
            (Self::List(kind), Value::List(items)) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, item)| kind.check(item, &format!("{at}[{index}]"))),
            (Self::Record(fields), Value::Record(_)) => check_fields(fields, value, at),
            (Self::Count | Self::Whole(..), Value::Whole(_) | Value::Number(_)) => {
                self.check_whole(value, at)
            }
            (Self::Number(bounds), Value::Whole(_) | Value::Number(_)) => {
                if value.as_number().is_some_and(|number| bounds.hold(number)) {
                    Ok(())
                } else {
                    Err(self.fault(at, "out_of_range", "this number is out of range"))
                }
            }
            _ => {
                let message = format!("this is {}", value.what());
                Err(self.fault(at, "wrong_type", message))
            }
        }
    }

    fn check_whole(&self, value: &Value, at: &str) -> Result<(), Fault> {
        let (min, max) = match self {
            Self::Whole(min, max) => (i128::from(*min), i128::from(*max)),
            _ => (0, i128::from(u64::MAX)),
        };
        match value.as_whole() {
            Some(whole) if min <= whole && whole <= max => Ok(()),
            Some(_) => Err(self.fault(at, "out_of_range", "this number is out of range")),
            None => Err(self.fault(at, "not_whole", "this number has a fraction")),
        }
    }

    fn fault(&self, at: &str, code: &'static str, message: impl Into<String>) -> Fault {
        Fault::new(at, code, message, self.expected())
    }
}

/// Checks that an object has the fields it must have, none that nobody reads, and in each what
/// it may hold.
pub(crate) fn check_fields(fields: &[Field], value: &Value, at: &str) -> Result<(), Fault> {
    let Value::Record(record) = value else {
        return Err(Type::Record(&[]).wrong_object(value, at));
    };
    for (name, value) in record.iter() {
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            let known = fields.iter().map(|field| field.name);
            let message = "no such field is known here";
            return Err(Fault::new(
                join(at, name),
                "unknown_field",
                message,
                one_of(known),
            ));
        };
        if field.needed || *value != Value::Null {
            field.kind.check(value, &join(at, name))?;
        }
    }
    let missing = fields
        .iter()
        .find(|field| field.needed && record.get(field.name).is_none());
    missing.map_or(Ok(()), |field| {
        Err(missing_field(&join(at, field.name), &field.kind))
    })
}

/// The fault of a field that is needed and not there.
pub(crate) fn missing_field(at: &str, kind: &Type) -> Fault {
    kind.fault(at, "missing", "this field is needed and is not there")
}

impl Type {
    fn wrong_object(&self, value: &Value, at: &str) -> Fault {
        let message = format!("this is {}", value.what());
        Fault::new(at, "wrong_type", message, "an object")
    }
}

/// The path of a member.
pub(crate) fn join(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    }
}

impl Bounds {
    /// Whether this number is possible.
    #[must_use]
    pub fn hold(self, number: f64) -> bool {
        number.is_finite()
            && match self {
                Self::Any => true,
                Self::NotNegative => number >= 0.0,
                Self::Positive => number > 0.0,
                Self::Closed(min, max) => min <= number && number <= max,
                Self::Open(min, max) => min < number && number < max,
            }
    }

    fn expected(self) -> String {
        match self {
            Self::Any => "a number".into(),
            Self::NotNegative => "a number of at least 0".into(),
            Self::Positive => "a number above 0".into(),
            Self::Closed(min, max) => format!("a number from {min} to {max}"),
            Self::Open(min, max) => format!("a number above {min} and below {max}"),
        }
    }
}

impl Value {
    /// The number, if it is one. Whole numbers beyond 2⁵³ are rounded.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Whole(whole) => Some(*whole as f64),
            _ => None,
        }
    }

    /// The whole number, if it is one, however it was written: 9, 9.0 and −0 are.
    #[must_use]
    pub fn as_whole(&self) -> Option<i128> {
        match self {
            Self::Whole(whole) => Some(*whole),
            // Beyond this bound the conversion would not be exact in `i128`.
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e38 => {
                Some(*number as i128)
            }
            _ => None,
        }
    }

    fn what(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Flag(_) => "true or false",
            Self::Whole(_) | Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Record(_) => "an object",
        }
    }
}

fn all_of<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

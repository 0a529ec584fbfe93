//! Who is asked, and when.

use crate::node::{Kind, Node};
use crate::time::Timestamp;

/// What kind of screen the visitor has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
    /// At most 480 px wide.
    Phone,
    /// Wider, and touched rather than pointed at.
    Tablet,
    /// Any other.
    #[default]
    Desktop,
}

impl Device {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Phone, Self::Tablet, Self::Desktop];
    /// Their names in a definition, in that order.
    pub const NAMES: &[&str] = &["phone", "tablet", "desktop"];

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|device| device.name() == name)
    }

    /// Its name in a definition.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
        }
    }
}

/// A value of the context, or a property of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Property {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
}

impl Property {
    /// Reads a single value; `None` for anything else.
    #[must_use]
    pub fn of<N: Node>(node: &N) -> Option<Self> {
        match node.kind() {
            Kind::Text => node.text().map(Self::Text),
            Kind::Number => node.number().map(Self::Number),
            Kind::Flag => node.flag().map(Self::Flag),
            Kind::Null | Kind::List | Kind::Object => None,
        }
    }

    /// The number that it is. A text is none, whatever its letters.
    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Flag(_) => None,
        }
    }
}

/// What a value of the context, or a property of an event, is tested for.
#[derive(Clone, Debug, PartialEq)]
pub enum PropertyTest {
    /// It is this value: a number by its amount, a text letter by letter.
    Is(Property),
    /// It is a number, this one or higher.
    AtLeast(f64),
    /// It is a number, this one or lower.
    AtMost(f64),
    /// It is there, or is not.
    Given(bool),
}

impl PropertyTest {
    /// Whether a value passes; `None` is one that is not there.
    #[must_use]
    pub fn passes(&self, value: Option<&Property>) -> bool {
        match (self, value) {
            (Self::Given(given), value) => value.is_some() == *given,
            (_, None) => false,
            (Self::Is(wanted), Some(value)) => wanted == value,
            (Self::AtLeast(least), Some(value)) => value.number() >= Some(*least),
            (Self::AtMost(most), Some(value)) => {
                value.number().is_some_and(|number| number <= *most)
            }
        }
    }
}

/// From one moment on, and until before another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first moment; always, where there is none.
    pub from: Option<Timestamp>,
    /// The first moment that is too late; never, where there is none.
    pub until: Option<Timestamp>,
}

impl Span {
    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }
}

/// Hours of the visitor's day, in minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from: u16,
    until: u16,
}

impl Hours {
    const DAY: u16 = 24 * 60;

    /// From one minute of the day on, and until before another; one that is earlier belongs to the
    /// next day. `None` if no minute lies between them.
    #[must_use]
    pub fn new(from: u16, until: u16) -> Option<Self> {
        // Midnight is the beginning of the day that it opens.
        let from = from % Self::DAY;
        (from != until && until <= Self::DAY).then_some(Self { from, until })
    }

    /// Reads the minute of the day from a text such as `09:30`; `24:00` is the last.
    #[must_use]
    pub fn minute(text: &str) -> Option<u16> {
        let [h, hh, b':', m, mm] = *text.as_bytes() else {
            return None;
        };
        let [h, hh, m, mm] = [h, hh, m, mm].map(|digit| digit.wrapping_sub(b'0'));
        if [h, hh, m, mm].iter().any(|digit| *digit > 9) || m > 5 {
            return None;
        }
        let minute = (u16::from(h) * 10 + u16::from(hh)) * 60 + u16::from(m) * 10 + u16::from(mm);
        (minute <= Self::DAY).then_some(minute)
    }

    /// The first minute, and the first that is too late.
    #[must_use]
    pub fn ends(self) -> (u16, u16) {
        (self.from, self.until)
    }

    /// Whether a minute of the day lies in them.
    #[must_use]
    pub fn hold(self, minute: u16) -> bool {
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }
}

/// Who is asked; everybody, where nothing is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// The visitor came from one of these hosts, or from a host below it.
    pub referrer: Vec<String>,
    /// The visitor came by one of these campaigns (`utm_campaign`).
    pub campaign: Vec<String>,
    /// The visitor has one of these.
    pub device: Vec<Device>,
    /// The visitor is asked in one of these languages, or in a form of it.
    pub language: Vec<String>,
    /// The days on which it is asked.
    pub dates: Span,
    /// The hours of the visitor's day in which it is asked.
    pub hours: Option<Hours>,
    /// What the host page says of the visitor passes each of these.
    pub context: Vec<(String, PropertyTest)>,
}

/// Whether a host is this one, or lies below it.
pub(super) fn is_host(host: &str, wanted: &str) -> bool {
    let below = host.strip_suffix(wanted);
    below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

/// Whether a language is this one, or a form of it.
pub(super) fn is_language(language: &str, wanted: &str) -> bool {
    let form = language.strip_prefix(wanted);
    form.is_some_and(|form| form.is_empty() || form.starts_with('-'))
}

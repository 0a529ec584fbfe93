//! What a visitor chooses in the workbench, and the query string that shares it.

use std::fmt::Write as _;

use score::{Direction as Easier, Metric as Measure, Scale};

/// A setting with a fixed set of values, as a group of radio buttons shows it.
pub trait Choice: Copy + PartialEq + Sized + 'static {
    /// Its name in the query string and in the form.
    const NAME: &'static str;
    /// Every value, in the order in which they are offered.
    const ALL: &'static [Self];

    /// The value as it stands in the tag and in the query string.
    fn value(self) -> &'static str;

    /// The value as a person reads it.
    fn label(self) -> &'static str;

    /// The value written as `value`, spelled exactly.
    fn from_value(value: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|choice| choice.value() == value)
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $type:ident $name:literal: $first:ident $first_value:literal $first_label:literal
     $(, $variant:ident $value:literal $label:literal)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $type {
            #[doc = concat!("`", $first_value, "`, the default.")]
            #[default]
            $first,
            $(#[doc = concat!("`", $value, "`.")] $variant,)+
        }

        impl Choice for $type {
            const NAME: &'static str = $name;
            const ALL: &'static [Self] = &[Self::$first $(, Self::$variant)+];

            fn value(self) -> &'static str {
                match self {
                    Self::$first => $first_value,
                    $(Self::$variant => $value,)+
                }
            }

            fn label(self) -> &'static str {
                match self {
                    Self::$first => $first_label,
                    $(Self::$variant => $label,)+
                }
            }
        }
    };
}

choice! {
    /// Which rating the prompt asks for. Its value is also the id of the question.
    Metric "metric": Nps "nps" "NPS", Csat "csat" "CSAT", Ces "ces" "CES"
}

choice! {
    /// Which way the page's text runs; the prompt follows the page.
    Direction "dir": Ltr "ltr" "English", Rtl "rtl" "العربية"
}

choice! {
    /// The colours of page and prompt.
    Theme "theme": Auto "auto" "Auto", Light "light" "Light", Dark "dark" "Dark"
}

choice! {
    /// Where on the screen the prompt stands.
    Position "position":
        BottomRight "bottom-right" "Bottom right",
        BottomLeft "bottom-left" "Bottom left",
        TopRight "top-right" "Top right",
        TopLeft "top-left" "Top left",
        Center "center" "Centre"
}

impl Metric {
    /// Its name in full.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Nps => "Net Promoter Score",
            Self::Csat => "Customer satisfaction",
            Self::Ces => "Customer effort",
        }
    }

    /// What is measured, in the form in which the prompt asks for it.
    #[must_use]
    pub const fn measure(self) -> Measure {
        match self {
            Self::Nps => Measure::Nps,
            Self::Csat => Measure::csat(Scale::FIVE),
            Self::Ces => Measure::Ces {
                scale: Scale::SEVEN,
                direction: Easier::HigherIsEasier,
            },
        }
    }

    /// What follows a score: NPS are points, the others percent.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Nps => "",
            Self::Csat | Self::Ces => "%",
        }
    }

    /// The lowest and the highest score there is: points for NPS, percent for the others.
    #[must_use]
    pub const fn range(self) -> (f64, f64) {
        match self {
            Self::Nps => (-100.0, 100.0),
            Self::Csat | Self::Ces => (0.0, 100.0),
        }
    }
}

impl Direction {
    /// The language the shop speaks in this direction.
    #[must_use]
    pub const fn language(self) -> &'static str {
        match self {
            Self::Ltr => "en",
            Self::Rtl => "ar",
        }
    }
}

/// All that is chosen in the workbench.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Which rating is asked for.
    pub metric: Metric,
    /// Which way the page's text runs.
    pub direction: Direction,
    /// The colours of page and prompt.
    pub theme: Theme,
    /// Where the prompt stands.
    pub position: Position,
}

impl Settings {
    /// Reads a query string, with or without its question mark. What is unknown is ignored, what
    /// is missing stands at its default, and of what is said twice the last counts.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut settings = Self::default();
        for (name, value) in query
            .trim_start_matches('?')
            .split('&')
            .filter_map(|pair| pair.split_once('='))
        {
            read(&mut settings.metric, name, value);
            read(&mut settings.direction, name, value);
            read(&mut settings.theme, name, value);
            read(&mut settings.position, name, value);
        }
        settings
    }

    /// The query string that gives these settings again, with its question mark; empty when all
    /// stand at their defaults.
    #[must_use]
    pub fn to_query(self) -> String {
        let mut query = String::new();
        write(&mut query, self.metric);
        write(&mut query, self.direction);
        write(&mut query, self.theme);
        write(&mut query, self.position);
        query
    }
}

fn read<C: Choice>(choice: &mut C, name: &str, value: &str) {
    if name == C::NAME
        && let Some(chosen) = C::from_value(value)
    {
        *choice = chosen;
    }
}

fn write<C: Choice + Default>(query: &mut String, choice: C) {
    if choice != C::default() {
        let separator = if query.is_empty() { '?' } else { '&' };
        // Writing to a string cannot fail.
        let _ = write!(query, "{separator}{}={}", C::NAME, choice.value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = Settings> {
        Metric::ALL.iter().flat_map(|&metric| {
            Direction::ALL.iter().flat_map(move |&direction| {
                Theme::ALL.iter().flat_map(move |&theme| {
                    Position::ALL.iter().map(move |&position| Settings {
                        metric,
                        direction,
                        theme,
                        position,
                    })
                })
            })
        })
    }

    #[test]
    fn every_choice_survives_its_query_string() {
        assert_eq!(all().count(), 90);
        for settings in all() {
            assert_eq!(Settings::from_query(&settings.to_query()), settings);
        }
    }

    #[test]
    fn defaults_leave_the_address_clean() {
        assert_eq!(Settings::default().to_query(), "");
        let settings = Settings {
            metric: Metric::Ces,
            position: Position::TopLeft,
            ..Settings::default()
        };
        assert_eq!(settings.to_query(), "?metric=ces&position=top-left");
    }

    #[test]
    fn what_is_unknown_is_ignored() {
        for query in ["", "?", "?metric", "?metric=npz", "?colour=red", "&&=&=x"] {
            assert_eq!(Settings::from_query(query), Settings::default(), "{query}");
        }
        let settings = Settings::from_query("utm=x&metric=npz&metric=csat&metric=CES&dir=rtl");
        assert_eq!(settings.metric, Metric::Csat);
        assert_eq!(settings.direction, Direction::Rtl);
    }

    #[test]
    fn a_metric_is_the_one_the_scores_know() {
        for metric in Metric::ALL {
            assert_eq!(metric.measure().name(), metric.value());
        }
    }
}

//! What a visitor chooses in the workbench, and the query string that shares it.

use std::fmt::Write as _;

use score::{Direction as Easier, Metric as Measure, Scale};
use survey::definition::{Definition, POSITIONS, PRESETS, THEMES};
use survey::templates;
use survey::words::LANGUAGES;

use crate::live::Followed;

/// A setting with a fixed set of values, as a group of radio buttons or a list shows it.
pub trait Choice: Copy + PartialEq + Default + Sized + 'static {
    /// Its name in the query string and in the form.
    const NAME: &'static str;

    /// Every value, in the order in which they are offered.
    fn all() -> Vec<Self>;

    /// The value as it stands in the tag and in the query string.
    fn value(self) -> &'static str;

    /// The value as a person reads it.
    fn label(self) -> String;

    /// The value written as `value`, spelled exactly.
    fn from_value(value: &str) -> Option<Self> {
        Self::all()
            .into_iter()
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

            fn all() -> Vec<Self> {
                vec![Self::$first $(, Self::$variant)+]
            }

            fn value(self) -> &'static str {
                match self {
                    Self::$first => $first_value,
                    $(Self::$variant => $value,)+
                }
            }

            fn label(self) -> String {
                let label = match self {
                    Self::$first => $first_label,
                    $(Self::$variant => $label,)+
                };
                label.to_owned()
            }
        }
    };
}

/// A choice among the names that a definition knows.
macro_rules! listed {
    ($(#[$doc:meta])* $type:ident $name:literal among $names:expr, at first $first:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $type(&'static str);

        impl Default for $type {
            fn default() -> Self {
                Self($first)
            }
        }

        impl Choice for $type {
            const NAME: &'static str = $name;

            fn all() -> Vec<Self> {
                $names.iter().copied().map(Self).collect()
            }

            fn value(self) -> &'static str {
                self.0
            }

            fn label(self) -> String {
                label(self.0)
            }
        }
    };
}

choice! {
    /// Which rating the prompt asks for: that of the survey, or this one in its place. Then its value
    /// is also the id of the question.
    Metric "metric": Nps "nps" "NPS", Csat "csat" "CSAT", Ces "ces" "CES", Whole "whole" "All of it"
}

choice! {
    /// Which way the page's text runs.
    Direction "dir": Ltr "ltr" "English", Rtl "rtl" "العربية"
}

choice! {
    /// How long the survey is quiet, whatever came of it.
    Quiet "quiet": Usual "usual" "As usual", Minute "1m" "1 minute", Ever "ever" "For ever"
}

choice! {
    /// The share of visitors who are asked.
    Sample "sample": All "1" "All", Half "0.5" "Half", Few "0.05" "1 in 20"
}

listed! {
    /// The survey that the shop runs.
    Template "survey" among templates::NAMES, at first "post-purchase"
}

listed! {
    /// The colours of page and prompt.
    Theme "theme" among THEMES, at first THEMES[0]
}

listed! {
    /// The look of the prompt.
    Preset "preset" among PRESETS, at first PRESETS[0]
}

listed! {
    /// Where on the screen the prompt stands.
    Position "position" among POSITIONS, at first POSITIONS[0]
}

/// What the prompt speaks: what the page speaks, or the language of this code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Language(Option<(&'static str, &'static str)>);

impl Choice for Language {
    const NAME: &'static str = "lang";

    fn all() -> Vec<Self> {
        let languages = LANGUAGES.into_iter().map(Some);
        [None].into_iter().chain(languages).map(Self).collect()
    }

    fn value(self) -> &'static str {
        self.0.map_or("page", |(code, _)| code)
    }

    fn label(self) -> String {
        self.0.map_or("As the page", |(_, name)| name).to_owned()
    }
}

impl Language {
    /// Its code, where it is not the page's.
    #[must_use]
    pub fn code(self) -> Option<&'static str> {
        self.0.map(|(code, _)| code)
    }
}

/// A name of the definition as people write it.
fn label(name: &str) -> String {
    match name {
        "nps" | "csat" | "ces" => name.to_uppercase(),
        "enps" => "eNPS".to_owned(),
        "center" => "Centre".to_owned(),
        _ => {
            let (first, rest) = name.split_at(1);
            first.to_uppercase() + &rest.replace('-', " ")
        }
    }
}

impl Metric {
    /// What it asks for in the place of the survey.
    fn alone(self) -> Option<Measure> {
        Some(match self {
            Self::Nps => Measure::Nps,
            Self::Csat => Measure::csat(Scale::FIVE),
            Self::Ces => Measure::Ces {
                scale: Scale::SEVEN,
                direction: Easier::HigherIsEasier,
            },
            Self::Whole => return None,
        })
    }
}

impl Position {
    /// Whether the prompt stands in an element of the page.
    #[must_use]
    pub fn is_inline(self) -> bool {
        self.0 == "inline"
    }
}

impl Template {
    /// Its first rating, which its score is about.
    fn rating(self) -> Option<Followed> {
        let json: serde_json::Value = serde_json::from_str(templates::json(self.0)?).ok()?;
        let definition = Definition::parse(&&json).ok()?;
        definition.questions.iter().find_map(|question| {
            Some(Followed {
                question: question.id.clone(),
                metric: question.metric()?,
            })
        })
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
    /// What is asked.
    pub survey: Template,
    /// Which rating is asked for in its place.
    pub metric: Metric,
    /// Which way the page's text runs.
    pub direction: Direction,
    /// What the prompt speaks.
    pub language: Language,
    /// The colours of page and prompt.
    pub theme: Theme,
    /// The look of the prompt.
    pub preset: Preset,
    /// Where the prompt stands.
    pub position: Position,
    /// How long the survey is quiet.
    pub quiet: Quiet,
    /// The share of visitors who are asked.
    pub sample: Sample,
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
            read(&mut settings.survey, name, value);
            read(&mut settings.metric, name, value);
            read(&mut settings.direction, name, value);
            read(&mut settings.language, name, value);
            read(&mut settings.theme, name, value);
            read(&mut settings.preset, name, value);
            read(&mut settings.position, name, value);
            read(&mut settings.quiet, name, value);
            read(&mut settings.sample, name, value);
        }
        settings
    }

    /// The query string that gives these settings again, with its question mark; empty when all
    /// stand at their defaults.
    #[must_use]
    pub fn to_query(self) -> String {
        let mut query = String::new();
        write(&mut query, self.survey);
        write(&mut query, self.metric);
        write(&mut query, self.direction);
        write(&mut query, self.language);
        write(&mut query, self.theme);
        write(&mut query, self.preset);
        write(&mut query, self.position);
        write(&mut query, self.quiet);
        write(&mut query, self.sample);
        query
    }

    /// Runs the whole of a survey.
    pub fn run(&mut self, survey: Template) {
        self.survey = survey;
        self.metric = Metric::Whole;
    }

    /// The rating whose score is shown.
    #[must_use]
    pub fn followed(self) -> Followed {
        let alone = self.metric.alone().map(|metric| Followed {
            question: self.metric.value().to_owned(),
            metric,
        });
        alone
            .or_else(|| self.survey.rating())
            .expect("every template has a rating")
    }
}

fn read<C: Choice>(choice: &mut C, name: &str, value: &str) {
    if name == C::NAME
        && let Some(chosen) = C::from_value(value)
    {
        *choice = chosen;
    }
}

fn write<C: Choice>(query: &mut String, choice: C) {
    if choice != C::default() {
        let separator = if query.is_empty() { '?' } else { '&' };
        // Writing to a string cannot fail.
        let _ = write!(query, "{separator}{}={}", C::NAME, choice.value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The default, and each value of each setting beside the defaults of the others.
    fn each() -> Vec<Settings> {
        fn each_of<C: Choice>(write: fn(&mut Settings, C)) -> impl Iterator<Item = Settings> {
            C::all().into_iter().map(move |choice| {
                let mut settings = Settings::default();
                write(&mut settings, choice);
                settings
            })
        }
        each_of(|settings, survey| {
            settings.survey = survey;
        })
        .chain(each_of(|settings, metric| {
            settings.metric = metric;
        }))
        .chain(each_of(|settings, direction| {
            settings.direction = direction;
        }))
        .chain(each_of(|settings, language| {
            settings.language = language;
        }))
        .chain(each_of(|settings, theme| {
            settings.theme = theme;
        }))
        .chain(each_of(|settings, preset| {
            settings.preset = preset;
        }))
        .chain(each_of(|settings, position| {
            settings.position = position;
        }))
        .chain(each_of(|settings, quiet| {
            settings.quiet = quiet;
        }))
        .chain(each_of(|settings, sample| {
            settings.sample = sample;
        }))
        .collect()
    }

    #[test]
    fn every_choice_survives_its_query_string() {
        assert_eq!(each().len(), 8 + 4 + 2 + 41 + 3 + 5 + 9 + 3 + 3);
        for settings in each() {
            assert_eq!(Settings::from_query(&settings.to_query()), settings);
        }
    }

    #[test]
    fn every_survey_has_a_rating_to_follow() {
        for survey in Template::all() {
            let settings = Settings {
                survey,
                metric: Metric::Whole,
                ..Settings::default()
            };
            assert_ne!(settings.followed().question, "", "{survey:?}");
        }
        let support = Settings::from_query("survey=support&metric=whole").followed();
        assert_eq!(support.question, "csat");
        assert_eq!(support.metric.name(), "csat");
    }

    #[test]
    fn names_read_as_people_write_them() {
        let read = |settings: Settings| (settings.survey.label(), settings.position.label());
        let settings = Settings::from_query("survey=enps&position=top-left&lang=ar");
        assert_eq!(read(settings), ("eNPS".to_owned(), "Top left".to_owned()));
        assert_eq!(settings.language.label(), "العربية");
    }

    #[test]
    fn defaults_leave_the_address_clean() {
        assert_eq!(Settings::default().to_query(), "");
        let settings = Settings {
            metric: Metric::Ces,
            position: Position::from_value("top-left").unwrap(),
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
        for metric in [Metric::Nps, Metric::Csat, Metric::Ces] {
            assert_eq!(metric.alone().unwrap().name(), metric.value());
        }
        assert_eq!(Metric::Whole.alone(), None);
    }
}

//! The script tag that the settings make: the one the page inserts and the one to copy.

use std::fmt;

use crate::settings::{Choice, Metric, Settings};

/// The site under which its answers are kept.
pub const SITE: &str = "demo";

/// The id of the element of the shop's page that a prompt may stand in.
pub const FEEDBACK: &str = "feedback";

/// A script tag, attribute by attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    attributes: Vec<(&'static str, String)>,
}

/// A piece of a tag's text, so that a view can colour what it prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Brackets, names of elements, spaces.
    Markup(&'static str),
    /// The name of an attribute.
    Name(&'static str),
    /// The value of an attribute, unescaped.
    Value(&'a str),
}

impl Tag {
    /// The tag for a collector at `origin` (without a slash at its end). What stands at its
    /// default is left out, as one would by hand.
    #[must_use]
    pub fn new(origin: &str, settings: Settings) -> Self {
        let mut attributes = vec![
            ("src", format!("{origin}/afterword.js")),
            ("data-survey", settings.survey.value().to_owned()),
        ];
        if settings.metric != Metric::Whole {
            attributes.push(("data-metric", settings.metric.value().to_owned()));
        }
        attributes.extend([
            ("data-site", SITE.to_owned()),
            ("data-endpoint", format!("{origin}/v1/responses")),
            ("data-trigger", "event purchase".to_owned()),
        ]);
        attributes.extend(chosen("data-lang", settings.language));
        attributes.extend(chosen("data-theme", settings.theme));
        attributes.extend(chosen("data-preset", settings.preset));
        attributes.extend(chosen("data-position", settings.position));
        attributes.extend(chosen("data-quiet", settings.quiet));
        attributes.extend(chosen("data-sample", settings.sample));
        if settings.position.is_inline() {
            attributes.push(("data-target", format!("#{FEEDBACK}")));
        }
        Self { attributes }
    }

    /// Names and values in their order; `async` has no value and is not among them.
    pub fn attributes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.attributes
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// Its text in pieces; joined, with the values escaped, they are what [`Display`](fmt::Display) prints.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let attributes = self.attributes().flat_map(|(name, value)| {
            [
                Piece::Markup("\n  "),
                Piece::Name(name),
                Piece::Markup("="),
                Piece::Value(value),
            ]
        });
        [Piece::Markup("<script async")]
            .into_iter()
            .chain(attributes)
            .chain([Piece::Markup("></script>")])
    }
}

fn chosen<C: Choice>(attribute: &'static str, choice: C) -> Option<(&'static str, String)> {
    (choice != C::default()).then(|| (attribute, choice.value().to_owned()))
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().try_for_each(|piece| piece.fmt(f))
    }
}

impl fmt::Display for Piece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Markup(text) | Self::Name(text) => f.write_str(text),
            Self::Value(value) => {
                let value = value.replace('&', "&amp;").replace('"', "&quot;");
                write!(f, "\"{value}\"")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_in_full() {
        let settings = Settings::from_query("metric=csat&theme=dark&position=bottom-left");
        let expected = r#"<script async
  src="http://127.0.0.1:8737/afterword.js"
  data-survey="post-purchase"
  data-metric="csat"
  data-site="demo"
  data-endpoint="http://127.0.0.1:8737/v1/responses"
  data-trigger="event purchase"
  data-theme="dark"
  data-position="bottom-left"></script>"#;
        assert_eq!(
            Tag::new("http://127.0.0.1:8737", settings).to_string(),
            expected
        );
    }

    #[test]
    fn defaults_are_left_out() {
        let tag = Tag::new("https://a.example", Settings::default());
        let names: Vec<_> = tag.attributes().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "src",
                "data-survey",
                "data-metric",
                "data-site",
                "data-endpoint",
                "data-trigger"
            ]
        );
    }

    #[test]
    fn a_whole_survey_in_a_language_and_a_place_of_the_page() {
        let settings = Settings::from_query(
            "survey=support&metric=whole&lang=ar&preset=paper&position=inline",
        );
        let tag = Tag::new("https://a.example", settings);
        let said = |name| tag.attributes().find(|(of, _)| *of == name);
        assert_eq!(said("data-survey"), Some(("data-survey", "support")));
        assert_eq!(said("data-metric"), None);
        assert_eq!(said("data-lang"), Some(("data-lang", "ar")));
        assert_eq!(said("data-preset"), Some(("data-preset", "paper")));
        assert_eq!(said("data-position"), Some(("data-position", "inline")));
        assert_eq!(said("data-target"), Some(("data-target", "#feedback")));
    }

    #[test]
    fn a_value_cannot_leave_its_quotes() {
        let tag = Tag::new("https://a.example/\"&", Settings::default());
        assert!(
            tag.to_string().starts_with(
                "<script async\n  src=\"https://a.example/&quot;&amp;/afterword.js\"\n"
            )
        );
    }
}

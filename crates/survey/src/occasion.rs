//! The occasion to ask: what the script tag and the host page said.
//!
//! It is read leniently: a slip of the page must not keep its visitors from being asked.

use score::Metric;

use crate::definition::{Definition, POSITIONS, THEMES, usual_metric};
use crate::node::{Kind, Node};
use crate::read::id_fault;
use crate::response::{Decimal, Scalar};
use crate::run::Visit;
use crate::wording;

/// What of the host page's context travels with an answer. The rest stays in the page.
const SENT: [&str; 7] = [
    "order",
    "value",
    "currency",
    "agent",
    "department",
    "segment",
    "ticket",
];

/// One script tag on its page, with the context at the time of asking.
#[derive(Clone, Debug, PartialEq)]
pub struct Occasion {
    /// The survey as the tag names it; empty where it does not.
    pub survey: String,
    /// Where answers are to be posted; empty where nobody says.
    pub endpoint: String,
    /// The direction of the page's script: `rtl` or `ltr`.
    pub direction: &'static str,
    /// What travels with every response.
    pub visit: Visit,
    metric: Option<Metric>,
    question: Option<String>,
    touchpoint: Option<String>,
    position: Option<&'static str>,
    theme: Option<&'static str>,
}

impl Occasion {
    /// Reads one flat object: the tag's settings (`survey`, `endpoint`, `metric`, `question`,
    /// `touchpoint`, `site`, `position`, `theme`, `lang` and, in any form, `test`) and what the page
    /// says of itself (`direction`, `page`, `context`).
    ///
    /// What is not understood is left out.
    #[must_use]
    pub fn parse<N: Node>(node: &N) -> Self {
        let context = node.member("context");
        let told = |key| context.as_ref().and_then(|context| text(context, key));
        Occasion {
            survey: text(node, "survey").unwrap_or_default(),
            endpoint: text(node, "endpoint").unwrap_or_default(),
            direction: match text(node, "direction").as_deref() {
                Some("rtl") => "rtl",
                _ => "ltr",
            },
            visit: Visit {
                site: text(node, "site"),
                language: text(node, "lang").or_else(|| Some(wording::LANGUAGE.into())),
                context: context.as_ref().map(sent).unwrap_or_default(),
                respondent: told("respondent"),
                signed: told("signed"),
                page: text(node, "page").map(without_query),
                test: node.member("test").is_some(),
                widget: Some(env!("CARGO_PKG_VERSION").into()),
            },
            metric: text(node, "metric").and_then(|kind| usual_metric(&kind)),
            question: text(node, "question"),
            touchpoint: text(node, "touchpoint").filter(|id| id_fault(id).is_none()),
            position: one_of(POSITIONS, text(node, "position")),
            theme: one_of(THEMES, text(node, "theme")),
        }
    }

    /// Applies the tag's shorthands to the survey that it asks: its metric, the wording of its
    /// question, its touchpoint.
    pub fn apply(&self, definition: &mut Definition) {
        if let Some(metric) = self.metric {
            definition.ask_only(metric);
        }
        if let Some(question) = &self.question {
            definition.reword(question.clone());
        }
        if self.touchpoint.is_some() {
            definition.touchpoint.clone_from(&self.touchpoint);
        }
    }

    /// Where the prompt stands, one of [`POSITIONS`]: the tag has the last word, then the definition.
    #[must_use]
    pub fn position(&self, definition: &Definition) -> &'static str {
        first_of(POSITIONS, self.position.or(definition.look.position))
    }

    /// The prompt's theme, one of [`THEMES`]: the tag has the last word, then the definition.
    #[must_use]
    pub fn theme(&self, definition: &Definition) -> &'static str {
        first_of(THEMES, self.theme.or(definition.look.theme))
    }
}

/// A member that is a text.
fn text<N: Node>(node: &N, key: &str) -> Option<String> {
    node.member(key)?.text()
}

fn one_of(names: &[&'static str], asked: Option<String>) -> Option<&'static str> {
    let asked = asked?;
    names.iter().copied().find(|name| *name == asked)
}

fn first_of(names: &[&'static str], chosen: Option<&'static str>) -> &'static str {
    chosen.or(names.first().copied()).unwrap_or_default()
}

/// Queries and fragments carry what is nobody else's: sessions, tokens, searches.
fn without_query(mut url: String) -> String {
    if let Some(end) = url.bytes().position(|byte| matches!(byte, b'?' | b'#')) {
        url.truncate(end);
    }
    url
}

fn sent<N: Node>(context: &N) -> Vec<(String, Scalar)> {
    let mut values = Vec::new();
    for key in SENT {
        if let Some(value) = context.member(key).and_then(|value| scalar(&value)) {
            values.push((key.into(), value));
        }
    }
    values
}

fn scalar<N: Node>(node: &N) -> Option<Scalar> {
    match node.kind() {
        Kind::Text => node.text().map(Scalar::Text),
        Kind::Number => Decimal::of(node).map(Scalar::Number),
        Kind::Flag => node.flag().map(Scalar::Flag),
        Kind::Null | Kind::List | Kind::Object => None,
    }
}

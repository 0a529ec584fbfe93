//! What the script tag and the host page said.

use js_sys::JSON;
use prompt::Setting;
use survey::definition::{Definition, POSITIONS, THEMES, usual_metric};
use survey::node::{Kind, Node};
use survey::response::{Decimal, Scalar};
use survey::run::Visit;
use survey::templates;
use wasm_bindgen::prelude::*;

use crate::js;
use crate::node::JsNode;

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

/// One script tag, with the context at the time of asking.
pub(crate) struct Tag {
    settings: JsValue,
    context: JsValue,
    /// The survey's name until its definition is read.
    pub(crate) survey: String,
}

impl Tag {
    pub(crate) fn new(settings: JsValue, context: JsValue) -> Self {
        let survey = js::text(&settings, "survey").unwrap_or_default();
        Tag {
            settings,
            context,
            survey,
        }
    }

    fn setting(&self, name: &str) -> Option<String> {
        js::text(&self.settings, name)
    }

    /// One of a closed list of names; anything else is the first of them.
    fn choice(
        &self,
        name: &str,
        from: Option<&'static str>,
        known: &[&'static str],
    ) -> &'static str {
        let asked = self.setting(name);
        let found = known
            .iter()
            .copied()
            .find(|known| Some(*known) == asked.as_deref());
        found
            .or(from)
            .or(known.first().copied())
            .unwrap_or_default()
    }

    /// Where answers are posted.
    pub(crate) fn endpoint(&self) -> String {
        self.setting("endpoint").unwrap_or_default()
    }

    /// The definition, the tag's shorthands applied.
    ///
    /// # Errors
    /// What is wrong, in one line.
    pub(crate) fn definition(&self, given: JsValue) -> Result<Definition, String> {
        let parsed = if given.is_undefined() {
            let Some(json) = templates::json(&self.survey) else {
                return Err(["no template is called ", &self.survey].concat());
            };
            JSON::parse(json).unwrap_or_default()
        } else {
            given
        };
        let mut definition = Definition::parse(&JsNode(parsed)).map_err(|problems| {
            let problems = problems
                .iter()
                .map(|problem| [problem.at.as_str(), ": ", problem.code.as_str()].concat());
            [
                "the definition is wrong: ",
                &problems.collect::<Vec<_>>().join(", "),
            ]
            .concat()
        })?;
        if let Some(metric) = self.setting("metric").and_then(|kind| usual_metric(&kind)) {
            definition.ask_only(metric);
        }
        if let Some(wording) = self.setting("question") {
            definition.reword(wording);
        }
        if let Some(touchpoint) = self.setting("touchpoint") {
            definition.touchpoint = Some(touchpoint);
        }
        Ok(definition)
    }

    /// How the card stands. The tag has the last word, then the definition.
    pub(crate) fn look(&self, definition: &Definition) -> Setting {
        let look = &definition.look;
        let body = js::document().body();
        let style = body.and_then(|body| js::window().get_computed_style(&body).ok()?);
        let direction = style.and_then(|style| style.get_property_value("direction").ok());
        Setting {
            position: self.choice("position", look.position, POSITIONS),
            theme: self.choice("theme", look.theme, THEMES),
            direction: match direction.as_deref() {
                Some("rtl") => "rtl",
                _ => "ltr",
            },
            language: self.language(definition),
        }
    }

    fn language(&self, definition: &Definition) -> String {
        definition.language.clone().unwrap_or_else(|| "en".into())
    }

    /// What travels with every response.
    pub(crate) fn visit(&self, definition: &Definition) -> Visit {
        let location = js::window().location();
        let page = location
            .origin()
            .and_then(|origin| Ok([origin, location.pathname()?].concat()));
        Visit {
            site: self.setting("site"),
            language: Some(self.language(definition)),
            context: self.sent_context(),
            respondent: js::text(&self.context, "respondent"),
            signed: js::text(&self.context, "signed"),
            page: page.ok(),
            test: !js::get(&self.settings, "test").is_undefined(),
            widget: Some(env!("CARGO_PKG_VERSION").into()),
        }
    }

    fn sent_context(&self) -> Vec<(String, Scalar)> {
        let context = JsNode(self.context.clone());
        let values = SENT.iter().filter_map(|key| {
            let value = context.member(key)?;
            let scalar = match value.kind() {
                Kind::Text => Scalar::Text(value.text()?),
                Kind::Number => Scalar::Number(Decimal::of(&value)?),
                Kind::Flag => Scalar::Flag(value.flag()?),
                Kind::Null | Kind::List | Kind::Object => return None,
            };
            Some(((*key).into(), scalar))
        });
        values.collect()
    }
}

//! The occasion to ask: what the script tag and the host page said.
//!
//! It is read leniently: a slip of the page must not keep its visitors from being asked.

use score::Metric;

use crate::definition::{Definition, POSITIONS, PRESETS, THEMES, usual_metric};
use crate::eligibility::{Device, Moment, Period, Property, Quiet, Rules};
use crate::lenient::{each_member, one_of, put, put_some, scalars, text, texts};
use crate::node::Node;
use crate::run::{Visit, fit_id};
use crate::time::Timestamp;

/// What of the host page's context travels with an answer. The rest stays in the page, unless the
/// definition lists it as hidden.
const SENT: [&str; 7] = [
    "order",
    "value",
    "currency",
    "agent",
    "department",
    "segment",
    "ticket",
];

/// Where a prompt stands that has a target.
const INLINE: &str = "inline";

/// What the context says of the visitor, beside the values of the occasion.
const PERSONAL: [&str; 2] = ["respondent", "signed"];

/// One script tag on its page, with the context at the time of asking.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Occasion {
    /// The survey as the tag names it; empty where it does not.
    pub survey: String,
    /// The language that the visitor is asked in, as in BCP 47.
    pub language: String,
    /// What is known of the occasion.
    pub visit: Visit,
    metric: Option<Metric>,
    question: Option<String>,
    touchpoint: Option<String>,
    position: Option<&'static str>,
    theme: Option<&'static str>,
    preset: Option<&'static str>,
    target: Option<String>,
}

impl Occasion {
    /// Reads one flat object: the tag's settings (`survey`, `metric`, `question`,
    /// `touchpoint`, `site`, `position`, `target`, `theme`, `preset`, `lang` and, in any form,
    /// `test`) and what the page says of itself (`page`, `context`, and `asked`: what its address
    /// says to the survey, by name).
    ///
    /// What is not understood is left out.
    #[must_use]
    pub fn parse<N: Node>(node: &N) -> Self {
        // Each is put in its place, one after the other: passed on by value it is more code.
        let mut occasion = Occasion {
            language: "en".into(),
            ..Self::default()
        };
        put(node, "survey", &mut occasion.survey);
        put(node, "lang", &mut occasion.language);
        occasion.metric = text(node, "metric").and_then(|kind| usual_metric(&kind));
        put_some(node, "question", &mut occasion.question);
        put_some(node, "touchpoint", &mut occasion.touchpoint);
        fit_id(&mut occasion.touchpoint);
        occasion.position = one_of(POSITIONS, node, "position");
        occasion.theme = one_of(THEMES, node, "theme");
        occasion.preset = one_of(PRESETS, node, "preset");
        put_some(node, "target", &mut occasion.target);
        if occasion.target.as_ref().is_some_and(String::is_empty) {
            occasion.target = None;
        }
        occasion.visit.tell(node);
        occasion
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
    /// With a [target](Self::target), it stands in that.
    #[must_use]
    pub fn position(&self, definition: &Definition) -> &'static str {
        match self.target(definition) {
            Some(_) => INLINE,
            None => first_of(POSITIONS, self.position.or(definition.look.position)),
        }
    }

    /// The selector of the element that the prompt stands in, if it is to stand in one. The
    /// definition's gives way to another position that the tag says.
    #[must_use]
    pub fn target<'t>(&'t self, definition: &'t Definition) -> Option<&'t str> {
        let given_way = self.position.is_some_and(|position| position != INLINE);
        let own = definition.look.target.as_ref().filter(|_| !given_way);
        self.target.as_ref().or(own).map(String::as_str)
    }

    /// The prompt's theme, one of [`THEMES`]: the tag has the last word, then the definition.
    #[must_use]
    pub fn theme(&self, definition: &Definition) -> &'static str {
        first_of(THEMES, self.theme.or(definition.look.theme))
    }

    /// The prompt's look, one of [`PRESETS`]: the tag has the last word, then the definition.
    #[must_use]
    pub fn preset(&self, definition: &Definition) -> &'static str {
        first_of(PRESETS, self.preset.or(definition.look.preset))
    }
}

fn first_of(names: &[&'static str], chosen: Option<&'static str>) -> &'static str {
    chosen.or(names.first().copied()).unwrap_or_default()
}

impl Visit {
    /// Fills in what the tag and the page said.
    fn tell<N: Node>(&mut self, node: &N) {
        put_some(node, "site", &mut self.site);
        for (key, value) in scalars(node, "context") {
            if SENT.contains(&key.as_str()) {
                self.context.push((key, value));
            } else if !PERSONAL.contains(&key.as_str()) {
                self.unsent.push((key, value));
            }
        }
        if let Some(context) = node.member("context") {
            let [respondent, signed] = PERSONAL;
            put_some(&context, respondent, &mut self.respondent);
            put_some(&context, signed, &mut self.signed);
        }
        self.prefill = texts(node, "asked");
        put_some(node, "page", &mut self.page);
        if let Some(page) = &mut self.page {
            strip_query(page);
        }
        self.test = node.member("test").is_some();
        self.widget = Some(env!("CARGO_PKG_VERSION").into());
    }
}

impl Rules {
    /// Applies the tag's shorthands: `quiet` of the `tag`, one period after whatever came of the
    /// survey, and `sample` of the `audience`, the share of visitors who are asked, which may be none
    /// of them. Both are the objects that [`Moment::parse`] reads.
    ///
    /// What is not understood is left out.
    pub fn apply<N: Node>(&mut self, tag: &N, audience: &N) {
        if let Some(period) = text(tag, "quiet").and_then(|text| Period::parse(&text)) {
            self.quiet = Quiet {
                answered: period,
                dismissed: period,
                ignored: period,
                ..self.quiet
            };
        }
        let sample = audience.member("sample").and_then(|share| share.number());
        if let Some(share) = sample.filter(|share| (0.0..=1.0).contains(share)) {
            self.sample = share;
        }
    }
}

impl Moment {
    /// Reads what is known of whether to ask now: `now`, `standing`, `unconsented` and `force`
    /// from the same object as the [`Occasion`], and from another one, of the `audience`, what
    /// the browser knows of page and visitor (`origin`, `path`, `search`, `hash`, `referrer`,
    /// `campaign`, `device`, `minute`).
    #[must_use]
    pub fn parse<N: Node>(node: &N, audience: &N, occasion: &Occasion) -> Self {
        let mut moment = Moment {
            now: moment(node, "now").unwrap_or_default(),
            standing: node.member("standing").is_some(),
            unconsented: node.member("unconsented").is_some(),
            regardless: occasion.visit.test
                || node.member("force").and_then(|force| force.flag()) == Some(true),
            about: occasion.visit.about(),
            language: occasion.language.clone(),
            context: properties(node, "context"),
            ..Self::default()
        };
        moment.tell_audience(audience);
        moment
    }

    fn tell_audience<N: Node>(&mut self, node: &N) {
        self.minute = number(node, "minute") as u16;
        put(node, "origin", &mut self.address.origin);
        put(node, "path", &mut self.address.path);
        put(node, "search", &mut self.address.search);
        put(node, "hash", &mut self.address.hash);
        put(node, "referrer", &mut self.referrer);
        put(node, "campaign", &mut self.campaign);
        let device = text(node, "device").and_then(|name| Device::from_name(&name));
        self.device = device.unwrap_or_default();
    }
}

fn properties<N: Node>(node: &N, key: &str) -> Vec<(String, Property)> {
    let mut properties = Vec::new();
    each_member(node, key, &mut |key, member| {
        properties.extend(Property::of(&member).map(|property| (key, property)));
    });
    properties
}

fn number<N: Node>(node: &N, key: &str) -> f64 {
    let number = node.member(key).and_then(|member| member.number());
    number.unwrap_or_default()
}

/// A moment in milliseconds since 1970, if it is known.
fn moment<N: Node>(node: &N, key: &str) -> Option<Timestamp> {
    let millis = number(node, key) as i64;
    (millis > 0).then(|| Timestamp::from_millis(millis))
}

/// Queries and fragments carry what is nobody else's: sessions, tokens, searches.
fn strip_query(url: &mut String) {
    if let Some(end) = url.bytes().position(|byte| matches!(byte, b'?' | b'#')) {
        url.truncate(end);
    }
}

//! The surveys that are known by name, without a definition of one's own.
//!
//! They have no texts of their own, so that they speak every language that the prompt speaks.

use score::experience::Stage;
use score::{Direction, Metric, Scale};

use crate::definition::{Definition, Question, Trigger, Triggers};
use crate::eligibility::{Quiet, Rules};
use crate::words::Topic;

/// The names, in the order in which they are documented.
pub const NAMES: [&str; 8] = [
    "nps",
    "csat",
    "ces",
    "enps",
    "post-purchase",
    "onboarding",
    "support",
    "drivers",
];

/// The definition of a template, as JSON; `None` for a name that is not one.
#[must_use]
pub fn json(name: &str) -> Option<&'static str> {
    Some(match name {
        "nps" => include_str!("../templates/nps.json"),
        "csat" => include_str!("../templates/csat.json"),
        "ces" => include_str!("../templates/ces.json"),
        "enps" => include_str!("../templates/enps.json"),
        "post-purchase" => include_str!("../templates/post-purchase.json"),
        "onboarding" => include_str!("../templates/onboarding.json"),
        "support" => include_str!("../templates/support.json"),
        "drivers" => include_str!("../templates/drivers.json"),
        _ => return None,
    })
}

/// A template in fewer bytes than its JSON and the reader of that: most visitors are asked one.
struct Template {
    name: &'static str,
    touchpoint: Option<&'static str>,
    stage: Option<Stage>,
    ratings: &'static [(&'static str, Metric, Option<Topic>)],
    /// The rating that the comment at the end is about.
    about: Option<usize>,
    trigger: Option<&'static str>,
    hidden: &'static [&'static str],
}

const NPS: Metric = Metric::Nps;
const CSAT: Metric = Metric::csat(Scale::FIVE);
const CES: Metric = Metric::Ces {
    scale: Scale::SEVEN,
    direction: Direction::HigherIsEasier,
};
const AGREEMENT: Metric = Metric::Rating {
    scale: Scale::SEVEN,
};

/// What most of them say nothing of.
const USUAL: Template = Template {
    name: "",
    touchpoint: None,
    stage: None,
    ratings: &[],
    about: Some(0),
    trigger: None,
    hidden: &[],
};

static TEMPLATES: [Template; 8] = [
    Template {
        name: "nps",
        ratings: &[("nps", NPS, None)],
        ..USUAL
    },
    Template {
        name: "csat",
        ratings: &[("csat", CSAT, None)],
        ..USUAL
    },
    Template {
        name: "ces",
        ratings: &[("ces", CES, None)],
        ..USUAL
    },
    Template {
        name: "enps",
        touchpoint: Some("work"),
        ratings: &[("enps", NPS, Some(Topic::Work))],
        ..USUAL
    },
    Template {
        name: "post-purchase",
        touchpoint: Some("checkout"),
        stage: Some(Stage::Purchase),
        ratings: &[("csat", CSAT, Some(Topic::Checkout)), ("nps", NPS, None)],
        about: Some(1),
        trigger: Some("purchase"),
        ..USUAL
    },
    Template {
        name: "onboarding",
        touchpoint: Some("onboarding"),
        stage: Some(Stage::Onboarding),
        ratings: &[
            ("ces", CES, Some(Topic::Onboarding)),
            ("csat", CSAT, Some(Topic::Onboarding)),
        ],
        about: Some(1),
        ..USUAL
    },
    Template {
        name: "support",
        touchpoint: Some("support"),
        stage: Some(Stage::Support),
        ratings: &[
            ("csat", CSAT, Some(Topic::Support)),
            ("ces", CES, Some(Topic::Support)),
        ],
        hidden: &["agent", "department"],
        ..USUAL
    },
    Template {
        name: "drivers",
        stage: Some(Stage::Use),
        ratings: &[
            ("trust", AGREEMENT, Some(Topic::Trust)),
            ("knowing", AGREEMENT, Some(Topic::Knowing)),
            ("ease", AGREEMENT, Some(Topic::Ease)),
        ],
        about: None,
        ..USUAL
    },
];

/// The definition of a template; `None` for a name that is not one.
///
/// It is what [`json`] says, without the need to read it.
#[must_use]
pub fn definition(name: &str) -> Option<Definition> {
    let mut templates = TEMPLATES.iter();
    templates
        .find(|template| template.name == name)
        .map(Template::definition)
}

/// The templates that ask about the relationship as a whole; the others ask about a transaction.
const RELATIONSHIP: [&str; 3] = ["nps", "enps", "drivers"];

/// What wakes the template of a name; only the host page, where there is no such template.
#[must_use]
pub fn triggers(name: &str) -> Triggers {
    let mut templates = TEMPLATES.iter();
    let event = templates
        .find(|template| template.name == name)
        .and_then(|template| template.trigger);
    Triggers {
        ask_when: Vec::from_iter(event.map(Trigger::event)),
        ..Triggers::default()
    }
}

/// When a template is asked, triggers aside; what is usual, for a name that is not one.
#[must_use]
pub fn rules(name: &str) -> Rules {
    let transactional = NAMES.contains(&name) && !RELATIONSHIP.contains(&name);
    Rules {
        quiet: if transactional {
            Quiet::TRANSACTIONAL
        } else {
            Quiet::RELATIONSHIP
        },
        ..Rules::default()
    }
}

impl Template {
    fn definition(&self) -> Definition {
        let ratings = self.ratings.iter();
        let mut questions: Vec<Question> = ratings
            .map(|(id, metric, topic)| Question::on(id, *metric, *topic))
            .collect();
        questions.push(Question::why(self.about));
        Definition {
            id: self.name.into(),
            touchpoint: self.touchpoint.map(str::to_owned),
            stage: self.stage.map(|stage| stage.name().into()),
            questions,
            hidden: self.hidden.iter().map(|key| (*key).into()).collect(),
            ..Definition::empty()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_template_is_a_definition_of_its_own_name_without_texts_of_its_own() {
        for name in NAMES {
            let json: serde_json::Value = serde_json::from_str(json(name).unwrap()).unwrap();
            let definition = Definition::parse(&&json).unwrap();
            assert_eq!(definition.id, name);
            assert_eq!(super::definition(name), Some(definition.clone()));
            assert_eq!(definition.notes(&&json), [], "{name}");
        }
        assert_eq!((json("npz"), super::definition("npz")), (None, None));
    }
}

//! What is asked: the tag, the page and the definition, as they were gathered.

use prompt::Setting;
use survey::definition::Definition;
use survey::node::Node as _;
use survey::occasion::Occasion;
#[cfg(feature = "everything")]
use survey::problem::Problem;
use survey::run::Visit;
use survey::templates;
use survey::words::Words;

use crate::node::JsNode;
use crate::platform;

/// A survey, ready to be shown.
pub(crate) struct Asked {
    pub(crate) definition: Definition,
    pub(crate) visit: Visit,
    pub(crate) scene: Scene,
    /// What all of it was read from.
    pub(crate) gathered: JsNode,
}

/// What of it stays the same while it is answered.
#[derive(Clone)]
pub(crate) struct Scene {
    /// The survey as the tag names it.
    pub(crate) tag: String,
    pub(crate) setting: Setting,
    /// The selector of the element that the card stands in; empty where it stands on the window.
    pub(crate) target: String,
    pub(crate) words: Words,
}

impl Asked {
    /// Reads what was gathered. What is wrong with it is told to the host page.
    pub(crate) fn read(gathered: JsNode) -> Option<Self> {
        let occasion = Occasion::parse(&gathered);
        let words = gathered
            .member("words")
            .and_then(|words| Words::parse(&words, &occasion.language, platform::numerals()))
            .unwrap_or_else(|| Words::english(platform::numerals()));
        let fault = match definition(&gathered, &occasion.survey, &words) {
            Ok(definition) => {
                let scene = Scene::of(&occasion, &definition, words);
                if scene.setting.position != "inline" || !scene.target.is_empty() {
                    return Some(Self::of(occasion, definition, scene, gathered));
                }
                "what stands inline needs a target".into()
            }
            Err(fault) => fault,
        };
        platform::fail(&occasion.survey, "definition", &fault);
        None
    }

    fn of(occasion: Occasion, mut definition: Definition, scene: Scene, gathered: JsNode) -> Self {
        occasion.apply(&mut definition);
        Asked {
            definition,
            visit: occasion.visit,
            scene,
            gathered,
        }
    }

    /// The record of this survey's run that was not over when the page was left.
    pub(crate) fn saved(&self) -> Option<JsNode> {
        self.gathered.member("saved")
    }
}

impl Scene {
    fn of(occasion: &Occasion, definition: &Definition, words: Words) -> Self {
        Scene {
            tag: occasion.survey.clone(),
            setting: Setting {
                position: occasion.position(definition),
                theme: occasion.theme(definition),
                preset: occasion.preset(definition),
            },
            target: occasion.target(definition).unwrap_or_default().into(),
            words,
        }
    }
}

/// The definition that the tag names: a template, unless the page gave one.
fn definition(gathered: &JsNode, survey: &str, words: &Words) -> Result<Definition, String> {
    if let Some(given) = gathered.member("definition") {
        return own(&given, words.language());
    }
    templates::definition(survey).ok_or_else(|| ["no template is called ", survey].concat())
}

#[cfg(feature = "everything")]
fn own(given: &JsNode, language: &str) -> Result<Definition, String> {
    Definition::parse_in(given, Some(language)).map_err(wrong)
}

#[cfg(not(feature = "everything"))]
fn own(given: &JsNode, language: &str) -> Result<Definition, String> {
    Definition::plain(given, Some(language)).ok_or_else(|| "the definition is not plain".into())
}

/// Whether this bundle can ask it, or say what is wrong with it: it has everything.
#[cfg(feature = "everything")]
pub(crate) fn takes(_: &JsNode) -> bool {
    true
}

/// Whether this bundle can ask it. What is not plain is for the one that has everything.
#[cfg(not(feature = "everything"))]
pub(crate) fn takes(given: &JsNode) -> bool {
    given.0.is_undefined() || Definition::plain(given, None).is_some()
}

#[cfg(feature = "everything")]
fn wrong(problems: Vec<Problem>) -> String {
    let mut message = String::from("the definition is wrong");
    for problem in problems {
        for part in [", ", &problem.at, ": ", problem.code.as_str()] {
            message.push_str(part);
        }
    }
    message
}

//! Options to choose from: native radios or checkboxes, and a field for something else.

use survey::definition::{ChoiceOption, Text};
use survey::words::{Word, Words};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use crate::Act;
use crate::acts::{closest, one, refuse};
use crate::form::MISSING;
use crate::piece::Piece;
use crate::scale::{choosing, grouped, legend};

/// `required` is the hint that says so; `other` what is written as something else, where that may be.
pub(crate) fn choice(
    ask: &Text,
    required: Option<&str>,
    several: bool,
    options: &[ChoiceOption],
    other: Option<&str>,
    chosen: &[String],
    words: &Words,
) -> Piece {
    let (kind, role) = if several {
        ("checkbox", None)
    } else {
        ("radio", Some("radiogroup"))
    };
    let legend = legend(ask).with_any("data-required", required);
    let mut group = grouped(role, required.is_some() && !several)
        .with("class", "options")
        .hold(legend);
    for ChoiceOption { id, label } in options {
        group = group.hold(option(kind, id, chosen.contains(id)).own(label));
    }
    let Some(other) = other else { return group };
    // The option says what its field is for: both are named by the same words.
    let name = Piece::new("span", &[("id", "other")]).say(words.say(Word::Other));
    let field = Piece::new("input", &[("part", "other"), ("type", "text")])
        .with("value", other)
        .with("aria-labelledby", "other");
    group
        .hold(option(kind, "", !other.is_empty()).hold(name))
        .hold(field)
}

/// An option, still without its text; the one for something else has no id.
fn option(kind: &str, id: &str, checked: bool) -> Piece {
    Piece::new("label", &[("part", "option"), ("data-option", id)])
        .hold(choosing(kind, "option", id, checked))
}

/// Whoever writes something else has chosen it.
pub(crate) fn written(event: &Event) {
    let Some(field) = closest(event, "[part=other]") else {
        return;
    };
    let field: HtmlInputElement = field.unchecked_into();
    let option = field.previous_element_sibling();
    if let Some(option) = option.and_then(|label| one(&label, "input"))
        && !field.value().is_empty()
    {
        option
            .unchecked_into::<HtmlInputElement>()
            .set_checked(true);
    }
}

/// Enter chooses, where natively it would send.
pub(crate) fn entered(event: &Event) {
    if let Some(option) = closest(event, "[name=option]") {
        event.prevent_default();
        option.unchecked_into::<HtmlElement>().click();
    }
}

/// What was chosen.
pub(crate) fn chosen(form: &Element) -> Option<Act> {
    let (mut chosen, mut other) = (Vec::new(), String::new());
    // What lacks an answer: the radios as a group, or the first checkbox, which has no group that
    // could be wrong; or the field of something else that nothing is said in.
    let mut lacking = "[role=radiogroup], [name=option]";
    let mut label = one(form, "[part=option]");
    while let Some(option) = label {
        if let Some(option) = one(&option, ":checked") {
            let id = option.unchecked_into::<HtmlInputElement>().value();
            if id.is_empty() {
                lacking = "[part=other]";
                let field: HtmlInputElement = one(form, lacking)?.unchecked_into();
                field.value().trim_ascii().clone_into(&mut other);
            } else {
                chosen.push(id);
            }
        }
        label = option.next_element_sibling();
    }
    if chosen.is_empty() && other.is_empty() && one(form, "[data-required]").is_some() {
        return refuse(form, MISSING, &one(form, lacking)?);
    }
    Some(Act::Choose { chosen, other })
}

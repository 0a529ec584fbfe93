//! Options to choose from: native radios or checkboxes, and a field for something else.

use leptos::prelude::*;
use survey::definition::{ChoiceOption, Text};
use survey::words::{Word, Words};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use crate::acts::{closest, one, refuse};
use crate::form::MISSING;
use crate::{Act, own, scale};

/// Something else than the options.
pub(crate) struct Other {
    text: String,
    label: String,
    name: String,
}

impl Other {
    pub(crate) fn new(text: String, words: &Words) -> Self {
        Other {
            text,
            label: words.say(Word::Other).to_owned(),
            name: words.say(Word::OtherText).to_owned(),
        }
    }
}

/// `required` is the hint that says so.
pub(crate) fn choice(
    ask: Text,
    required: Option<String>,
    several: bool,
    options: Vec<ChoiceOption>,
    other: Option<Other>,
    chosen: &[String],
) -> impl IntoView + use<> {
    let kind = if several { "checkbox" } else { "radio" };
    let options = options.into_iter().map(|ChoiceOption { id, label }| {
        let checked = chosen.contains(&id);
        option(kind, &id, label, checked)
    });
    let options = options.collect::<Vec<_>>();
    let must = scale::required(required.is_some() && !several);
    view! {
        <fieldset
            role=(!several).then_some("radiogroup")
            aria-labelledby="ask"
            aria-required=must
            class="options"
        >
            <legend part="question" id="ask" data-required=required>
                {own(ask)}
            </legend>
            {options}
            {other.map(|other| field(kind, other))}
        </fieldset>
    }
}

fn option(kind: &'static str, id: &str, label: Text, checked: bool) -> impl IntoView + use<> {
    view! {
        <label part="option" data-option=id.to_owned()>
            <input type=kind name="option" value=id.to_owned() checked=checked />
            {own(label)}
        </label>
    }
}

/// The option of no id, and what is meant by it.
fn field(kind: &'static str, other: Other) -> impl IntoView {
    let written = !other.text.is_empty();
    (
        option(kind, "", other.label.as_str().into(), written),
        view! { <input part="other" type="text" value=other.text aria-label=other.name /> },
    )
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

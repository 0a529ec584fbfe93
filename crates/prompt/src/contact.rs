//! A way to reach the visitor, given with consent.

use leptos::prelude::*;
use survey::definition::Text;
use survey::words::{Word, Words};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::acts::{one, refuse};
use crate::form::{INCOMPLETE, MISSING, REFUSED};
use crate::{Act, own};

/// `required` is the hint that says so.
pub(crate) fn contact(
    ask: Text,
    required: Option<String>,
    fields: Vec<(&'static str, String)>,
    consent: Text,
    words: &Words,
) -> impl IntoView + use<> {
    let fields = fields
        .into_iter()
        .map(|(name, text)| field(name, text, words));
    let fields = fields.collect::<Vec<_>>();
    view! {
        <fieldset aria-labelledby="ask" class="contact">
            <legend part="question" id="ask" data-required=required>
                {own(ask)}
            </legend>
            {fields}
            <label part="consent">
                <input type="checkbox" name="consent" />
                {own(consent)}
            </label>
        </fieldset>
    }
}

/// A field of one of [`survey::definition::CONTACT_FIELDS`].
fn field(name: &'static str, text: String, words: &Words) -> impl IntoView + use<> {
    let (kind, autocomplete, label) = match name {
        "email" => ("email", "email", Word::Email),
        "phone" => ("tel", "tel", Word::Phone),
        _ => ("text", "name", Word::Name),
    };
    view! {
        <label class="field">
            <span class="name">{words.say(label).to_owned()}</span>
            <input part="field" type=kind name=name autocomplete=autocomplete value=text />
        </label>
    }
}

/// What was filled in, and whether the visitor agreed.
pub(crate) fn reached(form: &Element, consent: &HtmlInputElement) -> Option<Act> {
    let mut fields = Vec::new();
    let mut label = one(form, "label");
    while let Some(field) = label {
        if let Some(input) = one(&field, "[part=field]") {
            let input: HtmlInputElement = input.unchecked_into();
            if !input.check_validity() {
                return refuse(form, INCOMPLETE, &input);
            }
            let (name, text) = (input.name(), input.value());
            if !text.trim_ascii().is_empty() {
                fields.push((name, text.trim_ascii().to_owned()));
            }
        }
        label = field.next_element_sibling();
    }
    let consented = consent.checked();
    if fields.is_empty() && one(form, "[data-required]").is_some() {
        return refuse(form, MISSING, &one(form, "[part=field]")?);
    }
    if !fields.is_empty() && !consented {
        return refuse(form, REFUSED, consent);
    }
    Some(Act::Reach { fields, consented })
}

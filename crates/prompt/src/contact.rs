//! A way to reach the visitor, given with consent.

use survey::definition::Text;
use survey::words::{Word, Words};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::Act;
use crate::acts::{one, refuse};
use crate::form::{INCOMPLETE, MISSING, REFUSED};
use crate::piece::Piece;
use crate::scale::{grouped, legend};

/// `required` is the hint that says so.
pub(crate) fn contact(
    ask: &Text,
    required: Option<&str>,
    fields: &[(&'static str, String)],
    consent: &Text,
    words: &Words,
) -> Piece {
    let legend = legend(ask).with_any("data-required", required);
    let mut group = grouped(None, false).with("class", "contact").hold(legend);
    for (name, text) in fields {
        group = group.hold(field(name, text, words));
    }
    let consent = Piece::new("label", &[("part", "consent")])
        .hold(Piece::new(
            "input",
            &[("type", "checkbox"), ("name", "consent")],
        ))
        .own(consent);
    group.hold(consent)
}

/// A field of one of [`survey::definition::CONTACT_FIELDS`].
fn field(name: &str, text: &str, words: &Words) -> Piece {
    let (kind, autocomplete, label) = match name {
        "email" => ("email", "email", Word::Email),
        "phone" => ("tel", "tel", Word::Phone),
        _ => ("text", "name", Word::Name),
    };
    let input = Piece::new(
        "input",
        &[("part", "field"), ("type", kind), ("name", name)],
    )
    .with("autocomplete", autocomplete)
    .with("value", text);
    Piece::new("label", &[("class", "field")])
        .hold(Piece::new("span", &[("class", "name")]).say(words.say(label)))
        .hold(input)
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

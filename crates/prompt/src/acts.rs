//! What a visitor's clicks and keys mean.
//!
//! The card listens for all that stands in it. Leptos' own `on:` brings its reactive owners along,
//! of which these views have none, and a listener for each element is more than is needed.
//!
//! Natively an arrow key would check a radio, which looks like an answer to the page. Here arrows
//! only move focus; Space (natively), Enter and the pointer choose.
//!
//! A form is answered by the click on its button, which the browser also makes of Enter in a field:
//! in a frame that may not submit, no form ever does.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use crate::Act;
use crate::form::MISSING;

/// Listens to the card, or to the tab.
pub(crate) fn tells(card: &Element, act: fn(Act)) {
    listen(card, "click", move |event| {
        if let Some(done) = clicked(&event) {
            act(done);
        }
    });
    listen(card, "keydown", move |event| {
        let event = event.unchecked_into();
        if let Some(done) = pressed(&event) {
            event.prevent_default();
            act(done);
        }
    });
    listen(card, "submit", move |event| {
        event.prevent_default();
    });
    #[cfg(feature = "everything")]
    listen(card, "input", |event| crate::choice::written(&event));
}

fn listen(element: &Element, event: &str, handle: impl Fn(Event) + 'static) {
    let handler = Closure::<dyn Fn(Event)>::new(handle).into_js_value();
    let _ = element.add_event_listener_with_callback(event, handler.unchecked_ref());
}

fn clicked(event: &Event) -> Option<Act> {
    // The click on a label arrives as well, before the one it causes on its radio.
    if let Some(rating) = rating_of(event) {
        return Some(Act::Rate(rating));
    }
    let button = closest(event, "button")?;
    Some(match button.get_attribute("part")?.as_str() {
        "send" => {
            event.prevent_default();
            return answered(&closest(event, "form")?);
        }
        "close" => Act::Close,
        "skip" => Act::Skip,
        "back" => Act::Back,
        "tab" => Act::Open,
        #[cfg(feature = "everything")]
        "copy" => Act::Copy(button.previous_element_sibling()?.text_content()?),
        _ => return None,
    })
}

/// What a key does, if it is to do nothing else.
fn pressed(event: &KeyboardEvent) -> Option<Act> {
    // Keys that compose a character are the input method's.
    if event.is_composing() {
        return None;
    }
    match event.key().as_str() {
        "Escape" => Some(Act::Close),
        "Enter" => entered(event),
        key => {
            if let (Some(step), Some(label)) = (step(event, key), closest(event, RADIO)) {
                event.prevent_default();
                focus(&label, step);
            }
            None
        }
    }
}

/// The label of a radio.
const RADIO: &str = "label:has([type=radio])";

fn entered(event: &KeyboardEvent) -> Option<Act> {
    if let Some(rating) = rating_of(event) {
        return Some(Act::Rate(rating));
    }
    if let Some(form) = closest(event, "form:has([rows='1']:focus)") {
        event.prevent_default();
        return answered(&form);
    }
    #[cfg(feature = "everything")]
    crate::choice::entered(event);
    None
}

/// What a question's form is answered with, unless something is wrong, which is said.
fn answered(form: &Element) -> Option<Act> {
    accept(form);
    if let Some(field) = one(form, "textarea") {
        let field: HtmlTextAreaElement = field.unchecked_into();
        let comment = field.value();
        if field.required() && comment.trim_ascii().is_empty() {
            return refuse(form, MISSING, &field);
        }
        return Some(Act::Comment(comment));
    }
    if let Some(radio) = one(form, "[name=rating]:checked") {
        return Some(Act::Rate(rating(radio)));
    }
    #[cfg(feature = "everything")]
    if one(form, "[name=option]").is_some() {
        return crate::choice::chosen(form);
    } else if let Some(consent) = one(form, "[name=consent]") {
        return crate::contact::reached(form, consent.unchecked_ref());
    }
    Some(Act::Read)
}

/// Takes back what was said to be wrong.
fn accept(form: &Element) {
    while let Some(error) = one(form, "[part=error]:not([hidden])") {
        let _ = error.set_attribute("hidden", "");
    }
    while let Some(field) = one(form, "[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
        let _ = field.remove_attribute("aria-describedby");
    }
}

/// Says what is wrong, and leads to where: a field, or the first one of a group.
pub(crate) fn refuse(form: &Element, error: &str, field: &Element) -> Option<Act> {
    let _ = field.set_attribute("aria-invalid", "true");
    let _ = field.set_attribute("aria-describedby", error);
    let focused = one(field, "input");
    let focused: &HtmlElement = focused.as_ref().unwrap_or(field).unchecked_ref();
    let _ = focused.focus();
    let _ = one(form, &["#", error].concat())?.remove_attribute("hidden");
    None
}

/// The first element that is matched.
pub(crate) fn one(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok()?
}

/// The closest element to an event's target, itself included.
pub(crate) fn closest(event: &Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.unchecked_into();
    target.closest(selector).ok()?
}

/// The rating whose radio an event happened on.
fn rating_of(event: &Event) -> Option<i32> {
    closest(event, "[name=rating]").map(rating)
}

fn rating(radio: Element) -> i32 {
    let radio: HtmlInputElement = radio.unchecked_into();
    js_sys::parse_int(&radio.value(), 10) as i32
}

/// Where an arrow key leads: forward in reading direction and downward, or back.
fn step(event: &Event, key: &str) -> Option<bool> {
    let right = match key {
        "ArrowDown" => return Some(true),
        "ArrowUp" => return Some(false),
        "ArrowRight" => true,
        "ArrowLeft" => false,
        _ => return None,
    };
    Some(right == closest(event, "[dir=rtl]").is_none())
}

/// Moves focus to the next radio or the one before; beyond an end it stays.
fn focus(label: &Element, forward: bool) {
    let next = if forward {
        label.next_element_sibling()
    } else {
        label.previous_element_sibling()
    };
    if let Some(radio) = next.and_then(|label| one(&label, "input")) {
        let _ = radio.unchecked_into::<HtmlElement>().focus();
    }
}

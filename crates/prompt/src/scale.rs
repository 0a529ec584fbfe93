//! A scale to rate on: native radios in a group.
//!
//! Natively an arrow key would check a radio, which looks like a rating to the page. Here arrows
//! only move focus; Space (natively), Enter and the pointer rate.

use leptos::prelude::*;
use score::Scale;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::{Act, digits, handler};

pub(crate) fn rating_scale(
    scale: Scale,
    ask: String,
    low: String,
    high: String,
    act: fn(Act),
) -> impl IntoView {
    let ratings = scale
        .ratings()
        .map(|rating| {
            let end = match rating {
                _ if rating == scale.min() => Some("low"),
                _ if rating == scale.max() => Some("high"),
                _ => None,
            };
            let rating = digits(rating);
            view! {
                <label part="rating" data-rating=rating.clone()>
                    <input type="radio" name="rating" value=rating.clone() aria-describedby=end />
                    {rating.clone()}
                </label>
            }
        })
        .collect::<Vec<_>>();
    let rate = move |radio: Option<HtmlInputElement>| {
        if let Some(radio) = radio {
            act(Act::Rate(js_sys::parse_int(&radio.value(), 10) as i32));
        }
    };
    // The click on a label arrives as well, before the one it causes on its radio.
    let click = move |event: Event| rate(radio(&event));
    let keydown = move |event: Event| {
        let event: KeyboardEvent = event.unchecked_into();
        if event.key() == "Enter" {
            event.prevent_default();
            rate(radio(&event));
        } else if let Some(step) = step(&event) {
            event.prevent_default();
            if let Some(radio) = radio(&event) {
                focus_beside(&radio, step);
            }
        }
    };
    view! {
        <fieldset>
            <legend part="question">{ask}</legend>
            <div part="scale" prop:onclick=handler(click) prop:onkeydown=handler(keydown)>
                {ratings}
            </div>
            <div class="ends">
                <span part="low" id="low">{low}</span>
                <span part="high" id="high">{high}</span>
            </div>
        </fieldset>
    }
}

fn radio(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

/// Where an arrow key leads: forward in reading direction and downward, or back.
fn step(event: &KeyboardEvent) -> Option<i32> {
    let key = event.key();
    let sideways = match key.as_str() {
        "ArrowDown" => return Some(1),
        "ArrowUp" => return Some(-1),
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        _ => return None,
    };
    let target: HtmlElement = event.target()?.dyn_into().ok()?;
    let reversed = target.closest("[dir=rtl]").ok().flatten().is_some();
    Some(if reversed { -sideways } else { sideways })
}

/// Moves focus to the neighbour; beyond an end it stays.
fn focus_beside(radio: &HtmlInputElement, step: i32) {
    let label = radio.parent_element();
    let beside = label.and_then(|label| match step {
        1 => label.next_element_sibling(),
        _ => label.previous_element_sibling(),
    });
    let beside = beside.and_then(|label| label.first_element_child());
    if let Some(beside) = beside.and_then(|radio| radio.dyn_into::<HtmlElement>().ok()) {
        let _ = beside.focus();
    }
}

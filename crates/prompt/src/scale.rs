//! A scale to rate on: native radios in a group.
//!
//! Natively an arrow key would check a radio, which looks like a rating to the page. Here arrows
//! only move focus; Space (natively), Enter and the pointer rate.

use leptos::prelude::*;
use score::Scale;
use survey::wording;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::{Act, listen};

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
            let rating = wording::digits(rating);
            view! {
                <label part="rating" data-rating=rating.clone()>
                    <input type="radio" name="rating" value=rating.clone() aria-describedby=end />
                    {rating.clone()}
                </label>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <fieldset>
            <legend part="question">{ask}</legend>
            <div part="scale" use:rates=act>
                {ratings}
            </div>
            <div class="ends">
                <span part="low" id="low">{low}</span>
                <span part="high" id="high">{high}</span>
            </div>
        </fieldset>
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "Leptos hands a directive its element"
)]
fn rates(scale: Element, act: fn(Act)) {
    // The click on a label arrives as well, before the one it causes on its radio.
    listen(&scale, "click", move |event| {
        if let Some(rating) = rating_of(&event) {
            act(Act::Rate(rating));
        }
    });
    listen(&scale, "keydown", move |event| {
        let event: KeyboardEvent = event.unchecked_into();
        let Some(rating) = rating_of(&event) else {
            return;
        };
        if event.key() == "Enter" {
            event.prevent_default();
            act(Act::Rate(rating));
        } else if let Some(step) = step(&event) {
            event.prevent_default();
            focus(&event, rating + step);
        }
    });
}

/// The closest element to an event's target, itself included.
fn closest(event: &Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.unchecked_into();
    target.closest(selector).ok()?
}

/// The rating whose radio an event happened on.
fn rating_of(event: &Event) -> Option<i32> {
    let radio: HtmlInputElement = closest(event, "input")?.unchecked_into();
    Some(js_sys::parse_int(&radio.value(), 10) as i32)
}

/// Where an arrow key leads: forward in reading direction and downward, or back.
fn step(event: &KeyboardEvent) -> Option<i32> {
    let sideways = match event.key().as_str() {
        "ArrowDown" => return Some(1),
        "ArrowUp" => return Some(-1),
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        _ => return None,
    };
    let reversed = closest(event, "[dir=rtl]").is_some();
    Some(if reversed { -sideways } else { sideways })
}

/// Moves focus to a rating of the same scale; beyond an end it stays.
fn focus(event: &Event, rating: i32) {
    let selector = ["[value='", &wording::digits(rating), "']"].concat();
    let scale = closest(event, "[part=scale]");
    let radio = scale.and_then(|scale| scale.query_selector(&selector).ok()?);
    if let Some(radio) = radio {
        let _ = radio.unchecked_into::<HtmlElement>().focus();
    }
}

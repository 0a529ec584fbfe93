//! Leptos views of a running survey.
//!
//! Props in, events out: a [`View`] is drawn, and what the visitor does comes back as an [`Act`].
//! No storage, no network, no timers, and focus is only moved among the ratings of a scale.
//!
//! The elements carry `part` names for the owner's style and `data-rating` for tests; both are
//! public and stable.

mod comment;
mod scale;
mod thanks;

use std::any::Any;

use leptos::prelude::*;
use survey::run::{Asking, Input, View};
use survey::wording;

use comment::comment;
use scale::rating_scale;
use thanks::thanks;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// The prompt's style sheet, for `adoptedStyleSheets` of its shadow root.
pub const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/prompt.css"));

/// What a visitor does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Rates, by pointer, Space or Enter.
    Rate(i32),
    /// Sends a comment, perhaps an empty one.
    Comment(String),
    /// Chooses options, by their ids, and perhaps writes something else.
    Choose {
        /// The ids of the chosen options.
        chosen: Vec<String>,
        /// What was written as something else; empty where nothing was.
        other: String,
    },
    /// Leaves a way to be reached.
    Reach {
        /// What was filled in, by field.
        fields: Vec<(String, String)>,
        /// Whether the visitor agreed.
        consented: bool,
    },
    /// Goes on after a statement.
    Read,
    /// Goes on without an answer.
    Skip,
    /// Goes back to the question before.
    Back,
    /// Copies the code that thanks came with.
    Copy(String),
    /// Opens the card, by its tab.
    Open,
    /// Closes the prompt, by its button or by Escape from inside.
    Close,
}

/// How a card stands on its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Where: one of [`survey::definition::POSITIONS`].
    pub position: &'static str,
    /// One of [`survey::definition::THEMES`].
    pub theme: &'static str,
    /// The direction of the text: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The language of the text, as in BCP 47.
    pub language: String,
}

/// What was drawn into a place. The elements go with their place.
pub struct Drawn {
    _state: Box<dyn Any>,
}

/// Draws the card around the questions: a landmark with a button that closes it, a place for the
/// question (`.question`) and a status that is read out when its text changes.
pub fn frame(place: &HtmlElement, setting: Setting, act: fn(Act)) -> Drawn {
    draw(
        place,
        view! {
            <section
                part="card"
                class=setting.position
                data-theme=setting.theme
                dir=setting.direction
                lang=setting.language
                aria-label=wording::FEEDBACK
                use:closes_by_escape=act
            >
                <button
                    part="close"
                    type="button"
                    aria-label=wording::CLOSE
                    use:closes=act
                >
                    "×"
                </button>
                <div class=PLACE></div>
                <p role=STATUS></p>
            </section>
        },
    )
}

/// Draws one question, or thanks. What comes next is another one.
pub fn question(place: &HtmlElement, view: View, act: fn(Act)) -> Drawn {
    let asking = match view {
        View::Question(asking) => asking,
        View::Thanks { text, standing, .. } => return draw(place, thanks(text.text, standing)),
    };
    let Asking {
        ask,
        required,
        last,
        input,
        ..
    } = asking;
    match input {
        Input::Rating {
            metric, low, high, ..
        } => {
            let scale = rating_scale(metric.scale(), ask.text, low.text, high.text, act);
            draw(place, scale)
        }
        Input::Comment { .. } => draw(place, comment(ask.text, required, last, act)),
        Input::Choice { .. } | Input::Contact { .. } | Input::Statement => draw(place, ask.text),
    }
}

// Said by name: the view of an element without anything of its own would be made from HTML text,
// which a page with Trusted Types refuses.
const PLACE: &str = "question";
const STATUS: &str = "status";

/// Nothing in these views changes by itself, so there is no owner to dispose of, no signal and no
/// executor to pay for, as there would be with `leptos::mount`.
fn draw(place: &HtmlElement, view: impl IntoView + 'static) -> Drawn {
    let mut state = view.into_view().build();
    state.mount(place, None);
    Drawn {
        _state: Box::new(state),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "Leptos hands a directive its element"
)]
fn closes(button: Element, act: fn(Act)) {
    listen(&button, "click", move |_| act(Act::Close));
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "Leptos hands a directive its element"
)]
fn closes_by_escape(card: Element, act: fn(Act)) {
    listen(&card, "keydown", move |event| {
        if event.unchecked_into::<KeyboardEvent>().key() == "Escape" {
            act(Act::Close);
        }
    });
}

/// Leptos' own `on:` brings its reactive owners along, of which these views have none; so what an
/// element does is said by a directive, such as `use:closes`, that listens by this.
fn listen(element: &Element, event: &str, handle: impl Fn(Event) + 'static) {
    let handler = Closure::<dyn Fn(Event)>::new(handle).into_js_value();
    let _ = element.add_event_listener_with_callback(event, handler.unchecked_ref());
}

/// What is read out to a visitor who does not see the card change.
#[must_use]
pub fn announcement(view: &View) -> String {
    match view {
        View::Question(asking) => asking.ask.text.clone(),
        View::Thanks { text, standing, .. } => {
            let mut text = text.text.clone();
            if let Some(standing) = standing {
                text.push(' ');
                text.push_str(&wording::standing(standing));
            }
            text
        }
    }
}

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

use leptos::either::EitherOf3;
use leptos::prelude::*;
use survey::run::View;
use survey::wording;

use comment::comment;
use scale::rating_scale;
use thanks::thanks;

/// The prompt's style sheet, for `adoptedStyleSheets` of its shadow root.
pub const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/prompt.css"));

/// What a visitor does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Rates, by pointer, Space or Enter.
    Rate(i32),
    /// Sends a comment, perhaps an empty one.
    Comment(String),
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

/// The card. What the visitor does is told to `act`.
///
/// `announced` becomes true once the card has stood for a moment: a status that is there from the
/// start is not read out.
pub fn card(
    setting: Setting,
    view: ReadSignal<View>,
    announced: ReadSignal<bool>,
    act: fn(Act),
) -> impl IntoView {
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            act(Act::Close);
        }
    };
    view! {
        <section
            part="card"
            class=setting.position
            data-theme=setting.theme
            dir=setting.direction
            lang=setting.language
            aria-label=wording::FEEDBACK
            on:keydown=escape
        >
            <button
                part="close"
                type="button"
                aria-label=wording::CLOSE
                on:click=move |_| act(Act::Close)
            >
                "×"
            </button>
            {move || match view.get() {
                View::Rating { metric, ask, low, high } => {
                    EitherOf3::A(rating_scale(metric.scale(), ask, low, high, act))
                }
                View::Comment { ask, required, last } => {
                    EitherOf3::B(comment(ask, required, last, act))
                }
                View::Thanks { text, standing } => EitherOf3::C(thanks(text, standing)),
            }}
            <p role="status">{move || announced.get().then(|| announcement(view.get()))}</p>
        </section>
    }
}

/// What is read out to a visitor who does not see the card change.
fn announcement(view: View) -> String {
    match view {
        View::Rating { ask, .. } | View::Comment { ask, .. } => ask,
        View::Thanks { text, standing } => {
            let mut text = text;
            if let Some(standing) = standing {
                text.push(' ');
                text.push_str(&wording::standing(&standing));
            }
            text
        }
    }
}

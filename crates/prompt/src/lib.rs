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

/// The card around the questions: a landmark with a button that closes it, a place for the question
/// (`.question`) and a status that is read out when its text changes.
pub fn frame(setting: Setting, act: fn(Act)) -> impl IntoView {
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
            on:keydown:capture=escape
        >
            <button
                part="close"
                type="button"
                aria-label=wording::CLOSE
                on:click:capture=move |_| act(Act::Close)
            >
                "×"
            </button>
            <div class="question"></div>
            <p role="status"></p>
        </section>
    }
}

/// One question, or thanks. What comes next is another one: nothing here changes by itself, so no
/// signal and no effect is paid for.
pub fn question(view: View, act: fn(Act)) -> impl IntoView {
    match view {
        View::Rating {
            metric,
            ask,
            low,
            high,
        } => EitherOf3::A(rating_scale(metric.scale(), ask, low, high, act)),
        View::Comment {
            ask,
            required,
            last,
        } => EitherOf3::B(comment(ask, required, last, act)),
        View::Thanks { text, standing } => EitherOf3::C(thanks(text, standing)),
    }
}

/// What is read out to a visitor who does not see the card change.
#[must_use]
pub fn announcement(view: &View) -> String {
    match view {
        View::Rating { ask, .. } | View::Comment { ask, .. } => ask.clone(),
        View::Thanks { text, standing } => {
            let mut text = text.clone();
            if let Some(standing) = standing {
                text.push(' ');
                text.push_str(&wording::standing(standing));
            }
            text
        }
    }
}

/// A whole number in ASCII digits; formatting would weigh more than a question does.
#[must_use]
pub fn digits(number: i32) -> String {
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    push_digits(&mut text, number.unsigned_abs());
    text
}

fn push_digits(text: &mut String, number: u32) {
    if number >= 10 {
        push_digits(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

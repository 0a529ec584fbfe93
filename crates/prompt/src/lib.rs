//! Leptos views of a running survey.
//!
//! Props in, events out: a [`View`] is drawn, and what the visitor does comes back as an [`Act`].
//! No storage, no network, no timers, and focus is only moved among the answers of a scale, or to
//! what is wrong with an answer.
//!
//! The elements carry `part` names for the owner's style, `data-rating` and `data-option` for
//! tests; they are public and stable.

mod acts;
#[cfg(feature = "everything")]
mod choice;
mod comment;
#[cfg(feature = "everything")]
mod contact;
mod form;
mod scale;
#[cfg(feature = "everything")]
mod shape;
mod thanks;

use std::any::Any;

use leptos::prelude::*;
use survey::definition::Text;
use survey::run::{Asking, Input, View};
use survey::words::{Word, Words};
use web_sys::HtmlElement;

use acts::tells;
use form::{answered_by, form};

/// The prompt's style sheet, for `adoptedStyleSheets` of its shadow root.
///
/// An owner sets it by custom properties on the host element, or on any element around it; a preset
/// is a value for each of them.
///
/// | property | what it is |
/// |---|---|
/// | `--afterword-surface` | the ground of the card |
/// | `--afterword-text`, `--afterword-quiet` | its text; labels and buttons that matter less |
/// | `--afterword-accent`, `--afterword-on-accent` | what is chosen, pointed at, focused or to be pressed; the text on it |
/// | `--afterword-edge`, `--afterword-border` | the edges of what can be used; the edge of the card |
/// | `--afterword-wrong` | what is said to be wrong |
/// | `--afterword-radius`, `--afterword-space`, `--afterword-width` | corners; the space around the content; the width of the card |
/// | `--afterword-font` | size, line height and family, as in `font` |
/// | `--afterword-shadow`, `--afterword-backdrop` | as in `box-shadow`; what a modal card covers the page with |
///
/// The shell sets `--afterword-lift`, the height of a keyboard on the screen, and the class `away`
/// of the card, which moves it to the other side of the window.
pub const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/prompt.css"));

/// What a visitor does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Rates, by pointer, Space or Enter, or goes on with a rating that was preselected.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Where: one of [`survey::definition::POSITIONS`].
    pub position: &'static str,
    /// One of [`survey::definition::THEMES`].
    pub theme: &'static str,
    /// One of [`survey::definition::PRESETS`].
    pub preset: &'static str,
}

/// What was drawn into a place. The elements go with their place.
pub struct Drawn {
    _state: Box<dyn Any>,
}

/// Draws the card around the questions: a landmark with a button that closes it, a place for the
/// question (`.question`) and a status that is read out when its text changes. What the visitor
/// does inside is told as an [`Act`].
pub fn frame(place: &HtmlElement, setting: Setting, words: &Words, act: fn(Act)) -> Drawn {
    draw(
        place,
        view! {
            <section
                part="card"
                class=setting.position
                data-theme=setting.theme
                data-preset=setting.preset
                dir=words.direction()
                lang=words.language().to_owned()
                aria-label=words.say(Word::Feedback).to_owned()
                use:tells=act
            >
                <button part="close" type="button" aria-label=words.say(Word::Close).to_owned()>
                    "×"
                </button>
                <div class=PLACE></div>
                <p role=STATUS></p>
            </section>
        },
    )
}

/// Draws the tab at the edge of the window that opens the card.
pub fn tab(place: &HtmlElement, setting: Setting, words: &Words, act: fn(Act)) -> Drawn {
    draw(
        place,
        view! {
            <section
                class="opener"
                data-theme=setting.theme
                data-preset=setting.preset
                dir=words.direction()
                lang=words.language().to_owned()
                use:tells=act
            >
                <button part="tab" type="button">
                    {words.say(Word::Feedback).to_owned()}
                </button>
            </section>
        },
    )
}

/// Draws one question, or thanks, into the place that [`frame`] made for it. What comes next is
/// another one.
pub fn question(place: &HtmlElement, view: View, words: &Words) -> Drawn {
    let asking = match view {
        View::Question(asking) => asking,
        View::Thanks {
            text,
            code,
            link,
            standing,
        } => {
            return draw(place, thanks::thanks(text, code, link, standing, words));
        }
    };
    let form = draw(place, form(&asking, words));
    let Some(place) = answered_by(place) else {
        return form;
    };
    let Asking {
        ask,
        required,
        input,
        ..
    } = asking;
    match input {
        Input::Rating {
            metric,
            look,
            low,
            high,
            rating,
        } => {
            let scale = scale::Rated {
                metric,
                ask,
                required,
                low,
                high,
                rating,
            };
            #[cfg(feature = "everything")]
            if look != survey::definition::RatingLook::Numbers {
                return draw(&place, shape::scale(scale, look, words));
            }
            let _ = look;
            draw(&place, scale::numbers(scale))
        }
        Input::Comment { rows, text } => {
            let required = required.then(|| words.say(Word::Required).to_owned());
            draw(&place, comment::comment(ask, required, rows, text))
        }
        #[cfg(feature = "everything")]
        Input::Choice {
            several,
            options,
            other,
            chosen,
        } => {
            let required = required.then(|| words.say(Word::Required).to_owned());
            let other = other.map(|text| choice::Other::new(text, words));
            let choice = choice::choice(ask, required, several, options, other, &chosen);
            draw(&place, choice)
        }
        #[cfg(feature = "everything")]
        Input::Contact { fields, consent } => {
            let required = required.then(|| words.say(Word::Required).to_owned());
            draw(
                &place,
                contact::contact(ask, required, fields, consent, words),
            )
        }
        #[cfg(feature = "everything")]
        Input::Statement => draw(&place, form::statement(ask)),
        #[cfg(not(feature = "everything"))]
        Input::Choice { .. } | Input::Contact { .. } | Input::Statement => form,
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

/// A text of the survey's own. It says its language where that is not the card's, and keeps its
/// full stop at its own end where it runs against the card.
fn own(text: Text) -> impl IntoView {
    view! {
        <bdi lang=text.language dir="auto">
            {text.text}
        </bdi>
    }
}

/// What is read out to a visitor who does not see the card change.
#[must_use]
pub fn announcement(view: &View, words: &Words) -> String {
    match view {
        View::Question(asking) => {
            let ask = &asking.ask.text;
            match asking.progress {
                Some(progress) => {
                    let progress = words.progress(progress.number, progress.of);
                    [&progress, ". ", ask].concat()
                }
                None => ask.clone(),
            }
        }
        View::Thanks {
            text,
            code,
            standing,
            ..
        } => {
            let mut said = text.text.clone();
            if let Some(standing) = standing {
                said.push(' ');
                said.push_str(&words.standing(standing));
            }
            if let Some(code) = code {
                for part in [" ", words.say(Word::Code), ": ", &code.text] {
                    said.push_str(part);
                }
            }
            said
        }
    }
}

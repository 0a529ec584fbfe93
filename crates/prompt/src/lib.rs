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
#[cfg(feature = "everything")]
mod offer;
mod piece;
mod scale;
#[cfg(feature = "everything")]
mod shape;
mod thanks;

#[cfg(feature = "everything")]
use survey::definition::RatingLook;
use survey::run::{Asking, Input, Progress, View};
use survey::words::{Word, Words};
use web_sys::Element;

use acts::tells;
use form::form;
use piece::{Piece, button};

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

/// What [`STYLE`] needs before it for a preset that is not the classic one, and in the centre and as a
/// bar at the bottom.
pub const RARE_STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/rare.css"));

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

/// Draws the card around the questions: a landmark with a button that closes it, a place for the
/// question (`.question`) and a status that is read out when its text changes. What the visitor
/// does inside is told as an [`Act`].
pub fn frame(place: &Element, setting: Setting, words: &Words, act: fn(Act)) {
    let close = button("close", "button", "×").with("aria-label", words.say(Word::Close));
    section(setting, words, act)
        .with("part", "card")
        .with("class", setting.position)
        .with("aria-label", words.say(Word::Feedback))
        .hold(close)
        .hold(Piece::new("div", &[("class", "question")]))
        .hold(Piece::new("p", &[("role", "status")]))
        .draw(place);
}

/// Draws the tab at the edge of the window that opens the card.
pub fn tab(place: &Element, setting: Setting, words: &Words, act: fn(Act)) {
    section(setting, words, act)
        .with("class", "opener")
        .hold(button("tab", "button", words.say(Word::Feedback)))
        .draw(place);
}

fn section(setting: Setting, words: &Words, act: fn(Act)) -> Piece {
    let section = Piece::new("section", &[])
        .with("data-theme", setting.theme)
        .with("data-preset", setting.preset)
        .with("dir", words.direction())
        .with("lang", words.language());
    tells(section.element(), act);
    section
}

/// Draws one question, or thanks, into the place that [`frame`] made for it. What comes next is
/// another one.
pub fn question(place: &Element, view: &View, words: &Words) {
    let drawn = match view {
        View::Question(asking) => form(asking, words, answer(asking, words)),
        #[cfg(not(feature = "everything"))]
        View::Thanks { text, standing, .. } => thanks::thanks(text, standing.as_ref(), words),
        #[cfg(feature = "everything")]
        View::Thanks {
            text,
            code,
            link,
            standing,
        } => {
            let thanks = thanks::thanks(text, standing.as_ref(), words);
            offer::with_offer(thanks, code.as_ref(), link.as_ref(), words)
        }
    };
    drawn.draw(place);
}

/// What a question is answered with.
fn answer(asking: &Asking, words: &Words) -> Piece {
    let place = Piece::new("div", &[("class", "answer")]);
    let Asking { ask, required, .. } = asking;
    let hint = required.then(|| words.say(Word::Required));
    match &asking.input {
        Input::Rating {
            metric,
            look,
            low,
            high,
            rating,
        } => {
            let rated = scale::Rated {
                metric: *metric,
                ask,
                required: *required,
                low,
                high,
                rating: *rating,
            };
            place.hold(match look {
                #[cfg(feature = "everything")]
                RatingLook::Stars | RatingLook::Faces | RatingLook::Thumbs => {
                    shape::shapes(&rated, *look, words)
                }
                _ => scale::numbers(&rated),
            })
        }
        Input::Comment { rows, text } => comment::comment(place, ask, hint, *rows, text),
        #[cfg(feature = "everything")]
        Input::Choice {
            several,
            options,
            other,
            chosen,
        } => {
            let other = other.as_deref();
            place.hold(choice::choice(
                ask, hint, *several, options, other, chosen, words,
            ))
        }
        #[cfg(feature = "everything")]
        Input::Contact { fields, consent } => {
            place.hold(contact::contact(ask, hint, fields, consent, words))
        }
        #[cfg(feature = "everything")]
        Input::Statement => place.hold(Piece::new("p", &[("part", "question")]).own(ask)),
        #[cfg(not(feature = "everything"))]
        Input::Choice { .. } | Input::Contact { .. } | Input::Statement => place,
    }
}

/// What is read out to a visitor who does not see the card change, each text in its language. With
/// `reach`, it says the key that leads there.
#[must_use]
pub fn announcement(view: &View, reach: bool, words: &Words) -> Element {
    let mut said = Piece::new("span", &[]);
    match view {
        View::Question(asking) => {
            if let Some(Progress { number, of }) = asking.progress {
                said = said.say(&words.progress(number, of)).say(". ");
            }
            said = said.own(&asking.ask);
        }
        View::Thanks {
            text,
            #[cfg(feature = "everything")]
            code,
            standing,
            ..
        } => {
            said = said.own(text);
            if let Some(standing) = standing {
                said = said.say(" ").say(&words.standing(standing));
            }
            #[cfg(feature = "everything")]
            if let Some(code) = code {
                said = said.say(" ").say(words.say(Word::Code)).say(": ");
                said = said.own(code);
            }
        }
    }
    if reach {
        let key = Piece::new("span", &[("class", "reach")]);
        said = said.hold(key.say(" ").say(words.say(Word::Reach)));
    }
    said.element().clone()
}

//! The pages: one for a question, one for the thanks, one for each thing that there is to say
//! instead. Nothing on them is inline but texts: no style, no script.

use maud::{DOCTYPE, Markup, html};
use survey::definition::{Look, PRESETS, THEMES, Text};
use survey::run::{Asking, View};
use survey::words::{Word, Words};

use super::form::{self, Typed, Wrong};
use super::language::Spoken;
use super::parts::{self, own};
use super::style::style_path;

/// A question, ready to be drawn.
pub(crate) struct QuestionPage<'p> {
    pub(crate) asking: &'p Asking,
    /// The question's id.
    pub(crate) question: &'p str,
    /// Where the form is sent.
    pub(crate) action: &'p str,
    pub(crate) ticket: &'p str,
    /// The page of the question before.
    pub(crate) back: Option<&'p str>,
    pub(crate) typed: Typed,
    /// What is wrong with what was sent.
    pub(crate) wrong: Option<Wrong>,
    /// Whether the store refused what was sent.
    pub(crate) unsaved: bool,
}

/// What is said instead of a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// It was answered.
    Done,
    /// The time of the link is over.
    Expired,
    /// There is none.
    Unknown,
}

/// The page of a question.
pub(crate) fn question(page: &QuestionPage<'_>, look: &Look, spoken: &Spoken) -> Markup {
    let Spoken { words, .. } = spoken;
    let asking = page.asking;
    let alarm = page.wrong.map(|wrong| words.say(wrong.says));
    let alarm = alarm.or(page.unsaved.then_some(&spoken.sentences.unsaved));
    let title = match alarm {
        Some(alarm) => format!("{alarm} {}", asking.ask.text),
        None => asking.ask.text.clone(),
    };
    let shown = html! {
        @if let Some(progress) = asking.progress {
            progress part="progress" value=(progress.number) max=(progress.of)
                aria-label=(words.progress(progress.number, progress.of)) {}
        }
        @if let Some(back) = page.back {
            a part="back" href=(back) { (words.say(Word::Back)) }
        }
        form method="post" action=(page.action) novalidate {
            input type="hidden" name=(form::TICKET) value=(page.ticket);
            input type="hidden" name=(form::QUESTION) value=(page.question);
            @if page.unsaved {
                p part="error" role="alert" { (spoken.sentences.unsaved) }
            }
            (parts::answer(asking, page.wrong, page.typed, words))
            (trap(&spoken.sentences.leave_empty))
            div class="buttons" {
                button part="send" type="submit" {
                    (words.say(if asking.last { Word::Send } else { Word::Next }))
                }
                @if !asking.required {
                    button part="skip" type="submit" name=(form::ACT) value=(form::SKIP) {
                        (words.say(Word::Skip))
                    }
                }
            }
        }
    };
    frame(&title, &shown, look, words)
}

/// Whoever does not see it leaves it empty.
fn trap(label: &str) -> Markup {
    html! {
        div class="trap" aria-hidden="true" {
            label { (label) input type="text" name=(form::TRAP) tabindex="-1" autocomplete="off"; }
        }
    }
}

/// The page at the end, for a view that is [thanks](View::Thanks).
pub(crate) fn thanks(view: &View, look: &Look, words: &Words) -> Markup {
    let View::Thanks {
        text, code, link, ..
    } = view
    else {
        return said(&Text::default(), look, words);
    };
    let shown = html! {
        div part="thanks" {
            (headline(text))
            @if let Some(code) = code {
                p class="code" {
                    span id="code" { (words.say(Word::Code)) }
                    " "
                    code part="code" dir="ltr" { (code.text) }
                }
            }
            @if let Some(link) = link {
                (own("a", &link.label, &[("part", "link"), ("href", &link.href)]))
            }
        }
    };
    frame(&text.text, &shown, look, words)
}

/// A page that says why there is no question.
pub(crate) fn message(message: Message, look: &Look, spoken: &Spoken) -> Markup {
    let sentences = spoken.sentences;
    let sentence = match message {
        Message::Done => &sentences.done,
        Message::Expired => &sentences.expired,
        Message::Unknown => &sentences.unknown,
    };
    said(&Text::from(sentence.as_str()), look, &spoken.words)
}

fn said(text: &Text, look: &Look, words: &Words) -> Markup {
    let shown = html! { div part="thanks" { (headline(text)) } };
    frame(&text.text, &shown, look, words)
}

fn headline(text: &Text) -> Markup {
    own("h1", text, &[])
}

/// A whole page around what it shows.
fn frame(title: &str, shown: &Markup, look: &Look, words: &Words) -> Markup {
    let (theme, preset) = (
        look.theme.or(THEMES.first().copied()),
        look.preset.or(PRESETS.first().copied()),
    );
    html! {
        (DOCTYPE)
        html lang=(words.language()) dir=(words.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href=(style_path());
            }
            body {
                section class="page" data-theme=[theme] data-preset=[preset] {
                    main part="card" dir=(words.direction()) { (shown) }
                }
            }
        }
    }
}

//! The end: thanks, a code to copy, a link, and where the score stands.

use leptos::prelude::*;
use survey::definition::{Link, Text};
use survey::run::Standing;
use survey::words::{Word, Words};

use crate::own;

pub(crate) fn thanks(
    text: Text,
    code: Option<Text>,
    link: Option<Link>,
    standing: Option<Standing>,
    words: &Words,
) -> impl IntoView + use<> {
    let standing = standing.map_or_else(String::new, |standing| words.standing(&standing));
    // The texts are read out by the card's status; a second reading would be one too many.
    view! {
        <div part="thanks">
            <p aria-hidden="true">{own(text)}</p>
            <p class="standing" aria-hidden="true">
                {standing}
            </p>
            {code.map(|code| copied(code, words))}
            {link.map(led)}
        </div>
    }
}

fn copied(code: Text, words: &Words) -> impl IntoView + use<> {
    view! {
        <p class="code">
            <span id="code">{words.say(Word::Code).to_owned()}</span>
            <code part="code" dir="ltr">
                {code.text}
            </code>
            <button part="copy" type="button" aria-describedby="code">
                {words.say(Word::Copy).to_owned()}
            </button>
        </p>
    }
}

/// A link opens beside the host page, which the visitor may not be done with.
fn led(link: Link) -> impl IntoView {
    view! {
        <a part="link" href=link.href target="_blank" rel="noopener">
            {own(link.label)}
        </a>
    }
}

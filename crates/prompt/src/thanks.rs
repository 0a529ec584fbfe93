//! The end, with where the score stands.

use leptos::prelude::*;
use survey::run::Standing;
use survey::wording;

pub(crate) fn thanks(text: String, standing: Option<Standing>) -> impl IntoView {
    let standing = standing.map_or_else(String::new, |standing| wording::standing(&standing));
    // Read out by the card's status; a second reading would be one too many.
    view! {
        <div part="thanks" aria-hidden="true">
            <p>{text}</p>
            <p class="standing">{standing}</p>
        </div>
    }
}

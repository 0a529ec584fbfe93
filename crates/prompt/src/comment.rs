//! A comment to write.

use leptos::prelude::*;
use survey::response::LONGEST_COMMENT;
use survey::wording;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlTextAreaElement};

use crate::{Act, listen};

pub(crate) fn comment(ask: String, required: bool, last: bool, act: fn(Act)) -> impl IntoView {
    view! {
        <form use:sends=act>
            <label part="question" for="comment">
                {ask}
            </label>
            <textarea
                part="comment"
                id="comment"
                rows="3"
                maxlength=wording::digits(LONGEST_COMMENT as i32)
                required=required
            ></textarea>
            <button part="send">{if last { wording::SEND } else { wording::NEXT }}</button>
        </form>
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "Leptos hands a directive its element"
)]
fn sends(form: Element, act: fn(Act)) {
    listen(&form, "submit", move |event| {
        event.prevent_default();
        if let Some(comment) = written(&event) {
            act(Act::Comment(comment));
        }
    });
}

/// What stands in the form's one text field.
fn written(event: &Event) -> Option<String> {
    let form: Element = event.target()?.unchecked_into();
    let field = form.query_selector("textarea").ok()??;
    Some(field.unchecked_into::<HtmlTextAreaElement>().value())
}

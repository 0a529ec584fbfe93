//! A comment to write.

use leptos::prelude::*;
use survey::response::LONGEST_COMMENT;
use survey::wording;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use crate::{Act, digits, handler};

pub(crate) fn comment(ask: String, required: bool, last: bool, act: fn(Act)) -> impl IntoView {
    let send = move |event: web_sys::Event| {
        event.prevent_default();
        if let Some(comment) = written(&event) {
            act(Act::Comment(comment));
        }
    };
    view! {
        <form prop:onsubmit=handler(send)>
            <label part="question" for="comment">
                {ask}
            </label>
            <textarea
                part="comment"
                id="comment"
                rows="3"
                maxlength=digits(LONGEST_COMMENT as i32)
                required=required
            ></textarea>
            <button part="send">{if last { wording::SEND } else { wording::NEXT }}</button>
        </form>
    }
}

/// What stands in the form's one text field.
fn written(event: &web_sys::Event) -> Option<String> {
    let form: web_sys::Element = event.target()?.dyn_into().ok()?;
    let field = form.query_selector("textarea").ok()??;
    Some(field.unchecked_into::<HtmlTextAreaElement>().value())
}

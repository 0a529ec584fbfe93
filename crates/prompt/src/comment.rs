//! A comment to write.

use leptos::prelude::*;
use survey::definition::Text;
use survey::response::LONGEST_COMMENT;
use survey::words::digits;

use crate::own;

/// `required` is the hint that says so.
pub(crate) fn comment(
    ask: Text,
    required: Option<String>,
    rows: i32,
    text: String,
) -> impl IntoView {
    let must = required.is_some();
    view! {
        <label part="question" for="comment" data-required=required>
            {own(ask)}
        </label>
        <textarea
            part="comment"
            id="comment"
            rows=digits(rows)
            maxlength=digits(LONGEST_COMMENT as i32)
            required=must
        >
            {text}
        </textarea>
    }
}

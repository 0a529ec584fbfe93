//! The tag at work: the script element on the page is always the one that the workbench shows.

use leptos::prelude::*;
use preview::tag::Tag;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlScriptElement;

use super::{Demo, browser};

/// Puts the tag on the page, and a new one in its place whenever it changes.
pub(crate) fn keep(demo: Demo) {
    let wanted = Memo::new(move |_| demo.tag().map(|tag| (tag, demo.direction())));
    let script = StoredValue::new_local(None::<HtmlScriptElement>);
    Effect::new(move |_| {
        let Some((tag, _)) = wanted.get() else {
            return;
        };
        let was_open = demo.journal.is_open();
        script.update_value(|script| {
            if let Some(old) = script.take() {
                browser::call_afterword("close");
                old.remove();
            }
            *script = insert(demo, &tag, was_open);
        });
    });
}

/// Inserts the element; a prompt that stood open opens again by it.
fn insert(demo: Demo, tag: &Tag, reopen: bool) -> Option<HtmlScriptElement> {
    let element = document().create_element("script").ok()?;
    let script = element.dyn_into::<HtmlScriptElement>().ok()?;
    script.set_async(true);
    for (name, value) in tag.attributes() {
        script.set_attribute(name, value).ok()?;
    }
    if reopen {
        let show = Closure::once_into_js(|| browser::call_afterword("show"));
        script.set_onload(Some(show.unchecked_ref()));
    }
    let src = script.src();
    let failed = Closure::once_into_js(move || {
        let line = format!("{src} did not load");
        demo.journal.note("failed", line, &JsValue::UNDEFINED);
    });
    script.set_onerror(Some(failed.unchecked_ref()));
    document().head()?.append_child(&script).ok()?;
    Some(script)
}

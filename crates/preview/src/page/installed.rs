//! The tag at work: the script element on the page is always the one that the workbench shows.

use leptos::prelude::*;
use preview::tag::Tag;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlScriptElement;

use super::{Demo, browser};

/// The script element that stands on the page.
struct Installed {
    script: HtmlScriptElement,
    /// When a prompt was taken down for it, which is to stand again: how many had been shown then.
    reopen: Option<u32>,
}

type Place = StoredValue<Option<Installed>, LocalStorage>;

/// Puts the tag on the page, and a new one in its place whenever it changes.
///
/// The direction of text is no part of the tag, but a prompt reads it only when it opens.
pub(crate) fn keep(demo: Demo) {
    let wanted = Memo::new(move |_| demo.tag().map(|tag| (tag, demo.direction())));
    let place = Place::new_local(None);
    Effect::new(move |_| {
        if let Some((tag, _)) = wanted.get() {
            replace(place, demo, &tag);
        }
    });
}

fn replace(place: Place, demo: Demo, tag: &Tag) {
    place.update_value(|installed| {
        let mut reopen = None;
        if let Some(old) = installed.take() {
            let shown = demo.journal.shown();
            // Changed again before the new prompt could open: it still has to.
            let awaited = old.reopen == Some(shown);
            reopen = (demo.journal.is_open() || awaited).then_some(shown);
            browser::call_afterword("close");
            old.script.remove();
        }
        *installed = insert(place, demo, tag).map(|script| Installed { script, reopen });
    });
}

fn insert(place: Place, demo: Demo, tag: &Tag) -> Option<HtmlScriptElement> {
    let element = document().create_element("script").ok()?;
    let script = element.dyn_into::<HtmlScriptElement>().ok()?;
    script.set_async(true);
    for (name, value) in tag.attributes() {
        script.set_attribute(name, value).ok()?;
    }
    let loaded = script.clone();
    let loaded = Closure::once_into_js(move || {
        demo.installed.update(|installed| *installed += 1);
        let is_to_reopen = |now: &Installed| now.script == loaded && now.reopen.is_some();
        if place.with_value(|now| now.as_ref().is_some_and(is_to_reopen)) {
            browser::call_afterword("show");
        }
    });
    script.set_onload(Some(loaded.unchecked_ref()));
    let src = script.src();
    let failed = Closure::once_into_js(move || {
        let line = format!("{src} did not load");
        demo.journal.note("failed", line, &JsValue::UNDEFINED);
    });
    script.set_onerror(Some(failed.unchecked_ref()));
    document().head()?.append_child(&script).ok()?;
    Some(script)
}

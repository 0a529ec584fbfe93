//! The few things the page asks of the browser beyond its views.

use std::time::Duration;

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// The query string of the address.
pub(crate) fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The hash of the address, with its `#`; empty where there is none.
pub(crate) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Loads the page afresh.
pub(crate) fn reload() {
    // Refused nowhere where a page has an address.
    let _ = window().location().reload();
}

/// Names the page, in its tab and in its print.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// Replaces the query string of the address, without a new entry in the history.
pub(crate) fn set_query(query: &str) {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let hash = hash();
    if let Ok(history) = window().history() {
        // Refused on opaque origins: then the settings are merely not shared by the address.
        let _ = history.replace_state_with_url(
            &JsValue::NULL,
            "",
            Some(&format!("{path}{query}{hash}")),
        );
    }
}

/// Waits.
pub(crate) async fn pause(duration: Duration) {
    let over = Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            },
            duration,
        );
    });
    let _ = JsFuture::from(over).await;
}

/// The origin of the page.
pub(crate) fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Sets an attribute of the document's element.
pub(crate) fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// Moves the focus to the element of that id.
pub(crate) fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Scrolls to the top, at once: a new view starts there.
pub(crate) fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Pushes a message to the page's `dataLayer`, as a shop's own code does.
pub(crate) fn push_to_data_layer(message: &JsValue) {
    const NAME: &str = "dataLayer";
    let window = window();
    let layer = Reflect::get(&window, &NAME.into())
        .ok()
        .and_then(|layer| layer.dyn_into::<Array>().ok())
        .unwrap_or_else(|| {
            let layer = Array::new();
            let _ = Reflect::set(&window, &NAME.into(), &layer);
            layer
        });
    layer.push(message);
}

/// Calls `afterword(name)`; without the loader nothing happens.
pub(crate) fn call_afterword(name: &str) -> Option<JsValue> {
    let api = Reflect::get(&window(), &"afterword".into()).ok()?;
    let api = api.dyn_into::<Function>().ok()?;
    api.call1(&JsValue::UNDEFINED, &name.into()).ok()
}

/// What `afterword(name)` comes to, if anything.
pub(crate) async fn ask_afterword(name: &str) -> Option<JsValue> {
    let answer = Promise::resolve(&call_afterword(name)?);
    JsFuture::from(answer).await.ok()
}

/// Copies a text; false where the browser refuses.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    // Typed as always there, but missing on insecure origins.
    let has_clipboard =
        Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object());
    has_clipboard
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
}

//! One IndexedDB store, `outbox` of the database `afterword`, with texts by key.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

use crate::js;

const DATABASE: &str = "afterword";
const STORE: &str = "outbox";
const VERSION: u32 = 1;

/// Writes a text, over an earlier one. Resolves once it is on disk as far as the browser tells.
pub(crate) async fn put(key: &str, text: &str) -> Result<(), JsValue> {
    let store = store(IdbTransactionMode::Readwrite).await?;
    store.put_with_key(&text.into(), &key.into())?;
    completed(&store).await
}

/// All texts, in the order of their keys.
pub(crate) async fn all() -> Result<Vec<String>, JsValue> {
    let store = store(IdbTransactionMode::Readonly).await?;
    let texts: Array = result(&store.get_all()?).await?.unchecked_into();
    Ok(texts.iter().filter_map(|text| text.as_string()).collect())
}

/// Takes a text out, unless another one has come in its place.
pub(crate) async fn remove(key: &str, text: &str) -> Result<(), JsValue> {
    let store = store(IdbTransactionMode::Readwrite).await?;
    let found = result(&store.get(&key.into())?).await?;
    if found.as_string().as_deref() == Some(text) {
        store.delete(&key.into())?;
    }
    completed(&store).await
}

async fn store(mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
    let factory = js::window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, VERSION)?;
    let opening = request.clone();
    let create = Closure::once_into_js(move || {
        let database: IdbDatabase = opening.result()?.unchecked_into();
        database.create_object_store(STORE).map(drop)
    });
    request.set_onupgradeneeded(Some(create.unchecked_ref()));
    let database: IdbDatabase = result(&request).await?.unchecked_into();
    let transaction = database.transaction_with_str_and_mode(STORE, mode)?;
    // Closes once its transactions are done; an open connection would block a later upgrade.
    database.close();
    transaction.object_store(STORE)
}

async fn result(request: &IdbRequest) -> Result<JsValue, JsValue> {
    event(request, "onsuccess", "onerror").await?;
    request.result()
}

async fn completed(store: &IdbObjectStore) -> Result<(), JsValue> {
    event(&store.transaction(), "oncomplete", "onabort").await
}

/// Waits for one of two events.
async fn event(target: &JsValue, good: &str, bad: &str) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        js::set(target, good, &resolve);
        js::set(target, bad, &reject);
    });
    JsFuture::from(promise).await.map(drop)
}

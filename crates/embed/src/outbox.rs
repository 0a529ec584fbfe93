//! Answers, until they are delivered: in IndexedDB, else in localStorage, else in memory.
//!
//! localStorage also holds `afterword:outbox`, a mark that there is something to send, so that the
//! loader of a later visit knows without opening a database.

use std::cell::RefCell;

use web_sys::Storage;

use crate::{idb, js};

/// The mark, and with `:` and the id the key of an answer.
const MARK: &str = "afterword:outbox";
/// The first line of a record: what the lines after it mean.
const FORMAT: &str = "1";

/// A response in its latest state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) seq: i32,
    pub(crate) endpoint: String,
    pub(crate) survey: String,
    /// The record as JSON, without line breaks.
    pub(crate) body: String,
    /// The endpoint does not want it; it stays for a repaired endpoint.
    pub(crate) refused: bool,
}

thread_local! {
    static MEMORY: RefCell<Vec<Item>> = RefCell::default();
}

impl Item {
    /// One field a line. No field but the endpoint could hold a line break, and no URL does.
    fn to_text(&self) -> String {
        let refused = if self.refused { "refused" } else { "" };
        [
            FORMAT,
            &self.id,
            &self.seq.to_string(),
            refused,
            &self.survey,
            &self.endpoint,
            &self.body,
        ]
        .join("\n")
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        if lines.next()? != FORMAT {
            return None; // of another version of the widget, which will know what to do with it
        }
        Some(Item {
            id: lines.next()?.into(),
            seq: lines.next()?.parse().ok()?,
            refused: !lines.next()?.is_empty(),
            survey: lines.next()?.into(),
            endpoint: lines.next()?.into(),
            body: lines.next()?.into(),
        })
    }
}

/// Writes a state over earlier ones of the same response.
///
/// False where it is kept in memory only, and will not outlive the page.
pub(crate) async fn keep(item: Item) -> bool {
    let text = item.to_text();
    let stored = idb::put(&item.id, &text).await.is_ok() || keep_locally(&item.id, &text);
    if !stored {
        MEMORY.with_borrow_mut(|memory| {
            memory.retain(|kept| kept.id != item.id);
            memory.push(item);
        });
    }
    if let Some(storage) = local() {
        let _ = storage.set_item(MARK, FORMAT);
    }
    stored
}

/// Takes a delivered state out, unless a later one has come in its place.
pub(crate) async fn remove(item: &Item) {
    let text = item.to_text();
    let _ = idb::remove(&item.id, &text).await;
    if let Some(storage) = local() {
        let key = key(&item.id);
        if storage.get_item(&key).ok().flatten().as_deref() == Some(&text) {
            let _ = storage.remove_item(&key);
        }
    }
    MEMORY.with_borrow_mut(|memory| memory.retain(|kept| kept != item));
}

/// All that is there, each response once.
pub(crate) async fn all() -> Vec<Item> {
    let mut texts = idb::all().await.unwrap_or_default();
    if let Some(storage) = local() {
        for index in 0..storage.length().unwrap_or(0) {
            let key = storage.key(index).ok().flatten().unwrap_or_default();
            if key.starts_with("afterword:outbox:") {
                texts.extend(storage.get_item(&key).ok().flatten());
            }
        }
    }
    let mut items: Vec<_> = texts.iter().filter_map(|text| Item::parse(text)).collect();
    MEMORY.with_borrow(|memory| items.extend(memory.iter().cloned()));
    items
}

/// Takes the mark away; to be called when nothing is left to send.
pub(crate) fn unmark() {
    if let Some(storage) = local() {
        let _ = storage.remove_item(MARK);
    }
}

fn keep_locally(id: &str, text: &str) -> bool {
    local().is_some_and(|storage| storage.set_item(&key(id), text).is_ok())
}

fn key(id: &str) -> String {
    [MARK, ":", id].concat()
}

fn local() -> Option<Storage> {
    js::window().local_storage().ok().flatten()
}

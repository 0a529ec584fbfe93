//! Sending what is in the outbox.
//!
//! Delivered means a readable 2xx. Whatever may pass is tried again, with growing pauses drawn at
//! random, at once when the browser comes online, and at the next visit; what an endpoint refuses for
//! good stays in the outbox, and the host page is told.

use std::cell::{Cell, RefCell};

use js_sys::Math;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{RequestInit, Response};

use crate::outbox::{self, Item};
use crate::{js, tell};

/// The longest first pause; it doubles from try to try.
const FIRST_PAUSE_MILLIS: f64 = 1500.0;
/// Tries per page; after them only `online` and the next visit try again.
const MOST_TRIES: i32 = 8;
/// Browsers refuse more than 64 KiB of keepalive bodies in flight.
const LARGEST_KEEPALIVE: usize = 50_000;

thread_local! {
    /// The ids of what is being sent now.
    static SENDING: RefCell<Vec<String>> = RefCell::default();
    static DELIVERED: Cell<i32> = const { Cell::new(0) };
    /// Failed tries since the last success; while above 0, a next try is planned or given up.
    static TRIES: Cell<i32> = const { Cell::new(0) };
}

enum Outcome {
    Delivered,
    /// For good, with this status.
    Refused(u16),
    /// Perhaps later.
    Failed,
}

/// Sends one response, without waiting for storage: the page may be leaving.
pub(crate) async fn deliver(item: Item) {
    let busy = SENDING.with_borrow_mut(|sending| {
        let busy = sending.contains(&item.id);
        sending.push(item.id.clone());
        busy
    });
    if busy {
        return; // finished below, with whatever is the latest state then
    }
    let outcome = post(&item).await;
    let again = SENDING.with_borrow_mut(|sending| {
        let before = sending.len();
        sending.retain(|id| *id != item.id);
        before - sending.len() > 1
    });
    match outcome {
        Outcome::Delivered => {
            TRIES.set(0);
            outbox::remove(&item).await;
            DELIVERED.set(DELIVERED.get() + 1);
            tell::delivered(&item.survey, &item.id);
        }
        Outcome::Refused(status) => {
            let message = ["the endpoint refused a response with ", &status.to_string()].concat();
            tell::failed(&item.survey, Some(&item.id), "refused", &message);
            outbox::remove(&item).await;
            let refused = Item {
                refused: true,
                ..item
            };
            outbox::keep(refused).await;
        }
        Outcome::Failed => retry(),
    }
    if again {
        spawn_local(drain());
    } else if outbox::all().await.iter().all(|item| item.refused) {
        outbox::unmark();
    }
}

/// Sends all that waits, one after the other.
pub(crate) async fn drain() {
    for item in outbox::all().await {
        if !item.refused {
            Box::pin(deliver(item)).await;
        }
    }
}

/// `{pending, parked, delivered}`.
pub(crate) async fn status() -> JsValue {
    let items = outbox::all().await;
    let parked = items.iter().filter(|item| item.refused).count();
    js::object(&[
        ("pending", (items.len() - parked).into()),
        ("parked", parked.into()),
        ("delivered", DELIVERED.get().into()),
    ])
}

async fn post(item: &Item) -> Outcome {
    let init = js::object(&[
        ("method", "POST".into()),
        // A string goes as text/plain: no preflight, so that any endpoint can take it.
        ("body", item.body.as_str().into()),
        ("keepalive", (item.body.len() <= LARGEST_KEEPALIVE).into()),
    ]);
    let init: &RequestInit = init.unchecked_ref();
    let sent = js::window().fetch_with_str_and_init(&item.endpoint, init);
    let Ok(response) = JsFuture::from(sent).await else {
        return Outcome::Failed;
    };
    match response.unchecked_into::<Response>().status() {
        200..=299 => Outcome::Delivered,
        408 | 425 | 429 | 500.. => Outcome::Failed,
        status => Outcome::Refused(status),
    }
}

/// Plans the next try.
fn retry() {
    let tries = TRIES.get() + 1;
    TRIES.set(tries);
    if tries > MOST_TRIES {
        return;
    }
    let longest = FIRST_PAUSE_MILLIS * f64::from(1 << tries) / 2.0;
    let pause = (Math::random() * longest) as i32;
    spawn_local(async move {
        js::sleep(pause).await;
        drain().await;
    });
}

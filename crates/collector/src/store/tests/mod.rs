//! What both stores promise to the rest of the collector. PostgreSQL is asked with the feature
//! `postgres-tests`.

mod outgoing;
mod recount;
mod shared;

use std::sync::Arc;

use serde_json::{Value, json};
use survey::response::Response;
use tempfile::TempDir;

use super::{Incoming, Location, Store};

/// A store that is thrown away.
struct Fresh {
    store: Store,
    location: Location,
    _folder: Arc<TempDir>,
}

impl Fresh {
    /// As a second collector opens it.
    async fn open_again(&self) -> Store {
        Store::open(&self.location).await.unwrap()
    }
}

/// Asks the same of each store.
async fn on_each_store(ask: impl AsyncFn(&Fresh)) {
    for fresh in stores().await {
        ask(&fresh).await;
        fresh.store.close().await;
    }
}

async fn stores() -> Vec<Fresh> {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut stores = Vec::new();
    for location in locations(&folder) {
        stores.push(Fresh {
            store: Store::open(&location).await.unwrap(),
            location,
            _folder: Arc::clone(&folder),
        });
    }
    stores
}

/// A new place for each store, the one for SQLite in this folder.
fn locations(folder: &TempDir) -> Vec<Location> {
    let file = Location::Sqlite(folder.path().join("test.db"));
    if cfg!(feature = "postgres-tests") {
        let cluster = journeys::postgres::Cluster::shared().unwrap();
        vec![file, cluster.database().unwrap().parse().unwrap()]
    } else {
        vec![file]
    }
}

/// A response to the survey `nps` of the site `default`, with these fields.
fn incoming(number: u32, fields: &Value) -> Incoming {
    let mut json = json!({
        "v": 1, "id": journeys::collector::id(number), "seq": 1, "survey": "nps",
        "outcome": "complete", "answered_at": "2026-01-31T12:00:00Z",
        "answers": [{"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]}],
    });
    let members = json.as_object_mut().unwrap();
    members.extend(fields.as_object().unwrap().clone());
    Response::parse(&&json).unwrap().into()
}

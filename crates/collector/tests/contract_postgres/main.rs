//! What the collector promises of what it keeps, asked once more with PostgreSQL under it. Run by
//! `cargo xtask test`, where PostgreSQL is installed, or by `--features postgres-tests`.

#[path = "../contract/hosted/mod.rs"]
mod hosted;
#[path = "../contract/import.rs"]
mod import;
#[path = "../contract/ingest.rs"]
mod ingest;
#[path = "../contract/injection.rs"]
mod injection;
#[path = "../contract/life.rs"]
mod life;
#[path = "../contract/link.rs"]
mod link;
#[path = "../contract/live.rs"]
mod live;
#[path = "../contract/migrate.rs"]
mod migrate;
#[path = "../contract/reading.rs"]
mod reading;
#[path = "../contract/respondents.rs"]
mod respondents;
#[path = "../contract/support.rs"]
mod support;
#[path = "../contract/surveys.rs"]
mod surveys;
mod together;
#[path = "../contract/tokens.rs"]
mod tokens;
#[path = "../contract/trust.rs"]
mod trust;
#[path = "../contract/webhooks.rs"]
mod webhooks;

use support::Kind;

const STORE: Kind = Kind::Postgres;
